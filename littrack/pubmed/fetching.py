"""Records by PMID, in batches, each batch reconciled with what was asked.

One record that the server cannot render must not cost the other 199: a batch that fails for good is halved
until the culprit stands alone. One that is simply absent is asked for once more before it counts as missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from littrack.errors import BadResponse, DataError, RateLimited, SourceError, Unavailable
from littrack.pubmed.parse import parse
from littrack.pubmed.replies import Unreachable, is_pmid
from littrack.pubmed.searching import Ask
from littrack.records import Deleted

BATCH = 200
"""Ids a request; NCBI asks for POST from about here on, and Biopython does so."""

HALVING_TRIES = 3
"""Tries for each part of a batch that failed whole: its failure is no surprise any more."""

FAILURES_A_BATCH = 16
"""Failed parts after which the rest of a batch is given up: enough to single out two records of 200."""

FAILED_BATCHES = 3
"""Batches in a row without a single record that mean that PubMed is out of order."""


class Record(Protocol):
    """What fetching looks at in a record, whether it could be read or not."""

    @property
    def pmid(self) -> str | None:
        """Its PMID, where that much could be seen."""

    @property
    def version(self) -> int:
        """PubMed's version of it."""


Read = Callable[[bytes], Iterable[Record | Deleted]]
"""Reads the body of a reply, as ``parse`` does. Raises ``DataError`` where it cannot be read."""


class RequestsSpent(SourceError):
    """The run has made as many requests as it may."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of one batch: ``set(asked)`` is exactly the PMIDs of ``records`` less ``unasked``, and ``missing``.

    A record appears once, the highest version of those that came. ``unasked`` are PMIDs that came without being
    asked for (a merged record comes under its new PMID). ``error`` says why some are missing, where PubMed
    failed; without it PubMed answered well and does not have them.
    """

    asked: tuple[str, ...]
    records: tuple[Record, ...]
    missing: tuple[str, ...]
    unasked: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    error: str | None = None


def fetch(
    ask: Ask, pmids: Iterable[str], batch_size: int = BATCH, read: Read = parse
) -> Iterator[Batch]:
    """The records of ``pmids``, each asked for once, a batch at a time; ``read`` reads each reply.

    Raises ``Unavailable`` when there is no connection, or no batch comes any more; what was not yielded by
    then was not received. ``DataError`` for what is no PMID.
    """
    failed = 0
    for asked in _batches(checked_pmids(pmids), batch_size):
        gathering = _Gathering(ask, read)
        gathering.gather(asked)
        batch = gathering.batch(asked)
        yield batch
        failed = failed + 1 if gathering.failed_whole else 0
        if failed >= FAILED_BATCHES:
            raise Unavailable(f"PubMed sends no records: {failed} batches failed, {batch.error}")


def checked_pmids(pmids: Iterable[str]) -> tuple[str, ...]:
    """``pmids`` without repetition. ``DataError`` for one that cannot be a PMID."""
    unique = tuple(dict.fromkeys(pmids))
    wrong = next((each for each in unique if not is_pmid(each)), None)
    if wrong is not None:
        raise DataError(f"{wrong[:40]!r} is not a PMID")
    return unique


def _batches(pmids: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(pmids), size):
        yield tuple(pmids[start : start + size])


@dataclass(slots=True)
class _Gathering:
    """One batch being fetched, in as many requests as it takes."""

    ask: Ask
    read: Read
    records: dict[str, Record] = field(default_factory=dict)
    nameless: list[Record] = field(default_factory=list)
    """Records that could not be read far enough to see their PMID."""
    deleted: list[str] = field(default_factory=list)
    failures: int = 0
    error: str | None = None
    hopeless: bool = False
    """Asking for the rest of this batch would fail too."""
    spent: bool = False

    @property
    def failed_whole(self) -> bool:
        """Whether PubMed failed to send anything of this batch (not: we stopped asking)."""
        return self.failures > 0 and not self.records and not self.nameless and not self.spent

    def gather(self, asked: tuple[str, ...]) -> None:
        """Ask for all, in halves where it must be, then once more for what is absent."""
        self._request(asked, None)
        absent = self._absent(asked)
        if absent and not self.error:
            self._request(absent, HALVING_TRIES)

    def batch(self, asked: tuple[str, ...]) -> Batch:
        """What came, set against what was asked."""
        wanted = set(asked)
        return Batch(
            asked=asked,
            records=(*self.records.values(), *self.nameless),
            missing=self._absent(asked),
            unasked=tuple(pmid for pmid in self.records if pmid not in wanted),
            deleted=tuple(dict.fromkeys(self.deleted)),
            error=self.error if self._absent(asked) else None,
        )

    def _absent(self, asked: Iterable[str]) -> tuple[str, ...]:
        return tuple(pmid for pmid in asked if pmid not in self.records)

    def _request(self, asked: tuple[str, ...], tries: int | None) -> None:
        parameters = {"db": "pubmed", "id": ",".join(asked), "retmode": "xml"}
        try:
            received = self.ask("efetch", parameters, self._reader(asked), tries=tries)
        except Unreachable:
            raise
        except SourceError as error:
            self._failed(error)
        else:
            self._keep(received)
            return
        if len(asked) > 1 and not self.hopeless:
            middle = (len(asked) + 1) // 2
            for half in (asked[:middle], asked[middle:]):
                if not self.hopeless:
                    self._request(half, HALVING_TRIES)

    def _reader(self, asked: tuple[str, ...]) -> Callable[[bytes], tuple[Record | Deleted, ...]]:
        """Damaged text is asked for again, until the record it is in stands alone: then it is as it is."""
        return self._read if len(asked) == 1 else self._read_undamaged

    def _read(self, body: bytes) -> tuple[Record | Deleted, ...]:
        """The records of an EFetch reply, all read inside the attempt: a reply that cannot be read is retried."""
        try:
            return tuple(self.read(body))
        except DataError as error:
            said = str(error)
        raise BadResponse(f"sent records that cannot be read: {said}")

    def _read_undamaged(self, body: bytes) -> tuple[Record | Deleted, ...]:
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            damaged = True
        else:
            damaged = False
        if damaged:
            raise BadResponse("sent records with damaged text (not UTF-8)")
        return self._read(body)

    def _failed(self, error: SourceError) -> None:
        self.failures += 1
        self.error = self.error or str(error)
        self.spent = self.spent or isinstance(error, RequestsSpent)
        if self.spent or isinstance(error, RateLimited) or self.failures >= FAILURES_A_BATCH:
            self.hopeless = True

    def _keep(self, received: Iterable[Record | Deleted]) -> None:
        for each in received:
            if isinstance(each, Deleted):
                self.deleted.extend(each.pmids)
            elif (pmid := each.pmid) is None:
                self.nameless.append(each)
            elif pmid not in self.records or each.version > self.records[pmid].version:
                self.records[pmid] = each
