"""Text with italics, bold, sub- and superscript, as plain text, HTML, Markdown or a format's own marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape

from littrack.cite.citable import one_line
from littrack.records import MarkedText

STYLES = ("i", "b", "sub", "sup")
_TOKEN = re.compile(r"<(/?)([a-z]+)[^>]*>|([^<]+)")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; ``styles`` from the outermost in, of `STYLES`."""

    text: str
    styles: tuple[str, ...] = ()


def runs(title: MarkedText) -> tuple[Run, ...]:
    """A title's words with their styles; underlining and formulas become plain words."""
    if not title.markup:
        return (Run(one_line(title.plain)),)
    return tuple(_joined(_tokens(title.markup))) or (Run(one_line(title.plain)),)


def _tokens(markup: str) -> Iterator[Run]:
    open_styles: list[str] = []
    for closing, tag, text in _TOKEN.findall(markup):
        if text:
            yield Run(unescape(text), tuple(dict.fromkeys(open_styles)))
        elif tag in STYLES and not closing:
            open_styles.append(tag)
        elif tag in open_styles and closing:
            open_styles.reverse()
            open_styles.remove(tag)
            open_styles.reverse()


def _joined(found: Iterable[Run]) -> Iterator[Run]:
    """Runs with white space tidied across their borders."""
    before = " "
    for run in found:
        text = _BLANKS.sub(" ", run.text)
        lead = " " if text.startswith(" ") and before != " " else ""
        tail = " " if text.endswith(" ") and text.strip() else ""
        if text := lead + one_line(text) + tail:
            before = text[-1]
            yield Run(text, run.styles)


def plain(parts: Iterable[Run]) -> str:
    """The words alone."""
    return "".join(run.text for run in parts).strip()


_ELEMENTS = {style: (f"<{style}>", f"</{style}>") for style in STYLES}


def html(parts: Iterable[Run]) -> str:
    """HTML, every character of the text escaped."""
    return marked(parts, _ELEMENTS, escape)


def markdown(parts: Iterable[Run]) -> str:
    """Markdown as pandoc reads it."""
    marks = {"i": ("*", "*"), "b": ("**", "**"), "sub": ("~", "~"), "sup": ("^", "^")}
    return marked(parts, marks, lambda text: re.sub(r"([\\`*_{}\[\]<>#~^$|])", r"\\\1", text))


def marked(
    parts: Iterable[Run], marks: Mapping[str, tuple[str, str]], escaped: Callable[[str], str]
) -> str:
    """The text, each run ``escaped`` and within the marks of its styles."""
    found = []
    for run in parts:
        if not run.styles:
            found.append(escaped(run.text))
            continue
        inside = [marks[style] for style in run.styles if style in marks]
        opening = "".join(mark for mark, _ in inside)
        closing = "".join(mark for _, mark in reversed(inside))
        found.append(f"{opening}{escaped(run.text)}{closing}")
    return "".join(found).strip()
