"""A transaction that is the caller's where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Work inside the caller's transaction, or in one of its own where there is none.

    Unlike ``db.atomic()`` it makes no savepoint: for one, SQLite copies every page before its first change and FTS5
    writes its index out, which made up a tenth of all storing (measured). So an error must end the caller's
    transaction, as it does wherever records are written: nothing of it may be caught and the rest committed.
    """
    if db.conn.in_transaction:
        yield
    else:
        with db.atomic():
            yield
