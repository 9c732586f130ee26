"""What the tables beside ``studies`` hold of one study."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from littrack.store.parts import TABLES, Parts
from littrack.store.saving import PUBMED, save_articles
from littrack.store.studies import SECTIONS
from tests.store.records import NOW, record

_KEYWORDS = "SELECT keyword FROM keywords WHERE study = ?"


@pytest.mark.parametrize("table", TABLES)
def test_each_table_is_looked_up_by_study(db: Database, table: str) -> None:
    plan = db.execute(f"EXPLAIN QUERY PLAN SELECT 1 FROM {table} WHERE study = '1'").fetchall()
    assert all(str(step[3]).startswith("SEARCH") for step in plan)


def test_tables_that_hold_nothing_are_not_asked(db: Database, run: int) -> None:
    save_articles(db, run, [record(12, abstract=[("AIM", "To invent.")])], PUBMED, NOW)
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    parts = Parts(db, "12")
    assert [row[3] for row in parts.rows("abstract_sections", SECTIONS)] == ["To invent."]
    assert parts.rows("keywords", _KEYWORDS) == ()
    assert len(parts.rows("abstract_sections", SECTIONS)) == 1
    db.conn.set_trace_callback(None)
    assert len(asked) == 2
