"""One pace for all requests of the process, within what NCBI allows."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable

from littrack.pubmed.settings import Settings

MARGIN = 1.05
"""Room left between requests: 3 a second become one each 0.35 s.

NCBI counts on arrival, and 0.34 s still trips it at times; Biopython's 0.37 s costs 11%. Replies longer than
the gap space themselves, and after a refusal the pace falls by half (``slow_down``).
"""

SLOWEST = 4.0
"""However often it is refused, the gap grows no wider than this many times the usual one."""


class Limiter:
    """Lets ``wait`` return at most ``rate`` times in any second, evenly spaced; safe between threads.

    A request that comes late does not push back those after it: they catch up, within the limit of any second.
    """

    def __init__(
        self,
        rate: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._usual = 0.0 if math.isinf(rate) else MARGIN / rate
        self._gap = self._usual
        self._recent: deque[float] = deque(maxlen=max(1, math.floor(min(rate, 1_000))))
        self._credit = max(0, (self._recent.maxlen or 1) - 2)
        self._next = -math.inf
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()

    @property
    def gap(self) -> float:
        """Seconds between two requests at present."""
        return self._gap

    def wait(self) -> None:
        """Return when the next request may go."""
        with self._lock:  # held while sleeping: the others stand in line
            now = self._clock()
            if math.isinf(self._next):
                self._next = now
            start = max(now, self._next, self._window_opens())
            if start > now:
                self._sleep(start - now)
            refused = self._gap > self._usual  # lately: then nobody catches up
            credit = -1 if refused else self._credit
            self._next = max(self._next + self._gap, start - credit * self._gap)
            self._recent.append(max(start, self._clock()))
            self._gap = max(self._usual, self._gap * 0.95)

    def slow_down(self, pause: float = 0.0) -> None:
        """After a refusal: no request of the process for ``pause`` seconds, then a slower pace that recovers."""
        with self._lock:
            self._gap = min(max(self._gap * 1.5, self._usual), self._usual * SLOWEST)
            self._next = max(self._next, self._clock() + pause)

    def _window_opens(self) -> float:
        """When the oldest of the last ``rate`` requests is a second old: a late wake-up makes no crowd."""
        if len(self._recent) < (self._recent.maxlen or 1):
            return -math.inf
        return self._recent[0] + self._usual * len(self._recent)


_shared: dict[tuple[str, float, bool], Limiter] = {}
_shared_lock = threading.Lock()


def shared_limiter(settings: Settings) -> Limiter:
    """The process's one limiter for this host and rate (NCBI counts with and without a key apart)."""
    key = (settings.host, settings.requests_a_second, settings.api_key is not None)
    with _shared_lock:
        return _shared.setdefault(key, Limiter(settings.requests_a_second))
