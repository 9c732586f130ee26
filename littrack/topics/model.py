"""A topic as people wrote it: frozen dataclasses, and the words that its files may use.

Absent is ``None`` or an empty tuple, never a guess. Texts are verbatim from the file with folded lines joined.
"""

from __future__ import annotations

from dataclasses import dataclass

STATES = (
    "supported",
    "partly supported",
    "overstated",
    "misleading",
    "unsupported",
    "contradicted",
    "unsourced",
    "not checkable",
)
CERTAINTIES = ("high", "moderate", "low", "very low")
STANCES = ("supports", "contradicts", "qualifies", "background")
REVIEWS = ("draft", "signed")
CLAIM_KINDS = (
    "efficacy",
    "quantitative",
    "mechanism",
    "safety",
    "regulatory",
    "provenance",
    "advice",
)
DESIGNS = (
    "meta-analysis",
    "systematic review",
    "randomized controlled trial",
    "non-randomized trial",
    "cohort study",
    "case-control study",
    "cross-sectional study",
    "case series",
    "case report",
    "experimental study",
    "pharmacovigilance",
    "qualitative study",
    "guideline",
    "narrative review",
    "regulatory document",
    "protocol",
    "commentary",
    "animal study",
    "in vitro study",
    "other",
)
"""The words for a design, strongest evidence of benefit first."""
MEASURES = ("risk ratio", "odds ratio", "risk difference", "mean difference", "Hedges g")
PLAN_OUTCOMES = ("responders", "remitters", "mean_change")
MODELS = ("REML", "DerSimonian-Laird", "Paule-Mandel", "fixed", "Mantel-Haenszel", "Peto")
INTERVALS = ("Hartung-Knapp", "Wald")
DOMAINS = (
    "risk of bias",
    "inconsistency",
    "indirectness",
    "imprecision",
    "publication bias",
)
CONCERNS = ("not serious", "serious", "very serious")

REVIEW_AFTER_MONTHS = 12
PUBMED_SEARCH = "pubmed"
STORED_TEXT = "(asked of the stored records)"
"""How the text of a check that nothing is sent to PubMed for begins."""
STORED_CHECK = "stored"


@dataclass(frozen=True, slots=True)
class CheckedArticle:
    """The article whose sentences are checked. ``text_file`` is beside topic.yaml and need not exist."""

    title: str
    publisher: str | None = None
    url: str | None = None
    description: str | None = None
    text_file: str | None = None


@dataclass(frozen=True, slots=True)
class SearchStrategy:
    """One named strategy.

    ``kind`` "pubmed" is a query that PubMed answers. ``kind`` "stored" is asked of the records already
    stored (their correction and retraction links) and has no query: a refresh sends nothing for it.
    """

    name: str
    question: str
    query: str | None
    kind: str = PUBMED_SEARCH
    dated: str | None = None
    accept_dropped: tuple[str, ...] = ()
    must_find: tuple[str, ...] = ()
    note: str | None = None

    @property
    def asks_pubmed(self) -> bool:
        """Whether a refresh sends this strategy to PubMed."""
        return self.kind == PUBMED_SEARCH

    @property
    def text(self) -> str:
        """What the strategy asks, for display and storage: the query, or a sentence for a stored check."""
        return self.query or f"{STORED_TEXT} {self.question}"


REGISTRY_FIELDS = ("term", "condition", "treatment")
"""What a query to a trial registry may look in: the whole record, the conditions, the interventions."""


@dataclass(frozen=True, slots=True)
class RegistryStrategy:
    """One named question to ClinicalTrials.gov, in its search language; each field narrows the others."""

    name: str
    question: str
    term: str | None = None
    condition: str | None = None
    treatment: str | None = None
    dated: str | None = None
    note: str | None = None

    @property
    def query(self) -> str:
        """A line for each field that is asked: "condition: depression"."""
        asked = ((name, getattr(self, name)) for name in REGISTRY_FIELDS)
        return "\n".join(f"{name}: {text}" for name, text in asked if text)


@dataclass(frozen=True, slots=True)
class Arm:
    """One group of a trial. ``derived`` names the figures here that no page printed ("n", "responders")."""

    name: str
    n: int | None = None
    dose: str | None = None
    scale: str | None = None
    weeks: float | None = None
    responders: int | None = None
    remitters: int | None = None
    response_percent: float | None = None
    remission_percent: float | None = None
    mean_change: float | None = None
    sd: float | None = None
    percent_change: float | None = None
    counts_basis: str | None = None
    derived: tuple[str, ...] = ()

    def is_derived(self, *figures: str) -> bool:
        """Whether any of these figures ("n", "responders") was derived rather than printed."""
        return any(figure in self.derived for figure in figures)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One reported result. ``value_text`` stands where the source gives no single number ("40-88").

    ``derived`` may name "value", "interval" and "p".
    """

    measure: str
    value: float | None = None
    value_text: str | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    outcome: str | None = None
    comparator: str | None = None
    timepoint: str | None = None
    p: str | None = None
    note: str | None = None
    derived: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Where something about a work was read: what, and in which kind of page."""

    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Work:
    """One appraised study of evidence.yaml."""

    key: str
    title: str
    design: str
    one_line: str
    pmid: str | None = None
    doi: str | None = None
    pmcid: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    authors_note: str | None = None
    journal: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    design_note: str | None = None
    population: str | None = None
    n_total: int | None = None
    arms: tuple[Arm, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    limits: str | None = None
    direction: str | None = None
    funding: str | None = None
    conflicts: str | None = None
    registration: str | None = None
    retraction_check: str | None = None
    readings: tuple[Reading, ...] = ()
    disagreements: tuple[str, ...] = ()
    notes: str | None = None
    confidence: str | None = None
    appraised: str | None = None
    """The date on which somebody last read the study for this entry."""

    @property
    def has_derived_figures(self) -> bool:
        """Whether any figure of an arm or outcome was derived rather than printed."""
        return any(arm.derived for arm in self.arms) or any(
            outcome.derived for outcome in self.outcomes
        )

    def arm(self, name: str) -> Arm | None:
        """The arm of that name."""
        return next((arm for arm in self.arms if arm.name == name), None)


@dataclass(frozen=True, slots=True)
class ClaimEvidence:
    """A study's bearing on a claim, as a person judged it."""

    study: str
    stance: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A suggested study that a person found to bear on no claim, or on none of ``claims``; and why."""

    pmid: str
    why: str
    claims: tuple[str, ...] = ()
    """Ids of claims; empty: all of the topic."""
    by: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedTrial:
    """One trial of a synthesis: a work's key and the names of the two arms that are compared."""

    study: str
    treatment: str
    control: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A study that a reader would expect in the pool, and why it is not there."""

    study: str
    why: str


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """The figure that a synthesis should be set beside: what a paper printed for the same question."""

    study: str
    value: float
    ci_low: float | None = None
    ci_high: float | None = None


@dataclass(frozen=True, slots=True)
class Baseline:
    """The risk without treatment, in percent, at which a number needed to treat is stated, and its source."""

    percent: float
    source: str


@dataclass(frozen=True, slots=True)
class SynthesisPlan:
    """What to pool for a claim. ``correction`` is added to all cells of a trial that has a zero cell."""

    name: str
    title: str
    measure: str
    outcome: str
    trials: tuple[PlannedTrial, ...]
    model: str = "REML"
    interval: str = "Hartung-Knapp"
    correction: float = 0.5
    left_out: tuple[LeftOut, ...] = ()
    published: PublishedFigure | None = None
    claimed: float | None = None
    """The figure that the article's sentence gives, on the scale of ``measure``."""
    baseline: Baseline | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class CertaintyEntry:
    """A person's judgement on one GRADE domain; it overrides what the program proposes."""

    domain: str
    concern: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable sentence, or a part of one, with its verdict."""

    id: str
    quote: str
    kind: str
    question: str
    state: str
    rationale: str
    highlight: str | None = None
    parent: str | None = None
    certainty: str | None = None
    one_line: str | None = None
    evidence: tuple[ClaimEvidence, ...] = ()
    would_change: str | None = None
    overlaps: tuple[str, ...] = ()
    review: str = "draft"
    reviewer: str | None = None
    reviewed: str | None = None
    last_appraised: str | None = None
    appraised_by: str | None = None
    searches: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    syntheses: tuple[SynthesisPlan, ...] = ()
    certainty_entries: tuple[CertaintyEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """A registered trial. Dates are ISO text to the precision that the registry page gave."""

    id: str
    registry: str
    title: str | None = None
    condition: str | None = None
    comparison: str | None = None
    phase: str | None = None
    status: str | None = None
    enrollment: int | None = None
    enrollment_basis: str | None = None
    started: str | None = None
    primary_completion: str | None = None
    completed: str | None = None
    first_posted: str | None = None
    results_first_posted: str | None = None
    results_on_registry: bool | None = None
    registered: str | None = None
    primary_outcome: str | None = None
    sponsor: str | None = None
    published_as: str | None = None
    discrepancies: tuple[str, ...] = ()
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """Everything that ``queries/<id>/`` says."""

    id: str
    title: str
    article: CheckedArticle
    language: str = "en"
    time_zone: str = "UTC"
    searches: tuple[SearchStrategy, ...] = ()
    claims: tuple[Claim, ...] = ()
    works: tuple[Work, ...] = ()
    trials: tuple[Trial, ...] = ()
    dismissed: tuple[Dismissed, ...] = ()
    review_after_months: int = REVIEW_AFTER_MONTHS
    """The age at which a verdict is flagged as old."""
    registry_queries: tuple[RegistryStrategy, ...] = ()

    @property
    def pubmed_searches(self) -> tuple[SearchStrategy, ...]:
        """The strategies that a refresh sends to PubMed."""
        return tuple(search for search in self.searches if search.asks_pubmed)

    def claim(self, claim_id: str) -> Claim | None:
        """The claim of that id."""
        return next((claim for claim in self.claims if claim.id == claim_id), None)

    def work(self, key: str) -> Work | None:
        """The appraised work of that key."""
        return next((work for work in self.works if work.key == key), None)
