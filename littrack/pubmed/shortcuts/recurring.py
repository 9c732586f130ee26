"""Entries that recur from record to record: each is read once and then shared."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from lxml import etree
from lxml.etree import XMLSyntaxError, _Element

from littrack.pubmed.elements import lists
from littrack.pubmed.elements.children import SAFE_PARSER, Notes
from littrack.pubmed.elements.quick import quick
from littrack.records import Chemical, Grant, MeshHeading, MeshQualifier, PartialDate, Term

T = TypeVar("T")

_MAX_KEPT = 20_000
"""Entries remembered, of each kind."""

_HEADINGS: dict[bytes, MeshHeading] = {}
_DESCRIPTORS: dict[bytes, MeshHeading] = {}
_QUALIFIERS: dict[bytes, MeshQualifier] = {}
_CHEMICALS: dict[bytes, Chemical] = {}
_GRANTS: dict[bytes, Grant] = {}
_TYPES: dict[bytes, Term] = {}
_DAYS: dict[bytes, PartialDate] = {}
_JOURNALS: dict[bytes, dict[str, str]] = {}

_mesh_heading = quick(MeshHeading)


def mesh(section: bytes, _: str) -> tuple[MeshHeading, ...] | None:
    """The entries of a "MeshHeadingList"."""
    return _remembered(section, b"</MeshHeading>", _HEADINGS, _heading)


def chemicals(section: bytes, _: str) -> tuple[Chemical, ...] | None:
    """The entries of a "ChemicalList"."""
    return _remembered(section, b"</Chemical>", _CHEMICALS, _chemical)


def grants(section: bytes, _: str) -> tuple[Grant, ...] | None:
    """The entries of a "GrantList"."""
    return _remembered(section, b"</Grant>", _GRANTS, _grant)


def types(section: bytes, _: str) -> tuple[Term, ...] | None:
    """The entries of a "PublicationTypeList"."""
    return _remembered(section, b"</PublicationType>", _TYPES, _type)


def day(section: bytes, _: str) -> tuple[PartialDate] | None:
    """The date of a "DateCompleted", "DateRevised" or "ArticleDate"."""
    found = _DAYS.get(section) or _read_and_keep(section, b"", _DAYS, _day)
    return (found,) if found else None


def journal_info(section: bytes, _: str) -> tuple[dict[str, str]] | None:
    """The texts of a "MedlineJournalInfo" by element."""
    found = _JOURNALS.get(section) or _read_and_keep(section, b"", _JOURNALS, _journal)
    return (found,) if found else None


def _remembered(
    section: bytes, end: bytes, kept: dict[bytes, T], read: Callable[[bytes], T | None]
) -> tuple[T, ...] | None:
    """Each entry, read once in all; ``None`` where one of them has anything unusual."""
    *entries, rest = section.split(end)
    if rest.strip():
        return None
    found = []
    for entry in entries:
        value = kept.get(entry)
        if value is None:
            value = _read_and_keep(entry, end, kept, read)
            if value is None:
                return None
        found.append(value)
    return tuple(found)


def _read_and_keep(
    entry: bytes, end: bytes, kept: dict[bytes, T], read: Callable[[bytes], T | None]
) -> T | None:
    value = read(entry + end)
    if value is not None:
        if len(kept) >= _MAX_KEPT:
            kept.clear()
        kept[entry] = value
    return value


def _heading(xml: bytes) -> MeshHeading | None:
    """A heading put together of its descriptor and qualifiers, which are far fewer than their combinations."""
    before, *more = xml.split(b"<QualifierName")
    if not more:
        return read_entry(xml, "MeshHeading", lists.heading)
    heading = _DESCRIPTORS.get(before) or _read_and_keep(
        before, b"</MeshHeading>", _DESCRIPTORS, _heading
    )
    more[-1] = more[-1].removesuffix(b"</MeshHeading>")
    qualifiers = [
        _QUALIFIERS.get(each) or _read_and_keep(each, b"", _QUALIFIERS, _qualifier) for each in more
    ]
    if heading is None or None in qualifiers:
        return None
    return _mesh_heading(
        heading.descriptor,
        heading.ui,
        heading.major,
        heading.kind,
        tuple(qualifiers),
        heading.automatic,
    )


def _qualifier(xml: bytes) -> MeshQualifier | None:
    return read_entry(b"<QualifierName" + xml, "QualifierName", lists.qualifier)


def _chemical(xml: bytes) -> Chemical | None:
    return read_entry(xml, "Chemical", lists.chemical)


def _grant(xml: bytes) -> Grant | None:
    return read_entry(xml, "Grant", lists.grant)


def _type(xml: bytes) -> Term | None:
    return read_entry(xml, "PublicationType", lists.term)


def _day(xml: bytes) -> PartialDate | None:
    return read_entry(b"<Date>" + xml + b"</Date>", "Date", lists.date_of)


def _journal(xml: bytes) -> dict[str, str] | None:
    whole = b"<MedlineJournalInfo>" + xml + b"</MedlineJournalInfo>"
    return read_entry(whole, "MedlineJournalInfo", lists.journal_info)


def read_entry(xml: bytes, name: str, read: Callable[[_Element, Notes], T | None]) -> T | None:
    """One entry through the XML library; ``None`` where it has anything unusual."""
    notes = Notes()
    try:
        element = etree.fromstring(xml, SAFE_PARSER)
    except XMLSyntaxError:
        return None  # the whole list is read again, and found wanting there
    value = read(element, notes) if element.tag == name else None
    return None if notes.unknown or notes.details else value
