"""Carry out what the files dismiss: a suggestion that a person found to bear on no claim, with the reason.

A dismissal lives in evidence.yaml. When its entry goes, the suggestion comes back as ``unreviewed``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from littrack.topics.model import Dismissed, Topic

DISMISSED = "dismissed"

_OF_TOPIC = """
SELECT claim_candidates.claim, claim_candidates.study, claim_candidates.state, claim_candidates.why
FROM claim_candidates JOIN claims ON claims.id = claim_candidates.claim
WHERE claims.topic = ? AND (claim_candidates.state = 'dismissed'
    OR claim_candidates.study IN (SELECT value FROM json_each(?)))
"""
_DISMISS = "UPDATE claim_candidates SET state = 'dismissed', why = ? WHERE claim = ? AND study = ?"
_TAKE_BACK = "DELETE FROM claim_candidates WHERE claim = ? AND study = ? AND state = 'dismissed'"
_LOOK_AGAIN = "UPDATE study_reviews SET links = '' WHERE study = ?"


def take_back(db: Database, topics: Sequence[Topic]) -> int:
    """Undo dismissals that no longer stand in the files; the studies are to be suggested anew. Returns how many."""
    ended = [
        (claim, study)
        for topic in topics
        for claim, study, state, _, why in _rows(db, topic)
        if state == DISMISSED and why is None
    ]
    db.conn.executemany(_TAKE_BACK, ended)
    db.conn.executemany(_LOOK_AGAIN, [(study,) for _, study in ended])
    return len(ended)


def dismiss(db: Database, topics: Sequence[Topic]) -> int:
    """Mark the suggestions that the files dismiss, each with the reason. Returns how many changed."""
    changed = [
        (why, claim, study)
        for topic in topics
        for claim, study, state, said, why in _rows(db, topic)
        if why is not None and (state, said) != (DISMISSED, why)
    ]
    db.conn.executemany(_DISMISS, changed)
    return len(changed)


def _rows(db: Database, topic: Topic) -> Iterator[tuple[str, str, str, str, str | None]]:
    """Claim, study, state, why it stands, and why the files dismiss it (``None``: they do not)."""
    entries: dict[str, list[Dismissed]] = {}
    for each in topic.dismissed:
        entries.setdefault(each.pmid, []).append(each)
    asked = (topic.id, json.dumps(sorted(entries)))
    for claim, study, state, said in db.execute(_OF_TOPIC, asked).fetchall():
        yield claim, study, state, said, _reason(claim, entries.get(study, ()))


def _reason(claim: str, entries: Sequence[Dismissed]) -> str | None:
    for each in entries:
        if not each.claims or claim in each.claims:
            return f"{each.why} ({each.by})" if each.by else each.why
    return None
