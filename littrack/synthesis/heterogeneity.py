"""Variance between trials: estimators of tau², Cochran's Q, I², H² and their intervals.

Conventions are those of metafor's ``rma.uni`` and ``confint`` (Viechtbauer 2010, J Stat Softw 36(3)):
I² and H² follow from tau² and the "typical" sampling variance of Higgins and Thompson (2002); the interval of
tau² inverts the generalized Q statistic (Q-profile, Viechtbauer 2007, Stat Med 26:37-52).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from littrack.synthesis.distributions import chi_square_quantile, chi_square_sf

_SEARCH_LIMIT = 100.0
"""metafor looks for the upper end of a tau² interval up to this, or ten times tau² where that is more."""
_STEPS = 1000
_SCORINGS = 100


class Moments(NamedTuple):
    """Weights 1/(v + tau²), their sum, the weighted mean, the generalized Q, and minus Q's derivative."""

    weights: list[float]
    total: float
    mean: float
    q: float
    slope: float


@dataclass(frozen=True, slots=True)
class Tau2Interval:
    """Q-profile interval of tau². ``open_above``: the true upper end lies above ``high``."""

    low: float
    high: float
    open_above: bool = False


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """How far trials differ beyond chance. ``i2`` in percent; an interval is None where none is defined."""

    q: float
    df: int
    p: float
    tau2: float
    i2: float
    h2: float
    tau2_interval: Tau2Interval | None = None
    i2_interval: tuple[float, float] | None = None


def moments(yi: Sequence[float], vi: Sequence[float], tau2: float) -> Moments:
    """The sums that every estimator below is made of."""
    weights = [1 / (v + tau2) for v in vi]
    total = math.fsum(weights)
    mean = math.fsum([w * y for w, y in zip(weights, yi, strict=True)]) / total
    residuals = [w * (y - mean) for w, y in zip(weights, yi, strict=True)]
    q = sum([r * (y - mean) for r, y in zip(residuals, yi, strict=True)])
    return Moments(weights, total, mean, q, sum([r * r for r in residuals]))


def trace(weights: Sequence[float]) -> float:
    """tr P = sum(w) - sum(w²)/sum(w), summed over pairs so that one heavy trial cancels nothing."""
    before = pairs = 0.0
    for w in weights:
        pairs += w * before
        before += w
    return 2 * pairs / before


def trace_squared(weights: Sequence[float]) -> float:
    """tr PP = sum(w²) - 2 sum(w³)/sum(w) + (sum(w²)/sum(w))², as a sum of terms above 0."""
    total = math.fsum(weights)
    before = squares = pairs = diagonal = 0.0
    after = [0.0, *accumulate(reversed(weights))]
    for at, w in enumerate(weights):
        diagonal += (w * (before + after[len(weights) - 1 - at])) ** 2
        pairs += w * w * squares
        squares += w * w
        before += w
    return (diagonal + 2 * pairs) / total**2


def dersimonian_laird(yi: Sequence[float], vi: Sequence[float]) -> float:
    """The moment estimator of DerSimonian and Laird (1986), not below 0."""
    at_zero = moments(yi, vi, 0.0)
    return max(0.0, (at_zero.q - (len(yi) - 1)) / trace(at_zero.weights))


def paule_mandel(yi: Sequence[float], vi: Sequence[float]) -> float:
    """The tau² at which the generalized Q equals its expectation k - 1, not below 0."""
    return tau2_at_q(yi, vi, len(yi) - 1)


def reml(yi: Sequence[float], vi: Sequence[float]) -> float:
    """Restricted maximum likelihood by Fisher scoring from Hedges' estimator, with step halving at 0.

    Close to the optimum secant steps take over, so that it settles to about 1e-13 and not to metafor's
    default of 1e-5. Where scoring swings to and fro without end (metafor then gives up), bisection of the
    score finds the maximum next to where it stood: an answer always comes. As metafor does, gives 0 where
    the likelihood there is higher than at the optimum found.
    """
    if len(yi) < 2:
        return 0.0
    size = min(vi)
    tau2 = _hedges(yi, vi)
    before: tuple[float, float] | None = None
    for _ in range(_SCORINGS):
        score, fisher = _score(yi, vi, tau2)
        secant = _secant(before, tau2, score)
        following = _above_zero(tau2, fisher if secant is None else secant)
        if following < 1e-9 * size and _score(yi, vi, 0.0)[0] <= 0:
            return 0.0
        enough = 1e-14 if secant is None else 1e-9
        if abs(following - tau2) <= enough * following or score == 0:
            return _not_worse_than_zero(yi, vi, following)
        before, tau2 = (tau2, score), following
    return _not_worse_than_zero(yi, vi, _bisected(yi, vi, tau2))


def tau2_at_q(
    yi: Sequence[float], vi: Sequence[float], target: float, limit: float = math.inf
) -> float:
    """The tau² at which the generalized Q falls to ``target``: 0 if it starts below, ``limit`` if above there."""
    now = moments(yi, vi, 0.0)
    if now.q <= target:
        return 0.0
    if limit < math.inf and moments(yi, vi, limit).q >= target:
        return limit
    low, high, tau2 = 0.0, limit, 0.0
    for _ in range(_STEPS):
        following = tau2 + now.q * (now.q - target) / (target * now.slope)
        if abs(following - tau2) <= 1e-9 * following:
            return following  # Newton doubles the digits: the next step would not change a figure
        if not low < following < high:
            following = 0.5 * (low + high) if high < math.inf else 2 * tau2 + 1
        tau2 = following
        now = moments(yi, vi, tau2)
        low, high = (tau2, high) if now.q > target else (low, tau2)
    return tau2


def q_profile(
    yi: Sequence[float], vi: Sequence[float], tau2: float, level: float
) -> Tau2Interval | None:
    """Interval of tau²; [0, 0] where the trials agree better than chance allows; None for one trial."""
    df = len(yi) - 1
    if df < 1:
        return None
    limit = max(_SEARCH_LIMIT, 10 * tau2)
    low = tau2_at_q(yi, vi, chi_square_quantile((1 + level) / 2, df), limit)
    high = tau2_at_q(yi, vi, chi_square_quantile((1 - level) / 2, df), limit)
    return Tau2Interval(low, high, high >= limit)


def random_effects(
    yi: Sequence[float], vi: Sequence[float], tau2: float, level: float
) -> Heterogeneity:
    """Q at tau² = 0, I² and H² from tau² and the typical variance, intervals by Q-profile."""
    at_zero, df = moments(yi, vi, 0.0), len(yi) - 1
    if df == 0:
        return Heterogeneity(0.0, 0, 1.0, 0.0, 0.0, 1.0)
    typical = df / trace(at_zero.weights)
    between = q_profile(yi, vi, tau2, level)
    shares = _shares(between, typical)
    p = chi_square_sf(at_zero.q, df)
    h2 = tau2 / typical + 1
    return Heterogeneity(at_zero.q, df, p, tau2, _share(tau2, typical), h2, between, shares)


def common_effect(yi: Sequence[float], vi: Sequence[float], level: float) -> Heterogeneity:
    """As metafor's equal-effects model: tau² is 0 by assumption, I² and H² come from Q.

    The Q-profile interval still says what the data allow.
    """
    df = len(yi) - 1
    between = q_profile(yi, vi, dersimonian_laird(yi, vi) if df else 0.0, level)
    at_zero = moments(yi, vi, 0.0)
    found = from_q(at_zero.q, df)
    if df == 0:
        return found
    shares = _shares(between, df / trace(at_zero.weights))
    return Heterogeneity(found.q, df, found.p, 0.0, found.i2, found.h2, between, shares)


def from_q(q: float, df: int) -> Heterogeneity:
    """Q alone: I² = (Q - df)/Q, not below 0; H² = Q/df."""
    if df < 1:
        return Heterogeneity(0.0, 0, 1.0, 0.0, 0.0, 1.0)
    i2 = max(0.0, 100 * (q - df) / q) if q > 0 else 0.0
    return Heterogeneity(q, df, chi_square_sf(q, df), 0.0, i2, q / df)


def _shares(between: Tau2Interval | None, typical: float) -> tuple[float, float] | None:
    if between is None:
        return None
    return _share(between.low, typical), _share(between.high, typical)


def _share(tau2: float, typical: float) -> float:
    return 100 * tau2 / (tau2 + typical)


def _hedges(yi: Sequence[float], vi: Sequence[float]) -> float:
    k = len(yi)
    mean = math.fsum(yi) / k
    return max(0.0, sum([(y - mean) ** 2 for y in yi]) / (k - 1) - math.fsum(vi) / k)


def _score(yi: Sequence[float], vi: Sequence[float], tau2: float) -> tuple[float, float]:
    """Twice the derivative of the restricted log likelihood, and the Fisher scoring step."""
    at = moments(yi, vi, tau2)
    score = at.slope - trace(at.weights)
    return score, score / trace_squared(at.weights)


def _bisected(yi: Sequence[float], vi: Sequence[float], tau2: float) -> float:
    """The maximum of the restricted likelihood next to ``tau2``: uphill to a bracket, then bisection."""
    low = high = max(tau2, min(vi))
    while _score(yi, vi, high)[0] > 0:
        low, high = high, 2 * high
    while _score(yi, vi, low)[0] <= 0:
        low, high = low / 2, low
        if low < 1e-12 * min(vi):
            return 0.0
    while high - low > 1e-14 * high:
        middle = 0.5 * (low + high)
        if not low < middle < high:
            break
        low, high = (middle, high) if _score(yi, vi, middle)[0] > 0 else (low, middle)
    return 0.5 * (low + high)


def _secant(before: tuple[float, float] | None, tau2: float, score: float) -> float | None:
    """The secant step towards a zero of the score; None unless the last step came near to a maximum."""
    if before is None or not 0 < abs(before[0] - tau2) < 0.05 * tau2:
        return None
    bend = (score - before[1]) / (tau2 - before[0])
    return -score / bend if bend < 0 and abs(score) < abs(before[1]) else None


def _above_zero(tau2: float, step: float) -> float:
    while tau2 + step < 0 and tau2 > 0:
        step /= 2
    return max(0.0, tau2 + step)


def _not_worse_than_zero(yi: Sequence[float], vi: Sequence[float], tau2: float) -> float:
    if tau2 > 0 and _log_likelihood(yi, vi, 0.0) > _log_likelihood(yi, vi, tau2):
        return 0.0
    return tau2


def _log_likelihood(yi: Sequence[float], vi: Sequence[float], tau2: float) -> float:
    """Restricted log likelihood without its constant."""
    at = moments(yi, vi, tau2)
    return -0.5 * (math.fsum([math.log(v + tau2) for v in vi]) + math.log(at.total) + at.q)
