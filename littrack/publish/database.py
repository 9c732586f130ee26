"""The SQLite file of a published site: one state of the live database, the same bytes for the same content.

A database remembers in which order its rows came, when its tables were made and what was deleted from it. The copy does
not: its schema is made anew, its rows are written in an order of their own, and its full-text index last.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from littrack import __version__
from littrack.health import status_of
from littrack.publish.copy import Copy, DatabaseFile
from littrack.publish.layout import DATABASE
from littrack.store.database import open_database, open_readonly, sqlite_errors
from littrack.store.descriptions import HIDDEN, TABLES
from littrack.store.full_text import repair_full_text
from littrack.store.schema.full_text import FULL_TEXT_TRIGGERS
from littrack.times import from_text

_GENERATION = """
SELECT id, finished FROM refreshes WHERE finished IS NOT NULL ORDER BY id DESC LIMIT 1
"""
_TABLES = """
SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'studies_fts%' AND name NOT LIKE 'sqlite_%'
ORDER BY name
"""
_INDEXES = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY rowid"
)
_EMPTY = ("_sqlite_migrations", "digests")
"""Tables that are not copied: the first is made with the schema, the second says whom the owner told what."""
_NUMBERED = ("refreshes", "searches")
"""Tables whose numbers mean something to others and tell in which order things happened."""
_OWNERS = ("run", "claim", "trial", "study")
_ORDERS = {"studies": "first_run, pmid IS NULL, CAST(pmid AS INTEGER), id"}
_EPOCH = "1970-01-01T00:00:00Z"


def write_database(live: Path, folder: Path, draft: Path) -> Path:
    """Write the state of ``live`` into ``folder`` as ``littrack.db``, by way of ``draft``. Errors as for ``open_readonly``."""
    open_readonly(live).conn.close()
    target = folder / DATABASE
    with sqlite_errors(target):
        open_database(draft, create=True).conn.close()
        uri = draft.resolve().as_uri()
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as copy:
            copy.execute("PRAGMA journal_mode = OFF")
            copy.execute("PRAGMA synchronous = OFF")
            copy.execute("PRAGMA foreign_keys = OFF")
            copy.execute("ATTACH ? AS live", (f"{live.resolve().as_uri()}?mode=ro",))
            _fill(copy)
            copy.execute("VACUUM INTO ?", (str(target),))
    draft.unlink()
    return target


def _fill(copy: sqlite3.Connection) -> None:
    indexes = copy.execute(_INDEXES).fetchall()
    for name in FULL_TEXT_TRIGGERS:
        copy.execute(f"DROP TRIGGER {name}")
    for name, _ in indexes:
        copy.execute(f"DROP INDEX [{name}]")
    copy.execute("BEGIN")
    for (table,) in copy.execute(_TABLES).fetchall():
        if table not in _EMPTY:
            copy.execute(_copying(copy, table))
    copy.execute("DELETE FROM refreshes WHERE finished IS NULL AND outcome = 'running'")
    moment = copy.execute("SELECT max(finished) FROM refreshes").fetchone()[0] or _EPOCH
    copy.execute("UPDATE _sqlite_migrations SET applied_at = ?", (moment,))
    copy.execute("COMMIT")
    copy.execute("DETACH live")
    for _, sql in indexes:
        copy.execute(sql)
    repair_full_text(Database(copy))


def _copying(copy: sqlite3.Connection, table: str) -> str:
    """The statement that copies a table in an order that does not depend on when its rows came."""
    columns = [(name, bool(key), kind) for _, name, kind, _, _, key in copy.execute(f"PRAGMA table_info([{table}])")]  # fmt: skip
    names = [name for name, _, _ in columns]
    numbered = any(key and kind == "INTEGER" and name == "id" for name, key, kind in columns)
    taken = [f"[{name}]" for name in names]
    order = ", ".join(f"[{name}]" for name, key, _ in columns if key)
    if numbered and table not in _NUMBERED:
        order = ", ".join([*_owners(names), "id"])
        taken[names.index("id")] = f"row_number() OVER (ORDER BY {order})"
    written = ", ".join(f"[{name}]" for name in names)
    return (
        f"INSERT INTO main.[{table}] ({written}) SELECT {', '.join(taken)} FROM live.[{table}]"
        f" ORDER BY {_ORDERS.get(table, order)}"
    )


def _owners(names: list[str]) -> Iterator[str]:
    return (name for name in _OWNERS if name in names)


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
