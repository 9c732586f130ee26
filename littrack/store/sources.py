"""What each source beside PubMed was asked, when, and how it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlite_utils import Database

from littrack.sources.protocol import Memory, Subject

COMPLETE, FAILED, PAUSED = "complete", "failed", "paused"

_STATES = """
SELECT source, title, answered, tried, outcome, message, failures, paused_until, day, day_requests, everyone,
    etag, last_modified, sha256
FROM source_states ORDER BY title
"""
_SAVE_STATE = """
INSERT INTO source_states (source, title, answered, tried, outcome, message, failures, paused_until, day, day_requests,
    everyone, etag, last_modified, sha256)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (source) DO UPDATE SET title = excluded.title, answered = excluded.answered, tried = excluded.tried,
    outcome = excluded.outcome, message = excluded.message, failures = excluded.failures,
    paused_until = excluded.paused_until, day = excluded.day, day_requests = excluded.day_requests,
    everyone = excluded.everyone, etag = excluded.etag, last_modified = excluded.last_modified, sha256 = excluded.sha256
"""
_SAVE_RUN = """
INSERT OR REPLACE INTO source_runs (run, source, started, finished, outcome, message, requests, asked, answered, news)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_SAVE_CHECK = """
INSERT INTO source_checks (source, subject, checked, known) VALUES (?, ?, ?, ?)
ON CONFLICT (source, subject) DO UPDATE SET checked = excluded.checked, known = excluded.known
"""
_FOUND = (
    "UPDATE source_checks SET checked = ?, known = 1 WHERE source = ? AND subject = ? AND known = 0"
)
_DUE = """
SELECT studies.id, pmid, doi, pmcid, checked FROM studies
LEFT JOIN source_checks ON source_checks.source = ? AND source_checks.subject = studies.id
WHERE studies.state = 'current' AND (checked IS NULL OR checked <= ? OR checked > ?)
ORDER BY checked IS NOT NULL, checked, studies.rowid DESC LIMIT ?
"""
_EVERYONE = """
SELECT id, pmid, doi, pmcid, iif(first_seen <= everyone, everyone, NULL)
FROM studies LEFT JOIN source_states ON source_states.source = ?
WHERE studies.state = 'current' ORDER BY studies.rowid
"""
_NUMBERS = """
SELECT number, (SELECT checked FROM source_checks WHERE source = ? AND subject = number) AS checked
FROM (SELECT number FROM registrations UNION SELECT id FROM trials WHERE removed IS NULL
      UNION SELECT id FROM registry_records)
WHERE checked IS NULL OR checked <= ? OR checked > ? ORDER BY checked IS NOT NULL, checked, number
"""
_CHECKS_OF = """
SELECT subject, checked FROM source_checks WHERE source = ? AND subject IN (SELECT value FROM json_each(?))
"""
_CHECKED = """
SELECT max(at) FROM (
    SELECT checked AS at FROM source_checks WHERE source = :source AND subject = :study
    UNION ALL
    SELECT everyone FROM source_states WHERE source = :source
        AND everyone >= (SELECT first_seen FROM studies WHERE id = :study))
"""


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source is. Times are ISO 8601 UTC; `None` where it was never so."""

    source: str
    title: str
    answered: str | None = None
    tried: str | None = None
    outcome: str | None = None
    message: str | None = None
    failures: int = 0
    paused_until: str | None = None
    day: str | None = None
    day_requests: int = 0
    everyone: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None

    @property
    def memory(self) -> Memory:
        """What the source is asked with next time."""
        return Memory(self.etag, self.last_modified, self.sha256, self.everyone)

    def believed(self, now: str) -> SourceState:
        """The same without what is dated after ``now``: it was written under a wrong clock."""
        return replace(
            self,
            everyone=self.everyone if (self.everyone or "") <= now else None,
            paused_until=None if (self.tried or "") > now else self.paused_until,
        )

    def requests_on(self, day: str) -> int:
        """Requests made on a day (ISO date)."""
        return self.day_requests if self.day == day else 0


@dataclass(frozen=True, slots=True)
class SourceRun:
    """What came of asking one source in one run."""

    source: str
    title: str
    started: str
    finished: str
    outcome: str
    message: str | None
    requests: int
    asked: int
    answered: int
    news: int = 0


def states(db: Database) -> tuple[SourceState, ...]:
    """Every source that was ever asked, by title."""
    return tuple(SourceState(*row) for row in db.execute(_STATES))


def checked(db: Database, source: str, study: str) -> str | None:
    """When a source last answered for a study, by itself or for every study at once."""
    found: str | None = db.execute(_CHECKED, {"source": source, "study": study}).fetchone()[0]
    return found


def due_subjects(
    db: Database, source: str, before: str, now: str, most: int
) -> tuple[Subject, ...]:
    """Stored studies that were never asked for, newest first, then those unasked since ``before``, longest first.

    A check dated after ``now``, under a wrong clock, does not count.
    """
    return tuple(Subject(*row) for row in db.execute(_DUE, (source, before, now, most)))


def every_subject(db: Database, source: str) -> tuple[Subject, ...]:
    """Every stored study; ``checked`` where the source has answered for all since it was first seen."""
    return tuple(Subject(*row) for row in db.execute(_EVERYONE, (source,)))


def due_numbers(db: Database, source: str, before: str, now: str) -> tuple[str, ...]:
    """Registration numbers that a record, a topic file or a registry names, those unasked longest first."""
    return tuple(number for number, _ in db.execute(_NUMBERS, (source, before, now)))


def checks_of(db: Database, source: str, subjects: Iterable[str]) -> dict[str, str]:
    """When a source last answered for each of these, where it ever did."""
    return dict(db.execute(_CHECKS_OF, (source, json.dumps(list(subjects)))).fetchall())


def save_checks(db: Database, source: str, known: Mapping[str, bool], now: str) -> None:
    """Note that a source answered for these subjects, and whether it holds them."""
    db.conn.executemany(
        _SAVE_CHECK, [(source, subject, now, int(each)) for subject, each in known.items()]
    )


def save_unknown(db: Database, source: str, known: Mapping[str, bool], now: str) -> None:
    """Of a source that answers for every study at once, note only which it does not hold, and which it holds by now."""
    save_checks(db, source, {subject: False for subject, each in known.items() if not each}, now)
    found = [(now, source, subject) for subject, each in known.items() if each]
    db.conn.executemany(_FOUND, found)


def save_run(db: Database, run: int, done: SourceRun) -> None:
    """Note what came of asking a source."""
    db.conn.execute(
        _SAVE_RUN,
        (run, done.source, done.started, done.finished, done.outcome, done.message, done.requests, done.asked,
         done.answered, done.news),
    )  # fmt: skip


def save_state(db: Database, state: SourceState) -> None:
    """Note how a source is."""
    db.conn.execute(
        _SAVE_STATE,
        (state.source, state.title, state.answered, state.tried, state.outcome, state.message, state.failures,
         state.paused_until, state.day, state.day_requests, state.everyone, state.etag, state.last_modified, state.sha256),
    )  # fmt: skip
