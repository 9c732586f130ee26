"""Write the claims with their evidence and verdicts, and the registered trials."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlite_utils import Database

from littrack.load.history import end_removed, note_evidence, note_wording
from littrack.load.tables import (
    CLAIMS,
    DISCREPANCIES,
    EVIDENCE,
    OVERLAPS,
    SEARCHES,
    TRIALS,
    Row,
)
from littrack.topics.model import Claim, Topic, Trial

_LATEST = """
SELECT state, certainty, review, reviewer FROM verdict_history WHERE claim = ? ORDER BY id DESC LIMIT 1
"""
_VERDICT = """
INSERT INTO verdict_history (claim, since, state, certainty, review, reviewer, one_line, run)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""


def load_claims(
    db: Database, run: int | None, topic: Topic, studies: Mapping[str, str], now: str
) -> tuple[str, ...]:
    """Make the claims those of the file. Returns the ids of those whose verdict is new or changed.

    ``studies`` gives the study of each key. The claims refer to each other: foreign keys wait for the commit.
    """
    db.conn.execute("PRAGMA defer_foreign_keys = ON")
    for position, claim in enumerate(topic.claims, 1):
        CLAIMS.write(db, claim.id, _claim(topic, position, claim))
    for claim in topic.claims:
        OVERLAPS.write(db, claim.id, sorted((other,) for other in claim.overlaps))
        SEARCHES.write(db, claim.id, sorted((search,) for search in claim.searches))
        rows = enumerate(claim.evidence, 1)
        EVIDENCE.write(
            db, claim.id, ((studies[each.study], n, each.stance, each.note) for n, each in rows)
        )
        note_wording(db, run, claim, now)
        note_evidence(db, run, claim, studies, now)
    db.conn.execute(
        CLAIMS.remove, (now, topic.id, json.dumps([claim.id for claim in topic.claims]))
    )
    end_removed(db, topic.id, now)
    return tuple(claim.id for claim in topic.claims if _note_verdict(db, run, claim, now))


def _claim(topic: Topic, position: int, claim: Claim) -> Row:
    return (
        topic.id,
        position,
        claim.parent,
        claim.quote,
        claim.highlight,
        claim.kind,
        claim.question,
        claim.state,
        claim.certainty,
        claim.one_line,
        claim.rationale,
        claim.would_change,
        claim.review,
        claim.reviewer,
        claim.reviewed,
        claim.last_appraised,
        claim.appraised_by,
    )


def _note_verdict(db: Database, run: int | None, claim: Claim, now: str) -> bool:
    verdict = (claim.state, claim.certainty, claim.review, claim.reviewer)
    if db.execute(_LATEST, (claim.id,)).fetchone() == verdict:
        return False
    db.conn.execute(_VERDICT, (claim.id, now, *verdict, claim.one_line, run))
    return True


def load_trials(db: Database, topic: Topic, studies: Mapping[str, str], now: str) -> None:
    """Make the registered trials those of the file."""
    for trial in topic.trials:
        study = studies.get(trial.published_as) if trial.published_as else None
        TRIALS.write(db, trial.id, _trial(topic, trial, study))
        DISCREPANCIES.write(db, trial.id, enumerate(trial.discrepancies, 1))
    db.conn.execute(
        TRIALS.remove, (now, topic.id, json.dumps([trial.id for trial in topic.trials]))
    )


def _trial(topic: Topic, trial: Trial, study: str | None) -> Row:
    results = trial.results_on_registry
    return (
        topic.id,
        trial.registry,
        trial.title,
        trial.condition,
        trial.comparison,
        trial.phase,
        trial.status,
        trial.enrollment,
        trial.enrollment_basis,
        trial.started,
        trial.primary_completion,
        trial.completed,
        trial.first_posted,
        trial.results_first_posted,
        None if results is None else int(results),
        trial.registered,
        trial.primary_outcome,
        trial.sponsor,
        study,
        trial.notes,
    )
