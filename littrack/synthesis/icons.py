"""A hundred people, some of them filled in: a share as one sees it."""

from __future__ import annotations

from littrack.errors import DataError
from littrack.synthesis import svg

_COLUMNS = 20
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
    filled = "".join(_person(at) for at in range(count))
    empty = "".join(_person(at) for at in range(count, of))
    body = [f'<path {_FULL} d="{filled}"/>'] if filled else []
    body += [f'<path {_EMPTY} d="{empty}"/>'] if empty else []
    title = f"{count} of {of}"
    return svg.document(width, height, name, title, label or f"{title} people", body, standalone)


def _person(at: int) -> str:
    """A head and shoulders, as a piece of one path for all."""
    x, y = 6 + 12 * (at % _COLUMNS), 7 + 15 * (at // _COLUMNS)
    head = f"M{x - 2} {y - 3}a2 2 0 0 1 4 0 2 2 0 0 1-4 0z"
    return f"{head}M{x - 3} {y + 5}v-2a3 3 0 0 1 6 0v2z"
