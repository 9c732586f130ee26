"""All studies of a selection as a file, written as it is read."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from typing import Any

from datasette.utils.asgi import AsgiStream, NotFound
from sqlite_utils import Database

from littrack.cite.formats import FORMATS, Format
from littrack.store.citing import read_citables
from littrack.views.studies import select_rowids
from littrack.views.study_query import StudyQuery, read_query
from littrack.web.server import NAME
from littrack.web.shelves import ready_index

PIECES = 100
"""Pieces of the file that are sent together."""


async def page(datasette: Any, request: Any) -> AsgiStream:
    """``/studies.FORMAT`` with the query string of ``/studies``: the same studies, all of them, in the same order."""
    name = request.url_vars["format"]
    if name not in FORMATS:
        raise NotFound(f"There is no format {name}.")
    query = read_query(request.query_string).selection
    await ready_index(datasette)
    written = FORMATS[name]

    async def stream(writer: Any) -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as executor:
            source = _file(datasette, query, written)
            try:
                while text := await loop.run_in_executor(executor, _next, source):
                    await writer.write(text)
            finally:
                await loop.run_in_executor(executor, source.close)

    headers = {"content-disposition": f'attachment; filename="studies.{name}"'}
    return AsgiStream(stream, headers=headers, content_type=written.content_type)


def _next(source: Any) -> str:
    return "".join(islice(source, PIECES))


def _file(datasette: Any, query: StudyQuery, written: Format) -> Generator[str, None, None]:
    """The file's pieces, all read in one transaction of a connection of its own."""
    from littrack.web.shelves import index_shelf

    path = datasette.get_database(NAME).path
    with closing(
        sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
    ) as connection:
        connection.execute("BEGIN")
        db = Database(connection)
        rowids = select_rowids(db, query, index_shelf(datasette).get(db))
        for piece in written.write(read_citables(db, rowids, written.headings)):
            if piece:
                yield piece
