"""A synthesis as text for a terminal and as JSON."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Callable, Sequence

from littrack.line_width import line_width
from littrack.synthesis import words
from littrack.synthesis.diagnostics import Step
from littrack.synthesis.findings import findings
from littrack.synthesis.planned import Synthesis
from littrack.synthesis.results import Figure, Pooled, study_effect
from littrack.synthesis.rows import ForestRow, forest_table

_WIDTH = 100

Told = Callable[[str], str]
"""A sentence as its reader meets it: with the names of works where the topic's files have their keys."""


def as_text(made: Synthesis, told: Told = str) -> str:
    """Title, table, heterogeneity, prediction interval, conventions, then the findings as sentences."""
    lines = [made.plan.title, ""]
    if made.pooled is not None:
        lines += [*_table(made.pooled), ""]
        for sentence in _below(made.pooled):
            lines += textwrap.wrap(sentence, line_width(_WIDTH))
        lines.append("")
    for sentence in findings(made):
        lines += textwrap.wrap(
            told(sentence), line_width(_WIDTH), initial_indent="• ", subsequent_indent="  "
        )
    if made.plan.note:
        lines += ["", *textwrap.wrap(f"Note: {told(made.plan.note)}", line_width(_WIDTH))]
    return "\n".join(lines) + "\n"


def all_as_text(made: Sequence[tuple[str, Synthesis]], told: Told = str) -> str:
    """Claim by claim; what one claim pools as an earlier one did is not printed again."""
    parts: list[str] = []
    first: dict[str, str] = {}
    for claim in dict.fromkeys(claim for claim, _ in made):
        parts.append(f"{claim}\n{'═' * len(claim)}\n")
        for text, title in (
            (as_text(each, told), each.plan.title) for of, each in made if of == claim
        ):
            known = first.setdefault(text, claim)
            parts.append(text if known == claim else f"{title}: as under {known}.\n")
    return "\n".join(parts)


def as_json(made: Sequence[tuple[str, Synthesis]]) -> str:
    """Claim ids and their syntheses as JSON: figures unrounded, on the shown scale; null where none is."""
    return json.dumps(
        [{"claim": claim, **_synthesis(each)} for claim, each in made],
        ensure_ascii=False,
        indent=2,
        allow_nan=False,
    )


def _table(pooled: Pooled) -> list[str]:
    rows = forest_table(pooled, "" if pooled.k > 1 else "Result")
    cells = [("Trial", "Treatment", "Control", words.heading(pooled), "Weight")]
    cells += [_cells(row) for row in rows if row.mark != "bar"]
    widths = [max(len(row[at]) for row in cells) for at in range(5)]
    rule = "─" * (sum(widths) + 8)
    lines = [
        f"{a:<{widths[0]}}  {b:>{widths[1]}}  {c:>{widths[2]}}  {d:<{widths[3]}}  {e:>{widths[4]}}"
        for a, b, c, d, e in cells
    ]
    return [
        lines[0].rstrip(),
        rule,
        *(line.rstrip() for line in lines[1:-1]),
        rule,
        lines[-1].rstrip(),
    ]


def _cells(row: ForestRow) -> tuple[str, str, str, str, str]:
    label = row.label + (words.DAGGER if row.derived else "")
    return label, row.treatment, row.control, row.effect, row.weight_text


def _below(pooled: Pooled) -> list[str]:
    lines = [words.heterogeneity(pooled) + "."]
    expected = words.prediction(pooled)
    if expected:
        lines.append(f"{100 * pooled.level:g}% prediction interval: {expected}.")
    lines.append(words.sentence(words.conventions(pooled)))
    lines += [f"Left out: {each.why}." for each in pooled.dropped]
    lines += [words.sentence(note) for note in pooled.notes]
    if pooled.derived:
        lines.append(f"{words.DAGGER} rests on a figure that was derived, not printed in a paper.")
    return lines


def _synthesis(made: Synthesis) -> dict[str, object]:
    found = made.sensitivity
    return {
        "name": made.plan.name,
        "title": made.plan.title,
        "measure": made.measure,
        "outcome": made.plan.outcome,
        "patients": made.patients,
        "derived": made.derived,
        "why_not": made.why_not,
        "pooled": _pooled(made.pooled),
        "trials": [_trial(made, at) for at in range(len(made.trials))],
        "left_out": [{"study": each.study, "why": each.why} for each in made.left_out],
        "unusable": [{"study": each.study, "why": each.why} for each in made.unusable],
        "other_interval": _pooled(found.other_interval if found else None),
        "other_measures": [_pooled(each) for each in (found.other_measures if found else ())],
        "zero_cells": [_pooled(each) for each in (found.zero_cells if found else ())],
        "leave_one_out": [_step(each) for each in (found.leave_one_out if found else ())],
        "cumulative": [_step(each) for each in (found.cumulative if found else ())],
        "findings": list(findings(made)),
    }


def _trial(made: Synthesis, at: int) -> dict[str, object]:
    trial = made.trials[at]
    sides = {
        name: {
            "arm": side.arm, "n": side.n, "events": side.events, "mean": side.mean, "sd": side.sd,
            "derived": list(side.derived), "basis": side.basis,
        }
        for name, side in (("treatment", trial.treatment), ("control", trial.control))
    }  # fmt: skip
    shown = [
        each for each in (made.pooled.studies if made.pooled else ())
        if each.estimate.label == trial.label
    ]  # fmt: skip
    effect = _figure(study_effect(shown[0].estimate)) if shown else None
    weight = shown[0].weight if shown else None
    return {"study": trial.study, "label": trial.label, "year": trial.year, **sides,
            "effect": effect, "weight": weight}  # fmt: skip


def _pooled(pooled: Pooled | None) -> dict[str, object] | None:
    if pooled is None:
        return None
    found = pooled.heterogeneity
    return {
        "measure": pooled.measure,
        "model": pooled.model,
        "interval": pooled.interval,
        "correction": pooled.correction.add,
        "trials": pooled.k,
        **_figure(pooled.effect),
        "p": _finite(pooled.p),
        "prediction": _figure(pooled.predicted) if pooled.predicted else None,
        "q": found.q,
        "q_df": found.df,
        "q_p": found.p,
        "i2": found.i2,
        "i2_interval": list(found.i2_interval) if found.i2_interval else None,
        "tau2": found.tau2,
        "tau2_interval": [found.tau2_interval.low, found.tau2_interval.high]
        if found.tau2_interval
        else None,
        "derived": pooled.derived,
    }


def _step(step: Step) -> dict[str, object]:
    return {"label": step.label, "year": step.year, "pooled": _pooled(step.pooled)}


def _figure(figure: Figure) -> dict[str, object]:
    return {
        "value": _finite(figure.value), "low": _finite(figure.low), "high": _finite(figure.high)
    }  # fmt: skip


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
