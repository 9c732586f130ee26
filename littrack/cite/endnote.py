"""EndNote XML, which EndNote, Zotero, Mendeley and pandoc import (the ``xml/records/record`` form that EndNote exports)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from littrack.cite.citable import Citable, Name, one_line
from littrack.cite.places import date_parts, full_pages
from littrack.cite.styled import marked, runs

BEGIN = '<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n'
END = "</records></xml>\n"
TYPES = {
    "article": ("17", "Journal Article"),
    "preprint": ("13", "Generic"),
    "book": ("6", "Book"),
    "book chapter": ("5", "Book Section"),
    "regulatory document": ("27", "Report"),
}
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
    number, name = TYPES.get(work.kind, OTHER)
    yield f'<ref-type name="{name}">{number}</ref-type>'
    people = "".join(
        f"<{group}>{''.join(f'<author>{_text(_name(each))}</author>' for each in names)}</{group}>"
        for group, names in (("authors", work.authors), ("secondary-authors", work.editors))
        if names
    )
    yield _wrapped("contributors", people)
    title = marked(runs(work.title), _MARKS, _text)
    yield _wrapped(
        "titles",
        _wrapped("title", f'<style face="normal">{title}</style>' if _MARKS and title else "")
        + _tag("secondary-title", work.journal or work.book_title)
        + _tag("alt-title", work.journal_abbreviation)
        + _tag("translated-title", work.vernacular_title),
    )
    periodical = _tag("full-title", work.journal) + _tag("abbr-1", work.journal_abbreviation)
    yield _wrapped("periodical", periodical)
    yield _tag("pages", full_pages(work.pages))
    yield _tag("volume", work.volume)
    yield _tag("number", work.issue)
    yield _tag("edition", work.edition)
    yield _wrapped(
        "keywords", "".join(_tag("keyword", each) for each in (*work.keywords, *work.mesh))
    )
    parts = date_parts(work.published or work.published_online)
    exact = _tag("date", "-".join(f"{each:02}" for each in parts)) if len(parts) > 1 else ""
    yield _wrapped("dates", _tag("year", str(work.year or "")) + _wrapped("pub-dates", exact))
    yield _tag("pub-location", work.publisher_place)
    yield _tag("publisher", work.publisher)
    yield _tag("isbn", " ".join(work.isbns) or work.issn)
    yield _tag("accession-num", work.pmid)
    yield _tag("electronic-resource-num", work.doi)
    yield _tag("custom2", work.pmcid)
    yield _tag("abstract", work.abstract)
    yield _tag("notes", work.warning)
    yield _wrapped("urls", _wrapped("related-urls", _tag("url", work.link)))
    yield _tag("remote-database-name", "PubMed" if work.pmid else None)
    yield _tag("language", ", ".join(work.languages))
    yield _tag("access-date", work.accessed)
    yield _tag("label", work.integrity.upper() if work.integrity else None)
    yield _tag("work-type", "; ".join(_first(work.publication_types)))


def _first(types: Iterable[str]) -> Iterator[str]:
    yield from (each for each in types if each)


def _name(name: Name) -> str:
    """A group's name ends in a comma, or EndNote would turn it round."""
    if name.literal:
        return f"{name.literal},"
    return ", ".join(part for part in (name.family, name.first_names, name.suffix) if part)


def _tag(name: str, text: str | None) -> str:
    return _wrapped(name, f'<style face="normal">{_text(text)}</style>' if one_line(text) else "")


def _wrapped(name: str, inside: str) -> str:
    return f"<{name}>{inside}</{name}>" if inside else ""


def _text(text: str | None) -> str:
    """Text that XML 1.0 may hold. Lone surrogates, which no encoding can write, are replaced."""
    sound = one_line(text).encode("utf-8", "replace").decode("utf-8")
    return escape(sound)
