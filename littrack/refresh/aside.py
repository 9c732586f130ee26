"""Read what PubMed sends in another process, while this one asks for more and writes what came.

Parsing, making rows and the rules of study design take about as long as PubMed's limit gives, and Python runs one
thread at a time: with all of it in one process the work, not the limit, would set the pace.
"""

from __future__ import annotations

import gc
import marshal
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from operator import itemgetter
from typing import TypeAlias

from littrack.appraise.clues import stored_facts
from littrack.appraise.level import by_rules
from littrack.pubmed.parse import parse
from littrack.records import Deleted, Parsed, Unparsed
from littrack.store.preparing import Ready, from_plain, head_of, plain, ready
from littrack.store.rows import STUDY_COLUMNS

Item: TypeAlias = "Ready | Unparsed | Deleted"
Reader = Callable[[bytes], Iterable["Parsed | Item"]]
"""Reads the body of an EFetch reply. Raises ``DataError`` where it is not PubMed XML."""

WORTH_A_PROCESS = 400
"""Records from which on another process saves more time than its start takes: two batches."""

_FACTS = ("title", "abstract", "publication_types", "mesh", "keywords", "journal")
_facts_of = itemgetter(*map(STUDY_COLUMNS.index, _FACTS))


@contextmanager
def reader(records: int) -> Iterator[Reader]:
    """What reads the replies that bring so many records: another process where that is worth it."""
    if records <= WORTH_A_PROCESS or (os.cpu_count() or 1) < 2:
        yield parse
        return
    aside = Aside()
    try:
        yield aside.read
    finally:
        aside.close()


class Aside:
    """A process that reads replies. Whatever it cannot answer is read in this one, which then says why."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self._line, far_end = context.Pipe()
        self._process = context.Process(target=_serve, args=(far_end,), daemon=True)
        self._process.start()
        far_end.close()

    def read(self, body: bytes) -> Iterable[Parsed | Item]:
        """The items of a reply. Raises ``DataError`` where it is not PubMed XML."""
        try:
            self._line.send_bytes(body)
            answer = self._line.recv_bytes()
        except (EOFError, OSError):
            answer = b""  # the process was stopped
        return _items(answer) if answer else parse(body)

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.join()
        self._line.close()


def _serve(line: Connection) -> None:
    """In the other process: answer each reply with its items, or with nothing where reading it fails."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the writing process to answer
    gc.disable()
    with suppress(EOFError, OSError):  # the writing process has ended
        while True:
            line.send_bytes(_answer(line.recv_bytes()))


def _answer(body: bytes) -> bytes:
    try:
        items = list(parse(body))
        records = [_with_design(item) for item in items if isinstance(item, Parsed)]
    except Exception:  # noqa: BLE001 - the writing process reads it again, and meets the same error
        return b""
    unparsed = [(item.reason, item.xml, item.pmid) for item in items if isinstance(item, Unparsed)]
    deleted = [item.pmids for item in items if isinstance(item, Deleted)]
    return marshal.dumps((plain(records), unparsed, deleted))


def _with_design(parsed: Parsed) -> Ready:
    record = ready(head_of(parsed), parsed)
    return replace(record, design=by_rules(stored_facts(*_facts_of(record.study))))


def _items(answer: bytes) -> Iterator[Item]:
    records, unparsed, deleted = marshal.loads(answer)
    yield from from_plain(records)
    yield from (Unparsed(*each) for each in unparsed)
    yield from map(Deleted, deleted)
