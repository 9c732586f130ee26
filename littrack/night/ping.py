"""Signs of life for a dead-man's switch, in the manner of healthchecks.io: start, success, fail.

A monitor that hears nothing raises the alarm. A ping that fails never changes what a run ends with; it is told.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from littrack.errors import ConfigError

SECONDS = 10
"""The longest that a run waits for a monitor."""
MOST = 10_000
"""Bytes of the run's message that are sent along."""


def check_address(url: str) -> str:
    """The address without a slash at its end. ``ConfigError`` where it is none."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ConfigError("--ping needs an address that begins with https://")
    return url.rstrip("/")


def masked(url: str) -> str:
    """The address as it may be shown: its path is a secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}/…"


def ping(url: str, ending: str, message: str = "") -> str | None:
    """POST to ``url`` with ``/start``, nothing or ``/<exit code>``. Returns what went wrong, in a line."""
    import requests

    address = f"{url}/{ending}" if ending else url
    try:
        reply = requests.post(address, data=message.encode()[:MOST], timeout=SECONDS)
    except requests.exceptions.RequestException as error:
        return f"the ping to {masked(url)} failed ({type(error).__name__})"
    if reply.status_code >= 400:
        return f"the ping to {masked(url)} was refused (HTTP {reply.status_code})"
    return None
