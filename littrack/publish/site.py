"""What the pages of the site take for their Datasette while they are written to files: one copy of the database, one
connection, links to files, and nothing that waits."""

from __future__ import annotations

import importlib
import re
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import datasette as datasette_package
import jinja2

from littrack.publish.copy import Copy
from littrack.publish.layout import STUDY_FORMATS, place_of
from littrack.publish.links import Links
from littrack.render.atom import Site
from littrack.web import __file__ as web_package
from littrack.web.filters import FILTERS
from littrack.web.rendering import Page, Shelf, render
from littrack.web.routes import ROUTES
from littrack.web.templating import Templates

Answer = TypeVar("Answer")
_TEMPLATES = [Path(package).parent / "templates" for package in (web_package, datasette_package.__file__)]  # fmt: skip
_PATTERNS = [(re.compile(pattern), target) for pattern, target in ROUTES]


@dataclass(frozen=True, slots=True)
class Question:
    """A request as pages see it."""

    path: str
    query_string: str = ""
    url_vars: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "GET"
    host: str = "localhost"
    scope: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.path}?{self.query_string}" if self.query_string else self.path

    @property
    def args(self) -> dict[str, str]:
        """What the query string gives, by name."""
        return dict(parse_qsl(self.query_string))


class Unhurried(sqlite3.Connection):
    """A connection without the time limit that protects a server."""

    def set_progress_handler(self, *_: Any) -> None:
        """Let a question take the time it takes."""


class NoShelf(Shelf):
    """A shelf that keeps nothing: every page is written once."""

    def get(self, key: str, generation: int) -> Page | None:
        """Nothing."""
        return None

    def keep(self, key: str, generation: int, page: Page) -> None:
        """Not kept."""


@dataclass(frozen=True, slots=True)
class FeedSite(Site):
    """Where feeds and their entries lead."""

    site: FixedSite = field(kw_only=True)

    def address(self, path: str) -> str:
        """The address of one of the site's paths."""
        return self.site.absolute_url(None, self.site.urls.path(path))


class _Database:
    def __init__(self, path: Path) -> None:
        self.path = str(path)
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self.connection = sqlite3.connect(uri, uri=True, factory=Unhurried)
        self.connection.execute("PRAGMA cache_size = -65536")

    async def execute_fn(self, question: Callable[[sqlite3.Connection], Answer]) -> Answer:
        return question(self.connection)


class FixedSite:
    """The live site's pages on ``snapshot``, a database that nobody writes to. Close it after use."""

    study_formats = STUDY_FORMATS

    def __init__(self, snapshot: Path, published: Copy) -> None:
        self.published = published
        self.urls = Links()
        self._database = _Database(snapshot)
        self._littrack_shelf = NoShelf()
        self._littrack_connection = self._database.connection
        self._littrack_templates = environment()
        self.feed_site = FeedSite(published.base_url or "", published.host, site=self)

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection to the snapshot."""
        return self._database.connection

    def close(self) -> None:
        """Let go of the database."""
        self._database.connection.close()

    def get_database(self, name: str) -> _Database:
        """The snapshot, whatever it is called."""
        return self._database

    def setting(self, name: str) -> str:
        """Datasette's settings: only the path in front of the site is asked for, and there is none."""
        return "/"

    def absolute_url(self, request: object, link: str) -> str:
        """The link as an address, where it is known at which address the site will stand; else the link itself."""
        if self.published.base_url is None or "://" in link:
            return link
        return f"{self.published.base_url}/{self.urls.from_root(link)}"

    def answer(self, address: str) -> bytes:
        """What the live site answers at ``address``, written for its place in the published site.

        ``RuntimeError`` where it does not answer with a page: a fault of littrack.
        """
        path, _, query = address.partition("?")
        page, found = _page_at(path)
        self.urls.at = place_of(address).file
        return self.body(page, Question(path, query, found))

    def body(self, page: Callable[[Any, Any], Awaitable[Any]], question: Question) -> bytes:
        """What a page answers to a question."""
        reply = drive(page(self, question))
        if reply.status != 200:
            raise RuntimeError(f"{question.url} answers {reply.status}")
        return reply.body if isinstance(reply.body, bytes) else reply.body.encode()

    def template(self, name: str) -> jinja2.Template:
        """A template by the name of its file."""
        return self._littrack_templates.get_template(name)

    def show(self, template: str, at: str, **context: Any) -> bytes:
        """A template of a page that only a published site has."""
        self.urls.at = at
        return self.body(lambda site, asked: render(site, asked, template, context), Question(f"/{at}"))  # fmt: skip


def _page_at(path: str) -> tuple[Callable[[Any, Any], Awaitable[Any]], dict[str, str]]:
    """The page of the live site at a path, and what the path names."""
    for pattern, target in _PATTERNS:
        if found := pattern.match(path):
            module, _, name = target.partition(":")
            return getattr(importlib.import_module(module), name), found.groupdict()
    raise RuntimeError(f"nothing answers at {path}")


def environment() -> jinja2.Environment:
    """The site's templates with its filters."""
    return Templates(FILTERS, loader=jinja2.FileSystemLoader(_TEMPLATES))


def drive(page: Awaitable[Answer]) -> Answer:
    """The result of a page that never has to wait."""
    try:
        page.__await__().send(None)
    except StopIteration as done:
        result: Answer = done.value
        return result
    raise RuntimeError("a page waits for something other than its database")
