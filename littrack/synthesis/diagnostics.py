"""How far a pooled figure hangs on single trials, on time, on kinds of trials, or on small ones.

Each function pools again with the same measure, model, interval and correction, so that every line carries
all statistics (estimate, p, tau², I² …).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from littrack.errors import DataError
from littrack.synthesis.distributions import chi_square_sf, t_two_sided
from littrack.synthesis.effects import HALF, Estimate, Study, ZeroCells
from littrack.synthesis.measures import Measure
from littrack.synthesis.pooling import effects, pool
from littrack.synthesis.results import IntervalKind, Model, Pooled

EGGER_MINIMUM = 10


@dataclass(frozen=True, slots=True)
class Step:
    """A pool of some of the trials. ``label`` names the trial left out, or the last one added."""

    label: str
    year: int | None
    pooled: Pooled


@dataclass(frozen=True, slots=True)
class Subgroups:
    """Pools by kind of trial. ``q``, ``df`` and ``p`` test whether the kinds differ."""

    groups: tuple[tuple[str, Pooled], ...]
    q: float
    df: int
    p: float


@dataclass(frozen=True, slots=True)
class Egger:
    """Egger's regression: ``t`` tests whether effects lean on their standard errors (``slope``).

    ``limit`` is the effect that the line gives for a trial without sampling error.
    """

    slope: float
    se: float
    t: float
    df: int
    p: float
    limit: float


def leave_one_out(
    studies: Sequence[Study],
    measure: Measure,
    model: Model = "REML",
    interval: IntervalKind | None = None,
    correction: ZeroCells = HALF,
    level: float = 0.95,
) -> tuple[Step, ...]:
    """The pool without each trial in turn. DataError with fewer than two trials."""
    if len(studies) < 2:
        raise DataError("leaving one out needs at least two trials")
    return tuple(
        Step(
            left.label,
            left.year,
            pool(
                [*studies[:at], *studies[at + 1 :]],
                measure,
                model,
                interval,
                correction,
                level,
            ),
        )
        for at, left in enumerate(studies)
    )


def cumulative(
    studies: Sequence[Study],
    measure: Measure,
    model: Model = "REML",
    interval: IntervalKind | None = None,
    correction: ZeroCells = HALF,
    level: float = 0.95,
) -> tuple[Step, ...]:
    """The pool as it stood after each trial, by year. DataError where a year is missing."""
    undated = [study.label for study in studies if study.year is None]
    if undated:
        raise DataError(f"a cumulative pool needs the year of each trial: {undated[0]} has none")
    ordered = sorted(studies, key=lambda study: study.year or 0)
    return tuple(
        Step(
            last.label,
            last.year,
            pool(ordered[: at + 1], measure, model, interval, correction, level),
        )
        for at, last in enumerate(ordered)
    )


def subgroups(
    groups: Mapping[str, Sequence[Study]],
    measure: Measure,
    model: Model = "REML",
    interval: IntervalKind | None = None,
    correction: ZeroCells = HALF,
    level: float = 0.95,
) -> Subgroups:
    """Each group pooled with a tau² of its own, and the between-group Q on their Wald standard errors.

    This is the test of the Cochrane Handbook, section 10.11.3. DataError with fewer than two groups.
    """
    if len(groups) < 2:
        raise DataError("a subgroup analysis needs at least two groups")
    pools = tuple(
        (name, pool(members, measure, model, interval, correction, level))
        for name, members in groups.items()
    )
    wald = [pool(members, measure, model, "Wald", correction, level) for members in groups.values()]
    weights = [1 / each.se**2 for each in wald]
    mean = math.fsum(w * each.estimate for w, each in zip(weights, wald, strict=True)) / math.fsum(
        weights
    )
    q = math.fsum(w * (each.estimate - mean) ** 2 for w, each in zip(weights, wald, strict=True))
    return Subgroups(pools, q, len(groups) - 1, chi_square_sf(q, len(groups) - 1))


def egger(
    studies: Sequence[Study],
    measure: Measure,
    correction: ZeroCells = HALF,
    minimum: int = EGGER_MINIMUM,
) -> Egger:
    """Egger's test (1997) as weighted regression of effects on standard errors, t with k - 2.

    DataError below ten trials: with fewer the test cannot tell chance from asymmetry (Cochrane Handbook,
    section 13.3.5.4).
    """
    found, _ = effects(studies, measure, correction)
    if len(found) < max(minimum, 3):
        raise DataError(
            f"Egger's test is given from {minimum} trials on, these are {len(found)}: "
            "with fewer it cannot tell chance from asymmetry"
        )
    return _weighted_line(found)


def _weighted_line(studies: Sequence[Estimate]) -> Egger:
    """Least squares of yi on its standard error with weights 1/vi."""
    x = [math.sqrt(study.vi) for study in studies]
    w = [1 / study.vi for study in studies]
    y = [study.yi for study in studies]
    total = math.fsum(w)
    x_mean = math.fsum(a * b for a, b in zip(w, x, strict=True)) / total
    y_mean = math.fsum(a * b for a, b in zip(w, y, strict=True)) / total
    sxx = math.fsum(a * (b - x_mean) ** 2 for a, b in zip(w, x, strict=True))
    if sxx <= 1e-12 * total * x_mean**2:
        raise DataError(
            "Egger's test needs trials of different size: all standard errors are equal"
        )
    sxy = math.fsum(a * (b - x_mean) * (c - y_mean) for a, b, c in zip(w, x, y, strict=True))
    slope = sxy / sxx
    limit = y_mean - slope * x_mean
    df = len(studies) - 2
    rest = math.fsum(a * (c - limit - slope * b) ** 2 for a, b, c in zip(w, x, y, strict=True))
    se = math.sqrt(rest / df / sxx)
    t = slope / se if se > 0 else math.copysign(math.inf, slope)
    return Egger(slope, se, t, df, t_two_sided(t, df), limit)
