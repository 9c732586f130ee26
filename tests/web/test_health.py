"""How fresh the site is: in words for people, in a status code for monitors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from littrack.health import Run, SearchState, Status
from littrack.store.database import open_database
from littrack.store.runs import RunCounts, begin_run, finish_run
from littrack.store.sources import SourceState
from littrack.times import now, to_text
from littrack.views.freshness import ALARM, WATCH, WELL, judge
from tests.web.conftest import Room
from tests.web.shapes import check_html, shape

HEALTH = "/-/littrack/health.json"
AT = "2026-11-24T12:00:00Z"
FINE = Status(
    database="x.db",
    bytes=1,
    schema="m001",
    at=AT,
    studies={"current": 3},
    from_pubmed=3,
    searches=(SearchState("t", "s", 1, 3, 0, "2026-11-24T02:00:00Z", None),),
    last_run=Run(1, "refresh", "2026-11-24T02:00:00Z", "2026-11-24T02:01:00Z", "complete", None),
    last_complete="2026-11-24T02:01:00Z",
    running=None,
    owed=0,
    owed_since=None,
    excluded=0,
    quarantined=0,
    retracted=0,
    claims=1,
    flags=0,
)


def asked_now(path: Path, when: str | None = None) -> None:
    """Let every search have been answered now, or at ``when``."""
    db = open_database(path)
    db.execute("UPDATE search_runs SET asked = ?", (when or to_text(now()),))
    run = begin_run(db, "load", when or to_text(now()))
    finish_run(db, run, "complete", None, RunCounts(), when or to_text(now()))
    db.conn.commit()
    db.conn.close()


def test_monitors_get_200_while_fresh_and_503_when_stale(
    own_db: Path, open_room: Callable[..., Room]
) -> None:
    room = open_room(own_db)
    asked_now(own_db)
    assert room.get(HEALTH).status_code == 200
    assert room.get(f"{HEALTH}?max_age=1h").json()["status"] == "ok"
    asked_now(own_db, "2026-01-01T02:00:00Z")
    stale = room.get(HEALTH)
    assert stale.status_code == 503
    assert stale.json()["status"] == "stale"
    assert stale.headers["cache-control"] == "no-store"
    assert room.get(f"{HEALTH}?max_age=90000d").status_code == 200


@pytest.mark.parametrize("age", ["soon", "", "-1h", "999999999999999d", "1e9d"])
def test_a_limit_that_cannot_be_read_is_told(room: Room, age: str) -> None:
    reply = room.get(f"{HEALTH}?max_age={age}")
    assert reply.status_code == 400
    assert "max_age" in reply.json()["error"]


def test_the_shape_is_pinned(room: Room) -> None:
    found = room.get(HEALTH).json()
    search = {"topic": "str", "name": "str", "answered": "str", "studies": "int", "failed": "bool"}
    assert shape(found) == {
        "version": "int", "status": "str", "at": "str", "pubmed_answered": "str", "age_seconds": "int",
        "max_age_seconds": "int", "last_complete_run": "str",
        "last_run": {"started": "str", "finished": "str", "outcome": "str"},
        "running": "bool", "searches": [search], "studies": {"current": "int"}, "owed": "int",
        "owed_since": "null", "excluded": "int", "unreadable": "int", "retracted": "int", "claims": "int",
        "flags": "int", "schema": "str", "sources": [],
    }  # fmt: skip
    assert found["max_age_seconds"] == 36 * 3600
    assert "littrack.db" not in room.get(HEALTH).text


def test_it_agrees_with_the_command(room: Room, site_db: Path) -> None:
    from littrack.health import read_status

    status, found = read_status(site_db, now()), room.get(HEALTH).json()
    assert found["pubmed_answered"] == status.fresh_as_of
    assert found["flags"] == status.flags
    assert found["studies"] == status.studies
    assert {each["name"] for each in found["searches"]} == {each.name for each in status.searches}


def test_people_read_it_in_words(own_db: Path, open_room: Callable[..., Room]) -> None:
    room = open_room(own_db)
    asked_now(own_db)
    text = room.get("/about/health").text
    check_html(text)
    assert "Everything is as it should be." in text
    asked_now(own_db, "2026-01-01T02:00:00Z")
    reply = room.get("/about/health")
    check_html(reply.text)
    assert "What is shown here may be out of date." in reply.text
    assert "1 January 2026" in reply.text
    assert reply.headers["cache-control"] == "no-store"


def test_a_database_that_never_asked_is_stale(
    tmp_path: Path, open_room: Callable[..., Room]
) -> None:
    path = tmp_path / "empty.db"
    open_database(path, create=True).conn.close()
    reply = open_room(path).get(HEALTH)
    assert reply.status_code == 503
    assert reply.json()["pubmed_answered"] is None


SEARCH, RUN = FINE.searches[0], FINE.last_run
assert RUN is not None


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (FINE, WELL),
        (replace(FINE, searches=(replace(SEARCH, asked="2026-11-22T02:00:00Z"),)), WATCH),
        (replace(FINE, searches=(replace(SEARCH, asked="2026-11-01T02:00:00Z"),)), ALARM),
        (replace(FINE, searches=(replace(SEARCH, asked=None),)), ALARM),
        (replace(FINE, searches=(replace(SEARCH, asked="2027-11-24T02:00:00Z"),)), WATCH),
        (replace(FINE, searches=(replace(SEARCH, problem="504"),)), WATCH),
        (replace(FINE, last_run=None), ALARM),
        (replace(FINE, last_run=replace(RUN, outcome="failed")), WATCH),
        (replace(FINE, last_run=replace(RUN, outcome="owed")), WATCH),
        (replace(FINE, last_run=replace(RUN, outcome="interrupted", finished=None)), WATCH),
        (replace(FINE, owed=2, owed_since="2026-11-24T02:00:00Z"), WATCH),
        (replace(FINE, owed=2, owed_since="2026-10-01T02:00:00Z"), ALARM),
        (replace(FINE, quarantined=1), WATCH),
    ],
)
def test_the_worst_check_decides(status: Status, state: str) -> None:
    assert judge(status, timedelta(hours=36)).state == state


def test_a_source_that_is_no_longer_asked_is_told() -> None:
    answered = SourceState("icite", "iCite", "2026-11-20T02:00:00Z", "2026-11-20T02:00:00Z", "complete")  # fmt: skip
    assert judge(replace(FINE, sources=(answered,))).state == WELL
    long_ago = replace(answered, answered="2026-09-01T02:00:00Z", tried="2026-09-01T02:00:00Z")
    check = judge(replace(FINE, sources=(long_ago,))).checks[-1]
    assert (check.state, check.at) == (WATCH, "2026-09-01T02:00:00Z")
    assert "Not checked since" in check.words


def test_every_page_says_when_pubmed_was_asked(room: Room) -> None:
    for address in (
        "/",
        "/new",
        "/methods",
        "/trials",
        "/littrack",
        "/littrack/studies",
        "/-/versions",
    ):
        assert "PubMed was last asked" in room.get(address).text, address
