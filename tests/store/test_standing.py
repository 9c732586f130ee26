"""The account of a study: who says what of it, who was asked, and since when somebody could not be."""

from __future__ import annotations

from sqlite_utils import Database

from littrack.sources.protocol import IntegrityFact
from littrack.store.saving import PUBMED, save_articles
from littrack.store.sources import SourceState, save_checks, save_state
from littrack.store.standing import (
    confirm,
    confirm_pubmed,
    read_account,
    read_accounts,
    read_happenings,
)
from littrack.store.told import write_told
from tests.store.records import LATER, NOW, record

BEFORE = "2025-12-01T02:00:00Z"


def asked(db: Database, source: str, title: str, when: str | None, **more: object) -> None:
    state = {"outcome": "complete", "answered": when, "everyone": when} | more
    save_state(db, SourceState(source, title, **state))  # type: ignore[arg-type]


def test_sources_that_agree(db: Database, run: int) -> None:
    save_articles(db, run, [record(1, relations=[("RetractionIn", "9")])], PUBMED, NOW)
    fact = IntegrityFact("retraction", "2020-06-04", notice_doi="10.5555/n")
    write_told(db, run, "Crossref", {"1": [fact]}, NOW)
    asked(db, "crossref", "Crossref", LATER)
    asked(db, "retractionwatch", "Retraction Watch", BEFORE)  # before the study was stored
    account = read_account(db, "1")
    assert account.standing.told_by == ("PubMed", "Crossref")
    assert not account.standing.disputed
    assert len(account.happenings) == 1
    assert account.unchecked == (
        "Retraction Watch not checked: it has not been asked about this study yet.",
    )


def test_a_source_that_was_asked_and_says_nothing_disagrees(db: Database, run: int) -> None:
    save_articles(db, run, [record(1, relations=[("RetractionIn", "9")])], PUBMED, NOW)
    asked(db, "crossref", "Crossref", LATER)
    asked(db, "retractionwatch", "Retraction Watch", LATER)
    account = read_account(db, "1")
    assert account.standing.silent == ("Crossref", "Retraction Watch")
    assert "Crossref and Retraction Watch say nothing of it." in account.standing.sentence


def test_a_source_out_of_reach_says_since_when_and_does_not_disagree(
    db: Database, run: int
) -> None:
    save_articles(db, run, [record(1, relations=[("RetractionIn", "9")])], PUBMED, LATER)
    asked(db, "crossref", "Crossref", LATER, outcome="failed", message="Crossref is out of order.")
    asked(db, "retractionwatch", "Retraction Watch", None, outcome="failed")
    account = read_account(db, "1")
    assert account.unchecked == (
        f"Crossref not checked since {LATER[:10]}: Crossref is out of order.",
        "Retraction Watch not checked: it failed.",
    )
    assert account.standing.silent == ("Crossref",)  # it was asked before it failed


def test_what_crossref_cannot_be_asked_about(db: Database, run: int) -> None:
    items = [record(1, doi=None, relations=[("RetractionIn", "9")]), record(2)]
    save_articles(db, run, items, PUBMED, NOW)
    asked(db, "crossref", "Crossref", LATER)
    save_checks(db, "crossref", {"2": False}, LATER)
    accounts = read_accounts(db, ["1", "2"])
    assert accounts["1"].unchecked == ("Crossref not checked: the study has no DOI.",)
    assert not accounts["1"].standing.disputed
    assert accounts["2"].unchecked == (
        f"Crossref not checked: it did not hold the DOI on {LATER[:10]}.",
    )


def test_nobody_but_pubmed_was_ever_asked(db: Database, run: int) -> None:
    save_articles(db, run, [record(1)], PUBMED, NOW)
    account = read_account(db, "1")
    assert [each.source for each in account.asked] == ["PubMed"]
    assert (account.standing.kind, account.happenings, account.unchecked) == (None, (), ())


def test_what_is_told_still_is_confirmed(db: Database, run: int) -> None:
    save_articles(db, run, [record(1, relations=[("RetractionIn", "9")])], PUBMED, NOW)
    fact = IntegrityFact("retraction", "2020-06-04")
    write_told(db, run, "Crossref", {"1": [fact]}, NOW)
    write_told(db, run, "Retraction Watch", {"1": [fact]}, NOW)
    write_told(db, run, "Retraction Watch", {"1": []}, NOW)
    confirm(db, "Crossref", LATER)
    confirm(db, "Retraction Watch", LATER)
    db["record_checks"].upsert({"study": "1", "checked": LATER}, pk="study")
    confirm_pubmed(db)
    told = db.execute("SELECT source, last_confirmed FROM integrity_events ORDER BY source")
    assert told.fetchall() == [("Crossref", LATER), ("PubMed", LATER), ("Retraction Watch", NOW)]


def test_only_what_stands_is_read_for_flags(db: Database, run: int) -> None:
    save_articles(db, run, [record(1, relations=[("RetractionIn", "9")]), record(2)], PUBMED, NOW)
    back = IntegrityFact("reinstatement", "2026-01-01")
    write_told(db, run, "Retraction Watch", {"1": [back]}, LATER)
    found = read_happenings(db, ["1", "2"])
    assert [each.kind for each in found["1"]] == ["reinstatement"]
    assert "2" not in found
