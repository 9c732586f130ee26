"""How long the lines are that a person reads: as the room says that prints them, or shorter on a narrow terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

NARROWEST = 60
_columns: ContextVar[int | None] = ContextVar("columns", default=None)


def line_width(widest: int) -> int:
    """``widest``, or what the terminal has room for."""
    columns = _columns.get()
    return widest if columns is None else max(min(NARROWEST, widest), min(widest, columns))


@contextmanager
def within(columns: int | None) -> Iterator[None]:
    """Lines of at most so many characters; none: as long as whoever prints them likes."""
    before = _columns.set(columns)
    try:
        yield
    finally:
        _columns.reset(before)
