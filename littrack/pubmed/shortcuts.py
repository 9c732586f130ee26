"""The long lists of a record, read straight from their text because that is several times faster.

Five kinds of list hold four fifths of a record's elements. Where such a list is written exactly as
PubMed writes it, it is read here, and an empty element with the attribute ``littrack`` stands in its
place for the XML library; the reader of that list (``littrack.pubmed.elements``) then takes what was
read here. In the least doubt a list stays as it is and is read like everything else, so both ways give
the same; tests hold this on every real record.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from lxml import etree
from lxml.etree import XMLSyntaxError, _Element

from littrack.pubmed import dates
from littrack.pubmed.elements.children import SAFE_PARSER, Notes
from littrack.pubmed.elements.lists import chemical, grant, heading
from littrack.pubmed.elements.people import bare_orcid
from littrack.pubmed.markup import tidy
from littrack.pubmed.splitting import Piece
from littrack.records import (
    Affiliation,
    Author,
    Chemical,
    Grant,
    HistoryDate,
    Identifier,
    MeshHeading,
    Reference,
)

T = TypeVar("T")
Reading = tuple[object, ...]
_Reader = Callable[[bytes, str], "Reading | None"]

_MAX_KEPT = 8_000
"""Headings, substances and grants remembered, of each kind."""

_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_ESCAPE = re.compile(r"&(amp|gt|apos|quot|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});")
_IN_TAG = re.compile(r"<[^<>]*&")
_ATTRIBUTES = re.compile(r'(?: [A-Za-z]+="[^"<&]*")*')

_REFERENCE = re.compile(
    r"<Reference>(?:<Citation>([^<]*)</Citation>)?"
    r"(?:<ArticleIdList>((?:<ArticleId IdType=\"[^\"<&]*\">[^< ]+</ArticleId>)*)</ArticleIdList>)?"
    r"</Reference>"
)
_ARTICLE_ID = re.compile(r'<ArticleId IdType="([^"]*)">([^<]+)</ArticleId>')
_AUTHOR = re.compile(
    r'<(?:Author|Investigator)(?: ValidYN="([YN])")?(?: EqualContrib="([YN])")?>'
    r"<LastName>([^<]*)</LastName>(?:<ForeName>([^<]*)</ForeName>)?"
    r"(?:<Initials>([^<]*)</Initials>)?(?:<Suffix>([^<]*)</Suffix>)?"
    r'(?:<Identifier Source="ORCID">([^<]*)</Identifier>)?'
    r"((?:<AffiliationInfo><Affiliation>[^<]*</Affiliation></AffiliationInfo>)*)"
    r"</(?:Author|Investigator)>"
)
_AFFILIATION = re.compile(r"<Affiliation>([^<]+)</Affiliation>")
_STEP = re.compile(
    r'<PubMedPubDate PubStatus="([^"<&]*)"><Year>([^<]*)</Year><Month>([^<]*)</Month>'
    r"<Day>([^<]*)</Day>(?:<Hour>([^<]*)</Hour>)?(?:<Minute>([^<]*)</Minute>)?</PubMedPubDate>"
)


def shorten(piece: Piece, notes: Notes) -> bytes:
    """The record with the lists that were read here emptied; ``notes.read`` holds what they say."""
    xml = piece.xml
    if not piece.simple:
        return xml
    after = xml.rfind(b"<PubmedData")
    for name, from_data, reader in _LISTS:
        start = xml.find(name, after if from_data else 0, None if from_data else after)
        end = xml.find(b"</" + name[1:] + b">", start) if start > 0 else -1
        if end < 0:
            continue
        close = xml.find(b">", start, end)
        attributes = xml[start + len(name) : close].decode()
        if not _ATTRIBUTES.fullmatch(attributes) or "littrack" in attributes:
            continue
        reading = reader(xml[close + 1 : end], attributes)
        if reading is not None:
            mark = notes.take(reading)
            xml = b"".join((xml[:close], mark, b"/>", xml[end + len(name) + 2 :]))
    return xml


def _tight(section: bytes) -> str | None:
    """The section without needless white space, or ``None`` if it is not simple enough."""
    text = section.decode()
    if not _legal(section, text) or text.count("<") != text.count(">"):
        return None
    if "\n" in text or "\t" in text or "\r" in text:
        text = text.replace("\n", " ").replace("\t", " ").replace("\r", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text.replace("> ", ">").replace(" <", "<").strip(" ")


def _legal(section: bytes, text: str) -> bool:
    if len(section) != len(section.translate(None, _CONTROLS)):
        return False
    return "\ufffe" not in text and "\uffff" not in text


def _unescaped(text: str) -> str | None:
    """The text with its escapes taken out, or ``None`` if one would look like markup or a blank."""
    if "&" not in text:
        return text
    parts = _ESCAPE.split(text)
    if text.count("&") != len(parts) // 2:
        return None
    try:
        parts[1::2] = map(_CHARACTERS.__getitem__, parts[1::2])
    except ValueError:
        return None
    if '"' in parts and _IN_TAG.search(text):
        return None
    return "".join(parts)


class _Characters(dict[str, str]):
    """What may stand between "&" and ";" and needs no care, with its character."""

    def __missing__(self, name: str) -> str:
        code = int(name[2:], 16) if name[1] == "x" else int(name[1:])
        if code in (0x26, 0x3C) or not 0x20 < code < 0xD800:
            raise ValueError(name)
        self[name] = chr(code)
        return self[name]


_CHARACTERS = _Characters({"amp": "&", "gt": ">", "apos": "'", "quot": '"'})


def _all(pattern: re.Pattern[str], escaped: str | None) -> list[re.Match[str]] | None:
    """The matches of ``pattern``, if they make up the whole text."""
    text = _unescaped(escaped) if escaped else None
    if text is None:
        return None
    found, position = [], 0
    while each := pattern.match(text, position):
        found.append(each)
        position = each.end()
    return found if position == len(text) else None


def _references(section: bytes, attributes: str) -> Reading | None:
    text: str | None = section.decode()
    if b"\n" in section or b"\t" in section or b"\r" in section:
        text = _tight(section)
    elif not _legal(section, section.decode()):
        return None
    found = []
    for entry in _all(_REFERENCE, text) or ():
        citation, ids = entry.groups()
        found.append(
            Reference(
                tidy(citation) or None if citation else None,
                tuple([Identifier(*pair) for pair in _ARTICLE_ID.findall(ids)]) if ids else (),
            )
        )
    return tuple(found) or None


def _authors(section: bytes, attributes: str) -> Reading | None:
    return _people(section, "editor" if 'Type="editors"' in attributes else "author")


def _investigators(section: bytes, attributes: str) -> Reading | None:
    return None if "ID=" in attributes else _people(section, "investigator")


def _people(section: bytes, role: str) -> Reading | None:
    found = []
    for entry in _all(_AUTHOR, _tight(section)) or ():
        valid, equal, last, fore, initials, suffix, number, places = entry.groups()
        orcid = bare_orcid(number) if number else None
        if number and not orcid:
            return None
        found.append(
            Author(
                role,
                last or None,
                fore or None,
                initials or None,
                suffix or None,
                None,
                orcid,
                equal == "Y",
                valid != "N",
                (),
                tuple([Affiliation(each) for each in _AFFILIATION.findall(places)])
                if places
                else (),
            )
        )
    return tuple(found) or None


def _history(section: bytes, attributes: str) -> Reading | None:
    found = []
    for entry in _all(_STEP, _tight(section)) or ():
        status, *parts = entry.groups()
        when = dates.moment(*parts)
        if not when:
            return None
        found.append(HistoryDate(status, when))
    return tuple(found) or None


_HEADINGS: dict[str, MeshHeading] = {}
_CHEMICALS: dict[str, Chemical] = {}
_GRANTS: dict[str, Grant] = {}


def _mesh(section: bytes, attributes: str) -> Reading | None:
    return _remembered(section, "MeshHeading", _HEADINGS, heading)


def _chemicals(section: bytes, attributes: str) -> Reading | None:
    return _remembered(section, "Chemical", _CHEMICALS, chemical)


def _grants(section: bytes, attributes: str) -> Reading | None:
    return _remembered(section, "Grant", _GRANTS, grant)


def _remembered(
    section: bytes, name: str, kept: dict[str, T], read: Callable[[_Element, Notes], T | None]
) -> tuple[T, ...] | None:
    """Entries that recur from record to record, each read once and then shared."""
    end = f"</{name}>"
    *entries, rest = (_tight(section) or "-").split(end)
    if rest:
        return None
    found = []
    for entry in entries:
        value = kept.get(entry)
        if value is None:
            value = _read_entry(entry + end, name, read)
            if value is None:
                return None
            if len(kept) >= _MAX_KEPT:
                kept.clear()
            kept[entry] = value
        found.append(value)
    return tuple(found)


def _read_entry(xml: str, name: str, read: Callable[[_Element, Notes], T | None]) -> T | None:
    notes = Notes()
    try:
        element = etree.fromstring(xml, SAFE_PARSER)
    except XMLSyntaxError:
        return None  # the whole list is read again, and found wanting there
    value = read(element, notes) if element.tag == name else None
    return None if notes.unknown or notes.details else value


_LISTS: tuple[tuple[bytes, bool, _Reader], ...] = (
    (b"<ReferenceList", True, _references),
    (b"<History", True, _history),
    (b"<InvestigatorList", False, _investigators),
    (b"<MeshHeadingList", False, _mesh),
    (b"<ChemicalList", False, _chemicals),
    (b"<GrantList", False, _grants),
    (b"<AuthorList", False, _authors),
)
"""Each list with whether it stands in "PubmedData"."""
