"""What is new, run by run."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import NotFound, Response
from sqlite_utils import Database

from littrack.views.news import NewsPage, RunNews, read_news
from littrack.web.addresses import study_path
from littrack.web.rendering import render, shelved

_QUOTES = """
SELECT claims.id, quote, language FROM claims LEFT JOIN topics ON topics.id = claims.topic
"""
Quotes = dict[str, tuple[str, "str | None"]]
"""The words of each claim, and their language."""


async def page(datasette: Any, request: Any) -> Response:
    """``/new``; ``?before=RUN`` for older runs."""
    before = _run(request.args.get("before"))

    def question(db: Database) -> tuple[NewsPage, Quotes]:
        quotes = {claim: (words, tongue) for claim, words, tongue in db.execute(_QUOTES)}
        return read_news(db, before), quotes

    async def show(found: tuple[NewsPage, Quotes]) -> Response:
        news, quotes = found
        context = {
            "news": news,
            "quotes": quotes,
            "is_run": lambda entry: isinstance(entry, RunNews),
            "study_path": lambda study: datasette.urls.path(study_path(study)),
            "canonical": datasette.absolute_url(request, datasette.urls.path("/new")),
        }
        return await render(datasette, request, "new.html", context)

    return await shelved(datasette, request, question, show)


def _run(text: str | None) -> int | None:
    if text is None or text == "":
        return None
    if not text.isdecimal() or len(text) > 15:
        raise NotFound("There is no such run.")
    return int(text)
