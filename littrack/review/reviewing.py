"""One review of everything stored, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from littrack.review.candidates import suggest_candidates
from littrack.review.certainty import propose_certainty
from littrack.review.designs import classify_studies
from littrack.review.dismissing import dismiss, take_back
from littrack.review.flagging import raise_flags
from littrack.review.pools import pool_evidence
from littrack.review.registry import link_publications, mark_trials
from littrack.review.stale import arrived_studies, stale_studies, tidy_reviews, write_reviews
from littrack.store.preparing import DesignRow
from littrack.topics.model import Topic


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a review wrote, by kind; all zero where nothing was new."""

    designs: int
    """Studies whose design or level changed (new studies included)."""
    suggested: int
    """Pairs of claim and study suggested to a person."""
    withdrawn: int
    """Suggestions that no longer hold or were answered."""
    dismissed: int
    """Suggestions that a person dismissed, or takes up again."""
    syntheses: int
    """Pooled results computed anew."""
    raised: int
    cleared: int
    domains: int
    """Rows of GRADE worksheets written."""
    trials: int
    """Publications of registered trials, and flags of these, that were found or ceased to be so."""

    @property
    def wrote(self) -> bool:
        """Did the review change anything?"""
        return any(getattr(self, name) for name in self.__slots__)


def review(db: Database, run: int | None, topics: Sequence[Topic], now: str) -> Reviewed:
    """Bring designs, candidates, syntheses, GRADE worksheets and flags up to date with what is stored.

    ``topics`` are the topics as their files say; claims of other topics keep what they have. ``now`` is the instant
    (ISO, UTC) that new rows carry. Raises ``DataError`` where a planned synthesis cannot be computed.
    """
    with db.atomic():
        taken_back = take_back(db, topics)
        stale = stale_studies(db, topics)
        designs, rules = classify_studies(db, stale)
        suggested, withdrawn = suggest_candidates(db, run, topics, stale, rules, now)
        dismissed = taken_back + dismiss(db, topics)
        write_reviews(db, stale)
        tidy_reviews(db)
        trials = link_publications(db, now) + mark_trials(db, run, now)
        syntheses = pool_evidence(db, run, topics, now)
        domains = propose_certainty(db, topics, now)
        raised, cleared = raise_flags(db, run, topics, now)
    return Reviewed(
        designs, suggested, withdrawn, dismissed, syntheses, raised, cleared, domains, trials
    )


def classify_arrivals(
    db: Database, pmids: Iterable[str], known: Mapping[str, DesignRow] | None = None
) -> None:
    """Give new records their designs while the next ones are on their way; `review` does the rest.

    It saves nothing but time: without it, `review` classifies them too, and to the same end. ``known`` are answers
    of the rules (`level.by_rules`) that were had before.
    """
    arrived = arrived_studies(db, pmids)
    classify_studies(db, arrived, known)
    write_reviews(db, arrived)
