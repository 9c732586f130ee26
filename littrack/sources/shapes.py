"""Replies that are JSON and yet not what their service describes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from littrack.errors import BadResponse

MOST = 2**53
"""No service counts further; larger numbers are a mistake, and SQLite holds none beyond 2**63."""
_NOT_AS_DESCRIBED = (AttributeError, IndexError, KeyError, TypeError, ValueError)


@contextmanager
def as_described(title: str) -> Iterator[None]:
    """Read a reply of the service called ``title``: ``BadResponse`` where it is not of the shape that the reader expects."""
    try:
        yield
    except _NOT_AS_DESCRIBED as error:
        raise BadResponse(f"{title} sent something of another shape than it describes") from error


def whole(value: Any) -> int | None:
    """A whole number within reason, or none."""
    sound = isinstance(value, int) and not isinstance(value, bool) and abs(value) < MOST
    return value if sound else None
