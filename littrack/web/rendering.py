"""Turn a page's answer into HTML, and keep finished pages until the next run changes the database."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from datasette.utils.asgi import Response
from jinja2 import Environment
from sqlite_utils import Database

from littrack.web.addresses import PlainUrls
from littrack.web.assets import address
from littrack.web.freshness import asked_of, last_asked
from littrack.web.reading import TIME_LIMIT_MS, generation, read, read_here
from littrack.web.templating import Templates

HTML = "text/html; charset=utf-8"
BYTES_KEPT = 48_000_000
State: TypeAlias = "tuple[int, str | None, Any]"
"""A generation of the database, `last_asked` in it, and the answer to a page's question."""
ASKED = "littrack.asked"
"""In the scope of a request: what `last_asked` was in the state that its page shows."""


async def render(
    datasette: Any, request: Any, template: str, context: dict[str, Any], status: int = 200
) -> Response:
    """Render ``template`` (a file of this package) with ``context`` and what `base.html` needs."""
    shared = {
        "urls": PlainUrls(datasette.urls),
        "base_url": datasette.setting("base_url"),
        "request": request,
        "asset": lambda name: address(datasette, name),
        "littrack": True,
        "reading_room": True,  # Datasette's own crumbs are for its own pages and those of other plugins
        "last_asked": request.scope[ASKED] if ASKED in request.scope else last_asked(datasette),
        "published": getattr(datasette, "published", None),
    }
    body = _environment(datasette).get_template(template).render({**shared, **context})
    return Response(body.encode(), status=status, content_type=HTML)


def _environment(datasette: Any) -> Environment:
    """Datasette's templates and filters without its asynchronous rendering, which takes two to three times as long."""
    if not hasattr(datasette, "_littrack_templates"):
        theirs = datasette.jinja_env
        ours = Templates(theirs.filters, loader=theirs.loader, undefined=theirs.undefined)
        ours.globals.update(theirs.globals)
        datasette._littrack_templates = ours
    environment: Environment = datasette._littrack_templates
    return environment


@dataclass(frozen=True, slots=True)
class Page:
    """A finished reply: its bytes, what they are, and its own headers."""

    body: bytes
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()

    def reply(self) -> Response:
        """The page as a reply."""
        return Response(self.body, content_type=self.content_type, headers=dict(self.headers))


@dataclass(slots=True)
class Shelf:
    """Finished pages of one generation of the database, the least asked-for going first where room is short."""

    generation: int = -1
    pages: OrderedDict[str, Page] = field(default_factory=OrderedDict)
    bytes: int = 0

    def get(self, key: str, generation: int) -> Page | None:
        """The page, if it was rendered from this generation; a newer generation empties the shelf."""
        if generation != self.generation:
            self.generation, self.bytes = generation, 0
            self.pages.clear()
        page = self.pages.get(key)
        if page is not None:
            self.pages.move_to_end(key)
        return page

    def keep(self, key: str, generation: int, page: Page) -> None:
        """Remember a page rendered from ``generation``."""
        if generation != self.generation or key in self.pages:
            return
        self.pages[key] = page
        self.bytes += len(page.body)
        while self.bytes > BYTES_KEPT:
            self.bytes -= len(self.pages.popitem(last=False)[1].body)


def shelf_of(datasette: Any) -> Shelf:
    """The shelf of this Datasette instance."""
    if not hasattr(datasette, "_littrack_shelf"):
        datasette._littrack_shelf = Shelf()
    shelf: Shelf = datasette._littrack_shelf
    return shelf


async def shelved(
    datasette: Any,
    request: Any,
    question: Callable[[Database], Any],
    show: Callable[[Any], Awaitable[Response]],
    limit_ms: int = TIME_LIMIT_MS,
    brief: bool = False,
) -> Response:
    """Answer from the shelf, else ask ``question`` and the generation in one transaction, ``show`` and keep it.

    Only replies with status 200 are kept, under the whole address, host included: pages name their own address.
    A ``brief`` question is a few look-ups by key (`read_here`).
    """
    shelf, key = shelf_of(datasette), request.url

    def kept(db: Database) -> Page | None:
        return shelf.get(key, generation(db))

    def state(db: Database) -> State:
        return generation(db), asked_of(datasette, db), question(db)

    def kept_or_state(db: Database) -> Page | State:
        return kept(db) or state(db)

    here: Callable[[Database], Page | State | None] = kept_or_state if brief else kept
    found = read_here(datasette, here)
    if found is None:
        found = await read(datasette, state, limit_ms)
    if isinstance(found, Page):
        return found.reply()
    now, asked, answer = found
    request.scope[ASKED] = asked
    response = await show(answer)
    if response.status == 200:
        shelf.get(key, now)
        shelf.keep(key, now, _page(response))
    return response


def _page(response: Response) -> Page:
    body = response.body if isinstance(response.body, bytes) else response.body.encode()
    return Page(body, response.content_type, tuple(response.headers.items()))
