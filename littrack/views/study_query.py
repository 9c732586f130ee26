"""What a reader asks of the list of studies, and the one address that says it. No input or output."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import starmap
from urllib.parse import parse_qsl, quote_plus

from littrack.store.browsing import FACETS

BEST, NEWEST, LEVEL, SEEN = "best", "newest", "level", "seen"
ORDERS: dict[str, str] = {
    BEST: "best match",
    NEWEST: "newest first",
    LEVEL: "strongest design first",
    SEEN: "latest arrival first",
}
SIZES = (20, 50, 100)
MOST_TEXT = 1000
"""Characters of a search that are read."""
MOST_VALUES = 50
"""Values of one filter that are read."""
MOST_IDS = 2000
YEARS = range(1500, 2200)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class StudyQuery:
    """Words, filters, order and page. Whatever does not fit is read as if it were not there."""

    text: str = ""
    ids: tuple[str, ...] = ()
    values: tuple[Pair, ...] = ()
    """(filter, value), in the order of `FACETS`, values in alphabetical order."""
    first: int | None = None
    last: int | None = None
    order: str = ""
    """Empty for the usual one: best match where words are searched for, else newest first."""
    size: int = SIZES[0]
    page: int = 1

    @property
    def chosen(self) -> Mapping[str, Sequence[str]]:
        """The values chosen, by filter."""
        found: dict[str, list[str]] = {}
        for facet, value in self.values:
            found.setdefault(facet, []).append(value)
        return found

    @property
    def filtered(self) -> bool:
        """Is there any filter?"""
        return bool(self.values or self.ids or self.first or self.last)

    @property
    def sorted_by(self) -> str:
        """The order that counts."""
        usual = BEST if self.text else NEWEST
        return usual if not self.order or (self.order == BEST and not self.text) else self.order

    @property
    def offset(self) -> int:
        """Studies on the pages before."""
        return (self.page - 1) * self.size

    def toggled(self, facet: str, value: str) -> StudyQuery:
        """The same with one value chosen, or no longer chosen; the first page of it."""
        pair = (facet, value)
        kept = tuple(each for each in self.values if each != pair)
        return replace(
            self, values=kept if kept != self.values else _in_order((*kept, pair)), page=1
        )

    def of_years(self, first: int | None, last: int | None) -> StudyQuery:
        """The same for other years."""
        return replace(self, first=first, last=last, page=1)

    def about(self, text: str) -> StudyQuery:
        """The same for other words."""
        return replace(self, text=text, page=1)

    def ordered(self, order: str) -> StudyQuery:
        """The same in another order."""
        return replace(self, order=order, page=1)

    def sized(self, size: int) -> StudyQuery:
        """The same with longer or shorter pages."""
        return replace(self, size=size, page=1)

    def at_page(self, page: int) -> StudyQuery:
        """Another page of the same."""
        return replace(self, page=page)

    @property
    def without_filters(self) -> StudyQuery:
        """The words alone."""
        return StudyQuery(text=self.text, order=self.order, size=self.size)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Names and values of the address; what is usual is left out."""
        page = (("page", str(self.page)),) if self.page != 1 else ()
        years = _years_of(self.first, self.last)
        return (*self._before, *self.values, *years, *self._after, *page)

    @property
    def _before(self) -> tuple[Pair, ...]:
        text = (("q", self.text),) if self.text else ()
        return (*text, *(("id", each) for each in self.ids))

    @property
    def _after(self) -> tuple[Pair, ...]:
        order, usual = self.order, BEST if self.text else NEWEST
        size = (("size", str(self.size)),) if self.size != SIZES[0] else ()
        return ((("sort", order),) if order and order != usual else ()) + size

    @property
    def address(self) -> str:
        """The query string, "?" included; empty for all studies."""
        return _address(self.pairs)

    def address_toggled(self, facet: str, value: str) -> str:
        """The address of `toggled`. A page holds a hundred of these: the question itself is not made for each."""
        pair = (facet, value)
        kept = tuple(each for each in self.values if each != pair)
        values = kept if kept != self.values else _in_order((*kept, pair))
        return _address((*self._before, *values, *_years_of(self.first, self.last), *self._after))

    def address_of_years(self, first: int | None, last: int | None) -> str:
        """The address of `of_years`."""
        return _address((*self._before, *self.values, *_years_of(first, last), *self._after))

    @property
    def selection(self) -> StudyQuery:
        """The same without pages: what an export holds."""
        return replace(self, size=SIZES[0], page=1)


def read_query(query_string: str) -> StudyQuery:
    """What an address asks."""
    try:
        pairs = parse_qsl(query_string, max_num_fields=MOST_IDS + 500)
    except ValueError:
        pairs = []
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    first, last = _year(given, "from"), _year(given, "to")
    if first and last and first > last:
        first, last = last, first
    text = " ".join(_one(given, "q")[:MOST_TEXT].replace("\0", " ").split())
    size = _number(given, "size")
    order = _one(given, "sort")
    query = StudyQuery(
        text=text,
        ids=tuple(dict.fromkeys(given.get("id", ())))[:MOST_IDS],
        values=_in_order(
            (facet, value)
            for facet in FACETS
            for value in dict.fromkeys(given.get(facet, ()))
            if value
        ),
        first=first,
        last=last,
        order=order if order in ORDERS else "",
        size=size if size in SIZES else SIZES[0],
        page=max(1, _number(given, "page") or 1),
    )
    usual = query.order == StudyQuery(text=text).sorted_by or (query.order == BEST and not text)
    return replace(query, order="") if usual else query


def is_canonical(query_string: str, query: StudyQuery) -> bool:
    """Is this the address that pages of the same question carry?"""
    return tuple(parse_qsl(query_string, keep_blank_values=True)) == query.pairs


def _in_order(values: Iterable[Pair]) -> tuple[Pair, ...]:
    found: dict[str, list[str]] = {}
    for facet, value in values:
        found.setdefault(facet, []).append(value)
    return tuple(
        (facet, value) for facet in FACETS for value in sorted(found.get(facet, ()))[:MOST_VALUES]
    )


def _years_of(first: int | None, last: int | None) -> tuple[Pair, ...]:
    named = (("from", first), ("to", last))
    return tuple((name, str(year)) for name, year in named if year)


def _address(pairs: Sequence[Pair]) -> str:
    return f"?{'&'.join(starmap(_encoded, pairs))}" if pairs else ""


@lru_cache(maxsize=4096)
def _encoded(name: str, value: str) -> str:
    """One pair of an address: a page holds hundreds of addresses that are made of the same few pairs."""
    return f"{quote_plus(name)}={quote_plus(value)}"


def _one(given: Mapping[str, Sequence[str]], name: str) -> str:
    return given[name][0] if given.get(name) else ""


def _number(given: Mapping[str, Sequence[str]], name: str) -> int | None:
    text = _one(given, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def _year(given: Mapping[str, Sequence[str]], name: str) -> int | None:
    number = _number(given, name)
    return number if number in YEARS else None
