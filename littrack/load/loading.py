"""Load topics: match their works, then write works, claims and trials."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlite_utils import Database

from littrack.load.claims import load_claims, load_trials
from littrack.load.evidence import load_evidence
from littrack.load.matching import UNMATCHED, Match, match_works
from littrack.store.hits import save_topic
from littrack.topics.model import Topic


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a topic did. ``rows_written`` is 0 where nothing had changed."""

    topic: str
    claims: int
    studies: int
    trials: int
    matches: tuple[Match, ...]
    verdicts: tuple[str, ...]
    """Claims whose verdict is new or changed."""
    rows_written: int

    @property
    def unmatched(self) -> tuple[str, ...]:
        """Keys of works that no PubMed record stands for."""
        return tuple(match.key for match in self.matches if match.how == UNMATCHED)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should look at."""
        return tuple(match.note for match in self.matches if match.note)


def load_topic(
    db: Database,
    run: int | None,
    topic: Topic,
    now: str,
    resolved: Mapping[str, tuple[str, str]] | None = None,
) -> Loaded:
    """Make the database say of a topic what its files say, inside the caller's transaction.

    ``resolved`` gives PMIDs that PubMed found for works without one, by key, with how: see ``looking_up``.
    """
    before = db.conn.total_changes
    with db.atomic():
        save_topic(db, topic, now)
        matches = match_works(db, topic, resolved or {})
        load_evidence(db, run, topic, matches, now)
        studies = {match.key: match.study for match in matches}
        verdicts = load_claims(db, run, topic, studies, now)
        load_trials(db, topic, studies, now)
    return Loaded(
        topic.id,
        len(topic.claims),
        len(topic.works),
        len(topic.trials),
        matches,
        verdicts,
        db.conn.total_changes - before,
    )


class _NothingChanged(Exception):
    """Takes back the row of a run that had nothing to write."""


def load_topics(database: Path, queries: Path, names: Iterable[str] = ()) -> tuple[Loaded, ...]:
    """Load topics from their folder into a database file, made where there is none, and review the claims.

    One run: all or nothing, and no trace where nothing changed. Raises ``ConfigError`` for faulty files, ``Busy``
    where another run writes.
    """
    from littrack.lock import hold
    from littrack.store.database import open_database, sqlite_errors
    from littrack.times import now as present
    from littrack.times import to_text
    from littrack.topics.read import read_topics

    topics = read_topics(queries, names)
    now = to_text(present())
    db = open_database(database, create=True)
    try:
        with hold(database, "load", now), sqlite_errors(database):
            return _load_all(db, topics, now)
    finally:
        db.conn.close()


def _load_all(db: Database, topics: tuple[Topic, ...], now: str) -> tuple[Loaded, ...]:
    from littrack.review import review
    from littrack.store.runs import COMPLETE, RunCounts, begin_run, finish_run

    loaded: tuple[Loaded, ...] = ()
    try:
        with db.atomic():
            run = begin_run(db, "load", now)
            before = db.conn.total_changes
            loaded = tuple(load_topic(db, run, topic, now) for topic in topics)
            review(db, run, topics, now)
            if db.conn.total_changes == before:
                raise _NothingChanged
            names = ", ".join(topic.id for topic in topics)
            finish_run(db, run, COMPLETE, f"loaded {names}", RunCounts(), now)
    except _NothingChanged:
        pass
    return loaded


def to_text(loaded: Iterable[Loaded]) -> str:
    """What was loaded, a line a topic."""
    return "\n".join(_line(each) for each in loaded)


def _line(each: Loaded) -> str:
    what = f"{each.claims} claims, {each.studies} studies, {each.trials} trials"
    if not each.rows_written:
        return f"{each.topic}: {what}: nothing had changed"
    verdicts = f"; new or changed verdicts: {len(each.verdicts)}" if each.verdicts else ""
    joined = each.studies - len(each.unmatched)
    return f"{each.topic}: {what} ({joined} with a PMID, {len(each.unmatched)} without){verdicts}"


def to_json(loaded: Iterable[Loaded]) -> str:
    """The same as JSON, with how each study was matched."""
    return json.dumps([asdict(each) for each in loaded], indent=2, ensure_ascii=False)
