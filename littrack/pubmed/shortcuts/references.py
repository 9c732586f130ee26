"""Reference lists, the longest lists of all."""

from __future__ import annotations

import re
from functools import partial

from littrack.pubmed.elements.lists import reference
from littrack.pubmed.elements.quick import quick
from littrack.pubmed.markup import tidy
from littrack.pubmed.shortcuts.recurring import read_entry
from littrack.pubmed.shortcuts.text import LESS, TEXT, entries, loose, restored
from littrack.records import Identifier, Reference

_identifier, _reference = quick(Identifier), quick(Reference)

_ID = r'<ArticleId IdType="([^"<&]*)">([^< ]+)</ArticleId>'
_REFERENCE = re.compile(
    f"(<Reference><Citation>{TEXT}</Citation>(?:<ArticleIdList>(?:{_ID})?(?:{_ID})?"
    f"((?:{_ID.replace('(', '(?:')})*)</ArticleIdList>)?</Reference>)"
)
_ARTICLE_ID = re.compile(_ID)


def references(section: bytes, _: str) -> tuple[Reference, ...] | None:
    """The references of one list, or of several with a title each; not of lists in lists."""
    found: list[Reference] = []
    for part in section.split(b"</ReferenceList><ReferenceList>"):
        title, rest = _title(part) if part.startswith(b"<Title>") else (None, part)
        read = _plain_references(rest, title)
        if read is None:
            read = _each_reference(rest, title)
        if read is None:
            return None
        found += read
    return tuple(found)


def _title(part: bytes) -> tuple[str | None, bytes]:
    """The title that a list begins with, and the rest; all of it if the title is not simple."""
    raw, _, rest = part.removeprefix(b"<Title>").partition(b"</Title>")
    text = loose(raw) if raw and b"<" not in raw else None
    return (tidy(restored(text)) or None, rest) if text else (None, part)


def _plain_references(section: bytes, title: str | None) -> list[Reference] | None:
    """References without markup."""
    text = loose(section)
    if text is None:
        return None
    read = entries(_REFERENCE, text)
    if read is None:
        return None
    is_tidy = text.rfind("  ") < 0  # a third faster than "in" for this
    if LESS in text:
        read = [(*map(restored, entry[:-1]), entry[-1]) for entry in read]
    found = []
    for _, citation, kind, value, kind_2, value_2, rest in read:
        named: tuple[Identifier, ...] = ()
        if value_2:
            more = _ARTICLE_ID.findall(rest) if rest else ()
            others = [_identifier(*map(restored, pair)) for pair in more]
            named = (_identifier(kind, value), _identifier(kind_2, value_2), *others)
        elif value:
            named = (_identifier(kind, value),)
        found.append(_reference((citation if is_tidy else tidy(citation)) or None, named, title))
    return found


def _each_reference(section: bytes, title: str | None) -> list[Reference] | None:
    """References one by one, those with markup or anything unusual through the XML library."""
    end = b"</Reference>"
    *pieces, rest = section.split(end)
    if rest.strip():
        return None
    found: list[Reference] = []
    for piece in pieces:
        read = _plain_references(piece.lstrip() + end, title)
        if read is None:
            entry = read_entry(piece + end, "Reference", partial(reference, section=title))
            read = None if entry is None else [entry]
        if read is None:
            return None
        found += read
    return found
