"""Nights on which PubMed and every other source are asked, each of them a stand-in on loopback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlite_utils import Database

from littrack.refresh.night import Night
from littrack.refresh.run import refresh
from littrack.refresh.summary import Summary
from littrack.sources.all import SOURCES
from littrack.sources.protocol import Source
from littrack.sources.settings import contact, enabled, url_of
from littrack.sources.web import Limits, PoliteWeb
from littrack.store.database import open_database
from tests.eutils import StandIn
from tests.refresh.nightly import Nights
from tests.sources.services import Services


class Watch(Nights):
    """Nights on which all sources are asked."""

    services: Services

    def run(self, pubmed: Any = None, full: bool = False) -> Summary:
        night = Night(
            self.database,
            self.topics,
            pubmed or self.client(),
            full,
            enabled(SOURCES),
            clock=lambda: self.now,
        )
        return refresh(night)

    def next_night(self, **options: Any) -> Summary:
        self.day += timedelta(days=1)
        self.ncbi.day = self.day
        return self.run(**options)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(open_database(self.database).conn) as connection:
            return [tuple(row) for row in Database(connection).execute(sql)]

    def of(self, study: str) -> str | None:
        found: str | None = self.rows(f"SELECT integrity FROM studies WHERE id = '{study}'")[0][0]
        return found


@contextmanager
def watching(folder: Path) -> Iterator[Watch]:
    """Stand-ins for all sources, asked at once and without a pause, and a database in ``folder``."""
    with StandIn() as ncbi, Services() as services:
        environment = {**services.environment, "NCBI_EMAIL": "me@example.org"}
        with (
            patch.dict(os.environ, environment),
            patch("littrack.sources.web.time.sleep", lambda _: None),
            patch("littrack.watch.gathering._polite", _at_once),
        ):
            os.environ.pop("LITTRACK_SOURCES", None)
            found = Watch(ncbi, folder / "made-up.db")
            found.services = services
            yield found


def _at_once(source: Source, allowance: int) -> PoliteWeb:
    limits = Limits(tries=1)
    return PoliteWeb(source, url_of(source), allowance, contact(), limits, sleep=lambda _: None)


def doi(pmid: str | int) -> str:
    """The DOI of a made-up record."""
    return f"10.5555/made-up.{pmid}"
