"""Send one request through ``Bio.Entrez``, once, in limited time, and read its reply to the end.

Biopython builds each request (parameters, encoding, POST where it is long) and calls ``Bio.Entrez.urlopen`` to
send it. That name is replaced once by ``_sent_by_us``, which sends what littrack asks for and leaves anybody
else's calls to the original. So a request gets what Biopython has not: another base URL, time limits, a body
read inside the attempt, and failures that are values. As no exception passes through Biopython, it never tries
twice, and no traceback leads to a frame that holds the API key.
"""

from __future__ import annotations

import http.client
import io
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    getproxies,
    proxy_bypass,
)

import Bio.Entrez

from littrack import __version__
from littrack.errors import BadResponse, LittrackError, Unavailable
from littrack.pubmed.replies import Answer, Failure, Unreachable, classify
from littrack.pubmed.settings import NCBI, Settings

Entrez: Any = Bio.Entrez  # its types say nothing of what is set below

LARGEST = 512 * 1024 * 1024
"""Bytes of a reply beyond which it is given up; 200 records are about 5 MB."""

_PIECE = 256 * 1024


class Line:
    """The way to one E-utilities server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opener = _opener(settings)
        self.server_date: str | None = None
        """The ``Date`` header of the latest reply, as sent."""

    def ask(
        self, utility: str, parameters: Mapping[str, str], before: Callable[[], None]
    ) -> Answer | Failure:
        """Ask ``utility`` (esearch, epost, efetch, einfo, ecitmatch) once.

        ``before`` is called just before the request leaves: the place for a pause. Never raises for what
        the network or the server does.
        """
        call = getattr(Entrez, utility)
        outcome: list[Answer | Failure] = []

        def send(request: Request) -> None:
            before()
            outcome.append(self._send(request))

        Entrez._open.previous = (
            0.0  # the pause is ours; with Biopython's own each would be waited twice
        )
        _ours.send = send
        try:
            handle = call(**parameters, **self._who())
            handle.close()
        finally:
            _ours.send = None
        if not outcome:
            raise LittrackError(
                f"Biopython {Bio.__version__} sends requests in a way that littrack does not know: "
                "install biopython 1.88"
            )
        return self._judged(outcome[0])

    def _who(self) -> dict[str, str | None]:
        """Who asks; all three are given each time, so that Biopython's globals never count."""
        settings = self._settings
        return {
            "tool": settings.tool,
            "email": settings.email or "",
            "api_key": settings.api_key,
        }

    def _judged(self, outcome: Answer | Failure) -> Answer | Failure:
        if isinstance(outcome, Failure):
            return outcome
        self.server_date = outcome.headers.get("date") or self.server_date
        now = datetime.now(timezone.utc)
        failure = classify(outcome.status, outcome.headers, outcome.body, now)
        if failure is None:
            return outcome
        return replace(failure, message=self._settings.scrub(failure.message))

    def _send(self, request: Request) -> Answer | Failure:
        """The reply, or why there is none, in no more time than the deadline whatever the server does.

        Time limits of a socket are for each piece: a server that sends a byte now and then keeps them all.
        So the exchange has a thread of its own, which is left behind (it ends with its socket) when time is up.
        """
        base = self._settings.url
        request.full_url = base + request.full_url.removeprefix(NCBI)
        request.add_header("User-Agent", f"{self._settings.tool}/{__version__}")
        answers: queue.SimpleQueue[Answer | Failure] = queue.SimpleQueue()
        ends = time.monotonic() + self._settings.deadline

        def exchange() -> None:
            outcome: Answer | Failure = Failure(Unavailable, "gave no answer that can be used")
            try:
                outcome = self._exchange(request, ends)
            finally:
                answers.put(outcome)

        threading.Thread(target=exchange, name="littrack-pubmed", daemon=True).start()
        try:
            return answers.get(timeout=self._settings.deadline)
        except queue.Empty:
            return self._too_late()

    def _exchange(self, request: Request, ends: float) -> Answer | Failure:
        timeout = min(self._settings.timeout, self._settings.deadline)
        try:
            with self._opener.open(request, timeout=timeout) as response:
                return self._read(response, ends)
        except URLError as error:
            return self._no_connection(error.reason)
        except TimeoutError:
            return Failure(Unavailable, f"did not answer within {timeout:g} seconds", silent=True)
        except http.client.IncompleteRead:
            return Failure(BadResponse, "sent a reply that was cut short")
        except ConnectionError:
            return Failure(Unavailable, "broke off the connection")
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Failure(Unavailable, f"gave no answer that can be used ({type(error).__name__})")

    def _read(self, response: http.client.HTTPResponse, ends: float) -> Answer | Failure:
        """Read to the end, piece by piece: ``read1`` returns what has come, so time can be looked at."""
        pieces, size = [], 0
        while piece := response.read1(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST:
                return Failure(BadResponse, f"sent more than {LARGEST:,} bytes", transient=False)
            if time.monotonic() > ends:
                return self._too_late()
        promised = response.headers.get("Content-Length", "")
        if promised.isdigit() and int(promised) != size:
            said = f"sent a reply that was cut short ({size:,} of {int(promised):,} bytes)"
            return Failure(BadResponse, said)
        headers = {name.lower(): value for name, value in response.headers.items()}
        body = b"".join(pieces)
        if headers.get("content-encoding", "").lower() in ("gzip", "x-gzip"):
            return _unpacked(response.status, headers, body)
        return Answer(response.status, headers, body)

    def _too_late(self) -> Failure:
        return Failure(
            Unavailable,
            f"did not finish its reply in {self._settings.deadline:g} seconds",
            silent=True,
        )

    def _no_connection(self, reason: object) -> Failure:
        """Why there was no connection, in words that hold nothing of the request."""
        host = self._settings.host
        if isinstance(reason, TimeoutError):
            said = f"{host} did not answer within {self._settings.timeout:g} seconds"
        elif isinstance(reason, socket.gaierror):
            said = f"the address of {self._door()} cannot be found: is the network up?"
        elif isinstance(reason, ssl.SSLError):
            said = f"no secure connection to {host}: {reason.reason or 'TLS failed'}"
        elif isinstance(reason, ConnectionRefusedError):
            said = f"{self._door()} refuses the connection"
        elif isinstance(reason, ConnectionError):
            return Failure(Unavailable, "broke off the connection")
        elif str(reason).startswith("Tunnel connection failed"):
            said = f"the proxy does not let us through ({reason})"
        else:
            said = f"no connection to {host} ({type(reason).__name__})"
        timed_out = isinstance(reason, TimeoutError)
        return Failure(Unreachable, f"cannot be reached: {said}", silent=timed_out)

    def _door(self) -> str:
        """Where connections go: PubMed's host, or the proxy before it, named without its user and password."""
        scheme = urlsplit(self._settings.url).scheme
        proxy = None if self._settings.on_loopback else getproxies().get(scheme)
        if not proxy or proxy_bypass(self._settings.host):
            return self._settings.host
        place = urlsplit(proxy if "://" in proxy else f"//{proxy}").netloc.rpartition("@")[2]
        return f"the proxy {place} ({scheme.upper()}_PROXY)"


def _unpacked(status: int, headers: Mapping[str, str], packed: bytes) -> Answer | Failure:
    """A compressed reply, which we never ask for but some proxies send."""
    unpacking = zlib.decompressobj(wbits=31)
    try:
        body = unpacking.decompress(packed, LARGEST)
    except zlib.error:
        return Failure(BadResponse, "sent a compressed reply that is damaged")
    if not unpacking.eof:
        return Failure(BadResponse, "sent a compressed reply that is cut short or far too large")
    return Answer(status, headers, body)


def _opener(settings: Settings) -> OpenerDirector:
    """An opener that follows no redirect and hands over every status as a reply.

    ``urllib``'s usual one would send the key on to wherever a redirect points, and raise errors that carry
    the URL, key included.
    """
    opener = OpenerDirector()
    opener.addheaders = []
    opener.add_handler(ProxyHandler({} if settings.on_loopback else None))
    if settings.url.startswith("https:"):
        opener.add_handler(HTTPSHandler(context=ssl.create_default_context()))
    opener.add_handler(HTTPHandler())
    return opener


class _Ours(threading.local):
    """What this thread is sending through Biopython at present."""

    send: Callable[[Request], None] | None = None


_ours = _Ours()
_urlopen: Callable[..., Any] = Entrez.urlopen


class _Handed(io.BytesIO):
    """What Biopython is handed: it only looks at the type of the content."""

    def __init__(self) -> None:
        super().__init__()
        self.headers = http.client.HTTPMessage()
        self.headers["Content-Type"] = "text/xml"


def _sent_by_us(request: Request, *rest: Any, **more: Any) -> Any:
    if _ours.send is None:
        return _urlopen(request, *rest, **more)
    _ours.send(request)
    return _Handed()


Entrez.urlopen = _sent_by_us
