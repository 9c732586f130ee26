"""Pooling trials by inverse variance: common effect, DerSimonian–Laird, Paule–Mandel and REML.

Conventions, as in metafor 3.8: a Wald interval uses z; Hartung–Knapp uses t with k - 1 degrees of freedom and
its own standard error, which is not kept from falling below the Wald one (no ad hoc truncation). The prediction
interval goes with them: z beside Wald, t(k - 1) beside Hartung–Knapp.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from littrack.errors import DataError
from littrack.synthesis.distributions import (
    normal_quantile,
    normal_two_sided,
    t_quantile,
    t_two_sided,
)
from littrack.synthesis.effects import HALF, Estimate, NoEffect, Study, ZeroCells, effect_size
from littrack.synthesis.heterogeneity import (
    common_effect,
    dersimonian_laird,
    moments,
    paule_mandel,
    random_effects,
    reml,
)
from littrack.synthesis.mantel_haenszel import mantel_haenszel, peto
from littrack.synthesis.measures import Measure
from littrack.synthesis.results import Dropped, IntervalKind, Model, Pooled, weighted

_BETWEEN: dict[str, Callable[[Sequence[float], Sequence[float]], float]] = {
    "DerSimonian-Laird": dersimonian_laird,
    "Paule-Mandel": paule_mandel,
    "REML": reml,
}


def pool(
    studies: Sequence[Study],
    measure: Measure,
    model: Model = "REML",
    interval: IntervalKind | None = None,
    correction: ZeroCells = HALF,
    level: float = 0.95,
) -> Pooled:
    """Pool trials of one measure. ``interval`` None means Hartung–Knapp for random effects, else Wald.

    DataError for no trials, trials that report different things, or a model that does not fit the measure.
    """
    _check_level(level)
    if model in ("Mantel-Haenszel", "Peto"):
        if interval == "Hartung-Knapp":
            raise DataError(f"{model} has Wald intervals only")
        if model == "Peto":
            return peto(studies, measure, correction, level)
        return mantel_haenszel(studies, measure, correction, level)
    estimates, dropped = effects(studies, measure, correction)
    if model == "common effect":
        if interval == "Hartung-Knapp":
            raise DataError("Hartung-Knapp intervals belong to a random-effects model")
        pooled = _common(estimates, measure, level)
    else:
        pooled = _random(estimates, measure, model, interval or "Hartung-Knapp", level)
    return replace(pooled, correction=correction, dropped=dropped)


def effects(
    studies: Sequence[Study], measure: Measure, correction: ZeroCells = HALF
) -> tuple[tuple[Estimate, ...], tuple[Dropped, ...]]:
    """The effect of each trial, and the trials that have none. DataError where none is left or scales mix."""
    found: list[Estimate] = []
    dropped: list[Dropped] = []
    for study in studies:
        try:
            found.append(effect_size(study, measure, correction))
        except NoEffect as reason:
            dropped.append(Dropped(study.label, str(reason)))
    if not found:
        why = f": {dropped[0].why}" if dropped else ""
        raise DataError(f"no trial to pool{why}")
    one_scale(found)
    return tuple(found), tuple(dropped)


def one_scale(studies: Sequence[Estimate]) -> None:
    """DataError where differences in points of different instruments would be pooled."""
    scales = sorted({study.scale for study in studies})
    if len(scales) > 1:
        named = ", ".join(scale or "(not named)" for scale in scales)
        raise DataError(f"these trials use different scales ({named}): pool Hedges g instead")


def _common(studies: tuple[Estimate, ...], measure: Measure, level: float) -> Pooled:
    yi, vi = [study.yi for study in studies], [study.vi for study in studies]
    at = moments(yi, vi, 0.0)
    se = math.sqrt(1 / at.total)
    half = normal_quantile((1 + level) / 2) * se
    return Pooled(
        measure,
        "common effect",
        "Wald",
        level,
        weighted(studies, [1 / v for v in vi]),
        at.mean,
        se,
        at.mean - half,
        at.mean + half,
        at.mean / se,
        normal_two_sided(at.mean / se),
        None,
        None,
        common_effect(yi, vi, level),
        HALF,
    )


def _random(
    studies: tuple[Estimate, ...],
    measure: Measure,
    model: Model,
    interval: IntervalKind,
    level: float,
) -> Pooled:
    yi, vi = [study.yi for study in studies], [study.vi for study in studies]
    k = len(yi)
    tau2 = _BETWEEN[model](yi, vi) if k > 1 else 0.0
    at = moments(yi, vi, tau2)
    notes: tuple[str, ...] = ()
    if k == 1:
        interval = "Wald"
        notes = ("one trial only: its own Wald interval; variance between trials taken as 0",)
    knapp_hartung = interval == "Hartung-Knapp"
    se = math.sqrt(at.q / (k - 1) / at.total) if knapp_hartung else math.sqrt(1 / at.total)
    tail = (1 + level) / 2
    critical = t_quantile(tail, k - 1) if knapp_hartung else normal_quantile(tail)
    if knapp_hartung and critical * se < normal_quantile(tail) / math.sqrt(at.total):
        notes = ("the Hartung-Knapp interval is narrower than the Wald interval here: read both",)
    spread = critical * math.sqrt(tau2 + se * se)
    statistic = _ratio(at.mean, se)
    return Pooled(
        measure,
        model,
        interval,
        level,
        weighted(studies, [1 / (v + tau2) for v in vi]),
        at.mean,
        se,
        at.mean - critical * se,
        at.mean + critical * se,
        statistic,
        t_two_sided(statistic, k - 1) if knapp_hartung else normal_two_sided(statistic),
        k - 1 if knapp_hartung else None,
        (at.mean - spread, at.mean + spread) if k > 1 else None,
        random_effects(yi, vi, tau2, level),
        HALF,
        notes=notes,
    )


def _ratio(estimate: float, se: float) -> float:
    if se > 0:
        return estimate / se
    return math.copysign(math.inf, estimate) if estimate else 0.0


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise DataError(f"a confidence level lies between 0 and 1, not at {level:g}")
