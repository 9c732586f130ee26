"""One claim with all that stands behind it, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlite_utils import Database

from littrack.appraise.claim_page import CandidateLine, EvidenceStudy
from littrack.appraise.numbering import pieces
from littrack.claimview import ClaimPage, read_claim
from littrack.claimview.evidence import study_link
from littrack.integrity.status import FALLEN
from littrack.review.claims import label
from littrack.views.home import ClaimCard, HomePage, TopicLine, read_home, read_topics
from littrack.views.pools import PoolGroup, StudyLink, pool_groups
from littrack.views.tallies import StanceTally

CANDIDATES_SHOWN = 10
LEVELS = {
    1: "Level 1: systematic reviews of randomized trials",
    2: "Level 2: randomized trials",
    3: "Level 3: controlled studies without randomization",
    4: "Level 4: case series and other observations",
    5: "Level 5: mechanism, laboratory and opinion",
    None: "Outside the levels: documents and other works",
}
"""What the Oxford 2011 levels hold, as headings."""

_APPRAISED = """
SELECT appraisals.key, studies.first_author, studies.year, studies.id, studies.pmid,
    studies.doi, studies.url, studies.integrity
FROM appraisals JOIN studies ON studies.id = appraisals.study
WHERE appraisals.topic = ? AND appraisals.removed IS NULL
"""
_RATIONALE = "SELECT rationale FROM claims WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Reference:
    """A study named in a sentence. ``number`` is its place among the works cited on the page, if it is one."""

    number: int | None
    study: str
    label: str


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of words, or (where ``references`` is not empty) the studies it rests on."""

    text: str
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelOfEvidence:
    """The cited works of one level, in the order of their numbers."""

    title: str
    studies: tuple[EvidenceStudy, ...]


@dataclass(frozen=True, slots=True)
class ClaimView:
    """Everything the page of a claim prints. ``before`` and ``after`` follow the order of the article."""

    page: ClaimPage
    topic: TopicLine
    home: str
    """The path of the topic's page."""
    card: ClaimCard
    whole: ClaimCard | None
    before: ClaimCard | None
    after: ClaimCard | None
    position: int
    sentences: int
    reason: tuple[Words, ...]
    groups: tuple[PoolGroup, ...]
    levels: tuple[LevelOfEvidence, ...]
    known: Mapping[str, Reference]
    checked: str | None

    def told(self, text: str) -> tuple[Words, ...]:
        """A sentence of this page with its studies as references."""
        return told(text, self.known)

    @property
    def retracted(self) -> tuple[EvidenceStudy, ...]:
        """Cited works that were retracted or withdrawn."""
        return tuple(each for each in self.page.evidence if each.integrity in FALLEN)

    @property
    def stances(self) -> tuple[StanceTally, ...]:
        """Cited works by stance and kind."""
        return self.card.stances

    @property
    def candidates(self) -> tuple[CandidateLine, ...]:
        """The first unreviewed studies, strongest design first."""
        return self.page.candidates[:CANDIDATES_SHOWN]


def read_claim_view(db: Database, claim: str) -> ClaimView | None:
    """The claim, or ``None`` where no such claim stands in the topic files."""
    page = read_claim(db, claim)
    home = read_home(db, page.topic) if page else None
    if page is None or home is None:
        return None
    card, whole, at = _find(home, claim)
    studies = appraised_links(db, page.topic)
    known = references(page.evidence, studies)
    rationale = db.execute(_RATIONALE, (claim,)).fetchone()[0]
    return ClaimView(
        page=page,
        topic=home.topic,
        home="/" if len(read_topics(db)) == 1 else f"/topics/{page.topic}",
        card=card,
        whole=whole,
        before=home.sentences[at - 1] if at else None,
        after=home.sentences[at + 1] if at + 1 < len(home.sentences) else None,
        position=at + 1,
        sentences=len(home.sentences),
        reason=told(rationale, known),
        known=known,
        groups=pool_groups(page.pools, studies),
        levels=by_level(page.evidence),
        checked=page.asked or home.asked,
    )


def _find(home: HomePage, claim: str) -> tuple[ClaimCard, ClaimCard | None, int]:
    for at, sentence in enumerate(home.sentences):
        if sentence.id == claim:
            return sentence, None, at
        for part in sentence.parts:
            if part.id == claim:
                return part, sentence, at
    raise AssertionError(f"{claim} is in no sentence of its topic")


def appraised_links(db: Database, topic: str) -> dict[str, StudyLink]:
    """By key: where to find each appraised work of a topic."""
    rows = db.execute(_APPRAISED, (topic,)).fetchall()
    return {
        key: StudyLink(
            key, label(author, year, key), study, pmid, study_link(study, pmid, doi, url), integrity
        )
        for key, author, year, study, pmid, doi, url, integrity in rows
    }


def references(
    evidence: Sequence[EvidenceStudy], links: Mapping[str, StudyLink]
) -> dict[str, Reference]:
    """By key: how a study is named in a sentence, the works cited on the page by their numbers."""
    found = {key: Reference(None, link.study, link.label) for key, link in links.items()}
    return found | {
        each.key: Reference(each.number, each.study, each.label) for each in evidence if each.key
    }


def told(text: str, known: Mapping[str, Reference]) -> tuple[Words, ...]:
    """A sentence with its study keys turned into references; brackets that hold anything else stay words."""
    return tuple(
        Words(piece)
        if isinstance(piece, str)
        else Words("", _in_order(known[key] for key in piece))
        for piece in pieces(text, known)
        if piece
    )


def _in_order(found: Iterable[Reference]) -> tuple[Reference, ...]:
    return tuple(
        sorted(found, key=lambda each: (each.number is None, each.number or 0, each.label))
    )


def by_level(evidence: Sequence[EvidenceStudy]) -> tuple[LevelOfEvidence, ...]:
    """The works by level, strongest first, those without a level last."""

    def strength(study: EvidenceStudy) -> int:
        return study.level or len(LEVELS)

    ordered = sorted(evidence, key=lambda each: (strength(each), each.number))
    return tuple(
        LevelOfEvidence(LEVELS[level if level in LEVELS else None], tuple(studies))
        for level, studies in groupby(ordered, key=lambda each: each.level)
    )
