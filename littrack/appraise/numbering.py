"""Study keys in square brackets, [doe2020, roe2021], as the numbers of a page's references, [1, 2]."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping

_BRACKETS = re.compile(r"\[([^\[\]]+)\]")


def named_keys(text: str) -> Iterator[str]:
    """What stands in brackets, one by one, in the order of the text."""
    for found in _BRACKETS.finditer(text):
        yield from _split(found[1])


def pieces(text: str, known: Container[str]) -> Iterator[str | tuple[str, ...]]:
    """The text in stretches of words and groups of keys, in order; only brackets all of whose parts are ``known``."""
    end = 0
    for found in _BRACKETS.finditer(text):
        keys = _split(found[1])
        if all(key in known for key in keys):
            yield text[end : found.start()]
            yield tuple(keys)
            end = found.end()
    yield text[end:]


def with_numbers(text: str, numbers: Mapping[str, int]) -> str:
    """The text with keys turned into numbers; brackets that hold anything else, such as an interval, stay."""

    def turned(found: re.Match[str]) -> str:
        keys = _split(found[1])
        if not all(key in numbers for key in keys):
            return found[0]
        return f"[{', '.join(str(number) for number in sorted(numbers[key] for key in keys))}]"

    return _BRACKETS.sub(turned, text)


def with_names(text: str, names: Mapping[str, str]) -> str:
    """The text with keys turned into the names of the works: "[doe2020]" -> "[Doe 2020]"; other brackets stay."""
    return "".join(
        piece if isinstance(piece, str) else f"[{', '.join(names[key] for key in piece)}]"
        for piece in pieces(text, names)
    )


def _split(inside: str) -> list[str]:
    return [part.strip() for part in inside.split(",")]
