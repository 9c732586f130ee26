"""The index of the studies that the pages of one site share."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlite_utils import Database

from littrack.store.browsing import IndexShelf
from littrack.web.reading import read_here
from littrack.web.server import NAME


def index_shelf(datasette: Any) -> IndexShelf:
    """The shelf of this Datasette instance."""
    if not hasattr(datasette, "_littrack_index"):
        datasette._littrack_index = IndexShelf()
    shelf: IndexShelf = datasette._littrack_index
    return shelf


async def ready_index(datasette: Any) -> IndexShelf:
    """The shelf with the present index made: outside a page's time limit, which the making may exceed.

    Readers who come meanwhile wait without holding a thread, so that other pages are served.
    """
    shelf, database = index_shelf(datasette), datasette.get_database(NAME)
    if not read_here(datasette, shelf.holds):
        if not hasattr(datasette, "_littrack_indexing"):
            datasette._littrack_indexing = asyncio.Lock()
        async with datasette._littrack_indexing:
            await database.execute_fn(lambda each: shelf.get(Database(each)))
    return shelf
