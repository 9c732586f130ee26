"""A hundred people, some of them filled in: a share as one sees it."""

from __future__ import annotations

from littrack.errors import DataError
from littrack.synthesis import svg

_COLUMNS = 20
_HEAD = '<circle r="2.1" cy="-3.4" {paint}/>'
_BODY = '<path d="M-2.9 5.2v-2.4a2.9 2.9 0 0 1 5.8 0v2.4z" {paint}/>'
_FULL = 'fill="currentColor"'
_EMPTY = 'fill="none" stroke="currentColor" stroke-opacity=".6"'


def icon_array_svg(
    count: int, of: int = 100, label: str = "", name: str = "people", standalone: bool = False
) -> str:
    """``count`` of ``of`` figures filled, the others in outline, twenty to a row: reads without colour.

    DataError unless 0 <= count <= of and of lies between 1 and 1,000.
    """
    if not (0 <= count <= of and 1 <= of <= 1000):
        raise DataError(f"an icon array shows 0 to {of} people of at most 1,000, not {count}")
    width, height = _COLUMNS * 12 + 4, -(-of // _COLUMNS) * 15 + 3
    body = [_person(at, at < count) for at in range(of)]
    title = f"{count} of {of}"
    return svg.document(width, height, name, title, label or f"{title} people", body, standalone)


def _person(at: int, full: bool) -> str:
    x, y = 6 + 12 * (at % _COLUMNS), 7 + 15 * (at // _COLUMNS)
    shape = (_HEAD + _BODY).format(paint=_FULL if full else _EMPTY)
    return f'<g transform="translate({x},{y})">{shape}</g>'
