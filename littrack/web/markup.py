"""Text from PubMed as a page may show it: escaped, with a short list of harmless elements, directions kept apart.

The parser has let pass nothing but these elements already; this room trusts it no more than anybody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

from markupsafe import Markup

from littrack.pubmed.markup import INLINE, MATHML, MATHML_ATTRIBUTES

MARK_START, MARK_END = "\x02", "\x03"
"""Stand around the words that a search found (`littrack.store.finding`)."""
CONTROL = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that would turn the direction of the text, or that cannot be seen at all."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_TOKEN = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s+[a-z]+=\"[^\"<>]*\")*)\s*>|([^<]+)|(<)")
_ATTRIBUTE = re.compile(r"([a-z]+)=\"([^\"<>]*)\"")


def visible(text: str | None) -> str:
    """``text`` with each control and direction override as a visible sign."""
    if not text or text.isprintable():  # none of them is
        return text or ""
    return _CONTROLS.sub(CONTROL, text)


def shown(text: str | None) -> Markup:
    """Plain text, its direction kept to itself."""
    return Markup(f"<bdi>{_escaped(text)}</bdi>") if text else Markup("")


def title(plain: str, markup: str | None = None) -> Markup:
    """A title or paragraph: with its italics, subscripts and formulas where ``markup`` is sound, else plain.

    Words between `MARK_START` and `MARK_END` in ``plain`` are highlighted.
    """
    words, marks = _unmarked(plain)
    body = _sound(markup, words, marks) if markup else None
    return Markup(f"<bdi>{_highlighted(words, marks) if body is None else body}</bdi>")


def _unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without marks, and from where to where they stood."""
    words, marks, start = "", [], 0
    for part in re.split(f"([{MARK_START}{MARK_END}])", text):
        if part == MARK_START:
            start = len(words)
        elif part == MARK_END:
            marks.append((start, len(words)))
        else:
            words += part
    return words, marks


def _highlighted(text: str, marks: list[tuple[int, int]], at: int = 0) -> str:
    """``text``, which stands at place ``at`` of the whole, with the marks that fall into it."""
    found, done = [], 0
    for start, end in marks:
        low, high = max(start - at, done), min(end - at, len(text))
        if low < high:
            found += [_escaped(text[done:low]), f"<mark>{_escaped(text[low:high])}</mark>"]
            done = high
    return "".join((*found, _escaped(text[done:])))


def _escaped(text: str) -> str:
    return escape(visible(text))


def _sound(markup: str, words: str, marks: list[tuple[int, int]]) -> str | None:
    """The markup made anew from what is allowed in it; ``None`` where anything else is."""
    pieces: list[str] = []
    stack: list[str] = []
    at = 0
    for closing, name, attributes, text, stray in _TOKEN.findall(markup):
        if stray:
            return None
        if text:
            plain = unescape(text)
            in_step = words[at : at + len(plain)] == plain
            pieces.append(_highlighted(plain, marks if in_step else [], at))
            at += len(plain)
        elif closing:
            if not stack or stack.pop() != name:
                return None
            pieces.append(f"</{name}>")
        else:
            if not _allowed(name, "math" in stack):
                return None
            stack.append(name)
            pieces.append(f"<{name}{''.join(_attributes(name, attributes))}>")
    return None if stack else "".join(pieces)


def _allowed(name: str, in_math: bool) -> bool:
    return name in MATHML if in_math or name == "math" else name in INLINE


def _attributes(name: str, text: str) -> Iterator[str]:
    if name in INLINE:
        return
    for attribute, value in _ATTRIBUTE.findall(text):
        if attribute in MATHML_ATTRIBUTES:
            yield f' {attribute}="{escape(unescape(value))}"'
