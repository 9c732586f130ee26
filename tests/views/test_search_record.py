"""The search record says what was asked, when, with which answer; what is not recorded it says too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from littrack.appraise.search_record import (
    NOT_APPLICABLE,
    NOT_RECORDED,
    REPORTED,
    SearchRecord,
)
from littrack.store.database import open_database
from littrack.store.hits import SearchRun, save_search, save_search_run, save_topic
from littrack.store.runs import begin_run
from littrack.views.search_record import read_search_record
from tests.made_up_nights import FIRST_NIGHT, LAST_NIGHT, nightly_topic, two_nights


@pytest.fixture
def nights() -> Iterator[Database]:
    db = two_nights()
    yield db
    db.conn.close()


def record_of(db: Database) -> SearchRecord:
    record = read_search_record(db, "made-up")
    assert record is not None
    return record


def test_each_strategy_stands_there_as_run(nights: Database) -> None:
    mood, trials = record_of(nights).current
    assert (mood.query, mood.dated, mood.answers) == ("toxin AND mood", "2026-11-01", 2)
    assert (mood.first_asked, mood.last_asked) == (FIRST_NIGHT, LAST_NIGHT)
    assert (mood.found, mood.listed, mood.failed) == (9, 9, None)
    assert mood.translation == "made-up translation of mood"
    assert mood.warnings == ("made-up warning",)
    assert trials.query == "toxin AND <trial>[pt]"


def test_all_sixteen_items_are_answered(nights: Database) -> None:
    record = record_of(nights)
    assert [item.number for item in record.items] == list(range(1, 17))
    assert all(item.text and all(item.text) for item in record.items)
    statuses = {item.name: item.status for item in record.items}
    assert statuses["Multi-database searching"] == NOT_APPLICABLE
    assert statuses["Peer review"] == NOT_RECORDED
    assert statuses["Dates of searches"] == REPORTED
    said = {item.name: " ".join(item.text) for item in record.items}
    assert "A registry (2)" in said["Study registries"]
    assert (
        "12 records listed by the strategies together; 7 different ones stored"
        in said["Total records"]
    )
    assert "Was a study retracted?" in said["Full search strategies"]
    assert "1 deleted by PubMed" in said["Deduplication"]


def test_a_changed_strategy_is_kept_as_a_former_version(nights: Database) -> None:
    save_search(nights, "made-up", "mood", "toxin AND moods", None, None, LAST_NIGHT)
    record = record_of(nights)
    assert [(each.name, each.version) for each in record.former] == [("mood", 1)]
    assert {each.query for each in record.current} == {"toxin AND <trial>[pt]", "toxin AND moods"}
    assert "1 former version" in " ".join(record.items[7].text)


def test_a_search_that_failed_last_says_so_and_keeps_its_last_answer(nights: Database) -> None:
    run = begin_run(nights, "refresh", "2026-11-25T02:00:00Z")
    save_search_run(nights, SearchRun(run, 1, "2026-11-25T02:00:00Z", "failed", "PubMed was away"))
    mood = record_of(nights).current[0]
    assert (mood.failed, mood.found, mood.last_asked) == ("PubMed was away", 9, LAST_NIGHT)


def test_before_the_first_run_nothing_is_claimed() -> None:
    db = open_database(":memory:", create=True)
    save_topic(db, nightly_topic(), FIRST_NIGHT)
    record = record_of(db)
    statuses = {item.name: item.status for item in record.items}
    assert statuses["Full search strategies"] == NOT_RECORDED
    assert statuses["Dates of searches"] == statuses["Total records"] == NOT_RECORDED
    assert read_search_record(db, "another") is None
    db.conn.close()
