"""A server on loopback that answers each request with the next of some prepared replies, byte for byte."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

Send = Callable[[socket.socket], None]


def reply(
    body: bytes | str, status: str = "200 OK", headers: Iterable[str] = (), kind: str = "text/xml"
) -> Send:
    """A whole HTTP reply."""
    raw = body.encode() if isinstance(body, str) else body
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(raw)}", *headers]
    return verbatim(("\r\n".join(head) + "\r\n\r\n").encode() + raw)


def verbatim(raw: bytes) -> Send:
    return lambda connection: connection.sendall(raw)


def dribble(head: bytes, every: float, times: int = 2_000) -> Send:
    """A beginning, then a byte at a time for ever."""

    def send(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(times):
            time.sleep(every)
            connection.sendall(b"x")

    return send


def hang(seconds: float) -> Send:
    return lambda connection: time.sleep(seconds)


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@dataclass
class Request:
    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    at: float = field(default_factory=time.monotonic)

    @property
    def utility(self) -> str:
        return self.path.rsplit("/", 1)[-1].split(".")[0]


class Scripted:
    """Answers with ``replies`` in turn, the last one over and over."""

    def __init__(self, *replies: Send) -> None:
        self.replies = list(replies)
        self.requests: list[Request] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/entrez/eutils/"

    def __enter__(self) -> Scripted:
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            self.requests.append(_read_request(connection))
            send = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
            send(connection)


def _read_request(connection: socket.socket) -> Request:
    with connection.makefile("rb") as stream:
        method, target, _ = stream.readline().decode().split()
        headers = {}
        while line := stream.readline().decode().strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", 0))).decode()
    parts = urlsplit(target)
    params = parse_qs(body or parts.query, keep_blank_values=True)
    return Request(method, parts.path, {name: ",".join(v) for name, v in params.items()}, headers)
