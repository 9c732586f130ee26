"""What was cited for and against each claim, by stance and kind of study. Counts of what was read: never a vote."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from littrack.integrity.status import FALLEN
from littrack.topics.model import STANCES

KINDS: tuple[tuple[str, str, str], ...] = (
    ("review", "systematic review or meta-analysis", "systematic reviews or meta-analyses"),
    ("trial", "randomized trial", "randomized trials"),
    ("people", "other study in people", "other studies in people"),
    ("other", "other work", "other works"),
    ("retracted", "retracted study", "retracted studies"),
)
"""Name, one, several; strongest first. A retracted study counts as nothing else."""

_KIND_OF = {
    "meta-analysis": "review",
    "systematic review": "review",
    "randomized controlled trial": "trial",
    "non-randomized trial": "people",
    "cohort study": "people",
    "case-control study": "people",
    "cross-sectional study": "people",
    "case series": "people",
    "case report": "people",
    "experimental study": "people",
    "pharmacovigilance": "people",
    "qualitative study": "people",
}
_CITED = """
SELECT claim_evidence.claim, claim_evidence.stance, studies.design, studies.integrity, count(*)
FROM claim_evidence JOIN claims ON claims.id = claim_evidence.claim JOIN studies ON studies.id = claim_evidence.study
WHERE claims.topic = ? AND claims.removed IS NULL
GROUP BY claim_evidence.claim, claim_evidence.stance, studies.design, studies.integrity
"""


@dataclass(frozen=True, slots=True)
class StanceTally:
    """How many works of each kind take a stance; ``kinds`` strongest first, none of them empty."""

    stance: str
    kinds: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """Works of every kind."""
        return sum(count for _, count in self.kinds)

    @property
    def retracted(self) -> int:
        """Works that were retracted."""
        return dict(self.kinds).get("retracted", 0)

    @property
    def words(self) -> str:
        """ "2 randomized trials, 1 other work"."""
        told = {name: (one, several) for name, one, several in KINDS}
        return ", ".join(f"{n} {told[kind][n != 1]}" for kind, n in self.kinds)


def kind_of(design: str | None, integrity: str | None) -> str:
    """The kind under which a study is counted."""
    return "retracted" if integrity in FALLEN else _KIND_OF.get(design or "", "other")


def stance_tallies(db: Database, topic: str) -> dict[str, tuple[StanceTally, ...]]:
    """By claim: its stances in the order of `STANCES`, those without a work left out."""
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for claim, stance, design, integrity, number in db.execute(_CITED, (topic,)):
        kinds = counts.setdefault(claim, {}).setdefault(stance, {})
        kind = kind_of(design, integrity)
        kinds[kind] = kinds.get(kind, 0) + number
    return {claim: _tallies(stances) for claim, stances in counts.items()}


def _tallies(stances: dict[str, dict[str, int]]) -> tuple[StanceTally, ...]:
    return tuple(
        StanceTally(
            stance, tuple((kind, found[kind]) for kind, _, _ in KINDS if kind in stances[stance])
        )
        for stance in STANCES
        if (found := stances.get(stance))
    )
