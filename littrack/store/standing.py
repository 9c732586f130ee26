"""How stored studies stand: ``studies.integrity`` kept up to date, and the whole account for readers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sqlite_utils import Database

from littrack.integrity.events import (
    CROSSREF,
    PUBMED,
    RETRACTION_WATCH,
    Happening,
    Told,
    happenings,
)
from littrack.integrity.status import Standing, standing_of, status_of, still_standing
from littrack.store.sources import FAILED

_STORED = """
SELECT studies.id, studies.integrity, studies.first_run FROM json_each(?)
JOIN studies ON studies.id = json_each.value
"""
_EVENTS = """
SELECT study, kind, source, date, first_seen, asserted_by, withdrawn, notice_pmid, notice_doi, notice, reason,
    last_confirmed
FROM integrity_events WHERE study IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_CONFIRM = """
UPDATE integrity_events SET last_confirmed = ? WHERE source = ? AND withdrawn IS NULL
    AND study IN (SELECT id FROM studies WHERE state = 'current')
"""
_CONFIRM_PUBMED = """
UPDATE integrity_events SET last_confirmed = max(last_confirmed, coalesce((SELECT checked FROM record_checks
    WHERE record_checks.study = iif(source = 'PubMed', integrity_events.study, integrity_events.notice_pmid)), ''))
WHERE source IN ('PubMed', 'PubMed notice') AND withdrawn IS NULL
"""
_CHANGE = """
INSERT INTO changes (run, study, field, before, after, seen, source_date)
SELECT ?, id, 'integrity', ?, ?, ?, revised FROM studies WHERE id = ?
"""
_ASKED = """
SELECT studies.id, studies.pmid, studies.doi, studies.first_seen, record_checks.checked,
    crossref.known, crossref.checked
FROM json_each(?) AS wanted JOIN studies ON studies.id = wanted.value
LEFT JOIN record_checks ON record_checks.study = studies.id
LEFT JOIN source_checks AS crossref ON crossref.source = 'crossref' AND crossref.subject = studies.id
"""
_SOURCES = """
SELECT source, everyone, outcome, message FROM source_states WHERE source IN ('crossref', 'retractionwatch')
"""
_KEYS = (("crossref", CROSSREF), ("retractionwatch", RETRACTION_WATCH))


@dataclass(frozen=True, slots=True)
class Asked:
    """When a source was last asked about a study. ``why_not``: what stands in the way of an answer now."""

    source: str
    checked: str | None = None
    why_not: str | None = None

    @property
    def words(self) -> str:
        """ "Crossref not checked since 2026-11-20: it is out of order"; nothing where all is well."""
        if self.why_not is None:
            return ""
        since = f" since {self.checked[:10]}" if self.checked else ""
        return f"{self.source} not checked{since}: {self.why_not.rstrip('.')}."


@dataclass(frozen=True, slots=True)
class Account:
    """Everything that is known of a study's standing."""

    standing: Standing
    happenings: tuple[Happening, ...]
    """Also those that are told no more."""
    asked: tuple[Asked, ...]

    @property
    def answered(self) -> tuple[Asked, ...]:
        """The sources that were asked and stand by what they said."""
        return tuple(each for each in self.asked if each.checked and not each.why_not)

    @property
    def unchecked(self) -> tuple[str, ...]:
        """A sentence for each source that could not be asked lately."""
        return tuple(each.words for each in self.asked if each.words)


def settle_status(db: Database, run: int, studies: Collection[str], now: str) -> tuple[str, ...]:
    """Make ``studies.integrity`` what the standing events of all sources say. Returns studies whose standing changed."""
    wanted = json.dumps(list(studies))
    told = _told(db, wanted)
    changed = []
    for study, before, first_run in db.execute(_STORED, (wanted,)).fetchall():
        after = status_of(told[study])
        if after == before:
            continue
        changed.append(str(study))
        db.conn.execute("UPDATE studies SET integrity = ? WHERE id = ?", (after, study))
        if first_run != run:
            db.conn.execute(_CHANGE, (run, before, after, now, study))
            db.conn.execute("UPDATE studies SET last_changed = ? WHERE id = ?", (now, study))
    return tuple(changed)


def confirm(db: Database, source: str, now: str) -> None:
    """Note that a source answered for every study now: what it tells still, it has confirmed."""
    db.conn.execute(_CONFIRM, (now, source))


def confirm_pubmed(db: Database) -> None:
    """Note when the records that tell something were last asked for at PubMed."""
    db.conn.execute(_CONFIRM_PUBMED)


def read_happenings(db: Database, studies: Iterable[str]) -> dict[str, tuple[Happening, ...]]:
    """By study: what happened to it and stands, neither taken back nor settled nor told no more."""
    wanted = list(studies)
    told = _told(db, json.dumps(wanted))
    return {study: still_standing(told[study]) for study in wanted if study in told}


def read_account(db: Database, study: str) -> Account:
    """How one study stands."""
    return read_accounts(db, [study])[study]


def read_accounts(db: Database, studies: Iterable[str]) -> dict[str, Account]:
    """By study: how it stands, who says so, and who was asked."""
    wanted = json.dumps(list(studies))
    told = _told(db, wanted)
    states = {source: row for source, *row in db.execute(_SOURCES)}
    found = {}
    for study, pmid, doi, first_seen, at_pubmed, known, sought in db.execute(_ASKED, (wanted,)):
        asked = [Asked(PUBMED, at_pubmed)] if pmid else []
        for key, title in _KEYS:
            if key in states:
                asked.append(_asked(title, states[key], first_seen))
        asked = [
            _at_crossref(each, doi, known, sought) if each.source == CROSSREF else each
            for each in asked
        ]
        answered = {each.source: each.checked for each in asked}
        found[study] = Account(
            standing_of(told[study], answered), happenings(told[study]), tuple(asked)
        )
    return found


def _told(db: Database, wanted: str) -> dict[str, list[Told]]:
    told: dict[str, list[Told]] = defaultdict(list)
    for study, *event in db.execute(_EVENTS, (wanted,)):
        told[study].append(Told(*event))
    return told


def _asked(title: str, state: list[str | None], first_seen: str) -> Asked:
    """Of a source that answers for every study at once: what it said of one that was stored by then."""
    everyone, outcome, message = state
    checked = everyone if everyone and everyone >= first_seen else None
    if outcome == FAILED:
        return Asked(title, checked, message or "it failed")
    return Asked(title, checked, None if checked else "it has not been asked about this study yet")


def _at_crossref(asked: Asked, doi: str | None, known: int | None, sought: str | None) -> Asked:
    if not doi:
        return Asked(CROSSREF, None, "the study has no DOI")
    if known == 0 and asked.why_not is None:
        return replace(
            asked, checked=None, why_not=f"it did not hold the DOI on {(sought or '')[:10]}"
        )
    return asked
