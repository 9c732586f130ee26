"""One writing run at a time on a database.

The lock is the kernel's own, on ``<database>.lock``: it ends with the process that holds it, however that
process ends, so nobody ever has to clear one by hand. The lock file itself stays, empty. Who holds the lock
is noted beside it in ``<database>.running``, for the message to whoever comes second and for ``status``.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from littrack.errors import Busy, ConfigError, DataError, LittrackError

PATIENCE = 0.3
"""Seconds to try: ``holder`` takes the lock for an instant to see whether it is free."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The run that holds the lock: its command, its process and when it began (ISO 8601, UTC)."""

    command: str
    pid: int
    since: str


def lock_path(database: Path) -> Path:
    """The file that the kernel lock is taken on."""
    return database.with_name(database.name + ".lock")


def holder_path(database: Path) -> Path:
    """The note that says who holds the lock."""
    return database.with_name(database.name + ".running")


@contextmanager
def hold(database: Path, command: str, now: str) -> Iterator[None]:
    """Hold the database for one writing run. ``Busy`` at once when another run holds it, ``ConfigError``
    where its folder cannot be written, ``DataError`` where its disk is full."""
    from filelock import FileLock, Timeout

    lock = FileLock(lock_path(database), timeout=PATIENCE, is_singleton=False)
    try:
        lock.acquire(poll_interval=0.02)
    except Timeout:
        raise Busy(_busy(database)) from None
    except OSError as error:
        raise _unwritable(database, error) from None
    try:
        _note(database, Holder(command, os.getpid(), now))
        yield
    finally:
        holder_path(database).unlink(missing_ok=True)
        lock.release()


def holder(database: Path) -> Holder | None:
    """Who holds the database now, or ``None``. A note left by a killed run does not count."""
    if not lock_path(database).exists() or not _is_held(database):
        return None
    return read_note(database) or Holder("another run", 0, "")


def read_note(database: Path) -> Holder | None:
    """The note as it stands; it may be missing, or left by a run that was killed."""
    try:
        found = json.loads(holder_path(database).read_text())
        return Holder(str(found["command"]), int(found["pid"]), str(found["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_held(database: Path) -> bool:
    from filelock import FileLock, Timeout

    lock = FileLock(lock_path(database), timeout=0, is_singleton=False)
    try:
        lock.acquire()
    except Timeout:
        return True
    except OSError:
        return False
    lock.release()
    return False


def _note(database: Path, who: Holder) -> None:
    text = json.dumps({"command": who.command, "pid": who.pid, "since": who.since})
    try:
        holder_path(database).write_text(text)
    except OSError as error:
        raise _unwritable(database, error) from None


def _busy(database: Path) -> str:
    who = read_note(database)
    if who is None:
        return f"another run holds {database}: try again when it has ended"
    return (
        f"{who.command} holds {database} since {who.since} (process {who.pid}): "
        "try again when it has ended"
    )


def _unwritable(database: Path, error: OSError) -> LittrackError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DataError(f"{database}: the disk is full; free some space and run the command again")
    return ConfigError(
        f"cannot write in {database.parent} ({error.strerror}): make it writable or pass --db"
    )
