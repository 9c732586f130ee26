"""The list of studies: browse, search, filter."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Response
from sqlite_utils import Database

from littrack.cite.formats import FORMATS
from littrack.views.studies import StudiesPage, read_studies
from littrack.views.study_query import ORDERS, SIZES, is_canonical, read_query
from littrack.web.addresses import plain_path, study_path
from littrack.web.histogram import histogram
from littrack.web.rendering import render, shelved
from littrack.web.shelves import ready_index

PATH = "/studies"


async def page(datasette: Any, request: Any) -> Response:
    """``/studies``; an address that says the same in other words leads to the one that is shared."""
    query = read_query(request.query_string)
    path = plain_path(datasette, PATH)
    if not is_canonical(request.query_string, query):
        return Response.redirect(path + query.address)
    shelf = await ready_index(datasette)

    def question(db: Database) -> StudiesPage:
        return read_studies(db, query, shelf.get(db))

    async def show(found: StudiesPage) -> Response:
        context = {
            "page": found,
            "query": query,
            "path": path,
            "address": datasette.absolute_url(request, path + query.address),
            "absolute": lambda other: datasette.absolute_url(request, path + other.address),
            "exports": [
                (each.title, plain_path(datasette, f"{PATH}.{each.name}") + query.selection.address)
                for each in FORMATS.values()
            ],
            "orders": ORDERS,
            "sizes": SIZES,
            "histogram": histogram(found.years, path),
            "study_path": lambda study: plain_path(datasette, study_path(study)),
            "site_search": query.text,
        }
        return await render(datasette, request, "studies.html", context)

    return await shelved(datasette, request, question, show)
