"""What a run asks PubMed for tonight, and why. Pure: no input or output.

Nothing here trusts a date to say what is new: a record is new when a search lists it and it is not stored.
Dates only order the work: what was revised, and what has not been compared with PubMed for long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from hashlib import blake2b
from typing import NamedTuple

from littrack.times import from_text, to_text

NEW = "new"
EVIDENCE = "named as evidence"
OWED = "owed"
REVISED = "revised"
DUE = "due again"
ASKED = "asked for"

BATCH = 200
"""PMIDs in one EFetch request (NCBI: POST, "several hundred" a request)."""
OVERLAP = timedelta(days=3)
"""How far a check for revisions reaches behind the one before: the index lags, and its dates are US Eastern."""
FRESH = timedelta(hours=36)
"""A record compared more recently than this is left to the next check, whose window still holds it:
half of ``OVERLAP``, so that a revision cannot slip between two checks."""
SHORTEST, LONGEST = 20, 29
"""Days after which a record is compared again; the number differs by PMID, so that nights stay even."""
GIVE_UP_TRIES, GIVE_UP_AFTER = 7, timedelta(days=7)
"""A record that PubMed lists but never delivered is excluded after so many runs over so many days."""
GONE_TRIES = 3
"""A stored record that PubMed stopped delivering is marked after so many runs."""


class Holding(NamedTuple):
    """A stored PubMed record: when it was last compared with PubMed, and its state (``current``, ...).

    The instant stays the stored text, which sorts as time does: ten thousand of them are looked at each night.
    """

    checked: str | None
    state: str = "current"


@dataclass(frozen=True, slots=True)
class Debt:
    """A record owed: why it was wanted, the reason it is missing, since when and after how many tries."""

    wanted_for: str
    reason: str
    since: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the database says before the run, all keyed by PMID."""

    stored: Mapping[str, Holding] = field(default_factory=dict)
    owed: Mapping[str, Debt] = field(default_factory=dict)
    excluded: Mapping[str, datetime] = field(default_factory=dict)
    last_run: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What the run knows before fetching: ids listed by searches, named by topics, and lately revised."""

    listed: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    revised: frozenset[str] = frozenset()


def wanted(found: Found, known: Known, now: datetime, full: bool = False) -> dict[str, str]:
    """PMIDs to fetch, each with the reason it is wanted, in the order to ask: new ones first."""
    reasons: dict[str, str] = {}
    for why, pmids in _wishes(found, known, now, full):
        for pmid in sorted(pmids, key=_number):
            reasons.setdefault(pmid, why)
    return reasons


def _wishes(
    found: Found, known: Known, now: datetime, full: bool
) -> Iterator[tuple[str, Iterable[str]]]:
    unknown = known.stored.keys() | known.excluded.keys() | known.owed.keys()
    yield NEW, found.listed - unknown
    yield EVIDENCE, found.named - unknown
    yield OWED, known.owed
    yield REVISED, (p for p in found.revised & known.stored.keys() if _stale(known.stored[p], now))
    yield DUE, _due(known.stored, now)
    yield (
        DUE,
        (p for p, since in known.excluded.items() if try_again(p, since, known.last_run, now)),
    )
    if full:
        yield ASKED, known.stored.keys() | known.excluded.keys()


def _due(stored: Mapping[str, Holding], now: datetime) -> Iterator[str]:
    """As ``is_due`` says; those compared in the last ``SHORTEST`` days need no second look."""
    from_, until = to_text(now - timedelta(days=SHORTEST)), to_text(now)
    for pmid, holding in stored.items():
        fresh = holding.checked is not None and from_ < holding.checked <= until
        if not fresh and is_due(pmid, holding, now):
            yield pmid


def period(pmid: str, since: datetime) -> timedelta:
    """The days from ``since`` to the next comparison: 20 to 29, settled by the PMID and the day."""
    draw = blake2b(f"{pmid} {since.date()}".encode(), digest_size=4).digest()
    return timedelta(days=SHORTEST + int.from_bytes(draw, "big") % (LONGEST - SHORTEST + 1))


def is_due(pmid: str, holding: Holding, now: datetime) -> bool:
    """Whether a stored record is to be compared with PubMed again.

    One never compared (read from a file) is due at once; so is one "compared" in the future, which only
    a wrong clock can have written. A merged record cannot come back and is never due.
    """
    if holding.state == "merged":
        return False
    if holding.checked is None:
        return True
    checked = from_text(holding.checked)
    age = now - checked
    return age < -timedelta(days=1) or age >= period(pmid, checked)


def try_again(pmid: str, since: datetime, last_run: datetime | None, now: datetime) -> bool:
    """Whether an excluded record has its turn: a multiple of its period since ``since`` passed after the last run."""
    turns = (now - since) // period(pmid, since)
    before = (last_run - since) // period(pmid, since) if last_run and last_run > since else 0
    return turns > before


def revised_since(last_check: datetime) -> date:
    """The first day, in US Eastern time, that a check for revisions asks about."""
    return (last_check.astimezone(timezone.utc) - timedelta(hours=5) - OVERLAP).date()


def revision_query(queries: Iterable[str], since: date) -> str:
    """One PubMed query for the records of all ``queries`` whose last revision is ``since`` or later."""
    union = " OR ".join(f"({query})" for query in dict.fromkeys(queries))
    return f'({union}) AND ("{since:%Y/%m/%d}"[mdat] : "3000"[mdat])'


def gives_up(debt: Debt, now: datetime) -> bool:
    """Whether a record never delivered has been owed long enough to be excluded (this failed try included)."""
    return debt.tries >= GIVE_UP_TRIES and now - debt.since >= GIVE_UP_AFTER


def is_gone(debt: Debt) -> bool:
    """Whether a stored record has been missing long enough to be marked (this failed try included)."""
    return debt.tries >= GONE_TRIES


def _stale(holding: Holding, now: datetime) -> bool:
    since = now - from_text(holding.checked) if holding.checked else None
    recent = since is not None and timedelta() <= since < FRESH
    return holding.state != "merged" and not recent


def _number(pmid: str) -> tuple[int, str]:
    return (int(pmid), pmid) if pmid.isdecimal() else (0, pmid)
