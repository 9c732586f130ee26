"""What is known of each registered trial beside a person's entry: record, flags, publications, changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from littrack.appraise.registry import TRIAL_FLAGS, TrialFlag, reports
from littrack.store.registries import registry_records
from littrack.views.news_items import STUDY_COLUMNS, StudyLine
from littrack.views.trial_sides import Publication, Record

_SEEN = """
SELECT id, registry_records.source, first_seen, last_changed, checked FROM registry_records
LEFT JOIN source_checks ON source_checks.source = registry_records.source AND subject = id
"""
_FLAGS = "SELECT trial, kind, detail FROM trial_flags WHERE cleared IS NULL ORDER BY id"
_PUBLICATIONS = f"""
SELECT trial, told_by, coalesce(studies.published, studies.year), {STUDY_COLUMNS}
FROM trial_publications JOIN studies ON studies.id = trial_publications.study
ORDER BY trial, studies.published, studies.id, told_by
"""
_STARTED = """
SELECT id, started FROM trials WHERE removed IS NULL AND started IS NOT NULL
UNION ALL SELECT id, started FROM registry_records WHERE started IS NOT NULL
"""
_PMIDS = "SELECT pmid FROM studies WHERE pmid IS NOT NULL"
_CHANGES = """
SELECT field, before, after, seen, registry_updated FROM registry_changes WHERE trial = ? ORDER BY id DESC
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a trial beside a person's entry."""

    record: Record | None
    flags: tuple[TrialFlag, ...]
    publications: tuple[Publication, ...]
    elsewhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A statement of a registry's record, before and after. ``updated``: the registry's own date of it."""

    field: str
    before: str | None
    after: str | None
    seen: str
    updated: str | None


def read_known(db: Database) -> dict[str, Known]:
    """What is known of every trial beside a person's entry, by registration number."""
    facts = registry_records(db)
    records = {
        number: Record(facts[number], *rest) for number, *rest in db.execute(_SEEN).fetchall()
    }
    flags: dict[str, list[TrialFlag]] = defaultdict(list)
    for trial, *flag in db.execute(_FLAGS):
        flags[trial].append(TrialFlag(*flag))
    told = _publications(db)
    stored = {pmid for (pmid,) in db.execute(_PMIDS)} if records else set()
    return {
        number: Known(
            records.get(number),
            tuple(sorted(flags[number], key=lambda flag: TRIAL_FLAGS.index(flag.kind))),
            told.get(number, ()),
            _elsewhere(records.get(number), stored),
        )
        for number in {*records, *flags, *told}
    }


def read_changes(db: Database, trial: str) -> tuple[RecordChange, ...]:
    """Every change of a registry's record that was seen, the latest first."""
    return tuple(RecordChange(*row) for row in db.execute(_CHANGES, (trial,)))


def _elsewhere(record: Record | None, stored: set[str]) -> tuple[str, ...]:
    named = record.facts.result_pmids if record else ()
    return tuple(pmid for pmid in named if pmid not in stored)


def _publications(db: Database) -> dict[str, tuple[Publication, ...]]:
    started: dict[str, str] = dict(db.execute(_STARTED).fetchall())
    found: dict[str, dict[str, list[Any]]] = defaultdict(dict)
    for trial, by, when, *study in db.execute(_PUBLICATIONS):
        line = StudyLine(*study)
        found[trial].setdefault(line.id, [line, when, []])[2].append(by)
    return {
        trial: tuple(_publication(each, started.get(trial)) for each in studies.values())
        for trial, studies in found.items()
    }


def _publication(told: Iterable[Any], started: str | None) -> Publication:
    line, when, by = told
    tells = "topic file" in by or reports(line.design, str(when) if when else None, started)
    return Publication(line, tuple(by), tells)
