"""Publish a database as a site of files: one run at a time, whole or not at all."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from littrack.errors import ConfigError
from littrack.publish.copy import Copy
from littrack.publish.database import describe, write_database
from littrack.publish.exports import write_exports
from littrack.publish.folder import carry_over, check_folder, draft_beside, exchange
from littrack.publish.layout import MANIFEST, SUMS
from littrack.publish.lists import Shelf, write_lists
from littrack.publish.pages import write_for_crawlers, write_gone, write_own_pages, write_pages
from littrack.publish.site import FixedSite
from littrack.publish.studies import COUNT, write_studies
from littrack.publish.writing import File, Writer, sums

STUDIES_AT_ONCE = 500
"""Studies of one piece of the work."""
FEW = 500
"""Up to so many studies, a second process takes longer to begin than it saves."""

Tick = Callable[[int, int], None]
"""Told how many pieces of the work are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How to publish. ``base_url``: where the site will stand, where that is known."""

    base_url: str | None = None
    force: bool = False
    """Also into a folder that holds files of somebody else, which stay."""
    processes: int = 2


@dataclass(frozen=True, slots=True)
class Published:
    """What was published."""

    folder: Path
    copy: Copy
    files: int
    bytes: int
    kept: int
    """Files in the folder that are not littrack's and were left there."""

    @property
    def summary(self) -> str:
        """What a person is told."""
        copy = self.copy
        what = f"{copy.counts['claims']:,} claims, {copy.counts['studies']:,} studies"
        of = f", as littrack held them on {copy.at[:10]}" if copy.at else ""
        kept = f"\nLeft in place: {self.kept:,} files that are not littrack's." if self.kept else ""
        return (
            f"{self.folder}: {self.files:,} files, {self.bytes / 1e6:,.1f} MB ({what}{of})\n"
            f"{copy.database.file} SHA-256 {copy.database.sha256}{kept}"
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the work: ``studies`` from ``start`` on, ``lists``, or ``exports``."""

    kind: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """What a piece of the work came to."""

    files: list[File]
    linked: set[str]
    shelf: Shelf | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What each process needs to know."""

    snapshot: Path
    copy: Copy
    draft: Path

    def do(self, piece: Piece) -> Done:
        """Do a piece of the work."""
        writer, shelf = Writer(self.draft), None
        with closing(FixedSite(self.snapshot, self.copy)) as site:
            if piece.kind == "lists":
                shelf = write_lists(site, writer)
            elif piece.kind == "exports":
                write_exports(site, writer)
            else:
                write_studies(site, writer, piece.start, STUDIES_AT_ONCE)
            return Done(writer.files, site.urls.used, shelf)


def base_url_of(text: str | None) -> str | None:
    """An address for the site without its last slash. ``ConfigError`` where it is none."""
    from urllib.parse import urlsplit

    if text is None:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ConfigError(f"--base-url {text!r} is no address: write it as https://example.org/checks")  # fmt: skip
    return text.rstrip("/")


def publish(database: Path, folder: Path, asked: Asked, tick: Tick = lambda done, of: None) -> Published:  # fmt: skip
    """Write the site into ``folder``, in place of the one that littrack published there before.

    The old site stands until the new one is whole, whatever happens in between. Raises ``ConfigError`` for a folder of
    other files or one that cannot be written, ``Busy`` where another run publishes there, ``DataError`` for a full
    disk; and as ``open_readonly`` for the database.
    """
    folder = folder.resolve()
    check_folder(folder, asked.force)
    with draft_beside(folder) as draft:
        snapshot = write_database(database, draft, draft / ".unordered.db")
        job = Job(snapshot, describe(snapshot, asked.base_url), draft)
        written = _write(job, asked.processes, tick)
        kept = carry_over(folder, draft)
        exchange(folder, draft)
    return Published(folder, job.copy, len(written), sum(each.bytes for each in written), kept)


def _write(job: Job, processes: int, tick: Tick) -> list[File]:
    database = job.copy.database
    writer = Writer(job.draft, [File(database.file, database.bytes, database.sha256)])
    with closing(FixedSite(job.snapshot, job.copy)) as site:
        studies = site.connection.execute(COUNT).fetchone()[0]
        pieces = list(_pieces(studies))
        processes = processes if studies > FEW else 1
        linked, shelf = site.urls.used, Shelf((), ())
        write_pages(site, writer)
        for at, done in enumerate(_all_done(job, pieces, processes), 1):
            writer.files += done.files
            linked |= done.linked
            shelf = done.shelf or shelf
            tick(at, len(pieces))
        write_own_pages(site, writer, shelf)
        write_gone(site, writer, linked - {MANIFEST})
    write_for_crawlers(writer, job.copy.base_url)
    size = sum(each.bytes for each in writer.files)
    facts = job.copy.manifest(len(writer.files), size)
    writer.write_text(MANIFEST, json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
    Writer(job.draft).write_text(SUMS, sums(writer.files))
    return writer.files


def _pieces(studies: int) -> Iterator[Piece]:
    """The long ones first, so that no process waits for one of them at the end."""
    yield Piece("exports")
    yield Piece("lists")
    yield from (Piece("studies", start) for start in range(0, studies, STUDIES_AT_ONCE))


def _all_done(job: Job, pieces: Iterable[Piece], processes: int) -> Iterator[Done]:
    if processes == 1:
        yield from map(job.do, pieces)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, _end_with, (os.getpid(),)) as pool:
        waiting = [pool.submit(job.do, piece) for piece in pieces]
        try:
            yield from (each.result() for each in as_completed(waiting))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _end_with(parent: int) -> None:
    """End this process with the one that began it: killed outright, that one cannot tell it to. Ctrl-C is that one's
    to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
