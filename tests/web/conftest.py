"""The reading room on one made-up database: asked in-process, or through a real ``littrack serve``."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from littrack.web.server import Site, build
from tests.web.made_up import build_site


class Room:
    """A site asked in-process. ``get`` answers as httpx does."""

    def __init__(self, db: Path, **settings: Any) -> None:
        self.db = db
        self.datasette = build(Site(db, **settings))
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(self.datasette.invoke_startup())

    def get(self, address: str, **options: Any) -> Any:
        """The reply to a GET of ``address`` (a path with its query string; Datasette adds ``base_url`` itself)."""
        return self._loop.run_until_complete(self.datasette.client.get(address, **options))

    def close(self) -> None:
        """Let go of threads and connections."""
        for database in self.datasette.databases.values():
            for connection in database._all_file_connections:
                connection.close()
        self.datasette.executor.shutdown()
        self._loop.close()


@pytest.fixture(scope="session")
def site_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that tests only read: the bundled topic, made-up records, two finished nights."""
    return build_site(tmp_path_factory.mktemp("site") / "littrack.db")


@pytest.fixture(scope="session")
def room(site_db: Path) -> Iterator[Room]:
    """The reading room on ``site_db``."""
    opened = Room(site_db)
    yield opened
    opened.close()


@pytest.fixture
def own_db(site_db: Path, tmp_path: Path) -> Path:
    """A copy of ``site_db`` that a test may write to."""
    copy = tmp_path / "own.db"
    with sqlite3.connect(site_db) as source:
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    source.close()
    shutil.copy(site_db, copy)
    return copy


@pytest.fixture
def open_room() -> Iterator[Callable[..., Room]]:
    """Open rooms on other databases or with other settings: ``open_room(db, base_url="/x/")``."""
    opened: list[Room] = []

    def open_one(db: Path, **settings: Any) -> Room:
        opened.append(Room(db, **settings))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()
