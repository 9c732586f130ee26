"""Signs of life for a dead-man's switch, in the manner of healthchecks.io: start, success, fail.

A monitor that hears nothing raises the alarm. A ping that fails never changes what a run ends with; it is told.
"""

from __future__ import annotations

import time
from urllib.parse import urlsplit, urlunsplit

from littrack.errors import ConfigError

START, SUCCESS, FAIL = "start", "", "fail"
"""What is added to the path of the address."""
SECONDS = 5
"""The longest that one try waits for a monitor."""
TRIES = 3
PAUSE = 1.0
MOST = 10_000
"""Bytes of the run's message that are sent along."""


def check_address(url: str) -> str:
    """The address without a slash at its end. ``ConfigError`` where it is none."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ConfigError("--ping needs an address that begins with https://")
    return urlunsplit(parts._replace(path=parts.path.rstrip("/"), fragment=""))


def masked(url: str) -> str:
    """The address as it may be shown: its path is a secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}/…"


def ping(url: str, ending: str, message: str = "") -> str | None:
    """POST ``message`` to ``url`` with ``ending`` added to its path. Returns what went wrong, in a line."""
    parts = urlsplit(url)
    path = f"{parts.path}/{ending}" if ending else parts.path
    address = urlunsplit(parts._replace(path=path))
    problem = None
    for attempt in range(TRIES):
        if attempt:
            time.sleep(PAUSE)
        problem, again = _once(address, message)
        if not again:
            break
    return problem


def _once(address: str, message: str) -> tuple[str | None, bool]:
    """What went wrong, and whether another try may mend it."""
    import requests

    try:
        with requests.post(
            address, data=message.encode()[:MOST], timeout=SECONDS, stream=True
        ) as reply:
            status = reply.status_code
    except requests.exceptions.RequestException as error:
        return f"the ping to {masked(address)} failed ({type(error).__name__})", True
    if status >= 400:
        return f"the ping to {masked(address)} was refused (HTTP {status})", status >= 500
    return None, False
