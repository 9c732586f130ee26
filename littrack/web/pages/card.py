"""A claim as a small card for other people's pages: as a frame, and as a picture."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import NotFound, Response

from littrack.views.claim import ClaimView, read_claim_view
from littrack.web.addresses import plain_path
from littrack.web.citing import shortened
from littrack.web.filters import day_in
from littrack.web.rendering import render, shelved
from littrack.web.security import POLICY

SVG = "image/svg+xml; charset=utf-8"
ANYWHERE = {
    "content-security-policy": POLICY.replace("frame-ancestors 'none'", "frame-ancestors *"),
    "x-frame-options": "ALLOWALL",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "public, max-age=3600",
}
"""The one address that may stand in a frame anywhere. (ALLOWALL is no word of the header's: browsers then go by the
policy, and the site's own DENY is not added.)"""
COLOURS = {
    "supported": "#00705a", "partly supported": "#2f649b", "overstated": "#8a5800", "misleading": "#ad3b16",
    "unsupported": "#7a2048", "contradicted": "#7a2048", "unsourced": "#59526e", "not checkable": "#5a5e63",
}  # fmt: skip
"""White letters on each reach a contrast of 4.5 and more."""
_WIDE, _NARROW = "mwMW@%", "iljtfrI.,:;'| ()[]"


async def card(datasette: Any, request: Any) -> Response:
    """``/claims/ID/card``."""

    async def show(view: ClaimView) -> Response:
        address = datasette.absolute_url(request, plain_path(datasette, f"/claims/{view.page.id}"))
        context = {
            "view": view,
            "page": view.page,
            "address": address,
            "quote": shortened(view.page.quote, 140),
        }
        response = await render(datasette, request, "card.html", context)
        response.headers.update(ANYWHERE)
        return response

    return await _of_claim(datasette, request, show)


async def badge(datasette: Any, request: Any) -> Response:
    """``/claims/ID/badge.svg``."""

    async def show(view: ClaimView) -> Response:
        response = await render(datasette, request, "badge.svg", badge_facts(view))
        headers = {
            "cache-control": "public, max-age=3600",
            "cross-origin-resource-policy": "cross-origin",
        }
        return Response(response.body, content_type=SVG, headers=headers)

    return await _of_claim(datasette, request, show)


async def _of_claim(datasette: Any, request: Any, show: Any) -> Response:
    claim = request.url_vars["claim"]

    async def found(view: ClaimView | None) -> Response:
        if view is None:
            raise NotFound(f"No claim is called {claim}.")
        reply: Response = await show(view)
        return reply

    return await shelved(datasette, request, lambda db: read_claim_view(db, claim), found)


def standing_of(view: ClaimView) -> str:
    """What stands beside the state: "certainty low · draft · 24 November 2026"."""
    parts = [f"certainty {view.page.verdict.certainty}" if view.page.verdict.certainty else ""]
    parts.append("signed" if view.page.verdict.review == "signed" else "draft")
    parts.append(day_in(view.checked, view.topic.time_zone))
    return " · ".join(part for part in parts if part)


def badge_facts(view: ClaimView) -> dict[str, Any]:
    """What the picture says, and how wide its halves are."""
    state, rest = view.page.verdict.state.capitalize(), standing_of(view)
    return {
        "state": state,
        "rest": rest,
        "name": view.page.verdict.state,
        "title": f"littrack: “{shortened(view.page.quote)}” {state}, {rest}",
        "colour": COLOURS[view.page.verdict.state],
        "left": 34 + width_of(state),
        "right": 16 + width_of(rest),
    }


def width_of(text: str) -> int:
    """Pixels that ``text`` takes at 11 px, about; ``textLength`` makes it exact whatever the font."""
    return round(sum(4.2 if each in _NARROW else 9.8 if each in _WIDE else 7.0 for each in text))
