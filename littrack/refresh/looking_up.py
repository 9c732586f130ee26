"""Seek the PMIDs that the topics' works lack. A failure is noted; the run goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlite_utils import Database

from littrack.errors import SourceError
from littrack.load import resolve_pmids, works_to_resolve
from littrack.refresh.asking import Source
from littrack.times import to_text
from littrack.topics.model import Topic, Work


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Works of the topics for which a PMID was sought, and what was found: (PMID, how) by key, by topic."""

    works: tuple[Work, ...] = ()
    found: Mapping[str, Mapping[str, tuple[str, str]]] = field(default_factory=dict)
    problem: str | None = None

    @property
    def pmids(self) -> frozenset[str]:
        """The PMIDs found."""
        return frozenset(pmid for each in self.found.values() for pmid, _ in each.values())


def look_up_works(pubmed: Source, db: Database, topics: Iterable[Topic], now: datetime) -> LookedUp:
    """Seek PMIDs for works that have none and were not sought lately. A failure is noted, not raised."""
    works: list[Work] = []
    found: dict[str, Mapping[str, tuple[str, str]]] = {}
    for topic in topics:
        due = works_to_resolve(db, topic, to_text(now))
        try:
            found[topic.id] = resolve_pmids(due, pubmed) if due else {}
        except SourceError as problem:
            said = f"PubMed did not say which PMIDs the works of {topic.id} have: {problem}"
            return LookedUp(tuple(works), found, said)
        works += due
    return LookedUp(tuple(works), found)
