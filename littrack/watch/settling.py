"""Write what the sources said, inside the run's publishing transaction."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database

from littrack.sources.protocol import Answer, IntegrityFact, Reach, ReadingLink, RegistryRecord
from littrack.store.reach import write_reach
from littrack.store.reading_links import write_links
from littrack.store.registries import write_registry
from littrack.store.sources import (
    SourceRun,
    save_checks,
    save_run,
    save_state,
    save_unknown,
)
from littrack.store.standing import confirm, confirm_pubmed
from littrack.store.told import write_told
from littrack.watch.gathering import Asker, Gathered, next_state, topic_of

_UNSTORABLE = (
    ValueError,
    OverflowError,
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
)
"""What half a character, or a number beyond measure, ends in."""
INTEGRITY = {"crossref", "retractionwatch"}
READING = {"europepmc", "unpaywall"}
REACH = {"icite"}
REGISTRY = {"clinicaltrials"}


def settle(db: Database, run: int, gathered: Gathered, now: str) -> tuple[SourceRun, ...]:
    """Write answers, checks and how each source is. What a source did not answer stays as it was, and due."""
    done = []
    for asker in gathered.askers:
        news = _kept(db, run, asker, now)
        save_state(db, next_state(asker))
        done.append(asker.run(news))
        save_run(db, run, done[-1])
    confirm_pubmed(db)
    return tuple(done)


def _kept(db: Database, run: int, asker: Asker, now: str) -> int:
    """Write one source's answers, or nothing of them where they hold what cannot be stored: the others stand."""
    db.conn.execute("SAVEPOINT one_source")
    try:
        news = _write(db, run, asker, now)
        known = {each.about: each.known for each in asker.answers}
        save = save_checks if asker.memory is None else save_unknown
        if asker.memory and asker.source.name in INTEGRITY:
            confirm(db, asker.source.title, now)
        save(db, asker.source.name, known, now)
    except _UNSTORABLE as error:
        db.conn.execute("ROLLBACK TO one_source")
        asker.problem = (
            f"{asker.source.title} sent something that cannot be stored ({type(error).__name__})"
        )
        asker.answers.clear()
        asker.memory, news = None, 0
    db.conn.execute("RELEASE one_source")
    return news


def _write(db: Database, run: int, asker: Asker, now: str) -> int:
    """Hand each kind of fact to its table. Returns how many things had news."""
    name, title, answers = asker.source.name, asker.source.title, asker.answers
    if not answers:
        return 0
    if name in INTEGRITY:
        events = {each.about: _of(each, IntegrityFact) for each in answers}
        return len(write_told(db, run, title, events, now))
    if name in READING:
        links = {each.about: _of(each, ReadingLink) for each in answers}
        return len(write_links(db, name, links, now))
    if name in REACH:
        reach = {each.about: next(iter(_of(each, Reach)), None) for each in answers}
        return len(write_reach(db, name, reach, now))
    if name in REGISTRY:
        return _registry(db, run, asker, now)
    raise AssertionError(f"nothing says where the answers of {name} belong")


def _registry(db: Database, run: int, asker: Asker, now: str) -> int:
    records: list[RegistryRecord] = []
    matched: dict[str, str] = {}
    for answer in asker.answers:
        found = _of(answer, RegistryRecord)
        records += found
        topic = topic_of(asker, answer.about)
        if topic:
            matched |= {record.id: topic for record in found}
    written = write_registry(db, run, asker.source.name, records, matched, now)
    return len(written.new) + len(written.changed)


def _of(answer: Answer, kind: type) -> list:  # type: ignore[type-arg]
    return [fact for fact in answer.facts if isinstance(fact, kind)]
