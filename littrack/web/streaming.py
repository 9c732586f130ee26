"""A file of studies, sent as it is read."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from typing import Any

from datasette.utils.asgi import AsgiStream, Response
from sqlite_utils import Database

from littrack.cite.formats import FORMATS, Format
from littrack.store.citing import read_citables
from littrack.web.server import NAME

PIECES = 100
"""Pieces of the file that are sent together."""

Choose = Callable[[Database], Iterable[int]]
"""Which rows of ``studies``, in their order."""


class StudiesFile(Response):  # type: ignore[misc]
    """The studies that ``choose`` finds, in the format called ``form``, to be saved as ``name``.FORM."""

    def __init__(self, datasette: Any, form: str, name: str, choose: Choose) -> None:
        written = FORMATS[form]
        headers = {"content-disposition": f'attachment; filename="{name}.{form}"'}
        super().__init__(headers=headers, content_type=written.content_type)
        self._stream = _stream(datasette.get_database(NAME).path, written, choose)

    async def asgi_send(self, send: Any) -> None:
        """Send it all; of a reply to HEAD, which Datasette has given an empty body, only the headers."""
        if self.body is not None:
            await super().asgi_send(send)
            return
        await AsgiStream(self._stream, self.status, self.headers, self.content_type).asgi_send(send)


def _stream(path: str, written: Format, choose: Choose) -> Callable[[Any], Awaitable[None]]:
    async def stream(writer: Any) -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as executor:
            source = _file(path, written, choose)
            try:
                while text := await loop.run_in_executor(executor, _next, source):
                    await writer.write(text)
            finally:
                await loop.run_in_executor(executor, source.close)

    return stream


def _next(source: Any) -> str:
    return "".join(islice(source, PIECES))


def _file(path: str, written: Format, choose: Choose) -> Generator[str, None, None]:
    """The file's pieces, all read in one transaction of a connection of its own."""
    with closing(
        sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
    ) as connection:
        connection.execute("BEGIN")
        db = Database(connection)
        for piece in written.write(read_citables(db, choose(db), written.headings)):
            if piece:
                yield piece
