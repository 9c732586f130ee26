"""Trials as their registries state them, with every change that was seen.

A record that says what it said writes nothing. Where it says something else, the row is changed and each difference
goes to ``registry_changes``, which is only ever added to. What a person wrote in trials.yaml is never touched here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from littrack.appraise.registry import reports
from littrack.sources.protocol import RegistryRecord

FIELDS = (
    "title", "status", "why_stopped", "phase", "conditions", "interventions", "enrollment", "enrollment_basis",
    "started", "primary_completion", "completed", "first_posted", "last_updated", "results_posted",
    "primary_outcomes", "secondary_outcomes", "result_pmids",
)  # fmt: skip
"""What a registry states of a trial, in the order of the columns."""
UNTOLD = frozenset({"last_updated"})
"""Not worth an entry among the changes by itself: the date stands beside every other one."""
_LISTS = frozenset(
    {"conditions", "interventions", "primary_outcomes", "secondary_outcomes", "result_pmids"}
)

_COLUMNS = ", ".join(FIELDS)
_READ = f"SELECT id, registry, {_COLUMNS} FROM registry_records"
_STORED = f"{_READ} WHERE id IN (SELECT value FROM json_each(?))"
_ALL = f"{_READ} ORDER BY id"
_INSERT = f"""
INSERT INTO registry_records ({_COLUMNS}, registry, source, first_seen, last_changed, run, id)
VALUES ({", ".join("?" * (len(FIELDS) + 6))})
"""
_UPDATE = f"""
UPDATE registry_records SET {", ".join(f"{name} = ?" for name in FIELDS)}, registry = ?, source = ?, last_changed = ?
WHERE id = ?
"""
_FORMER = """
SELECT coalesce((SELECT max(seen) FROM registry_changes WHERE trial = registry_records.id AND field = ?), first_seen)
FROM registry_records WHERE id = ?
"""
_CHANGE = """
INSERT INTO registry_changes (trial, field, before, after, former_since, registry_updated, seen, run)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_MATCH = """
INSERT INTO registry_matches (trial, topic, first_seen)
SELECT ?, topics.id, ? FROM topics
WHERE topics.id = ? AND EXISTS (SELECT 1 FROM registry_records WHERE id = ?)
ON CONFLICT DO NOTHING
"""

_TOLD = """
SELECT trial_publications.trial, told_by = 'topic file', studies.design, coalesce(studies.published, studies.year),
    coalesce(registry_records.started, trials.started)
FROM trial_publications JOIN studies ON studies.id = trial_publications.study
LEFT JOIN registry_records ON registry_records.id = trial_publications.trial
LEFT JOIN trials ON trials.id = trial_publications.trial
"""
_NAMED = """
SELECT registry_records.id FROM registry_records, json_each('["' || replace(result_pmids, char(10), '","') || '"]')
WHERE value NOT IN (SELECT pmid FROM studies WHERE pmid IS NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Registered:
    """What writing did, by registration number."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    matched: int = 0
    """Trials that a topic's query found for the first time."""


def write_registry(
    db: Database,
    run: int | None,
    source: str,
    records: Sequence[RegistryRecord],
    matched: Mapping[str, str],
    now: str,
) -> Registered:
    """Store what a registry states now. ``matched``: the topic whose query found a trial, by registration number.

    A record that is not among ``records`` keeps what it said.
    """
    latest = {record.id: record for record in records}
    stored = {each.id: each for each in _records(db.execute(_STORED, (json.dumps(list(latest)),)))}
    new = [record for number, record in latest.items() if number not in stored]
    changed = [each for number, each in latest.items() if number in stored and _differs(stored[number], each)]  # fmt: skip
    with db.atomic():
        for record in new:
            row = (*_row(record), record.registry, source, now, now, run, record.id)
            db.conn.execute(_INSERT, row)
        for record in changed:
            _log(db, run, stored[record.id], record, now)
            db.conn.execute(_UPDATE, (*_row(record), record.registry, source, now, record.id))
        found = sum(
            db.conn.execute(_MATCH, (number, now, topic, number)).rowcount
            for number, topic in matched.items()
        )
    return Registered(tuple(each.id for each in new), tuple(each.id for each in changed), found)


def registry_records(db: Database) -> dict[str, RegistryRecord]:
    """Every trial as its registry last stated it, by registration number."""
    return {record.id: record for record in _records(db.execute(_ALL))}


def reported_trials(db: Database) -> frozenset[str]:
    """Trials that a publication reports: one that a person named, one that is stored and can tell of results, or one that
    the registry names and that is not stored."""
    told = {
        trial
        for trial, by_person, design, published, started in db.execute(_TOLD)
        if by_person or reports(design, str(published) if published else None, started)
    }
    return frozenset(told | {trial for (trial,) in db.execute(_NAMED)})


def _differs(stored: RegistryRecord, record: RegistryRecord) -> bool:
    return _row(stored) != _row(record) or stored.registry != record.registry


def _log(
    db: Database, run: int | None, before: RegistryRecord, after: RegistryRecord, now: str
) -> None:
    for field, old, new in zip(FIELDS, _row(before), _row(after), strict=True):
        if old == new or field in UNTOLD:
            continue
        (since,) = db.execute(_FORMER, (field, after.id)).fetchone()
        texts = (None if each is None else str(each) for each in (old, new))
        db.conn.execute(_CHANGE, (after.id, field, *texts, since, after.last_updated, now, run))


def _row(record: RegistryRecord) -> tuple[str | int | None, ...]:
    return tuple(_value(record, name) for name in FIELDS)


def _value(record: RegistryRecord, name: str) -> str | int | None:
    found = getattr(record, name)
    if name not in _LISTS:
        return found  # type: ignore[no-any-return]
    if name == "result_pmids":
        found = [each for each in found if each.isascii() and each.isdigit()]
    return "\n".join(" ".join(each.split()) for each in found) or None


def _records(rows: Iterator[tuple[str | int | None, ...]]) -> Iterator[RegistryRecord]:
    for number, registry, *values in rows:
        told = {
            name: tuple(str(value or "").splitlines()) if name in _LISTS else value
            for name, value in zip(FIELDS, values, strict=True)
        }
        yield RegistryRecord(id=str(number), registry=str(registry), **told)  # type: ignore[arg-type]
