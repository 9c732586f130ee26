"""Style, script and icon, at addresses that name their content and may be cached for ever."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from datasette.utils.asgi import NotFound, Response

STATIC = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
A_YEAR = "public, max-age=31536000, immutable"


@lru_cache
def content(name: str) -> tuple[bytes, str]:
    """A static file's bytes and the first twelve digits of their SHA-256."""
    data = (STATIC / name).read_bytes()
    return data, hashlib.sha256(data).hexdigest()[:12]


def address(datasette: Any, name: str) -> str:
    """Where the file is served, with its fingerprint."""
    return str(datasette.urls.path(f"/-/littrack/static/{content(name)[1]}/{name}"))


async def asset(datasette: Any, request: Any) -> Response:
    """Serve one static file."""
    name = request.url_vars["name"]
    if name not in {each.name for each in STATIC.iterdir()}:
        raise NotFound(f"no file {name}")
    data, _ = content(name)
    kind = TYPES.get(Path(name).suffix, "application/octet-stream")
    return Response(data, headers={"cache-control": A_YEAR}, content_type=kind)


async def favicon(datasette: Any, request: Any) -> Response:
    """``/favicon.ico``: the icon, where a browser asks without looking at the page."""
    data, _ = content("icon.svg")
    return Response(
        data, headers={"cache-control": "public, max-age=86400"}, content_type=TYPES[".svg"]
    )
