"""Registered trials, and whether what they found was ever told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from littrack.appraise.registry import NO_RESULTS, POSTED_ONLY, READER, TrialFlag, latest_day
from littrack.appraise.registry_words import Disagreement, Statement
from littrack.views.news_items import STUDY_COLUMNS, StudyLine
from littrack.views.trial_facts import Known, read_known
from littrack.views.trial_sides import Publication, Record, differences, people

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
_MATCHES = "SELECT topic, trial FROM registry_matches ORDER BY topic, trial"


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
    entered: bool = True
    """Whether a person entered it; else only its registry tells of it."""
    record: Record | None = None
    """What the registry itself states."""
    flags: tuple[TrialFlag, ...] = ()
    publications: tuple[Publication, ...] = ()
    elsewhere: tuple[str, ...] = ()
    """PMIDs that the registry names as reports and that are not stored."""

    @property
    def statement(self) -> Statement:
        """What the person's entry states, to be set beside the registry's record."""
        posted = {True: "posted", False: "none", None: None}[self.results_on_registry]
        return Statement(
            status=self.status,
            phase=self.phase,
            enrollment=people(self.enrollment, self.enrollment_basis),
            started=self.started,
            primary_completion=self.primary_completion,
            completed=self.completed,
            first_posted=self.first_posted,
            results_posted=self.results_first_posted or posted,
        )

    @property
    def differences(self) -> tuple[Disagreement, ...]:
        """Where the person's entry and the registry's record do not agree."""
        return differences(self.statement, self.record) if self.entered else ()

    @property
    def further_flags(self) -> tuple[TrialFlag, ...]:
        """Flags that a line of the list does not say already: what became of it, and what a person noted."""
        said = (NO_RESULTS, POSTED_ONLY)
        return tuple(
            each
            for each in self.flags
            if each.kind not in said and not each.detail.startswith(READER)
        )

    @property
    def results_since(self) -> str | None:
        """Since when results stand on the registry; "posted" where nobody says since when."""
        own = self.record.facts.results_posted if self.record else None
        return own or self.results_first_posted or ("posted" if self.results_on_registry else None)

    @property
    def ended(self) -> str | None:
        """When it ended, or when its main measurement did."""
        return self.completed or self.primary_completion

    @property
    def ending(self) -> str:
        """What became of it: one of `ENDINGS`."""
        if self.study or self.elsewhere or any(each.reports for each in self.publications):
            return PUBLISHED
        if self.results_since:
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
    found: tuple[TrialLine, ...] = ()
    """Trials that the topic's registry queries found and that nobody has entered."""

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
    known = read_known(db)
    lines = read_entries(db, known)
    entered = {line.id for line in lines}
    matches = [each for each in db.execute(_MATCHES).fetchall() if each[1] not in entered]
    found = (
        TopicTrials(
            topic,
            title,
            _sorted([line for line in lines if line.topic == topic]),
            _sorted([registered(known[trial], topic) for of, trial in matches if of == topic]),
        )
        for topic, title in db.execute(_TOPICS).fetchall()
    )
    return tuple(each for each in found if each.trials or each.found)


def read_entries(db: Database, known: dict[str, Known]) -> list[TrialLine]:
    """The trials that people entered, each with what else is known of it."""
    told: dict[str, list[str]] = {}
    for trial, discrepancy in db.execute(_DISCREPANCIES):
        told.setdefault(trial, []).append(discrepancy)
    lines = (_line(row, tuple(told.get(row[0], ()))) for row in db.execute(_TRIALS).fetchall())
    return [with_known(line, known[line.id]) if line.id in known else line for line in lines]


def with_known(line: TrialLine, known: Known) -> TrialLine:
    """The line with its registry's record, its flags and its publications."""
    return replace(
        line,
        record=known.record,
        flags=known.flags,
        publications=known.publications,
        elsewhere=known.elsewhere,
    )


def registered(known: Known, topic: str) -> TrialLine:
    """A trial of which only its registry tells, in the form of an entered one."""
    assert known.record is not None
    facts = known.record.facts
    overdue = any(flag.kind == NO_RESULTS for flag in known.flags)
    line = TrialLine(
        id=facts.id,
        topic=topic,
        registry=facts.registry,
        title=facts.title,
        condition="; ".join(facts.conditions) or None,
        comparison="; ".join(facts.interventions) or None,
        phase=facts.phase,
        status=facts.status,
        enrollment=facts.enrollment,
        enrollment_basis=facts.enrollment_basis,
        started=facts.started,
        primary_completion=facts.primary_completion,
        completed=facts.completed,
        first_posted=facts.first_posted,
        results_first_posted=facts.results_posted,
        results_on_registry=bool(facts.results_posted),
        registered=None,
        primary_outcome="; ".join(facts.primary_outcomes) or None,
        sponsor=None,
        notes=None,
        overdue=overdue if overdue or _dated(facts.primary_completion, facts.completed) else None,
        study=None,
        discrepancies=(),
        entered=False,
    )
    return with_known(line, known)


def _dated(*dates: str | None) -> bool:
    return any(latest_day(each) for each in dates)


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
