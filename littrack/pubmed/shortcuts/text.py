"""The text of one list: white space and escapes taken out where that cannot go wrong."""

from __future__ import annotations

import re
from operator import itemgetter

LESS = "\1"
"""Stands for an escaped "<" until the tags are told apart; no XML text can hold it."""

TEXT = r"(?! )([^<]*)(?<! )"
"""The text of an element without outer blanks, as one group of a pattern."""

_ESCAPE = re.compile(r"&(?:(amp|lt|gt|apos|quot|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)?")
_IN_TAG = re.compile(r"<[^<>]*&")
_MAX_KEPT = 4096
_FIRST = itemgetter(0)


def loose(section: bytes) -> str | None:
    """The section with its escapes taken out (U+0001 for "<"); blanks inside texts stay."""
    text = section.decode()
    if "\n" in text or "\t" in text or "\r" in text:
        text = tight(section) or ""
    elif "\ufffe" in text or "\uffff" in text:
        return None
    return unescaped(text) if text else None


def tight(section: bytes) -> str | None:
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


def unescaped(text: str) -> str | None:
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
        if len(self) < _MAX_KEPT:
            self[name] = chr(code)
        return chr(code)


_CHARACTERS = _Characters({"amp": "&", "lt": LESS, "gt": ">", "apos": "'", "quot": '"'})


def entries(pattern: re.Pattern[str], text: str) -> list[tuple[str, ...]] | None:
    """The groups of each match of ``pattern``, if the matches make up the whole text.

    The first group must be the whole match; one that took no part is empty.
    """
    found = pattern.findall(text)
    return found if sum(map(len, map(_FIRST, found))) == len(text) else None


def simple_entries(pattern: re.Pattern[str], section: bytes) -> list[tuple[str, ...]]:
    """As `entries`, of a section without needless white space; none where it is not simple or holds an escaped "<".

    ``pattern`` must match no text with outer blanks (see `TEXT`).
    """
    text = section.decode()
    found = _simple_entries(pattern, text) if is_even(text) else None
    if found is None:
        text = tight(section) or ""
        found = _simple_entries(pattern, text) if text else None
    return found or []


def is_even(text: str) -> bool:
    """Whether ``text`` has single spaces only, and no noncharacters."""
    return not (
        "\n" in text
        or "\t" in text
        or "\r" in text
        or text.rfind("  ") >= 0  # a third faster than "in" for this
        or "\ufffe" in text
        or "\uffff" in text
    )


def _simple_entries(pattern: re.Pattern[str], escaped: str) -> list[tuple[str, ...]] | None:
    text = unescaped(escaped)
    return None if text is None or LESS in text else entries(pattern, text)


def restored(text: str) -> str:
    """``text`` with its "<" back in place."""
    return text.replace(LESS, "<")
