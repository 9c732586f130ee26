"""The index of the studies that the pages of one site share."""

from __future__ import annotations

from typing import Any

from littrack.store.browsing import IndexShelf
from littrack.web.server import NAME


def index_shelf(datasette: Any) -> IndexShelf:
    """The shelf of this Datasette instance."""
    if not hasattr(datasette, "_littrack_index"):
        datasette._littrack_index = IndexShelf()
    shelf: IndexShelf = datasette._littrack_index
    return shelf


async def ready_index(datasette: Any) -> IndexShelf:
    """The shelf with the present index made: outside a page's time limit, which the making may exceed."""
    from sqlite_utils import Database

    shelf = index_shelf(datasette)
    await datasette.get_database(NAME).execute_fn(lambda each: shelf.get(Database(each)))
    return shelf
