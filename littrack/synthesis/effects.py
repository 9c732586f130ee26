"""What a trial reports, and its effect with sampling variance.

Formulas and defaults are those of metafor's ``escalc`` (https://wviechtb.github.io/metafor/reference/escalc.html),
so ratios are natural logarithms and Hedges' g has the exact correction (gamma functions) and the
large-sample variance 1/n1 + 1/n2 + g²/(2(n1 + n2)).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from littrack.errors import DataError
from littrack.synthesis.measures import SCALES, Measure


@dataclass(frozen=True, slots=True)
class Counts:
    """Patients with the event and patients analysed in each arm. ``derived``: a count was not printed as such.

    DataError where the counts cannot be right.
    """

    label: str
    events_treatment: int
    n_treatment: int
    events_control: int
    n_control: int
    derived: bool = False
    year: int | None = None

    def __post_init__(self) -> None:
        _check_arm(self.label, "treatment", self.events_treatment, self.n_treatment)
        _check_arm(self.label, "control", self.events_control, self.n_control)

    @property
    def cells(self) -> tuple[float, float, float, float]:
        """Events and non-events on treatment, events and non-events on control."""
        a, c = self.events_treatment, self.events_control
        return (a, self.n_treatment - a, c, self.n_control - c)

    @property
    def has_zero(self) -> bool:
        """A cell of the 2 × 2 table is empty."""
        return 0 in self.cells

    @property
    def double_zero(self) -> bool:
        """Nobody, or everybody, had the event in both arms."""
        a, b, c, d = self.cells
        return (a == 0 and c == 0) or (b == 0 and d == 0)


@dataclass(frozen=True, slots=True)
class Means:
    """Means, standard deviations and patients analysed in each arm, on one ``scale`` ("MADRS")."""

    label: str
    mean_treatment: float
    sd_treatment: float
    n_treatment: int
    mean_control: float
    sd_control: float
    n_control: int
    derived: bool = False
    year: int | None = None
    scale: str = ""

    def __post_init__(self) -> None:
        numbers = (self.mean_treatment, self.sd_treatment, self.mean_control, self.sd_control)
        if not all(math.isfinite(number) for number in numbers):
            raise DataError(f"{self.label}: a mean or standard deviation is not a finite number")
        if self.sd_treatment < 0 or self.sd_control < 0:
            raise DataError(f"{self.label}: a standard deviation cannot be negative")
        if min(self.n_treatment, self.n_control) < 1:
            raise DataError(f"{self.label}: each arm needs at least one patient")


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect ``yi`` with its sampling variance ``vi``, on the scale of analysis (log for ratios).

    ``source`` keeps the counts or means it was computed from.
    """

    label: str
    yi: float
    vi: float
    measure: Measure = "generic"
    derived: bool = False
    year: int | None = None
    scale: str = ""
    source: Counts | Means | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.yi) and math.isfinite(self.vi) and self.vi > 0):
            raise DataError(
                f"{self.label}: an estimate must be finite and its variance above zero "
                f"(estimate {self.yi:g}, variance {self.vi:g})"
            )


Study: TypeAlias = Counts | Means | Estimate


@dataclass(frozen=True, slots=True)
class ZeroCells:
    """What is done about empty cells of a 2 × 2 table, as metafor's ``add``, ``to="only0"`` and ``drop00``.

    ``add`` goes to all four cells of each trial that has an empty one; 0 adds nothing, and a trial without a
    finite effect is then left out. ``drop_double_zero`` leaves out trials where nobody or everybody had the
    event in both arms; metafor keeps them in inverse-variance pooling unless told otherwise, and so do we.
    """

    add: float = 0.5
    drop_double_zero: bool = False

    def __post_init__(self) -> None:
        if not (math.isfinite(self.add) and self.add >= 0):
            raise DataError(f"the amount added to empty cells must be 0 or more, not {self.add:g}")

    def describe(self) -> str:
        """One clause for a methods line."""
        added = (
            f"{self.add:g} added to all cells of trials with an empty cell"
            if self.add
            else "nothing added to empty cells"
        )
        return f"{added}; double-zero trials left out" if self.drop_double_zero else added


HALF = ZeroCells()


class NoEffect(DataError):
    """This one trial yields no finite effect; a pool goes on without it and says so."""


def effect_size(study: Study, measure: Measure, correction: ZeroCells = HALF) -> Estimate:
    """The effect of one trial. NoEffect where it has none; DataError where the data do not fit the measure."""
    if isinstance(study, Estimate):
        return _same_measure(study, measure)
    needs = SCALES[measure].needs
    if isinstance(study, Counts):
        if needs != "counts":
            raise DataError(f"{study.label} gives counts, but {measure} needs {needs}")
        yi, vi = _from_counts(study, measure, correction)
        scale = ""
    else:
        if needs != "means":
            raise DataError(f"{study.label} gives means, but {measure} needs {needs}")
        yi, vi = _mean_difference(study) if measure == "mean difference" else hedges_g(study)
        scale = study.scale if measure == "mean difference" else ""
    if not vi > 0:
        raise NoEffect(f"{study.label}: the variance of its {measure} is zero")
    return Estimate(study.label, yi, vi, measure, study.derived, study.year, scale, study)


def small_sample_factor(df: float) -> float:
    """Hedges' exact J = gamma(df/2) / (sqrt(df/2) gamma((df - 1)/2)); needs df > 1."""
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)


def hedges_g(means: Means) -> tuple[float, float]:
    """Standardized mean difference with the exact correction, and its large-sample variance."""
    n1, n2 = means.n_treatment, means.n_control
    df = n1 + n2 - 2
    if df < 2:
        raise NoEffect(f"{means.label}: Hedges g needs at least four patients")
    pooled = ((n1 - 1) * means.sd_treatment**2 + (n2 - 1) * means.sd_control**2) / df
    if pooled <= 0:
        raise NoEffect(f"{means.label}: both standard deviations are zero")
    d = (means.mean_treatment - means.mean_control) / math.sqrt(pooled)
    g = small_sample_factor(df) * d
    return g, 1 / n1 + 1 / n2 + g * g / (2 * (n1 + n2))


def _mean_difference(means: Means) -> tuple[float, float]:
    vi = means.sd_treatment**2 / means.n_treatment + means.sd_control**2 / means.n_control
    return means.mean_treatment - means.mean_control, vi


def corrected_cells(study: Counts, correction: ZeroCells) -> tuple[float, float, float, float]:
    """The four cells after the declared correction."""
    a, b, c, d = study.cells
    add = correction.add if study.has_zero else 0.0
    return a + add, b + add, c + add, d + add


def _from_counts(study: Counts, measure: Measure, correction: ZeroCells) -> tuple[float, float]:
    if study.double_zero and correction.drop_double_zero:
        raise NoEffect(f"{study.label}: nobody or everybody had the event in both arms")
    try:
        return _COUNT_FORMULAS[measure](*corrected_cells(study, correction))
    except (ZeroDivisionError, ValueError):
        raise NoEffect(
            f"{study.label}: an empty cell leaves its {measure} without a finite value"
        ) from None


def _log_risk_ratio(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    n1, n2 = a + b, c + d
    return math.log((a / n1) / (c / n2)), 1 / a - 1 / n1 + 1 / c - 1 / n2


def _log_odds_ratio(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    return math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d


def _risk_difference(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    n1, n2 = a + b, c + d
    return a / n1 - c / n2, a * b / n1**3 + c * d / n2**3


_COUNT_FORMULAS: dict[str, Callable[[float, float, float, float], tuple[float, float]]] = {
    "risk ratio": _log_risk_ratio,
    "odds ratio": _log_odds_ratio,
    "risk difference": _risk_difference,
}


def _same_measure(study: Estimate, measure: Measure) -> Estimate:
    if study.measure != measure:
        raise DataError(
            f"{study.label} gives a {study.measure}, which cannot be pooled as {measure}"
        )
    return study


def _check_arm(label: str, arm: str, events: int, n: int) -> None:
    if n < 1:
        raise DataError(f"{label}: the {arm} arm has {n} patients")
    if not 0 <= events <= n:
        raise DataError(f"{label}: {events} events among {n} patients in the {arm} arm")
