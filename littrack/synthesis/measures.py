"""The effect measures littrack knows, and what each asks of a trial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from littrack.errors import DataError

Measure = Literal[
    "risk ratio", "odds ratio", "risk difference", "mean difference", "Hedges g", "generic"
]
MEASURES: tuple[Measure, ...] = get_args(Measure)

_ALSO: dict[str, Measure] = {
    "rr": "risk ratio",
    "or": "odds ratio",
    "rd": "risk difference",
    "md": "mean difference",
    "smd": "Hedges g",
    "standardized mean difference": "Hedges g",
    "standardised mean difference": "Hedges g",
}


@dataclass(frozen=True, slots=True)
class Scale:
    """``log``: analysed as a natural logarithm and shown as a ratio. ``null``: the shown value of no effect."""

    log: bool
    null: float
    needs: Literal["counts", "means", "estimates"]
    heading: str


SCALES: dict[Measure, Scale] = {
    "risk ratio": Scale(True, 1.0, "counts", "Risk ratio"),
    "odds ratio": Scale(True, 1.0, "counts", "Odds ratio"),
    "risk difference": Scale(False, 0.0, "counts", "Risk difference"),
    "mean difference": Scale(False, 0.0, "means", "Mean difference"),
    "Hedges g": Scale(False, 0.0, "means", "Hedges g"),
    "generic": Scale(False, 0.0, "estimates", "Estimate"),
}


def as_measure(name: str) -> Measure:
    """The measure of that name or usual abbreviation (RR, OR, RD, MD, SMD). DataError for any other."""
    for measure in MEASURES:
        if name.casefold() == measure.casefold():
            return measure
    try:
        return _ALSO[name.casefold()]
    except KeyError:
        allowed = ", ".join(MEASURES)
        raise DataError(
            f"{name!r} is no effect measure that littrack knows: use {allowed}"
        ) from None
