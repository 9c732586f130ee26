"""Answering a PubMed query over the records on the shelf.

MeSH headings are matched as written: the stand-in has no MeSH tree, so nothing is exploded, and an untagged word
is looked for in all fields without PubMed's automatic term mapping.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.eutils.index import DAYS, TEXTS, VALUES, Index, has_short_stem
from tests.eutils.shelf import Record, normal
from tests.eutils.terms import DATES, Joined, Query, Range, Reference, Term

STOPWORDS = frozenset(
    [
        "a",
        "about",
        "again",
        "all",
        "almost",
        "also",
        "although",
        "always",
        "among",
        "an",
        "and",
        "another",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "between",
        "both",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "done",
        "due",
        "during",
        "each",
        "either",
        "enough",
        "especially",
        "etc",
        "for",
        "found",
        "from",
        "further",
        "had",
        "has",
        "have",
        "having",
        "here",
        "how",
        "however",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "itself",
        "just",
        "kg",
        "km",
        "made",
        "mainly",
        "make",
        "may",
        "mg",
        "might",
        "ml",
        "mm",
        "most",
        "mostly",
        "must",
        "nearly",
        "neither",
        "no",
        "nor",
        "obtained",
        "of",
        "often",
        "on",
        "our",
        "overall",
        "perhaps",
        "quite",
        "rather",
        "really",
        "regarding",
        "seem",
        "seen",
        "several",
        "should",
        "show",
        "showed",
        "shown",
        "shows",
        "significantly",
        "since",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "theirs",
        "them",
        "then",
        "there",
        "therefore",
        "these",
        "they",
        "this",
        "those",
        "through",
        "thus",
        "to",
        "upon",
        "use",
        "used",
        "using",
        "various",
        "very",
        "was",
        "we",
        "were",
        "what",
        "when",
        "which",
        "while",
        "with",
        "within",
        "without",
        "would",
    ]
)
"""PubMed's stopwords (PubMed help, appendix)."""


@dataclass(slots=True)
class Found:
    """Who answers a query, and what PubMed would say about the query itself."""

    pmids: frozenset[str] = frozenset()
    phrases_not_found: list[str] = field(default_factory=list)
    fields_not_found: list[str] = field(default_factory=list)
    phrases_ignored: list[str] = field(default_factory=list)
    quoted_not_found: list[str] = field(default_factory=list)
    translations: list[tuple[str, str]] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


class Finder:
    """Evaluates queries; told which phrases PubMed shall not know."""

    def __init__(self, records: dict[str, Record], index: Index) -> None:
        self._records = records
        self._index = index
        self.unknown: frozenset[str] = frozenset()
        self.strict = False

    def find(self, query: Query | None, today: date, sets: dict[int, Iterable[str]]) -> Found:
        """Everything that answers ``query``; ``sets`` are the History sets that ``#1`` may name."""
        found = Found()
        answer = self._find(query, today, sets, found) if query is not None else None
        found.pmids = frozenset(answer or ())
        return found

    def _find(
        self, query: Query, today: date, sets: dict[int, Iterable[str]], found: Found
    ) -> set[str] | None:
        """The answer of one part; ``None`` where PubMed drops the part and answers a broader question."""
        if isinstance(query, Joined):
            answer = self._find(query.first, today, sets, found)
            for operator, part in query.rest:
                answer = _combine(answer, operator, self._find(part, today, sets, found))
            return answer
        if isinstance(query, Reference):
            return set(sets[query.key]) & self._records.keys()
        if isinstance(query, Range):
            return self._between(query)
        return self._term(query, today, found)

    def _term(self, term: Term, today: date, found: Found) -> set[str] | None:
        if term.unknown_field:
            found.fields_not_found.append(str(term.tag))
        if term.field in DATES:
            return self._dated(term.field, *_days_of(term.text, today))
        if term.field == "all" and not term.quoted and term.text.lower() in STOPWORDS:
            found.phrases_ignored.append(term.text)
            return None
        answer = self._matches(term)
        if has_short_stem(term.text):
            message = f"Wildcard ignored, fewer than four characters before it: {term.written}"
            found.messages.append(message)
        if normal(term.text) in self.unknown or (self.strict and not answer):
            return self._without(term, found)
        if term.tag is None and not term.quoted:
            found.translations.append((term.text, f'"{term.text.lower()}"[All Fields]'))
        return answer

    def _without(self, term: Term, found: Found) -> set[str] | None:
        """What becomes of a phrase PubMed does not know: one in quotation marks falls apart into words, any
        other is dropped; both are only mentioned."""
        if term.quoted and term.field in TEXTS:
            found.quoted_not_found.append(term.written)
            return self._index.words(term.field, term.text)
        found.phrases_not_found.append(term.written)
        return None

    def _matches(self, term: Term) -> set[str]:
        if term.field in VALUES:
            return self._index.value(term.field, term.text)
        answer = self._index.phrase(term.field, term.text)
        return answer or (set() if term.quoted else self._index.words(term.field, term.text))

    def _between(self, query: Range) -> set[str]:
        if query.field == "uid":
            low, high = (int("0" + re.sub(r"\D", "", bound)) for bound in (query.low, query.high))
            return {pmid for pmid in self._records if low <= int(pmid) <= high}
        return self._dated(query.field, _bounds(query.low)[0], _bounds(query.high)[1])

    def _dated(self, name: str, low: date, high: date) -> set[str]:
        days = DAYS[name]
        return {
            pmid
            for pmid, record in self._records.items()
            if any(low <= day <= high for day in days(record))
        }


def _combine(left: set[str] | None, operator: str, right: set[str] | None) -> set[str] | None:
    if right is None:
        return left
    if left is None:
        return set() if operator == "NOT" else right
    if operator == "AND":
        return left & right
    return left | right if operator == "OR" else left - right


def _days_of(text: str, today: date) -> tuple[date, date]:
    found = re.fullmatch(r"last (\d+) (day|month|year)s?", text.strip().lower())
    if found:
        days = int(found.group(1)) * {"day": 1, "month": 30, "year": 365}[found.group(2)]
        return today - timedelta(days=days), today
    return _bounds(text)


def _bounds(text: str) -> tuple[date, date]:
    """First and last day of ``YYYY``, ``YYYY/MM`` or ``YYYY/MM/DD``; (never, never) of anything else."""
    found = re.fullmatch(r"(\d{4})(?:[/-](\d{1,2}))?(?:[/-](\d{1,2}))?", text.strip())
    if not found:
        return date.max, date.min
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        if day:
            return (exact := date(year or 1, month or 1, day)), exact
        first = date(year or 1, month or 1, 1)
        if first.year == date.max.year:
            return first, date.max
        following = date(first.year + (month in (None, 12)), (month or 12) % 12 + 1, 1)
        return first, following - timedelta(days=1)
    except ValueError:
        return date.max, date.min
