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

from littrack.errors import BadResponse
from littrack.integrity import kinds
from littrack.sources.protocol import (
    Answer,
    IntegrityFact,
    Memory,
    Portion,
    Remember,
    Reply,
    Unchanged,
    Web,
)

FILE = "/retraction_watch.csv"
COLUMNS = (
    "Record ID", "RetractionDate", "RetractionDOI", "RetractionPubMedID", "OriginalPaperDOI",
    "OriginalPaperPubMedID", "RetractionNature", "Reason",
)  # fmt: skip
"""Those that are read; a file without one of them is not the one we know."""
WHO = "retraction-watch"
_LONGEST_FIELD = 2_000_000
_DATE = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})\b")
_NO_NUMBER = ("", "0")
_NO_DOI = ("", "unavailable", "na", "n/a")


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
        by_pmid, by_doi = _wanted(portion)
        found: dict[str, list[IntegrityFact]] = defaultdict(list)
        for entry in read_entries(pieces):
            studies = {
                by_pmid.get(entry["OriginalPaperPubMedID"].strip()),
                by_doi.get(_doi(entry["OriginalPaperDOI"])),
            }
            for study in studies - {None}:
                found[str(study)].append(parse_entry(entry))
        for subject in portion.subjects:
            yield Answer(subject.study, tuple(found.get(subject.study, ())))
        yield Remember(web.latest)


SOURCE = RetractionWatch()


def read_entries(pieces: Iterable[bytes]) -> Iterator[Mapping[str, str]]:
    """The rows of the file. ``BadResponse`` where it is empty or lacks a column; letters that are no UTF-8 are replaced."""
    csv.field_size_limit(_LONGEST_FIELD)
    rows = csv.DictReader(_lines(codecs.iterdecode(pieces, "utf-8-sig", errors="replace")))
    found = False
    try:
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise BadResponse(f"the Retraction Watch file lacks {', '.join(missing)}")
        for row in rows:
            found = True
            yield {name: row.get(name) or "" for name in COLUMNS}
    except csv.Error as error:
        raise BadResponse(
            f"the Retraction Watch file cannot be read: line {rows.line_num}, {error}"
        ) from error
    if not found:
        raise BadResponse("the Retraction Watch file holds no row")


def parse_entry(entry: Mapping[str, str]) -> IntegrityFact:
    """One row as what happened to its paper."""
    pmid, doi = entry["RetractionPubMedID"].strip(), _doi(entry["RetractionDOI"])
    reasons = "; ".join(
        each.strip().lstrip("+").strip() for each in entry["Reason"].split(";") if each.strip(" +")
    )
    return IntegrityFact(
        kind=kinds.of_retraction_watch(entry["RetractionNature"], reasons),
        date=_date(entry["RetractionDate"]),
        notice_pmid=None if pmid in _NO_NUMBER else pmid,
        notice_doi=doi or None,
        reason=reasons or None,
        asserted_by=WHO,
    )


def _wanted(portion: Portion) -> tuple[dict[str, str], dict[str, str]]:
    by_pmid = {each.pmid: each.study for each in portion.subjects if each.pmid}
    by_doi = {each.doi.lower(): each.study for each in portion.subjects if each.doi}
    return by_pmid, by_doi


def _doi(text: str) -> str:
    found = text.strip().lower()
    return "" if found in _NO_DOI else found


def _date(text: str) -> str | None:
    """ "2010-02-06" of "2/6/2010 0:00"."""
    found = _DATE.match(text)
    if not found:
        return None
    month, day, year = (int(each) for each in found.groups())
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _lines(texts: Iterable[str]) -> Iterator[str]:
    rest = ""
    for text in texts:
        *whole, rest = (rest + text).split("\n")
        yield from (f"{line}\n" for line in whole)
    if rest:
        yield rest
