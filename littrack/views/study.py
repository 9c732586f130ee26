"""One study with everything that is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlite_utils import Database

from littrack.cite.citable import Citable
from littrack.integrity.kinds import MEANINGS
from littrack.integrity.status import FALLEN, WARNED
from littrack.store.citing import read_batch
from littrack.store.parts import Parts
from littrack.store.standing import Account, read_account
from littrack.store.studies import SECTIONS, Study, find_id, study_of
from littrack.views.study_elsewhere import Elsewhere, read_elsewhere
from littrack.views.study_standing import Notice, notice


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an abstract with its label."""

    label: str | None
    text: str
    markup: str | None


@dataclass(frozen=True, slots=True)
class Abstract:
    """An abstract, in the language it is in (ISO 639-2; ``None`` for the study's own)."""

    kind: str
    language: str | None
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """An author, editor or investigator."""

    role: str
    name: str
    full_name: str
    orcid: str | None
    equal_contribution: bool
    affiliations: tuple[str, ...]
    group: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A MeSH descriptor and its subheadings."""

    descriptor: str
    ui: str | None
    qualifiers: tuple[str, ...]
    major: bool


@dataclass(frozen=True, slots=True)
class Arm:
    """An arm of a study as a person read it. ``derived`` names the figures that were computed, not read."""

    arm: str
    participants: int | None
    dose: str | None
    scale: str | None
    weeks: float | None
    responders: int | None
    remitters: int | None
    response_percent: float | None
    remission_percent: float | None
    mean_change: float | None
    sd: float | None
    percent_change: float | None
    counts_basis: str | None
    derived: bool
    derived_figures: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result of a study as a person read it."""

    measure: str
    value: float | None
    value_text: str | None
    ci_low: float | None
    ci_high: float | None
    outcome: str | None
    comparator: str | None
    timepoint: str | None
    p: str | None
    note: str | None
    derived: bool
    derived_figures: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure was read."""

    kind: str
    statement: str
    read_at: str | None


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What a person wrote down about the study."""

    key: str
    topic: str
    topic_title: str
    design: str
    design_note: str | None
    population: str | None
    participants: int | None
    one_line: str
    limits: str | None
    direction: str | None
    funding: str | None
    conflicts: str | None
    registration: str | None
    retraction_check: str | None
    confidence: str | None
    notes: str | None
    appraised: str | None
    arms: tuple[Arm, ...]
    outcomes: tuple[Outcome, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Another record that this one names, or that names this one; ``study`` where it is stored."""

    words: str
    citation: str
    pmid: str | None
    study: str | None
    integrity: str | None


@dataclass(frozen=True, slots=True)
class Suggested:
    """A claim that the study was suggested for."""

    claim: str
    quote: str
    why: str
    language: str | None
    """Of the quotation."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A number in a registry, and where it leads."""

    registry: str
    number: str
    url: str | None


@dataclass(frozen=True, slots=True)
class StudyPage:
    """Everything the page of a study prints."""

    study: Study
    citable: Citable
    title_markup: str | None
    design_confidence: float | None
    abstracts: tuple[Abstract, ...]
    people: tuple[Person, ...]
    headings: tuple[Heading, ...]
    keywords: tuple[str, ...]
    chemicals: tuple[tuple[str, str | None], ...]
    grants: tuple[str, ...]
    registrations: tuple[Registration, ...]
    appraisal: Appraisal | None
    related: tuple[Related, ...]
    suggested: tuple[Suggested, ...]
    reference_count: int
    aliases: tuple[str, ...]
    checked: str | None
    """When the record was last asked for at PubMed (UTC)."""
    elsewhere: Elsewhere
    account: Account
    """How the study stands, who says so, and who was asked."""

    @property
    def names(self) -> tuple[str, ...]:
        """The authors as the record spells them out, else as a citation does."""
        whole = tuple(each.full_name for each in self.people if each.role == "author")
        return whole or tuple(each.short for each in self.citable.authors)

    @property
    def events(self) -> tuple[Notice, ...]:
        """What happened to the study after its publication, each thing once, whoever tells it."""
        return tuple(notice(each) for each in self.account.happenings)

    @property
    def standing_events(self) -> tuple[Notice, ...]:
        """Those that stand against the study, or say how something that stood against it ended."""
        return tuple(each for each in self.events if each.stands)

    @property
    def retraction(self) -> str | None:
        """ "retracted" or the like, where the study must not be relied upon as it once stood."""
        return self.study.integrity if self.study.integrity in WARNED else None

    @property
    def meaning(self) -> str:
        """What it means that the study stands as it does, in a sentence; nothing where nothing is known against it."""
        return MEANINGS.get(self.account.standing.kind or "", "")

    @property
    def fallen(self) -> bool:
        """Nothing in it is to be relied upon."""
        return self.study.integrity in FALLEN


RELATIONS: dict[str, str] = {
    "RetractionIn": "Retraction notice",
    "RetractionOf": "Retracts",
    "PartialRetractionIn": "Partial retraction notice",
    "PartialRetractionOf": "Partly retracts",
    "RetractedandRepublishedIn": "Retracted, and republished as",
    "RetractedandRepublishedFrom": "Republishes the retracted",
    "ExpressionOfConcernIn": "Expression of concern",
    "ExpressionOfConcernFor": "Expresses concern about",
    "ErratumIn": "Correction",
    "ErratumFor": "Corrects",
    "CorrectedandRepublishedIn": "Corrected, and republished as",
    "CorrectedandRepublishedFrom": "Corrects and republishes",
    "UpdateIn": "Updated by",
    "UpdateOf": "Updates",
    "CommentIn": "Comment on this",
    "CommentOn": "Comments on",
    "SummaryForPatientsIn": "Summary for patients",
    "OriginalReportIn": "Original report",
    "ReprintIn": "Reprinted in",
    "ReprintOf": "Reprint of",
    "AssociatedDataset": "Data",
    "AssociatedPublication": "Publication of these data",
    "Cites": "Cites",
}
_INVERSE = {
    "RetractionOf": "RetractionIn",
    "PartialRetractionOf": "PartialRetractionIn",
    "RetractedandRepublishedFrom": "RetractedandRepublishedIn",
    "ExpressionOfConcernFor": "ExpressionOfConcernIn",
    "ErratumFor": "ErratumIn",
    "CorrectedandRepublishedFrom": "CorrectedandRepublishedIn",
    "UpdateOf": "UpdateIn",
    "CommentOn": "CommentIn",
    "UpdateIn": "UpdateOf",
    "CommentIn": "CommentOn",
    "ErratumIn": "ErratumFor",
    "RetractionIn": "RetractionOf",
}
REGISTRIES: tuple[tuple[str, str], ...] = (
    ("NCT", "https://clinicaltrials.gov/study/{}"),
    ("ISRCTN", "https://www.isrctn.com/{}"),
    ("ACTRN", "https://anzctr.org.au/{}.aspx"),
    ("DRKS", "https://drks.de/search/en/trial/{}"),
    ("CRD", "https://www.crd.york.ac.uk/prospero/display_record.php?RecordID={}"),
    ("PACTR", "https://trialsearch.who.int/Trial2.aspx?TrialID={}"),
    ("ChiCTR", "https://trialsearch.who.int/Trial2.aspx?TrialID={}"),
    ("IRCT", "https://trialsearch.who.int/Trial2.aspx?TrialID={}"),
    ("CTRI", "https://trialsearch.who.int/Trial2.aspx?TrialID={}"),
    ("UMIN", "https://trialsearch.who.int/Trial2.aspx?TrialID={}"),
    ("JPRN", "https://trialsearch.who.int/Trial2.aspx?TrialID={}"),
    ("NTR", "https://trialsearch.who.int/Trial2.aspx?TrialID={}"),
    ("TCTR", "https://trialsearch.who.int/Trial2.aspx?TrialID={}"),
    ("KCT", "https://trialsearch.who.int/Trial2.aspx?TrialID={}"),
    ("RBR-", "https://trialsearch.who.int/Trial2.aspx?TrialID={}"),
    ("EUCTR", "https://trialsearch.who.int/Trial2.aspx?TrialID={}"),
)
_REGISTRY_NAMES = (("NCT", "ClinicalTrials.gov"), ("CRD", "PROSPERO"))
"""Registries whose numbers do not say their name."""

_MORE = """
SELECT rowid, title_markup, design_confidence, (SELECT checked FROM record_checks WHERE study = studies.id),
  (SELECT count(*) FROM cited_references WHERE study = studies.id) FROM studies WHERE id = ?
"""
_PEOPLE = """
SELECT position, role, name, trim(coalesce(fore_name || ' ', '') || coalesce(last_name, name)
  || coalesce(' ' || suffix, '')), orcid, equal_contribution, collective
FROM authors WHERE study = ? AND valid ORDER BY position
"""
_AFFILIATIONS = """
SELECT author_position, affiliation FROM affiliations WHERE study = ? ORDER BY author_position, position
"""
_HEADINGS = """
SELECT descriptor, descriptor_ui, qualifier, major FROM mesh_headings WHERE study = ? ORDER BY position
"""
_KEYWORDS = "SELECT keyword FROM keywords WHERE study = ? ORDER BY position"
_CHEMICALS = "SELECT name, registry_number FROM chemicals WHERE study = ? ORDER BY position"
_GRANTS = "SELECT number, agency, country FROM grants WHERE study = ? ORDER BY position"
_APPRAISAL = """
SELECT key, topic, coalesce(topics.title, topic), design, design_note, population, participants, one_line, limits,
  direction, funding, conflicts, registration, retraction_check, confidence, notes, appraised
FROM appraisals LEFT JOIN topics ON topics.id = appraisals.topic WHERE study = ? AND removed IS NULL
"""
_ARMS = """
SELECT arm, participants, dose, scale, weeks, responders, remitters, response_percent, remission_percent, mean_change,
  sd, percent_change, counts_basis, derived, derived_figures FROM arms WHERE study = ? ORDER BY position
"""
_OUTCOMES = """
SELECT measure, value, value_text, ci_low, ci_high, outcome, comparator, timepoint, p, note, derived, derived_figures
FROM outcomes WHERE study = ? ORDER BY position
"""
_SOURCES = (
    "SELECT kind, statement, read_at FROM appraisal_sources WHERE study = ? ORDER BY position"
)
_NAMED = """
SELECT relations.kind, relations.citation, relations.pmid, relations.note, studies.id, studies.integrity
FROM relations LEFT JOIN studies ON studies.pmid = relations.pmid WHERE relations.study = ? ORDER BY position
"""
_NAMED_BY = """
SELECT relations.kind, studies.title || ' ' || coalesce(studies.journal_abbreviation, studies.journal, '') || ' '
  || coalesce(studies.year, ''), studies.pmid, NULL, studies.id, studies.integrity
FROM relations JOIN studies ON studies.id = relations.study WHERE relations.pmid = ?
"""
_SUGGESTED = """
SELECT claims.id, quote, why, language FROM claim_candidates
JOIN claims ON claims.id = claim_candidates.claim LEFT JOIN topics ON topics.id = claims.topic
WHERE study = ? AND claim_candidates.state = 'unreviewed' AND claims.removed IS NULL ORDER BY claims.position
"""
_ALIASES = "SELECT alias FROM study_aliases WHERE study = ? ORDER BY alias"


def read_study_page(db: Database, name: str) -> StudyPage | None:
    """The study that ``name`` means (`littrack.store.studies.find_id`), or ``None``."""
    found = find_id(db, name)
    if found is None:
        return None
    parts = Parts(db, found)
    study = study_of(db, parts)
    rowid, title_markup, confidence, checked, references = db.execute(_MORE, (found,)).fetchone()
    appraisal = _appraisal(db, parts)
    return StudyPage(
        study=study,
        citable=read_batch(db, [rowid])[0],
        title_markup=title_markup,
        design_confidence=confidence,
        abstracts=tuple(_abstracts(parts)),
        people=tuple(_people(parts)),
        headings=tuple(_headings(parts)),
        keywords=tuple(each for (each,) in parts.rows("keywords", _KEYWORDS)),
        chemicals=tuple(parts.rows("chemicals", _CHEMICALS)),
        grants=tuple(", ".join(filter(None, each)) for each in parts.rows("grants", _GRANTS)),
        registrations=_registrations(study, appraisal),
        appraisal=appraisal,
        related=tuple(_related(db, parts, study.pmid)),
        suggested=tuple(Suggested(*each) for each in parts.rows("claim_candidates", _SUGGESTED)),
        reference_count=references,
        aliases=tuple(each for (each,) in parts.rows("study_aliases", _ALIASES)),
        checked=checked,
        elsewhere=read_elsewhere(parts),
        account=read_account(db, study.id),
    )


def _registrations(study: Study, appraisal: Appraisal | None) -> tuple[Registration, ...]:
    """Those of the record, and the one that a person noted where the record has it not."""
    found = [registration(*each) for each in study.registrations]
    noted = (appraisal.registration if appraisal else None) or ""
    if noted and noted not in {each.number for each in found}:
        given = registration(_registry_of(noted), noted)
        found += [given] if given.url else []
    return tuple(found)


def _registry_of(number: str) -> str:
    found = (name for prefix, name in _REGISTRY_NAMES if number.upper().startswith(prefix))
    return next(found, "Registered")


def registration(registry: str, number: str) -> Registration:
    """A registration with the address of its entry, where the registry is known."""
    plain = number.strip()
    if all(each.isalnum() or each in "-_/" for each in plain):
        for prefix, address in REGISTRIES:
            if plain.upper().startswith(prefix.upper()):
                bare = plain[3:] if prefix == "CRD" else plain
                return Registration(registry, number, address.format(bare))
    return Registration(registry, number, None)


def _abstracts(parts: Parts) -> Iterator[Abstract]:
    rows = parts.rows("abstract_sections", SECTIONS)
    for (kind, language), sections in groupby(rows, key=lambda row: (row[0], row[1])):
        yield Abstract(kind, language, tuple(Paragraph(*each[2:]) for each in sections))


def _people(parts: Parts) -> Iterator[Person]:
    places: dict[int, list[str]] = {}
    for position, affiliation in parts.rows("affiliations", _AFFILIATIONS):
        places.setdefault(position, []).append(affiliation)
    for position, role, name, full_name, orcid, equal, group in parts.rows("authors", _PEOPLE):
        there = tuple(places.get(position, ()))
        yield Person(role, name, full_name, orcid, bool(equal), there, bool(group))


def _headings(parts: Parts) -> Iterator[Heading]:
    rows = parts.rows("mesh_headings", _HEADINGS)
    for (descriptor, ui), group in groupby(rows, key=lambda row: (row[0], row[1])):
        found = list(group)
        qualifiers = tuple(row[2] for row in found if row[2])
        yield Heading(descriptor, ui, qualifiers, any(row[3] for row in found))


def _appraisal(db: Database, parts: Parts) -> Appraisal | None:
    rows, study = parts.rows("appraisals", _APPRAISAL), parts.study
    if not rows:
        return None
    arms = tuple(Arm(*each) for each in db.execute(_ARMS, (study,)))
    outcomes = tuple(Outcome(*each) for each in db.execute(_OUTCOMES, (study,)))
    sources = tuple(Source(*each) for each in db.execute(_SOURCES, (study,)))
    return Appraisal(*(*rows[0], arms, outcomes, sources))


def _related(db: Database, parts: Parts, own: str | None) -> Iterator[Related]:
    """The links of the study's own record, then those of others to it that it does not tell itself."""
    told: set[tuple[str, str | None]] = set()
    for kind, citation, pmid, note, stored, integrity in parts.rows("relations", _NAMED):
        told.add((kind, pmid))
        words = RELATIONS.get(kind, kind)
        text = ". ".join(filter(None, (citation, note))) or (f"PMID {pmid}" if pmid else "")
        yield Related(words, text, pmid, stored, integrity)
    for kind, citation, pmid, _, stored, integrity in db.execute(_NAMED_BY, (own,)):
        inverse = _INVERSE.get(kind)
        if inverse and (inverse, pmid) not in told:
            told.add((inverse, pmid))
            yield Related(RELATIONS[inverse], citation, pmid, stored, integrity)
