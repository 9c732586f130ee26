"""How fresh and how whole the stored studies are: the figures of ``littrack status``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from textwrap import fill

from sqlite_utils import Database

from littrack.errors import ConfigError, DataError
from littrack.line_width import line_width
from littrack.lock import Holder, holder
from littrack.store.database import (
    applied_migrations,
    open_database,
    open_readonly,
    sqlite_errors,
)
from littrack.store.sources import FAILED, SourceState, states
from littrack.times import from_text, to_text

_SEARCHES = """
SELECT searches.topic, searches.name, searches.version,
  (SELECT count(*) FROM search_hits WHERE search = searches.id AND left_on IS NULL),
  (SELECT count(*) FROM search_hits WHERE search = searches.id AND left_on IS NOT NULL),
  (SELECT asked FROM search_runs WHERE search = searches.id AND outcome = 'complete' ORDER BY run DESC LIMIT 1),
  (SELECT message FROM search_runs WHERE search = searches.id ORDER BY run DESC LIMIT 1)
FROM searches WHERE searches.retired IS NULL
  AND searches.id IN (SELECT search FROM search_runs) ORDER BY searches.topic, searches.id
"""
_STUDIES = "SELECT state, count(*) FROM studies GROUP BY state"
_PUBMED = "SELECT count(*) FROM studies WHERE pmid IS NOT NULL"
_LAST_RUN = """
SELECT id, command, started, finished, outcome, message FROM refreshes
WHERE command = 'refresh' ORDER BY id DESC LIMIT 1
"""
_LAST_COMPLETE = """
SELECT (SELECT finished FROM refreshes WHERE command = 'refresh' AND outcome = 'complete' ORDER BY id DESC LIMIT 1)
"""
_COUNTS = {
    "owed": "SELECT count(*) FROM retries",
    "owed_since": "SELECT min(first_failed) FROM retries",
    "excluded": "SELECT count(*) FROM exclusions",
    "quarantined": "SELECT count(*) FROM quarantine WHERE resolved IS NULL",
    "retracted": "SELECT count(*) FROM studies WHERE integrity = 'retracted'",
    "flags": "SELECT count(*) FROM flags WHERE cleared IS NULL",
    "claims": "SELECT count(*) FROM claims WHERE removed IS NULL",
}
WIDTH = 100
AHEAD = timedelta(hours=1)
"""So far two clocks may differ; an answer dated later was written under a wrong clock."""
_AGE = re.compile(r"(\d+(?:\.\d+)?)\s*([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class SearchState:
    """A search as stored: its current and former hits, when PubMed last answered it, its last problem."""

    topic: str
    name: str
    version: int
    current: int
    left: int
    asked: str | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """The latest refresh."""

    id: int
    command: str
    started: str
    finished: str | None
    outcome: str
    message: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """What is stored, how fresh it is, what is owed. Times are ISO 8601 UTC."""

    database: str
    bytes: int
    schema: str
    at: str
    studies: dict[str, int]
    """Studies by state: current, deleted, merged."""
    from_pubmed: int
    searches: tuple[SearchState, ...]
    last_run: Run | None
    last_complete: str | None
    running: Holder | None
    owed: int
    owed_since: str | None
    excluded: int
    quarantined: int
    retracted: int
    claims: int
    flags: int
    sources: tuple[SourceState, ...] = ()
    """Those beside PubMed that were ever asked."""

    @property
    def fresh_as_of(self) -> str | None:
        """Since when every search has its answer: the oldest of their latest answers."""
        answers = [each.asked for each in self.searches]
        return None if None in answers else min((each for each in answers if each), default=None)

    def is_stale(self, age: timedelta) -> bool:
        """Whether a search has gone without an answer for longer than ``age``. An answer from the future is none."""
        fresh = self.fresh_as_of
        if fresh is None:
            return True
        return not -AHEAD <= from_text(self.at) - from_text(fresh) <= age


def read_status(database: Path, now: datetime) -> Status:
    """The figures of a database, also of one that may only be read. Errors as for ``open_database``."""
    with sqlite_errors(database):
        db = _open(database)
        try:
            return status_of(db, database, now)
        finally:
            db.conn.close()


def _open(database: Path) -> Database:
    """For reading; where that cannot be, as an older schema, for writing too."""
    try:
        return open_readonly(database)
    except DataError:
        return open_database(database)


def status_of(db: Database, database: Path, now: datetime) -> Status:
    """The figures of an open database that lies at ``database``."""
    counts = {name: db.execute(sql).fetchone()[0] for name, sql in _COUNTS.items()}
    last = db.execute(_LAST_RUN).fetchone()
    return Status(
        database=str(database),
        bytes=database.stat().st_size,
        schema=applied_migrations(db)[-1],
        at=to_text(now),
        studies=dict(db.execute(_STUDIES).fetchall()),
        from_pubmed=db.execute(_PUBMED).fetchone()[0],
        searches=tuple(SearchState(*row) for row in db.execute(_SEARCHES)),
        last_run=Run(*last) if last else None,
        last_complete=db.execute(_LAST_COMPLETE).fetchone()[0],
        running=holder(database),
        sources=states(db),
        **counts,
    )


def parse_age(text: str) -> timedelta:
    """ "36h", "2d", "90m" as a length of time. ``ConfigError`` for anything else."""
    match = _AGE.fullmatch(text.strip().lower())
    if not match:
        raise ConfigError(
            f"--max-age {text!r} is not an age: write a number and m, h or d, as in 36h"
        )
    return timedelta(**{_UNITS[match[2]]: float(match[1])})


def status_json(status: Status, stale: bool | None) -> str:
    """The figures as one JSON object; ``stale`` is null where no age was given."""
    content = {**asdict(status), "fresh_as_of": status.fresh_as_of, "stale": stale}
    return json.dumps(content, indent=2, ensure_ascii=False)


def status_text(status: Status) -> str:
    """The figures for a person."""
    return "\n".join(_lines(status))


def _lines(status: Status) -> Iterator[str]:
    yield f"{status.database}: {status.bytes / 1e6:,.1f} MB, schema {status.schema}"
    others = [f"{n:,} {state}" for state, n in sorted(status.studies.items()) if state != "current"]
    in_all = ", ".join([f"{status.studies.get('current', 0):,} studies", *others])
    yield f"{in_all}; {status.from_pubmed:,} from PubMed, {status.retracted:,} retracted"
    yield ""
    yield from _freshness(status)
    yield ""
    yield from _searches(status.searches)
    yield from _sources(status)
    yield _debts(status)
    if status.claims:
        yield f"{status.claims} claims, {status.flags} reasons to look at one again (see 'littrack claims')"


def _freshness(status: Status) -> Iterator[str]:
    if status.running:
        yield (
            f"At work now: {status.running.command}, since {status.running.since} "
            f"(process {status.running.pid})"
        )
    fresh = status.fresh_as_of
    if not status.searches:
        yield "PubMed was not asked yet: run 'littrack refresh'; 'littrack doctor' says if a search is missing."
    elif fresh is None:
        yield "Not every search has been answered by PubMed yet: run 'littrack refresh'."
    else:
        yield f"Every search answered: {fresh} ({_ago(fresh, status.at)})"
    last = status.last_run
    if last and last.outcome != "running":
        end = last.finished or last.started
        told = f"Last refresh: {end} ({_ago(end, status.at)}), {last.outcome}: {last.message or ''}"
        yield fill(told, line_width(WIDTH), subsequent_indent="  ", break_on_hyphens=False)
    elif last and not status.running:
        yield f"The refresh of {last.started} was stopped before its end: the next one continues."


def _searches(searches: tuple[SearchState, ...]) -> Iterator[str]:
    width = max((len(each.name) for each in searches), default=0)
    topic = None
    for each in searches:
        if each.topic != topic:
            topic = each.topic
            yield topic
        yield (
            f"  {each.name:<{width}}  {each.current:>8,} {'study' if each.current == 1 else 'studies'}"
            + (f", {each.left:,} left" if each.left else "")
            + (f"; FAILED: {each.problem}" if each.problem else "")
        )
    if searches:
        yield ""


def _sources(status: Status) -> Iterator[str]:
    width = max((len(each.title) for each in status.sources), default=0)
    for each in status.sources:
        last = f"answered {_ago(each.answered, status.at)}" if each.answered else "never answered"
        trouble = f"; FAILED: {each.message}" if each.outcome == FAILED else ""
        paused = f"; left alone until {each.paused_until}" if each.paused_until else ""
        yield f"  {each.title:<{width}}  {last}{trouble}{paused}"
    if status.sources:
        yield ""


def _debts(status: Status) -> str:
    owed = f"{status.owed:,} owed" + (f" since {status.owed_since}" if status.owed_since else "")
    return f"{owed}, {status.excluded:,} excluded, {status.quarantined:,} not readable"


def _ago(text: str, at: str) -> str:
    hours = (from_text(at) - from_text(text)).total_seconds() / 3600
    if hours < 0:
        return "in the future: check the clock"
    if hours < 1 / 60:
        return "just now"
    number, unit = (hours * 60, "minute") if hours < 1 else (hours, "hour")
    number, unit = (number, unit) if hours < 48 else (hours / 24, "day")
    return f"{number:.0f} {unit}{'' if round(number) == 1 else 's'} ago"
