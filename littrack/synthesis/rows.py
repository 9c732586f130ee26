"""A pool as rows of text: what a forest plot draws and what the table beside it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from littrack.synthesis import words
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


def forest_table(pooled: Pooled, pooled_label: str = "") -> tuple[ForestRow, ...]:
    """Trials, the pooled figure and the prediction interval as rows: what the plot shows, for a screen reader."""
    rows = [_trial_row(each, pooled.level) for each in pooled.studies]
    label = pooled_label or f"Pooled {_inside(SCALES[pooled.measure].heading)}"
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


def _inside(heading: str) -> str:
    """A heading within a line: "risk ratio", but "Hedges g"."""
    return heading if heading.startswith("Hedges") else heading.lower()


def cumulative_table(steps: Sequence[Step]) -> tuple[ForestRow, ...]:
    """The steps of a cumulative or leave-one-out analysis; ``treatment`` holds the number of trials."""
    return tuple(
        ForestRow(
            _step_label(step),
            f"{step.pooled.k}",
            "",
            step.pooled.effect,
            words.interval(step.pooled.effect),
            None,
            "square",
            step.pooled.derived,
        )
        for step in steps
    )


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
            f"{words.plain(source.mean_treatment)} ({words.plain(source.sd_treatment)}), {source.n_treatment}",
            f"{words.plain(source.mean_control)} ({words.plain(source.sd_control)}), {source.n_control}",
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
