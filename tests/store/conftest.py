"""A database in memory, and made-up records to put into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from littrack.store.database import open_database
from littrack.store.runs import begin_run
from tests.store.records import NOW


@pytest.fixture
def db() -> Iterator[Database]:
    database = open_database(":memory:")
    yield database
    database.close()


@pytest.fixture
def db_path(tmp_path: Path) -> Path:
    path = tmp_path / "littrack.db"
    open_database(path, create=True).close()
    return path


@pytest.fixture
def run(db: Database) -> int:
    return begin_run(db, "test", NOW)
