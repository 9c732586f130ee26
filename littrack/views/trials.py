"""Registered trials, and whether what they found was ever told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from littrack.appraise.registry import latest_day
from littrack.views.news_items import STUDY_COLUMNS, StudyLine

PUBLISHED, POSTED, OVERDUE, NOBODY, WAITING, UNSTATED = (
    "published",
    "results posted",
    "overdue",
    "nobody enrolled",
    "not due yet",
    "dates not stated",
)
ENDINGS = (OVERDUE, POSTED, PUBLISHED, WAITING, UNSTATED, NOBODY)
"""What became of a trial, what wants attention most first."""

_TRIALS = f"""
SELECT trials.id, trials.topic, trials.registry, trials.title, trials.condition, trials.comparison, trials.phase,
    trials.status, trials.enrollment, trials.enrollment_basis, trials.started, trials.primary_completion,
    trials.completed, trials.first_posted, trials.results_first_posted, trials.results_on_registry, trials.registered,
    trials.primary_outcome, trials.sponsor, trials.notes, trials.overdue, {STUDY_COLUMNS}
FROM trials LEFT JOIN studies ON studies.id = trials.study WHERE trials.removed IS NULL ORDER BY trials.id
"""
_DISCREPANCIES = "SELECT trial, discrepancy FROM trial_discrepancies ORDER BY trial, position"
_TOPICS = "SELECT id, coalesce(article_title, title) FROM topics ORDER BY 2"


@dataclass(frozen=True, slots=True)
class TrialLine:
    """A registered trial as its registry tells it, and the study that reports it. Dates as the registry gives them."""

    id: str
    topic: str
    registry: str
    title: str | None
    condition: str | None
    comparison: str | None
    phase: str | None
    status: str | None
    enrollment: int | None
    enrollment_basis: str | None
    started: str | None
    primary_completion: str | None
    completed: str | None
    first_posted: str | None
    results_first_posted: str | None
    results_on_registry: bool | None
    registered: str | None
    primary_outcome: str | None
    sponsor: str | None
    notes: str | None
    overdue: bool | None
    study: StudyLine | None
    discrepancies: tuple[str, ...]

    @property
    def ended(self) -> str | None:
        """When it ended, or when its main measurement did."""
        return self.completed or self.primary_completion

    @property
    def ending(self) -> str:
        """What became of it: one of `ENDINGS`."""
        if self.study:
            return PUBLISHED
        if self.results_on_registry:
            return POSTED
        if self.overdue:
            return OVERDUE
        if self.enrollment == 0 or (self.status or "").lower().startswith("withdrawn"):
            return NOBODY
        return UNSTATED if self.overdue is None else WAITING


@dataclass(frozen=True, slots=True)
class TopicTrials:
    """The trials of a topic, what wants attention most first, and how many ended how."""

    topic: str
    title: str
    trials: tuple[TrialLine, ...]

    @property
    def tally(self) -> tuple[tuple[str, int], ...]:
        """Trials by what became of them."""
        counts = Counter(trial.ending for trial in self.trials)
        return tuple((ending, counts[ending]) for ending in ENDINGS if counts[ending])

    @property
    def untold(self) -> int:
        """People in trials that owe their results."""
        return sum(each.enrollment or 0 for each in self.trials if each.ending == OVERDUE)


def read_trials(db: Database) -> tuple[TopicTrials, ...]:
    """The trials of every topic that has any."""
    told: dict[str, list[str]] = {}
    for trial, discrepancy in db.execute(_DISCREPANCIES):
        told.setdefault(trial, []).append(discrepancy)
    lines = [_line(row, tuple(told.get(row[0], ()))) for row in db.execute(_TRIALS)]
    found = (
        TopicTrials(topic, title, _sorted([line for line in lines if line.topic == topic]))
        for topic, title in db.execute(_TOPICS).fetchall()
    )
    return tuple(each for each in found if each.trials)


def _line(row: Any, discrepancies: tuple[str, ...]) -> TrialLine:
    *facts, overdue = row[:21]
    facts[15] = None if facts[15] is None else bool(facts[15])
    due = None if overdue is None else bool(overdue)
    study = StudyLine(*row[21:]) if row[21] else None
    values = (*facts, due, study, discrepancies)
    return TrialLine(*values)


def _sorted(lines: list[TrialLine]) -> tuple[TrialLine, ...]:
    """By what became of them, then the latest started first."""
    newest = sorted(lines, key=lambda line: latest_day(line.started) or "", reverse=True)
    return tuple(sorted(newest, key=lambda line: ENDINGS.index(line.ending)))
