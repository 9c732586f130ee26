"""A pooled result as it is kept: what went in, trial by trial, what stayed out and why, and what came out.

Kept as JSON in ``syntheses.inputs``, so that every pooled figure can be traced to the papers behind it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PooledArm:
    """One side of a trial. ``basis`` says where the figures were read; ``derived`` names those no page printed."""

    name: str
    people: int | None = None
    events: int | None = None
    mean: float | None = None
    sd: float | None = None
    basis: str | None = None
    derived: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PooledTrial:
    """One trial of a pool. ``key`` is its key in evidence.yaml; effect and interval as a reader is shown them."""

    key: str
    label: str
    year: int | None
    treatment: PooledArm
    control: PooledArm
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    weight: float | None = None
    """Percent of the total; ``None`` where the model gives none, or the trial was dropped."""

    @property
    def derived(self) -> bool:
        """Was a figure that went in worked out rather than printed?"""
        return bool(self.treatment.derived or self.control.derived)


@dataclass(frozen=True, slots=True)
class LeftOutStudy:
    """A study that a reader would expect in the pool, and why it is not there."""

    key: str
    label: str
    why: str
    people: int | None = None
    largest: bool = False
    """It has more participants than any trial of the pool."""


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """What a paper printed for the same question. ``agrees``: ours, rounded as theirs, is the same."""

    key: str
    label: str
    value: float
    low: float | None = None
    high: float | None = None
    agrees: bool = False


@dataclass(frozen=True, slots=True)
class OtherWay:
    """The same trials pooled in another way: what was done, and the figure with its interval."""

    way: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PoolRecord:
    """Everything about a pooled result that has no column of its own."""

    title: str
    outcome: str
    interval: str
    correction: float
    trials: tuple[PooledTrial, ...]
    left_out: tuple[LeftOutStudy, ...] = ()
    published: PrintedFigure | None = None
    claimed: float | None = None
    """The figure that the article's sentence gives."""
    baseline_percent: float | None = None
    baseline_source: str | None = None
    others: tuple[OtherWay, ...] = ()
    without_derived: str | None = None
    """What is left without trials that have a derived figure; ``None`` where every figure was printed."""
    counted_twice: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    """What it says, in sentences, most important first."""

    @property
    def counted(self) -> tuple[PooledTrial, ...]:
        """Trials with events and people on both sides."""
        return tuple(
            trial
            for trial in self.trials
            if None
            not in (
                trial.treatment.events,
                trial.treatment.people,
                trial.control.events,
                trial.control.people,
            )
        )

    def totals(self) -> tuple[int, int, int, int] | None:
        """Events and people on treatment, events and people on control, added over the trials; or ``None``."""
        counted = self.counted
        if not counted or len(counted) < len(self.trials):
            return None
        return (
            sum(trial.treatment.events or 0 for trial in counted),
            sum(trial.treatment.people or 0 for trial in counted),
            sum(trial.control.events or 0 for trial in counted),
            sum(trial.control.people or 0 for trial in counted),
        )


def to_json(record: PoolRecord) -> str:
    """The record as JSON, the same text for the same record; empty fields are left out."""
    return json.dumps(_without_empty(asdict(record)), ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> PoolRecord:
    """The record that ``to_json`` wrote."""
    kept: dict[str, Any] = json.loads(text)
    return PoolRecord(
        title=kept["title"],
        outcome=kept["outcome"],
        interval=kept["interval"],
        correction=kept["correction"],
        trials=tuple(_trial(each) for each in kept.get("trials", ())),
        left_out=tuple(LeftOutStudy(**each) for each in kept.get("left_out", ())),
        published=PrintedFigure(**kept["published"]) if "published" in kept else None,
        claimed=kept.get("claimed"),
        baseline_percent=kept.get("baseline_percent"),
        baseline_source=kept.get("baseline_source"),
        others=tuple(OtherWay(**each) for each in kept.get("others", ())),
        without_derived=kept.get("without_derived"),
        counted_twice=tuple(kept.get("counted_twice", ())),
        notes=tuple(kept.get("notes", ())),
        findings=tuple(kept.get("findings", ())),
    )


def _trial(kept: dict[str, Any]) -> PooledTrial:
    sides = {side: _arm(kept[side]) for side in ("treatment", "control")}
    return PooledTrial(**{"year": None, **kept, **sides})


def _arm(kept: dict[str, Any]) -> PooledArm:
    return PooledArm(**{**kept, "derived": tuple(kept.get("derived", ()))})


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_empty(each) for key, each in value.items() if each not in (None, (), [])
        }
    if isinstance(value, list | tuple):
        return [_without_empty(each) for each in value]
    return value
