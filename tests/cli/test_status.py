"""``littrack status``: what is stored, how fresh, what is owed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from littrack.cli import cli
from littrack.errors import ConfigError
from littrack.health import parse_age, read_status, status_text
from littrack.lock import hold
from littrack.store.runs import begin_run
from littrack.times import now, to_text
from tests.refresh.conftest import nights
from tests.refresh.nightly import Nights

__all__ = ["nights"]


def test_what_is_stored_and_how_fresh(nights: Nights) -> None:
    nights.run()
    text = status_text(read_status(nights.database, nights.now + timedelta(hours=5)))
    assert "40 studies; 40 from PubMed, 0 retracted" in text
    assert "Every search answered: 2026-12-01T02:00:00Z (5 hours ago)" in text
    assert "toxin        30 studies" in text
    assert "0 owed, 0 excluded, 0 not readable" in text


def test_stale_is_when_a_search_went_unanswered(nights: Nights) -> None:
    nights.run()
    nights.sleep()
    nights.ncbi.unknown = ["mood"]
    nights.run()
    status = read_status(nights.database, nights.now + timedelta(hours=13))
    assert status.is_stale(timedelta(hours=36))
    assert not status.is_stale(timedelta(hours=38))
    assert "FAILED: PubMed left out «mood[tiab]»" in status_text(status)


def test_what_is_owed(nights: Nights) -> None:
    nights.ncbi.faults.missing = {"101", "102"}
    nights.run()
    text = status_text(read_status(nights.database, nights.now))
    assert "2 owed since 2026-12-01T02:00:00Z" in text
    assert "owed: 38 new" in text


def test_a_run_at_work_is_named_and_one_that_was_killed_is_not(nights: Nights) -> None:
    nights.run()
    with hold(nights.database, "refresh", to_text(nights.now)):
        assert "At work now: refresh" in status_text(read_status(nights.database, nights.now))
    db = nights.open()
    begin_run(db, "refresh", to_text(nights.now))
    db.conn.close()
    text = status_text(read_status(nights.database, nights.now))
    assert "At work now" not in text
    assert "was stopped before its end" in text


@pytest.mark.parametrize(("age", "code"), [("1h", 0), ("0.0001m", 3)])
def test_max_age(nights: Nights, age: str, code: int) -> None:
    nights.ncbi.day = nights.day = now().date()
    db = ["--db", str(nights.database)]
    nights.run()
    stamp = nights.open()
    with stamp.atomic():
        stamp.conn.execute(
            "UPDATE search_runs SET asked = ?", (to_text(now() - timedelta(seconds=1)),)
        )
    stamp.conn.close()
    result = CliRunner().invoke(cli, ["status", "--max-age", age, *db])
    assert result.exit_code == code
    found = json.loads(CliRunner().invoke(cli, ["status", "--json", *db]).stdout)
    assert (found["stale"], found["studies"]) == (None, {"current": 40})


def test_never_refreshed_is_stale(nights: Nights) -> None:
    nights.database.parent.mkdir(exist_ok=True)
    from littrack.store.database import open_database

    open_database(nights.database, create=True).conn.close()
    db = ["--db", str(nights.database)]
    result = CliRunner().invoke(cli, ["status", "--max-age", "36h", *db])
    assert result.exit_code == 3
    assert "run 'littrack refresh'" in result.output


def test_no_database(tmp_path: object) -> None:
    result = CliRunner().invoke(cli, ["status", "--db", f"{tmp_path}/none.db"])
    assert isinstance(result.exception, ConfigError)
    assert "there is no database" in str(result.exception)


@pytest.mark.parametrize(
    ("text", "hours"), [("36h", 36), ("2d", 48), ("90m", 1.5), (" 1.5 D ", 36)]
)
def test_ages(text: str, hours: float) -> None:
    assert parse_age(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "36", "h", "-3h", "three days", "1e9h"])
def test_what_is_no_age(text: str) -> None:
    with pytest.raises(ConfigError, match="as in 36h"):
        parse_age(text)
