"""Entries that recur from record to record: each is read once and then shared."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from lxml import etree
from lxml.etree import XMLSyntaxError, _Element

from littrack.pubmed.elements.children import SAFE_PARSER, Notes
from littrack.pubmed.elements.lists import chemical, grant, heading, term
from littrack.records import Chemical, Grant, MeshHeading, Term

T = TypeVar("T")

_MAX_KEPT = 8_000
"""Headings, substances and grants remembered, of each kind."""

_HEADINGS: dict[bytes, MeshHeading] = {}
_CHEMICALS: dict[bytes, Chemical] = {}
_GRANTS: dict[bytes, Grant] = {}
_TYPES: dict[bytes, Term] = {}


def mesh(section: bytes, _: str) -> tuple[MeshHeading, ...] | None:
    """The entries of a "MeshHeadingList"."""
    return _remembered(section, "MeshHeading", _HEADINGS, heading)


def chemicals(section: bytes, _: str) -> tuple[Chemical, ...] | None:
    """The entries of a "ChemicalList"."""
    return _remembered(section, "Chemical", _CHEMICALS, chemical)


def grants(section: bytes, _: str) -> tuple[Grant, ...] | None:
    """The entries of a "GrantList"."""
    return _remembered(section, "Grant", _GRANTS, grant)


def types(section: bytes, _: str) -> tuple[Term, ...] | None:
    """The entries of a "PublicationTypeList"."""
    return _remembered(section, "PublicationType", _TYPES, term)


def _remembered(
    section: bytes, name: str, kept: dict[bytes, T], read: Callable[[_Element, Notes], T | None]
) -> tuple[T, ...] | None:
    end = f"</{name}>".encode()
    *entries, rest = section.split(end)
    if rest.strip():
        return None
    found = []
    for entry in entries:
        value = kept.get(entry)
        if value is None:
            value = read_entry(entry + end, name, read)
            if value is None:
                return None
            if len(kept) >= _MAX_KEPT:
                kept.clear()
            kept[entry] = value
        found.append(value)
    return tuple(found)


def read_entry(xml: bytes, name: str, read: Callable[[_Element, Notes], T | None]) -> T | None:
    """One entry through the XML library; ``None`` where it has anything unusual."""
    notes = Notes()
    try:
        element = etree.fromstring(xml, SAFE_PARSER)
    except XMLSyntaxError:
        return None  # the whole list is read again, and found wanting there
    value = read(element, notes) if element.tag == name else None
    return None if notes.unknown or notes.details else value
