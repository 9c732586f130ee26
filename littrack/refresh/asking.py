"""Ask PubMed what each search lists and what was revised lately. One search's failure does not stop the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from littrack.errors import ConfigError, LittrackError, SourceError
from littrack.pubmed.client import Batch, Citation, SearchResult
from littrack.pubmed.fetching import Read
from littrack.pubmed.parse import parse
from littrack.refresh.plan import revised_since, revision_query
from littrack.topics.model import SearchStrategy, Topic


class Source(Protocol):
    """What a refresh needs of PubMed (see ``littrack.pubmed.client.PubMed``)."""

    @property
    def requests_made(self) -> int:
        """Requests sent so far, tries included."""

    @property
    def server_time(self) -> datetime | None:
        """The instant that PubMed's latest reply was dated."""

    def search(self, query: str, accept_dropped: Iterable[str] = ()) -> SearchResult:
        """All ids that PubMed lists for a query."""

    def fetch(self, pmids: Sequence[str], *, read: Read = parse) -> Iterable[Batch]:
        """The records of these PMIDs, in batches; ``read`` reads each reply."""

    def match_citations(self, citations: Sequence[Citation]) -> list[str | None]:
        """For each citation its PMID, or ``None``."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A search and PubMed's answer to it, or the error that came instead."""

    topic: Topic
    search: SearchStrategy
    query: str
    result: SearchResult | None = None
    problem: LittrackError | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What identifies a version of a search: topic, name, query."""
        return (self.topic.id, self.search.name, self.query)

    @property
    def pmids(self) -> frozenset[str]:
        """The ids listed; none where the search failed."""
        return frozenset(self.result.pmids) if self.result else frozenset()


@dataclass(frozen=True, slots=True)
class Revised:
    """Which records PubMed revised lately. ``since`` is ``None`` when that could not be learnt (``problem``)."""

    pmids: frozenset[str] = frozenset()
    since: date | None = None
    problem: str | None = None


def ask_searches(pubmed: Source, topics: Iterable[Topic]) -> tuple[Asked, ...]:
    """Put every search to PubMed. Raises the first error when not a single search was answered."""
    asked = tuple(
        _ask(pubmed, topic, search) for topic in topics for search in topic.pubmed_searches
    )
    problems = [each.problem for each in asked if each.problem]
    if problems and len(problems) == len(asked):
        raise next((each for each in problems if isinstance(each, SourceError)), problems[0])
    return asked


def _ask(pubmed: Source, topic: Topic, search: SearchStrategy) -> Asked:
    query = search.query or ""
    try:
        result = pubmed.search(query, accept_dropped=search.accept_dropped)
    except (ConfigError, SourceError) as problem:
        return Asked(topic, search, query, problem=problem)
    return Asked(topic, search, query, result)


def ask_revised(
    pubmed: Source,
    asked: Sequence[Asked],
    last_checks: Mapping[tuple[str, str, str], datetime],
    now: datetime,
) -> Revised:
    """Ask once for the records of all answered searches that were revised since each was last asked about.

    Searches never asked about before need no question: all they list is new, or due.
    """
    known = [each for each in asked if each.result and each.key in last_checks]
    if not known:
        return Revised(since=revised_since(now))
    since = revised_since(min(now, *(last_checks[each.key] for each in known)))
    accepted = {phrase for each in known for phrase in each.search.accept_dropped}
    query = revision_query((each.query for each in known), since)
    try:
        result = pubmed.search(query, accept_dropped=tuple(sorted(accepted)))
    except (ConfigError, SourceError) as problem:
        return Revised(problem=f"PubMed did not say what it revised: {problem}")
    return Revised(frozenset(result.pmids), since)
