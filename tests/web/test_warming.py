"""The index of the study list is there before a reader asks for it."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event

import pytest

from littrack.store.browsing import IndexShelf
from littrack.store.database import open_database, open_readonly
from littrack.store.runs import COMPLETE, RunCounts, begin_run, finish_run
from littrack.web import warming
from littrack.web.server import Site, build
from littrack.web.shelves import index_shelf
from littrack.web.warming import start_warming, warm

NOW = "2026-11-24T02:00:00Z"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "littrack.db"
    open_database(path, create=True).conn.close()
    return path


def _holds(shelf: IndexShelf, database: Path) -> bool:
    db = open_readonly(database)
    try:
        return shelf.holds(db)
    finally:
        db.conn.close()


def _finish_a_run(database: Path) -> None:
    db = open_database(database)
    try:
        with db.atomic():
            run = begin_run(db, "refresh", NOW)
            finish_run(db, run, COMPLETE, "", RunCounts(), NOW)
    finally:
        db.conn.close()


def test_it_follows_the_database(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "SECONDS", 0.01)
    datasette = build(Site(database))
    shelf = index_shelf(datasette)
    stop = Event()
    thread = start_warming(database, datasette, stop)
    try:
        _wait(lambda: _holds(shelf, database))
        _finish_a_run(database)
        _wait(lambda: _holds(shelf, database))
    finally:
        stop.set()
        thread.join()


def test_warming_leaves_no_transaction_open(database: Path) -> None:
    db = open_readonly(database)
    try:
        shelf = IndexShelf()
        warm(shelf, db)
        assert shelf.holds(db)
        assert not db.conn.in_transaction
    finally:
        db.conn.close()


def _wait(condition: object) -> None:
    end = time.monotonic() + 60
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "the index was never made"
        time.sleep(0.01)
