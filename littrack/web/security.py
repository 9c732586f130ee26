"""Headers that every reply of the site carries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


NO_INDEX = (b"x-robots-tag", b"noindex")


def with_headers(app: App, raw_tables: str = "/littrack") -> App:
    """The same application, its replies carrying ``HEADERS`` where they set none of their own.

    What lies under ``raw_tables`` is for readers who look for it, not for search engines.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", []))
                names = {bytes(name).lower() for name, _ in given}
                given += [header for header in HEADERS if header[0] not in names]
                if str(scope.get("path", "")).startswith(raw_tables):
                    given.append(NO_INDEX)
                message = {**message, "headers": given}
            await send(message)

        await app(scope, receive, send_with_headers)

    return wrapped
