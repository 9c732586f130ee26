"""Retractions, concerns and corrections: what is flagged, what is not, and that nothing is erased."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from littrack.sources.protocol import IntegrityFact
from littrack.store.full_text import check_full_text
from littrack.store.integrity import date_in
from littrack.store.leaving import mark_deleted
from littrack.store.runs import begin_run
from littrack.store.saving import PUBMED, save_articles
from littrack.store.told import write_told
from tests.store.records import LATER, NOW, record


def standing(db: Database, pmid: str = "1") -> str | None:
    found: str | None = db.execute(
        "SELECT integrity FROM studies WHERE id = ?", (pmid,)
    ).fetchone()[0]
    return found


def events(db: Database, pmid: str = "1") -> list[tuple[str, str, str | None, bool]]:
    return db.execute(
        "SELECT kind, source, notice_pmid, withdrawn IS NULL FROM integrity_events WHERE study = ? ORDER BY id",
        (pmid,),
    ).fetchall()


@pytest.mark.parametrize(
    ("relation", "kind", "integrity"),
    [
        ("RetractionIn", "retraction", "retracted"),
        ("PartialRetractionIn", "partial retraction", "partly retracted"),
        ("RetractedandRepublishedIn", "retracted and republished", "retracted and republished"),
        ("ExpressionOfConcernIn", "expression of concern", "expression of concern"),
        ("CorrectedandRepublishedIn", "corrected and republished", "corrected and republished"),
        ("ErratumIn", "erratum", "corrected"),
        ("UpdateIn", "update", None),
    ],
)
def test_an_articles_own_links(
    db: Database, run: int, relation: str, kind: str, integrity: str | None
) -> None:
    save_articles(db, run, [record(1, relations=[(relation, "9")])], PUBMED, NOW)
    assert events(db) == [(kind, "PubMed", "9", True)]
    assert standing(db) == integrity


@pytest.mark.parametrize(
    "relation",
    ["CommentIn", "CommentOn", "RetractionOf", "ErratumFor", "ExpressionOfConcernFor", "UpdateOf", "Cites",
     "RepublishedIn", "CorrectedandRepublishedFrom", "SummaryForPatientsIn", "AssociatedDataset"],
)  # fmt: skip
def test_a_notice_or_comment_carries_no_flag(db: Database, run: int, relation: str) -> None:
    types = ["Retraction of Publication", "Published Erratum", "Expression of Concern"]
    item = record(1, relations=[(relation, "9")], publication_types=types)
    save_articles(db, run, [item], PUBMED, NOW)
    assert standing(db) is None
    assert events(db) == []


def test_the_publication_type_alone_means_retracted(db: Database, run: int) -> None:
    save_articles(db, run, [record(1, publication_types=["Retracted Publication"])], PUBMED, NOW)
    assert standing(db) == "retracted"
    assert events(db) == [("retraction", "PubMed", None, True)]


def test_type_and_link_are_one_event(db: Database, run: int) -> None:
    item = record(1, publication_types=["Retracted Publication"], relations=[("RetractionIn", "9")])
    save_articles(db, run, [item], PUBMED, NOW)
    assert events(db) == [("retraction", "PubMed", "9", True)]


def test_a_preprints_article_is_no_correction(db: Database, run: int) -> None:
    item = record(1, publication_types=["Preprint"], relations=[("UpdateIn", "9")])
    save_articles(db, run, [item], PUBMED, NOW)
    assert events(db) == [("preprint of", "PubMed", "9", True)]
    assert standing(db) is None


def test_the_worst_counts(db: Database, run: int) -> None:
    relations = [("ErratumIn", "7"), ("RetractionIn", "9"), ("ExpressionOfConcernIn", "8")]
    save_articles(db, run, [record(1, relations=relations)], PUBMED, NOW)
    assert standing(db) == "retracted"
    assert len(events(db)) == 3


def test_the_notice_flags_the_article_before_its_own_record_is_revised(
    db: Database, run: int
) -> None:
    save_articles(db, run, [record(1)], PUBMED, NOW)
    second = begin_run(db, "test", LATER)
    notice = record(9, relations=[("RetractionOf", "1")], journal="Made-up Notices", year=2026)
    saved = save_articles(db, second, [notice], PUBMED, LATER)
    assert saved.new == ("9",)
    assert standing(db) == "retracted"
    assert standing(db, "9") is None
    assert events(db) == [("retraction", "PubMed notice", "9", True)]
    told = db.execute("SELECT study, field, before, after, run FROM changes").fetchall()
    assert told == [("1", "integrity", None, "retracted", second)]
    assert db["studies"].get("1")["last_changed"] == LATER


def test_a_notice_stored_before_its_article_flags_it_on_arrival(db: Database, run: int) -> None:
    save_articles(db, run, [record(9, relations=[("RetractionOf", "1")])], PUBMED, NOW)
    save_articles(db, run, [record(1)], PUBMED, LATER)
    assert standing(db) == "retracted"


def test_article_and_notice_both_testify(db: Database, run: int) -> None:
    items = [
        record(1, relations=[("RetractionIn", "9")]),
        record(9, relations=[("RetractionOf", "1")]),
    ]
    save_articles(db, run, items, PUBMED, NOW)
    assert events(db) == [
        ("retraction", "PubMed", "9", True),
        ("retraction", "PubMed notice", "9", True),
    ]


def test_an_event_that_disappears_is_withdrawn_and_kept(db: Database, run: int) -> None:
    save_articles(db, run, [record(1, relations=[("ErratumIn", "9")])], PUBMED, NOW)
    second = begin_run(db, "test", LATER)
    save_articles(db, second, [record(1, revised="2026-01-20")], PUBMED, LATER)
    assert events(db) == [("erratum", "PubMed", "9", False)]
    assert standing(db) is None
    again = record(1, relations=[("ErratumIn", "9")], revised="2026-01-21")
    save_articles(db, second, [again], PUBMED, LATER)
    assert events(db) == [("erratum", "PubMed", "9", False), ("erratum", "PubMed", "9", True)]
    assert standing(db) == "corrected"


def test_a_notice_that_is_revised_or_deleted_lets_the_article_go(db: Database, run: int) -> None:
    items = [record(1), record(2), record(9, relations=[("RetractionOf", "1")])]
    save_articles(db, run, items, PUBMED, NOW)
    wrong = record(9, relations=[("RetractionOf", "2")], revised="2026-01-20")
    saved = save_articles(db, run, [wrong], PUBMED, LATER)
    assert saved.changed == ("9",)
    assert (standing(db), standing(db, "2")) == (None, "retracted")
    mark_deleted(db, run, ["9"], LATER)
    assert standing(db, "2") is None


def test_a_flag_does_not_touch_the_full_text_index(db: Database, run: int) -> None:
    save_articles(db, run, [record(1)], PUBMED, NOW)
    before = db.execute("SELECT count(*), sum(length(block)) FROM studies_fts_data").fetchone()
    db.execute("UPDATE studies SET integrity = 'retracted', design = 'case report'")
    assert (
        db.execute("SELECT count(*), sum(length(block)) FROM studies_fts_data").fetchone() == before
    )
    assert check_full_text(db) == []


def test_events_of_other_sources_count_and_are_left_alone(db: Database, run: int) -> None:
    save_articles(db, run, [record(1)], PUBMED, NOW)
    db.execute(
        "INSERT INTO integrity_events (study, kind, source, first_seen, last_confirmed)"
        " VALUES ('1', 'retraction', 'Another Watch', ?, ?)",
        (NOW, NOW),
    )
    changed = record(1, "Other title", relations=[("ErratumIn", "9")], revised="2026-01-20")
    save_articles(db, run, [changed], PUBMED, LATER)
    assert standing(db) == "retracted"
    assert events(db)[0] == ("retraction", "Another Watch", None, True)


@pytest.mark.parametrize(
    ("citation", "iso"),
    [
        ("JAMA. 2018 Feb 6;319(5):484", "2018-02-06"),
        ("JAMA. 2018 Feb;319(5):484", "2018-02"),
        ("Lancet. 2004;363:750", "2004"),
        ("Made-up J. 2003 Apr 23-30;289", "2003-04-23"),
        ("Made-up J. 2003 Summer;289", "2003"),
        ("no date", None),
        (None, None),
    ],
)
def test_the_date_of_a_citation(citation: str | None, iso: str | None) -> None:
    assert date_in(citation) == iso


def test_a_retracted_notice_says_nothing_any_longer(db: Database, run: int) -> None:
    correction = record(9, relations=[("ErratumFor", "1")], publication_types=["Published Erratum"])
    save_articles(db, run, [record(1), correction], PUBMED, NOW)
    assert standing(db) == "corrected"
    second = begin_run(db, "test", LATER)
    retracted = record(
        9, relations=[("ErratumFor", "1"), ("RetractionIn", "10")], revised="2026-01-20",
        publication_types=["Published Erratum", "Retracted Publication"],
    )  # fmt: skip
    save_articles(db, second, [retracted], PUBMED, LATER)
    assert standing(db) is None
    assert standing(db, "9") == "retracted"
    assert events(db) == [("erratum", "PubMed notice", "9", False)]


def test_what_is_said_of_a_doi_is_not_said_of_the_notice_under_it(db: Database, run: int) -> None:
    doi = "10.5555/made-up.1"
    notice = record(9, doi=doi, publication_types=["Retraction of Publication"])
    save_articles(db, run, [record(1, doi=doi), notice], PUBMED, NOW)
    fact = IntegrityFact("retraction", "2026-01-01")
    write_told(db, run, "Crossref", {"1": [fact], "9": [fact]}, LATER)
    assert (standing(db), standing(db, "9")) == ("retracted", None)
