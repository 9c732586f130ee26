"""What crawlers ask for: robots.txt and the sitemap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape

from datasette.utils.asgi import NotFound, Response
from sqlite_utils import Database

from littrack.web.addresses import claim_path, study_path, trial_path
from littrack.web.reading import read

ADDRESSES = 50_000
"""Addresses of one sitemap: the limit of sitemaps.org."""
XML = "application/xml; charset=utf-8"
CACHE = {"cache-control": "public, max-age=3600"}
OWN_PAGES = ("/", "/studies", "/new", "/trials", "/methods", "/about/health")

_CLAIMS = """
SELECT id, (SELECT max(since) FROM verdict_history WHERE claim = claims.id) FROM claims WHERE removed IS NULL
ORDER BY topic, position
"""
_TRIALS = """
SELECT id, NULL FROM trials WHERE removed IS NULL
UNION SELECT id, last_changed FROM registry_records WHERE id NOT IN (SELECT id FROM trials WHERE removed IS NULL)
ORDER BY 1
"""
_TOPICS = "SELECT id, loaded FROM topics ORDER BY id"
_STUDY_COUNT = "SELECT count(*) FROM studies WHERE state = 'current'"
_STUDIES = """
SELECT id, last_changed FROM studies WHERE state = 'current' ORDER BY rowid LIMIT ? OFFSET ?
"""
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

Place = tuple[str, "str | None"]
"""A path and when the page last changed."""


async def robots(datasette: Any, request: Any) -> Response:
    """``/robots.txt``: the reading room is open; raw tables and every combination of filters are not for crawlers."""
    path = datasette.urls.path
    sitemap = datasette.absolute_url(request, path("/sitemap.xml"))
    lines = (
        "User-agent: *",
        f"Allow: {path('/-/littrack/static/')}",
        f"Disallow: {path('/-/')}",
        f"Disallow: {path('/littrack')}",
        f"Disallow: {path('/studies')}?",
        f"Disallow: {path('/new')}?",
        f"Sitemap: {sitemap}",
        "",
    )
    return Response("\n".join(lines), headers=CACHE, content_type="text/plain; charset=utf-8")


async def sitemap(datasette: Any, request: Any) -> Response:
    """``/sitemap.xml``: every page, or an index of parts above ``ADDRESSES``."""
    root = _root(datasette, request)

    def question(db: Database) -> str:
        count = _parts(db)
        if count == 1:
            return _urls(root, _part(db, 1))
        parts = (f"/sitemap-{number}.xml" for number in range(1, count + 1))
        body = "".join(f"<sitemap><loc>{escape(root + each)}</loc></sitemap>" for each in parts)
        return f'<sitemapindex xmlns="{_SPACE}">{body}</sitemapindex>'

    return _xml(await read(datasette, question))


async def part(datasette: Any, request: Any) -> Response:
    """``/sitemap-N.xml``."""
    number, root = int(request.url_vars["part"][:9]), _root(datasette, request)

    def question(db: Database) -> str | None:
        found = list(_part(db, number)) if 1 <= number <= _parts(db) else []
        return _urls(root, found) if found else None

    body = await read(datasette, question)
    if body is None:
        raise NotFound("There is no such part of the sitemap.")
    return _xml(body)


def _own(db: Database) -> list[Place]:
    pages: list[Place] = [(path, None) for path in OWN_PAGES]
    pages += [(f"/topics/{topic}", loaded) for topic, loaded in db.execute(_TOPICS)]
    pages += [(claim_path(claim), since) for claim, since in db.execute(_CLAIMS)]
    return pages + [(trial_path(trial), changed) for trial, changed in db.execute(_TRIALS)]


def _parts(db: Database) -> int:
    studies = int(db.execute(_STUDY_COUNT).fetchone()[0])
    return max(1, -(-(studies + len(_own(db))) // ADDRESSES))


def _part(db: Database, number: int) -> Iterator[Place]:
    """The addresses of one part: the site's own pages and claims first, then studies in the order of arrival."""
    own = _own(db)
    start, end = (number - 1) * ADDRESSES, number * ADDRESSES
    yield from own[start:end]
    skip = max(0, start - len(own))
    room = ADDRESSES - len(own[start:end])
    if room:
        for study, changed in db.execute(_STUDIES, (room, skip)):
            yield f"/studies/{study}" if study.isalnum() else study_path(study), changed


def _urls(root: str, places: Iterable[Place]) -> str:
    body = "".join(
        f"<url><loc>{escape(root + path)}</loc>"
        + (f"<lastmod>{escape(changed)}</lastmod>" if changed else "")
        + "</url>"
        for path, changed in places
    )
    return f'<urlset xmlns="{_SPACE}">{body}</urlset>'


def _root(datasette: Any, request: Any) -> str:
    return str(datasette.absolute_url(request, datasette.urls.path("/"))).rstrip("/")


def _xml(body: str) -> Response:
    return Response(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n', headers=CACHE, content_type=XML
    )
