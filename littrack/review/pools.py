"""Carry out every planned synthesis and keep the result; a result that differs supersedes the one before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlite_utils import Database

from littrack.appraise.pool_record import (
    LeftOutStudy,
    OtherWay,
    PooledArm,
    PooledTrial,
    PoolRecord,
    PrintedFigure,
    from_json,
    to_json,
)
from littrack.integrity.status import FALLEN
from littrack.synthesis.basis import Side, TrialBasis
from littrack.synthesis.findings import findings
from littrack.synthesis.planned import Synthesis, carry_out
from littrack.synthesis.results import Pooled, study_effect
from littrack.topics.model import LeftOut, SynthesisPlan, Topic

DIGITS = 10
"""Significant digits kept, so that another machine's last bits do not make a new result."""

_IN_FORCE = """
SELECT id, name, measure, model, trials, participants, estimate, ci_low, ci_high, prediction_low, prediction_high,
    p, tau2, i2, q, derived, inputs, note
FROM syntheses WHERE claim = ? AND superseded IS NULL
"""
_ADD = """
INSERT INTO syntheses (claim, computed, run, name, measure, model, trials, participants, estimate, ci_low, ci_high,
    prediction_low, prediction_high, p, tau2, i2, q, derived, inputs, note)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_SUPERSEDE = "UPDATE syntheses SET superseded = ? WHERE id = ?"
_REWORD = "UPDATE syntheses SET inputs = ? WHERE id = ?"
_FALLEN = """
SELECT appraisals.key, studies.integrity FROM appraisals JOIN studies ON studies.id = appraisals.study
WHERE appraisals.topic = ? AND appraisals.removed IS NULL AND integrity IN (SELECT value FROM json_each(?))
"""
_CLAIMS = "SELECT id FROM claims WHERE removed IS NULL"

_INPUTS = 15
"""Where a row (from its name on) holds the record of the pool."""

_Row = tuple[str | int | float | None, ...]


def pool_evidence(db: Database, run: int | None, topics: Sequence[Topic], now: str) -> int:
    """Bring the pooled results of every claim up to date; returns how many were computed with a new result."""
    stored = {claim for (claim,) in db.execute(_CLAIMS)}
    written = 0
    for topic in topics:
        fallen = dict(db.execute(_FALLEN, (topic.id, json.dumps(FALLEN))).fetchall())
        for claim in topic.claims:
            if claim.id in stored:
                plans = (without_fallen(plan, fallen) for plan in claim.syntheses)
                made = [carry_out(plan, topic.works) for plan in plans]
                written += _keep(db, run, claim.id, [_row(each) for each in made], now)
    return written


def without_fallen(plan: SynthesisPlan, fallen: Mapping[str, str]) -> SynthesisPlan:
    """The plan without the trials that no longer stand (key to standing), which are named as left out."""
    gone = [each.study for each in plan.trials if each.study in fallen]
    if not gone:
        return plan
    told = tuple(LeftOut(key, f"the publication was {fallen[key]}") for key in dict.fromkeys(gone))
    kept = tuple(each for each in plan.trials if each.study not in fallen)
    return replace(plan, trials=kept, left_out=(*told, *plan.left_out))


def _keep(db: Database, run: int | None, claim: str, wanted: Sequence[_Row], now: str) -> int:
    standing = {_result(row[1:]): row for row in db.execute(_IN_FORCE, (claim,)).fetchall()}
    results = {_result(row): row for row in wanted}
    new = [row for result, row in results.items() if result not in standing]
    ended = [row[0] for result, row in standing.items() if result not in results]
    reworded = [
        (results[result][_INPUTS], row[0])
        for result, row in standing.items()
        if result in results and row[1:] != results[result]
    ]
    db.conn.executemany(_SUPERSEDE, [(now, number) for number in ended])
    db.conn.executemany(_REWORD, reworded)
    db.conn.executemany(_ADD, [(claim, now, run, *row) for row in new])
    return len(new)


def _result(row: Sequence[str | int | float | None]) -> _Row:
    """What makes a result this one: all but the sentences about it, whose wording is ours."""
    told = replace(from_json(str(row[_INPUTS])), findings=())
    return (*row[:_INPUTS], to_json(told), *row[_INPUTS + 1 :])


def _row(made: Synthesis) -> _Row:
    pooled = made.pooled
    return (
        made.plan.name, made.measure, made.setting.model, pooled.k if pooled else 0, made.patients,
        *_figures(pooled), int(made.derived), to_json(pool_record(made)), made.why_not or made.plan.note,
    )  # fmt: skip


def _figures(pooled: Pooled | None) -> tuple[float | None, ...]:
    """Estimate, its interval, the prediction interval, p, tau², I², Q: as a reader is shown them."""
    if pooled is None:
        return (None,) * 9
    effect, predicted, spread = pooled.effect, pooled.predicted, pooled.heterogeneity
    several = pooled.k > 1
    figures = (
        effect.value, effect.low, effect.high,
        predicted.low if predicted else None, predicted.high if predicted else None, pooled.p,
        spread.tau2 if several else None, spread.i2 if several else None, spread.q if several else None,
    )  # fmt: skip
    return tuple(_round(figure) for figure in figures)


def _round(figure: float | None) -> float | None:
    return None if figure is None else float(f"{figure:.{DIGITS}g}")


def pool_record(made: Synthesis) -> PoolRecord:
    """Everything about a synthesis that has no column of its own."""
    plan, printed = made.plan, made.published
    return PoolRecord(
        title=plan.title,
        outcome=plan.outcome,
        interval=made.setting.interval,
        correction=plan.correction,
        trials=tuple(_trials(made)),
        left_out=tuple(_left_out(made)),
        published=PrintedFigure(
            printed.study, printed.label, printed.value, printed.low, printed.high, printed.agrees
        )
        if printed
        else None,
        claimed=plan.claimed,
        baseline_percent=plan.baseline.percent if plan.baseline else None,
        baseline_source=plan.baseline.source if plan.baseline else None,
        others=tuple(_others(made)),
        without_derived=_without_derived(made),
        counted_twice=made.counted_twice,
        notes=made.pooled.notes if made.pooled else (),
        findings=findings(made),
    )


def _trials(made: Synthesis) -> Iterator[PooledTrial]:
    weighted = {each.estimate.label: each for each in made.pooled.studies} if made.pooled else {}
    for trial in made.trials:
        found = weighted.get(trial.label)
        if found is None:
            yield _trial(trial)
            continue
        effect = study_effect(found.estimate)
        figures = (effect.value, effect.low, effect.high, found.weight)
        yield _trial(trial, *(_round(figure) for figure in figures))


def _trial(trial: TrialBasis, *figures: float | None) -> PooledTrial:
    sides = (_arm(trial.treatment), _arm(trial.control))
    return PooledTrial(trial.study, trial.label, trial.year, *sides, *figures)


def _arm(side: Side) -> PooledArm:
    return PooledArm(
        side.arm, side.n, side.events, side.mean, side.sd, side.basis, tuple(side.derived)
    )


def _left_out(made: Synthesis) -> Iterator[LeftOutStudy]:
    for left in made.left_out:
        yield LeftOutStudy(left.study, left.label, left.why, left.n_total, left.largest)
    for each in made.unusable:
        yield LeftOutStudy(
            each.study, each.label, f"Planned, but it could not be used: {each.why}."
        )


def _others(made: Synthesis) -> Iterator[OtherWay]:
    ways = made.sensitivity
    if ways is None:
        return
    if ways.other_interval:
        yield _other(f"{ways.other_interval.interval} interval", ways.other_interval)
    for pooled in ways.other_measures:
        yield _other(f"as {_article(pooled.measure)}", pooled)
    for pooled in ways.zero_cells:
        done = pooled.correction.describe() if pooled.model == made.setting.model else pooled.model
        yield _other(done, pooled)
    without = ways.without_derived
    if without and without.pooled:
        yield _other("without trials that have a derived figure", without.pooled)


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _other(way: str, pooled: Pooled) -> OtherWay:
    effect = pooled.effect
    value, low, high = (
        float(f"{each:.{DIGITS}g}") for each in (effect.value, effect.low, effect.high)
    )
    return OtherWay(way, value, low, high)


def _without_derived(made: Synthesis) -> str | None:
    without = made.sensitivity.without_derived if made.sensitivity else None
    if without is None:
        return None
    gone = ", ".join(without.left_out)
    if without.pooled is None:
        left = f"only {without.kept[0]} is left" if without.kept else "no trial is left"
        return f"Without trials that have a derived figure ({gone}) {left}."
    effect = without.pooled.effect
    return (
        f"Without trials that have a derived figure ({gone}) the {made.measure} is "
        f"{effect.value:.2f} [{effect.low:.2f}, {effect.high:.2f}]."
    )
