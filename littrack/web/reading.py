"""Answer a page's questions from one read transaction, so that no page mixes two states of the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

from datasette.utils import sqlite_timelimit
from sqlite_utils import Database

from littrack.web.server import NAME

Answer = TypeVar("Answer")

TIME_LIMIT_MS = 2000


async def read(
    datasette: Any, question: Callable[[Database], Answer], limit_ms: int = TIME_LIMIT_MS
) -> Answer:
    """Run ``question`` on one read-only connection inside one transaction, for at most ``limit_ms``.

    Raises ``sqlite3.OperationalError`` ("interrupted") where the time ran out.
    """

    def ask(connection: sqlite3.Connection) -> Answer:
        with sqlite_timelimit(connection, limit_ms):
            connection.execute("BEGIN")
            try:
                return question(Database(connection))
            finally:
                connection.rollback()

    answer: Answer = await datasette.get_database(NAME).execute_fn(ask)
    return answer


def generation(db: Database) -> int:
    """A number that grows with every finished run: what a page was rendered from."""
    row = db.execute("SELECT max(id) FROM refreshes WHERE finished IS NOT NULL").fetchone()
    return int(row[0] or 0)
