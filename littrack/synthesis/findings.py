"""What a synthesis says, in plain sentences: each holds figures that the ``Synthesis`` carries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from littrack.synthesis import words
from littrack.synthesis.absolute import ArmTotal
from littrack.synthesis.basis import Side
from littrack.synthesis.forest import PlotWords, Reference
from littrack.synthesis.measures import SCALES
from littrack.synthesis.planned import LeftOutTrial, Published, Synthesis, WithoutDerived
from littrack.synthesis.results import Pooled

_DONE = {"responders": "responded", "remitters": "remitted"}
_PLACEBO = re.compile(r"\b(placebo|saline|sham|vehicle|dummy)\b", re.IGNORECASE)
_INJECTED = re.compile(r"\binject", re.IGNORECASE)
_UNTREATED = re.compile(
    r"\b(untreated|no (treatment|injections?|intervention)|wait(ing)?[ -]?list|nothing)\b",
    re.IGNORECASE,
)


def findings(made: Synthesis) -> tuple[str, ...]:
    """The result and all that a reader must know beside it, most important first."""
    return tuple(_sentences(made))


def _sentences(made: Synthesis) -> Iterator[str]:
    pooled = made.pooled
    if pooled is None:
        yield f"Nothing can be pooled: {made.why_not}."
    else:
        yield _headline(made, pooled)
        if made.published:
            yield _published(made.published, pooled)
        yield from _ratio_of_patients(made, pooled)
        yield from _absolute(made)
    yield from _controls(made)
    yield from _largest(made)
    yield from _derived(made)
    if pooled is not None:
        yield from _robustness(made, pooled)
    for arm in made.counted_twice:
        yield f"The patients of {arm} are counted in more than one comparison."
    if pooled is not None or made.trials:
        yield from (f"Not usable: {each.label}: {each.why}." for each in made.unusable)
    for left in made.left_out:
        if not left.largest:
            yield _stop(f"Not in the pool: {left.label}: {left.why}")


def plot_words(made: Synthesis) -> PlotWords:
    """The words around the forest plot of a planned synthesis."""
    done = _DONE.get(made.plan.outcome)
    heading = SCALES[made.measure].heading.lower()
    return PlotWords(
        title=made.plan.title,
        low_side=f"more {done} on control" if done else "lower on treatment",
        high_side=f"more {done} on treatment" if done else "higher on treatment",
        pooled="" if len(made.trials) > 1 else f"{heading.capitalize()}, one trial",
        derived_note="A figure of this trial was derived, not printed in a paper.",
    )


def reference(made: Synthesis) -> Reference | None:
    """The line for the figure the article gives, else for one that a paper printed."""
    if made.plan.claimed is not None:
        return Reference(made.plan.claimed, f"article: {made.plan.claimed:g}")
    printed = made.published
    return Reference(printed.value, f"{printed.label}: {printed.value:g}") if printed else None


def control_names(made: Synthesis) -> tuple[tuple[str, int], ...]:
    """The comparison groups by name, with the number of trials."""
    return tuple(Counter(_described(trial.control) for trial in made.trials).items())


def untreated_controls(made: Synthesis) -> tuple[str, ...]:
    """Trials whose comparison group, by its name, got nothing at all."""
    return tuple(
        trial.label for trial in made.trials if _UNTREATED.search(_described(trial.control))
    )


def _described(side: Side) -> str:
    if side.dose and side.dose.lower().startswith(side.arm.lower()):
        return side.dose
    return f"{side.arm} ({side.dose})" if side.dose else side.arm


def _headline(made: Synthesis, pooled: Pooled) -> str:
    what = SCALES[pooled.measure].heading
    mark = words.DAGGER if pooled.derived else ""
    if pooled.k == 1:
        return (
            f"{what} {words.interval(pooled.effect)}{mark} in one trial of {made.patients} patients; "
            "nothing is pooled."
        )
    return (
        f"{what} {words.interval(pooled.effect)}{mark} over {pooled.k} trials with "
        f"{made.patients} patients."
    )


def _published(printed: Published, pooled: Pooled) -> str:
    ours = words.number(pooled.effect.value)
    if printed.agrees:
        return (
            f"{printed.label} printed {printed.value:g}; the trials' own counts give {ours}, "
            "which rounds to it."
        )
    return f"{printed.label} printed {printed.value:g}; the trials' own counts give {ours} instead."


def _ratio_of_patients(made: Synthesis, pooled: Pooled) -> Iterator[str]:
    """An odds ratio is never left alone: the ratio of patients stands beside it."""
    if pooled.measure != "odds ratio" or made.sensitivity is None:
        return
    for other in made.sensitivity.other_measures:
        if other.measure == "risk ratio":
            yield (
                f"That is a ratio of odds, not of patients. From the same counts the ratio of patients "
                f"(risk ratio) is {words.interval(other.effect)}."
            )


def _absolute(made: Synthesis) -> Iterator[str]:
    found, done = made.absolute, _DONE.get(made.plan.outcome, "had the event")
    if found is None:
        return
    added = " (counts added up)" if len(made.trials) > 1 else ""
    yield (
        f"{_share(found.treatment)} {done} on treatment and {_share(found.control)} on control"
        f"{added}: number needed to treat {found.needed.describe()}."
    )
    at, stated = found.at_baseline, made.plan.baseline
    if at is not None and stated is not None:
        risk = f"{100 * at.risk.value:.0f}% [{100 * at.risk.low:.0f}%, {100 * at.risk.high:.0f}%]"
        yield (
            f"At {stated.percent:g}% without treatment ({stated.source}) the pooled figure means {risk} "
            f"with it: number needed to treat {at.needed.describe()}."
        )


def _share(total: ArmTotal) -> str:
    return f"{total.events} of {total.n} ({total.percent:.1f}%)"


def _controls(made: Synthesis) -> Iterator[str]:
    if not made.trials:
        return
    if len(made.trials) == 1:
        yield f"Comparison group: {_described(made.trials[0].control)}. {_what_they_got(made)}"
        return
    names = ", ".join(
        f"{name} ({count} trial{'s' if count > 1 else ''})" for name, count in control_names(made)
    )
    yield f"Comparison groups: {names}. {_what_they_got(made)}"


def _what_they_got(made: Synthesis) -> str:
    """Read off the names and doses of the comparison groups, never guessed."""
    untreated = untreated_controls(made)
    if untreated:
        return f"Left untreated: {', '.join(untreated)}."
    got = [_described(trial.control) for trial in made.trials]
    who, none = ("It", "it did not go") if len(got) == 1 else ("Every one of them", "no group went")
    if all(_INJECTED.search(each) for each in got):
        return f"{who} was injected too; {none} without."
    if all(_PLACEBO.search(each) for each in got):
        return f"{who} got a placebo; {none} without."
    return f"{'It is not' if len(got) == 1 else 'None is'} described as untreated."


def _largest(made: Synthesis) -> Iterator[str]:
    for left in made.left_out:
        if left.largest:
            yield _stop(
                f"Larger than any trial of the pool, but not in it: {_sized(left)}: {left.why}"
            )


def _stop(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _sized(left: LeftOutTrial) -> str:
    return f"{left.label} ({left.n_total} patients)" if left.n_total else left.label


def _derived(made: Synthesis) -> Iterator[str]:
    for trial in made.trials:
        for side in (trial.treatment, trial.control):
            if side.derived:
                figures = " and ".join(side.derived)
                basis = f": {side.basis}" if side.basis else ""
                yield f"{words.DAGGER} {trial.label}, {side.arm}: {figures} derived, not printed{basis}."
    if len(made.trials) > 1 and made.sensitivity and made.sensitivity.without_derived:
        yield _without(made.sensitivity.without_derived)


def _without(found: WithoutDerived) -> str:
    head = f"Without the trials that rest on derived figures ({', '.join(found.left_out)})"
    if found.pooled is not None:
        return f"{head}: {words.interval(found.pooled.effect)} over {found.pooled.k} trials."
    if not found.kept:
        return f"{head} no trial is left, so nothing can be pooled."
    return f"{head} only {', '.join(found.kept)} is left, so nothing can be pooled."


def _robustness(made: Synthesis, pooled: Pooled) -> Iterator[str]:
    found = made.sensitivity
    if found is None:
        return
    if found.other_interval:
        other = found.other_interval
        span = f"[{words.number(other.effect.low)}, {words.number(other.effect.high)}]"
        yield f"With a {other.interval} interval: {span}."
    if len(found.leave_one_out) > 2:
        parts = [
            f"{words.number(step.pooled.effect.value)} without {step.label}"
            for step in found.leave_one_out
        ]
        yield f"Leaving one out: {', '.join(parts)}."
    if found.zero_cells:
        ways = [f"{_way(other)} {words.interval(other.effect)}" for other in found.zero_cells]
        yield f"Other ways with the empty cell: {'; '.join(ways)}."


def _way(pooled: Pooled) -> str:
    if pooled.model in ("Mantel-Haenszel", "Peto"):
        return f"{pooled.model} (nothing added)"
    return f"adding {pooled.correction.add:g}"
