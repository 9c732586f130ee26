"""The child elements of one element by name, and what nobody asked for."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from lxml.etree import XMLParser, _Element

from littrack.pubmed.markup import marked, plain
from littrack.records import Detail, Identifier, MarkedText

T = TypeVar("T")

_MARKS = tuple(f"{secrets.token_hex(8)}-{number}" for number in range(32))
"""Nothing in a file can be taken for a mark of ours."""

_MARK_ATTRIBUTES = tuple(f' littrack="{mark}"'.encode() for mark in _MARKS)

SAFE_PARSER = XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    attribute_defaults=False,
    huge_tree=True,
    remove_comments=True,
    remove_pis=True,
    recover=False,
)
"""Expands no entity, loads no DTD, opens no connection. Sizes are bounded before it is called."""


class BadRecord(ValueError):
    """A record that cannot be read; the message is the reason that is kept with it."""


@dataclass(slots=True)
class Notes:
    """What is collected on the way through one record."""

    details: list[Detail] = field(default_factory=list)
    unknown: list[Detail] = field(default_factory=list)
    read: dict[str | None, tuple[object, ...]] = field(default_factory=dict)
    """What ``littrack.pubmed.shortcuts`` has read, by mark."""

    def taken(self, element: _Element, kind: type[T]) -> tuple[T, ...] | None:
        """What was read already of the list ``element``, whose entries are of ``kind``."""
        if not self.read:
            return None
        return cast("tuple[T, ...] | None", self.read.get(element.get("littrack")))

    def take(self, reading: tuple[object, ...]) -> bytes:
        """Keep a list that was read; the attribute to mark its place with."""
        number = len(self.read)
        self.read[_MARKS[number]] = reading
        return _MARK_ATTRIBUTES[number]

    def detail(self, kind: str, value: str | None) -> None:
        """Keep ``value`` (if there is one) as a lesser fact of the record."""
        if value:
            self.details.append(Detail(kind, value))

    def strange(self, element: _Element) -> None:
        """Keep the text of an element that this parser has no place for."""
        parent = element.getparent()
        where = f"{parent.tag}/" if parent is not None else ""
        self.unknown.append(Detail(f"{where}{element.tag}", plain(element)))


class Children:
    """The children of ``parent`` by element name; those not among ``known`` are noted."""

    __slots__ = ("_found", "_notes")

    def __init__(self, parent: _Element | None, known: frozenset[str], notes: Notes) -> None:
        self._notes = notes
        self._found: dict[str, list[_Element]] = {}
        if parent is None:
            return
        found = self._found
        for child in parent:
            tag = child.tag
            if tag in found:
                found[tag].append(child)
            elif tag in known:
                found[tag] = [child]
            else:
                notes.strange(child)

    def all(self, name: str) -> list[_Element]:
        """Every child called ``name``."""
        return self._found.get(name, [])

    def first(self, name: str) -> _Element | None:
        """The child called ``name``; a second one, which the DTD forbids, is noted."""
        found = self._found.get(name)
        if not found:
            return None
        if len(found) > 1:
            for extra in found[1:]:
                self._notes.strange(extra)
        return found[0]

    def text(self, name: str) -> str | None:
        """The text of the child called ``name``."""
        element = self.first(name)
        return (plain(element) or None) if element is not None else None

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of every child called ``name``, empty ones left out."""
        return tuple([text for each in self.all(name) if (text := plain(each))])

    def marked(self, name: str) -> MarkedText | None:
        """The text of the child called ``name`` with its markup."""
        element = self.first(name)
        if element is None:
            return None
        text = marked(element)
        return text if text.plain else None


def identifiers(elements: Iterable[_Element], attribute: str) -> tuple[Identifier, ...]:
    """Each element's text as an identifier whose source is ``attribute``; empty ones left out."""
    return tuple(
        Identifier(element.get(attribute) or "", text)
        for element in elements
        if (text := plain(element))
    )


def leaves(parent: _Element | None, known: frozenset[str], notes: Notes) -> dict[str, str]:
    """The texts of the children of ``parent`` by name, empty ones left out.

    A child of another name, and the second of a name, are noted.
    """
    found: dict[str, str] = {}
    if parent is None:
        return found
    for child in parent:
        tag = child.tag
        if tag not in known or tag in found:
            notes.strange(child)
        elif text := plain(child):
            found[tag] = text
    return found


def of(parent: _Element | None, name: str, notes: Notes) -> list[_Element]:
    """The children of a list element: all must be called ``name``, others are noted."""
    if parent is None:
        return []
    found = []
    for child in parent:
        if child.tag == name:
            found.append(child)
        else:
            notes.strange(child)
    return found
