"""What registries, reading sources and iCite say is written only where it is news, and changes are kept."""

from __future__ import annotations

from dataclasses import replace

from sqlite_utils import Database

from littrack.sources.protocol import Reach, ReadingLink, RegistryRecord
from littrack.store.reach import write_reach
from littrack.store.reading_links import write_links
from littrack.store.registries import registry_records, write_registry

FIRST, LATER, LAST = (f"2026-11-{day}T02:00:00Z" for day in (20, 21, 22))
RECORD = RegistryRecord(
    id="NCT90000001",
    registry="ClinicalTrials.gov",
    title="Made-up trial",
    status="recruiting",
    conditions=("sadness", "made-up mood"),
    enrollment=40,
    started="2015-01",
    last_updated="2016-03-01",
    primary_outcomes=("Score A [6 weeks]",),
    result_pmids=("101",),
)


def topics(db: Database) -> None:
    for name in ("first", "second"):
        db.execute(
            "INSERT INTO topics (id, title, language, time_zone, loaded) VALUES (?, ?, 'en', 'UTC', ?)",
            (name, name, FIRST),
        )


def changes(db: Database) -> list[tuple[str, ...]]:
    return list(
        db.execute(
            "SELECT field, before, after, former_since, registry_updated FROM registry_changes"
        )
    )


def test_a_record_is_read_back_as_it_was_written(db: Database, run: int) -> None:
    done = write_registry(db, run, "clinicaltrials", [RECORD], {}, FIRST)
    assert (done.new, done.changed) == (("NCT90000001",), ())
    assert registry_records(db) == {"NCT90000001": RECORD}


def test_what_says_the_same_writes_nothing(db: Database, run: int) -> None:
    topics(db)
    matched = {"NCT90000001": "first"}
    write_registry(db, run, "clinicaltrials", [RECORD], matched, FIRST)
    before = db.conn.total_changes
    done = write_registry(db, run, "clinicaltrials", [RECORD, RECORD], matched, LATER)
    assert (done.new, done.changed, done.matched) == ((), (), 0)
    assert db.conn.total_changes == before


def test_each_change_is_kept_with_its_before(db: Database, run: int) -> None:
    write_registry(db, run, "clinicaltrials", [RECORD], {}, FIRST)
    second = replace(RECORD, status="completed", primary_outcomes=("Score B",), last_updated="2016-06-01")  # fmt: skip
    write_registry(db, run, "clinicaltrials", [second], {}, LATER)
    third = replace(second, primary_outcomes=("Score C",), last_updated="2016-07-01")
    write_registry(db, run, "clinicaltrials", [third], {}, LAST)
    assert changes(db) == [
        ("status", "recruiting", "completed", FIRST, "2016-06-01"),
        ("primary_outcomes", "Score A [6 weeks]", "Score B", FIRST, "2016-06-01"),
        ("primary_outcomes", "Score B", "Score C", LATER, "2016-07-01"),
    ]
    assert registry_records(db)["NCT90000001"] == third
    seen = db.execute("SELECT first_seen, last_changed FROM registry_records").fetchone()
    assert seen == (FIRST, LAST)


def test_a_new_date_of_update_alone_is_no_entry(db: Database, run: int) -> None:
    write_registry(db, run, "clinicaltrials", [RECORD], {}, FIRST)
    again = replace(RECORD, last_updated="2016-09-01")
    write_registry(db, run, "clinicaltrials", [again], {}, LATER)
    assert changes(db) == []
    assert registry_records(db)["NCT90000001"].last_updated == "2016-09-01"


def test_a_trial_may_answer_two_topics(db: Database, run: int) -> None:
    topics(db)
    for topic in ("first", "second", "unknown"):
        write_registry(db, run, "clinicaltrials", [RECORD], {"NCT90000001": topic}, FIRST)
    write_registry(db, run, "clinicaltrials", [], {"NCT99999999": "first"}, FIRST)
    assert list(db.execute("SELECT trial, topic FROM registry_matches ORDER BY 2")) == [
        ("NCT90000001", "first"),
        ("NCT90000001", "second"),
    ]


def test_strange_text_stays_in_its_line(db: Database, run: int) -> None:
    odd = replace(RECORD, conditions=("two\nlines\u2028three",), result_pmids=('1","2', "102"))
    write_registry(db, run, "clinicaltrials", [odd], {}, FIRST)
    stored = registry_records(db)["NCT90000001"]
    assert stored.conditions == ("two lines three",)
    assert stored.result_pmids == ("102",)
    before = db.conn.total_changes
    write_registry(db, run, "clinicaltrials", [odd], {}, LATER)
    assert db.conn.total_changes == before


def study(db: Database, name: str) -> None:
    db.execute(
        """INSERT INTO studies (id, pmid, title, languages, kind, state, source, first_seen, last_changed)
        VALUES (?, ?, 'Made-up', 'eng', 'article', 'current', 'test', ?, ?)""",
        (name, name, FIRST, FIRST),
    )


LINK = ReadingLink("open access", "https://example.org/1", "publishedVersion", "cc by", "PMC1")
PREPRINT = ReadingLink("preprint", "https://example.org/2")


def test_links_are_those_told_last(db: Database) -> None:
    study(db, "101")
    study(db, "102")
    told = {"101": [LINK, PREPRINT, LINK], "102": [LINK], "999": [LINK]}
    assert write_links(db, "europepmc", told, FIRST) == ("101", "102")
    before = db.conn.total_changes
    assert write_links(db, "europepmc", told, LATER) == ()
    assert db.conn.total_changes == before
    assert write_links(db, "unpaywall", {"101": [LINK]}, LATER) == ("101",)
    assert write_links(db, "europepmc", {"101": [], "102": [LINK]}, LAST) == ("101",)
    rows = list(db.execute("SELECT study, source, kind, seen FROM reading_links ORDER BY 1, 2"))
    assert rows == [
        ("101", "unpaywall", "open access", LATER),
        ("102", "europepmc", "open access", FIRST),
    ]


def test_reach_is_what_was_told_last(db: Database) -> None:
    study(db, "101")
    study(db, "102")
    reach = Reach(1.2, 60.0, 12, True, 2020)
    assert write_reach(db, "icite", {"101": reach, "102": None, "999": reach}, FIRST) == ("101",)
    before = db.conn.total_changes
    assert write_reach(db, "icite", {"101": reach, "102": None}, LATER) == ()
    assert db.conn.total_changes == before
    assert write_reach(db, "icite", {"101": replace(reach, cited_by=13)}, LATER) == ("101",)
    assert list(db.execute("SELECT cited_by, provisional, seen FROM reach")) == [(13, 1, LATER)]
    assert write_reach(db, "icite", {"101": None}, LAST) == ("101",)
    assert list(db.execute("SELECT * FROM reach")) == []
