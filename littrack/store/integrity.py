"""Retractions, concerns, corrections and updates, as PubMed's own links tell them.

An event is written once and never erased; one that its record no longer tells gets the date on which that was seen.
``studies.integrity`` is what the standing events of all sources say (`littrack.store.standing`; the other sources'
are written by `littrack.store.told`). A notice is not what it is about: the erratum and the retraction notice carry no
flag, the article does, also while only the notice has arrived.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from littrack.integrity import kinds
from littrack.integrity.events import NOTICE, PUBMED
from littrack.integrity.kinds import PUBMED as KINDS
from littrack.integrity.kinds import PUBMED_NOTICE as NOTICE_KINDS
from littrack.store.rows import PARTS, Row
from littrack.store.standing import settle_status
from littrack.store.transactions import transaction

RETRACTED_TYPE = "Retracted Publication"
PREPRINT_TYPE = "Preprint"

_RELATIONS = list(PARTS).index("relations")
_TYPES = list(PARTS).index("publication_types")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a study after its publication."""

    study: str
    kind: str
    source: str
    notice_pmid: str | None = None
    notice: str | None = None
    """The citation of the notice."""
    date: str | None = None
    """When the notice was published, ISO to the precision known."""

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What makes two tellings the same event."""
        return self.study, self.kind, self.source, self.notice_pmid or self.notice or ""


def concerned(parts: Collection[list[Row]]) -> set[str]:
    """PMIDs whose standing may be touched by these new rows: of the records themselves and of those they name."""
    rows = tuple(parts)
    touched = {str(row[0]) for row in rows[_TYPES] if row[2] == RETRACTED_TYPE}
    for study, _, kind, pmid, *_ in rows[_RELATIONS]:
        if kind in KINDS:
            touched.add(str(study))
        elif kind in NOTICE_KINDS and pmid:
            touched.add(str(pmid))
    return touched


_NOTICES_AWAITING = """
SELECT DISTINCT relations.pmid FROM json_each(:pmids) CROSS JOIN relations ON relations.pmid = json_each.value
WHERE relations.kind IN (SELECT value FROM json_each(:kinds))
"""
_NAMED_BY = """
SELECT DISTINCT pmid FROM relations
WHERE study IN (SELECT value FROM json_each(:pmids)) AND pmid IS NOT NULL
  AND kind IN (SELECT value FROM json_each(:kinds))
"""
_STORED = "SELECT studies.id FROM json_each(:pmids) JOIN studies ON studies.id = json_each.value"
_OWN_LINKS = """
SELECT study, kind, pmid, citation FROM relations
WHERE study IN (SELECT value FROM json_each(:pmids)) AND kind IN (SELECT value FROM json_each(:kinds))
ORDER BY study, position
"""
_NOTICE_LINKS = """
SELECT relations.pmid, relations.kind, notices.pmid, notices.journal_abbreviation, notices.journal,
  notices.published_text, notices.volume, notices.issue, notices.pages, notices.published
FROM json_each(:pmids) AS asked CROSS JOIN relations ON relations.pmid = asked.value
CROSS JOIN studies AS notices ON notices.id = relations.study
WHERE relations.kind IN (SELECT value FROM json_each(:kinds)) AND notices.state = 'current'
  AND NOT EXISTS (SELECT 1 FROM publication_types
      WHERE study = notices.id AND publication_type = 'Retracted Publication')
  AND NOT EXISTS (SELECT 1 FROM relations AS own WHERE own.study = notices.id AND own.kind = 'RetractionIn')
ORDER BY relations.pmid, notices.pmid
"""
"""A notice that was itself retracted says nothing any longer. ``CROSS JOIN`` keeps SQLite from beginning with every
study that is current, which made each batch cost more the more was stored."""
_TYPES_OF = """
SELECT study, publication_type FROM publication_types
WHERE study IN (SELECT value FROM json_each(:pmids)) AND publication_type IN ('Retracted Publication', 'Preprint')
"""
_STANDING = """
SELECT id, study, kind, source, notice_pmid, notice, date FROM integrity_events
WHERE study IN (SELECT value FROM json_each(:pmids)) AND withdrawn IS NULL AND source IN ('PubMed', 'PubMed notice')
"""
_ADD = """
INSERT INTO integrity_events (study, kind, source, date, notice_pmid, notice, first_seen, last_confirmed, run)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def awaited(db: Database, pmids: Iterable[str]) -> set[str]:
    """Those of ``pmids`` that a stored notice names already."""
    values = {"pmids": json.dumps(list(pmids)), "kinds": json.dumps(list(NOTICE_KINDS))}
    return {pmid for (pmid,) in db.execute(_NOTICES_AWAITING, values)}


def named_by(db: Database, studies: Iterable[str]) -> set[str]:
    """PMIDs that these stored records name as a notice does."""
    values = {"pmids": json.dumps(list(studies)), "kinds": json.dumps(list(NOTICE_KINDS))}
    return {pmid for (pmid,) in db.execute(_NAMED_BY, values)}


def settle_integrity(db: Database, run: int, pmids: Collection[str], now: str) -> tuple[str, ...]:
    """Make the events of these studies those that the stored records tell. Returns studies whose standing changed."""
    if not pmids:
        return ()
    stored = [study for (study,) in db.execute(_STORED, {"pmids": json.dumps(list(pmids))})]
    asked = json.dumps(stored)
    told = {event.identity: event for event in _told(db, asked)}
    standing = {
        Event(*row[1:]).identity: (row[0], Event(*row[1:]))
        for row in db.execute(_STANDING, {"pmids": asked})
    }
    with transaction(db):
        _write_events(db, run, told, standing, now)
        return settle_status(db, run, stored, now)


def _write_events(
    db: Database,
    run: int,
    told: dict[tuple[str, str, str, str], Event],
    standing: dict[tuple[str, str, str, str], tuple[int, Event]],
    now: str,
) -> None:
    added = [event for identity, event in told.items() if identity not in standing]
    db.conn.executemany(
        _ADD,
        [
            (each.study, each.kind, each.source, each.date, each.notice_pmid, each.notice, now, now, run)
            for each in added
        ],
    )  # fmt: skip
    gone = [row for identity, (row, _) in standing.items() if identity not in told]
    db.conn.executemany(
        "UPDATE integrity_events SET withdrawn = ? WHERE id = ?", [(now, row) for row in gone]
    )
    moved = [
        (told[identity].notice, told[identity].date, now, row)
        for identity, (row, event) in standing.items()
        if identity in told and told[identity] != event
    ]
    db.conn.executemany(
        "UPDATE integrity_events SET notice = ?, date = ?, last_confirmed = ? WHERE id = ?", moved
    )


def _told(db: Database, asked: str) -> list[Event]:
    """The events that the stored records tell of the asked studies, now."""
    types: dict[str, set[str]] = defaultdict(set)
    for study, name in db.execute(_TYPES_OF, {"pmids": asked}):
        types[study].add(name)
    events = [
        _event(study, KINDS[kind], PUBMED, pmid, citation, date_in(citation), types)
        for study, kind, pmid, citation in db.execute(
            _OWN_LINKS, {"pmids": asked, "kinds": json.dumps(list(KINDS))}
        )
    ]
    explained = {event.study for event in events if "retract" in event.kind}
    events += [
        Event(study, kinds.RETRACTION, PUBMED)
        for study, names in types.items()
        if RETRACTED_TYPE in names and study not in explained
    ]
    for study, kind, pmid, *cited, published in db.execute(
        _NOTICE_LINKS, {"pmids": asked, "kinds": json.dumps(list(NOTICE_KINDS))}
    ):
        events.append(
            _event(study, NOTICE_KINDS[kind], NOTICE, pmid, _citation(*cited), published, types)
        )
    return events


def _event(
    study: str,
    kind: str,
    source: str,
    pmid: str | None,
    notice: str | None,
    date: str | None,
    types: dict[str, set[str]],
) -> Event:
    if kind == kinds.UPDATE and PREPRINT_TYPE in types.get(study, ()):
        kind = kinds.PREPRINT_OF
    return Event(study, kind, source, pmid, notice, date)


def _citation(
    abbreviation: str | None,
    journal: str | None,
    published: str | None,
    volume: str | None,
    issue: str | None,
    pages: str | None,
) -> str | None:
    """A notice's citation in PubMed's own short form: "J Foo. 2020 Mar;5(2):10"."""
    place = f"{volume or ''}{f'({issue})' if issue else ''}{f':{pages}' if pages else ''}"
    when = ";".join(part for part in (published, place) if part)
    return ". ".join(part for part in (abbreviation or journal, when) if part) or None


_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_DATE = re.compile(rf"\b((?:19|20)\d\d)(?: ({'|'.join(_MONTHS)})\b(?: (\d{{1,2}})\b)?)?")


def date_in(citation: str | None) -> str | None:
    """The date that a citation such as "JAMA. 2018 Feb 6;319(5):484" carries, ISO to the precision given."""
    found = _DATE.search(citation or "")
    if not found:
        return None
    year, month, day = found.groups()
    if not month:
        return year
    return f"{year}-{_MONTHS[month]:02}" + (f"-{int(day):02}" if day else "")
