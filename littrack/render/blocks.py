"""A document in blocks, so that its Markdown and its HTML say the same. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from littrack.appraise.report import Citation, Told

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def printable(text: str) -> str:
    """The text without control characters and without marks that turn the direction of writing."""
    return _UNPRINTABLE.sub("", text)


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words; ``strong`` ones stand out."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Numbers:
    """Reference numbers, in brackets; each leads to its reference."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address, or with ``#`` to a place in the document."""

    text: str
    address: str


Inline: TypeAlias = Words | Numbers | Link
Inlines: TypeAlias = "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4, with the name by which links find it."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a ``warning`` cannot be overlooked."""

    content: Inlines
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """The article's words, in its language; ``highlight`` are the judged ones, where not all are."""

    text: str
    highlight: str | None
    language: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Inlines, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. The first column names the row; columns in ``right`` hold numbers."""

    caption: str
    heading: tuple[str, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    right: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text to be kept as it is, such as a search strategy."""

    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing; ``draw(name, standalone)`` gives its SVG. The table that follows says the same."""

    name: str
    title: str
    draw: Callable[[str, bool], str]


@dataclass(frozen=True, slots=True)
class References:
    """The numbered reference list."""

    citations: tuple[Citation, ...]


Block: TypeAlias = Heading | Paragraph | Quotation | Items | Table | Verbatim | Figure | References


def words(text: str | None, strong: bool = False) -> Inlines:
    """Words, or nothing."""
    return (Words(text, strong),) if text else ()


def sentence(said: Told) -> Inlines:
    """A sentence of the report with its reference numbers."""
    return tuple(Words(piece) if isinstance(piece, str) else Numbers(piece) for piece in said)


def joined(parts: Iterable[Inlines], between: str = " ") -> Inlines:
    """The parts that hold something, with ``between`` between them."""
    found: list[Inline] = []
    for part in parts:
        if part:
            found += [Words(between)] if found else []
            found += part
    return tuple(found)
