"""The fact check as one document: everything a report prints, as frozen dataclasses. Pure.

References are numbered once through the whole document, in the order in which the claims cite them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from littrack.appraise.claim_page import (
    EvidenceStudy,
    FlagLine,
    PoolPage,
    TrialLine,
    Verdict,
    WorksheetPage,
)
from littrack.appraise.numbering import pieces
from littrack.appraise.prisma import Flow
from littrack.appraise.search_record import SearchRecord
from littrack.integrity.status import WARNED
from littrack.synthesis.forest import PlotWords
from littrack.synthesis.forest import Reference as Mark
from littrack.synthesis.results import Pooled
from littrack.synthesis.rows import ForestRow

Told: TypeAlias = "tuple[str | tuple[int, ...], ...]"
"""A sentence in stretches of words and groups of reference numbers."""


def told(text: str | None, numbers: Mapping[str, int]) -> Told:
    """A text of the files with its study keys as reference numbers; other brackets stay words."""
    return tuple(
        piece if isinstance(piece, str) else tuple(sorted(numbers[key] for key in piece))
        for piece in pieces(text or "", numbers)
        if piece
    )


def as_text(sentence: Told) -> str:
    """The sentence with its numbers in brackets: "Two trials say so [1, 2]."."""
    return "".join(
        piece if isinstance(piece, str) else f"[{', '.join(map(str, piece))}]" for piece in sentence
    )


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered reference in AMA style, ready for each kind of document; ``links`` are (word, address)."""

    number: int
    study: str
    plain: str
    markdown: str
    html: str
    links: tuple[tuple[str, str], ...]
    integrity: str | None

    @property
    def retracted(self) -> bool:
        """Whether the work was retracted, wholly or in part, or withdrawn."""
        return self.integrity in WARNED


@dataclass(frozen=True, slots=True)
class LeftOutTrial:
    """A study that is not in a pool, and why."""

    label: str
    number: int | None
    why: Told


@dataclass(frozen=True, slots=True)
class ReportPool:
    """A pooled result. ``pooled`` ``None``: nothing could be pooled, and the page's note says why."""

    page: PoolPage
    pooled: Pooled | None
    rows: tuple[ForestRow, ...]
    plot: PlotWords
    mark: Mark | None
    findings: tuple[Told, ...]
    """Those that no earlier pool of the claim has told."""
    note: Told
    numbers: Mapping[str, int]
    """Reference numbers of the trials, by label."""
    left_out: tuple[LeftOutTrial, ...]
    warned: Mapping[str, str]
    """How trials in the pool and left out of it stand that must not be relied upon as they once stood, by label."""


@dataclass(frozen=True, slots=True)
class ReportClaim:
    """One claim. ``place`` numbers it: "3", and "3.1" for the first part of the third sentence."""

    place: str
    id: str
    parent: str | None
    quote: str
    highlight: str | None
    question: str
    kind: str
    verdict: Verdict
    reason: Told
    would_change: Told
    pools: tuple[ReportPool, ...]
    evidence: tuple[EvidenceStudy, ...]
    """With the numbers of the document, strongest level first."""
    worksheet: WorksheetPage | None
    flags: tuple[FlagLine, ...]
    waiting: int
    """Suggested studies that nobody has judged."""
    searches: tuple[str, ...]
    asked: str | None

    def stances(self, stance: str) -> int:
        """How many cited works take this stance."""
        return sum(study.stance == stance for study in self.evidence)

    @property
    def retracted(self) -> tuple[EvidenceStudy, ...]:
        """Cited works that were retracted, wholly or in part, or withdrawn."""
        return tuple(study for study in self.evidence if study.integrity in WARNED)


@dataclass(frozen=True, slots=True)
class Report:
    """The whole document. ``asked``: when PubMed last answered (UTC); ``None``: never."""

    topic: str
    title: str
    article: str
    publisher: str | None
    url: str | None
    description: str | None
    language: str
    claims: tuple[ReportClaim, ...]
    works: tuple[EvidenceStudy, ...]
    """Every cited work once, in the order of the references, with its figures and where they were read."""
    trials: tuple[TrialLine, ...]
    flow: Flow
    record: SearchRecord
    references: tuple[Citation, ...]
    asked: str | None
    version: str

    @property
    def signed(self) -> int:
        """Claims whose verdict a named person signed."""
        return sum(claim.verdict.review == "signed" for claim in self.claims)

    @property
    def retracted(self) -> tuple[Citation, ...]:
        """References that were retracted."""
        return tuple(each for each in self.references if each.retracted)
