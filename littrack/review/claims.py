"""What a review reads about a claim: its verdict, its pooled results and the words that name its studies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from littrack.appraise.flags import PoolFigure
from littrack.appraise.pool_record import PoolRecord, from_json
from littrack.synthesis.basis import family_name
from littrack.synthesis.measures import SCALES, as_measure
from littrack.topics.model import Topic

OF_TREATMENT = ("efficacy", "quantitative")
"""Kinds of claim that registered trials of the topic bear on."""
OF_HARM = "safety"


@dataclass(frozen=True, slots=True)
class StoredClaim:
    """The verdict on a claim as it stands in the database."""

    id: str
    topic: str
    kind: str
    state: str
    certainty: str | None
    review: str
    reviewer: str | None
    reviewed: str | None
    last_appraised: str | None

    @property
    def judged(self) -> str | None:
        """The day on which somebody last judged the claim."""
        days = [day for day in (self.reviewed, self.last_appraised) if day]
        return max(days) if days else None

    @property
    def verdict(self) -> str:
        """The verdict in one line: when any part of it changes, it was judged anew."""
        parts = (
            self.state,
            self.certainty,
            self.review,
            self.reviewer,
            self.reviewed,
            self.last_appraised,
        )
        return " | ".join(part or "-" for part in parts)


@dataclass(frozen=True, slots=True)
class StoredPool:
    """A pooled result in force, figures as a reader is shown them."""

    id: int
    claim: str
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
    record: PoolRecord

    @property
    def null(self) -> float:
        """The shown value of no effect."""
        return SCALES[as_measure(self.measure)].null

    @property
    def figure(self) -> PoolFigure:
        """The result in one line."""
        return PoolFigure(
            self.name, self.measure, self.null, self.estimate, self.low, self.high, self.trials,
            self.participants,
        )  # fmt: skip


_CLAIMS = """
SELECT id, topic, kind, state, certainty, review, reviewer, reviewed, last_appraised
FROM claims WHERE topic = ? AND removed IS NULL ORDER BY position
"""
_POOLS = """
SELECT id, claim, name, computed, measure, model, trials, participants, estimate, ci_low, ci_high,
    prediction_low, prediction_high, p, tau2, i2, q, derived, inputs
FROM syntheses WHERE claim = ? AND superseded IS NULL ORDER BY id
"""


def stored_claims(db: Database, topics: Sequence[Topic]) -> Iterator[StoredClaim]:
    """The claims of these topics, in the order of the article."""
    for topic in topics:
        for row in db.execute(_CLAIMS, (topic.id,)).fetchall():
            yield StoredClaim(*row)


def stored_pools(db: Database, claim: str) -> list[StoredPool]:
    """The pooled results of a claim that are in force, in the order of the plan."""
    return [_stored_pool(*row) for row in db.execute(_POOLS, (claim,))]


def _stored_pool(*row: Any) -> StoredPool:
    *figures, derived, inputs = row
    values = (*figures, bool(derived), from_json(inputs))
    return StoredPool(*values)


def label(first_author: str | None, year: int | None, study: str) -> str:
    """How a study is named in a sentence: "Doe 2020", or its id."""
    if not first_author:
        return f"{study} ({year})" if year else study
    return f"{family_name(first_author)} {year}" if year else family_name(first_author)
