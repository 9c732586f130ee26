"""Jinja filters of every page: dates in words, numbers with thousands, safe JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timezone
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markupsafe import Markup

from littrack.times import from_text

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def day(iso: str | None) -> str:
    """ "24 November 2026" of an ISO date or time; what is no date stays as it is."""
    try:
        found = date.fromisoformat((iso or "")[:10])
    except ValueError:
        return iso or ""
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def instant(iso: str | None, zone: str | None = None) -> str:
    """ "23 November 2026, 18:00 PST" in ``zone`` (UTC where it is not known); a bare date has no time."""
    if not iso or len(iso) <= 10:
        return day(iso)
    try:
        there = from_text(iso).astimezone(ZoneInfo(zone) if zone else timezone.utc)
    except (ZoneInfoNotFoundError, ValueError):
        there = from_text(iso).astimezone(timezone.utc)
    return f"{day(there.date().isoformat())}, {there:%H:%M} {there.tzname()}"


def dated(text: str | None) -> str:
    """A sentence with its ISO dates in words."""
    return _ISO_DAY.sub(lambda found: day(found[0]), text or "")


def thousands(number: int | None) -> str:
    """ "12,345"."""
    return "" if number is None else f"{number:,}"


def json_text(value: Any) -> Markup:
    """JSON that may stand inside a ``<script>`` element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    escapes = {
        "<": "\\u003c",
        ">": "\\u003e",
        "&": "\\u0026",
        "\u2028": "\\u2028",
        "\u2029": "\\u2029",
    }
    for character, escaped in escapes.items():
        text = text.replace(character, escaped)
    return Markup(text)


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "dated": dated,
    "instant": instant,
    "thousands": thousands,
    "json_text": json_text,
}
