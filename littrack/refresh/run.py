"""One run, start to end: lock, ask, fetch, publish in one transaction, prove the account."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from littrack.ahead import ahead
from littrack.errors import ConfigError, LittrackError, SourceError
from littrack.load import load_topic
from littrack.lock import hold
from littrack.reading import no_search_for_cycles
from littrack.refresh import known as knowledge
from littrack.refresh.aside import reader
from littrack.refresh.asking import Asked, Source, ask_revised, ask_searches, look_up_works
from littrack.refresh.plan import Found, wanted
from littrack.refresh.publishing import Books, close_books
from littrack.refresh.receiving import Receiver, still_wanted
from littrack.refresh.staging import Staging, staged_path
from littrack.refresh.summary import Summary
from littrack.review import review
from littrack.sources.protocol import Source as OtherSource
from littrack.store.database import open_database, sqlite_errors
from littrack.store.runs import FAILED, INTERRUPTED, RunCounts, begin_run, finish_run
from littrack.times import Clock, now, to_text
from littrack.topics.model import Topic
from littrack.watch import gather, settle

FIRST_YEAR = 2026
"""littrack did not exist before: an earlier year is a clock that was never set."""

Watch = Callable[[str, int, int], None]
"""Told how far a run is: what it does, how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class Night:
    """What one run works with."""

    database: Path
    topics: tuple[Topic, ...]
    pubmed: Source
    full: bool = False
    sources: tuple[OtherSource, ...] = ()
    """Those beside PubMed."""
    clock: Clock = now
    watch: Watch = lambda what, done, of: None


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
            _without_pubmed(db, night, run, started, problem)
            raise
        notes = tuple(clock_notes(started, latest, night.pubmed.server_time))
        summary = _publish(db, night, run, started, asked, notes, began)
    except BaseException as error:
        _note_failure(db, run, error, night)
        raise
    return summary


def _without_pubmed(
    db: Database, night: Night, run: int, started: datetime, problem: SourceError
) -> None:
    """PubMed cannot be asked: load the topics and hear the other sources all the same, and say so in ``problem``."""
    gathered = gather(db, night.sources, night.topics, night.clock)
    at = to_text(started)
    with _transaction(db):
        for topic in night.topics:
            load_topic(db, run, topic, at)
        settle(db, run, gathered, at)
        review(db, run, night.topics, at)
    if not gathered.askers:
        return
    told = ". ".join(("The other sources were asked all the same", *gathered.problems))
    problem.args = (f"{problem}. What is stored of PubMed's stands. {told}",)


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


def _publish(
    db: Database,
    night: Night,
    run: int,
    started: datetime,
    asked: Sequence[Asked],
    notes: tuple[str, ...],
    began: float,
) -> Summary:
    """Fetch and write in one transaction, which readers see whole or not at all."""
    revised = ask_revised(night.pubmed, asked, knowledge.last_revision_checks(db), started)
    looked_up = look_up_works(night.pubmed, db, night.topics, started)
    known = knowledge.read_known(db)
    listed = frozenset().union(*(each.pmids for each in asked))
    found = Found(listed, _named(night) | looked_up.pmids, revised.pmids)
    receiver = Receiver(db, run, known, wanted(found, known, started, night.full), started)
    with _staging(night.database, receiver.wanted) as staging, _transaction(db):
        if staging is not None:
            _receive(receiver, staging, night)
        receiver.settle_missing(night.pubmed)
        books = Books(
            db, run, night.topics, tuple(asked), revised, looked_up, receiver, notes,
            partial(gather, db, night.sources, night.topics, night.clock),
        )  # fmt: skip
        summary = close_books(books, night.pubmed, night.clock, began)
    return summary


def _named(night: Night) -> frozenset[str]:
    return frozenset(work.pmid for topic in night.topics for work in topic.works if work.pmid)


def _receive(receiver: Receiver, staging: Staging, night: Night) -> None:
    """Take what an interrupted run left, then fetch the rest, keeping each batch before it is written."""
    receiver.take_staged(staging)
    total = len(receiver.wanted)
    night.watch("records", len(receiver.tally.arrived), total)
    missing = still_wanted(receiver)
    try:
        with reader(len(missing)) as read:
            for batch in ahead(night.pubmed.fetch(missing, read=read)):
                staging.keep(batch, night.clock())
                receiver.take(batch)
                night.watch("records", len(receiver.tally.arrived), total)
    except SourceError as problem:
        receiver.stop(problem)


@contextmanager
def _staging(database: Path, needed: Iterable[str]) -> Iterator[Staging | None]:
    """The staging file, removed once everything is published; none where nothing is to be fetched."""
    if not needed and not staged_path(database).exists():
        yield None
        return
    staging = Staging(database)
    try:
        yield staging
    except BaseException:
        staging.close()
        raise
    staging.discard()


@contextmanager
def _transaction(db: Database) -> Iterator[None]:
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        db.conn.rollback()
        raise


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
