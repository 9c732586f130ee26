"""Whether the numbers of evidence.yaml fit together, and whether a synthesis has what it needs. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from littrack.topics.claim_checks import bad_date, near, twice
from littrack.topics.document import Path, Problem, repeated
from littrack.topics.files import TopicFiles
from littrack.topics.model import (
    Arm,
    Claim,
    Dismissed,
    Outcome,
    PlannedTrial,
    SynthesisPlan,
    Topic,
    Work,
)
from littrack.topics.schema import choices

_SAYS_DERIVED = re.compile(r"\b(derived|assumed|inferred|only integers)\b", re.IGNORECASE)
_SHOUTS_DERIVED = re.compile(r"\b(DERIVED|ASSUMED)\b")
_BINARY = ("risk ratio", "odds ratio", "risk difference")


def check_studies(files: TopicFiles) -> Iterator[Problem]:
    """Each appraised study."""
    works, document = files.topic.works, files.evidence
    yield from twice(document, "studies", "key", (work.key for work in works))
    yield from twice(document, "studies", "pmid", (work.pmid for work in works))
    yield from twice(document, "studies", "doi", ((work.doi or "").lower() for work in works))
    for n, work in enumerate(works):
        yield from bad_date(document, ("studies", n, "appraised"), work.appraised)
        yield from _unfinished(files, n, work)
        for m, first in repeated(arm.name or None for arm in work.arms):
            wrong = f"two arms are called {work.arms[first].name!r}"
            yield files.study(n, ("arms", m, "name"), wrong, "claims.yaml tells arms by name")
        for m, arm in enumerate(work.arms):
            for field, wrong, allowed in _arm(work, arm):
                yield files.study(n, ("arms", m, field), wrong, allowed)
        for m, outcome in enumerate(work.outcomes):
            for field, wrong, allowed in _outcome(outcome):
                yield files.study(n, ("outcomes", m, field), wrong, allowed)


def check_dismissed(files: TopicFiles) -> Iterator[Problem]:
    """Studies that were dismissed: each once, for claims that exist, and none that a claim cites."""
    document = files.evidence
    known = [claim.id for claim in files.topic.claims]
    entries = files.topic.dismissed
    for n, each in enumerate(entries):
        path: Path = ("dismissed", n)
        for m, claim in enumerate(each.claims):
            if claim not in known:
                wrong = f"no claim has the id {claim!r}"
                yield document.problem((*path, "claims", m), wrong, choices(claim, known))
        if any(other.pmid == each.pmid and _shares(each, other) for other in entries[:n]):
            yield document.problem(path, f"{each.pmid} is dismissed twice", "one entry a study")
        for claim in _citing(files.topic, each):
            wrong = f"{each.pmid} is dismissed, but {claim} cites it"
            yield document.problem(path, wrong, "drop the entry, or name other claims in it")


def _shares(one: Dismissed, other: Dismissed) -> bool:
    """Whether two entries speak of the same claim."""
    if not one.claims or not other.claims:
        return True
    return bool(set(one.claims) & set(other.claims))


def _citing(topic: Topic, each: Dismissed) -> Iterator[str]:
    """Claims that cite a study which is dismissed for them."""
    keys = {work.key for work in topic.works if work.pmid == each.pmid}
    for claim in topic.claims:
        if keys & _cites(claim) and (not each.claims or claim.id in each.claims):
            yield claim.id


def _unfinished(files: TopicFiles, n: int, work: Work) -> Iterator[Problem]:
    blank = [field for field in ("design", "one_line") if not getattr(work, field)]
    if blank:
        wrong = f"the entry is begun but has no {' and no '.join(blank)}"
        problem = files.study(n, (blank[0],), wrong, "fill it in: until then it does not count")
        yield replace(problem, unfinished=True)
        cited = [each.id for each in files.topic.claims if work.key in _cites(each)]
        if cited:
            yield files.study(
                n, ("key",), f"unfinished, but cited by {', '.join(cited)}", "finish it"
            )


def _cites(claim: Claim) -> set[str]:
    return {each.study for each in claim.evidence}


Fault = tuple[str, str, "str | None"]


def _arm(work: Work, arm: Arm) -> Iterator[Fault]:
    if arm.n is not None and work.n_total is not None and arm.n > work.n_total:
        yield "n", f"{arm.n} people, but the study has {work.n_total}", "at most n_total"
    for count, percent in (
        ("responders", "response_percent"),
        ("remitters", "remission_percent"),
    ):
        yield from _count(arm, count, percent)
    for figure in arm.derived:
        if getattr(arm, figure, None) is None:
            yield "derived", f"names {figure!r}, which is not given", "figures of this arm"
    if arm.counts_basis and _SAYS_DERIVED.search(arm.counts_basis) and not arm.derived:
        allowed = "add derived: [n, responders, remitters], whichever no page printed"
        yield "counts_basis", "speaks of a derived figure, but none is marked", allowed


def _count(arm: Arm, name: str, percent_name: str) -> Iterator[Fault]:
    count, percent = getattr(arm, name), getattr(arm, percent_name)
    if count is None or arm.n is None:
        return
    if count > arm.n:
        yield name, f"{count} of {arm.n} people", f"at most n ({arm.n})"
    elif percent is not None and arm.n and not fits(count, arm.n, percent):
        exact = 100 * count / arm.n
        wrong = f"{percent:g}% does not fit {count} of {arm.n} ({exact:.1f}%)"
        yield percent_name, wrong, "mend the count or the percentage, or leave one out"


def fits(count: int, n: int, percent: float) -> bool:
    """Whether a printed percentage is this count of n, rounded to the decimals that it shows."""
    decimals = len(f"{percent!r}".partition(".")[2].rstrip("0"))
    return abs(100 * count / n - percent) <= 0.5 * 10.0**-decimals + 1e-9


def _outcome(outcome: Outcome) -> Iterator[Fault]:
    low, high, value = outcome.ci_low, outcome.ci_high, outcome.value
    if low is not None and high is not None:
        if low > high:
            yield "interval", f"[{low:g}, {high:g}] runs backwards", "[low, high]"
        elif value is not None and not low <= value <= high:
            yield "interval", f"[{low:g}, {high:g}] does not hold the value {value:g}", None
    if outcome.p and _is_number(outcome.p) and not 0 <= float(outcome.p) <= 1:
        yield "p", f"{outcome.p} is no probability", "0 to 1, or a text such as '<0.001'"
    has = {"value": value is not None, "interval": low is not None, "p": outcome.p is not None}
    for figure in outcome.derived:
        if not has.get(figure, True):
            yield "derived", f"names {figure!r}, which is not given", "figures of this outcome"
    if outcome.note and _SHOUTS_DERIVED.search(outcome.note) and not outcome.derived:
        yield "note", "speaks of a derived figure, but none is marked", "add derived: [value]"


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d*\.?\d+", text) is not None


def check_plans(files: TopicFiles) -> Iterator[Problem]:
    """Each synthesis that a claim plans."""
    for n, claim in enumerate(files.topic.claims):
        for m, first in repeated(plan.name or None for plan in claim.syntheses):
            wrong = f"two syntheses are called {claim.syntheses[first].name!r}"
            yield files.claim(n, ("syntheses", m, "name"), wrong, "each name once in a claim")
        for m, first in repeated(each.domain or None for each in claim.certainty_entries):
            wrong = f"{claim.certainty_entries[first].domain!r} is judged twice"
            yield files.claim(n, ("certainty_entries", m), wrong, "one entry a domain")
        for m, plan in enumerate(claim.syntheses):
            for path, wrong, allowed in _plan(files, claim, plan):
                yield files.claim(n, ("syntheses", m, *path), wrong, allowed)


PlanFault = tuple[Path, str, "str | None"]


def _plan(files: TopicFiles, claim: Claim, plan: SynthesisPlan) -> Iterator[PlanFault]:
    yield from _measure(plan)
    keys = [work.key for work in files.topic.works]
    pooled = [trial.study for trial in plan.trials]
    for m, first in repeated(iter(pooled)):
        wrong = f"{pooled[first]!r} is pooled twice"
        yield ("trials", m), wrong, "one entry a study, or its patients count double"
    for m, left in enumerate(plan.left_out):
        if left.study not in keys:
            yield ("left_out", m), f"no study has the key {left.study!r}", near(left.study, keys)
        elif left.study in pooled:
            yield ("left_out", m), f"{left.study!r} is both pooled and left out", None
    if plan.published and plan.published.study not in keys:
        wrong = f"no study has the key {plan.published.study!r}"
        yield ("published", "study"), wrong, near(plan.published.study, keys)
    evidence = [each.study for each in claim.evidence]
    for m, trial in enumerate(plan.trials):
        work = files.topic.work(trial.study)
        if work is None:
            wrong = f"no study has the key {trial.study!r}"
            yield ("trials", m, "study"), wrong, near(trial.study, keys)
            continue
        if trial.study not in evidence:
            yield ("trials", m, "study"), f"{trial.study!r} is not in the claim's evidence", None
        for field, wrong, allowed in _arms(plan, trial, work):
            yield ("trials", m, field), wrong, allowed
    yield from _scales(files, plan)


def _measure(plan: SynthesisPlan) -> Iterator[PlanFault]:
    binary = plan.measure in _BINARY
    if plan.measure and binary == (plan.outcome == "mean_change"):
        allowed = "responders or remitters" if binary else "mean_change"
        yield ("outcome",), f"{plan.outcome!r} has no {plan.measure}", f"allowed: {allowed}"
    if plan.model == "Peto" and plan.measure != "odds ratio":
        yield ("model",), "Peto's method gives an odds ratio", "measure: odds ratio"
    if plan.model == "Mantel-Haenszel" and not binary:
        yield ("model",), "Mantel-Haenszel pools counts", f"measure: {', '.join(_BINARY)}"


def _arms(plan: SynthesisPlan, trial: PlannedTrial, work: Work) -> Iterator[Fault]:
    names = [arm.name for arm in work.arms]
    if trial.treatment == trial.control:
        yield "control", "is the treated arm", f"another of: {', '.join(names)}"
    needed = ("n", "mean_change", "sd") if plan.outcome == "mean_change" else ("n", plan.outcome)
    for field, name in (("treatment", trial.treatment), ("control", trial.control)):
        arm = work.arm(name)
        if arm is None:
            yield field, f"{work.key} has no arm {name!r}", choices(name, names)
            continue
        missing = [figure for figure in needed if getattr(arm, figure, 0) is None]
        if missing:
            wrong = f"the arm {name!r} of {work.key} gives no {' and no '.join(missing)}"
            yield field, wrong, "pool only what is given; name it under left_out"
        elif arm.n == 0:
            yield field, f"the arm {name!r} of {work.key} has nobody in it", None


def _scales(files: TopicFiles, plan: SynthesisPlan) -> Iterator[PlanFault]:
    """A mean difference is in the units of one scale."""
    if plan.measure != "mean difference":
        return
    works = ((files.topic.work(trial.study), trial) for trial in plan.trials)
    arms = [work.arm(trial.treatment) for work, trial in works if work]
    scales = sorted({arm.scale for arm in arms if arm and arm.scale})
    if len(scales) > 1:
        wrong = f"mixes scales: {', '.join(scales)}"
        yield ("measure",), wrong, "Hedges g, or trials of one scale"
