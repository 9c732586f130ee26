"""RIS, as EndNote, Zotero, Mendeley and JabRef read it: one "TY  - " … "ER  - " record a work, lines ending in CRLF."""

from __future__ import annotations

from collections.abc import Iterator

from littrack.cite.bibtex import key_of
from littrack.cite.citable import Citable, one_line
from littrack.cite.places import date_parts, first_and_last
from littrack.cite.styled import plain
from littrack.cite.titles import verbatim_title

TYPES = {
    "article": "JOUR",
    "preprint": "UNPB",
    "book": "BOOK",
    "book chapter": "CHAP",
    "regulatory document": "GOVDOC",
}


def ris(work: Citable) -> str:
    """One record, ending in an empty line."""
    kind = TYPES.get(work.kind, "GEN")
    if work.kind == "article" and not work.journal:
        kind = "ELEC"
    lines = [("TY", kind), *_fields(work)]
    text = "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value)
    return f"{text}ER  - \r\n\r\n"


def _fields(work: Citable) -> Iterator[tuple[str, str]]:
    yield "ID", key_of(work)
    yield from (("AU", name.inverted) for name in work.authors)
    yield from (("A3" if work.kind == "book" else "A2", name.inverted) for name in work.editors)
    yield "TI", plain(verbatim_title(work))
    yield "T2", one_line(work.journal or work.book_title)
    yield "J2", one_line(work.journal_abbreviation)
    yield "PY", str(work.year or "")
    yield "DA", _date(work)
    yield "VL", one_line(work.volume)
    yield "IS", one_line(work.issue)
    first, last = first_and_last(one_line(work.pages))
    yield "SP", first or ""
    yield "EP", last or ""
    yield "ET", one_line(work.edition)
    yield "PB", one_line(work.publisher or (work.journal if work.kind == "preprint" else None))
    yield "CY", one_line(work.publisher_place)
    yield "SN", one_line(" ".join(work.isbns) or work.issn)
    yield "DO", one_line(work.doi)
    yield "UR", one_line(work.link)
    yield "AN", work.pmid or ""
    yield "C2", work.pmcid or ""
    yield "DB", "PubMed" if work.pmid else ""
    yield "LA", one_line(", ".join(work.languages))
    yield "N1", one_line(work.caution)
    yield "N1", f"PMCID: {work.pmcid}" if work.pmcid else ""
    yield "AB", one_line(work.abstract)
    yield from (("KW", word) for word in work.subjects)


def _date(work: Citable) -> str:
    """ "YYYY/MM/DD/" with what is not known left empty."""
    parts = date_parts(work.published or work.published_online)
    if not parts:
        return ""
    month, day = (f"{part:02d}" for part in (*parts[1:], 0, 0)[:2])
    return "/".join((str(parts[0]), month.replace("00", ""), day.replace("00", ""), ""))
