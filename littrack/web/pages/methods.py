"""How everything is made."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response
from markupsafe import Markup

from littrack.appraise.prisma import Flow
from littrack.render.prisma_svg import flow_rows, prisma_svg
from littrack.views.methods import TopicMethods, read_methods, rules
from littrack.web.rendering import render, shelved

LONGEST_ADDRESS = 6000
"""Characters of an address that PubMed still takes; a longer search is pasted into its search box."""

LIMIT_MS = 10_000
"""The flow counts every record that every search finds: once for each finished run, and then from the shelf."""


def pubmed_address(query: str) -> str | None:
    """The address at PubMed that runs exactly this search, unless it would be too long."""
    address = "https://pubmed.ncbi.nlm.nih.gov/?" + urlencode({"term": query})
    return address if len(address) <= LONGEST_ADDRESS else None


def drawn(flow: Flow, place: str) -> Markup:
    """The PRISMA 2020 diagram; ``place`` makes its ids unique on the page."""
    return Markup(prisma_svg(flow, place))


async def page(datasette: Any, request: Any) -> Response:
    """``/methods``."""

    async def show(topics: tuple[TopicMethods, ...]) -> Response:
        context = {
            "topics": topics,
            "rules": rules(),
            "pubmed_address": pubmed_address,
            "drawn": drawn,
            "flow_rows": flow_rows,
            "canonical": datasette.absolute_url(request, datasette.urls.path("/methods")),
        }
        return await render(datasette, request, "methods.html", context)

    return await shelved(datasette, request, read_methods, show, LIMIT_MS)
