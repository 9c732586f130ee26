"""Answering a PubMed query over the records on the shelf.

Words of a text field are indexed when first asked for and kept up to date record by record, so that a year of
nights costs little. MeSH headings are matched as written: the stand-in has no MeSH tree, so nothing is exploded,
and an untagged word is looked for in all fields without PubMed's automatic term mapping.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.eutils.shelf import Record, folded, normal
from tests.eutils.terms import DATES, Joined, Query, Range, Reference, Term

TEXTS: dict[str, Callable[[Record], Iterable[str]]] = {
    "ti": lambda record: record.title,
    "ab": lambda record: record.abstract,
    "ot": lambda record: record.keywords,
    "ad": lambda record: record.affiliations,
    "tiab": lambda record: (*record.title, *record.abstract, *record.keywords),
    "tw": lambda record: (
        *record.title,
        *record.abstract,
        *record.keywords,
        *record.headings,
        *record.publication_types,
        *record.accessions,
    ),
    "all": lambda record: (
        *record.title,
        *record.abstract,
        *record.keywords,
        *record.affiliations,
        *record.other,
        *record.headings,
        *record.publication_types,
        *(f"{last} {initials}" for last, initials in record.authors),
        *record.journals,
        *record.identifiers,
        *record.accessions,
        record.pmid,
    ),
}
VALUES: dict[str, Callable[[Record], Iterable[str]]] = {
    "mh": lambda record: record.headings,
    "majr": lambda record: record.major_headings,
    "sh": lambda record: record.subheadings,
    "pt": lambda record: record.publication_types,
    "sb": lambda record: _subsets(record),
    "au": lambda record: (name for author in record.authors for name in _names(*author)),
    "1au": lambda record: (name for author in record.authors[:1] for name in _names(*author)),
    "la": lambda record: (
        name for code in record.languages for name in (code, LANGUAGES.get(code, code))
    ),
    "ta": lambda record: record.journals,
    "vi": lambda record: (record.volume,),
    "ip": lambda record: (record.issue,),
    "pg": lambda record: (record.pages, record.pages.split("-")[0]),
    "aid": lambda record: record.identifiers,
    "si": lambda record: (
        *record.accessions,
        *(f"clinicaltrials.gov/{number}" for number in record.accessions),
    ),
    "uid": lambda record: (record.pmid,),
}
DAYS: dict[str, Callable[[Record], tuple[date, ...]]] = {
    "pdat": lambda record: record.published,
    "edat": lambda record: (record.entered,),
    "crdt": lambda record: (record.created,),
    "mdat": lambda record: (record.modified,),
    "mhda": lambda record: (record.indexed or record.entered,),
}
LANGUAGES = {
    "eng": "english",
    "ger": "german",
    "fre": "french",
    "spa": "spanish",
    "ita": "italian",
    "por": "portuguese",
    "rus": "russian",
    "chi": "chinese",
    "jpn": "japanese",
    "dut": "dutch",
    "pol": "polish",
}
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


SHORTEST_STEM = 4
"""Characters PubMed wants before a wildcard (NLM Technical Bulletin 2024 May-Jun, 458:e5).

What it does with a shorter stem is not documented; the stand-in searches the stem as a word and says so.
"""


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


def _subsets(record: Record) -> Iterable[str]:
    """Filters, by rule of thumb: PubMed's own are long strategies."""
    title = " ".join(record.title).lower()
    types = {kind.lower() for kind in record.publication_types}
    if "systematic review" in types or ("systematic" in title and "review" in title):
        yield "systematic"
    if record.abstract:
        yield "hasabstract"
    if b'Status="MEDLINE"' in record.xml[:400]:
        yield "medline"
    yield "all"


def _names(last: str, initials: str) -> Iterable[str]:
    yield last
    yield from (f"{last} {initials[: end + 1]}" for end in range(len(initials)))


class Index:
    """The searchable side of the shelf."""

    def __init__(self, records: dict[str, Record]) -> None:
        self._records = records
        self._texts: dict[str, dict[str, str]] = {}
        self._postings: dict[str, dict[str, set[str]]] = {}
        self._values: dict[str, dict[str, set[str]]] = {}
        self._sorted: dict[str, list[str]] = {}

    def forget(self, record: Record) -> None:
        """Take a record out of every list it stands in."""
        for name in self._postings:
            for word in set(self._texts[name].pop(record.pmid, "").split()):
                self._postings[name].get(word, set()).discard(record.pmid)
        for name, values in self._values.items():
            for value in VALUES[name](record):
                values.get(normal(value), set()).discard(record.pmid)

    def learn(self, record: Record) -> None:
        """Enter a record in every list that was already asked for."""
        for name in self._postings:
            self._learn_text(name, record)
        for name in self._values:
            self._learn_values(name, record)

    def _learn_text(self, name: str, record: Record) -> None:
        words = [normal(text) for text in TEXTS[name](record)]
        text = f" {' | '.join(words)} "
        self._texts[name][record.pmid] = text
        postings = self._postings[name]
        for word in set(text.split()):
            if word not in postings:
                postings[word] = set()
                self._sorted.pop(name, None)
            postings[word].add(record.pmid)

    def _learn_values(self, name: str, record: Record) -> None:
        values = self._values[name]
        for value in VALUES[name](record):
            key = normal(value)
            if key not in values:
                values[key] = set()
                self._sorted.pop(name, None)
            values[key].add(record.pmid)

    def _lists(self, name: str) -> dict[str, set[str]]:
        kept = self._postings if name in TEXTS else self._values
        if name not in kept:
            kept[name] = {}
            self._texts[name] = {}
            learn = self._learn_text if name in TEXTS else self._learn_values
            for record in self._records.values():
                learn(name, record)
        return kept[name]

    def _like(self, name: str, pattern: str) -> set[str]:
        """Records with a word (or value) of this pattern: ``depress*``, ``organi*ation``."""
        lists = self._lists(name)
        if name not in self._sorted:
            self._sorted[name] = sorted(lists)
        words, start = self._sorted[name], pattern.split("*")[0]
        fits = re.compile(_expression(pattern, ".*"))
        found: set[str] = set()
        for at in range(bisect_left(words, start), len(words)):
            if not words[at].startswith(start):
                break
            if fits.fullmatch(words[at]):
                found |= lists[words[at]]
        return found

    def value(self, name: str, text: str) -> set[str]:
        """Records with a heading, type, name or number as written (or of this pattern: ``trunc*``)."""
        key = " ".join(_pattern_words(text))
        return self._like(name, key) if "*" in key else self._lists(name).get(key, set())

    def phrase(self, name: str, text: str) -> set[str]:
        """Records with these words one after the other; a word may hold a ``*``."""
        words = _pattern_words(text)
        if not words:
            return set()
        lists = self._lists(name)
        sets = (self._like(name, word) if "*" in word else lists.get(word, set()) for word in words)
        found = set.intersection(*map(set, sets))
        if len(words) == 1:
            return found
        inside = re.compile(f" {' '.join(_expression(word, '[^ ]*') for word in words)} ")
        return {pmid for pmid in found if inside.search(self._texts[name][pmid])}

    def words(self, name: str, text: str) -> set[str]:
        """Records with all these words, in any order."""
        sets = [self.phrase(name, word) for word in _pattern_words(text)]
        return set.intersection(*sets) if sets else set()


def _expression(pattern: str, anything: str) -> str:
    return anything.join(re.escape(part) for part in pattern.split("*"))


def _pattern_words(text: str) -> list[str]:
    """The words of a search phrase, wildcards kept where four characters stand before the first of them."""
    words = re.findall(r"[^\W_]+(?:\*+[^\W_]*)*", folded(text))
    return [
        word.replace("*", "") if 0 <= word.find("*") < SHORTEST_STEM else word for word in words
    ]


def has_short_stem(text: str) -> bool:
    """Whether PubMed would not honour a wildcard of this phrase: fewer than four characters stand before it."""
    words = re.findall(r"[^\W_]+\*", folded(text))
    return any(word.index("*") < SHORTEST_STEM for word in words)


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
            left = self._find(query.left, today, sets, found)
            right = self._find(query.right, today, sets, found)
            return _combine(left, query.operator, right)
        if isinstance(query, Reference):
            return set(sets[query.key]) & self._records.keys()
        if isinstance(query, Range):
            return self._between(query)
        return self._term(query, today, found)

    def _term(self, term: Term, today: date, found: Found) -> set[str] | None:
        if term.tag is not None:
            found.fields_not_found.append(term.tag)
        if term.field in DATES:
            low, high = _days_of(term.text, today)
            return self._dated(term.field, low, high)
        if term.field == "all" and not term.quoted and term.text.lower() in STOPWORDS:
            found.phrases_ignored.append(term.text)
            return None
        answer = self._matches(term)
        if has_short_stem(term.text):
            found.messages.append(
                f"Wildcard ignored, fewer than four characters before it: {term.text}"
            )
        if normal(term.text) in self.unknown or (self.strict and not answer):
            place = found.quoted_not_found if term.quoted else found.phrases_not_found
            place.append(f'"{term.text}"' if term.quoted else term.text)
            return None
        if term.field == "all" and term.tag is None and not term.quoted:
            found.translations.append((term.text, f'"{term.text.lower()}"[All Fields]'))
        return answer

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
