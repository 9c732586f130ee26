"""Why a verdict may need another look. A flag asks a person to read; it never changes a verdict.

The model is COVID-NMA's four triggers for updating a living review: changed findings, changed credibility, new settings
or outcomes, and new serious harms. To these come what happens to a cited study (retraction, correction, concern), what
happens to the verdict itself (unsigned, old), and trials that owe their results.

"Since the verdict" means: against what the verdict rested on when the database first held it in its present form
(``Baseline``). A person who looks again and changes the verdict, or only its date, begins a new baseline.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from littrack.integrity import kinds

NEW_STUDY = "new high-level study unreviewed"
UNREAD_STUDIES = "earlier high-level studies unreviewed"
RETRACTED = "cited study retracted"
CORRECTED = "cited study corrected"
CONCERN = "cited study under concern"
CROSSED = "pooled estimate crossed the null"
LEFT_INTERVAL = "pooled estimate left its former interval"
INPUTS_CHANGED = "certainty inputs changed"
NEW_SETTING = "new setting or outcome"
NEW_HARM = "possible new serious harm"
UNSIGNED = "verdict unsigned"
OLD = "verdict old"
OVERDUE = "overdue trial"

KINDS = (
    RETRACTED, CONCERN, CROSSED, LEFT_INTERVAL, NEW_HARM, CORRECTED, NEW_STUDY, NEW_SETTING, INPUTS_CHANGED,
    UNREAD_STUDIES, OVERDUE, OLD, UNSIGNED,
)  # fmt: skip
"""Every kind of flag, most urgent first."""

_EVENT_FLAGS = {
    kinds.RETRACTION: RETRACTED,
    kinds.WITHDRAWAL: RETRACTED,
    kinds.REMOVAL: RETRACTED,
    kinds.REPLACED: RETRACTED,
    kinds.PARTIAL: RETRACTED,
    kinds.CONCERN: CONCERN,
    kinds.ERRATUM: CORRECTED,
    kinds.REPUBLISHED: CORRECTED,
}


@dataclass(frozen=True, slots=True)
class Flag:
    """A reason to look again: its kind, one sentence, and the study it is about."""

    kind: str
    detail: str
    study: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a publication; ``first_seen`` is when this database learned of it (ISO)."""

    kind: str
    date: str | None
    first_seen: str


@dataclass(frozen=True, slots=True)
class CitedStudy:
    """A study in the claim's evidence. ``label`` names it for readers ("Doe 2020")."""

    study: str
    label: str
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadStudy:
    """A suggested study that nobody has judged for this claim.

    ``entered`` is when PubMed took it in (ISO date or ``None``); ``joined`` says that it joined the search after the
    search was first run. ``new_groups`` are people that no cited study of the claim is indexed with.
    """

    study: str
    label: str
    design: str | None
    level: int | None
    entered: str | None
    joined: bool
    new_groups: tuple[str, ...] = ()
    serious_harm: bool = False


@dataclass(frozen=True, slots=True)
class PoolFigure:
    """A pooled result in one line: ``null`` is its value for no effect (1 for ratios, 0 for differences)."""

    name: str
    measure: str
    null: float
    estimate: float | None
    low: float | None
    high: float | None
    trials: int
    participants: int | None

    def __str__(self) -> str:
        if self.estimate is None:
            return f"{self.measure} not estimable"
        interval = (
            "" if self.low is None or self.high is None else f" [{self.low:.2f}, {self.high:.2f}]"
        )
        people = f", {self.participants} people" if self.participants else ""
        trials = "1 trial" if self.trials == 1 else f"{self.trials} trials"
        return f"{self.measure} {self.estimate:.2f}{interval} from {trials}{people}"


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a verdict rested on when the database first held it: pooled results and GRADE concerns."""

    pools: tuple[PoolFigure, ...] = ()
    concerns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimState:
    """Everything about a claim that can raise a flag. ``judged`` is the ISO day of its last appraisal or signature."""

    review: str
    judged: str | None
    cited: tuple[CitedStudy, ...] = ()
    unread: tuple[UnreadStudy, ...] = ()
    now: Baseline = Baseline()
    baseline: Baseline | None = None
    overdue: tuple[str, ...] = ()
    about_harm: bool = False


def flags(claim: ClaimState, today: str, months: int = 12) -> tuple[Flag, ...]:
    """Every flag that holds for a claim today (ISO date), most urgent kind first.

    ``months`` is the age at which a verdict counts as old.
    """
    found = [
        *_cited(claim),
        *_pooled(claim),
        *_unread(claim),
        *_inputs(claim),
        *_overdue(claim),
        *_verdict(claim, today, months),
    ]
    return tuple(sorted(found, key=lambda flag: (KINDS.index(flag.kind), flag.detail)))


def _cited(claim: ClaimState) -> list[Flag]:
    found: dict[tuple[str, str], Flag] = {}
    for cited in claim.cited:
        for event in cited.events:
            kind = _EVENT_FLAGS.get(event.kind)
            if kind is None or (kind == CORRECTED and not _since(event.first_seen, claim.judged)):
                continue
            found.setdefault((kind, cited.study), Flag(kind, _told(cited, event), cited.study))
    return list(found.values())


def _told(cited: CitedStudy, event: Event) -> str:
    when = f" of {event.date}" if event.date else ""
    return f"{cited.label}: {event.kind}{when}, first seen here on {event.first_seen[:10]}."


def _since(day: str | None, judged: str | None) -> bool:
    """Did this happen on or after the day of the verdict?"""
    return judged is None or (day is not None and day[:10] >= judged[:10])


def _pooled(claim: ClaimState) -> list[Flag]:
    before = {pool.name: pool for pool in claim.baseline.pools} if claim.baseline else {}
    found = []
    for pool in claim.now.pools:
        former = before.get(pool.name)
        if former is None or former == pool:
            continue
        told = f"{pool.name}: {former} when the verdict was given, {pool} now."
        if _side(former) != _side(pool):
            found.append(Flag(CROSSED, told))
        if _outside(pool.estimate, former):
            found.append(Flag(LEFT_INTERVAL, told))
    return found


def _side(pool: PoolFigure) -> int | None:
    """Below the null (-1), above it (1), an interval that holds it (0), or no estimate."""
    if pool.estimate is None or pool.low is None or pool.high is None:
        return None
    if pool.low <= pool.null <= pool.high:
        return 0
    return 1 if pool.low > pool.null else -1


def _outside(estimate: float | None, former: PoolFigure) -> bool:
    if estimate is None or former.low is None or former.high is None:
        return False
    return not former.low <= estimate <= former.high


def _unread(claim: ClaimState) -> list[Flag]:
    found = []
    earlier = False
    for study in claim.unread:
        high = study.level is not None and study.level <= 2
        new = study.joined or _since(study.entered, claim.judged)
        if high and new:
            found.append(Flag(NEW_STUDY, _unread_words(study), study.study))
        earlier = earlier or (high and not new)
        if new and high and study.new_groups:
            groups = ", ".join(study.new_groups)
            told = f"{study.label}: indexed with {groups}, as no cited study of this claim is."
            found.append(Flag(NEW_SETTING, told, study.study))
        if new and claim.about_harm and study.serious_harm:
            told = f"{study.label}: its abstract mentions serious adverse events or deaths."
            found.append(Flag(NEW_HARM, told, study.study))
    if earlier:
        told = "Studies of level 1 or 2 that PubMed held before the verdict are among its candidates, unread."
        found.append(Flag(UNREAD_STUDIES, told))
    return found


def _unread_words(study: UnreadStudy) -> str:
    since = f", in PubMed since {study.entered[:10]}" if study.entered else ""
    return f"{study.label}: {study.design}, level {study.level}{since}."


def _inputs(claim: ClaimState) -> list[Flag]:
    if claim.baseline is None or claim.baseline == claim.now:
        return []
    changes = [*_pool_changes(claim.baseline, claim.now), *_concern_changes(claim)]
    return [Flag(INPUTS_CHANGED, f"Since the verdict: {'; '.join(changes)}.")] if changes else []


def _pool_changes(before: Baseline, now: Baseline) -> list[str]:
    old, new = ({pool.name: pool for pool in each.pools} for each in (before, now))
    return [
        f"{name}: {old.get(name) or 'not pooled'} became {new.get(name) or 'not pooled'}"
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def _concern_changes(claim: ClaimState) -> list[str]:
    assert claim.baseline is not None
    old, new = dict(claim.baseline.concerns), dict(claim.now.concerns)
    return [
        f"{domain}: {old.get(domain, 'not assessed')} became {new.get(domain, 'not assessed')}"
        for domain in {**old, **new}
        if old.get(domain) != new.get(domain)
    ]


def _overdue(claim: ClaimState) -> list[Flag]:
    if not claim.overdue:
        return []
    return [Flag(OVERDUE, f"Registered trials owe their results: {', '.join(claim.overdue)}.")]


def _verdict(claim: ClaimState, today: str, months: int) -> list[Flag]:
    found = []
    if claim.review != "signed":
        found.append(Flag(UNSIGNED, "The verdict is a draft that no named person has signed."))
    if claim.judged and months_between(claim.judged, today) >= months:
        told = f"The verdict was last given on {claim.judged[:10]}, more than {months} months ago."
        found.append(Flag(OLD, told))
    return found


def months_between(earlier: str, later: str) -> int:
    """Whole months from one ISO day to another."""
    a, b = date.fromisoformat(earlier[:10]), date.fromisoformat(later[:10])
    return (b.year - a.year) * 12 + b.month - a.month - (b.day < a.day)
