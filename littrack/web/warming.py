"""Make the index of the study list before a reader needs it: at the start of the server and after each run."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from threading import Event, Thread
from typing import Any

from sqlite_utils import Database

from littrack.store.browsing import IndexShelf
from littrack.store.database import open_readonly
from littrack.web.shelves import index_shelf

SECONDS = 1.0
"""Between two looks at whether the database has moved on."""


def start_warming(database: Path, datasette: Any, stop: Event | None = None) -> Thread:
    """Keep the index at the newest state of ``database`` in a thread, to the end of the process or until ``stop``."""
    watching = (database, index_shelf(datasette), stop or Event())
    thread = Thread(target=_watch, args=watching, name="littrack-index", daemon=True)
    thread.start()
    return thread


def _watch(database: Path, shelf: IndexShelf, stop: Event) -> None:
    db = open_readonly(database)
    try:
        while True:
            # A reader who meets the same trouble is told of it; here it only means that nothing is ready early.
            with contextlib.suppress(sqlite3.Error):
                warm(shelf, db)
            if stop.wait(SECONDS):
                break
    finally:
        db.conn.close()


def warm(shelf: IndexShelf, db: Database) -> None:
    """Make the index of the state that ``db`` sees now, unless the shelf holds it."""
    db.conn.execute("BEGIN")
    try:
        if not shelf.holds(db):
            shelf.get(db)
    finally:
        db.conn.rollback()
