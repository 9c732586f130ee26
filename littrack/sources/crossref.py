"""Crossref: what publishers, and Retraction Watch through it, say was updated.

Both directions are read: ``updated-by`` on the article, and ``update-to`` on a notice, which says that the record is
itself a notice and carries no flag. Each entry names who asserts it (``source``). Described at https://api.crossref.org.
Every night all studies are asked about in batches, those known already only as far as they were indexed again since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    Remember,
    Reply,
    Subject,
    Web,
)

BATCH = 80
"""DOIs in one request: an address of some 3 kB."""
NEW_BATCH = 20
"""The same for studies not asked about before, whose whole records come."""
OVERLAP = timedelta(days=2)
"""Crossref's days begin at another hour, and its index lags."""
NOT_FOUND = 404


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
        """An answer for each study that is new or was indexed again; then all have been answered for."""
        named = [each for each in portion.subjects if each.doi]
        since = portion.memory.answered
        new = [each for each in named if not (each.checked and since)]
        known = [each for each in named if each.checked and since]
        for subjects in _batches([each for each in new if _listable(each)], NEW_BATCH):
            yield from _batch(web, subjects, None)
        if since:
            day = date.fromisoformat(since[:10]) - OVERLAP
            for subjects in _batches([each for each in known if _listable(each)], BATCH):
                yield from _batch(web, subjects, day)
        for subject in named:
            if not _listable(subject):
                yield _one(web, subject)
        yield Remember(Memory())


SOURCE = Crossref()


def parse_updates(work: Mapping[str, Any]) -> tuple[IntegrityFact, ...]:
    """What a work's record says happened to it, in the order of the record."""
    return tuple(_fact(each) for each in _entries(work, "updated-by"))


def is_notice(work: Mapping[str, Any]) -> bool:
    """Does the record update another one? Then it is a notice, or a new version, and what it says is not about itself."""
    own = str(work.get("DOI") or "").lower()
    return any(str(each.get("DOI") or "").lower() != own for each in _entries(work, "update-to"))


def exists(web: Web, doi: str) -> bool:
    """Does Crossref hold this DOI? One that another agency registered (DataCite, say) it does not."""
    return web.get(f"/works/{quote(doi, safe='')}/agency").status_code != NOT_FOUND


def _fact(entry: Mapping[str, Any]) -> IntegrityFact:
    said = str(entry.get("type") or "")
    kind = kinds.of_crossref(said)
    label = str(entry.get("label") or "").strip()
    doi = str(entry.get("DOI") or "").strip().lower() or None
    return IntegrityFact(
        kind=kind,
        date=_date(entry.get("updated")),
        notice_doi=doi,
        reason=(label or said) if kind == kinds.OTHER else None,
        asserted_by=str(entry.get("source") or "publisher"),
    )


def _entries(work: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = work.get(name) or []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _date(value: Any) -> str | None:
    """ "2010-02-06" of ``{"date-parts": [[2010, 2, 6]]}``, to the precision given."""
    parts = (value or {}).get("date-parts") if isinstance(value, dict) else None
    numbers = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    if not numbers or not all(isinstance(each, int) for each in numbers[:3]):
        return None
    return "-".join([f"{numbers[0]:04}", *(f"{each:02}" for each in numbers[1:3])])


def _batch(web: Web, subjects: Sequence[Subject], since: date | None) -> Iterator[Answer]:
    filters = [f"from-index-date:{since}"] if since else []
    filters += [f"doi:{subject.doi}" for subject in subjects]
    params = {"filter": ",".join(filters), "rows": str(len(subjects))}
    if web.email:
        params["mailto"] = web.email
    works = {str(each.get("DOI") or "").lower(): each for each in _items(web.get("/works", params))}
    for subject in subjects:
        work = works.get((subject.doi or "").lower())
        if work is not None:
            yield Answer(subject.study, parse_updates(work))
        elif since is None:
            yield Answer(subject.study, known=False)


def _items(reply: Any) -> list[Mapping[str, Any]]:
    try:
        message = reply.json()["message"]
        items, total = message["items"], int(message["total-results"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadResponse("Crossref sent something that is no list of works") from error
    if not isinstance(items, list) or len(items) < total:
        raise BadResponse(
            f"Crossref states {total} works and sent {len(items)}; the next run asks again"
        )
    return [each for each in items if isinstance(each, dict)]


def _one(web: Web, subject: Subject) -> Answer:
    reply = web.get(f"/works/{quote(subject.doi or '', safe='')}")
    if reply.status_code == NOT_FOUND:
        return Answer(subject.study, known=False)
    try:
        work = reply.json()["message"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadResponse("Crossref sent something that is no work") from error
    return Answer(subject.study, parse_updates(work) if isinstance(work, dict) else ())


def _listable(subject: Subject) -> bool:
    """A comma would end the DOI among the filters."""
    return "," not in (subject.doi or "")


def _batches(subjects: Sequence[Subject], size: int) -> Iterator[Sequence[Subject]]:
    for start in range(0, len(subjects), size):
        yield subjects[start : start + size]
