"""Registered trials."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from datasette.utils.asgi import NotFound, Response
from sqlite_utils import Database

from littrack.views.study import REGISTRIES
from littrack.views.trials import TopicTrials, read_trials
from littrack.web.addresses import study_path
from littrack.web.lines import LINES
from littrack.web.reading import read
from littrack.web.rendering import render, shelved


async def page(datasette: Any, request: Any) -> Response:
    """``/trials``."""

    async def show(topics: tuple[TopicTrials, ...]) -> Response:
        context = {
            "topics": topics,
            **LINES,
            "registry_address": registry_address,
            "study_path": lambda study: datasette.urls.path(study_path(study)),
            "canonical": datasette.absolute_url(request, datasette.urls.path("/trials")),
        }
        return await render(datasette, request, "trials.html", context)

    return await shelved(datasette, request, read_trials, show)


async def one(datasette: Any, request: Any) -> Response:
    """``/trials/ID``: the trial's place on the page of all."""
    wanted = request.url_vars["trial"]

    def known(db: Database) -> bool:
        found = db.execute("SELECT 1 FROM trials WHERE id = ? AND removed IS NULL", (wanted,))
        return found.fetchone() is not None

    if not await read(datasette, known):
        raise NotFound(f"No registered trial is called {wanted}.")
    return Response.redirect(datasette.urls.path("/trials") + "#" + quote(wanted))


def registry_address(number: str) -> str | None:
    """Where the registry shows a trial, if it has a page for each."""
    for start, address in REGISTRIES:
        if number.upper().startswith(start.upper()):
            return address.format(quote(number, safe=""))
    return None
