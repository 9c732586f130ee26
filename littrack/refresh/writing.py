"""What a run writes, in one transaction: what it fetches, and the account of it; without PubMed, what can be had.

Apart from `run`, which imports it when PubMed has been asked: the first question need not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from littrack.ahead import ahead
from littrack.errors import SourceError
from littrack.load import load_topic
from littrack.refresh import known as knowledge
from littrack.refresh.aside import reader
from littrack.refresh.asking import Asked, ask_revised
from littrack.refresh.looking_up import look_up_works
from littrack.refresh.night import Night
from littrack.refresh.plan import Found, wanted
from littrack.refresh.publishing import Books, close_books
from littrack.refresh.receiving import Receiver, still_wanted
from littrack.refresh.staging import Staging, staged_path
from littrack.refresh.summary import Summary
from littrack.review import review
from littrack.times import to_text
from littrack.watch import gather, settle


def publish(
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


def without_pubmed(
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
