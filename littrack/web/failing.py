"""Error pages in the site's own look, with no traceback and no SQL of ours in them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from datasette.utils.asgi import Base400, Response
from datasette.views.base import DatasetteError

from littrack.web.rendering import render

log = logging.getLogger("littrack.web")

TOO_SLOW = "The query took longer than this site allows. Ask for less: fewer rows, fewer facets, or a filter."
IN_WORDS = {
    "404": "This site has no page at this address.",
    "Database not found": "This site has no page at this address.",
    "Table not found": "The data hold no table or question of this name.",
    "Record not found": "The table holds no row of this name.",
}
"""What Datasette says of an address, for readers who do not know that a site is made of databases."""
VISITORS = ("Cannot sort table by", "Cannot use _sort", "Invalid _through")
"""How errors begin that Datasette takes for its own and that are the address's."""
OURS = "The page could not be made. The data are safe; please try again in a moment."


@dataclass(frozen=True, slots=True)
class Failure:
    """What a visitor is told."""

    status: int
    message: str
    title: str | None = None


def failure(exception: Exception) -> Failure:
    """The status and the words for an exception; anything unforeseen is a 500 that tells nothing of the inside."""
    if isinstance(exception, DatasetteError):
        return _of_datasette(exception)
    if isinstance(exception, Base400):
        return Failure(exception.status, str(exception.args[0]) if exception.args else "")
    return Failure(500, OURS)


def _of_datasette(error: DatasetteError) -> Failure:
    if (
        error.message_is_html
    ):  # the only such message tells of the time limit, with a link to Datasette's manual
        return Failure(error.status, TOO_SLOW, "The query took too long")
    message = str(error.message)
    if error.status == 500 and message.startswith(VISITORS):
        return Failure(400, f"{message}.")
    return Failure(error.status, message, error.title)


async def answer_exception(datasette: Any, request: Any, exception: Exception) -> Response:
    """The error page, or JSON where JSON was asked for. What was unforeseen goes to the log."""
    failed = failure(exception)
    if failed.status == 500:
        log.error("%s %s failed", request.method, request.path, exc_info=exception)
    if request.path.endswith(".json"):
        facts = {
            "ok": False,
            "error": failed.message,
            "status": failed.status,
            "title": failed.title,
        }
        return Response.json(facts, status=failed.status)
    words = IN_WORDS.get(failed.message, failed.message)
    context = {"status": failed.status, "error": words, "title": failed.title}
    return await render(datasette, request, "error.html", context, failed.status)


async def not_found(datasette: Any, request: Any, message: str) -> Response:
    """A 404 of our own. Raising ``NotFound`` for an address with a per cent sign would lead elsewhere: Datasette takes
    it for one of its old addresses."""
    if request.path.endswith(".json"):
        facts = {"ok": False, "error": message, "status": 404, "title": None}
        return Response.json(facts, status=404)
    context = {"status": 404, "error": message, "title": None}
    return await render(datasette, request, "error.html", context, 404)
