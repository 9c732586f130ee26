"""Store PubMed records from files on the disk.

Each file is written in transactions of `TRANSACTION` records, so that a run that is stopped anywhere has lost only the
last of them; run again, it finds the rest unchanged and ends in the same content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from sqlite_utils import Database

from littrack.lock import hold
from littrack.reading import BATCH, STDIN, FileBatch, FileReader, Readers, no_search_for_cycles
from littrack.store.accounting import quarantine
from littrack.store.database import make_folder, open_database, sqlite_errors
from littrack.store.leaving import mark_deleted
from littrack.store.runs import COMPLETE, FAILED, RunCounts, begin_run, finish_run
from littrack.store.saving import Saved, save_ready

TRANSACTION = 20_000
"""Records that are committed together."""

TOGETHER = 500
"""Records that are written with one statement a table; the more, the less often FTS5 writes its index out."""

Progress = Callable[[int], None]
"""Told how many more bytes of the files have been read."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file."""

    name: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    """Records of which a newer revision is stored."""
    deleted: int = 0
    quarantined: int = 0
    error: str | None = None
    """Why the file could not be read to its end; what came before is stored."""

    @property
    def records(self) -> int:
        """How many records were read."""
        return self.new + self.changed + self.unchanged + self.older + self.quarantined

    def with_batch(self, saved: Saved, deleted: int, quarantined: int) -> FileOutcome:
        """This outcome and that of one more batch."""
        return FileOutcome(
            self.name,
            self.new + len(saved.new),
            self.changed + len(saved.changed),
            self.unchanged + len(saved.unchanged),
            self.older + len(saved.older),
            self.deleted + deleted,
            self.quarantined + quarantined,
            self.error,
        )

    def with_error(self, error: str) -> FileOutcome:
        """This outcome of a file that could not be read on."""
        kept = f"; the {self.records} records before that are stored" if self.records else ""
        return FileOutcome(
            self.name, self.new, self.changed, self.unchanged, self.older, self.deleted,
            self.quarantined, f"{self.name}: {error}{kept}",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of all files."""

    files: tuple[FileOutcome, ...]

    def total(self, name: str) -> int:
        """The sum of one of the counts of `FileOutcome` over the files."""
        return sum(getattr(each, name) for each in self.files)

    @property
    def errors(self) -> tuple[str, ...]:
        """One line for each file that could not be read to its end."""
        return tuple(each.error for each in self.files if each.error)

    @property
    def summary(self) -> str:
        """One line for a person."""
        words = (
            ("new", "new"),
            ("changed", "changed"),
            ("unchanged", "unchanged"),
            ("older", "older than what is stored"),
            ("deleted", "deleted by NLM"),
            ("quarantined", "unreadable (kept in quarantine)"),
        )
        counts = [f"{self.total(name):,} {word}" for name, word in words if self.total(name)]
        files = f"{len(self.files)} file{'s' * (len(self.files) != 1)}"
        read = self.total("records")
        records = f"{read:,} record{'s' * (read != 1)}"
        return f"{records} from {files}: {', '.join(counts) or 'none'}"


def ingest(
    database: Path, readers: Readers, now: str, *, progress: Progress | None = None
) -> Ingested:
    """Store the records of the files that ``readers`` read, in their order, and honour their deletions.

    A file that cannot be read to its end is reported in the outcome and the others go on. Raises ``Busy`` when
    another run holds the database, ``ConfigError`` or ``DataError`` when the database cannot be used.
    """
    make_folder(database.parent)
    with hold(database, "ingest", now):
        db = open_database(database, create=True)
        try:
            with sqlite_errors(database), no_search_for_cycles():
                return _ingest(db, readers, now, progress or _quiet)
        finally:
            db.close()


def _quiet(_: int) -> None:
    """No progress is shown."""


def _ingest(db: Database, readers: Readers, now: str, progress: Progress) -> Ingested:
    run = begin_run(db, "ingest", now)
    outcomes = tuple(_ingest_file(db, run, reader, now, progress) for reader in readers)
    found = Ingested(outcomes)
    counts = RunCounts(
        new=found.total("new"),
        changed=found.total("changed"),
        unchanged=found.total("unchanged") + found.total("older"),
        quarantined=found.total("quarantined"),
    )
    message = "; ".join((found.summary, *found.errors))
    finish_run(db, run, FAILED if found.errors else COMPLETE, message, counts, now)
    return found


def _ingest_file(
    db: Database, run: int, reader: FileReader, now: str, progress: Progress
) -> FileOutcome:
    source = "standard input" if reader.name == STDIN else Path(reader.name).name
    outcome, position = FileOutcome(reader.name), 0
    batches = iter(reader)
    for first in batches:
        with db.atomic():
            for batch in joined(chain([first], islice(batches, TRANSACTION // BATCH - 1))):
                outcome = _write(db, run, batch, source, now, outcome)
                progress(batch.position - position)
                position = batch.position
    return outcome.with_error(reader.error) if reader.error else outcome


def joined(batches: Iterable[FileBatch]) -> Iterator[FileBatch]:
    """The same records in batches of `TOGETHER`; deletions, which come after the records of their batch, end one."""
    waiting: list[FileBatch] = []
    for batch in batches:
        waiting.append(batch)
        if batch.deleted or sum(len(each.records) for each in waiting) >= TOGETHER:
            yield _one(waiting)
            waiting = []
    if waiting:
        yield _one(waiting)


def _one(batches: Sequence[FileBatch]) -> FileBatch:
    records = tuple(chain.from_iterable(each.records for each in batches))
    unparsed = tuple(chain.from_iterable(each.unparsed for each in batches))
    return FileBatch(records, unparsed, batches[-1].deleted, batches[-1].position)


def _write(
    db: Database, run: int, batch: FileBatch, source: str, now: str, outcome: FileOutcome
) -> FileOutcome:
    saved = save_ready(db, run, batch.records, source, now)
    quarantined = quarantine(db, run, batch.unparsed, source, now)
    deleted = len(mark_deleted(db, run, batch.deleted, now))
    return outcome.with_batch(saved, deleted, quarantined)
