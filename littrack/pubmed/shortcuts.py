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
from functools import lru_cache
from itertools import chain
from typing import TypeVar

from lxml import etree
from lxml.etree import XMLSyntaxError, _Element

from littrack.pubmed import dates
from littrack.pubmed.elements.children import SAFE_PARSER, Notes
from littrack.pubmed.elements.lists import chemical, grant, heading, term
from littrack.pubmed.elements.people import bare_orcid
from littrack.pubmed.elements.quick import quick
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
    Term,
)

_affiliation, _author = quick(Affiliation), quick(Author)
_identifier, _reference = quick(Identifier), quick(Reference)

T = TypeVar("T")
Reading = tuple[object, ...]
_Reader = Callable[[bytes, str], "Reading | None"]

_MAX_KEPT = 8_000
"""Headings, substances and grants remembered, of each kind."""

_CONTROLS = tuple(code for code in range(32) if code not in b"\t\n\r")
_ESCAPE = re.compile(r"&(?:(amp|lt|gt|apos|quot|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)?")
_LESS = "\1"
_IN_TAG = re.compile(r"<[^<>]*&")
_ATTRIBUTES = re.compile(r'(?: [A-Za-z]+="[^"<&]*")*')

_ID = r'<ArticleId IdType="([^"<&]*)">([^< ]+)</ArticleId>'
_REFERENCE = re.compile(
    f"<Reference><Citation>([^<]*)</Citation>(?:<ArticleIdList>(?:{_ID})?(?:{_ID})?"
    f"((?:{_ID.replace('(', '(?:')})*)</ArticleIdList>)?</Reference>"
)
_ARTICLE_ID = re.compile(_ID)
_REFERENCE_LENGTH = len("<Reference><Citation></Citation></Reference>")
_IDS_LENGTH = len("<ArticleIdList></ArticleIdList>")
_ID_LENGTH = len('<ArticleId IdType=""></ArticleId>')
_AUTHOR = re.compile(
    r'<(?:Author|Investigator)(?: ValidYN="([YN])")?(?: EqualContrib="([YN])")?>'
    r"(?:<CollectiveName>([^<]*)</CollectiveName>|<LastName>([^<]*)</LastName>"
    r"(?:<ForeName>([^<]*)</ForeName>)?(?:<Initials>([^<]*)</Initials>)?"
    r"(?:<Suffix>([^<]*)</Suffix>)?)"
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
    if not piece.simple or any(map(xml.__contains__, _CONTROLS)):
        return xml
    after = xml.rfind(b"<PubmedData")
    for name, from_data, reader in _LISTS:
        start = xml.find(name, after if from_data else 0, None if from_data else after)
        end = xml.rfind(b"</" + name[1:] + b">", start) if start > 0 else -1
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
    if "\ufffe" in text or "\uffff" in text:
        return None
    if "\n" in text or "\t" in text or "\r" in text:
        text = text.replace("\n", " ").replace("\t", " ").replace("\r", " ")
    if "  " in text or "> " in text or " <" in text:
        if text.count("<") != text.count(">"):
            return None
        while "  " in text:
            text = text.replace("  ", " ")
        text = text.replace("> ", ">").replace(" <", "<").strip(" ")
    return text


def _unescaped(text: str) -> str | None:
    """The text with its escapes taken out, or ``None`` if one would look like markup or a blank.

    "<" becomes U+0001, which no text has, so that it is not taken for a tag.
    """
    if "&" not in text:
        return text
    parts = _ESCAPE.split(text)
    try:
        parts[1::2] = map(_CHARACTERS.__getitem__, parts[1::2])
    except (TypeError, ValueError):
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


_CHARACTERS = _Characters({"amp": "&", "lt": _LESS, "gt": ">", "apos": "'", "quot": '"'})


def _all(pattern: re.Pattern[str], escaped: str | None) -> list[re.Match[str]] | None:
    """The matches of ``pattern``, if they make up the whole text."""
    text = _unescaped(escaped) if escaped else None
    if text is None or _LESS in text:
        return None
    found, position = [], 0
    while each := pattern.match(text, position):
        found.append(each)
        position = each.end()
    return found if position == len(text) else None


def _references(section: bytes, attributes: str) -> Reading | None:
    """References with their identifiers; that nothing was passed over is proved by the lengths."""
    text = _loose(section)
    if text is None:
        return None
    entries = _REFERENCE.findall(text)
    length = sum(map(len, chain.from_iterable(entries))) + _REFERENCE_LENGTH * len(entries)
    if _LESS in text:
        entries = [(*map(_restored, entry[:-1]), entry[-1]) for entry in entries]
    found = []
    for citation, kind, value, kind_2, value_2, rest in entries:
        named: tuple[Identifier, ...] = ()
        if value_2:
            more = _ARTICLE_ID.findall(rest) if rest else ()
            others = [_identifier(*map(_restored, pair)) for pair in more]
            named = (_identifier(kind, value), _identifier(kind_2, value_2), *others)
            length += _IDS_LENGTH + 2 * _ID_LENGTH
        elif value:
            named = (_identifier(kind, value),)
            length += _IDS_LENGTH + _ID_LENGTH
        found.append(_reference(tidy(citation) or None, named))
    return tuple(found) if length == len(text) else None


def _restored(text: str) -> str:
    return text.replace(_LESS, "<")


def _loose(section: bytes) -> str | None:
    """The section with its escapes taken out (U+0001 for "<"); blanks inside texts stay."""
    text = section.decode()
    if "\n" in text or "\t" in text or "\r" in text:
        text = _tight(section) or ""
    elif "\ufffe" in text or "\uffff" in text:
        return None
    return _unescaped(text) if text else None


def _authors(section: bytes, attributes: str) -> Reading | None:
    return _people(section, "editor" if 'Type="editors"' in attributes else "author")


def _investigators(section: bytes, attributes: str) -> Reading | None:
    return None if "ID=" in attributes else _people(section, "investigator")


def _people(section: bytes, role: str) -> Reading | None:
    found = []
    for entry in _all(_AUTHOR, _tight(section)) or ():
        valid, equal, group, last, fore, initials, suffix, number, places = entry.groups()
        orcid = bare_orcid(number) if number else None
        if number and not orcid:
            return None
        found.append(
            _author(
                role,
                last or None,
                fore or None,
                initials or None,
                suffix or None,
                group or None,
                orcid,
                equal == "Y",
                valid != "N",
                (),
                tuple([_affiliation(each) for each in _AFFILIATION.findall(places)])
                if places
                else (),
            )
        )
    return tuple(found) or None


def _history(section: bytes, attributes: str) -> Reading | None:
    found = []
    for entry in _all(_STEP, _tight(section)) or ():
        step = _step(*entry.groups())
        if step is None:
            return None
        found.append(step)
    return tuple(found) or None


@lru_cache(maxsize=4096)
def _step(status: str, *parts: str | None) -> HistoryDate | None:
    when = dates.moment(*parts)
    return HistoryDate(status, when) if when else None


_HEADINGS: dict[str, MeshHeading] = {}
_CHEMICALS: dict[str, Chemical] = {}
_GRANTS: dict[str, Grant] = {}
_TYPES: dict[str, Term] = {}


def _mesh(section: bytes, attributes: str) -> Reading | None:
    return _remembered(section, "MeshHeading", _HEADINGS, heading)


def _chemicals(section: bytes, attributes: str) -> Reading | None:
    return _remembered(section, "Chemical", _CHEMICALS, chemical)


def _grants(section: bytes, attributes: str) -> Reading | None:
    return _remembered(section, "Grant", _GRANTS, grant)


def _types(section: bytes, attributes: str) -> Reading | None:
    return _remembered(section, "PublicationType", _TYPES, term)


def _remembered(
    section: bytes, name: str, kept: dict[str, T], read: Callable[[_Element, Notes], T | None]
) -> tuple[T, ...] | None:
    """Entries that recur from record to record, each read once and then shared."""
    end = f"</{name}>"
    *entries, rest = section.decode().split(end)
    if rest.strip(" \t\r\n"):
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
    (b"<PublicationTypeList", False, _types),
    (b"<AuthorList", False, _authors),
)
"""Each list with whether it stands in "PubmedData"."""
