"""A made-up topic, a stand-in PubMed and a database, for tests that play nights."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

from sqlite_utils import Database

from littrack.pubmed.client import PubMed
from littrack.pubmed.limiter import Limiter
from littrack.pubmed.settings import Settings
from littrack.refresh.night import Night
from littrack.refresh.run import refresh
from littrack.refresh.summary import Summary
from littrack.store.database import open_database
from littrack.topics.model import CheckedArticle, SearchStrategy, Topic, Work
from tests.eutils import StandIn
from tests.eutils.minimal import make_record

DAY = date(2026, 12, 1)
TOXIN, MOOD = "toxin", "mood"


def record(pmid: int, *words: str, **more: object) -> bytes:
    """A made-up record that the searches for ``words`` find."""
    said = " and ".join(words or (TOXIN,))
    return make_record(pmid, f"Made-up trial {pmid} of {said}.", **more)


def records(pmids: Iterable[int], *words: str) -> bytes:
    """Several such records in one set."""
    return (
        b"<PubmedArticleSet>"
        + b"".join(record(each, *words) for each in pmids)
        + b"</PubmedArticleSet>"
    )


def topic(*words: str, works: Sequence[Work] = (), name: str = "made-up") -> Topic:
    """A topic with one search a word."""
    searches = tuple(SearchStrategy(each, f"What of {each}?", f"{each}[tiab]") for each in words)
    return Topic(
        name,
        "A made-up topic",
        CheckedArticle("A made-up article"),
        searches=searches,
        works=tuple(works),
    )


@dataclass
class Nights:
    """Plays refreshes against a stand-in, each on its day."""

    ncbi: StandIn
    database: Path
    topics: tuple[Topic, ...] = field(default_factory=lambda: (topic(TOXIN, MOOD),))
    day: date = DAY

    def __post_init__(self) -> None:
        self.ncbi.day = self.day

    @property
    def now(self) -> datetime:
        return datetime.combine(self.day, time(2), timezone.utc)

    def client(self, **more: object) -> PubMed:
        settings = Settings(url=self.ncbi.url, email="made-up@example.org", rate=math.inf, **more)  # type: ignore[arg-type]
        limiter = Limiter(math.inf, sleep=lambda seconds: None)
        return PubMed(settings, limiter=limiter, sleep=lambda seconds: None)

    def run(self, pubmed: PubMed | None = None, full: bool = False) -> Summary:
        """Refresh today."""
        night = Night(
            self.database, self.topics, pubmed or self.client(), full, clock=lambda: self.now
        )
        return refresh(night)

    def sleep(self, days: int = 1) -> None:
        """Go on to a later day."""
        self.day += timedelta(days=days)
        self.ncbi.day = self.day

    def next(self, days: int = 1) -> Summary:
        """Refresh ``days`` later."""
        self.sleep(days)
        return self.run()

    def open(self) -> Database:
        """The database; close it."""
        return open_database(self.database)

    def ask(self, sql: str, *parameters: object) -> list[tuple[object, ...]]:
        """The rows of a query."""
        db = self.open()
        try:
            return db.execute(sql, parameters).fetchall()
        finally:
            db.conn.close()

    def stored(self) -> set[str]:
        """PMIDs stored and current."""
        return {
            str(pmid)
            for (pmid,) in self.ask(
                "SELECT pmid FROM studies WHERE state = 'current' AND pmid NOT NULL"
            )
        }

    def hits(self, search: str) -> set[str]:
        """Current hits of a search."""
        rows = self.ask(
            "SELECT study FROM search_hits JOIN searches ON searches.id = search"
            " WHERE name = ? AND left_on IS NULL",
            search,
        )
        return {str(study) for (study,) in rows}
