"""Plain text for a terminal: paragraphs, lists and tables that wrap, without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from littrack.line_width import line_width

WIDTH = 96


def paragraph(text: str, indent: int = 0) -> str:
    """A wrapped paragraph."""
    space = " " * indent
    return textwrap.fill(
        " ".join(text.split()), line_width(WIDTH), initial_indent=space, subsequent_indent=space,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def item(text: str, mark: str = "-", indent: int = 2) -> str:
    """One entry of a list, wrapped under its mark."""
    first = f"{' ' * indent}{mark} "
    return textwrap.fill(
        " ".join(text.split()), line_width(WIDTH), initial_indent=first, subsequent_indent=" " * len(first),
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def section(title: str, lines: Iterable[str]) -> str:
    """A heading and what stands under it; nothing where nothing does."""
    body = [line for line in lines if line]
    return "\n".join((title.upper(), *body)) if body else ""


def table(
    rows: Sequence[Sequence[str]],
    indent: int = 2,
    numbers: frozenset[int] = frozenset(),
    gap: int = 2,
) -> str:
    """Columns as wide as they need to be; the first row is the heading; ``numbers`` are set to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(_row(row, widths, indent, numbers, " " * gap) for row in rows)


def _row(
    row: Sequence[str], widths: Sequence[int], indent: int, numbers: frozenset[int], gap: str
) -> str:
    cells = (
        cell.rjust(width) if column in numbers else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return f"{' ' * indent}{gap.join(cells)}".rstrip()


def shortened(text: str, width: int) -> str:
    """``text`` cut at a word, with an ellipsis, to at most ``width`` characters."""
    return textwrap.shorten(" ".join(text.split()), width, placeholder=" …")
