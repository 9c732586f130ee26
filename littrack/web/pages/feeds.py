"""The Atom feeds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasette.utils.asgi import NotFound, Response
from sqlite_utils import Database

from littrack.render.atom import MEDIA_TYPE, Feed, Site, atom
from littrack.web import feeds
from littrack.web.conditional import conditional, entity_tag
from littrack.web.rendering import shelved

CACHE = "public, max-age=300"


async def everything(datasette: Any, request: Any) -> Response:
    """``/new.atom``."""
    return await _feed(datasette, request, feeds.everything)


async def integrity(datasette: Any, request: Any) -> Response:
    """``/integrity.atom``."""
    return await _feed(datasette, request, feeds.integrity)


async def claim(datasette: Any, request: Any) -> Response:
    """``/claims/ID.atom``."""
    name = request.url_vars["claim"]
    return await _feed(datasette, request, lambda db: feeds.of_claim(db, name))


def site_of(datasette: Any, request: Any) -> Site:
    """Where this request finds the site; feeds that are written to files lead to files."""
    fixed: Site | None = getattr(datasette, "feed_site", None)
    if fixed is not None:
        return fixed
    root = datasette.absolute_url(request, datasette.urls.path("/"))
    host = request.host if request.host.startswith("[") else request.host.partition(":")[0]
    return Site(root, host)


async def _feed(
    datasette: Any, request: Any, question: Callable[[Database], Feed | None]
) -> Response:
    async def show(feed: Feed | None) -> Response:
        if feed is None:
            raise NotFound("There is no such claim.")
        headers = {"cache-control": CACHE, "x-updated": feed.updated}
        return Response(
            atom(feed, site_of(datasette, request)), headers=headers, content_type=MEDIA_TYPE
        )

    kept = await shelved(datasette, request, question, show)
    updated = kept.headers.pop("x-updated")
    return conditional(request, kept, entity_tag(kept.body), updated)
