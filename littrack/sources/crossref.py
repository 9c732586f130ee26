"""Crossref: what publishers, and Retraction Watch through it, say was updated.

A retracted paper's own record does not always tell it, so both directions are read: ``updated-by`` of the article, and
``update-to`` of every record that updates it (the filter ``updates``). A record that updates another is a notice or a new
version, and what it says is about that other. Each entry names who asserts it (``source``).
Described at https://api.crossref.org. Every night all studies are asked about in batches, those known already only as far
as they, or notices about them, were indexed again since.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from littrack.errors import BadResponse
from littrack.integrity import kinds
from littrack.sources.protocol import (
    Answer,
    IntegrityFact,
    Memory,
    Portion,
    Refused,
    Remember,
    Reply,
    Subject,
    Web,
)

BATCH = 100
"""DOIs in one request at most."""
ADDRESS = 5_000
"""Characters of one request's DOIs at most, as they stand in the address."""
ROWS = 1000
"""The most that Crossref sends at once."""
OVERLAP = timedelta(days=2)
"""Crossref's days begin at another hour, and its index lags."""
NOT_FOUND = 404
SPOILT = 400
"""What Crossref says to a list in which one filter is none."""
REFUSALS = 40
"""After so many refused lists in one run it is not a DOI that is wrong."""
FIELDS = "DOI,updated-by,update-to"
OF_ITSELF, OF_ANOTHER = "doi", "updates"

_Work = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Crossref:
    """Crossref as a source."""

    name: str = "crossref"
    title: str = "Crossref"
    url: str = "https://api.crossref.org"
    budget: int = 400
    per_second: float = 3.0
    days: int = 1
    portion: int = 0

    def ask(self, web: Web, portion: Portion) -> Iterator[Reply]:
        """An answer for each study that is new, or about which something was indexed again; then all are answered for."""
        named = [each for each in portion.subjects if each.doi]
        since = portion.memory.answered
        known = [each for each in named if each.checked and since]
        due = [each for each in named if not (each.checked and since)]
        lists = _Lists(web)
        if since:
            touched = _touched(lists, known, date.fromisoformat(since[:10]) - OVERLAP)
            due += [each for each in known if _doi(each.doi) in touched or not _listable(each)]
        yield from _answers(lists, due)
        yield Remember(Memory())


SOURCE = Crossref()


def parse_updates(work: _Work, notices: Iterable[_Work] = ()) -> tuple[IntegrityFact, ...]:
    """What happened to a work: by its own record in that order, then by records that update it and that it does not name.

    ``notices``: records that may name the work in their ``update-to``; its own may do so too.
    """
    own = _doi(work.get("DOI"))
    found = [_fact(each, own) for each in _entries(work, "updated-by")]
    for notice in (work, *notices):
        named = [each for each in _entries(notice, "update-to") if _doi(each.get("DOI")) == own]
        found += [_fact({**each, "DOI": notice.get("DOI")}, own) for each in named]
    return tuple({_sameness(each): each for each in reversed(found)}.values())[::-1]


def is_notice(work: _Work) -> bool:
    """Does the record update another one? Then it is a notice, or a new version, and what it says is not about itself."""
    own = _doi(work.get("DOI"))
    return any(_doi(each.get("DOI")) != own for each in _entries(work, "update-to"))


def exists(web: Web, doi: str) -> bool:
    """Does Crossref hold this DOI? One that another agency registered (DataCite, say) it does not."""
    return web.get(f"/works/{quote(doi, safe='')}/agency").status_code != NOT_FOUND


def _fact(entry: _Work, own: str | None) -> IntegrityFact:
    said, label = str(entry.get("type") or ""), str(entry.get("label") or "").strip()
    kind, doi = kinds.of_crossref(said, label), _doi(entry.get("DOI"))
    return IntegrityFact(
        kind=kind,
        date=_date(entry.get("updated")),
        notice_doi=doi if doi != own else None,
        reason=(label or said or None) if kind == kinds.OTHER else None,
        asserted_by=str(entry.get("source") or "publisher"),
    )


def _sameness(fact: IntegrityFact) -> tuple[str | None, ...]:
    """Two entries of one notice, both directions, are one."""
    return fact.kind, fact.notice_doi or fact.date, fact.asserted_by


def _entries(work: _Work, name: str) -> list[_Work]:
    found = work.get(name) or []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _doi(value: Any) -> str | None:
    return str(value or "").strip().lower() or None


def _date(value: Any) -> str | None:
    """ "2010-02-06" of ``{"date-parts": [[2010, 2, 6]]}``, to the precision given; none where it is no date."""
    parts = (value or {}).get("date-parts") if isinstance(value, dict) else None
    numbers = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers = numbers[:3]
    if not numbers or not all(type(each) is int for each in numbers):
        return None
    try:
        date(*(*numbers, 1, 1)[:3])
    except (ValueError, OverflowError):
        return None
    return "-".join([f"{numbers[0]:04}", *(f"{each:02}" for each in numbers[1:])])


@dataclass(slots=True)
class _Lists:
    """Asks for lists of works. A list that is refused is asked for by halves, down to the DOI that spoils it."""

    web: Web
    refused: int = 0

    def works(self, name: str, batch: Sequence[Subject], since: str = "") -> list[_Work]:
        """The records that the DOIs of a batch lead to."""
        try:
            return self._listed(name, batch, since)
        except Refused as refusal:
            self.refused += 1
            if refusal.status != SPOILT or self.refused > REFUSALS:
                raise
        if len(batch) == 1:
            return []
        half = len(batch) // 2
        return [
            *self.works(name, batch[:half], since),
            *self.works(name, batch[half:], since),
        ]

    def _listed(self, name: str, batch: Sequence[Subject], since: str) -> list[_Work]:
        filters = [since] if since else []
        filters += [f"{name}:{subject.doi}" for subject in batch]
        params = {"filter": ",".join(filters), "select": FIELDS, "rows": str(ROWS)}
        if self.web.email:
            params["mailto"] = self.web.email
        return _items(self.web.get("/works", params))


def _touched(lists: _Lists, known: Sequence[Subject], day: date) -> set[str | None]:
    """DOIs of the studies that were indexed again since a day, or that a notice names which was."""
    since = f"from-index-date:{day}"
    found: set[str | None] = set()
    for batch in _batches(known):
        found |= {_doi(each.get("DOI")) for each in lists.works(OF_ITSELF, batch, since)}
        for notice in lists.works(OF_ANOTHER, batch, since):
            found |= {_doi(each.get("DOI")) for each in _entries(notice, "update-to")}
    return found


def _answers(lists: _Lists, due: Sequence[Subject]) -> Iterator[Answer]:
    for batch in _batches(due):
        works = {_doi(each.get("DOI")): each for each in lists.works(OF_ITSELF, batch)}
        notices = lists.works(OF_ANOTHER, batch)
        for subject in batch:
            yield _answer(subject, works.get(_doi(subject.doi)), notices)
    for subject in due:
        if not _listable(subject):
            alone = _PLAIN.fullmatch(subject.doi or "")
            yield _answer(subject, _one(lists.web, subject) if alone else None, ())


def _answer(subject: Subject, work: _Work | None, notices: Sequence[_Work]) -> Answer:
    facts = parse_updates(work or {"DOI": subject.doi}, notices)
    return Answer(subject.study, facts, known=work is not None or bool(facts))


def _items(reply: Any) -> list[_Work]:
    try:
        message = reply.json()["message"]
        items, total = message["items"], int(message["total-results"])
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise BadResponse("Crossref sent something that is no list of works") from error
    count = len(items) if isinstance(items, list) else -1
    if count < total:
        raise BadResponse(
            f"Crossref states {total} works and sent {max(count, 0)}; the next run asks again"
        )
    return [each for each in items if isinstance(each, dict)]


def _one(web: Web, subject: Subject) -> _Work | None:
    reply = web.get(f"/works/{quote(subject.doi or '', safe='')}")
    if reply.status_code == NOT_FOUND:
        return None
    try:
        work = reply.json()["message"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadResponse("Crossref sent something that is no work") from error
    if not isinstance(work, dict):
        raise BadResponse("Crossref sent something that is no work")
    return work


_PLAIN = re.compile(r"10\.\d{4,9}/\S+")


def _listable(subject: Subject) -> bool:
    """A comma would end the DOI among the filters, and what is no DOI would spoil the list."""
    doi = subject.doi or ""
    return "," not in doi and _PLAIN.fullmatch(doi) is not None


def _batches(subjects: Sequence[Subject]) -> Iterator[Sequence[Subject]]:
    """Those that can be listed, in requests of a length that every server on the way takes."""
    batch: list[Subject] = []
    length = 0
    for subject in subjects:
        if not _listable(subject):
            continue
        taken = len(quote(f"{OF_ANOTHER}:{subject.doi},", safe=""))
        if batch and (len(batch) == BATCH or length + taken > ADDRESS):
            yield batch
            batch, length = [], 0
        batch.append(subject)
        length += taken
    if batch:
        yield batch
