"""What can go wrong between littrack and PubMed, by name, on order, at a rate, or for good."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum


class Fault(Enum):
    """One way in which a request fails. The value says what the client meets."""

    RATE_LIMITED = "HTTP 429 without Retry-After"
    RATE_LIMITED_SECONDS = "HTTP 429 with Retry-After in seconds"
    RATE_LIMITED_DATE = "HTTP 429 with Retry-After as a date"
    RATE_LIMITED_200 = "the body of a 429 with HTTP 200"
    SERVER_ERROR = "HTTP 500"
    BAD_GATEWAY = "HTTP 502"
    UNAVAILABLE = "HTTP 503"
    UNAVAILABLE_SECONDS = "HTTP 503 with Retry-After in seconds"
    GATEWAY_TIMEOUT = "HTTP 504"
    RESET = "the connection is reset before the reply"
    RESET_MIDWAY = "the connection is reset in the middle of the body"
    CLOSED = "the connection is closed without a reply"
    CUT_SHORT = "the body ends before its Content-Length"
    CUT_CHUNKED = "the body ends in the middle of a chunk"
    TRUNCATED = "half the body, well framed"
    EMPTY_BODY = "HTTP 200 with no body"
    SLOW = "the body comes in dribs"
    HANG = "no answer at all"
    HTML_PAGE = "an HTML page with HTTP 200"
    ERROR_BODY = "an <ERROR> body with HTTP 200"
    BACKEND_FAILED = "ESearch: Search Backend failed: Database is not supported: pubmed"
    HISTORY_EXPIRED = "Unable to obtain query #1, and the environment is gone"
    RECORD_MISSING = "EFetch: a record is missing from the reply"
    RECORD_TWICE = "EFetch: a record comes twice"
    RECORD_UNASKED = "EFetch: a record nobody asked for"
    EMPTY_SET = "EFetch: an empty set although the records exist"
    IDS_SHORT = "ESearch: fewer ids than Count says, without a warning"
    NO_IDS = "ESearch: Count says there are hits, the list is empty"
    INVALID_UTF8 = "a byte that is not UTF-8"
    GZIP_UNASKED = "a compressed body nobody asked for"
    REDIRECT = "HTTP 302 to a page of another name"

    def touches(self, utility: str, params: Mapping[str, str]) -> bool:
        """Whether this request can meet this fault."""
        if self in _OF_EFETCH:
            return utility == "efetch"
        if self in (Fault.IDS_SHORT, Fault.NO_IDS):
            listed = params.get("retmax") != "0" and params.get("rettype") != "count"
            return utility == "esearch" and listed
        if self is Fault.BACKEND_FAILED:
            return utility == "esearch"
        if self is Fault.HISTORY_EXPIRED:
            return bool(params.get("WebEnv"))
        return True


_OF_EFETCH = frozenset(
    (Fault.RECORD_MISSING, Fault.RECORD_TWICE, Fault.RECORD_UNASKED, Fault.EMPTY_SET)
)
SLOW_FAULTS = frozenset((Fault.HANG, Fault.SLOW))
"""Faults that cost a client time; `Faults` at a rate leaves them out unless they are named."""
QUICK_FAULTS = tuple(fault for fault in Fault if fault not in SLOW_FAULTS)


@dataclass(slots=True)
class _Order:
    fault: Fault
    left: int
    utility: str | None


class Faults:
    """Which request meets which fault.

    Orders come first (`order`), in the order they were given; then, with probability ``rate``, one of ``kinds``
    that can touch the request, drawn with ``seed``. ``missing`` PMIDs never come back from EFetch, though
    ESearch lists them.
    """

    def __init__(
        self,
        rate: float = 0.0,
        *,
        seed: int = 0,
        kinds: Iterable[Fault] = QUICK_FAULTS,
        missing: Iterable[str | int] = (),
        retry_after: int = 1,
        slow_seconds: float = 0.5,
        hang_seconds: float = 60.0,
    ) -> None:
        self.rate = rate
        self.kinds = tuple(kinds)
        self.missing = {str(pmid) for pmid in missing}
        self.retry_after = retry_after
        self.slow_seconds = slow_seconds
        self.hang_seconds = hang_seconds
        self.random = random.Random(seed)
        self._orders: list[_Order] = []
        self._lock = threading.Lock()

    def order(self, *faults: Fault, times: int = 1, utility: str | None = None) -> Faults:
        """Let the next ``times`` requests (of ``utility``, such as "efetch") that can meet it meet each of ``faults``."""
        with self._lock:
            self._orders += [_Order(fault, times, utility) for fault in faults]
        return self

    def clear(self) -> None:
        """Forget all orders and let nothing fail from now on."""
        with self._lock:
            self._orders.clear()
            self.missing.clear()
            self.rate = 0.0

    @property
    def outstanding(self) -> int:
        """How many ordered faults no request has met yet."""
        with self._lock:
            return sum(order.left for order in self._orders)

    def draw(self, utility: str, params: Mapping[str, str]) -> Fault | None:
        """The fault this request meets, if any."""
        with self._lock:
            for order in self._orders:
                asked = order.utility in (None, utility)
                if order.left and asked and order.fault.touches(utility, params):
                    order.left -= 1
                    return order.fault
            kinds = [kind for kind in self.kinds if kind.touches(utility, params)]
            if self.rate and kinds and self.random.random() < self.rate:
                return self.random.choice(kinds)
            return None

    def pick(self, pmids: list[str]) -> str:
        """One of several records, for the faults that concern a single one."""
        with self._lock:
            return self.random.choice(pmids)
