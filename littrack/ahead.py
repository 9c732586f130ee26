"""Make the next batch while the last one is being handed on or written, in a thread of its own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

DEPTH = 2
"""Batches that may wait: enough to bridge a slow one, few enough to keep memory flat."""


@dataclass(frozen=True, slots=True)
class _End(Generic[T]):
    """The last thing handed over: how the iteration ended."""

    error: BaseException | None = None


def ahead(items: Iterable[T], depth: int = DEPTH) -> Iterator[T]:
    """The same items in the same order, drawn in a thread of their own up to ``depth`` ahead.

    An error of ``items`` is raised where it would have been. When the caller stops early, no further item is
    drawn; one being drawn at that moment is dropped.
    """
    waiting: queue.Queue[T | _End[T]] = queue.Queue(depth)
    stopped = threading.Event()
    threading.Thread(
        target=_draw, args=(items, waiting, stopped), name="littrack-ahead", daemon=True
    ).start()
    try:
        while not isinstance(item := waiting.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        stopped.set()


def _draw(items: Iterable[T], waiting: queue.Queue[T | _End[T]], stopped: threading.Event) -> None:
    end: _End[T] = _End()
    try:
        for item in items:
            if not _hand_over(item, waiting, stopped):
                return
    except BaseException as error:  # noqa: BLE001 - raised again by the reader
        end = _End(error)
    _hand_over(end, waiting, stopped)


def _hand_over(
    item: T | _End[T], waiting: queue.Queue[T | _End[T]], stopped: threading.Event
) -> bool:
    """Wait for room. Returns whether the reader still wants it."""
    while not stopped.is_set():
        try:
            waiting.put(item, timeout=0.1)
        except queue.Full:
            continue
        return True
    return False
