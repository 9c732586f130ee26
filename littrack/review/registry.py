"""Which publications tell of which registered trial, which trials owe their results, and what else to know of them.

A trial may be known twice: as a person entered it in trials.yaml (``trials``) and as its registry states it
(``registry_records``). The two stay apart in the database; here they are read together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from littrack.appraise.certainty import MissingTrial
from littrack.appraise.registry import (
    OutcomeEdit,
    RegisteredTrial,
    combined,
    overdue,
    trial_flags,
    unpublished,
)
from littrack.store.registries import reported_trials

TOPIC_FILE, REGISTRY, PUBMED_RECORD = "topic file", "registry", "PubMed record"
"""Who says that a study tells of a trial: a person, the registry, or the number in the study's PubMed record."""

_ENTRIES = """
SELECT id, title, status, enrollment, started, primary_completion, completed, results_on_registry, study IS NOT NULL,
    NULL, results_first_posted, topic, overdue
FROM trials WHERE removed IS NULL ORDER BY id
"""
_RECORDS = """
SELECT id, title, status, enrollment, started, primary_completion, completed, results_posted IS NOT NULL, 0, why_stopped,
    results_posted
FROM registry_records
"""
_DISCREPANCIES = "SELECT trial, discrepancy FROM trial_discrepancies ORDER BY trial, position"
_EDITS = """
SELECT trial, former_since, seen, before, after FROM registry_changes WHERE field = 'primary_outcomes' ORDER BY id
"""
_MATCHED = "SELECT DISTINCT trial FROM registry_matches"
_OVERDUE = "UPDATE trials SET overdue = ? WHERE id = ?"

_TOLD = f"""
WITH known (trial) AS (SELECT id FROM trials WHERE removed IS NULL UNION SELECT id FROM registry_records)
SELECT known.trial, registrations.study, '{PUBMED_RECORD}'
FROM known JOIN registrations ON registrations.number = known.trial
UNION SELECT registry_records.id, studies.id, '{REGISTRY}'
FROM registry_records JOIN json_each('["' || replace(result_pmids, char(10), '","') || '"]')
JOIN studies ON studies.pmid = json_each.value WHERE result_pmids IS NOT NULL
UNION SELECT id, study, '{TOPIC_FILE}' FROM trials WHERE removed IS NULL AND study IS NOT NULL
"""
_STORED = "SELECT trial, study, told_by FROM trial_publications"
_LINK = "INSERT INTO trial_publications (trial, study, told_by, first_seen) VALUES (?, ?, ?, ?)"
_UNLINK = "DELETE FROM trial_publications WHERE trial = ? AND study = ? AND told_by = ?"

_STANDING = "SELECT trial, kind, detail, id FROM trial_flags WHERE cleared IS NULL"
_RAISE = "INSERT INTO trial_flags (trial, kind, detail, raised, run) VALUES (?, ?, ?, ?, ?)"
_CLEAR = "UPDATE trial_flags SET cleared = ? WHERE id = ?"


@dataclass(frozen=True, slots=True)
class KnownTrial:
    """A trial as it is known from both sides. ``topic``: of a person's entry; none where only a registry knows it."""

    trial: RegisteredTrial
    topic: str | None
    overdue: bool | None
    """As it is stored."""


def link_publications(db: Database, now: str) -> int:
    """Make ``trial_publications`` what the records, the registries and the topic files tell. Returns how many changed."""
    told, stored = set(db.execute(_TOLD)), set(db.execute(_STORED))
    db.conn.executemany(_LINK, [(*row, now) for row in sorted(told - stored)])
    db.conn.executemany(_UNLINK, sorted(stored - told))
    return len(told ^ stored)


def mark_trials(db: Database, run: int | None, now: str) -> int:
    """Write ``trials.overdue`` and the flags of trials where they changed; returns how many did.

    Flags are raised for trials that a person entered or a topic's registry query found, not for every number that
    some study carries.
    """
    known = known_trials(db)
    marks = []
    for number, each in known.items():
        due = overdue(each.trial, now)
        if each.topic and due != each.overdue:
            marks.append((None if due is None else int(due), number))
    db.conn.executemany(_OVERDUE, marks)
    return len(marks) + _flag(db, run, known, now)


def missing_trials(db: Database, topic: str, now: str) -> tuple[MissingTrial, ...]:
    """Trials that people entered for a topic which finished, or fell silent, and are in no publication known here."""
    trials = [each.trial for each in known_trials(db).values() if each.topic == topic]
    return tuple(
        MissingTrial(trial.id, trial.enrollment, bool(overdue(trial, now)))
        for trial in trials
        if unpublished(trial, now)
    )


def known_trials(db: Database) -> dict[str, KnownTrial]:
    """Every trial that a person entered or a registry query found, by registration number."""
    differ, edits = _grouped(db.execute(_DISCREPANCIES)), _grouped(db.execute(_EDITS))
    records = {row[0]: _trial(row) for row in db.execute(_RECORDS)}
    told = reported_trials(db)
    found: dict[str, KnownTrial] = {}
    for row in db.execute(_ENTRIES):
        *columns, topic, due = row
        both = combined(_trial(columns), records.get(row[0]))
        found[row[0]] = KnownTrial(both, topic, None if due is None else bool(due))
    for (number,) in db.execute(_MATCHED):
        if number not in found:
            found[number] = KnownTrial(records[number], None, None)
    return {
        number: replace(each, trial=_complete(each.trial, told, differ, edits))
        for number, each in sorted(found.items())
    }


def _complete(
    trial: RegisteredTrial,
    told: frozenset[str],
    differ: dict[str, list[Any]],
    edits: dict[str, list[Any]],
) -> RegisteredTrial:
    return replace(
        trial,
        published=trial.published or trial.id in told,
        discrepancies=tuple(each for (each,) in differ.get(trial.id, ())),
        edits=tuple(OutcomeEdit(*each) for each in edits.get(trial.id, ())),
    )


def _flag(db: Database, run: int | None, known: dict[str, KnownTrial], now: str) -> int:
    wanted = {
        (number, flag.kind, flag.detail): None
        for number, each in known.items()
        for flag in trial_flags(each.trial, now)
    }
    standing = {(trial, kind, detail): row for trial, kind, detail, row in db.execute(_STANDING)}
    new = [key for key in wanted if key not in standing]
    ended = [row for key, row in standing.items() if key not in wanted]
    db.conn.executemany(_RAISE, [(*key, now, run) for key in new])
    db.conn.executemany(_CLEAR, [(now, row) for row in ended])
    return len(new) + len(ended)


def _trial(row: Any) -> RegisteredTrial:
    (
        number,
        title,
        status,
        enrollment,
        started,
        primary,
        completed,
        results,
        published,
        why,
        posted,
    ) = row
    return RegisteredTrial(
        id=number,
        title=title,
        status=status,
        enrollment=enrollment,
        started=started,
        primary_completion=primary,
        completed=completed,
        results_on_registry=None if results is None else bool(results),
        published=bool(published),
        why_stopped=why,
        results_posted=posted,
    )  # fmt: skip


def _grouped(rows: Iterator[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for first, *rest in rows:
        found[first].append(tuple(rest))
    return found
