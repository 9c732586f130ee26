"""BibTeX: ASCII keys, UTF-8 values, LaTeX's special characters escaped, capitals kept by braces."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator

from littrack.cite.citable import Citable, Name, one_line
from littrack.cite.languages import babel_language
from littrack.cite.places import date_parts, full_pages
from littrack.cite.styled import marked
from littrack.cite.titles import DASH, verbatim_title

TYPES = {
    "article": "article",
    "preprint": "misc",
    "book": "book",
    "book chapter": "incollection",
    "regulatory document": "techreport",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    **{character: f"\\{character}" for character in "&%$#_"},
}
"""A backslash before a brace would not hide the brace from BibTeX's own counting of braces."""
_NEEDING = re.compile(r"[\\{}~^<>|&%$#_]|-{2,}")
_MARKS = {
    "i": (r"\textit{", "}"),
    "b": (r"\textbf{", "}"),
    "sub": (r"\textsubscript{", "}"),
    "sup": (r"\textsuperscript{", "}"),
}
_WORD = re.compile(r"\w+")
_FIRST_WORD = re.compile(r"\{(\w[^{}A-Z]*)\}")
_UNSAFE_IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def escaped(text: str | None) -> str:
    """``text`` on one line with LaTeX's special characters escaped; its braces always balance."""
    return _verbatim(one_line(text))


def key_of(work: Citable) -> str:
    """The citation key: first author, year, PMID. It is the work's own, whatever else the file holds."""
    first = work.makers[0] if work.makers else Name()
    letters = unicodedata.normalize("NFKD", first.family or first.literal or "anonymous")
    name = re.sub(r"[^a-z]", "", letters.lower())[:20] or "anonymous"
    tail = work.pmid or hashlib.sha256(work.id.encode()).hexdigest()[:8]
    return f"{name}{work.year or ''}_{tail}"


def entry_type(work: Citable) -> str:
    """BibTeX's type; an article without a journal is "misc"."""
    return "misc" if work.kind == "article" and not work.journal else TYPES.get(work.kind, "misc")


def bibtex(work: Citable) -> str:
    """One entry, ending in an empty line."""
    fields = ",\n".join(f"  {name} = {value}" for name, value in fields_of(work) if value)
    return f"@{entry_type(work)}{{{key_of(work)},\n{fields}\n}}\n\n"


def fields_of(work: Citable) -> Iterator[tuple[str, str]]:
    """Names and values of an entry, values in braces; a value may be empty."""
    parts = date_parts(work.published or work.published_online)
    yield "author", _braced(" and ".join(map(_name, work.authors)))
    yield "editor", _braced(" and ".join(map(_name, work.editors)))
    yield "title", _braced(_title(work))
    preprint = work.kind == "preprint" and bool(work.journal)
    yield "howpublished", _braced(f"{escaped(work.journal)} [Preprint]" if preprint else "")
    yield "journal", _braced("" if preprint else escaped(work.journal))
    yield "shortjournal", _braced(escaped(work.journal_abbreviation))
    yield "booktitle", _braced(escaped(work.book_title) if work.kind == "book chapter" else "")
    yield "year", _braced(str(work.year or ""))
    yield "month", _MONTHS[parts[1] - 1] if len(parts) > 1 and 1 <= parts[1] <= 12 else ""
    yield "day", _braced(str(parts[2]) if len(parts) > 2 else "")
    yield "volume", _braced(escaped(work.volume))
    yield "number", _braced(escaped(work.issue))
    yield "pages", _braced(re.sub(r"(?<=\w)-(?=\w)", "--", escaped(full_pages(work.pages))))
    yield "edition", _braced(escaped(work.edition))
    report = entry_type(work) == "techreport"
    yield "institution" if report else "publisher", _braced(escaped(work.publisher))
    yield "address", _braced(escaped(work.publisher_place))
    yield "isbn", _braced(escaped(" ".join(work.isbns)))
    yield "issn", _braced(escaped(work.issn))
    yield "doi", _braced(_address(work.doi))
    yield "url", _braced(_address(work.link))
    yield "pmid", _braced(work.pmid or "")
    yield "pmcid", _braced(work.pmcid or "")
    yield "language", _braced(escaped(", ".join(work.languages)))
    yield "langid", _braced(babel_language(work) or "")
    yield "keywords", _braced(escaped(", ".join(work.subjects)))
    yield "note", _braced(escaped(work.caution))
    yield "abstract", _braced(escaped(work.abstract))


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""


def _address(text: str | None) -> str:
    """Addresses stay as they are, but for what would end the field."""
    return one_line(text).translate(_UNSAFE_IN_ADDRESS)


def _title(work: Citable) -> str:
    """Words with capitals stand in braces, or BibTeX styles would print them in lower case; the first word's own
    capital needs none."""
    text = marked(verbatim_title(work), _MARKS, _kept)
    first = _FIRST_WORD.match(text)
    return first[1] + text[first.end() :] if first else text


def _kept(text: str) -> str:
    found, at = [], 0
    for word in _WORD.finditer(text):
        if word[0] != word[0].lower():
            found += [_verbatim(text[at : word.start()]), f"{{{_verbatim(word[0])}}}"]
            at = word.end()
    return "".join((*found, _verbatim(text[at:])))


def _verbatim(text: str) -> str:
    return _NEEDING.sub(_in_tex, text)


def _in_tex(found: re.Match[str]) -> str:
    """A special character escaped; PubMed's two hyphens for a dash are three in TeX, other hyphens stay hyphens."""
    if found[0] in _SPECIAL:
        return _SPECIAL[found[0]]
    return "---" if DASH.match(found.string, found.start()) else "{}".join(found[0])


def _name(name: Name) -> str:
    """ "Last, Jr, First"; a group in braces, and so a name of several words that nobody knows the parts of."""
    family, first = one_line(name.family), one_line(name.first_names)
    if name.literal or (not first and not name.suffix and " " in family):
        return f"{{{escaped(name.literal or family)}}}"
    if name.suffix and not first:
        return f"{_name_part(family)}, {_name_part(name.suffix)}, {{}}"
    return ", ".join(_name_part(part) for part in (family, name.suffix, first) if part)


def _name_part(part: str) -> str:
    text = escaped(part)
    return f"{{{text}}}" if "," in text or re.search(r"\band\b", text, re.IGNORECASE) else text
