"""The stand-in's HTTP: connections, the rate limit, the log, and faults of the network."""

from __future__ import annotations

import gzip
import socket
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.eutils import answers
from tests.eutils.answers import Reply
from tests.eutils.faults import Fault, Faults

LONGEST_REQUEST_LINE = 8_190
"""Bytes after which a GET is answered with HTTP 414, as Apache does."""
PATH = "/entrez/eutils/"
Params = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in, and how it was answered. The API key is not kept, only whether there was one."""

    time: float
    """Seconds of the monotonic clock at which it arrived."""
    utility: str
    method: str
    params: dict[str, str]
    had_key: bool
    fault: Fault | None = None
    status: int | None = None
    """``None`` where no reply was sent."""
    agent: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """The PMIDs asked for by name."""
        return tuple(each.strip() for each in self.params.get("id", "").split(",") if each.strip())


@dataclass(slots=True)
class RateLimit:
    """How many requests a second one caller may send: ``rate`` without a key, ``rate_with_key`` with one."""

    rate: int | None
    rate_with_key: int = 10
    seconds: float = 1.0
    _seen: dict[str, deque[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, caller: str, keyed: bool, now: float) -> tuple[int, int, bool]:
        """(limit, requests within the last second with this one, whether that is too many)."""
        limit = self.rate_with_key if keyed else (self.rate or 3)
        with self._lock:
            seen = self._seen.setdefault(caller, deque())
            while seen and seen[0] <= now - self.seconds:
                seen.popleft()
            seen.append(now)
            return limit, len(seen), self.rate is not None and len(seen) > limit


@dataclass(slots=True)
class Office:
    """What a connection needs to answer: who answers, who may ask how often, and where it is written down."""

    answer: Callable[[str, Params, Fault | None], Reply | None]
    faults: Faults
    limit: RateLimit
    keys: frozenset[str] | None
    now: Callable[[], datetime]
    ticks: Callable[[], float] = time.monotonic
    """What the rate limit goes by."""
    log: list[Request] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


class Server(ThreadingHTTPServer):
    """A threaded server on loopback that can drop every connection at once."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 64
    allow_reuse_address = True

    def __init__(self, port: int, office: Office) -> None:
        self.office = office
        self._open: set[socket.socket] = set()
        self._reset: set[socket.socket] = set()
        self.crashes: list[BaseException] = []
        self._guard = threading.Lock()
        super().__init__(("127.0.0.1", port), Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.discard(request)
            reset = request in self._reset
            self._reset.discard(request)
        if reset:
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def reset(self, connection: socket.socket) -> None:
        """Let this connection end without a farewell, once its handler is done."""
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with self._guard:
            self._reset.add(connection)

    def drop_connections(self) -> None:
        """Close what clients keep open."""
        with self._guard:
            for connection in self._open:
                _shut(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nothing to report; anything else is a bug of the stand-in, kept for `StandIn.close`."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):
            self.crashes.append(error)


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


class Handler(BaseHTTPRequestHandler):
    """One connection, kept alive between requests."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "Finatra"
    sys_version = ""
    disable_nagle_algorithm = True
    timeout = 60

    def log_message(self, *_: object) -> None:
        """Requests are kept in the log of the stand-in, not printed."""

    def do_GET(self) -> None:
        self._serve(urlsplit(self.path).query)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode("utf-8", "replace")
        self._serve(f"{urlsplit(self.path).query}&{body}")

    def _serve(self, query: str) -> None:
        office, arrived = self.server.office, self.server.office.ticks()
        params = _params(query)
        key = params.pop("api_key", None)
        name = urlsplit(self.path).path
        utility = name.rpartition("/")[2].partition(".")[0]
        refusal, headers = self._refusal(name, key, arrived)
        fault = None if refusal else office.faults.draw(utility, params)
        reply = refusal or self._reply(utility, params, key, fault)
        sent = None if reply is None else reply.status
        agent = self.headers.get("User-Agent") or ""
        office.log.append(
            Request(arrived, utility, self.command, params, key is not None, fault, sent, agent)
        )
        self._send(reply, headers, fault)

    def _refusal(
        self, name: str, key: str | None, now: float
    ) -> tuple[Reply | None, dict[str, str]]:
        """What is answered before anybody looks at the question; and the headers of every reply."""
        office = self.server.office
        if len(self.requestline) > LONGEST_REQUEST_LINE:
            return answers.page("Request-URI Too Long", 414), {}
        caller = key or self.client_address[0]
        limit, count, refused = office.limit.count(caller, key is not None, now)
        headers = {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(0, limit - count)),
        }
        if refused:
            return Reply(answers.limited(caller, count, limit), answers.JSON, 429), headers
        if key is not None and office.keys is not None and key not in office.keys:
            return answers.wrong_key(key), headers
        if not name.startswith(PATH):
            return answers.page("Not Found", 404), headers
        return None, headers

    def _reply(
        self, utility: str, params: dict[str, str], key: str | None, fault: Fault | None
    ) -> Reply | None:
        if fault in _NEVER_ANSWERED:
            return None
        office = self.server.office
        limit = office.limit.rate_with_key if key else (office.limit.rate or 3)
        caller = key or self.client_address[0]
        early = _instead(fault, utility, params, caller, limit, office)
        return early or office.answer(utility, params, fault)

    def _send(self, reply: Reply | None, headers: dict[str, str], fault: Fault | None) -> None:
        """Put a reply on the wire, or do to the connection what the fault does."""
        if reply is None:
            self._never_answer(fault)
            return
        if fault is Fault.INVALID_UTF8:
            reply = replace(reply, body=_spoilt(reply.body))
        elif fault is Fault.TRUNCATED:
            reply = replace(reply, body=reply.body[: len(reply.body) // 2])
        elif fault is Fault.EMPTY_BODY:
            reply = replace(reply, body=b"")
        body, headers = reply.body, {**headers, **reply.headers}
        if fault is Fault.GZIP_UNASKED or self._takes_gzip(body):
            body, headers = gzip.compress(body, 1), {**headers, "Content-Encoding": "gzip"}
        chunked = (
            reply.status == 200
            and fault is not Fault.CUT_SHORT
            and self.request_version == "HTTP/1.1"
        )
        framed = _chunked(body) if chunked else body
        length = {"Transfer-Encoding": "chunked"} if chunked else {"Content-Length": str(len(body))}
        head = self._head(reply, {**headers, **length})
        self._write(head, framed, fault)

    def _takes_gzip(self, body: bytes) -> bool:
        return len(body) > 1_000 and "gzip" in (self.headers.get("Accept-Encoding") or "")

    def _head(self, reply: Reply, headers: dict[str, str]) -> bytes:
        phrase = self.responses[reply.status][0] if reply.status in self.responses else ""
        lines = [
            f"HTTP/1.1 {reply.status} {phrase}",
            f"Date: {format_datetime(self.server.office.now(), usegmt=True)}",
            f"Server: {self.server_version}",
            f"Content-Type: {reply.kind}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        if self.close_connection:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _write(self, head: bytes, body: bytes, fault: Fault | None) -> None:
        half = len(body) // 2
        if fault in (Fault.CUT_SHORT, Fault.CUT_CHUNKED):
            self.connection.sendall(head + body[:half])
            self.close_connection = True
        elif fault is Fault.RESET_MIDWAY:
            self.connection.sendall(head + body[:half])
            time.sleep(0.02)
            self._reset()
        elif fault is Fault.SLOW:
            self._dribble(head, body)
        else:
            self.connection.sendall(head + body)

    def _dribble(self, head: bytes, body: bytes) -> None:
        office, pieces = self.server.office, 20
        self.connection.sendall(head)
        step = max(1, -(-len(body) // pieces))
        for at in range(0, len(body), step):
            if office.closing.wait(office.faults.slow_seconds / pieces):
                break
            self.connection.sendall(body[at : at + step])

    def _never_answer(self, fault: Fault | None) -> None:
        if fault is Fault.HANG:
            self.server.office.closing.wait(self.server.office.faults.hang_seconds)
        if fault is Fault.RESET:
            self._reset()
        self.close_connection = True

    def _reset(self) -> None:
        """Close so that the client's system sees a reset instead of an end."""
        self.server.reset(self.connection)
        self.close_connection = True


_NEVER_ANSWERED = frozenset((Fault.RESET, Fault.CLOSED, Fault.HANG))
_STATUS = {
    Fault.SERVER_ERROR: (500, "Internal Server Error"),
    Fault.BAD_GATEWAY: (502, "Bad Gateway"),
    Fault.UNAVAILABLE: (503, "Service Unavailable"),
    Fault.UNAVAILABLE_SECONDS: (503, "Service Unavailable"),
    Fault.GATEWAY_TIMEOUT: (504, "Gateway Time-out"),
}


def _instead(
    fault: Fault | None, utility: str, params: Params, caller: str, limit: int, office: Office
) -> Reply | None:
    """The reply that comes instead of the right one, for faults that replace it whole."""
    as_json = params.get("retmode") == "json"
    if fault in _STATUS:
        status, title = _STATUS[fault]
        wait = (
            {"Retry-After": str(office.faults.retry_after)}
            if fault is Fault.UNAVAILABLE_SECONDS
            else {}
        )
        return answers.page(title, status, wait)
    if fault in _LIMITED:
        status = 200 if fault is Fault.RATE_LIMITED_200 else 429
        body = answers.limited(caller, limit + 1, limit)
        return Reply(body, answers.JSON, status, _retry_after(fault, office))
    if fault is Fault.HTML_PAGE:
        return answers.page("Site maintenance")
    if fault is Fault.ERROR_BODY:
        return answers.error(utility, "The request could not be processed at this time", as_json)
    if fault is Fault.BACKEND_FAILED:
        return answers.error(utility, answers.BACKEND_FAILED, as_json)
    if fault is Fault.REDIRECT:
        return answers.page("Found", 302, {"Location": "/maintenance.html"})
    return None


_LIMITED = frozenset(
    (
        Fault.RATE_LIMITED,
        Fault.RATE_LIMITED_SECONDS,
        Fault.RATE_LIMITED_DATE,
        Fault.RATE_LIMITED_200,
    )
)


def _retry_after(fault: Fault, office: Office) -> dict[str, str]:
    seconds = office.faults.retry_after
    if fault is Fault.RATE_LIMITED_SECONDS:
        return {"Retry-After": str(seconds)}
    if fault is Fault.RATE_LIMITED_DATE:
        until = datetime.now(timezone.utc) + timedelta(seconds=seconds)
        return {"Retry-After": format_datetime(until, usegmt=True)}
    return {}


def _params(query: str) -> dict[str, str]:
    """Parameters by name; one that is repeated (``id=1&id=2``) is joined by commas."""
    params: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=False):
        params[name] = f"{params[name]},{value}" if name == "id" and name in params else value
    return params


def _chunked(body: bytes, size: int = 8_192) -> bytes:
    pieces = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def _spoilt(body: bytes) -> bytes:
    """The body with a byte in its middle that UTF-8 does not allow there, between two tags or in a value."""
    at = body.find(b"<", len(body) // 2)
    at = at if at >= 0 else len(body) // 2
    return body[:at] + b"\xff" + body[at:]
