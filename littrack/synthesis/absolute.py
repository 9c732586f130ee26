"""Ratios turned into people: absolute risks, risk differences, numbers needed to treat.

A number needed to treat is 1 over the risk difference (events on treatment minus control). Where an interval
of the difference holds 0, the number passes through infinity (Altman, BMJ 1998;317:1309): it runs from a
number for benefit, over infinity, to a number for harm.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from littrack.errors import DataError
from littrack.synthesis.distributions import normal_quantile
from littrack.synthesis.effects import Counts
from littrack.synthesis.measures import Measure
from littrack.synthesis.results import Figure, Pooled


@dataclass(frozen=True, slots=True)
class ArmTotal:
    """Events and patients of one side, added over trials without weights."""

    events: int
    n: int

    @property
    def risk(self) -> float:
        """The share with the event."""
        return self.events / self.n

    @property
    def percent(self) -> float:
        """The share in percent."""
        return 100 * self.events / self.n

    @property
    def per_100(self) -> int:
        """Whole people of a hundred."""
        return math.floor(self.percent + 0.5)


@dataclass(frozen=True, slots=True)
class NumberNeeded:
    """Patients to treat for one more event (``value`` > 0), or for one fewer (``value`` < 0).

    ``low`` and ``high`` are the numbers at the ends of the risk difference's interval, the end with the larger
    difference first. ``through_infinity``: the interval of the difference holds 0.
    """

    value: float
    low: float
    high: float
    through_infinity: bool

    def describe(self) -> str:
        """A phrase: "2.3 [1.7 to 3.5]", or with infinity between the ends."""
        if not self.through_infinity:
            ends = sorted((abs(self.low), abs(self.high)))
            return f"{_one(self.value)} [{_one(ends[0])} to {_one(ends[1])}]"
        return (
            f"{_one(self.value)} [{_one(self.low)} for one more, through infinity, "
            f"to {_one(self.high)} for one fewer]"
        )


@dataclass(frozen=True, slots=True)
class AtBaseline:
    """What a pooled ratio or difference means at a stated risk without treatment."""

    baseline: float
    risk: Figure
    difference: Figure
    needed: NumberNeeded


def totals(studies: Sequence[Counts]) -> tuple[ArmTotal, ArmTotal]:
    """Treatment and control totals over the trials."""
    if not studies:
        raise DataError("no trial to add up")
    return (
        ArmTotal(
            sum(study.events_treatment for study in studies),
            sum(study.n_treatment for study in studies),
        ),
        ArmTotal(
            sum(study.events_control for study in studies),
            sum(study.n_control for study in studies),
        ),
    )


def number_needed(difference: Figure) -> NumberNeeded:
    """The number needed to treat for a risk difference with its interval."""
    return NumberNeeded(
        _inverse(difference.value),
        _inverse(difference.high),
        _inverse(difference.low),
        difference.low <= 0 <= difference.high,
    )


def crude_difference(treatment: ArmTotal, control: ArmTotal, level: float = 0.95) -> Figure:
    """Difference of two shares with the Wald interval."""
    p1, p2 = treatment.risk, control.risk
    se = math.sqrt(p1 * (1 - p1) / treatment.n + p2 * (1 - p2) / control.n)
    half = normal_quantile((1 + level) / 2) * se
    return Figure(p1 - p2, p1 - p2 - half, p1 - p2 + half)


def at_baseline(pooled: Pooled, baseline: float) -> AtBaseline:
    """The risk with treatment, its difference and the number needed, at ``baseline`` (0 to 1).

    The baseline is taken as known. A risk cannot pass 1. DataError for a measure that is no risk.
    """
    if not 0 < baseline < 1:
        raise DataError(f"a baseline risk lies between 0 and 1, not at {baseline:g}")
    effect = pooled.effect
    value, low, high = (
        risk_with_treatment(pooled.measure, number, baseline)
        for number in (effect.value, effect.low, effect.high)
    )
    difference = Figure(value - baseline, low - baseline, high - baseline)
    return AtBaseline(baseline, Figure(value, low, high), difference, number_needed(difference))


def risk_with_treatment(measure: Measure, effect: float, baseline: float) -> float:
    """The risk that an effect makes of a baseline risk, kept between 0 and 1."""
    if measure == "risk ratio":
        risk = effect * baseline
    elif measure == "odds ratio":
        odds = effect * baseline / (1 - baseline)
        risk = odds / (1 + odds) if math.isfinite(odds) else 1.0
    elif measure == "risk difference":
        risk = baseline + effect
    else:
        raise DataError(f"a {measure} says nothing about a risk")
    return min(1.0, max(0.0, risk))


def _inverse(number: float) -> float:
    return 1 / number if number else math.inf


def _one(number: float) -> str:
    number = abs(number)
    if math.isinf(number):
        return "∞"
    return f"{number:.1f}" if number < 100 else f"{number:.0f}"
