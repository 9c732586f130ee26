"""From appraised works to the counts and means a plan asks for, each with what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from littrack.errors import DataError
from littrack.synthesis.effects import Counts, Means, Study
from littrack.synthesis.measures import SCALES, Measure
from littrack.topics.model import Arm, PlannedTrial, SynthesisPlan, Work


@dataclass(frozen=True, slots=True)
class Side:
    """One arm as it enters a pool. ``derived`` names the figures that no page printed; ``basis`` says how so."""

    arm: str
    n: int
    events: int | None
    mean: float | None
    sd: float | None
    basis: str | None
    derived: tuple[str, ...]
    dose: str | None = None


@dataclass(frozen=True, slots=True)
class TrialBasis:
    """One planned trial with its data and what they rest on. ``study`` is the work's key."""

    study: str
    label: str
    year: int | None
    treatment: Side
    control: Side
    data: Study

    @property
    def derived(self) -> bool:
        """A figure used here was derived."""
        return self.data.derived


@dataclass(frozen=True, slots=True)
class Unusable:
    """A planned trial whose appraisal lacks what the measure needs."""

    study: str
    label: str
    why: str


def gather(
    plan: SynthesisPlan, measure: Measure, works: Mapping[str, Work]
) -> tuple[tuple[TrialBasis, ...], tuple[Unusable, ...]]:
    """The trials of a plan that can be used, and those that cannot, with the reason."""
    used: list[TrialBasis] = []
    unusable: list[Unusable] = []
    labels = _labels(plan, works)
    for planned, label in zip(plan.trials, labels, strict=True):
        try:
            used.append(_basis(planned, label, plan.outcome, measure, works))
        except DataError as reason:
            unusable.append(Unusable(planned.study, label, str(reason)))
    return tuple(used), tuple(unusable)


def counted_twice(plan: SynthesisPlan) -> tuple[str, ...]:
    """Arms that more than one comparison of the plan uses: their patients would count twice."""
    arms = Counter(
        (trial.study, arm) for trial in plan.trials for arm in (trial.treatment, trial.control)
    )
    return tuple(f"{study}: {arm}" for (study, arm), times in arms.items() if times > 1)


def short_name(work: Work) -> str:
    """ "Wollmer 2012": the first author's family name and the year; the key where neither is known."""
    if not work.authors:
        return work.key
    family = family_name(work.authors[0])
    return f"{family} {work.year}" if work.year else family


def names(works: Iterable[Work]) -> dict[str, str]:
    """The short name of each work by key; those that share one are told apart by their journals, else by key."""
    called = {work.key: (short_name(work), work.journal or work.key) for work in works}
    twins = Counter(name for name, _ in called.values())
    return {
        key: name if twins[name] == 1 else f"{name}, {place}"
        for key, (name, place) in called.items()
    }


def family_name(author: str) -> str:
    """ "de Boer" of "de Boer C": PubMed's form without the initials."""
    words = author.split()
    if len(words) > 1 and words[-1].isupper() and len(words[-1]) <= 4:
        words.pop()
    return " ".join(words)


def _labels(plan: SynthesisPlan, works: Mapping[str, Work]) -> list[str]:
    """A name for each trial; told apart by key, then by arm, where names would clash."""
    names = [
        short_name(works[trial.study]) if trial.study in works else trial.study
        for trial in plan.trials
    ]
    twins = Counter(names)
    keys = Counter(trial.study for trial in plan.trials)
    return [
        name
        if twins[name] == 1
        else f"{name}, {trial.treatment}"
        if keys[trial.study] > 1
        else f"{name} ({trial.study})"
        for name, trial in zip(names, plan.trials, strict=True)
    ]


def _basis(
    planned: PlannedTrial, label: str, outcome: str, measure: Measure, works: Mapping[str, Work]
) -> TrialBasis:
    work = works.get(planned.study)
    if work is None:
        raise DataError(f"{planned.study} is not among the appraised studies")
    treatment, control = _arm(work, planned.treatment), _arm(work, planned.control)
    sides = _side(treatment, outcome), _side(control, outcome)
    data = _data(label, work, sides, measure, (treatment.scale, control.scale))
    return TrialBasis(work.key, label, work.year, *sides, data)


def _arm(work: Work, name: str) -> Arm:
    arm = work.arm(name)
    if arm is None:
        known = ", ".join(repr(each.name) for each in work.arms) or "none"
        raise DataError(f"{work.key} has no arm {name!r} (its arms: {known})")
    return arm


def _side(arm: Arm, outcome: str) -> Side:
    if arm.n is None:
        raise DataError(f"the number of patients in {arm.name!r} is not known")
    if outcome == "mean_change":
        if arm.mean_change is None or arm.sd is None:
            raise DataError(f"the mean change of {arm.name!r} or its SD is not known")
        events = None
    else:
        events = arm.responders if outcome == "responders" else arm.remitters
        if events is None:
            raise DataError(f"the {outcome} of {arm.name!r} are not known")
    used = ["n", outcome] if events is not None else ["n", "mean_change", "sd"]
    derived = tuple(figure for figure in used if arm.is_derived(figure))
    means = (arm.mean_change, arm.sd) if events is None else (None, None)
    return Side(arm.name, arm.n, events, *means, arm.counts_basis, derived, arm.dose)


def _data(
    label: str,
    work: Work,
    sides: tuple[Side, Side],
    measure: Measure,
    scales: tuple[str | None, str | None],
) -> Study:
    one, two = sides
    derived = bool(one.derived or two.derived)
    if one.events is not None and two.events is not None:
        if SCALES[measure].needs != "counts":
            raise DataError(f"a {measure} cannot be made of counts")
        return Counts(label, one.events, one.n, two.events, two.n, derived, work.year)
    if one.mean is None or one.sd is None or two.mean is None or two.sd is None:
        raise DataError("a mean or its SD is not known")
    if SCALES[measure].needs != "means":
        raise DataError(f"a {measure} cannot be made of means")
    if scales[0] != scales[1]:
        raise DataError(f"its arms use different scales ({scales[0]}, {scales[1]})")
    return Means(
        label, one.mean, one.sd, one.n, two.mean, two.sd, two.n, derived, work.year, scales[0] or ""
    )


def by_key(works: Sequence[Work]) -> dict[str, Work]:
    """Works by their key."""
    return {work.key: work for work in works}
