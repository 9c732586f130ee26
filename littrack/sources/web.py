"""A polite HTTP client of one source: pace, time-outs, retries, a budget for the day, bodies checked before they count.

Made over ``requests``. One line says what went wrong; addresses with their queries stay out of messages.
"""

from __future__ import annotations

import errno
import hashlib
import random
import socket
import ssl
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from littrack import __version__
from littrack.errors import BadResponse, DataError, RateLimited, SourceError, Unavailable
from littrack.sources.protocol import Memory, Refused, Source

KEPT = (200, 304, 404)
"""Statuses that say something; 5xx and 429 are asked again, others are refusals."""
TOO_MANY = 429
_HTML = (b"<!doctype html", b"<html")
_PIECE = 1 << 16
_Body = TypeVar("_Body")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, tries and bytes that one source may take."""

    connect: float = 5.0
    read: float = 30.0
    total: float = 180.0
    """Seconds for one reply, however slowly it drips."""
    tries: int = 3
    longest_wait: float = 60.0
    """A server that asks for a longer pause than this is left alone until the next run."""
    body: int = 60_000_000
    download: int = 500_000_000


class BudgetSpent(SourceError):
    """The day's requests to a source are used up; the rest waits for tomorrow."""


class PoliteWeb:
    """`littrack.sources.protocol.Web` of one source."""

    def __init__(
        self,
        source: Source,
        url: str,
        allowance: int,
        email: str | None = None,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.requests_made, self.email = 0, email
        self.latest = Memory()
        self._title, self._base = source.title, url.rstrip("/")
        self._gap = 1 / source.per_second if source.per_second else 0.0
        self._allowance, self._limits = allowance, limits or Limits()
        self._sleep, self._clock, self._next = sleep, clock, 0.0
        self._session = requests.Session()
        self._session.max_redirects = 5
        self._session.headers.update(_agent(email))

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """The whole reply to a GET; see `littrack.sources.protocol.Web`."""
        return self._whole("GET", path, params=params, headers=headers)

    def post(self, path: str, data: Mapping[str, str]) -> requests.Response:
        """The whole reply to a POST of form fields."""
        return self._whole("POST", path, data=data)

    def download(self, path: str, memory: Memory) -> Iterator[bytes] | None:
        """A large file in pieces, once it has arrived whole; none where it is the one of ``memory``."""
        headers = {}
        if memory.etag:
            headers["If-None-Match"] = memory.etag
        if memory.last_modified:
            headers["If-Modified-Since"] = memory.last_modified
        reply, kept = self._tried("GET", path, self._to_file, headers=headers)
        if kept is None:
            return None
        self.latest = Memory(
            etag=reply.headers.get("ETag"),
            last_modified=reply.headers.get("Last-Modified"),
            sha256=kept.sha256,
        )
        if kept.sha256 == memory.sha256:
            kept.file.close()
            return None
        return kept.pieces()

    def _whole(self, method: str, path: str, **options: object) -> requests.Response:
        reply, body = self._tried(method, path, self._read, **options)
        reply._content = body
        return reply

    def _tried(
        self,
        method: str,
        path: str,
        take: Callable[[requests.Response], _Body],
        **options: object,
    ) -> tuple[requests.Response, _Body]:
        """One request and the taking of its body, as often as it may be tried."""
        for attempt in range(1, self._limits.tries + 1):
            try:
                with self._send(method, path, **options) as reply:
                    self._check(reply)
                    return reply, take(reply)
            except SourceError as error:
                problem = error
            except requests.exceptions.TooManyRedirects:
                raise BadResponse(f"{self._title} sends us round in circles (redirects)") from None
            except requests.exceptions.RequestException as error:
                problem = _unavailable(self._title, error)
            wait = self._wait(problem, attempt)
            if wait is None:
                break
            self._sleep(wait)
        raise problem

    def _send(self, method: str, path: str, **options: object) -> requests.Response:
        if self.requests_made >= self._allowance:
            raise BudgetSpent(
                f"{self._title}: the requests for today are used up; the rest waits for tomorrow"
            )
        pause = self._next - self._clock()
        if pause > 0:
            self._sleep(pause)
        self._next = self._clock() + self._gap
        self.requests_made += 1
        timeouts = (self._limits.connect, self._limits.read)
        return self._session.request(
            method,
            self._base + path,
            stream=True,
            timeout=timeouts,
            **options,  # type: ignore[arg-type]
        )

    def _check(self, reply: requests.Response) -> None:
        status = reply.status_code
        if status in KEPT:
            return
        if status == TOO_MANY or (status == 503 and "Retry-After" in reply.headers):
            raise _Slower(f"{self._title} asks for fewer requests (HTTP {status})", _pause(reply))
        if status >= 500:
            raise Unavailable(f"{self._title} is out of order (HTTP {status})")
        raise Refused(f"{self._title} refuses the request (HTTP {status})", status)

    def _pieces(self, reply: requests.Response, most: int) -> Iterator[bytes]:
        """The body piece by piece, within the time and size it may have."""
        began, size = self._clock(), 0
        for piece in _as_it_comes(reply):
            size += len(piece)
            if size > most:
                raise BadResponse(f"{self._title} sends more than {most / 1e6:.0f} MB")
            if self._clock() - began > self._limits.total:
                raise Unavailable(f"{self._title} sends too slowly")
            if size == len(piece) and _is_html(reply, piece):
                raise BadResponse(f"{self._title} sends a web page instead of data")
            yield piece

    def _read(self, reply: requests.Response) -> bytes:
        return b"".join(self._pieces(reply, self._limits.body))

    def _to_file(self, reply: requests.Response) -> _Kept | None:
        if reply.status_code == 304:
            return None
        if reply.status_code == 404:
            raise BadResponse(f"{self._title} has no such file (HTTP 404)")
        file, digest = tempfile.TemporaryFile(), hashlib.sha256()  # noqa: SIM115 - read later
        try:
            for piece in self._pieces(reply, self._limits.download):
                digest.update(piece)
                file.write(piece)
        except BaseException as error:
            file.close()
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
                place = tempfile.gettempdir()
                raise DataError(f"{self._title}: {place} has no room for its file; free some space") from None  # fmt: skip
            raise
        return _Kept(file, digest.hexdigest())

    def _wait(self, problem: SourceError, attempt: int) -> float | None:
        """Seconds until the next try, or none where another one is of no use."""
        if attempt >= self._limits.tries or isinstance(problem, BudgetSpent):
            return None
        if isinstance(problem, _Slower) and problem.pause is not None:
            return problem.pause if problem.pause <= self._limits.longest_wait else None
        if isinstance(problem, Refused):
            return None
        return float(2 ** (attempt - 1)) * random.uniform(0.75, 1.25)


class _Slower(RateLimited):
    """With the pause that the server asks for, in seconds."""

    def __init__(self, message: str, pause: float | None) -> None:
        super().__init__(message)
        self.pause = pause


@dataclass(frozen=True, slots=True)
class _Kept:
    """A downloaded file that has arrived whole."""

    file: Any
    sha256: str

    def pieces(self) -> Iterator[bytes]:
        """Its bytes; the file is gone afterwards."""
        with self.file:
            self.file.seek(0)
            while piece := self.file.read(_PIECE):
                yield piece


def _as_it_comes(reply: requests.Response) -> Iterator[bytes]:
    """The body as it arrives (``iter_content`` waits for a full piece, however slowly it drips)."""
    try:
        while piece := reply.raw.read1(_PIECE, decode_content=True):
            yield piece
    except ReadTimeoutError as error:
        raise requests.exceptions.ReadTimeout(error) from error
    except HTTPError as error:
        raise requests.exceptions.ChunkedEncodingError(error) from error


def out_of_reach(source: Source, url: str, seconds: float = 10.0) -> str | None:
    """What keeps us from a source now, in a line; none where it replies, were it with a refusal."""
    try:
        with requests.get(url, timeout=seconds, stream=True, headers=_agent(None)) as reply:
            status = reply.status_code
    except requests.exceptions.RequestException as error:
        return str(_unavailable(source.title, error))
    return f"{source.title} is out of order (HTTP {status})" if status >= 500 else None


def _agent(email: str | None) -> dict[str, str]:
    """Who asks, and where to write before blocking."""
    contact = f"; mailto:{email}" if email else ""
    return {"User-Agent": f"littrack/{__version__} (evidence check{contact})"}


def _unavailable(title: str, error: requests.exceptions.RequestException) -> SourceError:
    if isinstance(error, requests.exceptions.Timeout):
        return Unavailable(f"{title} does not answer in time")
    if isinstance(error, requests.exceptions.ConnectionError):
        return Unavailable(f"no connection to {title}: {_why(error)}")
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return BadResponse(f"{title} broke off in the middle of its reply")
    return BadResponse(f"{title}: {type(error).__name__}")


def _why(error: requests.exceptions.ConnectionError) -> str:
    """Why there is no connection, and where a machine's keeper looks first."""
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy (HTTPS_PROXY) does not let us through"
    chain = tuple(_causes(error))
    if any(isinstance(each, ssl.SSLError) for each in chain):
        return "its certificate is not accepted (behind a proxy that opens TLS, set REQUESTS_CA_BUNDLE)"
    if any(isinstance(each, socket.gaierror) for each in chain):
        return "its name is not found (DNS)"
    said = (each.strerror for each in chain if isinstance(each, OSError) and each.strerror)
    return next(said, "it was broken off").lower()


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came of, the first cause first. urllib3 keeps one as ``reason``, requests one in ``args``."""
    if error is None:
        return
    held = getattr(error, "reason", None) or next(iter(error.args), None)
    for each in (error.__cause__ or error.__context__, held):
        if isinstance(each, BaseException) and each is not error:
            yield from _causes(each)
    yield error


def _pause(reply: requests.Response) -> float | None:
    """What ``Retry-After`` asks for: seconds, or a date."""
    said = reply.headers.get("Retry-After", "").strip()
    if said.isdigit():
        return float(said)
    try:
        moment = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return None
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())


def _is_html(reply: requests.Response, first: bytes) -> bool:
    start = first.lstrip(b"\xef\xbb\xbf \r\n\t")[:20].lower()
    return reply.status_code == 200 and start.startswith(_HTML)
