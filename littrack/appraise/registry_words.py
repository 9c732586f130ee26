"""Where a person's entry of a registered trial and its registry's own record state different things. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

_DATE = re.compile(r"\d{4}(?:-\d{2}){0,2}")

WORDS = {
    "status": "status",
    "phase": "phase",
    "enrollment": "people",
    "started": "start",
    "primary_completion": "main measurement complete",
    "completed": "end",
    "first_posted": "first posted",
    "results_posted": "results",
}
"""What each statement is called on a page."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one of the two says of a trial; ``results_posted`` is a date, "posted", "none", or nothing."""

    status: str | None = None
    phase: str | None = None
    enrollment: str | None = None
    started: str | None = None
    primary_completion: str | None = None
    completed: str | None = None
    first_posted: str | None = None
    results_posted: str | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing of which the entry and the record differ."""

    what: str
    entered: str
    registry: str


def disagreements(entered: Statement, registry: Statement) -> tuple[Disagreement, ...]:
    """Where both state something and it is not the same; dates are compared as far as both are precise."""
    found = []
    for each in fields(Statement):
        mine, theirs = getattr(entered, each.name), getattr(registry, each.name)
        if mine and theirs and not _agree(each.name, mine, theirs):
            found.append(Disagreement(WORDS[each.name], mine, theirs))
    return tuple(found)


def _agree(name: str, mine: str, theirs: str) -> bool:
    if name == "status":
        return mine.startswith("not seen") or _bare(mine) == _bare(theirs)
    dates = _DATE.match(mine), _DATE.match(theirs)
    if name in ("phase", "enrollment"):
        return _bare(mine) == _bare(theirs)
    if dates[0] and dates[1]:
        shortest = min(len(each.group(0)) for each in dates if each)
        return mine[:shortest] == theirs[:shortest]
    return "none" not in (mine, theirs) or mine == theirs


def _bare(text: str) -> str:
    """Without the remark in brackets."""
    return " ".join(text.partition("(")[0].lower().split())
