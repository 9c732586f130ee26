"""Runs, what is owed or excluded, searches and their hits, figures, and the digest."""

from __future__ import annotations

from sqlite_utils import Database

from littrack.records import Unparsed
from littrack.store.accounting import (
    exclude,
    excluded,
    include,
    note_checked,
    owe,
    owed,
    quarantine,
    settle,
)
from littrack.store.database import open_database
from littrack.store.digest import content_digest
from littrack.store.figures import stored_figures
from littrack.store.hits import (
    HitChange,
    SearchRun,
    retire_searches,
    save_hits,
    save_search,
    save_search_run,
    save_topic,
)
from littrack.store.leaving import mark_deleted
from littrack.store.runs import COMPLETE, RunCounts, begin_run, finish_run
from littrack.store.saving import PUBMED, save_articles
from littrack.topics.model import CheckedArticle, Topic
from tests.store.records import LATER, NOW, record

TOPIC = Topic("made-up", "Made-up topic", CheckedArticle("Made-up article"))


def test_a_run_has_a_beginning_and_an_end(db: Database) -> None:
    run = begin_run(db, "refresh", NOW)
    finish_run(db, run, COMPLETE, "all is well", RunCounts(new=3, owed=0), LATER)
    row = db["refreshes"].get(run)
    assert (row["started"], row["finished"], row["outcome"]) == (NOW, LATER, "complete")
    assert (row["new"], row["owed"], row["changed"]) == (3, 0, None)


def test_a_run_that_was_killed_is_marked_by_the_next(db: Database) -> None:
    first = begin_run(db, "refresh", NOW)
    second = begin_run(db, "refresh", LATER)
    assert db["refreshes"].get(first)["outcome"] == "interrupted"
    assert db["refreshes"].get(second)["outcome"] == "running"


def test_functions_join_the_callers_transaction(db: Database, run: int) -> None:
    try:
        with db.atomic():
            save_articles(db, run, [record(1)], PUBMED, NOW)
            owe(db, ["2"], "x", "y", NOW)
            save_topic(db, TOPIC, NOW)
            raise RuntimeError
    except RuntimeError:
        pass
    assert stored_figures(db).studies == 0
    assert owed(db) == ()
    assert not db.conn.in_transaction


def test_what_is_owed_is_counted_and_settled(db: Database, run: int) -> None:
    owe(db, ["1", "2"], "depression", "not in the reply", NOW)
    owe(db, ["1"], "depression", "time-out", LATER)
    first, second = owed(db)
    assert (first.pmid, first.tries, first.reason, first.first_failed, first.last_tried) == (
        "1", 2, "time-out", NOW, LATER,
    )  # fmt: skip
    assert second.tries == 1
    settle(db, ["1"])
    exclude(db, run, ["2"], "PubMed knows no such record", NOW)
    assert owed(db) == ()
    assert excluded(db) == {"2": "PubMed knows no such record"}
    before = db.conn.total_changes
    exclude(db, run, ["2"], "PubMed knows no such record", LATER)
    assert db.conn.total_changes == before
    include(db, ["2"])
    assert excluded(db) == {}


def test_quarantine_keeps_a_record_once(db: Database, run: int) -> None:
    broken = Unparsed("no title", b"<PubmedArticle/>", "1")
    assert quarantine(db, run, [broken], PUBMED, NOW) == 1
    before = db.conn.total_changes
    quarantine(db, run, [broken], PUBMED, LATER)
    assert db.conn.total_changes == before
    assert db.execute("SELECT count(*), first_seen FROM quarantine").fetchone() == (1, NOW)


def test_checks_are_noted_for_stored_records_only(db: Database, run: int) -> None:
    save_articles(db, run, [record(1)], PUBMED, NOW)
    note_checked(db, ["1", "2"], LATER)
    assert db.execute("SELECT study, checked FROM record_checks").fetchall() == [("1", LATER)]
    assert stored_figures(db).oldest_check == LATER


def make_search(db: Database, query: str = "toxin", now: str = NOW) -> int:
    save_topic(db, TOPIC, now)
    return save_search(db, "made-up", "depression", query, "Does it work?", "2026-01-01", now)


def test_a_search_gets_a_new_version_when_its_text_changes(db: Database) -> None:
    first = make_search(db)
    before = db.conn.total_changes
    assert make_search(db, now=LATER) == first
    assert db.conn.total_changes == before
    second = make_search(db, "toxin AND depression", LATER)
    assert second != first
    rows = db.execute(
        "SELECT version, query, first_run, retired FROM searches ORDER BY id"
    ).fetchall()
    assert rows == [(1, "toxin", NOW, LATER), (2, "toxin AND depression", LATER, None)]
    retire_searches(db, "made-up", ["another"], LATER)
    assert db["searches"].get(second)["retired"] == LATER
    assert make_search(db, "toxin") not in (first, second)


def test_a_hit_is_known_by_its_pmid_whatever_its_id(db: Database, run: int) -> None:
    search = make_search(db)
    save_articles(db, run, [record(1)], PUBMED, NOW)
    db.execute(
        "INSERT INTO studies (id, pmid, kind, title, source, first_seen, last_changed)"
        " VALUES ('doi:made-up', '2', 'article', 'Made up', 'PubMed', ?, ?)",
        (NOW, NOW),
    )
    assert save_hits(db, search, ["2", "1", "3", "1"], NOW).joined == ("1", "doi:made-up")
    before = db.conn.total_changes
    assert save_hits(db, search, ["1", "2"], LATER) == HitChange((), ())
    assert db.conn.total_changes == before
    assert save_hits(db, search, ["1"], LATER) == HitChange((), ("doi:made-up",))


def test_hits_join_leave_and_come_back(db: Database, run: int) -> None:
    search = make_search(db)
    save_articles(db, run, [record(n) for n in (1, 2, 3)], PUBMED, NOW)
    assert save_hits(db, search, ["1", "2", "99"], NOW) == HitChange(("1", "2"), ())
    before = db.conn.total_changes
    assert save_hits(db, search, ["2", "1"], LATER) == HitChange((), ())
    rows = db.execute(
        "SELECT study, first_seen, left_on FROM search_hits ORDER BY study"
    ).fetchall()
    assert rows == [("1", NOW, None), ("2", NOW, None)]
    assert db.conn.total_changes == before
    assert save_hits(db, search, ["2", "3"], LATER) == HitChange(("3",), ("1",))
    assert save_hits(db, search, ["1", "2", "3"], LATER) == HitChange(("1",), ())
    row = db.execute("SELECT first_seen, left_on FROM search_hits WHERE study = '1'").fetchone()
    assert row == (NOW, None)


def test_what_pubmed_answered_is_kept(db: Database, run: int) -> None:
    search = make_search(db)
    save_search_run(db, SearchRun(run, search, NOW, COMPLETE, found=2, returned=2, new=1))
    save_search_run(db, SearchRun(run, search, NOW, COMPLETE, found=3, returned=3, new=2))
    assert db.execute("SELECT found, new FROM search_runs").fetchall() == [(3, 2)]


def test_a_topic_is_written_when_it_changed(db: Database) -> None:
    save_topic(db, TOPIC, NOW)
    before = db.conn.total_changes
    save_topic(db, TOPIC, LATER)
    assert db.conn.total_changes == before
    save_topic(db, Topic("made-up", "Another title", CheckedArticle("Made-up article")), LATER)
    assert db["topics"].get("made-up")["title"] == "Another title"


def test_figures(db: Database, run: int) -> None:
    assert stored_figures(db).studies == 0
    items = [record(1, relations=[("RetractionIn", "9")]), record(2), record(3)]
    save_articles(db, run, items, PUBMED, NOW)
    mark_deleted(db, run, ["3"], NOW)
    finish_run(db, run, COMPLETE, None, RunCounts(), LATER)
    second = begin_run(db, "refresh", NOW)
    finish_run(db, second, COMPLETE, None, RunCounts(), LATER)
    found = stored_figures(db)
    assert (found.studies, found.from_pubmed, found.retracted, found.deleted) == (3, 3, 1, 1)
    assert (found.last_complete, found.last_outcome, found.oldest_check) == (LATER, "complete", NOW)
    assert found.bytes > 0


def test_the_digest_sees_content_and_no_times(db: Database, run: int) -> None:
    save_articles(db, run, [record(1), record(2)], PUBMED, NOW)
    other = open_database(":memory:")
    begin_run(other, "refresh", LATER)
    number = begin_run(other, "refresh", LATER)
    save_articles(other, number, [record(2)], "file", LATER)
    save_articles(other, number, [record(1)], "file", LATER)
    assert content_digest(db) == content_digest(other)
    save_articles(other, number, [record(1, "x", revised="2026-01-20")], PUBMED, LATER)
    assert content_digest(db) != content_digest(other)
    other.close()
