"""One row a run: what it was, how it ended, what it counted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from littrack import __version__

RUNNING = "running"
INTERRUPTED = "interrupted"
COMPLETE = "complete"
"""Every id is accounted for."""
OWED = "owed"
"""Done, but something is still to come."""
FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RunCounts:
    """What a run counted; ``None`` where it does not apply."""

    returned: int | None = None
    """Ids that PubMed returned, each counted once."""
    new: int | None = None
    changed: int | None = None
    unchanged: int | None = None
    excluded: int | None = None
    owed: int | None = None
    quarantined: int | None = None
    requests: int | None = None


_BEGIN = """
INSERT INTO refreshes (command, started, outcome, littrack_version) VALUES (?, ?, 'running', ?)
"""
_INTERRUPT = """
UPDATE refreshes SET outcome = 'interrupted', message = coalesce(message, 'it was stopped before its end')
WHERE outcome = 'running'
"""
_FINISH = """
UPDATE refreshes SET finished = ?, outcome = ?, message = ?, returned = ?, new = ?, changed = ?,
  unchanged = ?, excluded = ?, owed = ?, quarantined = ?, requests = ?
WHERE id = ?
"""


def begin_run(db: Database, command: str, now: str) -> int:
    """Open a run and return its number. Runs still marked ``running`` were interrupted: they get that outcome."""
    with db.atomic():
        db.conn.execute(_INTERRUPT)
        run = db.conn.execute(_BEGIN, (command, now, __version__)).lastrowid
    if run is None:  # pragma: no cover - an INSERT always has a row id
        raise AssertionError("no run number")
    return run


def finish_run(
    db: Database, run: int, outcome: str, message: str | None, counts: RunCounts, now: str
) -> None:
    """Close a run with its outcome (``complete``, ``owed``, ``failed``) and counts."""
    with db.atomic():
        db.conn.execute(
            _FINISH,
            (
                now,
                outcome,
                message,
                counts.returned,
                counts.new,
                counts.changed,
                counts.unchanged,
                counts.excluded,
                counts.owed,
                counts.quarantined,
                counts.requests,
                run,
            ),
        )
