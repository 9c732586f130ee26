"""What the database knows before a run: read only, in a handful of queries."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from littrack.refresh.plan import Debt, Holding, Known
from littrack.refresh.summary import Raised
from littrack.store.accounting import owed
from littrack.times import from_text

_CHECKS = "SELECT study, checked FROM record_checks"
"""A record's study id is its PMID."""
_ELSEWHERE = """
SELECT pmid, state FROM studies WHERE state IN ('deleted', 'merged') AND pmid IS NOT NULL
"""
_PMIDS = "SELECT pmid FROM studies WHERE pmid IS NOT NULL"
_EXCLUDED = "SELECT pmid, since FROM exclusions"
_LAST_RUN = """
SELECT max(finished) FROM refreshes WHERE command = 'refresh' AND outcome IN ('complete', 'owed')
"""
_LAST_CHECKS = """
SELECT searches.topic, searches.name, searches.query, max(search_runs.asked)
FROM search_runs JOIN searches ON searches.id = search_runs.search
WHERE search_runs.revised_since IS NOT NULL AND searches.retired IS NULL
GROUP BY searches.id
"""
_NOTICES = """
SELECT integrity_events.kind, studies.id, studies.title FROM integrity_events
JOIN studies ON studies.id = integrity_events.study
WHERE integrity_events.run = ? AND integrity_events.withdrawn IS NULL
GROUP BY integrity_events.kind, studies.id ORDER BY min(integrity_events.id)
"""
_FLAGS = """
SELECT flags.claim, flags.kind, flags.detail FROM flags
WHERE flags.run = ? AND flags.cleared IS NULL ORDER BY flags.id
"""
_LATEST = "SELECT max(coalesce(finished, started)) FROM refreshes WHERE outcome <> 'running'"


def read_known(db: Database) -> Known:
    """What is stored, owed and excluded, by PMID. The queries read indexes, not the studies' long rows."""
    checks, elsewhere = (
        dict(db.execute(_CHECKS).fetchall()),
        dict(db.execute(_ELSEWHERE).fetchall()),
    )
    stored = {
        pmid: Holding(checks.get(pmid), elsewhere.get(pmid, "current"))
        for (pmid,) in db.execute(_PMIDS)
    }
    excluded = {pmid: from_text(since) for pmid, since in db.execute(_EXCLUDED)}
    last = db.execute(_LAST_RUN).fetchone()[0]
    return Known(stored, read_debts(db), excluded, from_text(last) if last else None)


def stored_pmids(db: Database) -> frozenset[str]:
    """Every PMID that is stored now, in whatever state."""
    return frozenset(pmid for (pmid,) in db.execute(_PMIDS))


def excluded_pmids(db: Database) -> frozenset[str]:
    """Every PMID that is excluded now."""
    return frozenset(pmid for pmid, _ in db.execute(_EXCLUDED))


def read_debts(db: Database) -> dict[str, Debt]:
    """What is owed, by PMID."""
    return {
        each.pmid: Debt(each.wanted_for, each.reason, from_text(each.first_failed), each.tries)
        for each in owed(db)
    }


def last_revision_checks(db: Database) -> dict[tuple[str, str, str], datetime]:
    """When PubMed was last asked what it had revised, by (topic, search name, query)."""
    rows = db.execute(_LAST_CHECKS)
    return {(topic, name, query): from_text(asked) for topic, name, query, asked in rows}


def latest_instant(db: Database) -> datetime | None:
    """The latest instant that any earlier run wrote down."""
    text = db.execute(_LATEST).fetchone()[0]
    return from_text(text) if text else None


def notices_of(db: Database, run: int) -> tuple[str, ...]:
    """Retractions and other notices that this run saw first, one sentence each."""
    return tuple(
        f"Notice: {kind}: {study} {title}" for kind, study, title in db.execute(_NOTICES, (run,))
    )


def flags_of(db: Database, run: int) -> tuple[Raised, ...]:
    """Flags that this run raised; claims that got the same flag stand together."""
    claims: dict[tuple[str, str], list[str]] = {}
    for claim, kind, detail in db.execute(_FLAGS, (run,)):
        claims.setdefault((kind, detail), []).append(claim)
    return tuple(Raised(kind, detail, tuple(named)) for (kind, detail), named in claims.items())
