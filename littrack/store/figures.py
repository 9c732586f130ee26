"""What is stored, in numbers, for ``littrack status``."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of what the database holds, and the times that tell how fresh it is."""

    studies: int
    from_pubmed: int
    deleted: int
    merged: int
    retracted: int
    concerns: int
    corrected: int
    topics: int
    searches: int
    claims: int
    owed: int
    excluded: int
    quarantined: int
    newest_study: str | None
    """When the study that came last was first seen."""
    last_change: str | None
    oldest_check: str | None
    """When the record that has waited longest was last asked of PubMed."""
    last_run: str | None
    last_outcome: str | None
    last_complete: str | None
    """When the last run ended that accounted for every id."""
    bytes: int


_FIGURES = """
SELECT
  (SELECT count(*) FROM studies),
  (SELECT count(*) FROM raw_records),
  (SELECT count(*) FROM studies WHERE state = 'deleted'),
  (SELECT count(*) FROM studies WHERE state = 'merged'),
  (SELECT count(*) FROM studies WHERE integrity IN ('retracted', 'retracted and republished', 'partly retracted')),
  (SELECT count(*) FROM studies WHERE integrity = 'expression of concern'),
  (SELECT count(*) FROM studies WHERE integrity IN ('corrected', 'corrected and republished')),
  (SELECT count(*) FROM topics),
  (SELECT count(*) FROM searches WHERE retired IS NULL),
  (SELECT count(*) FROM claims WHERE removed IS NULL),
  (SELECT count(*) FROM retries),
  (SELECT count(*) FROM exclusions),
  (SELECT count(*) FROM quarantine WHERE resolved IS NULL),
  (SELECT max(first_seen) FROM studies),
  (SELECT max(last_changed) FROM studies),
  (SELECT min(max(fetched, coalesce(checked, fetched)))
   FROM raw_records LEFT JOIN record_checks ON record_checks.study = raw_records.study),
  (SELECT started FROM refreshes ORDER BY id DESC LIMIT 1),
  (SELECT outcome FROM refreshes ORDER BY id DESC LIMIT 1),
  (SELECT max(finished) FROM refreshes WHERE outcome = 'complete' AND command LIKE 'refresh%'),
  (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size)
"""


def stored_figures(db: Database) -> Figures:
    """Count what is stored."""
    return Figures(*db.execute(_FIGURES).fetchone())
