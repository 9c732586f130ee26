"""Registered trials and whether they were ever told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from littrack.store.database import open_database
from littrack.store.runs import COMPLETE, RunCounts, begin_run, finish_run
from littrack.views.trials import (
    ENDINGS,
    NOBODY,
    OVERDUE,
    POSTED,
    PUBLISHED,
    UNSTATED,
    WAITING,
    read_trials,
)
from littrack.web.pages.trials import registry_address
from tests.web.conftest import Room
from tests.web.shapes import check_html


def test_the_page_lists_every_trial(room: Room, site_db: Path) -> None:
    text = room.get("/trials").text
    check_html(text)
    db = open_database(site_db)
    rows = db.execute("SELECT id, study FROM trials WHERE removed IS NULL").fetchall()
    db.conn.close()
    assert rows
    for trial, study in rows:
        assert f'<tr id="{trial}">' in text
        if study:
            assert f'href="/studies/{study}"' in text
    assert 'href="https://clinicaltrials.gov/study/NCT00934687"' in text
    assert "Registered and published differ" in text
    assert "Overdue" in text


def test_a_trial_has_an_address(room: Room) -> None:
    reply = room.get("/trials/NCT00934687")
    check_html(reply.text)
    assert "Entered by a person" in reply.text
    assert "has not been read for it yet" in reply.text
    assert room.get("/trials/NCT00000000").status_code == 404
    assert room.get("/-/littrack/api/v1/trials/NCT00000000.json").status_code == 404


@pytest.mark.parametrize(
    ("change", "ending"),
    [
        ("study = '99000001'", PUBLISHED),
        ("study = NULL, results_on_registry = 1", POSTED),
        ("study = NULL, results_on_registry = 0, overdue = 1", OVERDUE),
        ("study = NULL, results_on_registry = 0, overdue = 0, status = 'Withdrawn'", NOBODY),
        ("study = NULL, results_on_registry = 0, overdue = 0, enrollment = 0", NOBODY),
        ("study = NULL, results_on_registry = 0, overdue = 0", WAITING),
        ("study = NULL, results_on_registry = NULL, overdue = NULL", UNSTATED),
    ],
)
def test_what_became_of_a_trial(own_db: Path, change: str, ending: str) -> None:
    db = open_database(own_db)
    db.execute(f"UPDATE trials SET {change} WHERE id = 'NCT06778421'")
    (topic,) = read_trials(db)
    (found,) = [each for each in topic.trials if each.id == "NCT06778421"]
    assert found.ending == ending
    order = [ENDINGS.index(each.ending) for each in topic.trials]
    assert order == sorted(order)
    assert sum(count for _, count in topic.tally) == len(topic.trials)
    db.conn.close()


def test_a_retracted_report_says_so(own_db: Path, open_room: Callable[..., Room]) -> None:
    db = open_database(own_db)
    db.execute("UPDATE trials SET study = '99000003' WHERE id = 'NCT00934687'")
    run = begin_run(db, "load", "2026-12-01T02:00:00Z")
    finish_run(db, run, COMPLETE, None, RunCounts(), "2026-12-01T02:00:00Z")
    db.conn.commit()
    db.conn.close()
    assert "RETRACTED" in open_room(own_db).get("/trials").text


def test_registries() -> None:
    assert registry_address("NCT00934687") == "https://clinicaltrials.gov/study/NCT00934687"
    assert (
        registry_address('ChiCTR-"x')
        == "https://trialsearch.who.int/Trial2.aspx?TrialID=ChiCTR-%22x"
    )
    assert registry_address("private 7") is None
