"""Carry out a planned synthesis: counts from the appraised works, the pool, and everything beside it.

Pure: a plan and works in, a ``Synthesis`` out. What cannot be computed is said in words, not raised, so that
one missing count never stops a night's refresh.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from littrack.errors import DataError
from littrack.synthesis.absolute import (
    ArmTotal,
    AtBaseline,
    NumberNeeded,
    at_baseline,
    crude_difference,
    number_needed,
    totals,
)
from littrack.synthesis.basis import TrialBasis, Unusable, by_key, counted_twice, gather, short_name
from littrack.synthesis.diagnostics import Step, cumulative, leave_one_out
from littrack.synthesis.effects import Counts, Study, ZeroCells
from littrack.synthesis.measures import MEASURES, SCALES, Measure, as_measure
from littrack.synthesis.pooling import pool
from littrack.synthesis.results import Figure, IntervalKind, Model, Pooled, as_interval, as_model
from littrack.topics.model import SynthesisPlan, Work

RANDOM_EFFECTS = ("REML", "DerSimonian-Laird", "Paule-Mandel")
CORRECTIONS = (0.5, 0.1, 0.01)
"""Amounts added to empty cells in the sensitivity analysis."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The measure, model, interval and zero-cell rule of a plan, checked."""

    measure: Measure
    model: Model
    interval: IntervalKind
    correction: ZeroCells


@dataclass(frozen=True, slots=True)
class LeftOutTrial:
    """A work that a reader would expect in the pool, and why it is not there.

    ``largest``: it has more patients than any trial of the pool.
    """

    study: str
    label: str
    n_total: int | None
    why: str
    largest: bool


@dataclass(frozen=True, slots=True)
class WithoutDerived:
    """The pool of those trials whose every figure was printed. ``pooled`` None where fewer than two are left."""

    kept: tuple[str, ...]
    left_out: tuple[str, ...]
    pooled: Pooled | None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The same trials pooled in other ways.

    ``other_interval`` has Hartung–Knapp beside a Wald interval or the reverse; ``other_measures`` what else
    counts can give; ``zero_cells`` other ways with empty cells, where there are any; ``without_derived`` is
    None where every figure was printed.
    """

    other_interval: Pooled | None
    other_measures: tuple[Pooled, ...]
    zero_cells: tuple[Pooled, ...]
    leave_one_out: tuple[Step, ...]
    cumulative: tuple[Step, ...]
    without_derived: WithoutDerived | None


@dataclass(frozen=True, slots=True)
class Absolute:
    """Patients with the outcome on both sides, added up; the difference of the shares, and the number needed."""

    treatment: ArmTotal
    control: ArmTotal
    difference: Figure
    needed: NumberNeeded
    at_baseline: AtBaseline | None


@dataclass(frozen=True, slots=True)
class Published:
    """The figure a paper printed for the same question. ``agrees``: ours, rounded as theirs, is the same."""

    study: str
    label: str
    value: float
    low: float | None
    high: float | None
    agrees: bool


@dataclass(frozen=True, slots=True)
class Synthesis:
    """A plan carried out. ``pooled`` None: ``why_not`` says why."""

    plan: SynthesisPlan
    setting: Setting
    trials: tuple[TrialBasis, ...]
    unusable: tuple[Unusable, ...]
    left_out: tuple[LeftOutTrial, ...]
    counted_twice: tuple[str, ...] = ()
    pooled: Pooled | None = None
    why_not: str | None = None
    sensitivity: Sensitivity | None = None
    absolute: Absolute | None = None
    published: Published | None = None

    @property
    def measure(self) -> Measure:
        """The effect measure."""
        return self.setting.measure

    @property
    def derived(self) -> bool:
        """A figure behind the result was derived, not printed."""
        return any(trial.derived for trial in self.trials)

    @property
    def patients(self) -> int:
        """Patients in the pooled comparisons."""
        return sum(trial.treatment.n + trial.control.n for trial in self.trials)


def setting_of(plan: SynthesisPlan) -> Setting:
    """A plan's words as a checked setting. DataError for a word that littrack does not know."""
    model = as_model(plan.model)
    interval = as_interval(plan.interval) if model in RANDOM_EFFECTS else "Wald"
    return Setting(as_measure(plan.measure), model, interval, ZeroCells(plan.correction))


def carry_out(plan: SynthesisPlan, works: Sequence[Work]) -> Synthesis:
    """Pool what a plan names and add its sensitivity analyses.

    DataError only where the plan's own words (measure, model, interval, correction) make no sense.
    """
    setting, known = setting_of(plan), by_key(works)
    trials, unusable = gather(plan, setting.measure, known)
    made = Synthesis(
        plan, setting, trials, unusable, _left_out(plan, known, trials), counted_twice(plan)
    )
    try:
        pooled = _pool([trial.data for trial in trials], setting)
    except DataError as reason:
        return replace(made, why_not=_why_not(made, str(reason)))
    return replace(
        made,
        pooled=pooled,
        sensitivity=_sensitivity(trials, setting),
        absolute=_absolute(plan, trials, pooled),
        published=_published(plan, known, pooled),
    )


def _pool(studies: Sequence[Study], setting: Setting) -> Pooled:
    return pool(studies, setting.measure, setting.model, setting.interval, setting.correction)


def _why_not(made: Synthesis, reason: str) -> str:
    lacking = "; ".join(f"{each.label}: {each.why}" for each in made.unusable)
    return f"{reason}: {lacking}" if lacking and not made.trials else reason


def _sensitivity(trials: Sequence[TrialBasis], setting: Setting) -> Sensitivity:
    studies = [trial.data for trial in trials]
    several = len(studies) > 1
    args = (setting.measure, setting.model, setting.interval, setting.correction)
    dated = all(trial.year is not None for trial in trials)
    return Sensitivity(
        _other_interval(studies, setting) if several else None,
        tuple(_other_measures(studies, setting)),
        tuple(_zero_cells(studies, setting)),
        _computable(leave_one_out, studies, args) if several else (),
        _computable(cumulative, studies, args) if several and dated else (),
        _without_derived(trials, setting),
    )


def _computable(
    analysis: Callable[..., tuple[Step, ...]],
    studies: Sequence[Study],
    args: tuple[Measure, Model, IntervalKind, ZeroCells],
) -> tuple[Step, ...]:
    """The steps of an analysis, or none where a subset has no finite pool (a lone double-zero trial)."""
    try:
        return analysis(studies, *args)
    except DataError:
        return ()


def _other_interval(studies: Sequence[Study], setting: Setting) -> Pooled | None:
    if setting.model not in RANDOM_EFFECTS:
        return None
    other: IntervalKind = "Wald" if setting.interval == "Hartung-Knapp" else "Hartung-Knapp"
    return _pool(studies, replace(setting, interval=other))


def _other_measures(studies: Sequence[Study], setting: Setting) -> Iterator[Pooled]:
    if SCALES[setting.measure].needs != "counts":
        return
    for measure in MEASURES:
        if SCALES[measure].needs == "counts" and measure != setting.measure:
            yield from _if_any(studies, replace(setting, measure=measure))


def _zero_cells(studies: Sequence[Study], setting: Setting) -> Iterator[Pooled]:
    """Other corrections, Mantel–Haenszel and (for an odds ratio) Peto, which need none."""
    if not any(isinstance(study, Counts) and study.has_zero for study in studies):
        return
    if setting.model not in ("Mantel-Haenszel", "Peto"):
        for add in CORRECTIONS:
            if add != setting.correction.add:
                yield from _if_any(studies, replace(setting, correction=ZeroCells(add)))
    others: tuple[Model, ...] = ("Mantel-Haenszel", "Peto")
    for model in others:
        if model != setting.model and (model != "Peto" or setting.measure == "odds ratio"):
            yield from _if_any(studies, replace(setting, model=model, interval="Wald"))


def _if_any(studies: Sequence[Study], setting: Setting) -> Iterator[Pooled]:
    with suppress(DataError):
        yield _pool(studies, setting)


def _without_derived(trials: Sequence[TrialBasis], setting: Setting) -> WithoutDerived | None:
    kept = [trial for trial in trials if not trial.derived]
    if len(kept) == len(trials):
        return None
    pooled = None
    if len(kept) > 1:
        pooled = next(_if_any([trial.data for trial in kept], setting), None)
    return WithoutDerived(
        tuple(trial.label for trial in kept),
        tuple(trial.label for trial in trials if trial.derived),
        pooled,
    )


def _absolute(plan: SynthesisPlan, trials: Sequence[TrialBasis], pooled: Pooled) -> Absolute | None:
    counts = [trial.data for trial in trials if isinstance(trial.data, Counts)]
    if not counts:
        return None
    treatment, control = totals(counts)
    difference = crude_difference(treatment, control)
    stated = plan.baseline
    sensible = stated is not None and 0 < stated.percent < 100
    at = at_baseline(pooled, stated.percent / 100) if stated and sensible else None
    return Absolute(treatment, control, difference, number_needed(difference), at)


def _left_out(
    plan: SynthesisPlan, works: dict[str, Work], trials: Sequence[TrialBasis]
) -> tuple[LeftOutTrial, ...]:
    """Works named by the plan as absent; the largest of them is marked where it outweighs the pool's trials.

    A pooled analysis is not a trial, so only works of a trial's design can be "the largest trial".
    """
    most = max((trial.treatment.n + trial.control.n for trial in trials), default=0)
    sizes = {
        left.study: works[left.study].n_total or 0
        for left in plan.left_out
        if left.study in works and works[left.study].design.endswith("trial")
    }
    largest = max(sizes.values(), default=0)
    return tuple(
        LeftOutTrial(
            left.study,
            short_name(works[left.study]) if left.study in works else left.study,
            works[left.study].n_total if left.study in works else None,
            left.why,
            largest > most and sizes.get(left.study) == largest,
        )
        for left in plan.left_out
    )


def _published(plan: SynthesisPlan, works: dict[str, Work], pooled: Pooled) -> Published | None:
    printed = plan.published
    if printed is None:
        return None
    label = short_name(works[printed.study]) if printed.study in works else printed.study
    ours = pooled.effect
    pairs = [(printed.value, ours.value), (printed.ci_low, ours.low), (printed.ci_high, ours.high)]
    agrees = all(said is None or _rounds_to(mine, said) for said, mine in pairs)
    return Published(printed.study, label, printed.value, printed.ci_low, printed.ci_high, agrees)


def _rounds_to(ours: float, printed: float) -> bool:
    """Our figure, rounded to the places that were printed, is the printed one."""
    places = len(repr(printed).partition(".")[2].rstrip("0"))
    return abs(ours - printed) <= 0.5 * 10.0**-places + 1e-9
