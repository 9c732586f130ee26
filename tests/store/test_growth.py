"""What storing a batch asks does not grow with what is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from littrack.review import classify_arrivals
from littrack.store.accounting import note_checked
from littrack.store.leaving import mark_deleted
from littrack.store.preparing import prepare
from littrack.store.saving import PUBMED, save_articles, save_ready
from tests.store.records import LATER, NOW, record

WHOLE = re.compile(
    r"SCAN (?!.*VIRTUAL TABLE|(?:TABLE )?(?:temp\.new_studies|main\.studies_fts|trials|flags))|USING INDEX studies_state"
)
"""In a query plan: a whole table is read, or all studies that are current.

SQLite plans to look through ``trials`` and ``flags``, which refer to studies, but does so only where a reference is broken.
"""


@pytest.fixture
def asked(db: Database) -> Iterator[list[str]]:
    """The statements that are run on the database from here on."""
    statements: list[str] = []
    db.conn.set_trace_callback(statements.append)
    yield statements
    db.conn.set_trace_callback(None)


def plans(db: Database, statements: list[str]) -> Iterator[tuple[str, str]]:
    db.conn.set_trace_callback(None)
    for statement in dict.fromkeys(statements):
        if statement.split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            for *_, step in db.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall():
                yield statement, step


def test_no_question_reads_a_whole_table(db: Database, run: int, asked: list[str]) -> None:
    save_articles(db, run, [record(n) for n in range(1, 6)], PUBMED, NOW)
    notices = [
        record(11, "Notice", relations=[("RetractionOf", "1"), ("ErratumFor", "2")]),
        record(3, "Another title", relations=[("RetractionIn", "11")], revised="2026-01-20"),
    ]
    save_ready(db, run, prepare(notices), PUBMED, LATER)
    save_articles(db, run, [record(4, revised="2026-01-20")], PUBMED, LATER)
    mark_deleted(db, run, ["5"], LATER)
    note_checked(db, ["1", "11"], LATER)
    classify_arrivals(db, ["1", "11"])
    found = list(plans(db, asked))
    assert len(found) > 30
    assert [each for each in found if WHOLE.search(each[1])] == []
