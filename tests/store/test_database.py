"""Opening a database, and what it says of files it cannot use."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlite_utils import Database

from littrack.errors import Busy, ConfigError, DataError, LittrackError
from littrack.store.database import (
    APPLICATION_ID,
    PAGE_SIZE,
    explain,
    open_database,
    open_readonly,
    sqlite_errors,
)
from littrack.store.migrations import migrations
from littrack.store.runs import begin_run
from tests.store.records import NOW


def one_line(error: pytest.ExceptionInfo[LittrackError], path: Path) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert str(path) in text
    return text


def test_a_database_with_pages_of_the_former_size_is_used_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("VACUUM")
    for _ in range(2):
        with closing(open_database(path, create=True).conn) as connection:
            begin_run(Database(connection), "refresh", NOW)
            assert connection.execute("PRAGMA page_size").fetchone() == (4096,)
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_new_database_has_the_settings_it_needs(tmp_path: Path) -> None:
    db = open_database(tmp_path / "db" / "new.db", create=True)
    read = lambda name: db.execute(f"PRAGMA {name}").fetchone()[0]  # noqa: E731
    assert read("journal_mode") == "wal"
    assert read("foreign_keys") == 1
    assert read("synchronous") == 1
    assert read("busy_timeout") == 15000
    assert read("page_size") == PAGE_SIZE
    assert read("application_id") == APPLICATION_ID
    db.close()


def test_migrations_apply_once(db: Database) -> None:
    before = db.schema
    migrations.apply(db)
    assert db.schema == before
    assert migrations.pending(db) == []


def test_opening_again_writes_nothing(db_path: Path) -> None:
    before = db_path.read_bytes()
    open_database(db_path).close()
    assert db_path.read_bytes() == before


def test_a_killed_creation_is_completed(tmp_path: Path) -> None:
    path = tmp_path / "littrack.db"
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.close()
    db = open_database(path, create=True)
    assert migrations.pending(db) == []
    db.close()


@pytest.mark.parametrize("opened", [open_database, open_readonly])
def test_a_missing_database_is_not_made(tmp_path: Path, opened: type[Database]) -> None:
    path = tmp_path / "none.db"
    with pytest.raises(ConfigError) as error:
        opened(path)
    assert "littrack refresh" in one_line(error, path)
    assert not path.exists()


@pytest.mark.parametrize("opened", [open_database, open_readonly])
def test_a_folder_is_refused(tmp_path: Path, opened: type[Database]) -> None:
    with pytest.raises(ConfigError) as error:
        opened(tmp_path)
    assert "is a folder" in one_line(error, tmp_path)


@pytest.mark.parametrize("opened", [open_database, open_readonly])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, opened: type[Database]) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary, this is not a database. " * 100)
    with pytest.raises(ConfigError) as error:
        opened(path)
    assert "not a SQLite database" in one_line(error, path)


@pytest.mark.parametrize("opened", [open_database, open_readonly])
def test_the_database_of_another_program_is_refused_and_left_alone(
    tmp_path: Path, opened: type[Database]
) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(ConfigError) as error:
        opened(path)
    assert "another program" in one_line(error, path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("opened", [open_database, open_readonly])
def test_a_database_of_a_newer_littrack_is_refused(db_path: Path, opened: type[Database]) -> None:
    with sqlite3.connect(db_path) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('littrack', 'm999_future', '')"
        )
    connection.close()
    with pytest.raises(DataError) as error:
        opened(db_path)
    assert "newer littrack" in one_line(error, db_path)


def test_a_damaged_database_is_named_as_such(db_path: Path) -> None:
    content = bytearray(db_path.read_bytes())
    content[100:8192] = os.urandom(8092)
    db_path.write_bytes(content)
    with pytest.raises(DataError) as error:
        open_database(db_path)
    assert "damaged" in one_line(error, db_path)


def test_a_cut_database_is_named_as_such(db_path: Path) -> None:
    db_path.write_bytes(db_path.read_bytes()[:20_000])

    def read_all() -> None:
        with sqlite_errors(db_path), closing(open_database(db_path)) as db:
            for table in ("studies", "flags"):
                db.execute(f"SELECT * FROM {table}").fetchall()

    with pytest.raises(DataError) as error:
        read_all()
    assert "damaged" in one_line(error, db_path)


def test_reading_only_cannot_write(db_path: Path) -> None:
    db = open_readonly(db_path)
    with pytest.raises(ConfigError) as error, sqlite_errors(db_path):
        begin_run(db, "test", NOW)
    assert "cannot be written" in one_line(error, db_path)
    db.close()


def test_an_error_of_a_full_disk_is_told_from_one_of_a_broken_disk(
    db_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    assert "the disk reported an error" in str(explain(error, db_path))
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=4096))
    assert "the disk is full" in str(explain(error, db_path))


def test_a_full_disk_is_named_and_nothing_is_lost(db_path: Path) -> None:
    db = open_database(db_path)
    begin_run(db, "test", NOW)
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}").fetchone()

    def fill() -> None:
        with sqlite_errors(db_path), db.atomic():
            for _ in range(1000):
                begin_run(db, "x" * 1000, NOW)

    with pytest.raises(DataError) as error:
        fill()
    assert "disk is full" in one_line(error, db_path)
    assert db.execute("SELECT count(*) FROM refreshes").fetchone()[0] == 1
    db.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_database_is_named(db_path: Path) -> None:
    db_path.chmod(0o444)
    with pytest.raises(ConfigError) as error:
        open_database(db_path)
    assert "cannot be written" in one_line(error, db_path)


def test_a_locked_database_is_named(db_path: Path) -> None:
    found = explain(sqlite3.OperationalError("database is locked"), db_path)
    assert isinstance(found, Busy)
    assert "try again" in str(found)


def test_an_unknown_error_of_sqlite_still_has_a_remedy(db_path: Path) -> None:
    found = explain(sqlite3.OperationalError("something\nodd"), db_path)
    assert "littrack doctor" in str(found)
    assert "\n" not in str(found)


def test_a_failed_migration_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlite_utils import Migrations

    from littrack.store import database

    broken = Migrations("littrack")

    @broken()
    def m001_first(db: Database) -> None:
        db.execute("CREATE TABLE first (id INTEGER PRIMARY KEY)")

    @broken()
    def m002_second(db: Database) -> None:
        db.execute("CREATE TABLE first (id INTEGER PRIMARY KEY)")

    monkeypatch.setattr(database, "migrations", broken)
    path = tmp_path / "x.db"
    with pytest.raises(DataError):
        open_database(path, create=True)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    connection.close()
