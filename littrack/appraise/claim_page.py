"""What there is to say about a claim, as frozen dataclasses. Absent is ``None`` or an empty tuple."""

from __future__ import annotations

from dataclasses import dataclass

from littrack.appraise.pool_record import PoolRecord

STATE_MEANINGS = {
    "supported": "The studies support the sentence as it stands.",
    "partly supported": "Part of the sentence holds; part goes beyond the studies or against them.",
    "overstated": "The studies point the same way, but less strongly than the sentence says.",
    "misleading": "The words may be traceable, but a reader would take away something untrue.",
    "unsupported": "No study that was found supports the sentence.",
    "contradicted": "The studies say otherwise.",
    "unsourced": "No source for the sentence was found.",
    "not checkable": "Advice, a forecast or a value: no study could settle it.",
}
CERTAINTY_MEANINGS = {
    "high": "Further research is very unlikely to change the answer.",
    "moderate": "Further research may change the answer.",
    "low": "Further research is very likely to change the answer.",
    "very low": "Any answer is very uncertain.",
}
"""GRADE's four words (Guyatt et al., BMJ 2008;336:924)."""


def beyond(answer: str | None, state: str) -> str:
    """What an answer says beside the state that is printed with it: "Misleading. In three …" is "In three …"."""
    text = answer or ""
    rest = text[len(state) + 1 :].lstrip()
    repeated = text[: len(state) + 1].lower() in (f"{state}.", f"{state}:")
    return rest[:1].upper() + rest[1:] if repeated and rest else text


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim as one line of a table. ``flags`` are the kinds that stand, each once."""

    id: str
    topic: str
    parent: str | None
    quote: str
    kind: str
    state: str
    certainty: str | None
    review: str
    one_line: str | None
    supports: int
    contradicts: int
    qualifies: int
    background: int
    flags: tuple[str, ...]
    candidates: int
    judged: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person concluded, and how far it goes. ``standing`` says in a sentence who answers for it."""

    state: str
    certainty: str | None
    one_line: str | None
    review: str
    standing: str
    judged: str | None

    @property
    def meaning(self) -> str:
        """What the state means."""
        return STATE_MEANINGS.get(self.state, "")

    @property
    def certainty_meaning(self) -> str | None:
        """What the certainty means."""
        return CERTAINTY_MEANINGS.get(self.certainty or "")


@dataclass(frozen=True, slots=True)
class PastVerdict:
    """A verdict as it stood from a day on."""

    since: str
    state: str
    certainty: str | None
    review: str
    reviewer: str | None
    one_line: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where something about a study was read, or what remains open about it.

    ``kind`` is "reading", "disagreement" or another word of the files.
    """

    kind: str
    statement: str
    read_at: str | None


@dataclass(frozen=True, slots=True)
class ArmFigures:
    """One group of a study with its figures in a phrase each. ``derived`` names what no page printed."""

    name: str
    people: int | None
    figures: tuple[str, ...]
    basis: str | None
    derived: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutcomeFigures:
    """One reported result in a phrase. ``derived`` names what no page printed."""

    told: str
    note: str | None
    derived: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceStudy:
    """A cited study: its number on the page, its bearing on the claim, what it found and where that was read."""

    number: int
    study: str
    key: str | None
    label: str
    citation: str
    link: str | None
    stance: str
    note: str | None
    design: str | None
    design_rule: str | None
    level: int | None
    participants: int | None
    population: str | None
    finding: str | None
    limits: str | None
    funding: str | None
    conflicts: str | None
    registration: str | None
    integrity: str | None
    retraction_check: str | None
    arms: tuple[ArmFigures, ...] = ()
    outcomes: tuple[OutcomeFigures, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class PoolPage:
    """A pooled result: figures as a reader is shown them, and the record of what went in."""

    name: str
    computed: str
    measure: str
    model: str
    trials: int
    participants: int | None
    estimate: float | None
    low: float | None
    high: float | None
    prediction_low: float | None
    prediction_high: float | None
    p: float | None
    tau2: float | None
    i2: float | None
    q: float | None
    derived: bool
    note: str | None
    record: PoolRecord


@dataclass(frozen=True, slots=True)
class FlagLine:
    """A reason to look again, with the day it was raised and, if it ended, the day it did."""

    kind: str
    detail: str
    study: str | None
    raised: str
    cleared: str | None = None


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """A study that may bear on the claim and that nobody has judged."""

    study: str
    label: str
    title: str
    link: str | None
    design: str | None
    level: int | None
    why: str
    suggested: str
    integrity: str | None


@dataclass(frozen=True, slots=True)
class TrialLine:
    """A registered trial of the topic that is in no publication known here."""

    id: str
    registry: str
    title: str
    status: str | None
    enrollment: int | None
    started: str | None
    ended: str | None
    results_on_registry: bool | None
    overdue: bool | None
    notes: str | None


@dataclass(frozen=True, slots=True)
class DomainLine:
    """One GRADE domain: what the program proposes and why; what a person entered, if one did."""

    domain: str
    proposed: str
    reason: str
    entered: str | None
    entered_by: str | None
    entered_reason: str | None

    @property
    def stands(self) -> str:
        """The concern that counts: the person's, else the proposal."""
        return self.entered or self.proposed


@dataclass(frozen=True, slots=True)
class WorksheetPage:
    """The worksheet: where the certainty starts, each domain, and what follows from them.

    ``proposed`` is arithmetic and stands beside the verdict's certainty; it never replaces it.
    """

    start: str
    start_reason: str
    domains: tuple[DomainLine, ...]
    proposed: str
    unassessed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelatedClaim:
    """Another claim: the whole this is a part of, a part of this, or one that says the same again."""

    relation: str
    id: str
    quote: str
    state: str


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """Everything about one claim. ``rationale`` has its studies as numbers, [1, 2], which ``evidence`` carries."""

    id: str
    topic: str
    topic_title: str
    article: str | None
    publisher: str | None
    quote: str
    highlight: str | None
    kind: str
    question: str
    verdict: Verdict
    rationale: str
    would_change: str | None
    evidence: tuple[EvidenceStudy, ...]
    pools: tuple[PoolPage, ...]
    worksheet: WorksheetPage | None
    flags: tuple[FlagLine, ...]
    past_flags: tuple[FlagLine, ...]
    candidates: tuple[CandidateLine, ...]
    trials: tuple[TrialLine, ...]
    related: tuple[RelatedClaim, ...]
    history: tuple[PastVerdict, ...]
    searches: tuple[str, ...]
    asked: str | None
    """When PubMed last answered every search that feeds the claim (UTC); ``None``: never."""

    @property
    def numbers(self) -> dict[str, int]:
        """The number on this page of each study, by its key in evidence.yaml."""
        return {study.key: study.number for study in self.evidence if study.key}
