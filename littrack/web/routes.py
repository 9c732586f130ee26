"""The site's own addresses, each with the function that answers it, imported when first asked for."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

Page = Callable[..., Awaitable[Any]]

_FILES = r"jsonl|bib|biblatex|enw\.xml|ris|nbib|csl\.json|(?:ama|nlm|apa|chicago|harvard)\.txt"

ROUTES: list[tuple[str, str]] = [
    (r"^/$", "littrack.web.pages.home:page"),
    (r"^/topics/(?P<topic>[\w.-]+)$", "littrack.web.pages.home:page"),
    (r"^/claims/(?P<claim>[\w.-]+)\.atom$", "littrack.web.pages.feeds:claim"),
    (r"^/claims/(?P<claim>[\w.-]+)/card$", "littrack.web.pages.card:card"),
    (r"^/claims/(?P<claim>[\w.-]+)/badge\.svg$", "littrack.web.pages.card:badge"),
    (r"^/claims/(?P<claim>[\w.-]+)$", "littrack.web.pages.claim:page"),
    (r"^/new$", "littrack.web.pages.new:page"),
    (r"^/new\.atom$", "littrack.web.pages.feeds:everything"),
    (r"^/integrity\.atom$", "littrack.web.pages.feeds:integrity"),
    (r"^/trials$", "littrack.web.pages.trials:page"),
    (r"^/trials/(?P<trial>[^/]+)$", "littrack.web.pages.trials:one"),
    (r"^/-/littrack/api/v1/trials\.json$", "littrack.web.pages.trials:facts"),
    (r"^/-/littrack/api/v1/trials/(?P<trial>[^/]+)\.json$", "littrack.web.pages.trials:facts_of"),
    (r"^/methods$", "littrack.web.pages.methods:page"),
    (r"^/about/health$", "littrack.web.pages.health:page"),
    (r"^/-/littrack/health\.json$", "littrack.web.pages.health:json"),
    (r"^/robots\.txt$", "littrack.web.pages.robots:robots"),
    (r"^/sitemap\.xml$", "littrack.web.pages.robots:sitemap"),
    (r"^/sitemap-(?P<part>[0-9]+)\.xml$", "littrack.web.pages.robots:part"),
    (r"^/favicon\.ico$", "littrack.web.assets:favicon"),
    (r"^/-/littrack/api/v1/claims\.json$", "littrack.web.pages.api:claims"),
    (r"^/-/littrack/api/v1/claims/(?P<claim>[\w.-]+?)\.json$", "littrack.web.pages.api:claim"),
    (r"^/studies$", "littrack.web.pages.studies:page"),
    (rf"^/studies\.(?P<format>csv|json|{_FILES})$", "littrack.web.pages.exports:page"),
    (
        rf"^/(?P<database>littrack)(?:/(?P<table>[^/.]+)(?:/(?P<pks>[^/.]+))?)?\.(?P<format>{_FILES})$",
        "littrack.web.pages.exports:rows",
    ),
    (r"^/studies/(?P<study>.+)$", "littrack.web.pages.study:page"),
    (r"^/-/littrack/api/v1/studies\.json$", "littrack.web.pages.studies_api:studies"),
    (r"^/-/littrack/api/v1/studies/(?P<study>.+)\.json$", "littrack.web.pages.studies_api:study"),
    (r"^/-/littrack/static/[0-9a-f]+/(?P<name>[\w.-]+)$", "littrack.web.assets:asset"),
]
"""``(address, "module:function")``; these win over Datasette's own routes."""

CLOSED: list[tuple[str, str]] = [
    (
        r"^/-/(databases|threads|metadata|permissions|messages|allow-debug|patterns)(\.json)?$",
        "littrack.web.pages.closed:page",
    ),
]
"""What a public site does not show, asked before everything else."""


def lazily(target: str) -> Page:
    """A page that imports its module on the first request."""
    module, _, name = target.partition(":")

    async def page(datasette: Any, request: Any) -> Any:
        function: Page = getattr(importlib.import_module(module), name)
        return await function(datasette, request)

    # Datasette asks a page for its arguments at each request; this is what it would find out.
    page.__signature__ = inspect.signature(page)  # type: ignore[attr-defined]
    return page
