"""HTTP whose replies leave at once, also where several processes share one socket."""

from __future__ import annotations

import asyncio
import socket

from uvicorn.protocols.http.auto import AutoHTTPProtocol


class Prompt(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """uvicorn's protocol without Nagle's algorithm, which holds the body of a reply back until the reader's machine has
    acknowledged its head: 40 ms. asyncio turns it off only on sockets that it has made itself.
    """

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to talk with a reader."""
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)
