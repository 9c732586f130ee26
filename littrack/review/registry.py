"""Mark registered trials that owe their results, and read those that are missing from the literature."""

from __future__ import annotations

from sqlite_utils import Database

from littrack.appraise.certainty import MissingTrial
from littrack.appraise.registry import RegisteredTrial, overdue, unpublished

_TRIALS = """
SELECT id, title, status, enrollment, started, primary_completion, completed, results_on_registry,
    study IS NOT NULL, overdue
FROM trials WHERE removed IS NULL ORDER BY id
"""
_OF_TOPIC = """
SELECT id, title, status, enrollment, started, primary_completion, completed, results_on_registry,
    study IS NOT NULL
FROM trials WHERE removed IS NULL AND topic = ? ORDER BY id
"""
_WRITE = "UPDATE trials SET overdue = ? WHERE id = ?"


def mark_overdue(db: Database, now: str) -> int:
    """Write ``trials.overdue`` (1, 0, or null where the dates do not say) where it changed; returns how many did."""
    rows = []
    for *columns, stored in db.execute(_TRIALS):
        due = overdue(_trial(*columns), now)
        number = None if due is None else int(due)
        if number != stored:
            rows.append((number, columns[0]))
    db.conn.executemany(_WRITE, rows)
    return len(rows)


def missing_trials(db: Database, topic: str, now: str) -> tuple[MissingTrial, ...]:
    """Trials of a topic that finished, or fell silent, and are in no publication known here."""
    trials = [_trial(*row) for row in db.execute(_OF_TOPIC, (topic,))]
    return tuple(
        MissingTrial(trial.id, trial.enrollment, bool(overdue(trial, now)))
        for trial in trials
        if unpublished(trial, now)
    )


def _trial(
    id: str,  # noqa: A002
    title: str,
    status: str | None,
    enrollment: int | None,
    started: str | None,
    primary_completion: str | None,
    completed: str | None,
    results: int | None,
    published: int,
) -> RegisteredTrial:
    on_registry = None if results is None else bool(results)
    return RegisteredTrial(
        id, title, status, enrollment, started, primary_completion, completed, on_registry, bool(published)
    )  # fmt: skip
