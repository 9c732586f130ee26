"""The Retraction Watch data, as Crossref publishes them: one CSV of every retraction, concern and reinstatement known.

The whole file is asked for, and sent only where it has changed. Columns are described in the README beside the file.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from littrack.errors import BadResponse
from littrack.integrity import kinds
from littrack.sources.protocol import (
    Answer,
    IntegrityFact,
    Memory,
    Portion,
    Remember,
    Reply,
    Subject,
    Unchanged,
    Web,
)

FILE = "/retraction_watch.csv"
COLUMNS = (
    "Record ID", "RetractionDate", "RetractionDOI", "RetractionPubMedID", "OriginalPaperDOI",
    "OriginalPaperPubMedID", "RetractionNature", "Reason",
)  # fmt: skip
"""Those that are read; a file without one of them is not the one we know."""
TYPE = "ArticleType"
"""Read where it is there."""
WHO = "retraction-watch"
_LONGEST_FIELD = 2_000_000
_DATE = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})\b")
_ISO = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})\b")
_NUMBER = re.compile(r"\d+")
_BEFORE = re.compile(r"^(https?://(dx\.)?doi\.org/|doi:\s*)")
PREPRINTS = (
    "10.1101/", "10.21203/", "10.2139/", "10.20944/", "10.31219/", "10.31234/", "10.48550/", "10.26434/",
    "10.31222/", "10.22541/", "10.36227/",
)  # fmt: skip
"""How the DOIs of the large preprint servers begin."""


@dataclass(frozen=True, slots=True)
class RetractionWatch:
    """The data as a source."""

    name: str = "retractionwatch"
    title: str = "Retraction Watch"
    url: str = "https://gitlab.com/crossref/retraction-watch-data/-/raw/main"
    budget: int = 12
    per_second: float = 1.0
    days: int = 1
    portion: int = 0

    def ask(self, web: Web, portion: Portion) -> Iterator[Reply]:
        """An answer for every study, or that the file has not changed since every one was compared with it."""
        compared = all(each.checked for each in portion.subjects)
        pieces = web.download(FILE, portion.memory if compared else Memory())
        if pieces is None:
            yield Unchanged(portion.memory)
            return
        wanted = _Wanted(portion.subjects)
        found: dict[str, list[IntegrityFact]] = defaultdict(list)
        for entry in read_entries(pieces):
            for subject in wanted.of(entry):
                found[subject.study].append(parse_entry(entry, subject))
        for subject in portion.subjects:
            yield Answer(subject.study, tuple(found.get(subject.study, ())))
        yield Remember(web.latest)


SOURCE = RetractionWatch()


def read_entries(pieces: Iterable[bytes]) -> Iterator[Mapping[str, str]]:
    """The rows of the file. ``BadResponse`` where it is empty or lacks a column; letters that are no UTF-8 are replaced."""
    csv.field_size_limit(_LONGEST_FIELD)
    rows = csv.DictReader(_lines(codecs.iterdecode(pieces, "utf-8-sig", errors="replace")))
    row: Mapping[str, str | None] = {}
    try:
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise BadResponse(f"the Retraction Watch file lacks {', '.join(missing)}")
        for row in rows:
            yield {name: row.get(name) or "" for name in (*COLUMNS, TYPE)}
    except csv.Error as error:
        raise BadResponse(
            f"the Retraction Watch file cannot be read: line {rows.line_num}, {error}"
        ) from error
    if not row:
        raise BadResponse("the Retraction Watch file holds no row")
    if any(row.get(name) is None for name in COLUMNS):
        raise BadResponse("the Retraction Watch file ends in the middle of a row")


def parse_entry(entry: Mapping[str, str], subject: Subject | None = None) -> IntegrityFact:
    """One row as what happened to its paper. ``subject``: the stored study that it leads to.

    A row about a preprint that only a shared PMID leads to the article says nothing against the article.
    """
    pmid = next(iter(_pmids(entry["RetractionPubMedID"])), None)
    doi = _doi(entry["RetractionDOI"])
    reasons = "; ".join(
        each.strip().lstrip("+").strip() for each in entry["Reason"].split(";") if each.strip(" +")
    )
    kind = kinds.of_retraction_watch(entry["RetractionNature"], reasons)
    if subject and _is_its_preprint(entry, subject):
        reasons = "; ".join(
            filter(None, (f"{entry['RetractionNature'].strip()} of the preprint", reasons))
        )
        kind = kinds.OF_PREPRINT
    return IntegrityFact(
        kind=kind,
        date=_date(entry["RetractionDate"]),
        notice_pmid=None if pmid in _pmids(entry["OriginalPaperPubMedID"]) else pmid,
        notice_doi=doi if doi != _doi(entry["OriginalPaperDOI"]) else None,
        reason=reasons or None,
        asserted_by=WHO,
    )


class _Wanted:
    """The stored studies by their names in the file."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._by_pmid: dict[str, Subject] = {}
        self._by_doi: dict[str, list[Subject]] = defaultdict(list)
        for each in subjects:
            if each.pmid:
                self._by_pmid[each.pmid] = each
            if each.doi:
                self._by_doi[each.doi.lower()].append(each)

    def of(self, entry: Mapping[str, str]) -> list[Subject]:
        """Those that a row is about: by its DOI, which names one version only; where none has it, by its PMID."""
        numbers = _pmids(entry["OriginalPaperPubMedID"])
        same = self._by_doi.get(_doi(entry["OriginalPaperDOI"]) or "", [])
        if len(same) > 1:  # a notice may be stored under the DOI of its article
            same = [each for each in same if each.pmid in numbers] or same
        return same or [self._by_pmid[each] for each in numbers if each in self._by_pmid]


def _is_its_preprint(entry: Mapping[str, str], subject: Subject) -> bool:
    doi = _doi(entry["OriginalPaperDOI"])
    if not doi or not subject.doi or doi == subject.doi.lower():
        return False
    return "preprint" in entry[TYPE].lower() or doi.startswith(PREPRINTS)


def _pmids(text: str) -> list[str]:
    return [number for each in _NUMBER.findall(text) if (number := each.lstrip("0"))]


def _doi(text: str) -> str | None:
    found = _BEFORE.sub("", text.strip().lower())
    return found if found.startswith("10.") else None


def _date(text: str) -> str | None:
    """ "2010-02-06" of "2/6/2010 0:00"."""
    if found := _DATE.match(text):
        month, day, year = (int(each) for each in found.groups())
    elif found := _ISO.match(text):
        year, month, day = (int(each) for each in found.groups())
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _lines(texts: Iterable[str]) -> Iterator[str]:
    rest = ""
    for text in texts:
        *whole, rest = (rest + text).split("\n")
        yield from (f"{line}\n" for line in whole)
    if rest:
        yield rest
