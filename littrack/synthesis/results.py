"""What a synthesis yields: figures on the scale of analysis, and as a reader is shown them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from littrack.errors import DataError
from littrack.synthesis.distributions import normal_quantile
from littrack.synthesis.effects import Estimate, ZeroCells
from littrack.synthesis.heterogeneity import Heterogeneity
from littrack.synthesis.measures import SCALES, Measure

Model = Literal[
    "common effect", "DerSimonian-Laird", "Paule-Mandel", "REML", "Mantel-Haenszel", "Peto"
]
MODELS: tuple[Model, ...] = get_args(Model)
IntervalKind = Literal["Wald", "Hartung-Knapp"]
INTERVALS: tuple[IntervalKind, ...] = get_args(IntervalKind)

_ALSO: dict[str, Model] = {
    "fixed": "common effect",
    "fixed effect": "common effect",
    "equal effects": "common effect",
    "fe": "common effect",
    "ee": "common effect",
    "dl": "DerSimonian-Laird",
    "pm": "Paule-Mandel",
    "mh": "Mantel-Haenszel",
}


def as_model(name: str) -> Model:
    """The model of that name, also "fixed", DL, PM or MH. DataError for any other."""
    plain = name.casefold().replace("–", "-")
    for model in MODELS:
        if plain == model.casefold():
            return model
    if plain in _ALSO:
        return _ALSO[plain]
    raise DataError(f"{name!r} is no model that littrack knows: use {', '.join(MODELS)}")


def as_interval(name: str) -> IntervalKind:
    """The kind of interval of that name. DataError for any other."""
    plain = name.casefold().replace("–", "-")
    for kind in INTERVALS:
        if plain == kind.casefold():
            return kind
    raise DataError(f"{name!r} is no interval that littrack knows: use {', '.join(INTERVALS)}")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Weighted:
    """One trial in a pool: its effect and its weight in percent (None where the method gives it none)."""

    estimate: Estimate
    weight: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """A trial that was offered but could not enter the pool, and why."""

    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Pooled:
    """A pooled effect. ``estimate``, ``se``, ``low``, ``high``, ``prediction`` are on the scale of analysis
    (natural logarithm for ratios); ``effect`` and ``predicted`` are what a reader is shown.
    """

    measure: Measure
    model: Model
    interval: IntervalKind
    level: float
    studies: tuple[Weighted, ...]
    estimate: float
    se: float
    low: float
    high: float
    statistic: float
    p: float
    df: int | None
    prediction: tuple[float, float] | None
    heterogeneity: Heterogeneity
    correction: ZeroCells
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def k(self) -> int:
        """The number of trials pooled."""
        return len(self.studies)

    @property
    def derived(self) -> bool:
        """A count or mean behind this figure was derived, not printed in a paper."""
        return any(each.estimate.derived for each in self.studies)

    @property
    def effect(self) -> Figure:
        """The pooled effect as a reader is shown it: ratios as ratios."""
        return shown(self.measure, self.estimate, self.low, self.high)

    @property
    def predicted(self) -> Figure | None:
        """Where the effect of a further such trial is expected, as a reader is shown it."""
        if self.prediction is None:
            return None
        return shown(self.measure, self.estimate, *self.prediction)


def shown(measure: Measure, value: float, low: float, high: float) -> Figure:
    """Figures of the analysis as a reader is shown them."""
    if not SCALES[measure].log:
        return Figure(value, low, high)
    return Figure(_exp(value), _exp(low), _exp(high))


def study_effect(study: Estimate, level: float = 0.95) -> Figure:
    """One trial's own effect with its Wald interval, as a reader is shown it."""
    half = normal_quantile((1 + level) / 2) * math.sqrt(study.vi)
    return shown(study.measure, study.yi, study.yi - half, study.yi + half)


def weighted(studies: Sequence[Estimate], weights: Sequence[float]) -> tuple[Weighted, ...]:
    """Trials with their share of the weight in percent."""
    total = math.fsum(weights)
    return tuple(
        Weighted(study, 100 * w / total) for study, w in zip(studies, weights, strict=True)
    )


def _exp(number: float) -> float:
    return math.exp(number) if number < 709 else math.inf
