"""The figures of ``littrack status`` on the site: counted once for each state of the database, aged at each request."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from littrack.health import Status, status_of
from littrack.lock import holder
from littrack.times import from_text, now, to_text
from littrack.web.reading import generation, read
from littrack.web.server import NAME

_ASKED = """
SELECT CASE WHEN count(*) = count(answered) THEN min(answered) END FROM (
    SELECT (SELECT max(asked) FROM search_runs WHERE search = searches.id AND outcome = 'complete') AS answered
    FROM searches WHERE retired IS NULL AND id IN (SELECT search FROM search_runs))
"""


@dataclass(slots=True)
class _Kept:
    """What was counted for one generation."""

    generation: int = -1
    status: Status | None = None
    asked_generation: int = -1
    asked: str | None = None


async def current_status(datasette: Any) -> Status:
    """The figures now. Counting is done once for each finished run; the clock and the lock are read each time.

    Where the site is written to files (`littrack.publish`), the figures of the moment that the content is of.
    """
    kept, path = _kept(datasette), Path(datasette.get_database(NAME).path)
    published = getattr(datasette, "published", None)
    if published is not None:
        then = from_text(published.at or "1970-01-01")
        return await read(datasette, lambda db: status_of(db, path, then))

    def question(db: Database) -> tuple[int, Status]:
        found = generation(db)
        if kept.status is not None and kept.generation == found:
            return found, kept.status
        return found, status_of(db, path, now())

    kept.generation, counted = await read(datasette, question)
    kept.status = counted
    return replace(counted, at=to_text(now()), running=holder(path))


async def last_asked(datasette: Any) -> str | None:
    """Since when every search has its answer (UTC), for the foot of every page."""
    kept = _kept(datasette)

    def question(db: Database) -> tuple[int, str | None]:
        found = generation(db)
        if kept.asked_generation == found:
            return found, kept.asked
        return found, db.execute(_ASKED).fetchone()[0]

    with suppress(sqlite3.Error):  # an error page must not fail for want of a date
        kept.asked_generation, kept.asked = await read(datasette, question)
    return kept.asked


def _kept(datasette: Any) -> _Kept:
    if not hasattr(datasette, "_littrack_freshness"):
        datasette._littrack_freshness = _Kept()
    kept: _Kept = datasette._littrack_freshness
    return kept
