"""Forest plots and cumulative plots as SVG, and the same numbers as rows of a table."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from littrack.synthesis import svg, words
from littrack.synthesis.axis import Axis, axis_for, tick_label
from littrack.synthesis.diagnostics import Step
from littrack.synthesis.effects import Counts, Means
from littrack.synthesis.measures import SCALES
from littrack.synthesis.results import Figure, Pooled, Weighted, study_effect

Mark = Literal["square", "diamond", "bar"]


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One line of a plot and of the table beside it; texts are as printed.

    ``treatment`` and ``control`` hold events/patients, or mean (SD) and patients; ``weight`` is in percent.
    """

    label: str
    treatment: str
    control: str
    figure: Figure
    effect: str
    weight: float | None
    mark: Mark
    derived: bool = False

    @property
    def weight_text(self) -> str:
        """The weight as printed; empty where the row has none."""
        return "" if self.weight is None else words.weight(self.weight)


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


def forest_table(pooled: Pooled, pooled_label: str = "") -> tuple[ForestRow, ...]:
    """Trials, the pooled figure and the prediction interval as rows: what the plot shows, for a screen reader."""
    rows = [_trial_row(each, pooled.level) for each in pooled.studies]
    label = pooled_label or f"Pooled {SCALES[pooled.measure].heading.lower()}"
    effect = words.interval(pooled.effect)
    rows.append(
        ForestRow(
            label,
            _sum(pooled, 0),
            _sum(pooled, 1),
            pooled.effect,
            effect,
            None,
            "diamond",
            pooled.derived,
        )
    )
    expected = pooled.predicted
    if expected is not None:
        rows.append(
            ForestRow(
                f"{100 * pooled.level:g}% prediction interval",
                "",
                "",
                expected,
                words.prediction(pooled) or "",
                None,
                "bar",
            )
        )
    return tuple(rows)


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
    foot = [words.heterogeneity(pooled), words.conventions(pooled)]
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
    rows = [
        ForestRow(
            _step_label(step), f"{step.pooled.k}", "", step.pooled.effect,
            words.interval(step.pooled.effect), None, "square", step.pooled.derived,
        )
        for step in steps
    ]  # fmt: skip
    foot = [words.conventions(last)]
    if any(step.pooled.derived for step in steps):
        foot.append(f"{words.DAGGER} {plot.derived_note}")
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
    body, top = _head(columns, plot, heading, compact), 40.0 if compact else 34.0
    y = top
    lines: list[str] = []
    heaviest = max((row.weight or 0 for row in rows), default=0) or 100.0
    for row in rows:
        drawn, middle, y = (_narrow_row if compact else _wide_row)(row, columns, y)
        lines += drawn + _mark(row, axis, middle, heaviest)
    body += _uprights(axis, null, reference, top, y) + lines
    drawn, y = _below(axis, columns, plot, y, compact)
    body += drawn
    for sentence in foot:
        for piece in textwrap.wrap(sentence, int((columns.width - 4) / 6.9)):
            y += 17
            body.append(svg.text(0, y, piece, "ts"))
    desc = _description(rows, plot)
    return svg.document(columns.width, y + 10, name, plot.title, desc, body, standalone)


def _columns(rows: Sequence[ForestRow], compact: bool) -> Columns:
    if compact:
        return Columns(_NARROW, 0, 0, 8, _NARROW - 12, _NARROW, 24)
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


def _head(columns: Columns, plot: PlotWords, heading: str, compact: bool) -> list[str]:
    if compact:
        sides = f"{plot.treatment} v {plot.control}" if plot.control else plot.treatment
        return [svg.text(0, 14, sides, "ts"), svg.text(columns.width, 14, heading, "ts", "end")]
    return [
        svg.text(columns.treatment, 18, plot.treatment, "ts"),
        svg.text(columns.control, 18, plot.control, "ts"),
        svg.text(columns.effect, 18, heading, "ts"),
    ]


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
    return out, y + 15, y + 36


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
    axis: Axis, null: float, reference: Reference | None, top: float, bottom: float
) -> list[str]:
    out = [svg.line("null", axis.at(null), top, axis.at(null), bottom)]
    if reference:
        x = axis.at(reference.value)
        out.append(svg.line("said", x, top - 6, x, bottom))
        anchor = "middle"
        half = len(reference.label) * 3.4
        if x + half > axis.right + 8:
            anchor, x = "end", min(x + 4, axis.right + 8)
        elif x - half < axis.left - 8:
            anchor = "start"
        out.append(svg.text(x, top - 10 if top > 36 else top - 16, reference.label, "ts", anchor))
    return out


def _below(
    axis: Axis, columns: Columns, plot: PlotWords, y: float, compact: bool
) -> tuple[list[str], float]:
    out = [svg.line("ax", axis.left, y, axis.right, y)]
    for tick in axis.ticks:
        x = axis.at(tick)
        out.append(svg.line("ax", x, y, x, y + 5))
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


def _trial_row(each: Weighted, level: float) -> ForestRow:
    estimate = each.estimate
    figure = study_effect(estimate, level)
    treatment, control = _cells(estimate.source)
    return ForestRow(
        estimate.label, treatment, control, figure, words.interval(figure), each.weight, "square",
        estimate.derived,
    )  # fmt: skip


def _cells(source: Counts | Means | None) -> tuple[str, str]:
    if isinstance(source, Counts):
        return (
            f"{source.events_treatment}/{source.n_treatment}",
            f"{source.events_control}/{source.n_control}",
        )
    if isinstance(source, Means):
        return (
            f"{words.number(source.mean_treatment)} ({words.number(source.sd_treatment)}), {source.n_treatment}",
            f"{words.number(source.mean_control)} ({words.number(source.sd_control)}), {source.n_control}",
        )
    return "", ""


def _sum(pooled: Pooled, side: int) -> str:
    """Events and patients of one side over all trials, where every trial has counts."""
    counts = [each.estimate.source for each in pooled.studies]
    tables = [table for table in counts if isinstance(table, Counts)]
    if len(tables) < len(counts):
        return ""
    if side == 0:
        return f"{sum(t.events_treatment for t in tables)}/{sum(t.n_treatment for t in tables)}"
    return f"{sum(t.events_control for t in tables)}/{sum(t.n_control for t in tables)}"


def _step_label(step: Step) -> str:
    return (
        step.label
        if step.year is None or str(step.year) in step.label
        else f"{step.label} ({step.year})"
    )
