"""The servers of the tests keep quiet about a client that hangs up, and raise a bug of their own."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from tests.loopback import Server


def serve_one(answer: Callable[[], None]) -> Server:
    """Serve one request, which makes the handler call ``answer``, to a client that then resets the connection."""
    handled = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                answer()
            finally:
                handled.set()

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = False  # closing waits for the handler
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    with socket.create_connection(server.server_address[:2]) as client:
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        handled.wait(10)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    server.shutdown()
    thread.join()
    return server


def hang_up() -> None:
    raise ConnectionResetError


def stumble() -> None:
    raise ZeroDivisionError


def test_a_client_that_hangs_up(capfd: pytest.CaptureFixture[str]) -> None:
    serve_one(hang_up).server_close()
    assert capfd.readouterr().err == ""


def test_a_bug(capfd: pytest.CaptureFixture[str]) -> None:
    server = serve_one(stumble)
    with pytest.raises(ZeroDivisionError):
        server.server_close()
    assert capfd.readouterr().err == ""
