"""The full set of ids that a PubMed query finds, however many, and proof that none is missing.

ESearch lists at most the first 9,999 PubMed ids. A larger set is asked for in slices by Entrez date (years,
then months, then days) and, where one day is still too large, by ranges of PMIDs. The slices must add up to
``Count``; where dates do not (a record may have an odd one), ranges of PMIDs alone are tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol, TypeVar

from littrack.errors import BadResponse, ConfigError
from littrack.pubmed.replies import (
    Dropped,
    Rejected,
    SearchReply,
    is_pmid,
    read_count,
    read_search,
)

WINDOW = 9_999
"""Ids that ESearch lists at most for PubMed (documented 10,000, measured one less)."""

WINDOW_WARNING = "Restrictions achieved"
"""How PubMed says that it lists no more than the window; the slices see to that."""

LARGEST = 1_000_000
"""Hits beyond which a query is taken for a mistake: no topic is that large, and it would take hours."""

LONGEST = 100_000
"""Characters of a query beyond which it is not sent."""

T = TypeVar("T")


class Ask(Protocol):
    """Puts one question to PubMed, with retries; ``read`` makes the answer of the body inside each try."""

    def __call__(
        self,
        utility: str,
        parameters: Mapping[str, str],
        read: Callable[[bytes], T],
        tries: int | None = None,
    ) -> T:
        """The answer; ``LittrackError`` when all ``tries`` have failed."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a large result: what it was limited to ("edat 2019/01/01 to 2019/12/31"), and its count."""

    limits: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """All that a query found: ``len(pmids) == count``. ``slices`` is empty where one request was enough."""

    query: str
    pmids: tuple[str, ...]
    count: int
    translation: str | None = None
    warnings: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    """Phrases that PubMed left out of the search, the accepted ones among them."""
    slices: tuple[Slice, ...] = ()


class DroppedPhrase(ConfigError):
    """PubMed left a phrase out, so what it found answers a broader question.

    ``result`` says what PubMed made of the query; its ``pmids`` are empty, for they are not what was asked.
    """

    def __init__(self, message: str, result: SearchResult, phrases: tuple[str, ...]) -> None:
        super().__init__(message)
        self.result = result
        self.phrases = phrases


def search(ask: Ask, query: str, accept_dropped: Iterable[str] = ()) -> SearchResult:
    """Every id that ``query`` finds.

    Raises ``DroppedPhrase`` for a phrase left out and not in ``accept_dropped``, ``ConfigError`` for a query
    that PubMed rejects, ``SourceError`` where PubMed cannot be asked or its slices do not add up.
    """
    term = checked(query)
    try:
        whole = _page(ask, term, Span())
        result = SearchResult(
            query=query,
            pmids=(),
            count=whole.count,
            translation=whole.translation,
            warnings=tuple(each for each in whole.warnings if not each.startswith(WINDOW_WARNING)),
            dropped=tuple(dict.fromkeys(each.phrase for each in whole.dropped)),
        )
        _refuse_dropped(result, whole.dropped, accept_dropped)
        if whole.count <= WINDOW:
            return replace(result, pmids=whole.pmids)
        if whole.count > LARGEST:
            raise ConfigError(
                f"the query {shortened(query)} finds {whole.count:,} records, more than {LARGEST:,}: narrow it"
            )
        parts = _parts(ask, term, whole)
    except Rejected as error:
        rejected = str(error)
    else:
        pmids = _pmids(parts)
        return replace(
            result, pmids=pmids, count=len(pmids), slices=tuple(part for part, _ in parts)
        )
    raise ConfigError(f"PubMed does not accept the query {shortened(query)}: {rejected}")


def count(ask: Ask, query: str) -> int:
    """How many records ``query`` finds, dropped phrases or not. Raises as ``search`` does."""
    term = checked(query)
    try:
        return _count(ask, term)
    except Rejected as error:
        rejected = str(error)
    raise ConfigError(f"PubMed does not accept the query {shortened(query)}: {rejected}")


def checked(query: str) -> str:
    """The query as it is sent: on one line. ``ConfigError`` where there is nothing to send."""
    term = " ".join(query.split())
    if not term:
        raise ConfigError("the query is empty: write what to search PubMed for")
    if len(term) > LONGEST:
        raise ConfigError(
            f"the query {shortened(query)} has {len(term):,} characters; {LONGEST:,} are the most"
        )
    if not term.isprintable():
        raise ConfigError(f"the query {shortened(query)} holds control characters")
    if earlier := re.search(r"#[0-9]+", term):
        raise ConfigError(
            f"the query {shortened(query)} refers to {earlier[0]}, an earlier search: write that search out"
        )
    return term


def shortened(query: str) -> str:
    """The beginning of a query, for a message."""
    term = "".join(each if each.isprintable() else "?" for each in " ".join(query.split()))
    return f"«{term if len(term) <= 80 else term[:79] + '…'}»"


# --- phrases left out ----------------------------------------------------------------------------------------


def _refuse_dropped(
    result: SearchResult, dropped: Iterable[Dropped], accepted: Iterable[str]
) -> None:
    allowed = {_folded(each) for each in accepted}
    refused = {
        each.phrase: each.kind
        for each in dropped
        if not {_folded(each.phrase), _without_tag(_folded(each.phrase))} & allowed
    }
    if not refused:
        return
    named = ", ".join(f"«{phrase}» ({kind})" for phrase, kind in refused.items())
    listed = ", ".join('"' + phrase.replace('"', r"\"") + '"' for phrase in refused)
    raise DroppedPhrase(
        f"PubMed left out {named} and searched for the rest of {shortened(result.query)}: correct the query, "
        f"or write accept_dropped: [{listed}] under that search in topic.yaml",
        result,
        tuple(refused),
    )


def _folded(phrase: str) -> str:
    """A phrase without what does not tell it apart: case, spaces, quotation marks around it."""
    return " ".join(phrase.replace('"', " ").split()).casefold()


def _without_tag(phrase: str) -> str:
    """``zzqq`` of ``zzqq[tiab]``: to accept the word is to accept it in any field."""
    return re.sub(r"\s*\[[^\]]*\]$", "", phrase)


# --- slices --------------------------------------------------------------------------------------------------

FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(2999, 12, 31)
LAST_PMID = 999_999_999
CUT_YEARS = (2000, 1960, 2015, 2040)
"""Where a span of years is cut first: PubMed's records lie between 1960 and now, most after 2000."""
CUT_PMID = 50_000_000


@dataclass(frozen=True, slots=True)
class Span:
    """Limits put on a query: Entrez dates, PMIDs, both inclusive, or none."""

    dates: tuple[date, date] | None = None
    pmids: tuple[int, int] | None = None

    def term(self, term: str) -> str:
        """The query within these PMIDs."""
        return f"({term}) AND {self.pmids[0]}:{self.pmids[1]}[uid]" if self.pmids else term

    def parameters(self) -> dict[str, str]:
        """ESearch's own parameters for the dates; the query stays as it is."""
        if self.dates is None:
            return {}
        first, last = (f"{day:%m/%d}" for day in self.dates)
        return {
            "datetype": "edat",
            "mindate": f"{self.dates[0].year:04}/{first}",
            "maxdate": f"{self.dates[1].year:04}/{last}",
        }

    def halves(self) -> tuple[Span, Span]:
        """Two spans that together are this one: by years, months, days, then by PMIDs."""
        if self.dates and self.dates[0] < self.dates[1]:
            first, last = self.dates
            cut = _cut_day(first, last)
            eve = cut - timedelta(days=1)
            return replace(self, dates=(first, eve)), replace(self, dates=(cut, last))
        low, high = self.pmids or (1, LAST_PMID)
        if low == high:
            raise BadResponse(f"PubMed counts more than {WINDOW:,} records with the PMID {low}")
        middle = CUT_PMID if low < CUT_PMID < high else (low + high) // 2
        return replace(self, pmids=(low, middle)), replace(self, pmids=(middle + 1, high))

    def __str__(self) -> str:
        said = []
        if self.dates:
            limits = self.parameters()
            said.append(f"edat {limits['mindate']} to {limits['maxdate']}")
        if self.pmids:
            said.append(f"PMID {self.pmids[0]} to {self.pmids[1]}")
        return ", ".join(said) or "all"


def _cut_day(first: date, last: date) -> date:
    """The first day of the later half, at the beginning of a year or month where it can be."""
    if first.year < last.year:
        for year in CUT_YEARS:
            if first.year < year <= last.year:
                return date(year, 1, 1)
        return date((first.year + last.year + 1) // 2, 1, 1)
    if first.month < last.month:
        return date(first.year, (first.month + last.month + 1) // 2, 1)
    return first + timedelta(days=((last - first).days + 1) // 2)


Part = tuple[Slice, tuple[str, ...]]


class _LimitsIgnored(Exception):
    """Two halves hold far more than the whole: PubMed did not heed their limits."""


def _parts(ask: Ask, term: str, whole: SearchReply) -> list[Part]:
    """Slices that hold as many ids together as PubMed counts."""
    held, expected = 0, whole.count
    for span in (Span(dates=(FIRST_DAY, LAST_DAY)), Span(pmids=(1, LAST_PMID))):
        try:
            parts = list(_collected(ask, term, span, whole))
        except _LimitsIgnored:
            continue
        held = len(_pmids(parts))
        if held == sum(part.count for part, _ in parts):
            if held == expected:
                return parts
            expected = _count(ask, term)  # PubMed may have changed while we asked
            if held == expected:
                return parts
    raise BadResponse(
        f"PubMed's slices of {shortened(term)} hold {held:,} records where it counts {expected:,}: "
        "try again later"
    )


def _collected(ask: Ask, term: str, span: Span, reply: SearchReply) -> Iterator[Part]:
    """The slices within ``span``, whose own page is ``reply``."""
    if reply.count <= WINDOW:
        if reply.count:
            yield Slice(str(span), reply.count), reply.pmids
        return
    halves = [(half, _page(ask, term, half)) for half in span.halves()]
    if sum(page.count for _, page in halves) > reply.count * 1.01 + 5:
        raise _LimitsIgnored
    for half, page in halves:
        yield from _collected(ask, term, half, page)


def _pmids(parts: Iterable[Part]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pmid for _, pmids in parts for pmid in pmids))


# --- requests ------------------------------------------------------------------------------------------------


def _page(ask: Ask, term: str, span: Span) -> SearchReply:
    """The first (and only reachable) 9,999 ids within ``span``; a list that is too short is asked for again."""
    parameters = {
        "db": "pubmed",
        "term": span.term(term),
        "retmode": "xml",
        "retstart": "0",
        "retmax": str(WINDOW),
        "sort": "pub_date",
        **span.parameters(),
    }
    return ask("esearch", parameters, _whole_page)


def _whole_page(body: bytes) -> SearchReply:
    reply = read_search(body)
    wrong = next((each for each in reply.pmids if not is_pmid(each)), None)
    if wrong is not None:
        raise BadResponse(f"lists {wrong[:40]!r}, which is no PMID")
    held, due = len(set(reply.pmids)), min(reply.count, WINDOW)
    if held != due or len(reply.pmids) != held:
        raise BadResponse(f"lists {len(reply.pmids):,} ids ({held:,} different) of {due:,}")
    return reply


def _count(ask: Ask, term: str) -> int:
    parameters = {"db": "pubmed", "term": term, "retmode": "xml", "rettype": "count"}
    return ask("esearch", parameters, read_count)
