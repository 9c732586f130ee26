"""PubMed as the rest of littrack asks it: whole id sets, whole batches of records, named failures.

PubMed            search, count, fetch, post, info, match_citations
└── _ask          one question: tries, pauses, caps (this module)
    ├── Limiter   the pace of the process
    └── Line      one request through Bio.Entrez (``entrez``)
"""

from __future__ import annotations

import logging
import random as random_module
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from littrack.errors import (
    BadResponse,
    DataError,
    LittrackError,
    RateLimited,
)
from littrack.pubmed import fetching, searching
from littrack.pubmed.entrez import Line
from littrack.pubmed.fetching import Batch, RequestsSpent, checked_pmids
from littrack.pubmed.limiter import Limiter, shared_limiter
from littrack.pubmed.parse import parse
from littrack.pubmed.replies import (
    Answer,
    DatabaseInfo,
    Failure,
    Posted,
    read_info,
    read_matches,
    read_post,
)
from littrack.pubmed.searching import DroppedPhrase, SearchResult
from littrack.pubmed.settings import Settings

__all__ = ["Batch", "Citation", "DroppedPhrase", "PubMed", "RequestsSpent", "SearchResult"]

T = TypeVar("T")

log = logging.getLogger("littrack.pubmed")

LONGEST_PAUSE = 60.0
"""Seconds: the back-off doubles no further."""

LONGEST_RETRY_AFTER = 120.0
"""Seconds waited at most because a reply says so."""

POST_AT_MOST = 10_000
"""Ids of one EPost (NBK25499)."""

CITATIONS_A_REQUEST = 50

_LAST = "last"
"""Key of one line more than was asked for: plain text has no end mark, and half a PMID is a PMID too."""


@dataclass(frozen=True, slots=True)
class Citation:
    """What is known of a citation whose PMID is wanted; any part may be empty."""

    journal: str = ""
    year: str = ""
    volume: str = ""
    first_page: str = ""
    author: str = ""


class PubMed:
    """One run's conversation with PubMed. Safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        limiter: Limiter | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = random_module.random,
    ) -> None:
        self.settings = settings
        self._limiter = limiter or shared_limiter(settings)
        self._line = Line(settings)
        self._clock, self._sleep, self._random = clock, sleep, random
        self._counting = threading.Lock()
        self._made = 0
        self._silent = False
        """Whether PubMed let the last question's time run out: then the next ones get one try each, until it
        answers again. With all tries, six searches would wait half an hour for a server that hangs."""

    @property
    def requests_made(self) -> int:
        """Requests sent so far, tries included."""
        return self._made

    @property
    def server_time(self) -> datetime | None:
        """The instant that PubMed's latest reply was dated, to compare with this computer's clock."""
        try:
            return parsedate_to_datetime(self._line.server_date or "")
        except (TypeError, ValueError):
            return None

    def search(self, query: str, accept_dropped: Iterable[str] = ()) -> SearchResult:
        """Every id that ``query`` finds, however many.

        Raises ``DroppedPhrase`` for a phrase PubMed left out and ``accept_dropped`` does not name,
        ``ConfigError`` for a query it rejects, ``SourceError`` where it cannot be asked.
        """
        return searching.search(self._ask, query, accept_dropped)

    def count(self, query: str) -> int:
        """How many records ``query`` finds, in one request. Raises as ``search`` does, but for phrases."""
        return searching.count(self._ask, query)

    def fetch(
        self,
        pmids: Iterable[str],
        batch_size: int = fetching.BATCH,
        read: fetching.Read = parse,
    ) -> Iterator[Batch]:
        """The records of ``pmids``, by batches; a batch that fails says so and the next one is asked for.

        ``read`` reads each reply, inside the attempt. Raises ``Unavailable`` when PubMed cannot be reached or sends no batch any more.
        """
        return fetching.fetch(self._ask, pmids, batch_size, read)

    def post(self, pmids: Iterable[str]) -> Posted:
        """Leave up to 10,000 ids with NCBI's History server."""
        ids = checked_pmids(pmids)
        if not 0 < len(ids) <= POST_AT_MOST:
            raise DataError(f"EPost takes 1 to {POST_AT_MOST:,} PMIDs, not {len(ids):,}")
        return self._ask("epost", {"db": "pubmed", "id": ",".join(ids)}, read_post)

    def info(self) -> DatabaseInfo:
        """PubMed's own account of itself: a cheap check that it answers."""
        return self._ask("einfo", {"db": "pubmed", "version": "2.0", "retmode": "xml"}, read_info)

    def match_citations(self, citations: Sequence[Citation]) -> list[str | None]:
        """For each citation its PMID, or ``None`` where PubMed finds none or several."""
        found: list[str | None] = []
        for start in range(0, len(citations), CITATIONS_A_REQUEST):
            found.extend(self._match(citations[start : start + CITATIONS_A_REQUEST]))
        return found

    def _match(self, citations: Sequence[Citation]) -> list[str | None]:
        keys = [f"littrack{n}" for n in range(len(citations))]
        lines = [_citation_line(*pair) for pair in zip(citations, keys, strict=True)]
        lines.append(_citation_line(Citation(journal="littrack"), _LAST))

        def read(body: bytes) -> list[str | None]:
            matches = read_matches(body)
            if not matches.keys() >= {*keys, _LAST}:
                raise BadResponse("sent an ECitMatch reply that is cut short")
            return [matches[key] for key in keys]

        return self._ask("ecitmatch", {"db": "pubmed", "bdata": "\r".join(lines)}, read)

    # --- one question ----------------------------------------------------------------------------------------

    def _ask(
        self,
        utility: str,
        parameters: Mapping[str, str],
        read: Callable[[bytes], T],
        tries: int | None = None,
    ) -> T:
        """The answer of ``utility`` as ``read`` makes it of the body, after as many tries as it takes."""
        tries = 1 if self._silent else min(tries or self.settings.tries, self.settings.tries)
        ends = self._clock() + self.settings.patience
        number = 0
        while True:
            number += 1
            outcome = self._attempt(utility, parameters, read)
            if not isinstance(outcome, Failure):
                self._silent = False
                return outcome
            if outcome.error is RateLimited:
                self._limiter.slow_down(_asked_pause(outcome))
            pause = back_off(number, outcome, self._random)
            if not outcome.transient or number >= tries or self._clock() + pause > ends:
                self._silent = outcome.silent
                raise self._error(outcome, number)
            log.debug("%s, try %d: %s; pausing %.1f s", utility, number, outcome.message, pause)
            self._sleep(pause)

    def _attempt(
        self, utility: str, parameters: Mapping[str, str], read: Callable[[bytes], T]
    ) -> T | Failure:
        """One request, its body read: the answer, or why there is none."""
        self._count_request()
        outcome = self._line.ask(utility, parameters, self._limiter.wait)
        return outcome if isinstance(outcome, Failure) else _understood(outcome, read)

    def _count_request(self) -> None:
        with self._counting:
            if self._made >= self.settings.max_requests:
                raise RequestsSpent(
                    f"this run has made {self._made:,} requests to PubMed, the most it may "
                    "(max_requests): the rest is left to the next run"
                )
            self._made += 1

    def _error(self, failure: Failure, tries: int) -> LittrackError:
        after = f" ({tries} tries)" if tries > 1 else ""
        message = self.settings.scrub(f"PubMed {failure.message}{after}")
        log.debug("given up: %s", message)
        return failure.error(message)


def _understood(answer: Answer, read: Callable[[bytes], T]) -> T | Failure:
    try:
        return read(answer.body)
    except BadResponse as error:
        return Failure(BadResponse, str(error))


def back_off(number: int, failure: Failure, random: Callable[[], float]) -> float:
    """Seconds before the next try: what the reply asks for, else up to 1, 2, 4 … 60 at random (full jitter).

    After a refusal for asking too fast at least one second passes (NCBI counts by the second).
    """
    asked = _asked_pause(failure)
    spread = random() * min(LONGEST_PAUSE, 2.0 ** (number - 1))
    if asked:
        return asked + random()
    return spread + (1.0 if failure.error is RateLimited else 0.0)


def _asked_pause(failure: Failure) -> float:
    return min(failure.retry_after or 0.0, LONGEST_RETRY_AFTER)


def _citation_line(citation: Citation, key: str) -> str:
    parts = (
        citation.journal,
        citation.year,
        citation.volume,
        citation.first_page,
        citation.author,
    )
    cleaned = (" ".join(each.replace("|", " ").split()) for each in parts)
    return "|".join((*cleaned, key, ""))
