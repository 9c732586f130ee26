"""BibLaTeX: BibTeX's syntax with the fields of the biblatex manual (dates in ISO 8601, eprints, sets of keywords)."""

from __future__ import annotations

from collections.abc import Iterator

from littrack.cite.bibtex import escaped, fields_of, key_of
from littrack.cite.citable import Citable

TYPES = {
    "article": "article",
    "preprint": "online",
    "book": "book",
    "book chapter": "incollection",
    "regulatory document": "report",
}
_RENAMED = {"journal": "journaltitle", "address": "location", "howpublished": "organization"}
_DROPPED = {"year", "month", "day", "language"}


def biblatex(work: Citable) -> str:
    """One entry, ending in an empty line."""
    fields = ",\n".join(f"  {name} = {value}" for name, value in _fields(work) if value)
    return f"@{_type(work)}{{{key_of(work)},\n{fields}\n}}\n\n"


def _type(work: Citable) -> str:
    return "online" if work.kind == "article" and not work.journal else TYPES.get(work.kind, "misc")


def _fields(work: Citable) -> Iterator[tuple[str, str]]:
    for name, value in fields_of(work):
        renamed = _RENAMED.get(name, name)
        if renamed not in _DROPPED:
            yield renamed, value
    yield "date", _braced(work.published or work.published_online)
    yield "urldate", _braced(work.accessed)
    yield "pubstate", "{inpress}" if work.ahead_of_print else ""
    if work.pmid:
        yield "eprint", _braced(work.pmid)
        yield "eprinttype", "{pubmed}"


def _braced(text: str | None) -> str:
    if not text:
        return ""
    return f"{{{escaped(text)}}}"
