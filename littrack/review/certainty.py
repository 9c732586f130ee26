"""Write the GRADE worksheet of each claim: what the program proposes, and beside it what a person entered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from littrack.appraise.certainty import Body, BodyStudy, PooledBody, Worksheet, worksheet
from littrack.review.claims import (
    OF_TREATMENT,
    StoredClaim,
    StoredPool,
    label,
    stored_claims,
    stored_pools,
)
from littrack.review.registry import missing_trials
from littrack.topics.model import CertaintyEntry, Topic

START = "starting point"
"""The row of ``certainty_domains`` that says where the certainty starts, before any domain."""

_STUDIES = """
SELECT studies.first_author, studies.year, studies.id, claim_evidence.stance, studies.design,
    appraisals.participants, appraisals.limits, appraisals.funding, appraisals.conflicts
FROM claim_evidence JOIN studies ON studies.id = claim_evidence.study
LEFT JOIN appraisals ON appraisals.study = studies.id AND appraisals.removed IS NULL
WHERE claim_evidence.claim = ? ORDER BY claim_evidence.position
"""
_STORED = """
SELECT domain, position, proposed, reason, entered, entered_by, entered_reason
FROM certainty_domains WHERE claim = ?
"""
_WRITE = """
INSERT INTO certainty_domains (claim, domain, position, proposed, reason, entered, entered_by, entered_reason)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (claim, domain) DO UPDATE SET position = excluded.position, proposed = excluded.proposed,
    reason = excluded.reason, entered = excluded.entered, entered_by = excluded.entered_by,
    entered_reason = excluded.entered_reason
"""
_DROP = "DELETE FROM certainty_domains WHERE claim = ? AND domain = ?"

_Row = tuple[str, int, str, str, str | None, str | None, str | None]


def propose_certainty(db: Database, topics: Sequence[Topic], now: str) -> int:
    """Bring the worksheets of claims that have a certainty up to date; returns how many rows were written."""
    entered = {
        (claim.id, entry.domain): entry
        for topic in topics
        for claim in topic.claims
        for entry in claim.certainty_entries
    }
    return sum(_propose(db, claim, entered, now) for claim in stored_claims(db, topics))


def _propose(
    db: Database, claim: StoredClaim, entered: dict[tuple[str, str], CertaintyEntry], now: str
) -> int:
    stored: dict[str, _Row] = {row[0]: row for row in db.execute(_STORED, (claim.id,))}
    wanted: dict[str, _Row] = {}
    if claim.certainty is not None:
        sheet = worksheet(claim_body(db, claim, stored_pools(db, claim.id), now))
        wanted = {row[0]: row for row in _rows(sheet, claim.id, entered)}
    changed = [row for domain, row in wanted.items() if stored.get(domain) != row]
    gone = [domain for domain in stored if domain not in wanted]
    db.conn.executemany(_WRITE, [(claim.id, *row) for row in changed])
    db.conn.executemany(_DROP, [(claim.id, domain) for domain in gone])
    return len(changed) + len(gone)


def _rows(
    sheet: Worksheet, claim: str, entered: dict[tuple[str, str], CertaintyEntry]
) -> list[_Row]:
    rows: list[_Row] = [(START, 0, sheet.start, sheet.start_reason, None, None, None)]
    for position, domain in enumerate(sheet.domains, 1):
        entry = entered.get((claim, domain.domain))
        told = (entry.concern, entry.by, entry.reason) if entry else (None, None, None)
        rows.append((domain.domain, position, domain.concern, domain.reason, *told))
    return rows


def claim_body(db: Database, claim: StoredClaim, pools: Sequence[StoredPool], now: str) -> Body:
    """The body of evidence of a claim: its studies, its main pool, and trials that are missing."""
    studies = tuple(
        BodyStudy(label(author, year, study), stance, design or "other", *rest)
        for author, year, study, stance, design, *rest in db.execute(_STUDIES, (claim.id,))
    )
    missing = missing_trials(db, claim.topic, now) if claim.kind in OF_TREATMENT else ()
    main = main_pool(pools)
    return Body(studies, _pooled(main) if main else None, missing)


def main_pool(pools: Sequence[StoredPool]) -> StoredPool | None:
    """The pool that the worksheet reads: most trials first; among equals a risk ratio, which says it in people."""
    return max(pools, key=lambda pool: (pool.trials, pool.measure == "risk ratio"), default=None)


def _pooled(pool: StoredPool) -> PooledBody:
    totals = pool.record.totals()
    events, people = totals[2:] if totals else (None, None)
    return PooledBody(
        pool.name, pool.null, pool.trials, pool.participants, pool.low, pool.high, pool.prediction_low,
        pool.prediction_high, pool.i2, events, people,
    )  # fmt: skip
