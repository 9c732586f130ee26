"""Turn a page's answer into HTML, and keep finished pages until the next run changes the database."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from datasette.utils.asgi import Response
from sqlite_utils import Database

from littrack.web.reading import generation, read

HTML = "text/html; charset=utf-8"
PAGES_KEPT = 2000


async def render(
    datasette: Any, request: Any, template: str, context: dict[str, Any], status: int = 200
) -> Response:
    """Render ``template`` (a file of this package) with ``context``."""
    body = await datasette.render_template(
        [template], context, request=request, view_name="littrack"
    )
    return Response(body, status=status, content_type=HTML)


@dataclass(slots=True)
class Shelf:
    """Finished pages of one generation of the database; a newer generation empties it."""

    generation: int = -1
    pages: OrderedDict[str, bytes] = field(default_factory=OrderedDict)

    def get(self, key: str, generation: int) -> bytes | None:
        """The page, if it was rendered from this generation."""
        if generation != self.generation:
            self.generation = generation
            self.pages.clear()
        return self.pages.get(key)

    def keep(self, key: str, generation: int, body: bytes) -> None:
        """Remember a page rendered from ``generation``."""
        if generation == self.generation:
            self.pages[key] = body
            while len(self.pages) > PAGES_KEPT:
                self.pages.popitem(last=False)


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
) -> Response:
    """Answer from the shelf, else ask ``question`` and the generation in one transaction, ``show`` and keep it.

    Only replies with status 200 are kept, under the full address: a page depends on nothing else.
    """
    shelf, key = shelf_of(datasette), request.full_path
    now = await read(datasette, generation)
    kept = shelf.get(key, now)
    if kept is not None:
        return Response(kept, content_type=HTML)
    now, answer = await read(datasette, lambda db: (generation(db), question(db)))
    response = await show(answer)
    if response.status == 200:
        shelf.get(key, now)
        shelf.keep(
            key, now, response.body if isinstance(response.body, bytes) else response.body.encode()
        )
    return response
