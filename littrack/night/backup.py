"""Copies of the database, each read back before it counts, and the rule by which old ones go.

A copy is made with SQLite's own online backup: readers and a running refresh are not disturbed, and what is copied is
one state. It is written beside its place and takes its name only when it was found sound.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from littrack.errors import ConfigError, DataError
from littrack.store.database import open_readonly, sqlite_errors

PAGES = 2_000
"""Pages copied at a time: writers come in between."""
NAME = re.compile(r"(?P<stem>.+)-(?P<at>\d{4}-\d{2}-\d{2}T\d{6}Z)\.db")
_RULE = re.compile(r"(\d+)([dwm])")
_UNITS = {"d": "days", "w": "weeks", "m": "months"}
_COUNTED = ("studies", "raw_records", "claims", "changes", "integrity_events", "refreshes")


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was read back. ``counts``: rows of the main tables."""

    path: Path
    bytes: int
    counts: dict[str, int]

    @property
    def summary(self) -> str:
        """One line for a person."""
        return (
            f"{self.path}: {self.bytes / 1e6:,.1f} MB, read back and sound "
            f"({self.counts['studies']:,} studies, {self.counts['claims']:,} claims)"
        )


@dataclass(frozen=True, slots=True)
class Keep:
    """How many days, weeks and months keep a copy each: the latest of that day, week or month."""

    days: int = 7
    weeks: int = 4
    months: int = 12


def read_rule(text: str) -> Keep:
    """ "7d4w12m", or some of it. ``ConfigError`` for anything else."""
    found = {_UNITS[unit]: int(number) for number, unit in _RULE.findall(text)}
    if _RULE.sub("", text).strip(" ,") or not found or not any(found.values()):
        raise ConfigError(
            f"--keep {text!r} is no rule: write how many days, weeks and months, as in 7d4w12m"
        )
    return Keep(**{"days": 0, "weeks": 0, "months": 0, **found})


def back_up(database: Path, folder: Path, now: datetime) -> Backup:
    """Copy the database into ``folder`` as ``<name>-<time>.db`` and read the copy back.

    ``ConfigError`` where the folder cannot be written, ``DataError`` where the disk is full or the copy is not sound;
    no half file stays then. Errors as for ``open_readonly``.
    """
    path = folder / f"{database.stem}-{now.astimezone(timezone.utc):%Y-%m-%dT%H%M%SZ}.db"
    draft = path.with_name(f"{path.name}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.touch()  # SQLite would not say that it is the folder of the copies
    except OSError as error:
        raise ConfigError(
            f"{folder}: {error.strerror}; give a folder that can be written"
        ) from None
    try:
        with sqlite_errors(database):
            _copy(database, draft)
        counts = verify(draft)
        draft.replace(path)
        _sync(folder)
    except OSError as error:
        raise DataError(f"{folder}: {error.strerror}; the copy was not made") from None
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            draft.with_name(draft.name + ending).unlink(missing_ok=True)
    return Backup(path, path.stat().st_size, counts)


def _copy(database: Path, draft: Path) -> None:
    draft.unlink(missing_ok=True)
    try:
        with (
            closing(open_readonly(database).conn) as source,
            closing(sqlite3.connect(draft)) as copy,
        ):
            source.backup(copy, pages=PAGES)
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if "full" in str(error) or "I/O" in str(error):
            raise DataError(
                f"{draft.parent} has no room for a copy of {database}: free some space"
            ) from None
        raise
    with draft.open("rb") as file:
        os.fsync(file.fileno())


def verify(path: Path) -> dict[str, int]:
    """Read a copy through: every page, every link between tables, and the rows of the main tables.

    ``DataError`` where anything is wrong, ``ConfigError`` where there is no such file.
    """
    if not path.is_file():
        raise ConfigError(f"there is no copy at {path}")
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as copy:
            [(said,)] = copy.execute("PRAGMA integrity_check(1)").fetchall()
            if said != "ok":
                raise DataError(f"{path} is damaged: {said}")
            if copy.execute("PRAGMA foreign_key_check").fetchone():
                raise DataError(f"{path} is damaged: a row refers to one that is not there")
            return {
                name: copy.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
                for name in _COUNTED
            }
    except sqlite3.Error as error:
        raise DataError(f"{path} is no sound copy of a littrack database: {error}") from None


def superseded(paths: Iterable[Path], keep: Keep) -> tuple[Path, ...]:
    """The copies that the rule lets go, oldest first. Files of other names are none of ours; the latest always stays."""
    dated = sorted(
        ((datetime.strptime(found["at"], "%Y-%m-%dT%H%M%SZ"), path)
         for path in paths if (found := NAME.fullmatch(path.name))),
        reverse=True,
    )  # fmt: skip
    kept = {path for _, path in dated[:1]}
    periods = (("%Y-%m-%d", keep.days), ("%G-%V", keep.weeks), ("%Y-%m", keep.months))
    for pattern, number in periods:
        kept |= set(_latest_of(dated, pattern)[:number])
    return tuple(path for _, path in reversed(dated) if path not in kept)


def _latest_of(dated: Sequence[tuple[datetime, Path]], pattern: str) -> list[Path]:
    """The latest copy of each period, the latest period first."""
    latest: dict[str, Path] = {}
    for at, path in dated:
        latest.setdefault(at.strftime(pattern), path)
    return list(latest.values())


def thin_out(folder: Path, stem: str, keep: Keep) -> tuple[Path, ...]:
    """Remove the copies of the database called ``stem`` that the rule lets go. Returns them."""
    named = ((path, NAME.fullmatch(path.name)) for path in folder.iterdir() if path.is_file())
    gone = superseded([path for path, found in named if found and found["stem"] == stem], keep)
    for path in gone:
        path.unlink()
    return gone


def _sync(folder: Path) -> None:
    """Let the new name survive a power cut, where the system can say so of a folder."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
