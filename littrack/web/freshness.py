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
from littrack.web.reading import generation, read, read_here
from littrack.web.server import NAME

_ASKED = """
SELECT CASE WHEN count(*) = count(answered) THEN min(answered) END FROM (
    SELECT (SELECT max(asked) FROM search_runs WHERE search = searches.id AND outcome = 'complete') AS answered
    FROM searches WHERE retired IS NULL AND id IN (SELECT search FROM search_runs))
"""


@dataclass(slots=True)
class _Kept:
    """What was counted, each with its generation: set in one step, as several threads ask."""

    status: tuple[int, Status | None] = (-1, None)
    asked: tuple[int, str | None] = (-1, None)


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
        known, status = kept.status
        return found, status if status and known == found else status_of(db, path, now())

    kept.status = _, counted = await read(datasette, question)
    return replace(counted, at=to_text(now()), running=holder(path))


def last_asked(datasette: Any) -> str | None:
    """Since when every search has its answer (UTC), for the foot of every page."""
    with suppress(sqlite3.Error):  # an error page must not fail for want of a date
        return read_here(datasette, lambda db: asked_of(datasette, db))
    return _kept(datasette).asked[1]


def asked_of(datasette: Any, db: Database) -> str | None:
    """The same in the state that ``db`` sees; asked for once in each."""
    kept, found = _kept(datasette), generation(db)
    known, asked = kept.asked
    if known != found:
        asked = db.execute(_ASKED).fetchone()[0]
        kept.asked = found, asked
    return asked


def _kept(datasette: Any) -> _Kept:
    if not hasattr(datasette, "_littrack_freshness"):
        datasette._littrack_freshness = _Kept()
    kept: _Kept = datasette._littrack_freshness
    return kept
