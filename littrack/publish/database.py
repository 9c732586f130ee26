"""The SQLite file of a published site: one state of the live database, the same bytes for the same rows."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from littrack import __version__
from littrack.health import status_of
from littrack.publish.copy import Copy, DatabaseFile
from littrack.publish.layout import DATABASE
from littrack.store.database import open_readonly, sqlite_errors
from littrack.store.descriptions import HIDDEN, TABLES
from littrack.times import from_text

_GENERATION = """
SELECT id, finished FROM refreshes WHERE finished IS NOT NULL ORDER BY id DESC LIMIT 1
"""
_PRIVATE = ("digests",)
"""Tables emptied in the copy: whom the owner told what, and when."""
_EPOCH = "1970-01-01T00:00:00Z"


def write_database(live: Path, folder: Path, draft: Path) -> Path:
    """Write the state of ``live`` into ``folder`` as ``littrack.db``, by way of ``draft``.

    The full-text index is made anew, since its bytes tell in which order rows came; then the whole file is written
    row by row. Errors as for ``open_readonly``.
    """
    with sqlite_errors(live), closing(open_readonly(live)) as db, closing(sqlite3.connect(draft)) as copy:  # fmt: skip
        db.conn.backup(copy)
    target = folder / DATABASE
    with sqlite_errors(target), closing(sqlite3.connect(draft, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("PRAGMA synchronous = OFF")
        copy.execute("BEGIN")
        for table in _PRIVATE:
            copy.execute(f"DELETE FROM {table}")
        copy.execute("INSERT INTO studies_fts(studies_fts) VALUES ('rebuild')")
        copy.execute("INSERT INTO studies_fts(studies_fts) VALUES ('optimize')")
        copy.execute("COMMIT")
        copy.execute("VACUUM INTO ?", (str(target),))
    draft.unlink()
    return target


def describe(database: Path, base_url: str | None) -> Copy:
    """What is to be said of the published database."""
    with sqlite_errors(database), closing(open_readonly(database)) as db:
        generation, at = db.execute(_GENERATION).fetchone() or (0, None)
        status = status_of(db, database, from_text(at or _EPOCH))
        shown = [table for table in TABLES if table not in HIDDEN]
        tables = {name: db.execute(f"SELECT count(*) FROM [{name}]").fetchone()[0] for name in shown}  # fmt: skip
    return Copy(
        version=__version__,
        schema=status.schema,
        generation=generation,
        at=at,
        asked=status.fresh_as_of,
        counts={
            "studies": sum(status.studies.values()),
            "retracted": status.retracted,
            "claims": status.claims,
            "flags": status.flags,
            "topics": tables["topics"],
            "trials": tables["trials"],
            "owed": status.owed,
        },
        database=DatabaseFile(DATABASE, database.stat().st_size, sha256_of(database)),
        base_url=base_url,
        tables=tables,
    )


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    found = hashlib.sha256()
    with file.open("rb") as data:
        while piece := data.read(1 << 20):
            found.update(piece)
    return found.hexdigest()
