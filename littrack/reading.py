"""Read PubMed records from files: plain or compressed XML, NBIB, or standard input.

A file is read here into batches that are ready to be written, in this process or in another one.
"""

from __future__ import annotations

import gc
import gzip
import io
import marshal
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import BinaryIO

from littrack.ahead import ahead
from littrack.errors import DataError
from littrack.records import Deleted, Parsed, Unparsed
from littrack.store.preparing import Ready, from_plain, plain, prepare

STDIN = "-"
BATCH = 250
"""Records that travel together."""

AHEAD = 4
"""Batches that may wait to be written: more than are written in one go."""

WORTH_A_PROCESS = 1_000_000
"""Bytes of a file below which another process costs more time than it saves."""

_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a compressed file may expand before it is taken for a trap."""

    megabytes: int = 4_000
    """Uncompressed size of one file; NLM's largest update files stay below 1,000."""
    ratio: int = 200
    """Times the compressed size, once ``harmless`` megabytes are passed; PubMed XML shrinks 8 to 15 times."""
    harmless: int = 64


@dataclass(frozen=True, slots=True)
class FileBatch:
    """Some records of a file, and what else stood among them, in the file's order: records, then deletions."""

    records: tuple[Ready, ...]
    unparsed: tuple[Unparsed, ...]
    deleted: tuple[str, ...]
    position: int
    """Bytes of the file (as it lies on the disk) that had been read."""


class _Counted(io.RawIOBase):
    """A stream that knows how many bytes were taken from it."""

    def __init__(self, source: BinaryIO, start: bytes = b"") -> None:
        self._source = source
        self._start = start
        self.position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        found = self._start[: len(buffer)] or self._source.read(len(buffer))
        self._start = self._start[len(buffer) :]
        buffer[: len(found)] = found
        self.position += len(found)
        return len(found)


class _Guarded(io.RawIOBase):
    """A decompressed stream that stops when it grows beyond its limits."""

    def __init__(self, source: BinaryIO, packed: _Counted, limits: Limits) -> None:
        self._source = source
        self._packed = packed
        self._limits = limits
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        found = self._source.read(len(buffer))
        buffer[: len(found)] = found
        self._size += len(found)
        megabytes = self._size >> 20
        if megabytes > self._limits.megabytes:
            raise DataError(
                f"it expands to more than {self._limits.megabytes} MB; "
                "if you trust it, raise --max-megabytes"
            )
        if megabytes > self._limits.harmless and self._size > self._allowed:
            raise DataError(
                f"it expands more than {self._limits.ratio} times, as a trap does (PubMed's own files about 10 times); "
                "if you trust it, decompress it first"
            )
        return len(found)

    @property
    def _allowed(self) -> int:
        return self._limits.ratio * self._packed.position


def read_batches(name: str, limits: Limits | None = None) -> Iterator[FileBatch]:
    """Read a file (or `STDIN`) into batches. ``DataError`` where it cannot be read on, after what could be."""
    with _opened(name) as file:
        counted = _Counted(file)
        items: list[Parsed] = []
        unparsed: list[Unparsed] = []
        try:
            for item in _items(counted, limits or Limits()):
                if isinstance(item, Parsed):
                    items.append(item)
                elif isinstance(item, Unparsed):
                    unparsed.append(item)
                else:
                    yield _batch(items, unparsed, item.pmids, counted)
                if len(items) + len(unparsed) >= BATCH:
                    yield _batch(items, unparsed, (), counted)
        except DataError:
            if items or unparsed:
                yield _batch(items, unparsed, (), counted)
            raise
        yield _batch(items, unparsed, (), counted)


def _batch(
    items: list[Parsed], unparsed: list[Unparsed], deleted: tuple[str, ...], counted: _Counted
) -> FileBatch:
    batch = FileBatch(prepare(items), tuple(unparsed), deleted, counted.position)
    items.clear()
    unparsed.clear()
    return batch


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == STDIN:
        yield sys.stdin.buffer
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise DataError(f"it cannot be opened ({error.strerror})") from None
    with file:
        yield file


def _items(counted: _Counted, limits: Limits) -> Iterator[Parsed | Unparsed | Deleted]:
    """Tell the format by the first bytes, whatever the file is called."""
    source = io.BufferedReader(counted, _CHUNK)
    if source.peek(2)[:2] == _GZIP:
        unpacked = gzip.GzipFile(fileobj=source)
        source = io.BufferedReader(_Guarded(unpacked, counted, limits), _CHUNK)  # type: ignore[arg-type]
    try:
        start = source.peek(64)[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
        if start.startswith(b"PMID-"):
            from littrack.pubmed.nbib import parse_nbib

            yield from parse_nbib(source)
        else:
            from littrack.pubmed.parse import parse

            yield from parse(source)
    except (EOFError, gzip.BadGzipFile, OSError) as error:
        raise DataError(f"it cannot be read to its end ({error})") from error


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Spare Python's garbage collector its search for reference cycles, a fifth of the time of reading (measured).

    Records and rows hold no cycles: each is freed when the last reference to it goes.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class ReadAhead:
    """A file that another process reads and prepares while this one writes. Iterate it once, then close it."""

    def __init__(self, name: str, limits: Limits) -> None:
        context = get_context("spawn")
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(target=_send, args=(sender, name, limits), daemon=True)
        self._process.start()
        sender.close()

    def __iter__(self) -> Iterator[FileBatch]:
        while True:
            try:
                message = self._receiver.recv_bytes()
            except EOFError:
                raise DataError(
                    "the process that read it was stopped; run the command again"
                ) from None
            if not message:
                return
            if message[:1] == _ERROR:
                raise DataError(message[1:].decode())
            if message[:1] == _FAULT:
                raise RuntimeError(message[1:].decode())
            yield _unpacked(message)

    def close(self) -> None:
        """End the reading process."""
        self._process.terminate()
        self._process.join()
        self._receiver.close()


class FileReader:
    """The batches of one file. Where it cannot be read on they end, and ``error`` says why."""

    def __init__(self, name: str, limits: Limits, ahead: bool) -> None:
        self.name = name
        self.error: str | None = None
        self._limits = limits
        self._ahead = ReadAhead(name, limits) if ahead else None

    def __iter__(self) -> Iterator[FileBatch]:
        try:
            yield from self._ahead or read_batches(self.name, self._limits)
        except DataError as error:
            self.error = str(error)

    def close(self) -> None:
        """End its process, if it has one."""
        if self._ahead:
            self._ahead.close()


class Readers:
    """A reader for each file in turn. Iterate it once, inside ``with``.

    With ``jobs`` of 2 or more, that many processes less one read ahead, the first from now on.
    """

    def __init__(self, files: Iterable[str], jobs: int = 2, limits: Limits | None = None) -> None:
        self._waiting = deque(files)
        self._jobs = jobs
        self._limits = limits or Limits()
        self._begun: deque[FileReader] = deque()
        self._begin()

    def _begin(self) -> None:
        while self._waiting and len(self._begun) < max(self._jobs - 1, 1):
            name = self._waiting.popleft()
            self._begun.append(FileReader(name, self._limits, self._jobs > 1 and _is_long(name)))

    def __iter__(self) -> Iterator[FileReader]:
        while self._begun:
            yield self._begun[0]
            self._begun.popleft().close()
            self._begin()

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        for reader in self._begun:
            reader.close()


def _is_long(name: str) -> bool:
    return name != STDIN and Path(name).stat().st_size > WORTH_A_PROCESS


_BATCH_SIGN = b"B"
_ERROR = b"E"
_FAULT = b"F"


def _send(sender: Connection, name: str, limits: Limits) -> None:
    """In the reading process: send each batch, then an empty message. Ctrl-C is for the writing process to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    try:
        for message in ahead((_packed(each) for each in read_batches(name, limits)), AHEAD):
            sender.send_bytes(message)
        sender.send_bytes(b"")
    except DataError as error:
        sender.send_bytes(_ERROR + str(error).encode())
    except BrokenPipeError:
        pass  # the writing process has ended
    except Exception as error:  # noqa: BLE001 - the writing process raises it again
        sender.send_bytes(_FAULT + f"{type(error).__name__}: {error}".encode())


def _packed(batch: FileBatch) -> bytes:
    unparsed = [(each.reason, each.xml, each.pmid) for each in batch.unparsed]
    content = (plain(batch.records), unparsed, batch.deleted, batch.position)
    return _BATCH_SIGN + marshal.dumps(content)


def _unpacked(message: bytes) -> FileBatch:
    records, unparsed, deleted, position = marshal.loads(memoryview(message)[1:])
    return FileBatch(
        from_plain(records), tuple(Unparsed(*each) for each in unparsed), deleted, position
    )
