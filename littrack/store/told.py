"""Events that sources beside PubMed tell of stored studies: written once, never erased."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sqlite_utils import Database

from littrack.sources.protocol import IntegrityFact
from littrack.store.standing import settle_status

_KNOWN = "SELECT id FROM studies WHERE id IN (SELECT value FROM json_each(?))"
_NOTICES = """
SELECT notices.id FROM json_each(?) AS wanted JOIN studies AS notices ON notices.id = wanted.value
WHERE EXISTS (SELECT 1 FROM publication_types WHERE study = notices.id AND publication_type IN
        ('Retraction of Publication', 'Retraction Notice', 'Published Erratum', 'Expression of Concern'))
    AND EXISTS (SELECT 1 FROM studies AS others WHERE others.doi = notices.doi AND others.id <> notices.id)
"""
"""Notices under the DOI of their article: what is said of that DOI is said of the article."""
_STANDING = """
SELECT id, study, kind, date, notice_pmid, notice_doi, notice, reason, asserted_by FROM integrity_events
WHERE source = ? AND withdrawn IS NULL AND study IN (SELECT value FROM json_each(?))
"""
_ADD = """
INSERT INTO integrity_events (study, kind, source, date, notice_pmid, notice_doi, notice, reason, asserted_by, first_seen,
    last_confirmed, run)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_CHANGE = """
UPDATE integrity_events SET date = ?, notice_pmid = ?, notice_doi = ?, notice = ?, reason = ?, asserted_by = ?,
    last_confirmed = ? WHERE id = ?
"""
_WITHDRAW = "UPDATE integrity_events SET withdrawn = ? WHERE id = ?"

_Identity = tuple[str, str, str, str]


def write_told(
    db: Database, run: int, source: str, told: Mapping[str, Sequence[IntegrityFact]], now: str
) -> tuple[str, ...]:
    """Make the events of ``source`` those that it tells now. Returns the studies for which that was news.

    ``told`` has an entry for each study that the source answered for; what it told before and tells no more gets the
    date on which that was seen. Studies that are not stored are passed over.
    """
    known = {study for (study,) in db.execute(_KNOWN, (json.dumps(list(told)),))}
    telling = [study for study in known if told[study]]
    notices = {study for (study,) in db.execute(_NOTICES, (json.dumps(telling),))}
    wanted = {
        _identity(study, fact): fact
        for study in telling
        if study not in notices
        for fact in told[study]
    }
    standing: dict[_Identity, tuple[int, IntegrityFact]] = {}
    for row, study, kind, *said in db.execute(_STANDING, (source, json.dumps(list(known)))):
        fact = IntegrityFact(kind, *said)
        standing[_identity(study, fact)] = row, fact
    added = {key: fact for key, fact in wanted.items() if key not in standing}
    ended = {key: row for key, (row, _) in standing.items() if key not in wanted}
    moved = {
        key: (row, wanted[key]) for key, (row, fact) in standing.items()
        if key in wanted and fact != wanted[key]
    }  # fmt: skip
    with db.atomic():
        db.conn.executemany(
            _ADD,
            [
                (key[0], fact.kind, source, *_said(fact), now, now, run)
                for key, fact in added.items()
            ],
        )
        db.conn.executemany(_CHANGE, [(*_said(fact), now, row) for row, fact in moved.values()])
        db.conn.executemany(_WITHDRAW, [(now, row) for row in ended.values()])
        touched = {key[0] for key in (*added, *ended, *moved)}
        if touched:
            settle_status(db, run, touched, now)
    return tuple(sorted(touched))


def _identity(study: str, fact: IntegrityFact) -> _Identity:
    """What makes two tellings of one source the same event: its kind, who says so, and its notice, or its date where
    there is none."""
    notice = fact.notice_doi or fact.notice_pmid or fact.date or ""
    return study, fact.kind, fact.asserted_by or "", notice


def _said(fact: IntegrityFact) -> tuple[str | None, ...]:
    return (
        fact.date,
        fact.notice_pmid,
        fact.notice_doi,
        fact.notice,
        fact.reason,
        fact.asserted_by,
    )
