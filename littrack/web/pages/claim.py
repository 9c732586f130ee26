"""One claim: the verdict, the numbers, the evidence, and how it came about."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import BadRequest, NotFound, Response

from littrack.synthesis.results import Figure
from littrack.synthesis.words import interval
from littrack.times import end_of_day
from littrack.views.as_of import PastClaim, read_past_claim
from littrack.views.claim import ClaimView, read_claim_view
from littrack.views.tallies import KINDS
from littrack.web.addresses import plain_path, study_path
from littrack.web.citing import citation
from littrack.web.content_hash import content_sha256
from littrack.web.filters import instant
from littrack.web.linked_data import claim_review
from littrack.web.marks import marks, sample
from littrack.web.markup import shown, title
from littrack.web.plots import cumulative, forest, people
from littrack.web.rendering import render, shelved


def figure(value: float, low: float, high: float) -> str:
    """ "4.16 [2.12, 8.17]"."""
    return interval(Figure(value, low, high))


async def page(datasette: Any, request: Any) -> Response:
    """``/claims/ID``."""
    claim = request.url_vars["claim"]
    if "as_of" in request.args:
        return await past(datasette, request, claim, request.args["as_of"])

    async def show(view: ClaimView | None) -> Response:
        if view is None:
            raise NotFound(f"No claim is called {claim}.")
        address = datasette.absolute_url(request, datasette.urls.path(f"/claims/{claim}"))
        context = {
            "view": view,
            "page": view.page,
            "address": address,
            "card_address": _address(datasette, request, f"/claims/{claim}/card"),
            "badge_address": _address(datasette, request, f"/claims/{claim}/badge.svg"),
            "linked_data": claim_review(view, address),
            "cite": citation(view, address),
            "content_hash": content_sha256(view),
            "checked": instant(view.checked, view.topic.time_zone),
            "study_path": lambda study: datasette.urls.path(study_path(study)),
            "title": title,
            "forest": forest,
            "cumulative": cumulative,
            "people": people,
            "figure": figure,
            "marks": marks,
            "sample": sample,
            "kinds": KINDS,
        }
        return await render(datasette, request, "claim.html", context)

    return await shelved(datasette, request, lambda db: read_claim_view(db, claim), show)


def _address(datasette: Any, request: Any, path: str) -> str:
    return str(datasette.absolute_url(request, plain_path(datasette, path)))


async def past(datasette: Any, request: Any, claim: str, day: str) -> Response:
    """``/claims/ID?as_of=2026-11-24``: what was stored at the end of that day (UTC)."""
    present = plain_path(datasette, f"/claims/{claim}")
    if not day.strip():
        return Response.redirect(present)
    try:
        at = end_of_day(day)
    except ValueError:
        raise BadRequest(
            f"as_of={day[:40]} is no day that has been: write it as 2026-11-24, today at the latest."
        ) from None

    async def show(found: PastClaim | None) -> Response:
        if found is None:
            raise NotFound(f"No claim is called {claim}.")
        context = {
            "past": found,
            "view": found,
            "present": present,
            "study_path": lambda study: plain_path(datasette, study_path(study)),
            "shown": shown,
            "forest": forest,
            "cumulative": cumulative,
            "people": people,
            "figure": figure,
        }
        return await render(datasette, request, "claim_as_of.html", context)

    return await shelved(datasette, request, lambda db: read_past_claim(db, claim, at), show)
