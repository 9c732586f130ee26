"""One run, start to end: lock, ask, fetch, publish in one transaction, prove the account."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from sqlite_utils import Database

from littrack.errors import ConfigError, LittrackError, SourceError
from littrack.lock import hold
from littrack.reading import no_search_for_cycles
from littrack.refresh import known as knowledge
from littrack.refresh.asking import Asked, ask_searches
from littrack.refresh.night import Night
from littrack.refresh.summary import Summary
from littrack.store.database import open_database, sqlite_errors
from littrack.store.runs import FAILED, INTERRUPTED, RunCounts, begin_run, finish_run
from littrack.times import to_text

FIRST_YEAR = 2026
"""littrack did not exist before: an earlier year is a clock that was never set."""


def refresh(night: Night) -> Summary:
    """Ask every search of the topics, store what is new or changed, and account for every id.

    Raises ``Busy`` when another run holds the lock, ``SourceError`` when PubMed cannot be asked at all (what is stored
    of it stands then; the topic files are loaded and the other sources heard), ``ConfigError`` or ``DataError`` for what a person has to mend. Interrupted anywhere, even by
    SIGKILL, the next run continues and ends in the same content.
    """
    started = night.clock()
    check_year(started)
    locked = hold(night.database, "refresh", to_text(started))
    with sqlite_errors(night.database), locked, no_search_for_cycles():
        db = open_database(night.database, create=True)
        try:
            return _run(db, night, started)
        finally:
            db.conn.close()


def check_year(instant: datetime) -> None:
    """Refuse a clock that was never set. ``ConfigError``."""
    if instant.year < FIRST_YEAR:
        raise ConfigError(
            f"this computer's clock says {instant:%Y-%m-%d}: set it, then run the command again"
        )


def _run(db: Database, night: Night, started: datetime) -> Summary:
    began = time.monotonic()
    latest = knowledge.latest_instant(db)
    run = begin_run(db, "refresh", to_text(started))
    try:
        try:
            asked = _ask(night)
        except SourceError as problem:
            from littrack.refresh.writing import without_pubmed

            without_pubmed(db, night, run, started, problem)
            raise
        # Not sooner: the first question need not wait for it, and now PubMed's limit makes the run wait anyway.
        from littrack.refresh.writing import publish

        notes = tuple(clock_notes(started, latest, night.pubmed.server_time))
        summary = publish(db, night, run, started, asked, notes, began)
    except BaseException as error:
        _note_failure(db, run, error, night)
        raise
    return summary


def clock_notes(
    started: datetime, latest: datetime | None, server: datetime | None
) -> Iterator[str]:
    """A warning where the clock stands before what was already written down, or far from PubMed's.

    Nothing is lost by a wrong clock: ids are compared as sets, and a check dated in the future does not count.
    """
    ours = f"Warning: this computer's clock says {started:%Y-%m-%d %H:%M} UTC"
    if latest and latest - started > timedelta(days=1):
        yield f"{ours}, but a run ended at {latest:%Y-%m-%d %H:%M} UTC: check the clock"
    if server and abs(server - started) > timedelta(days=1):
        yield f"{ours}, but PubMed's says {server:%Y-%m-%d %H:%M}: set the clock"


def _ask(night: Night) -> tuple[Asked, ...]:
    total = sum(len(topic.pubmed_searches) for topic in night.topics)
    night.watch("searches", 0, total)
    asked = ask_searches(night.pubmed, night.topics)
    night.watch("searches", total, total)
    return asked


def _note_failure(db: Database, run: int, error: BaseException, night: Night) -> None:
    """Say in the run's row how it ended. A disk that cannot take even that must not hide the error itself."""
    counts = RunCounts(requests=night.pubmed.requests_made)
    stopped = not isinstance(error, Exception)
    outcome = INTERRUPTED if stopped else FAILED
    message = "it was stopped before its end" if stopped else _in_one_line(error)
    with suppress(sqlite3.Error):
        finish_run(db, run, outcome, message, counts, to_text(night.clock()))


def _in_one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text if isinstance(error, LittrackError) else f"{type(error).__name__}: {text}"
