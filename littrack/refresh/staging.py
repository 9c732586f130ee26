"""Fetched records kept beside the database until they are published, so that an interrupted run loses none.

The publishing transaction is open while PubMed answers: records are written as they come, unseen by readers
until the commit. Should the run be stopped before that, SQLite takes them all back; what was fetched still
stands here, in ``<database>.staged``, each batch committed by itself. The next run begins with it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from littrack.pubmed.client import Batch
from littrack.records import Parsed
from littrack.store.preparing import Ready
from littrack.store.raw import read_record
from littrack.times import to_text

KEPT = timedelta(hours=24)
"""A staged record older than this is fetched again: PubMed may have revised it since."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS staged_records (
    pmid TEXT PRIMARY KEY, fetched TEXT NOT NULL, record BLOB NOT NULL
)
"""
_KEEP = "INSERT OR REPLACE INTO staged_records (pmid, fetched, record) VALUES (?, ?, ?)"
_FORGET = "DELETE FROM staged_records WHERE fetched < ? OR fetched > ?"


def staged_path(database: Path) -> Path:
    """The file beside the database."""
    return database.with_name(database.name + ".staged")


class Staging:
    """The staged records of one database. Open it only while holding the lock; ``close`` or ``discard`` it."""

    def __init__(self, database: Path) -> None:
        self._path = staged_path(database)
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError:
            self._remove()
            self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(_SCHEMA)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def keep(self, batch: Batch, now: datetime) -> None:
        """Keep one batch; on return it survives the end of the process. Not compressed: it stays for minutes."""
        fetched = to_text(now)
        rows = [
            (each.pmid, fetched, each.xml)
            for each in batch.records
            if isinstance(each, Parsed | Ready)
        ]
        with self._connection:
            self._connection.executemany(_KEEP, rows)

    def fetched(self, now: datetime) -> dict[str, str]:
        """PMIDs still fresh enough to publish and when each was fetched; older ones are forgotten."""
        with self._connection:
            self._connection.execute(_FORGET, (to_text(now - KEPT), to_text(now + KEPT)))
        return dict(self._connection.execute("SELECT pmid, fetched FROM staged_records").fetchall())

    def records(self) -> Iterator[Parsed]:
        """Every staged record, parsed again, in the order it came."""
        for (xml,) in self._connection.execute("SELECT record FROM staged_records ORDER BY rowid"):
            yield Parsed(read_record(xml), xml)

    def close(self) -> None:
        """Leave the records for the next run."""
        self._connection.close()

    def discard(self) -> None:
        """Everything is published: remove the file."""
        self._connection.close()
        self._remove()

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
