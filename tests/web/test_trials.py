"""Registered trials and whether they were ever told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from littrack.review.registry import link_publications, mark_trials
from littrack.sources.protocol import Reach, ReadingLink, RegistryRecord
from littrack.store.database import open_database
from littrack.store.reach import write_reach
from littrack.store.reading_links import write_links
from littrack.store.registries import write_registry
from littrack.store.runs import COMPLETE, RunCounts, begin_run, finish_run
from littrack.store.sources import save_checks
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


NOW = "2026-12-01T02:00:00Z"
ATTACK = "<script>alert(1)</script>"
RECORD = RegistryRecord(
    id="NCT00934687",
    registry="ClinicalTrials.gov",
    title="Made-up title <b>of a registry</b>",
    status="terminated",
    why_stopped=f"Made-up reason {ATTACK}",
    phase="2",
    enrollment=29,
    enrollment_basis="actual",
    started="2009-08-15",
    primary_completion="2010-10",
    last_updated="2013-08-14",
    results_posted="2014-01-02",
    primary_outcomes=(f"Made-up outcome {ATTACK}", "Second"),
    secondary_outcomes=("Third",),
    result_pmids=("99999998",),
)


@pytest.fixture
def watched(own_db: Path, open_room: Callable[..., Room]) -> Room:
    """The site after a night in which a registry, Europe PMC and iCite answered with made-up facts."""
    db = open_database(own_db)
    run = begin_run(db, "refresh", NOW)
    found = replace(RECORD, id="NCT90000002", title="Made-up trial that nobody entered", result_pmids=())  # fmt: skip
    matched = dict.fromkeys(("NCT00934687", "NCT90000002"), "botox-depression")
    write_registry(db, run, "clinicaltrials", [RECORD, found], {}, "2026-11-25T02:00:00Z")
    later = replace(RECORD, primary_outcomes=("Made-up other outcome",))
    write_registry(db, run, "clinicaltrials", [later, found], matched, NOW)
    told = [
        ReadingLink("open access", "https://example.org/copy", "acceptedVersion", "cc-by-nc", None),
        ReadingLink("preprint", "https://example.org/preprint", "submittedVersion", None, "PPR1"),
    ]
    write_links(db, "europepmc", {"99000001": told}, NOW)
    write_links(db, "unpaywall", {"99000001": told[:1]}, NOW)
    write_reach(db, "icite", {"99000001": Reach(1.23, 60.0, 1234, True, 2026)}, NOW)
    save_checks(db, "europepmc", {"99000001": True}, "2026-12-02T02:00:00Z")
    save_checks(db, "clinicaltrials", {"NCT00934687": True}, "2026-12-02T02:00:00Z")
    link_publications(db, NOW)
    mark_trials(db, run, NOW)
    finish_run(db, run, COMPLETE, None, RunCounts(), NOW)
    db.conn.commit()
    db.conn.close()
    return open_room(own_db)


def test_a_trial_shows_both_sides(watched: Room) -> None:
    text = watched.get("/trials/NCT00934687").text
    check_html(text)
    assert ATTACK not in text
    for words in (
        "As ClinicalTrials.gov states it",
        "They differ in 3 statements",
        "Made-up reason",
        "Terminated",
        "The registered primary outcome was changed after the trial began (seen 1 December 2026).",
        "https://clinicaltrials.gov/study/NCT00934687?tab=results",
        "https://pubmed.ncbi.nlm.nih.gov/99999998/",
        "registry’s own last update is of 14 August 2013",
        "ClinicalTrials.gov was last asked",
    ):
        assert words in text, words
    assert text.count("differs</span>") == 3


def test_a_trial_as_json(watched: Room) -> None:
    facts = watched.get("/-/littrack/api/v1/trials/NCT00934687.json").json()
    assert facts["entry"]["status"] == "completed"
    assert facts["record"]["facts"]["status"] == "terminated"
    assert [each["what"] for each in facts["disagreements"]] == ["status", "people", "results"]
    assert facts["changes"][0]["field"] == "primary_outcomes"
    everything = watched.get("/-/littrack/api/v1/trials.json").json()
    (topic,) = everything["topics"]
    assert [each["id"] for each in topic["found_by_registry_queries"]] == ["NCT90000002"]
    assert topic["trials"][0]["path"].startswith("/trials/")


def test_the_list_shows_what_the_registry_says(watched: Room) -> None:
    text = watched.get("/trials").text
    check_html(text)
    assert "The registry now states otherwise" in text
    assert "Found in the registry" in text
    assert '<tr id="NCT90000002">' in text


def test_what_is_new_names_trials(watched: Room) -> None:
    text = watched.get("/new").text
    check_html(text)
    assert "Registered trials</h3>" in text
    assert "Found in a registry." in text
    feed = watched.get("/new.atom").text
    assert "Trial: found in a registry: Made-up trial that nobody entered (NCT90000002)" in feed


def test_a_study_says_where_to_read_it_and_how_far_it_reaches(watched: Room) -> None:
    text = watched.get("/studies/99000001").text
    check_html(text)
    assert text.count('href="https://example.org/copy"') == 1, "two services tell of one copy"
    assert "accepted manuscript, CC BY-NC, told by Europe PMC, 2 December 2026" in text
    assert 'href="https://example.org/preprint">Its preprint</a>' in text
    assert "Reach: cited 1,234 times; relative citation ratio 1.2, provisional (iCite, " in text
    assert "how far it reaches, not how good it is" in text
    facts = watched.get("/-/littrack/api/v1/studies/99000001.json").json()
    assert facts["reach"]["cited_by"] == 1234
    assert [each["kind"] for each in facts["reading_links"]] == ["open access", "preprint"]
