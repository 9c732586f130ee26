"""Records that PubMed deleted or merged: marked, never erased."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database

from littrack.store.comparing import Change
from littrack.store.integrity import named_by, settle_integrity
from littrack.store.saving import note_changes
from littrack.store.transactions import transaction

_STANDING = """
SELECT id, state, merged_into FROM studies WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_MARK = "UPDATE studies SET state = ?, merged_into = ? WHERE id = ?"


def mark_deleted(db: Database, run: int, pmids: Iterable[str], now: str) -> tuple[str, ...]:
    """Mark stored records that NLM deleted. Returns those that were not marked before."""
    with transaction(db):
        found = db.execute(_STANDING, (json.dumps(list(pmids)),)).fetchall()
        leaving = [(pmid, state) for pmid, state, _ in found if state == "current"]
        for pmid, state in leaving:
            _mark(db, run, pmid, Change("state", state, "deleted"), None, now)
        marked = tuple(pmid for pmid, _ in leaving)
        settle_integrity(db, run, named_by(db, marked), now)
    return marked


def mark_merged(db: Database, run: int, pmid: str, into: str, now: str) -> bool:
    """Mark a record that PubMed now answers with another one. Returns whether that is news."""
    with transaction(db):
        found = db.execute(_STANDING, (json.dumps([pmid]),)).fetchone()
        if not found or found[1:] == ("merged", into):
            return False
        _mark(db, run, pmid, Change("state", found[1], f"merged into {into}"), into, now)
        settle_integrity(db, run, named_by(db, [pmid]), now)
    return True


def _mark(db: Database, run: int, pmid: str, change: Change, into: str | None, now: str) -> None:
    db.conn.execute(_MARK, ("merged" if into else "deleted", into, pmid))
    note_changes(db, run, pmid, [change], now, None)
