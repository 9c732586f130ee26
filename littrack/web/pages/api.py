"""Claims as JSON for the world: shapes that stay, from the same views as the pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from datasette.utils.asgi import NotFound, Response

from littrack.views.claim import ClaimView, read_claim_view
from littrack.views.home import HomePage, read_homes
from littrack.web.api_shapes import claim_shape, claims_shape
from littrack.web.rendering import shelved

JSON = "application/json; charset=utf-8"


async def claims(datasette: Any, request: Any) -> Response:
    """``/-/littrack/api/v1/claims.json``."""

    async def show(homes: tuple[HomePage, ...]) -> Response:
        return reply(claims_shape(homes, _absolute(datasette, request)))

    return await shelved(datasette, request, read_homes, show)


async def claim(datasette: Any, request: Any) -> Response:
    """``/-/littrack/api/v1/claims/ID.json``."""
    name = request.url_vars["claim"]

    async def show(view: ClaimView | None) -> Response:
        if view is None:
            raise NotFound(f"No claim is called {name}.")
        return reply(claim_shape(view, _absolute(datasette, request)))

    return await shelved(datasette, request, lambda db: read_claim_view(db, name), show)


def reply(content: object) -> Response:
    """JSON that any site may read."""
    body = json.dumps(content, ensure_ascii=False, indent=1)
    return Response(body, content_type=JSON, headers={"access-control-allow-origin": "*"})


def _absolute(datasette: Any, request: Any) -> Callable[[str], str]:
    return lambda path: str(datasette.absolute_url(request, datasette.urls.path(path)))
