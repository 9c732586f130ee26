"""A GRADE worksheet: what the data at hand suggest for each domain, with the reason; a person's entry overrides.

Source of the scheme: Guyatt GH et al., GRADE guidelines 1-9, J Clin Epidemiol 2011;64 (introduction, risk of bias,
publication bias, imprecision, inconsistency, indirectness); Schünemann H et al., GRADE Handbook, 2013.
A body of randomized trials starts high, any other low; a serious concern takes one step, a very serious one two.
Thresholds of ours, stated in every reason that uses them: inconsistency serious from I² 50% and very serious from 75%
(Cochrane Handbook 10.10.2), or where the prediction interval holds the null and the confidence interval does not;
optimal information size for a 25% relative change at 5% significance and 80% power (GRADE guidelines 6), or 400
people where only totals are known; publication bias serious where registered trials without publication hold a tenth
or more of the published participants, or owe their results.
A proposal is arithmetic, not judgement: indirectness is left to a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from statistics import NormalDist

DOMAINS = ("risk of bias", "inconsistency", "indirectness", "imprecision", "publication bias")
CONCERNS = ("not serious", "serious", "very serious", "not assessed")
CERTAINTIES = ("very low", "low", "moderate", "high")

SERIOUS_I2 = 50.0
VERY_SERIOUS_I2 = 75.0
RELATIVE_CHANGE = 0.25
TOTAL_NEEDED = 400
STUDIES_FOR_ASYMMETRY = 10
MISSING_SHARE = 0.10

_BIAS_WORDS = {
    "blinding": ("blind", "guess", "smoother", "visibl", "which injection"),
    "losses to follow-up": ("left before", "dropped out", "drop-out", "dropout", "not complete", "lost to"),
    "no control group": ("no control", "uncontrolled", "no placebo", "without a control"),
    "allocation": ("open-label", "open label", "not randomi", "unclear whether", "allocation"),
    "selective reporting": ("selective", "outcome switch", "missed its", "post hoc"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BodyStudy:
    """A study in the claim's evidence, as the worksheet sees it."""

    label: str
    stance: str
    design: str
    participants: int | None = None
    limits: str | None = None
    funding: str | None = None
    conflicts: str | None = None


@dataclass(frozen=True, slots=True)
class PooledBody:
    """A pooled result. ``i2`` in percent; control figures only where the outcome is a count of people."""

    name: str
    null: float
    trials: int
    participants: int | None = None
    low: float | None = None
    high: float | None = None
    prediction_low: float | None = None
    prediction_high: float | None = None
    i2: float | None = None
    control_events: int | None = None
    control_people: int | None = None
    egger_p: float | None = None


@dataclass(frozen=True, slots=True)
class MissingTrial:
    """A registered trial without a publication known here."""

    id: str
    enrollment: int | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Body:
    """The body of evidence of one claim."""

    studies: tuple[BodyStudy, ...] = ()
    pool: PooledBody | None = None
    missing: tuple[MissingTrial, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the data suggest for one domain, and why."""

    domain: str
    concern: str
    reason: str


@dataclass(frozen=True, slots=True)
class Worksheet:
    """Where the certainty starts and what each domain suggests, in GRADE's order."""

    start: str
    start_reason: str
    domains: tuple[Proposal, ...]


def worksheet(body: Body) -> Worksheet:
    """Propose every domain from the data at hand."""
    start, reason = _start(body)
    proposals = (
        Proposal("risk of bias", *_risk_of_bias(body)),
        Proposal("inconsistency", *_inconsistency(body)),
        Proposal("indirectness", *_indirectness(body)),
        Proposal("imprecision", *_imprecision(body)),
        Proposal("publication bias", *_publication_bias(body)),
    )
    return Worksheet(start, reason, proposals)


def resulting_certainty(start: str, concerns: Mapping[str, str]) -> str:
    """The certainty that follows from a start and the concern of each domain; unassessed domains take nothing off."""
    steps = {"serious": 1, "very serious": 2}
    down = sum(steps.get(concern, 0) for concern in concerns.values())
    return CERTAINTIES[max(0, CERTAINTIES.index(start) - down)]


def optimal_information_size(control_risk: float, change: float = RELATIVE_CHANGE) -> int:
    """People needed in both groups together to find a relative change of the control risk (5% two-sided, 80% power).

    The usual formula for two proportions: n a group = (z₀.₉₇₅ + z₀.₈)² (p₁q₁ + p₂q₂) / (p₁ − p₂)².
    """
    if not 0 < control_risk < 1:
        raise ValueError(f"a risk lies between 0 and 1, not at {control_risk}")
    more = control_risk * (1 + change)
    treated = more if more < 1 else control_risk * (1 - change)
    spread = control_risk * (1 - control_risk) + treated * (1 - treated)
    z = NormalDist().inv_cdf(0.975) + NormalDist().inv_cdf(0.8)
    return 2 * ceil(z * z * spread / (control_risk - treated) ** 2)


def _trials(body: Body) -> list[BodyStudy]:
    return [study for study in body.studies if study.design == "randomized controlled trial"]


def _start(body: Body) -> tuple[str, str]:
    trials = _trials(body)
    reviews = [s for s in body.studies if s.design in ("meta-analysis", "systematic review")]
    if trials:
        return "high", f"{_count(len(trials), 'randomized trial')} in the evidence"
    if reviews and body.pool:
        return "high", "pooled randomized trials"
    return "low", "no randomized trial in the evidence"


def _risk_of_bias(body: Body) -> tuple[str, str]:
    trials = _trials(body) or list(body.studies)
    told = [study for study in trials if study.limits]
    if not told:
        return "not assessed", "no appraised limits to read: a person has to judge"
    named = {study.label: _bias_named(study.limits or "") for study in told}
    hit = {label: words for label, words in named.items() if words}
    if not hit:
        return "not serious", f"none of {_count(len(told), 'appraised study')} names a bias"
    reason = "; ".join(f"{label}: {', '.join(words)}" for label, words in hit.items())
    share = f"{len(hit)} of {_count(len(told), 'appraised study')} name a bias ({reason})"
    return ("serious" if 2 * len(hit) >= len(told) else "not serious"), share


def _bias_named(limits: str) -> list[str]:
    text = limits.lower()
    return [name for name, words in _BIAS_WORDS.items() if any(word in text for word in words)]


def _inconsistency(body: Body) -> tuple[str, str]:
    pool = body.pool
    if pool is None or pool.trials < 2:
        return _conflict(body)
    if pool.i2 is not None and pool.i2 >= SERIOUS_I2:
        concern = "very serious" if pool.i2 >= VERY_SERIOUS_I2 else "serious"
        return concern, f"I² {pool.i2:.0f}% (serious from {SERIOUS_I2:.0f}%)"
    if _prediction_holds_null(pool):
        return (
            "serious",
            "the prediction interval holds no effect, the confidence interval does not",
        )
    concern, reason = _conflict(body)
    if concern == "serious":
        return concern, reason
    i2 = "not estimable" if pool.i2 is None else f"{pool.i2:.0f}%"
    return "not serious", f"I² {i2} over {_count(pool.trials, 'trial')}; with so few it says little"


def _prediction_holds_null(pool: PooledBody) -> bool:
    intervals = (pool.low, pool.high, pool.prediction_low, pool.prediction_high)
    if any(bound is None for bound in intervals):
        return False
    low, high, prediction_low, prediction_high = (bound or 0.0 for bound in intervals)
    return not low <= pool.null <= high and prediction_low <= pool.null <= prediction_high


def _conflict(body: Body) -> tuple[str, str]:
    sides = {
        stance: [study.label for study in body.studies if study.stance == stance]
        for stance in ("supports", "contradicts")
    }
    if all(sides.values()):
        told = " against ".join(_some(labels) for labels in sides.values())
        return "serious", f"studies disagree: {told}"
    if len(body.studies) < 2:
        return "not assessed", "fewer than two studies"
    return "not serious", "no cited study stands against another"


def _indirectness(body: Body) -> tuple[str, str]:
    return (
        "not assessed",
        "whether patients, treatment and comparison fit the question needs a person",
    )


def _imprecision(body: Body) -> tuple[str, str]:
    pool = body.pool
    if pool is None:
        return _imprecision_by_total(body)
    if pool.low is None or pool.high is None:
        return "not assessed", "the pooled result has no interval"
    holds_null = pool.low <= pool.null <= pool.high
    interval = f"interval {pool.low:.2f} to {pool.high:.2f}"
    needed, how = _needed(pool)
    enough = pool.participants is not None and pool.participants >= needed
    size = f"{pool.participants or 'unknown number of'} people, {needed:,} needed ({how})"
    if holds_null:
        concern = "serious" if enough else "very serious"
        return concern, f"{interval} holds no effect; {size}"
    return ("not serious" if enough else "serious"), f"{interval}; {size}"


def _needed(pool: PooledBody) -> tuple[int, str]:
    events, people = pool.control_events, pool.control_people
    if events and people and events < people:
        risk = events / people
        how = f"optimal information size for a 25% relative change from {100 * risk:.1f}%"
        return optimal_information_size(risk), how
    return TOTAL_NEEDED, "rule of thumb where no control risk is known"


def _imprecision_by_total(body: Body) -> tuple[str, str]:
    people = [study.participants for study in _trials(body) or body.studies if study.participants]
    if not people:
        return "not assessed", "no numbers of participants"
    total, largest = sum(people), max(people)
    told = f"nothing pooled; the studies hold {total} people, the largest {largest} ({TOTAL_NEEDED} needed)"
    return ("not serious" if total >= TOTAL_NEEDED else "serious"), told


def _publication_bias(body: Body) -> tuple[str, str]:
    late = [trial for trial in body.missing if trial.overdue]
    published = sum(study.participants or 0 for study in _trials(body))
    absent = sum(trial.enrollment or 0 for trial in body.missing)
    names = ", ".join(trial.id for trial in body.missing)
    if late or (published and absent >= MISSING_SHARE * published):
        people = f" with {absent} people, against {published} in published trials" if absent else ""
        owed = f"; {_count(len(late), 'trial')} overdue" if late else ""
        return "serious", f"registered but not published: {names}{people}{owed}"
    pool = body.pool
    if pool and pool.trials >= STUDIES_FOR_ASYMMETRY and pool.egger_p is not None:
        concern = "serious" if pool.egger_p < 0.1 else "not serious"
        return concern, f"Egger's test p = {pool.egger_p:.2f} over {pool.trials} trials"
    missing = f"registered but not published: {names}" if names else "no missing trial is known"
    return "not serious", f"{missing}; fewer than ten trials, so asymmetry cannot be tested"


def _count(number: int, noun: str) -> str:
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number} {noun if number == 1 else plural}"


def _some(labels: list[str]) -> str:
    return ", ".join(labels[:3]) + (f" and {len(labels) - 3} more" if len(labels) > 3 else "")
