"""One study."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Response
from markupsafe import Markup

from littrack.cite.ama import ama
from littrack.cite.csl import language_tag
from littrack.cite.formats import FORMATS
from littrack.cite.styled import html
from littrack.cite.styles import STYLES
from littrack.views.study import StudyPage, read_study_page
from littrack.views.study_query import StudyQuery
from littrack.web import markup
from littrack.web.addresses import plain_path, study_path
from littrack.web.failing import not_found
from littrack.web.rendering import render, shelved
from littrack.web.scholarly import highwire, scholarly_article

DOWNLOADS = ("bib", "ris", "nbib", "csl.json")


async def page(datasette: Any, request: Any) -> Response:
    """``/studies/ID``; any other name of a study (DOI, PMCID, an earlier id, its key) leads to its own address."""
    name = unquote(request.url_vars["study"])

    async def answer(found: StudyPage | None) -> Response:
        if found is None:
            words = f"No stored study is called {markup.visible(name)[:200]}."
            return await not_found(datasette, request, words)
        own = study_path(found.study.id)
        if unquote(own) != f"/studies/{name}":
            return Response.redirect(plain_path(datasette, own))
        return await show(datasette, request, found)

    return await shelved(
        datasette, request, lambda db: read_study_page(db, name), answer, brief=True
    )


async def show(datasette: Any, request: Any, found: StudyPage) -> Response:
    """The page of a study that was read."""
    own = study_path(found.study.id)
    address = datasette.absolute_url(request, plain_path(datasette, own))
    selection = StudyQuery(ids=(found.study.id,)).address
    context = {
        "page": found,
        "study": found.study,
        "address": address,
        "study_path": lambda study: plain_path(datasette, study_path(study)),
        "language_tag": language_tag,
        "ama": Markup(html(ama(found.citable))),
        "references": [
            (each.name, each.title, each.guide, Markup(html(each.reference(found.citable, ""))))
            for each in STYLES.values()
            if each.name != "ama"
        ],
        "highwire": highwire(found, address),
        "linked_data": scholarly_article(found, address),
        "downloads": [
            (
                FORMATS[each].title,
                plain_path(datasette, f"/studies.{each}{selection}"),
                FORMATS[each].content_type.partition(";")[0],
            )
            for each in getattr(datasette, "study_formats", DOWNLOADS)
        ],
        "json_path": plain_path(datasette, f"/-/littrack/api/v1{own}.json"),
    }
    return await render(datasette, request, "study.html", context)
