"""The searchable side of the shelf: who has which words, headings and days.

A field is indexed when first asked for and kept up to date record by record, so that a year of nights costs little.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from datetime import date

from tests.eutils.shelf import Record, folded, normal

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
SHORTEST_STEM = 4
"""Characters PubMed wants before a wildcard (NLM Technical Bulletin 2024 May-Jun, 458:e5).

What it does with a shorter stem is not documented; the stand-in searches the stem as a word and says so.
"""


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
        """Records with all these words, in any order; a hyphenated word stays together."""
        sets = [self.phrase(name, word) for word in text.split() if _pattern_words(word)]
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
