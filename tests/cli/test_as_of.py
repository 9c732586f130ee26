"""``--as-of`` of ``littrack show`` and ``littrack claims``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from littrack.cli import cli
from littrack.errors import ConfigError, DataError
from littrack.load import load_topics
from littrack.store.database import open_readonly

BUNDLED = Path(__file__).parents[2] / "queries"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("as-of") / "littrack.db"
    load_topics(path, BUNDLED)
    return path


@pytest.fixture(scope="module")
def day(db: Path) -> str:
    """The day of the load: today, unless midnight has passed since."""
    found = open_readonly(db)
    [(started,)] = found.execute("SELECT started FROM refreshes").fetchall()
    found.conn.close()
    return str(started)[:10]


def test_a_claim_on_a_day_as_text_and_as_json(db: Path, day: str) -> None:
    text = CliRunner().invoke(cli, ["claims", "eight-times", "--as-of", day, "--db", str(db)])
    assert text.exit_code == 0, text.output
    assert "MISLEADING, certainty low (draft)" in text.output
    assert "risk ratio 4.16 [2.12, 8.17]" in " ".join(text.output.split())
    told = CliRunner().invoke(
        cli, ["claims", "eight-times", "--as-of", day, "--db", str(db), "--json"]
    )
    found = json.loads(told.output)
    assert found["verdict"]["state"] == "misleading"
    assert len(found["evidence"]) == 8
    assert found["as_of"] == f"{day}T23:59:59Z"


def test_a_study_on_a_day(db: Path, day: str) -> None:
    told = CliRunner().invoke(cli, ["show", "parsaik2016", "--as-of", day, "--db", str(db)])
    assert told.exit_code == 0, told.output
    assert told.output.startswith(f"As of {day}T23:59:59Z")
    early = CliRunner().invoke(
        cli, ["show", "parsaik2016", "--as-of", "2019-01-01", "--db", str(db)]
    )
    assert isinstance(early.exception, DataError)
    assert f"first seen {day}" in str(early.exception)


def test_what_came_later_names_the_studies(db: Path) -> None:
    told = CliRunner().invoke(
        cli, ["claims", "eight-times", "--as-of", "2019-01-01", "--db", str(db)]
    )
    assert "evidence added: Parsaik 2016 qualifies" in told.output
    assert "27138078" not in told.output


def test_a_day_that_has_not_come_is_told_so(db: Path) -> None:
    told = CliRunner().invoke(
        cli, ["show", "parsaik2016", "--as-of", "9999-01-01", "--db", str(db)]
    )
    assert "9999-01-01 lies in the future" in told.output


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "9999-01-01", "24.11.2026"])
def test_what_is_no_day_is_refused(db: Path, day: str) -> None:
    told = CliRunner().invoke(cli, ["show", "parsaik2016", "--as-of", day, "--db", str(db)])
    assert told.exit_code == 2
    assert day in told.output


def test_an_unknown_claim_is_named(db: Path, day: str) -> None:
    told = CliRunner().invoke(cli, ["claims", "eight-time", "--as-of", day, "--db", str(db)])
    assert isinstance(told.exception, ConfigError)
    assert "did you mean eight-times" in str(told.exception)
    alone = CliRunner().invoke(cli, ["claims", "--as-of", day, "--db", str(db)])
    assert alone.exit_code == 2
