"""Forest plots and cumulative plots as SVG. The same numbers as rows of a table: ``rows``."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace

from littrack.synthesis import svg, words
from littrack.synthesis.axis import Axis, axis_for, tick_label
from littrack.synthesis.diagnostics import Step
from littrack.synthesis.measures import SCALES
from littrack.synthesis.results import Pooled
from littrack.synthesis.rows import ForestRow, cumulative_table, forest_table


@dataclass(frozen=True, slots=True)
class Reference:
    """A value to draw a line at, with its words: Reference(8, "article: 8")."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class PlotWords:
    """The words around a plot. ``low_side`` and ``high_side`` say what lies left and right of no effect."""

    title: str = ""
    treatment: str = "Treatment"
    control: str = "Control"
    low_side: str = ""
    high_side: str = ""
    pooled: str = ""
    derived_note: str = "Some counts or means of this trial were derived, not printed in a paper."


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a plot's columns stand, in user units."""

    width: float
    treatment: float
    control: float
    left: float
    right: float
    effect: float
    label_chars: int


_WIDE_LINE, _CHAR = 28.0, 7.9
_NARROW = 344.0


def forest_svg(
    pooled: Pooled,
    plot: PlotWords | None = None,
    reference: Reference | None = None,
    name: str = "forest",
    compact: bool = False,
    standalone: bool = False,
) -> str:
    """A forest plot. ``compact`` suits a phone (344 units wide, else 800); ``name`` begins the ids inside.

    Black and white suffice to read it. Nothing in it is script or inline style; ``standalone`` adds a
    ``<style>`` element for a file of its own.
    """
    plot = plot or PlotWords()
    rows = forest_table(pooled, plot.pooled)
    foot = [words.heterogeneity(pooled), words.sentence(words.conventions(pooled))]
    if pooled.derived:
        foot.append(f"{words.DAGGER} {plot.derived_note}")
    title = (
        plot.title or f"Forest plot: {SCALES[pooled.measure].heading.lower()}, {pooled.k} trials"
    )
    return _plot(
        rows, SCALES[pooled.measure].log, SCALES[pooled.measure].null, words.heading(pooled),
        replace(plot, title=title), foot, reference, name, compact, standalone,
    )  # fmt: skip


def cumulative_svg(
    steps: Sequence[Step],
    plot: PlotWords | None = None,
    reference: Reference | None = None,
    name: str = "cumulative",
    compact: bool = False,
    standalone: bool = False,
) -> str:
    """The pooled figure as it stood after each trial (or without each, for a leave-one-out)."""
    if not steps:
        return ""
    last = steps[-1].pooled
    plot = plot or PlotWords(title=f"Cumulative plot: {SCALES[last.measure].heading.lower()}")
    rows = cumulative_table(steps)
    foot = [words.sentence(words.conventions(last))]
    if any(step.pooled.derived for step in steps):
        foot.append(f"{words.DAGGER} Rests on a figure that was derived, not printed in a paper.")
    return _plot(
        rows, SCALES[last.measure].log, SCALES[last.measure].null, words.heading(last),
        replace(plot, treatment="Trials", control=""), foot, reference, name, compact, standalone,
    )  # fmt: skip


def _plot(
    rows: Sequence[ForestRow],
    log: bool,
    null: float,
    heading: str,
    plot: PlotWords,
    foot: list[str],
    reference: Reference | None,
    name: str,
    compact: bool,
    standalone: bool,
) -> str:
    columns = _columns(rows, compact)
    keep = [null, *([reference.value] if reference else [])]
    keep += [
        end for row in rows if row.mark == "diamond" for end in (row.figure.low, row.figure.high)
    ]
    figures = [row.figure for row in rows]
    axis = axis_for(figures, keep, log, columns.left, columns.right, 6 if compact else 8)
    body, top = _head(rows, columns, plot, heading, compact), 40.0 if compact else 34.0
    y = top
    lines: list[str] = []
    spans: list[tuple[float, float]] = []
    heaviest = max((row.weight or 0 for row in rows), default=0) or 100.0
    for row in rows:
        drawn, middle, y = (_narrow_row if compact else _wide_row)(row, columns, y)
        lines += drawn + _mark(row, axis, middle, heaviest)
        spans.append((middle - 13, middle + 13))
    spans = spans if compact else [(top, y)]
    body += _uprights(axis, null, reference, spans) + lines
    drawn, y = _below(axis, null, columns, plot, y, compact)
    body += drawn
    for sentence in foot:
        for piece in textwrap.wrap(sentence, int((columns.width - 4) / 6.9)):
            y += 17
            body.append(svg.text(0, y, piece, "ts"))
    desc = _description(rows, plot)
    return svg.document(columns.width, y + 10, name, plot.title, desc, body, standalone)


def _columns(rows: Sequence[ForestRow], compact: bool) -> Columns:
    if compact:
        widest = max(len(row.effect) for row in rows)
        return Columns(_NARROW, 0, 0, 20, _NARROW - 20, _NARROW, int(_NARROW / _CHAR) - widest - 1)
    longest = max(len(row.label) + row.derived for row in rows)
    label = min(190.0, max(96.0, longest * _CHAR))
    cells = [max((len(cell) for cell in column), default=0) for column in (
        [row.treatment for row in rows], [row.control for row in rows])]  # fmt: skip
    first = label + 10
    second = first + max(62.0, cells[0] * 7.4 + 12)
    left = second + (max(62.0, cells[1] * 7.4 + 12) if cells[1] else 8.0)
    effect = max(len(row.effect) for row in rows) * _CHAR
    weights = 56.0 if any(row.weight for row in rows) else 0.0
    right = max(left + 220, 800 - effect - weights - 24)
    width = right + effect + weights + 24
    return Columns(width, first, second, left, right, right + 20, int(label / 7.2))


def _head(
    rows: Sequence[ForestRow], columns: Columns, plot: PlotWords, heading: str, compact: bool
) -> list[str]:
    if compact:
        if not any(row.treatment for row in rows):
            return [svg.text(columns.width, 14, heading, "ts", "end")]
        sides = f"{plot.treatment} v {plot.control}" if plot.control else plot.treatment
        return [svg.text(0, 14, sides, "ts"), svg.text(columns.width, 14, heading, "ts", "end")]
    out = [svg.text(columns.effect, 18, heading, "ts")]
    if any(row.treatment for row in rows):
        out.append(svg.text(columns.treatment, 18, plot.treatment, "ts"))
    if any(row.control for row in rows):
        out.append(svg.text(columns.control, 18, plot.control, "ts"))
    if any(row.weight is not None for row in rows):
        out.append(svg.text(columns.width, 18, "Weight", "ts", "end"))
    return out


def _wide_row(row: ForestRow, columns: Columns, y: float) -> tuple[list[str], float, float]:
    """The texts of a row, the height of its mark, and where the next row begins."""
    kind = "tb" if row.mark == "diamond" else "t"
    label = _label_lines(row, columns.label_chars)
    height = _WIDE_LINE + 15 * (len(label) - 1)
    middle = y + height / 2
    first = middle + 4.5 - 7.5 * (len(label) - 1)
    out = [svg.text(0, first + 15 * at, piece, kind) for at, piece in enumerate(label)]
    out.append(svg.text(columns.treatment, middle + 4.5, row.treatment, "ts"))
    out.append(svg.text(columns.control, middle + 4.5, row.control, "ts"))
    out.append(svg.text(columns.effect, middle + 4.5, row.effect, kind))
    if row.weight is not None:
        out.append(svg.text(columns.width, middle + 4.5, row.weight_text, "ts", "end"))
    return out, middle, y + height


def _narrow_row(row: ForestRow, columns: Columns, y: float) -> tuple[list[str], float, float]:
    kind = "tb" if row.mark == "diamond" else "t"
    label = _label_lines(row, columns.label_chars)
    out = [svg.text(0, y + 8 + 15 * at, piece, kind) for at, piece in enumerate(label)]
    out.append(svg.text(columns.width, y + 8, row.effect, kind, "end"))
    y += 8 + 15 * (len(label) - 1)
    cells = [" v ".join(cell for cell in (row.treatment, row.control) if cell)]
    cells += [f"weight {row.weight_text}"] if row.weight_text else []
    if any(cells):
        y += 15
        out.append(svg.text(0, y, " · ".join(cell for cell in cells if cell), "ts"))
    return out, y + 17, y + 44


def _label_lines(row: ForestRow, width: int) -> list[str]:
    """A label in at most two lines, its dagger kept."""
    mark = words.DAGGER if row.derived else ""
    return textwrap.wrap(row.label + mark, max(width, 12), max_lines=2, placeholder=f"…{mark}") or [
        mark
    ]


def _mark(row: ForestRow, axis: Axis, y: float, heaviest: float) -> list[str]:
    figure = row.figure
    low, at, high = axis.at(figure.low), axis.at(figure.value), axis.at(figure.high)
    arrows = [svg.arrow(low, y, False)] if axis.clips_low(figure.low) else []
    arrows += [svg.arrow(high, y, True)] if axis.clips_high(figure.high) else []
    if row.mark == "diamond":
        return [svg.diamond(low, at, high, y), *arrows]
    if row.mark == "bar":
        caps = [svg.line("ci", x, y - 5, x, y + 5) for x in (low, high)] if not arrows else []
        return [svg.line("pi", low, y, high, y), *caps, *arrows]
    side = 5 + 13 * ((row.weight or heaviest / 4) / heaviest) ** 0.5
    return [svg.line("ci", low, y, high, y), *arrows, svg.square(at, y, side)]


def _uprights(
    axis: Axis, null: float, reference: Reference | None, spans: Sequence[tuple[float, float]]
) -> list[str]:
    """The lines of no effect and of the reference; beside texts only, never through them."""
    out = [svg.line("null", axis.at(null), top, axis.at(null), bottom) for top, bottom in spans]
    if reference is None:
        return out
    x = axis.at(reference.value)
    out += [svg.line("said", x, top, x, bottom) for top, bottom in spans]
    half, anchor = len(reference.label) * 3.6, "middle"
    if x + half > axis.right + 12:
        anchor, x = "end", axis.right + 12
    elif x - half < axis.left - 12:
        anchor, x = "start", axis.left - 12
    out.append(svg.text(x, 30 if len(spans) > 1 else 18, reference.label, "ts", anchor))
    return out


def _below(
    axis: Axis, null: float, columns: Columns, plot: PlotWords, y: float, compact: bool
) -> tuple[list[str], float]:
    out = [svg.line("ax", axis.left, y, axis.right, y)]
    labelled = axis.labelled(null)
    for tick in axis.ticks:
        x = axis.at(tick)
        out.append(svg.line("ax", x, y, x, y + 5))
        if tick in labelled:
            out.append(svg.text(x, y + 18, tick_label(tick), "ts", "middle"))
    y += 18
    if plot.low_side or plot.high_side:
        room = axis.right - axis.left
        both = (len(plot.low_side) + len(plot.high_side) + 3) * 6.9
        start, end = (0.0, columns.width) if compact else (axis.left, axis.right)
        y += 18
        out.append(svg.text(start, y, f"← {plot.low_side}", "ts"))
        y += 16 if both > (columns.width if compact else room) else 0
        out.append(svg.text(end, y, f"{plot.high_side} →", "ts", "end"))
    return out, y + 6


def _description(rows: Sequence[ForestRow], plot: PlotWords) -> str:
    """The plot in words, for those who do not see it."""
    parts = [plot.title]
    for row in rows:
        counts = ""
        if row.treatment and row.control:
            counts = f" {plot.treatment} {row.treatment}, {plot.control} {row.control}:"
        derived = " (derived figures)" if row.derived else ""
        parts.append(f"{row.label}{derived}:{counts} {row.effect}")
    return ". ".join(part for part in parts if part) + "."
