"""Instants as littrack stores them: ISO 8601 in UTC, to the second, "2026-11-24T02:00:00Z". Pure but for ``now``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

Clock = Callable[[], datetime]
"""Gives the present instant, aware; tests give their own."""


def now() -> datetime:
    """The present instant in UTC, to the second."""
    return datetime.now(timezone.utc).replace(microsecond=0)


def to_text(instant: datetime) -> str:
    """The stored form of an aware instant."""
    return instant.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_text(text: str) -> datetime:
    """The instant that a stored text names; a bare date is its midnight. ``ValueError`` for anything else."""
    instant = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return instant if instant.tzinfo else instant.replace(tzinfo=timezone.utc)


def end_of_day(text: str, latest: datetime | None = None) -> str:
    """The last second of a day in UTC ("2026-11-24"), or the instant itself where one is given, as stored.

    ``ValueError`` for anything else, and for a day after that of ``latest`` (the present, where none is given).
    """
    instant = from_text(text.strip())
    if len(text.strip()) <= len("2026-11-24"):
        instant = instant.replace(hour=23, minute=59, second=59)
    if to_text(instant)[:10] > to_text(latest or now())[:10]:
        raise ValueError(f"{text} lies in the future")
    return to_text(instant)
