"""The PRISMA 2020 flow diagram as SVG, and the same numbers as rows of a table. Pure."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from itertools import pairwise

from littrack.appraise.prisma import (
    IDENTIFICATION,
    INCLUDED,
    MAIN,
    OTHER,
    SCREENING,
    SIDE,
    Box,
    Flow,
    boxes,
)
from littrack.synthesis import svg

_LEFT = {MAIN: 34.0, SIDE: 310.0, OTHER: 586.0}
_WIDTH = 250.0
_STAGE = 24.0
_TOTAL = _LEFT[OTHER] + _WIDTH
_CHARS = 35
_LINE, _PAD, _GAP = 16.0, 9.0, 30.0
_FRAME = 'fill="none" stroke="currentColor" stroke-width="1"'


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A line of the diagram as a row of a table; counts are ``None`` where nothing is recorded.

    ``first``: the line names its box.
    """

    stage: str
    text: str
    first: bool
    previous: int | None
    new: int | None
    total: int | None


def flow_rows(flow: Flow) -> tuple[FlowRow, ...]:
    """Every line of every box, in the order of the diagram: databases first, then other methods."""
    drawn = sorted(boxes(flow), key=lambda box: (box.row, box.column == OTHER))
    return tuple(
        FlowRow(
            box.stage if box.column != OTHER else f"{box.stage}, other methods",
            line.text, at == 0,
            line.count.previous if line.count else None,
            line.count.new if line.count else None,
            line.count.total if line.count else None,
        )
        for box in drawn
        for at, line in enumerate(box.lines)
    )  # fmt: skip


def prisma_svg(flow: Flow, name: str = "prisma", standalone: bool = False) -> str:
    """The diagram, readable in black and white; ``name`` begins the ids inside.

    Nothing in it is script or inline style; ``standalone`` adds a ``<style>`` element for a file of its own.
    """
    drawn = boxes(flow)
    tops, bottom = _rows(drawn)
    body = [svg.text(_LEFT[MAIN], 16, "Identification of studies via databases", "tb")]
    body.append(svg.text(_LEFT[OTHER], 16, "Identification via other methods", "tb"))
    for stage in (IDENTIFICATION, SCREENING, INCLUDED):
        body += _stage(stage, [box for box in drawn if box.stage == stage], tops)
    for box in drawn:
        body += _box(box, tops[box.row])
    body += _arrows(drawn, tops)
    title = f"PRISMA 2020 flow diagram: {flow.title}"
    return svg.document(_TOTAL + 2, bottom + 4, name, title, _description(flow), body, standalone)


def _pieces(box: Box) -> list[tuple[float, str]]:
    """The box's lines as drawn, each with how far it is set in: below the box's name, and where it goes on."""
    out = []
    for at, line in enumerate(box.lines):
        inset = 8.0 if at else 0.0
        wrapped = textwrap.wrap(line.told, _CHARS - (3 if at else 0))
        out += [(inset + (8 if more else 0), piece) for more, piece in enumerate(wrapped)]
    return out


def _height(box: Box) -> float:
    return len(_pieces(box)) * _LINE + 2 * _PAD


def _rows(drawn: tuple[Box, ...]) -> tuple[dict[int, float], float]:
    """Where each row begins, and where the last ends."""
    tops: dict[int, float] = {}
    y = 30.0
    for row in sorted({box.row for box in drawn}):
        tops[row] = y
        y += max(_height(box) for box in drawn if box.row == row) + _GAP
    return tops, y - _GAP


def _stage(stage: str, drawn: list[Box], tops: dict[int, float]) -> list[str]:
    """The stage's name, upright along its boxes."""
    top = min(tops[box.row] for box in drawn)
    end = max(tops[box.row] + _height(box) for box in drawn)
    x, y = _STAGE / 2 + 4, (top + end) / 2
    return [
        f'<rect class="flow" {_FRAME} x="0.5" y="{top:g}" width="{_STAGE:g}" height="{end - top:g}"/>',
        f'<text class="ts" fill="currentColor" font-size="12" x="{x:g}" y="{y:g}" text-anchor="middle" '
        f'transform="rotate(-90 {x:g} {y:g})">{svg.escaped(stage)}</text>',
    ]


def _box(box: Box, top: float) -> list[str]:
    x = _LEFT[box.column]
    out = [
        f'<rect class="flow" {_FRAME} x="{x:g}" y="{top:g}" width="{_WIDTH:g}" height="{_height(box):g}"/>'
    ]
    for at, (inset, words) in enumerate(_pieces(box)):
        out.append(svg.text(x + 8 + inset, top + _PAD + _LINE * at + 12, words, "ts"))
    return out


def _arrows(drawn: tuple[Box, ...], tops: dict[int, float]) -> list[str]:
    out: list[str] = []
    for column in (MAIN, OTHER):
        line = [box for box in drawn if box.column == column]
        for above, below in pairwise(line):
            x = _LEFT[column] + _WIDTH / 2
            out += _down(x, tops[above.row] + _height(above), tops[below.row])
    for box in drawn:
        if box.column == SIDE:
            out += _right(_LEFT[MAIN] + _WIDTH, _LEFT[SIDE], tops[box.row] + 18)
    last = next(box for box in drawn if box.stage == INCLUDED)
    other = [box for box in drawn if box.column == OTHER][-1]
    x, y = _LEFT[OTHER] + _WIDTH / 2, tops[last.row] + 18
    out.append(svg.line("ax", x, tops[other.row] + _height(other), x, y))
    return [*out, *_left(x, _LEFT[MAIN] + _WIDTH, y)]


def _down(x: float, top: float, end: float) -> list[str]:
    return [svg.line("ax", x, top, x, end), _head(x, end, (-4, -7), (4, -7))]


def _right(start: float, end: float, y: float) -> list[str]:
    return [svg.line("ax", start, y, end, y), _head(end, y, (-7, -4), (-7, 4))]


def _left(start: float, end: float, y: float) -> list[str]:
    return [svg.line("ax", start, y, end, y), _head(end, y, (7, -4), (7, 4))]


def _head(x: float, y: float, *corners: tuple[float, float]) -> str:
    points = " ".join(f"{x + dx:g},{y + dy:g}" for dx, dy in ((0, 0), *corners))
    return f'<polygon class="flow-head" fill="currentColor" points="{points}"/>'


def _description(flow: Flow) -> str:
    rows = [row for row in flow_rows(flow) if row.total is not None]
    return "; ".join(f"{row.text}: {row.total:,}" for row in rows) + "."
