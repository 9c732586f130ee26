"""The copies of metafor's results that the tests carry, as trials and expected figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from littrack.synthesis.effects import Counts, Estimate, Means, Study
from littrack.synthesis.measures import Measure, as_measure
from littrack.synthesis.results import IntervalKind, Model, Pooled

DATA = Path(__file__).parent / "data"
SETTINGS: dict[str, tuple[Model, IntervalKind]] = {
    "EE": ("common effect", "Wald"),
    "DL_wald": ("DerSimonian-Laird", "Wald"),
    "DL_hartung_knapp": ("DerSimonian-Laird", "Hartung-Knapp"),
    "PM_wald": ("Paule-Mandel", "Wald"),
    "PM_hartung_knapp": ("Paule-Mandel", "Hartung-Knapp"),
    "REML_wald": ("REML", "Wald"),
    "REML_hartung_knapp": ("REML", "Hartung-Knapp"),
}


@dataclass(frozen=True)
class Analysis:
    """One data set analysed as one measure."""

    name: str
    measure: Measure
    studies: tuple[Study, ...]
    expected: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.name} {self.measure}"


def analyses(file: str) -> Iterator[Analysis]:
    """Every analysis of a data file."""
    for each in json.loads((DATA / file).read_text(encoding="utf-8"))["datasets"]:
        for name, expected in each["results"].items():
            measure = as_measure(name)
            yield Analysis(each["dataset"], measure, _studies(each["inputs"], measure), expected)


def figures(pooled: Pooled) -> list[float | None]:
    """A pool in the order of the data files' lines."""
    found = pooled.heterogeneity
    low, high = pooled.prediction or (None, None)
    return [
        pooled.estimate, pooled.se, pooled.low, pooled.high, pooled.p, low, high,
        found.tau2, found.i2, found.h2, found.q, found.p,
    ]  # fmt: skip


def close(ours: float | None, theirs: float | None, tolerance: float = 1e-6) -> bool:
    """Within ``tolerance``, absolutely or relatively."""
    if ours is None or theirs is None:
        return ours is theirs
    return abs(ours - theirs) <= tolerance * max(1.0, abs(theirs))


def _studies(inputs: dict[str, list[list[Any]]], measure: Measure) -> tuple[Study, ...]:
    ((kind, lines),) = inputs.items()
    if kind == "counts":
        return tuple(Counts(f"trial {at}", *line) for at, line in enumerate(lines))
    if kind == "means":
        return tuple(Means(f"trial {at}", *line) for at, line in enumerate(lines))
    return tuple(Estimate(f"trial {at}", *line, measure) for at, line in enumerate(lines))
