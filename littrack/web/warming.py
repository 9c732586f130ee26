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


class Warming:
    """A thread that keeps an index shelf at the newest state of a database while the ``with`` block runs."""

    def __init__(self, database: Path, datasette: Any) -> None:
        self._database, self._shelf = database, index_shelf(datasette)
        self._stop = Event()
        self._thread = Thread(target=self._watch, name="littrack-index", daemon=True)

    def __enter__(self) -> Warming:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        db = open_readonly(self._database)
        try:
            while True:
                # A reader who meets the same trouble is told of it; here it only means that nothing is ready early.
                with contextlib.suppress(sqlite3.Error):
                    warm(self._shelf, db)
                if self._stop.wait(SECONDS):
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
