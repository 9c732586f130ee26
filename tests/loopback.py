"""What the small servers of the tests have in common."""

from __future__ import annotations

import random
import socket
import socketserver
import sys
from http.server import ThreadingHTTPServer
from typing import Any


def free_port() -> int:
    """A port on which nobody listens, and which the system gives to nobody who asks it for one."""
    while True:
        port = random.SystemRandom().randrange(10_000, 16_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


class Patient(socketserver.BaseServer):
    """Mix in before a server: a client that went away is nothing to report; anything else is a bug of the stand-in.

    socketserver would print a traceback to standard error for both, in the middle of what a test reads there.
    """

    crashes: list[BaseException]

    def __init__(self, *words: Any, **more: Any) -> None:
        self.crashes = []
        super().__init__(*words, **more)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep what is a bug, until the server is closed."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, ConnectionError):
            self.crashes.append(error)

    def server_close(self) -> None:
        """Close, and raise the first bug."""
        super().server_close()
        if self.crashes:
            raise self.crashes[0]


class Server(Patient, ThreadingHTTPServer):
    """HTTP, each connection in a thread of its own."""

    daemon_threads = True
