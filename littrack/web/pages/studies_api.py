"""Studies as JSON: ``/-/littrack/api/v1/studies.json`` and ``/-/littrack/api/v1/studies/ID.json``."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Response
from sqlite_utils import Database

from littrack.views.studies import StudiesPage, read_studies
from littrack.views.study import StudyPage, read_study_page
from littrack.views.study_facts import API, studies_facts, study_facts, summary
from littrack.views.study_query import read_query
from littrack.web.addresses import study_path
from littrack.web.failing import not_found
from littrack.web.rendering import shelved
from littrack.web.shelves import ready_index

OPEN = {"access-control-allow-origin": "*"}


async def studies(datasette: Any, request: Any) -> Response:
    """A page of the studies that the query string asks for, as ``/studies`` reads it."""
    query = read_query(request.query_string)
    shelf = await ready_index(datasette)

    def question(db: Database) -> StudiesPage:
        return read_studies(db, query, shelf.get(db))

    async def show(found: StudiesPage) -> Response:
        path = datasette.urls.path(f"{API}.json")
        more = query.page < found.pages
        lines = [summary(line, datasette.urls.path(study_path(line.id))) for line in found.lines]
        following = path + query.at_page(query.page + 1).address if more else None
        return Response.json(studies_facts(found, lines, following), headers=OPEN)

    return await shelved(datasette, request, question, show)


async def study(datasette: Any, request: Any) -> Response:
    """One study, by any of its names."""
    name = unquote(request.url_vars["study"])

    async def show(found: StudyPage | None) -> Response:
        if found is None:
            words = f"No stored study is called {name[:200]}."
            return await not_found(datasette, request, words)
        path = datasette.urls.path(study_path(found.study.id))
        return Response.json(study_facts(found, path), headers=OPEN)

    return await shelved(datasette, request, lambda db: read_study_page(db, name), show, brief=True)
