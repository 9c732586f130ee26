"""All studies of a selection as a file, written as it is read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import NotFound, Request, Response
from sqlite_utils import Database

from littrack.cite.formats import FORMATS
from littrack.views.studies import select_rowids
from littrack.views.study_query import read_query
from littrack.web.shelves import index_shelf, ready_index
from littrack.web.streaming import StudiesFile

_PAGING = ("_next", "_size", "_nofacet", "_nocount")


async def page(datasette: Any, request: Any) -> Response:
    """``/studies.FORMAT`` with the query string of ``/studies``: the same studies, all of them, in the same order."""
    name = request.url_vars["format"]
    if name not in FORMATS:
        raise NotFound(f"There is no format {name}.")
    query = read_query(request.query_string).selection
    await ready_index(datasette)

    def choose(db: Database) -> Iterable[int]:
        return select_rowids(db, query, index_shelf(datasette).get(db))

    return StudiesFile(datasette, name, "studies", choose)


async def rows(datasette: Any, request: Any) -> Response:
    """A table, row or query of Datasette's as `littrack.web.renderers` writes it: the whole of it, whatever the page."""
    from datasette.views.database import DatabaseView
    from datasette.views.row import RowView
    from datasette.views.table import TableView

    asked = request.url_vars
    view = RowView if asked.get("pks") else TableView if asked.get("table") else DatabaseView
    answer: Response = await view.as_view(datasette)(_whole(request), None)
    return answer


def _whole(request: Any) -> Any:
    """The request without its page; facets and counts are not wanted."""
    asked = parse_qsl(request.query_string, keep_blank_values=True)
    kept = [(name, value) for name, value in asked if name not in _PAGING]
    kept += [("_size", "1"), ("_nofacet", "1"), ("_nocount", "1")]
    scope = {**request.scope, "query_string": urlencode(kept).encode("ascii")}
    return Request(scope, request.receive)
