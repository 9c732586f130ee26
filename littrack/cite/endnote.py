"""EndNote XML, which EndNote, Zotero, Mendeley and pandoc import (the ``xml/records/record`` form that EndNote exports).

The elements of a record stand in the order of EndNote's own document type definition (RSXML).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from xml.sax.saxutils import escape

from littrack.cite.bibtex import key_of
from littrack.cite.citable import Citable, Name, one_line
from littrack.cite.places import date_parts, full_pages
from littrack.cite.styled import marked
from littrack.cite.titles import verbatim_title

BEGIN = '<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n'
END = "</records></xml>\n"
TYPES = {
    "article": ("17", "Journal Article"),
    "preprint": ("13", "Generic"),
    "book": ("6", "Book"),
    "book chapter": ("5", "Book Section"),
    "regulatory document": ("27", "Report"),
}
WEB_PAGE = ("12", "Web Page")
OTHER = ("13", "Generic")
_FACES = {"i": "italic", "b": "bold", "sub": "subscript", "sup": "superscript"}
_MARKS = {
    name: (f'</style><style face="{face}">', '</style><style face="normal">')
    for name, face in _FACES.items()
}


def endnote(work: Citable) -> str:
    """One record, on one line."""
    return f"<record>{''.join(_parts(work))}</record>\n"


def _parts(work: Citable) -> Iterator[str]:
    yield from _head(work)
    yield from _place(work)
    yield _wrapped("keywords", "".join(_tag("keyword", each) for each in work.subjects))
    yield _wrapped("dates", _dates(work))
    yield _tag("pub-location", work.publisher_place)
    yield _tag("publisher", work.publisher)
    yield _tag("isbn", " ".join(work.isbns) or work.issn)
    yield _tag("accession-num", work.pmid)
    yield _tag("electronic-resource-num", work.doi)
    yield _tag("abstract", work.abstract)
    yield _tag("label", key_of(work))
    yield _tag("notes", work.caution)
    yield _tag("work-type", "; ".join(work.publication_types))
    yield _tag("remote-database-name", "PubMed" if work.pmid else None)
    yield _tag("language", ", ".join(work.languages))
    yield _wrapped("urls", _wrapped("related-urls", _tag("url", work.link)))
    yield _tag("access-date", work.accessed)
    yield _tag("custom2", work.pmcid)


def _head(work: Citable) -> Iterator[str]:
    lone = work.kind == "article" and not work.journal
    number, name = WEB_PAGE if lone else TYPES.get(work.kind, OTHER)
    record = work.pmid or zlib.crc32(work.id.encode("utf-8", "replace"))
    yield '<source-app name="littrack">littrack</source-app>'
    yield f"<rec-number>{record}</rec-number>"
    yield f'<foreign-keys><key app="EN">{record}</key></foreign-keys>'
    yield f'<ref-type name="{name}">{number}</ref-type>'
    editors = "tertiary-authors" if work.kind == "book" else "secondary-authors"
    yield _wrapped(
        "contributors", _people("authors", work.authors) + _people(editors, work.editors)
    )


def _people(group: str, names: tuple[Name, ...]) -> str:
    return _wrapped(group, "".join(_tag("author", each.inverted) for each in names))


def _place(work: Citable) -> Iterator[str]:
    title = marked(verbatim_title(work), _MARKS, _text)
    yield _wrapped(
        "titles",
        _wrapped("title", f'<style face="normal">{title}</style>' if title else "")
        + _tag("secondary-title", work.journal or work.book_title)
        + _tag("alt-title", work.journal_abbreviation)
        + _tag("translated-title", work.vernacular_title),
    )
    periodical = _tag("full-title", work.journal) + _tag("abbr-1", work.journal_abbreviation)
    yield _wrapped("periodical", periodical)
    yield _tag("pages", full_pages(work.pages))
    yield _tag("volume", work.volume)
    yield _tag("number", work.issue)
    yield _tag("issue", work.issue)
    yield _tag("edition", work.edition)


def _dates(work: Citable) -> str:
    parts = date_parts(work.published or work.published_online)
    exact = _tag("date", "-".join(f"{each:02}" for each in parts)) if len(parts) > 1 else ""
    return _tag("year", str(work.year or "")) + _wrapped("pub-dates", exact)


def _tag(name: str, text: str | None) -> str:
    return _wrapped(name, f'<style face="normal">{_text(text)}</style>' if one_line(text) else "")


def _wrapped(name: str, inside: str) -> str:
    return f"<{name}>{inside}</{name}>" if inside else ""


def _text(text: str | None) -> str:
    """Text that XML 1.0 may hold. Lone surrogates, which no encoding can write, are replaced."""
    return escape(one_line(text).encode("utf-8", "replace").decode("utf-8"))
