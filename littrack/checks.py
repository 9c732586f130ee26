"""One thing looked at, and what to do about it: what ``littrack doctor`` prints a line of."""

from __future__ import annotations

from dataclasses import dataclass

GOOD, WARNING, FAILURE = "ok", "warn", "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: ``state`` is ok, warn or fail; ``remedy`` says what to do about it."""

    name: str
    state: str
    finding: str
    remedy: str | None = None
