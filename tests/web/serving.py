"""A real ``littrack serve`` in a process of its own, a proxy in front of it, and a reader that asks them."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.loopback import Server, free_port

SECONDS_TO_START = 60


@dataclass(frozen=True)
class Reply:
    """What a reader gets: the status (0: no reply at all), the headers in small letters, the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def ask(address: str, headers: Mapping[str, str] | None = None) -> Reply:
    """One GET, redirects not followed."""
    request = urllib.request.Request(address, headers=dict(headers or {}))
    try:
        with _opener.open(request, timeout=30) as found:
            return Reply(found.status, _small(found.headers.items()), found.read())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, _small(error.headers.items()), error.read())
    except OSError as error:
        return Reply(0, {}, str(error).encode())


def _small(headers: object) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}  # type: ignore[attr-defined]


@contextlib.contextmanager
def serving(db: Path, *options: str) -> Iterator[str]:
    """``littrack serve`` on ``db``; gives its address without a slash at the end."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "littrack", "serve", "--db", str(db), "--port", str(port)]
    server = subprocess.Popen(
        [*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        end = time.monotonic() + SECONDS_TO_START
        while not ask(address + "/robots.txt").status:
            assert server.poll() is None, server.communicate()[1].decode()
            assert time.monotonic() < end, f"nothing answers at {address}"
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.communicate(timeout=60)


@contextlib.contextmanager
def stripping_proxy(upstream: str, prefix: str) -> Iterator[str]:
    """A proxy that serves ``upstream`` below ``prefix`` and takes the prefix off; gives its address without it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith(prefix):
                self.send_error(404)
                return
            headers = {"host": self.headers["host"], "x-forwarded-proto": "https"}
            found = ask(upstream + "/" + self.path[len(prefix) :], headers)
            self.send_response(found.status)
            for name in ("content-type", "location", "etag"):
                if name in found.headers:
                    self.send_header(name, found.headers[name])
            self.send_header("content-length", str(len(found.body)))
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    proxy = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{proxy.server_address[1]}"
    finally:
        proxy.shutdown()
        thread.join()
        proxy.server_close()
