"""How far each study reaches, as a source counts it: reach, not quality."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlite_utils import Database

from littrack.sources.protocol import Reach

_READ = """
SELECT study, relative_citation_ratio, percentile, cited_by, provisional, year FROM reach
WHERE source = ? AND study IN (SELECT value FROM json_each(?))
"""
_KNOWN = "SELECT id FROM studies WHERE id IN (SELECT value FROM json_each(?))"
_DELETE = "DELETE FROM reach WHERE source = ? AND study = ?"
_WRITE = """
INSERT INTO reach (study, source, relative_citation_ratio, percentile, cited_by, provisional, year, seen)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (study, source) DO UPDATE SET relative_citation_ratio = excluded.relative_citation_ratio,
    percentile = excluded.percentile, cited_by = excluded.cited_by, provisional = excluded.provisional,
    year = excluded.year, seen = excluded.seen
"""


def write_reach(
    db: Database, source: str, told: Mapping[str, Reach | None], now: str
) -> tuple[str, ...]:
    """Make the figures of a source those that it tells now. Returns the studies for which that was news.

    ``None`` means that the source knows nothing of the study. Studies that are not stored are passed over.
    """
    asked = json.dumps(list(told))
    standing: dict[str, Reach | None] = {study: None for (study,) in db.execute(_KNOWN, (asked,))}
    for study, ratio, percentile, cited, provisional, year in db.execute(_READ, (source, asked)):
        standing[study] = Reach(ratio, percentile, cited, bool(provisional), year)
    changed = [study for study, reach in standing.items() if reach != told[study]]
    with db.atomic():
        for study in changed:
            _write(db, source, study, told[study], now)
    return tuple(changed)


def _write(db: Database, source: str, study: str, reach: Reach | None, now: str) -> None:
    if reach is None:
        db.conn.execute(_DELETE, (source, study))
        return
    row = (
        study, source, reach.relative_citation_ratio, reach.percentile, reach.cited_by, int(reach.provisional),
        reach.year, now,
    )  # fmt: skip
    db.conn.execute(_WRITE, row)
