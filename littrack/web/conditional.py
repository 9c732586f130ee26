"""Answer "not modified" where a reader already has what would be sent (RFC 9110, section 13)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from datasette.utils.asgi import Response

from littrack.times import from_text


def entity_tag(body: bytes) -> str:
    """A strong validator of these bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def http_date(iso: str) -> str:
    """A stored instant as HTTP writes it."""
    return format_datetime(from_text(iso), usegmt=True)


def conditional(request: Any, response: Response, tag: str, modified: str) -> Response:
    """``response``, or 304 where the request's own validators still hold. ``modified`` is a stored instant."""
    headers = {**response.headers, "etag": tag, "last-modified": http_date(modified)}
    if _has_it(request, tag, modified):
        return Response(b"", status=304, headers=headers, content_type=response.content_type)
    return Response(
        response.body, response.status, headers=headers, content_type=response.content_type
    )


def _has_it(request: Any, tag: str, modified: str) -> bool:
    known = request.headers.get("if-none-match")
    if known is not None:
        tags = {each.strip().removeprefix("W/") for each in known.split(",")}
        return tag in tags or "*" in tags
    since = _parsed(request.headers.get("if-modified-since"))
    return since is not None and from_text(modified) <= since


def _parsed(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text) if text else None
    except (TypeError, ValueError):
        return None
    return found if found is None or found.tzinfo else None
