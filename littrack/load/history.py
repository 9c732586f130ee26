"""Note what a claim's wording and evidence were, whenever a topic file changes them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlite_utils import Database

from littrack.topics.model import Claim

_LATEST = """
SELECT quote, question, rationale, would_change FROM claim_wordings WHERE claim = ? ORDER BY id DESC LIMIT 1
"""
_WORDING = """
INSERT INTO claim_wordings (claim, since, quote, question, rationale, would_change, run) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_STANDING = "SELECT id, study, stance, note FROM evidence_history WHERE claim = ? AND until IS NULL"
_BEGIN = """
INSERT INTO evidence_history (claim, study, stance, note, since, run) VALUES (?, ?, ?, ?, ?, ?)
"""
_END = "UPDATE evidence_history SET until = ? WHERE id = ?"
_END_REMOVED = """
UPDATE evidence_history SET until = ? WHERE until IS NULL AND claim IN (
    SELECT id FROM claims WHERE topic = ? AND removed IS NOT NULL)
"""


def note_wording(db: Database, run: int | None, claim: Claim, now: str) -> None:
    """Add the claim's wording where it differs from the last one noted."""
    wording = (claim.quote, claim.question, claim.rationale, claim.would_change)
    if db.execute(_LATEST, (claim.id,)).fetchone() != wording:
        db.conn.execute(_WORDING, (claim.id, now, *wording, run))


def note_evidence(
    db: Database, run: int | None, claim: Claim, studies: Mapping[str, str], now: str
) -> None:
    """End the evidence that the file no longer has, or has otherwise, and begin what is new."""
    wanted = {studies[each.study]: (each.stance, each.note) for each in claim.evidence}
    kept = set()
    for row, study, *said in db.execute(_STANDING, (claim.id,)).fetchall():
        if wanted.get(study) == tuple(said):
            kept.add(study)
        else:
            db.conn.execute(_END, (now, row))
    for study, said_now in wanted.items():
        if study not in kept:
            db.conn.execute(_BEGIN, (claim.id, study, *said_now, now, run))


def end_removed(db: Database, topic: str, now: str) -> None:
    """End the evidence of claims that are in the files no more."""
    db.conn.execute(_END_REMOVED, (now, topic))
