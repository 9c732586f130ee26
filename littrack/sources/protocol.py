"""What every source beside PubMed looks like: what it is asked, what it answers, how it asks.

A run hands a source the `Portion` that is due, and the source yields an `Answer` for each thing that it could ask.
What was not answered stays due; what was said before stands until it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Protocol

from littrack.errors import BadResponse

if TYPE_CHECKING:
    import requests


@dataclass(frozen=True, slots=True)
class Subject:
    """A stored study, by the names under which other services know it."""

    study: str
    """``studies.id``: the PMID, or ``doi:…``, ``url:…``, ``key:…``."""
    pmid: str | None = None
    doi: str | None = None
    """Lower case, without ``https://doi.org/``."""
    pmcid: str | None = None
    checked: str | None = None
    """When this source last answered for it (ISO, UTC); none where it never did."""


@dataclass(frozen=True, slots=True)
class RegistryQuery:
    """A topic's question to a trial registry."""

    topic: str
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Memory:
    """What a source answered last time, for conditional requests."""

    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    """Of the last bulk file."""
    answered: str | None = None
    """When the source last answered in full (ISO, UTC)."""


@dataclass(frozen=True, slots=True)
class Portion:
    """What is due to be asked of one source in one run."""

    today: date
    subjects: tuple[Subject, ...] = ()
    """Those due by age, the longest unasked first; a bulk source gets every one."""
    everyone: tuple[Subject, ...] = ()
    """Every stored study, for sources that can be asked "which of these changed since"."""
    queries: tuple[RegistryQuery, ...] = ()
    registrations: tuple[str, ...] = ()
    """Trial registration numbers that studies or topic files name, those due by age first."""
    memory: Memory = field(default_factory=Memory)


@dataclass(frozen=True, slots=True)
class IntegrityFact:
    """One thing that a source says happened to a study."""

    kind: str
    """A kind of `littrack.integrity.kinds`: "retraction", "erratum", "reinstatement", …"""
    date: str | None = None
    """When, ISO to the precision that the source gives."""
    notice_pmid: str | None = None
    notice_doi: str | None = None
    notice: str | None = None
    """The notice's citation or title."""
    reason: str | None = None
    asserted_by: str | None = None
    """Who says so, where the source passes on another's word: "publisher", "retraction-watch"."""


@dataclass(frozen=True, slots=True)
class ReadingLink:
    """A place where a study can be read, or another version of it."""

    kind: str
    """"open access", "full text", "preprint", "published version"."""
    url: str
    version: str | None = None
    """"publishedVersion", "acceptedVersion" or "submittedVersion"."""
    licence: str | None = None
    identifier: str | None = None
    """A PMID, PMC id or DOI of what is linked."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How often a study is cited: reach, not quality."""

    relative_citation_ratio: float | None = None
    percentile: float | None = None
    cited_by: int | None = None
    provisional: bool = False
    year: int | None = None


@dataclass(frozen=True, slots=True)
class RegistryRecord:
    """A trial as its registry states it. Dates are ISO to the precision given."""

    id: str
    registry: str
    title: str | None = None
    status: str | None = None
    why_stopped: str | None = None
    phase: str | None = None
    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    enrollment: int | None = None
    enrollment_basis: str | None = None
    """"ACTUAL" or "ESTIMATED"."""
    started: str | None = None
    primary_completion: str | None = None
    completed: str | None = None
    first_posted: str | None = None
    last_updated: str | None = None
    results_posted: str | None = None
    primary_outcomes: tuple[str, ...] = ()
    secondary_outcomes: tuple[str, ...] = ()
    result_pmids: tuple[str, ...] = ()
    """Publications that the registry itself links as results."""
    sha256: str | None = None


Fact = IntegrityFact | ReadingLink | Reach | RegistryRecord


@dataclass(frozen=True, slots=True)
class Answer:
    """All that a source says of one thing now; no facts means that it knows the thing and has nothing to tell."""

    about: str
    """``Subject.study``, a registration number, or the name of a registry query."""
    facts: tuple[Fact, ...] = ()
    known: bool = True
    """False where the source holds no such identifier."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The source says that nothing changed since `Memory` (HTTP 304, or the same bulk file)."""

    memory: Memory


@dataclass(frozen=True, slots=True)
class Remember:
    """The source has now answered for every study (those that it did not name it knows nothing of). What to hand back as `Memory` next time; yielded once the reply was read whole."""

    memory: Memory


Reply = Answer | Unchanged | Remember


class Refused(BadResponse):
    """The source answers, and not this request. ``status`` is what it said (HTTP)."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class Web(Protocol):
    """A polite HTTP client of one source: base address, time-outs, retries, pace, budget and breaker inside.

    Raises ``SourceError`` kinds; a 404 is returned, not raised.
    """

    requests_made: int
    email: str | None
    """Where the source may write to, for those that want it in the address."""
    latest: Memory
    """What the last `download` may be asked with next time."""

    def get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """The whole reply to GET ``base + path``; statuses 200, 304 and 404 come back."""

    def post(self, path: str, data: Mapping[str, str]) -> requests.Response:
        """The whole reply to a POST of form fields."""

    def download(self, path: str, memory: Memory) -> Iterator[bytes] | None:
        """A large file in pieces, or none where it has not changed (``If-None-Match``, ``If-Modified-Since``)."""


class Source(Protocol):
    """One service. Its methods hold no state between runs."""

    @property
    def name(self) -> str:
        """Key in tables and environment: "crossref" → LITTRACK_CROSSREF_URL, LITTRACK_CROSSREF_BUDGET."""

    @property
    def title(self) -> str:
        """For readers: "Crossref"."""

    @property
    def url(self) -> str:
        """The base address that the environment may override."""

    @property
    def budget(self) -> int:
        """Requests a day at most, unless the environment says otherwise."""

    @property
    def per_second(self) -> float:
        """Requests a second at most."""

    @property
    def days(self) -> int:
        """Every subject is asked for again after so many days."""

    @property
    def portion(self) -> int:
        """Subjects in one run at most; 0 for a source that answers for every study at once."""

    def ask(self, web: Web, portion: Portion) -> Iterator[Reply]:
        """Ask for what is due. An exception ends the source's turn; answers yielded before it stand."""
