"""Mantel–Haenszel and Peto pooling of counts, as metafor's ``rma.mh`` and ``rma.peto``.

Both use the counts as they are: nothing is added to empty cells, so that a rare event is not drowned in the
correction. The declared correction serves the single trials' effects, and Q, which leaves out double-zero
trials as metafor does. Variances: Robins,
Breslow and Greenland (1986) for the odds ratio, Greenland and Robins (1985) for the risk ratio, Sato,
Greenland and Robins (1989) for the risk difference. Trials in which nobody had the event say nothing about a
ratio, those in which everybody had it nothing about an odds ratio; both count in a risk difference.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from littrack.errors import DataError
from littrack.synthesis.distributions import normal_quantile, normal_two_sided
from littrack.synthesis.effects import HALF, Counts, Estimate, NoEffect, Study, ZeroCells
from littrack.synthesis.effects import effect_size as trial_effect
from littrack.synthesis.heterogeneity import from_q
from littrack.synthesis.measures import Measure
from littrack.synthesis.results import Dropped, Model, Pooled, Weighted

_NO_CONTRAST = "nobody or everybody had the event in both arms"
Pool2x2 = tuple[float, float, list[float]]
"""Estimate on the scale of analysis, its standard error, the trials' weights."""


def mantel_haenszel(
    studies: Sequence[Study],
    measure: Measure,
    correction: ZeroCells = HALF,
    level: float = 0.95,
) -> Pooled:
    """Mantel–Haenszel risk ratio, odds ratio or risk difference. DataError where it has no finite value."""
    try:
        formula = _FORMULAS[measure]
    except KeyError:
        raise DataError(f"Mantel-Haenszel pools counts, not a {measure}") from None
    tables = _tables(studies, "Mantel-Haenszel")
    informative, dropped = _informative(tables, measure)
    try:
        estimate, se, weights = formula(informative)
    except (ZeroDivisionError, ValueError):
        raise DataError(
            f"the Mantel-Haenszel {measure} has no finite value: one arm has no event in any trial"
        ) from None
    if not se > 0:
        raise DataError(
            f"the Mantel-Haenszel {measure} has no variance: no trial tells its arms apart"
        )
    trials, unseen = _trial_effects(informative, measure, correction, weights)
    return _pooled(
        "Mantel-Haenszel", measure, trials, estimate, se, correction, level, dropped + unseen
    )


def peto(
    studies: Sequence[Study],
    measure: Measure = "odds ratio",
    correction: ZeroCells = HALF,
    level: float = 0.95,
) -> Pooled:
    """Peto's one-step odds ratio (Yusuf and others 1985): sum of observed minus expected over variance."""
    if measure != "odds ratio":
        raise DataError(f"Peto's method gives an odds ratio, not a {measure}")
    informative, dropped = _informative(_tables(studies, "Peto"), measure)
    parts = [_peto_parts(table) for table in informative]
    information = math.fsum(v for _, v in parts)
    estimate = math.fsum(o for o, _ in parts) / information
    trials = tuple(
        Weighted(
            Estimate(t.label, o / v, 1 / v, measure, t.derived, t.year, "", t),
            100 * v / information,
        )
        for t, (o, v) in zip(informative, parts, strict=True)
    )
    se = math.sqrt(1 / information)
    return _pooled("Peto", measure, trials, estimate, se, correction, level, dropped)


def _pooled(
    model: Model,
    measure: Measure,
    trials: tuple[Weighted, ...],
    estimate: float,
    se: float,
    correction: ZeroCells,
    level: float,
    dropped: tuple[Dropped, ...],
) -> Pooled:
    half = normal_quantile((1 + level) / 2) * se
    telling = [each.estimate for each in trials if not _double_zero(each.estimate)]
    q = math.fsum((each.yi - estimate) ** 2 / each.vi for each in telling)
    return Pooled(
        measure,
        model,
        "Wald",
        level,
        trials,
        estimate,
        se,
        estimate - half,
        estimate + half,
        estimate / se,
        normal_two_sided(estimate / se),
        None,
        None,
        from_q(q, len(telling) - 1),
        correction,
        dropped,
    )


def _tables(studies: Sequence[Study], method: str) -> list[Counts]:
    for study in studies:
        if not isinstance(study, Counts):
            raise DataError(f"{study.label}: {method} needs the counts of each arm")
    return [study for study in studies if isinstance(study, Counts)]


def _informative(
    tables: list[Counts], measure: Measure
) -> tuple[list[Counts], tuple[Dropped, ...]]:
    mute = [table for table in tables if _says_nothing(table, measure)]
    if len(mute) == len(tables):
        raise DataError("no trial to pool: no trial has both events and patients without one")
    dropped = tuple(Dropped(table.label, f"{table.label}: {_NO_CONTRAST}") for table in mute)
    return [table for table in tables if not _says_nothing(table, measure)], dropped


def _says_nothing(table: Counts, measure: Measure) -> bool:
    a, b, c, d = table.cells
    if measure == "risk difference":
        return False
    return a + c == 0 or (b + d == 0 and measure == "odds ratio")


def _trial_effects(
    tables: list[Counts], measure: Measure, correction: ZeroCells, weights: list[float]
) -> tuple[tuple[Weighted, ...], tuple[Dropped, ...]]:
    total = math.fsum(weights)
    shown: list[Weighted] = []
    unseen: list[Dropped] = []
    for table, weight in zip(tables, weights, strict=True):
        try:
            estimate = trial_effect(table, measure, replace(correction, drop_double_zero=False))
            shown.append(Weighted(estimate, 100 * weight / total))
        except NoEffect as reason:
            unseen.append(Dropped(table.label, f"{reason} (its counts are in the pooled figure)"))
    return tuple(shown), tuple(unseen)


def _double_zero(estimate: Estimate) -> bool:
    return isinstance(estimate.source, Counts) and estimate.source.double_zero


def _odds_ratio(tables: list[Counts]) -> Pool2x2:
    p, q, r, s = [], [], [], []
    for table in tables:
        a, b, c, d = table.cells
        n = a + b + c + d
        p.append((a + d) / n)
        q.append((b + c) / n)
        r.append(a * d / n)
        s.append(b * c / n)
    big_r, big_s = math.fsum(r), math.fsum(s)
    variance = (
        _dot(p, r) / big_r**2 + (_dot(p, s) + _dot(q, r)) / (big_r * big_s) + _dot(q, s) / big_s**2
    ) / 2
    return math.log(big_r / big_s), math.sqrt(variance), s


def _risk_ratio(tables: list[Counts]) -> Pool2x2:
    r, s, parts = [], [], []
    for table in tables:
        a, b, c, d = table.cells
        n1, n2 = a + b, c + d
        n = n1 + n2
        r.append(a * n2 / n)
        s.append(c * n1 / n)
        parts.append((n1 / n) * (n2 / n) * (a + c) - a * c / n)
    big_r, big_s = math.fsum(r), math.fsum(s)
    return math.log(big_r / big_s), math.sqrt(math.fsum(parts) / (big_r * big_s)), s


def _risk_difference(tables: list[Counts]) -> Pool2x2:
    weights, differences, linear, constant = [], [], [], []
    for table in tables:
        a, b, c, d = table.cells
        n1, n2 = a + b, c + d
        n = n1 + n2
        weights.append(n1 * n2 / n)
        differences.append(a * n2 / n - c * n1 / n)
        linear.append(c * (n1 / n) ** 2 - a * (n2 / n) ** 2 + (n1 / n) * (n2 / n) * (n2 - n1) / 2)
        constant.append((a * d + c * b) / n / 2)
    total = math.fsum(weights)
    estimate = math.fsum(differences) / total
    variance = (estimate * math.fsum(linear) + math.fsum(constant)) / total**2
    return estimate, math.sqrt(variance), weights


_FORMULAS: dict[str, Callable[[list[Counts]], Pool2x2]] = {
    "odds ratio": _odds_ratio,
    "risk ratio": _risk_ratio,
    "risk difference": _risk_difference,
}


def _peto_parts(table: Counts) -> tuple[float, float]:
    """Observed minus expected events on treatment, and the hypergeometric variance."""
    a, b, c, d = table.cells
    n1, n2 = a + b, c + d
    n = n1 + n2
    expected = n1 * (a + c) / n
    return a - expected, n1 * n2 * (a + c) * (b + d) / (n * n * (n - 1))


def _dot(left: list[float], right: list[float]) -> float:
    return math.fsum(x * y for x, y in zip(left, right, strict=True))
