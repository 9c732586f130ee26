"""What is owed, excluded, unreadable or last checked: the books that prove that nothing was lost."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from littrack.records import Unparsed
from littrack.store import raw
from littrack.store.transactions import transaction


@dataclass(frozen=True, slots=True)
class Owed:
    """A PMID that PubMed named and has not delivered: why, since when, and how often it was asked for."""

    pmid: str
    wanted_for: str
    reason: str
    first_failed: str
    last_tried: str
    tries: int


_OWE = """
INSERT INTO retries (pmid, wanted_for, reason, first_failed, last_tried, tries) VALUES (?, ?, ?, ?, ?, 1)
ON CONFLICT (pmid) DO UPDATE SET wanted_for = excluded.wanted_for, reason = excluded.reason,
  last_tried = excluded.last_tried, tries = tries + 1
"""
_EXCLUDE = """
INSERT INTO exclusions (pmid, reason, since, run) VALUES (?, ?, ?, ?)
ON CONFLICT (pmid) DO UPDATE SET reason = excluded.reason, since = excluded.since, run = excluded.run
WHERE reason IS NOT excluded.reason
"""
_QUARANTINE = """
INSERT INTO quarantine (pmid, reason, source, sha256, first_seen, run, record) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (sha256) DO UPDATE SET reason = excluded.reason, resolved = NULL
WHERE reason IS NOT excluded.reason OR resolved IS NOT NULL
"""
_CHECKED = """
INSERT INTO record_checks (study, checked)
SELECT studies.id, :now FROM json_each(:pmids) JOIN studies ON studies.pmid = json_each.value WHERE true
ON CONFLICT (study) DO UPDATE SET checked = excluded.checked
"""


def owe(db: Database, pmids: Iterable[str], wanted_for: str, reason: str, now: str) -> None:
    """Note PMIDs that did not arrive, to be asked for again; a PMID already owed counts one more try."""
    with transaction(db):
        db.conn.executemany(_OWE, [(pmid, wanted_for, reason, now, now) for pmid in pmids])


def settle(db: Database, pmids: Iterable[str]) -> None:
    """PMIDs that are no longer owed: they arrived, or were excluded."""
    with transaction(db):
        db.conn.executemany("DELETE FROM retries WHERE pmid = ?", [(pmid,) for pmid in pmids])


def owed(db: Database) -> tuple[Owed, ...]:
    """Everything owed, longest first."""
    rows = db.execute(
        "SELECT pmid, wanted_for, reason, first_failed, last_tried, tries FROM retries"
        " ORDER BY first_failed, pmid"
    )
    return tuple(Owed(*row) for row in rows)


def exclude(db: Database, run: int, pmids: Iterable[str], reason: str, now: str) -> None:
    """PMIDs that PubMed names and that will not be stored, with the reason. They are owed no longer."""
    pmids = list(pmids)
    with transaction(db):
        db.conn.executemany(_EXCLUDE, [(pmid, reason, now, run) for pmid in pmids])
        settle(db, pmids)


def include(db: Database, pmids: Iterable[str]) -> None:
    """Take exclusions back: the PMIDs have arrived after all."""
    with transaction(db):
        db.conn.executemany("DELETE FROM exclusions WHERE pmid = ?", [(pmid,) for pmid in pmids])


def excluded(db: Database) -> dict[str, str]:
    """Excluded PMIDs and why."""
    return dict(db.execute("SELECT pmid, reason FROM exclusions ORDER BY pmid").fetchall())


def quarantine(
    db: Database, run: int | None, items: Iterable[Unparsed], source: str, now: str
) -> int:
    """Keep records that could not be read, with the reason and their XML. Returns how many there were."""
    rows = [
        (
            item.pmid,
            item.reason,
            source,
            raw.sha256(item.xml),
            now,
            run,
            raw.pack(item.xml),
        )
        for item in items
    ]
    with transaction(db):
        db.conn.executemany(_QUARANTINE, rows)
    return len(rows)


def note_checked(db: Database, pmids: Iterable[str], now: str) -> None:
    """PubMed was asked for these stored records now, whether or not they had changed."""
    with transaction(db):
        db.conn.execute(_CHECKED, {"pmids": json.dumps(list(pmids)), "now": now})
