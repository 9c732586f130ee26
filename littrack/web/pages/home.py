"""The home page: a topic at a glance, or a choice where there are several."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import NotFound, Response
from sqlite_utils import Database

from littrack.views.home import ARTICLE, HomePage, read_home, read_homes
from littrack.views.tallies import KINDS
from littrack.web.filters import instant
from littrack.web.marks import bar, marks, sample
from littrack.web.rendering import render, shelved


async def page(datasette: Any, request: Any) -> Response:
    """``/`` and ``/topics/ID``; ``?order=concern`` puts what matters most first."""
    topic = request.url_vars.get("topic")
    order = request.args.get("order") or ARTICLE

    def question(db: Database) -> HomePage | tuple[HomePage, ...] | None:
        home = read_home(db, topic, order)
        return home if home or topic else read_homes(db)

    async def show(found: HomePage | tuple[HomePage, ...] | None) -> Response:
        if found is None:
            raise NotFound(f"There is no topic {topic}.")
        tools = {"bar": bar, "marks": marks, "sample": sample, "kinds": KINDS}
        if isinstance(found, tuple):
            return await render(datasette, request, "topics.html", {"homes": found, **tools})
        here = f"/topics/{topic}" if topic else "/"
        context = {
            "home": found,
            "here": here,
            "canonical": datasette.absolute_url(request, datasette.urls.path(here)),
            "checked": instant(found.asked, found.topic.time_zone),
            **tools,
        }
        return await render(datasette, request, "home.html", context)

    return await shelved(datasette, request, question, show)
