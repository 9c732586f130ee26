from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from littrack.cli import cli
from littrack.errors import ConfigError
from littrack.load import load_topics
from littrack.store.database import open_database
from tests.topics.folder import CLAIMS, make_topic, spoil


def validate(tmp_path: Path, *arguments: str) -> Result:
    database = str(tmp_path / "littrack.db")
    given = ["validate", "--queries", str(tmp_path), "--db", database, *arguments]
    return CliRunner().invoke(cli, given)


def test_no_problems(tmp_path: Path) -> None:
    make_topic(tmp_path)
    result = validate(tmp_path)
    assert result.exit_code == 0
    assert result.output == "made-up: 2 claims, 2 studies, 1 trials, 2 searches: no problems\n"
    assert validate(tmp_path, "--quiet").output == ""


def test_problems_end_with_2(tmp_path: Path) -> None:
    claims = spoil(CLAIMS, "stance: contradicts", "stance: against")
    folder = make_topic(tmp_path, claims=claims)
    result = validate(tmp_path, "made-up")
    assert result.exit_code == 2
    first, last = result.output.splitlines()
    assert first.startswith(f"{folder}/claims.yaml:15: claims[whole].evidence[roe2021].stance: ")
    assert last.endswith(": 1 problem")


def test_json(tmp_path: Path) -> None:
    make_topic(tmp_path, claims=spoil(CLAIMS, "stance: contradicts", "stance: against"))
    result = validate(tmp_path, "--json")
    assert result.exit_code == 2
    ((topic),) = json.loads(result.output)
    assert topic["topic"] == "made-up"
    assert topic["problems"][0]["line"] == 15
    assert set(topic["problems"][0]) == {
        "file",
        "line",
        "field",
        "wrong",
        "allowed",
        "unfinished",
    }


def test_a_database_is_compared_with(tmp_path: Path) -> None:
    make_topic(tmp_path)
    load_topics(tmp_path / "littrack.db", tmp_path)
    db = open_database(tmp_path / "littrack.db")
    db.conn.execute(
        "INSERT INTO exclusions (pmid, reason, since) VALUES ('90000001', 'PubMed has no such record', 'x')"
    )
    db.conn.commit()
    db.conn.close()
    result = validate(tmp_path)
    assert result.exit_code == 2
    assert "pmid: 90000001: PubMed has no such record; look the number up" in result.output


def test_an_unknown_topic(tmp_path: Path) -> None:
    make_topic(tmp_path)
    result = validate(tmp_path, "nothing")
    assert isinstance(result.exception, ConfigError)
    assert "there is no topic 'nothing'" in str(result.exception)
