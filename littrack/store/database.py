"""Open the database, and say in one line why it cannot be opened or written."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from littrack.errors import Busy, ConfigError, DataError, LittrackError
from littrack.store.migrations import migrations

APPLICATION_ID = 0x4C697474
""""Litt": marks a SQLite file as littrack's own (``PRAGMA application_id``)."""

BUSY_SECONDS = 15.0
"""How long a statement waits for another writer before it fails."""

PAGE_SIZE = 16_384
"""Bytes of a page of a new database.

A record with its XML and its words takes several pages of SQLite's usual 4,096: with these, storing takes 6 to 10%
less, the checkpoint after a run a quarter less, and the file is an eighth smaller. A database keeps the size it has.
"""

_MAGIC = b"SQLite format 3\0"
_SETTINGS = (
    "PRAGMA busy_timeout = 15000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16384",
)


def open_database(path: Path | str, create: bool = False) -> Database:
    """Open a littrack database for reading and writing, its schema brought up to date.

    ``create`` makes it, and its folder, where there is none. ``":memory:"`` gives an empty one in memory.
    Raises ``ConfigError`` when the file is missing, cannot be written or is not littrack's, and ``DataError`` when
    it is damaged or was written by a newer littrack.
    """
    if str(path) == ":memory:":
        return _prepare(sqlite3.connect(":memory:"), Path("memory"))
    path = Path(path)
    _check_file(path, create)
    with sqlite_errors(path):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
        try:
            return _prepare(connection, path, create)
        except BaseException:
            connection.close()
            raise


def open_readonly(path: Path | str) -> Database:
    """Open a littrack database for reading only. Errors as for `open_database`; an older schema is a ``DataError``."""
    path = Path(path)
    _check_file(path, create=False, write=False)
    with sqlite_errors(path):
        uri = f"{path.resolve().as_uri()}?mode=ro"
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)
        try:
            db = _connect(connection)
            _check_owner(db, path, create=False)
            if migrations.pending(db):
                raise DataError(
                    f"{path} has an older schema: run 'littrack status' once to bring it up to date"
                )
            return db
        except BaseException:
            connection.close()
            raise


@contextmanager
def sqlite_errors(path: Path | str) -> Iterator[None]:
    """Turn an error of SQLite inside the block into littrack's, with what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, path) from error


def explain(error: sqlite3.Error, path: Path | str) -> LittrackError:
    """The error of ours that says what an error of SQLite means for its user."""
    text = str(error).lower()
    if "disk i/o error" in text and _is_full(path):
        text = "disk is full"
    for sign, make, advice in _EXPLANATIONS:
        if sign in text:
            return make(f"{path}: {advice}")
    return DataError(f"{path}: SQLite says: {' '.join(str(error).split())}; run 'littrack doctor'")


def _is_full(path: Path | str) -> bool:
    """Whether there is no room for SQLite's shared memory: on a full disk even reading then fails."""
    try:
        return shutil.disk_usage(Path(path).parent).free < _NEEDED
    except OSError:
        return False


_NEEDED = 32 * 1024
_EXPLANATIONS: tuple[tuple[str, type[LittrackError], str], ...] = (
    ("disk is full", DataError, "the disk is full; free some space and run the command again"),
    (
        "readonly database",
        ConfigError,
        "the database cannot be written; make the file and its folder writable or pass another --db",
    ),
    (
        "unable to open",
        ConfigError,
        "the database cannot be opened; check that the file and its folder can be read and written",
    ),
    (
        "disk i/o error",
        DataError,
        "the disk reported an error; check the disk and its free space, then run the command again",
    ),
    (
        "locked",
        Busy,
        "another run or program is writing to the database; try again when it has ended ('littrack status' says who)",
    ),
    (
        "malformed",
        DataError,
        "the database is damaged; restore a copy, or move the file away and run 'littrack refresh'",
    ),
    ("not a database", ConfigError, "the file is not a SQLite database; pass another --db"),
    (
        "fts5",
        DataError,
        "the full-text index is damaged; run 'littrack doctor --repair'",
    ),
)


def applied_migrations(db: Database) -> list[str]:
    """Names of the migrations this database has had, in order."""
    return [each.name for each in migrations.applied(db)]


def _check_file(path: Path, create: bool, write: bool = True) -> None:
    if path.is_dir():
        raise ConfigError(f"{path} is a folder: pass the database file as --db")
    if not path.exists():
        if not create:
            raise ConfigError(
                f"there is no database at {path}: run 'littrack refresh' first, or pass another --db"
            )
        make_folder(path.parent)
        return
    if write and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise ConfigError(
            f"{path}: the database cannot be written; make the file and its folder writable or pass another --db"
        )
    with _open_file(path) as start:
        if start and start != _MAGIC:
            raise ConfigError(f"{path} is not a SQLite database: pass another --db")


@contextmanager
def _open_file(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield file.read(len(_MAGIC))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}): pass another --db") from None


def make_folder(folder: Path) -> None:
    """Make the folder a new database will lie in. ``ConfigError`` where it cannot be made or written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"the folder {folder} cannot be made ({error.strerror}): pass another --db"
        ) from None
    if not os.access(folder, os.W_OK):
        raise ConfigError(f"the folder {folder} cannot be written: pass another --db")


def _connect(connection: sqlite3.Connection) -> Database:
    db = Database(connection)
    for setting in _SETTINGS:
        connection.execute(setting)
    return db


def _prepare(connection: sqlite3.Connection, path: Path, create: bool = True) -> Database:
    db = _connect(connection)
    _check_owner(db, path, create)
    if not migrations.pending(db):
        return db
    connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")  # before the first page is written
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    with _rolled_back_on_error(connection):
        migrations.apply(db)
        connection.execute("COMMIT")
    return db


@contextmanager
def _rolled_back_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.rollback()
        raise


def _check_owner(db: Database, path: Path, create: bool) -> None:
    """Refuse a database that is not littrack's, or that a newer littrack has changed."""
    mark = db.execute("PRAGMA application_id").fetchone()[0]
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not tables and not create:
        raise ConfigError(f"{path} is empty: run 'littrack refresh' first, or pass another --db")
    if tables and mark != APPLICATION_ID:
        raise ConfigError(f"{path} is a SQLite database of another program: pass another --db")
    known = {each.name for each in migrations._migrations}
    unknown = [name for name in applied_migrations(db) if name not in known]
    if unknown:
        raise DataError(
            f"{path} was written by a newer littrack (it has {unknown[-1]}): "
            "install that version, or pass another --db"
        )
