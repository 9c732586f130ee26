"""Published statistics recomputed from what the same paper printed: d from F, intervals from p, tables.

For checking a paper, not for pooling: Hedges g here has the variance J²(1/n1 + 1/n2 + d²/(2(n1 + n2)))
(Borenstein and others 2009, chapter 4), which corrects d's own variance; ``effects.hedges_g`` keeps metafor's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from littrack.errors import DataError
from littrack.synthesis.distributions import (
    chi_square_sf,
    normal_quantile,
    t_quantile,
    t_two_sided,
)
from littrack.synthesis.effects import small_sample_factor
from littrack.synthesis.results import Figure


@dataclass(frozen=True, slots=True)
class Standardized:
    """A standardized mean difference: Cohen's d, Hedges g with its interval, and g's variance."""

    d: float
    g: Figure
    variance: float


@dataclass(frozen=True, slots=True)
class TwoGroupF:
    """What F(1, n1 + n2 - 2) of two groups implies; the sign is lost in F."""

    t: float
    p: float
    partial_eta_squared: float
    effect: Standardized


@dataclass(frozen=True, slots=True)
class FromP:
    """What a difference and its two-sided p imply, if p came from a t test of two groups."""

    se: float
    interval: Figure
    sd: float
    effect: Standardized


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """Pearson's chi-square without continuity correction."""

    statistic: float
    df: int
    p: float


def standardized(d: float, n1: int, n2: int, level: float = 0.95) -> Standardized:
    """Hedges g from Cohen's d and the arm sizes."""
    j = small_sample_factor(n1 + n2 - 2)
    variance = j * j * (1 / n1 + 1 / n2 + d * d / (2 * (n1 + n2)))
    half = normal_quantile((1 + level) / 2) * math.sqrt(variance)
    return Standardized(d, Figure(j * d, j * d - half, j * d + half), variance)


def from_means(
    mean1: float, sd1: float, n1: int, mean2: float, sd2: float, n2: int, level: float = 0.95
) -> Standardized:
    """Hedges g from means and standard deviations."""
    pooled = math.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / (n1 + n2 - 2))
    return standardized((mean1 - mean2) / pooled, n1, n2, level)


def from_f(f: float, n1: int, n2: int, level: float = 0.95) -> TwoGroupF:
    """d, g and p from F with 1 and n1 + n2 - 2 degrees of freedom."""
    if f < 0:
        raise DataError(f"F cannot be negative: {f:g}")
    t, df = math.sqrt(f), n1 + n2 - 2
    d = t * math.sqrt(1 / n1 + 1 / n2)
    return TwoGroupF(
        t, t_two_sided(t, df), partial_eta_squared(f, 1, df), standardized(d, n1, n2, level)
    )


def partial_eta_squared(f: float, df1: float, df2: float) -> float:
    """Partial eta squared from F and its degrees of freedom."""
    return f * df1 / (f * df1 + df2)


def from_p(difference: float, p: float, n1: int, n2: int, level: float = 0.95) -> FromP:
    """Standard error from p by t(n1 + n2 - 2), Wald interval by z, implied SD and g.

    g keeps the difference's sign. DataError unless 0 < p < 1.
    """
    if not 0 < p < 1:
        raise DataError(f"p must lie between 0 and 1 to give a standard error: {p:g}")
    se = abs(difference) / t_quantile(1 - p / 2, n1 + n2 - 2)
    half = normal_quantile((1 + level) / 2) * se
    sd = se / math.sqrt(1 / n1 + 1 / n2)
    return FromP(
        se,
        Figure(difference, difference - half, difference + half),
        sd,
        standardized(difference / sd, n1, n2, level),
    )


def d_from_odds_ratio(log_odds_ratio: float, variance: float) -> tuple[float, float]:
    """d and its variance from a log odds ratio by the logistic assumption: factor sqrt(3)/pi."""
    factor = math.sqrt(3) / math.pi
    return log_odds_ratio * factor, variance * factor**2


def chi_square(groups: Sequence[tuple[int, int]]) -> ChiSquare:
    """Pearson's chi-square over groups given as (events, patients). DataError where a margin is empty."""
    events, patients = sum(e for e, _ in groups), sum(n for _, n in groups)
    if len(groups) < 2 or not 0 < events < patients or any(n < 1 for _, n in groups):
        raise DataError("chi-square needs two groups or more, and both events and non-events")
    share = events / patients
    statistic = math.fsum(
        (e - n * share) ** 2 / (n * share) + ((n - e) - n * (1 - share)) ** 2 / (n * (1 - share))
        for e, n in groups
    )
    return ChiSquare(statistic, len(groups) - 1, chi_square_sf(statistic, len(groups) - 1))


def fisher_exact(events1: int, n1: int, events2: int, n2: int) -> float:
    """Two-sided p of Fisher's exact test: all tables no more probable than the one seen, as in R."""
    events = events1 + events2
    ways = [
        math.comb(n1, x) * math.comb(n2, events - x)
        for x in range(max(0, events - n2), min(n1, events) + 1)
    ]
    seen = math.comb(n1, events1) * math.comb(n2, events2)
    return sum(way for way in ways if way <= seen) / sum(ways)
