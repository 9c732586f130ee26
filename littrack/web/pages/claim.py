"""One claim: the verdict, the numbers, the evidence, and how it came about."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import NotFound, Response

from littrack.synthesis.results import Figure
from littrack.synthesis.words import interval
from littrack.views.claim import ClaimView, read_claim_view
from littrack.views.tallies import KINDS
from littrack.web.addresses import study_path
from littrack.web.citing import citation
from littrack.web.filters import instant
from littrack.web.linked_data import claim_review
from littrack.web.marks import marks, sample
from littrack.web.plots import cumulative, forest, people
from littrack.web.rendering import render, shelved


def figure(value: float, low: float, high: float) -> str:
    """ "4.16 [2.12, 8.17]"."""
    return interval(Figure(value, low, high))


async def page(datasette: Any, request: Any) -> Response:
    """``/claims/ID``."""
    claim = request.url_vars["claim"]

    async def show(view: ClaimView | None) -> Response:
        if view is None:
            raise NotFound(f"No claim is called {claim}.")
        address = datasette.absolute_url(request, datasette.urls.path(f"/claims/{claim}"))
        context = {
            "view": view,
            "page": view.page,
            "address": address,
            "linked_data": claim_review(view, address),
            "cite": citation(view, address),
            "checked": instant(view.checked, view.topic.time_zone),
            "study_path": lambda study: datasette.urls.path(study_path(study)),
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
