"""NBIB, the MEDLINE format in which PubMed itself exports records.

Field names: https://pubmed.ncbi.nlm.nih.gov/help/#pubmed-format
"""

from __future__ import annotations

from collections.abc import Iterator

from littrack.cite.citable import Citable, one_line
from littrack.cite.places import MONTHS, date_parts
from littrack.cite.styled import plain, runs

WIDTH = 88
"""Characters of a line; what is longer goes on below, six blanks in."""
_NOTICE_TAGS = {
    "retracted": "RIN",
    "partly retracted": "PRIN",
    "retracted and republished": "RRI",
    "expression of concern": "ECI",
    "corrected and republished": "CRI",
    "corrected": "EIN",
}

_BOOKS = {"book": ("Book",), "book chapter": ("Book Chapter",)}
"""Types by which readers of the format know a book; PubMed's own records of books have none."""


def nbib(work: Citable) -> str:
    """One record, ending in an empty line."""
    lines = [_field(tag, value) for tag, value in _fields(work) if value]
    return "\n".join(lines) + "\n\n"


def _field(tag: str, value: str) -> str:
    first = f"{tag:<4}- "
    if len(first) + len(value) <= WIDTH:
        return first + value
    return first + "\n      ".join(_lines(value, WIDTH - 6))


def _lines(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most ``width``, broken at blanks; a longer word has a line of its own."""
    at = 0
    while len(text) - at > width:
        end = text.rfind(" ", at, at + width + 1)
        if end < 0:
            end = text.find(" ", at)
        if end < 0:
            break
        yield text[at:end]
        at = end + 1
    yield text[at:]


def _fields(work: Citable) -> Iterator[tuple[str, str]]:
    yield "PMID", work.pmid or ""
    yield "GN", one_line(work.caution)
    yield "IS", f"{work.issn} (Linking)" if work.issn else ""
    yield from (("ISBN", one_line(isbn)) for isbn in work.isbns)
    yield "VI", one_line(work.volume)
    yield "IP", one_line(work.issue)
    yield "DP", one_line(work.published_text) or _printed(work.published)
    book = work.kind == "book"
    yield "BTI" if book else "TI", plain(runs(work.title))
    yield "BTI", one_line(work.book_title) if work.kind == "book chapter" else ""
    yield "PG", one_line(work.pages)
    yield "LID", f"{one_line(work.doi)} [doi]" if one_line(work.doi) else ""
    yield "AB", one_line(work.abstract)
    for name in work.authors:
        if name.literal:
            yield "CN", one_line(name.literal)
        else:
            yield "FAU", one_line(", ".join(filter(None, (name.family, _given(name.first_names, name.suffix)))))  # fmt: skip
            yield "AU", one_line(name.short)
    for name in work.editors:
        yield "FED", name.inverted.rstrip(",")
        yield "ED", one_line(name.short)
    yield from (("LA", one_line(language)) for language in work.languages)
    yield "TT", one_line(work.vernacular_title)
    yield from (
        ("PT", one_line(each)) for each in (*_BOOKS.get(work.kind, ()), *work.publication_types)
    )
    yield "DEP", (work.published_online or "").replace("-", "")
    yield "PL", one_line(work.publisher_place)
    yield "PB", one_line(work.publisher)
    yield "EN", one_line(work.edition)
    yield "TA", one_line(work.journal_abbreviation)
    yield "JT", one_line(work.journal) if work.kind != "book chapter" else ""
    notice = _NOTICE_TAGS.get(work.integrity or "")
    if notice:
        yield from ((notice, one_line(each)) for each in work.notices)
    yield "PMC", work.pmcid or ""
    yield from (("MH", one_line(each)) for each in work.headings or work.mesh)
    yield from (("OT", one_line(each)) for each in filter(None, (work.label, *work.keywords)))
    yield "AID", f"{one_line(work.doi)} [doi]" if one_line(work.doi) else ""
    yield "PST", "aheadofprint" if work.ahead_of_print else ""


def _given(given: str | None, suffix: str | None) -> str | None:
    return " ".join(filter(None, (given, suffix))) or None


def _printed(iso: str | None) -> str:
    """ "2012 May 17"."""
    parts = date_parts(iso)
    months = [MONTHS[part - 1][:3] for part in parts[1:2] if 1 <= part <= 12]
    return " ".join((*map(str, parts[:1]), *months, *map(str, parts[2:])))
