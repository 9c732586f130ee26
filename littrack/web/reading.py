"""Answer a page's questions from one read transaction, so that no page mixes two states of the database."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlite_utils import Database

from littrack.web.server import NAME

Answer = TypeVar("Answer")

TIME_LIMIT_MS = 2000
STEPS = 20_000
"""Of SQLite's machine, a millisecond or two, between two looks at the clock. Each look takes the interpreter's lock: at
Datasette's thousand steps a search waits hundreds of times for pages that are being rendered."""


async def read(
    datasette: Any, question: Callable[[Database], Answer], limit_ms: int = TIME_LIMIT_MS
) -> Answer:
    """Run ``question`` on one read-only connection inside one transaction, for at most ``limit_ms``.

    Raises ``sqlite3.OperationalError`` ("interrupted") where the time ran out.
    """

    def ask(connection: sqlite3.Connection) -> Answer:
        return _ask(connection, question, limit_ms)

    answer: Answer = await datasette.get_database(NAME).execute_fn(ask)
    return answer


def read_here(datasette: Any, question: Callable[[Database], Answer]) -> Answer:
    """As `read`, at once and in the thread of the event loop: for a few look-ups by key, which take less than handing
    them to a thread that gives up the interpreter's lock at each of them and waits for it again.
    """
    if not hasattr(datasette, "_littrack_connection"):
        datasette._littrack_connection = datasette.get_database(NAME).connect()
    return _ask(datasette._littrack_connection, question, TIME_LIMIT_MS)


def generation(db: Database) -> int:
    """A number that grows with every finished run: what a page was rendered from."""
    row = db.execute("SELECT max(id) FROM refreshes WHERE finished IS NOT NULL").fetchone()
    return int(row[0] or 0)


def _ask(
    connection: sqlite3.Connection, question: Callable[[Database], Answer], limit_ms: int
) -> Answer:
    with _limited(connection, limit_ms):
        connection.execute("BEGIN")
        try:
            return question(Database(connection, recursive_triggers=False, execute_plugins=False))
        finally:
            connection.rollback()


@contextmanager
def _limited(connection: sqlite3.Connection, limit_ms: int) -> Iterator[None]:
    end = time.monotonic() + limit_ms / 1000
    connection.set_progress_handler(lambda: time.monotonic() >= end, STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, STEPS)
