"""Ask PubMed for the PMIDs that evidence.yaml does not give: by DOI, by citation (ECitMatch), by exact title.

What is found goes to the database, with how it was found; the file stays as its author wrote it. A match counts
only once its record is stored and agrees with the work (`matching.agrees`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Protocol

from sqlite_utils import Database

from littrack.errors import ConfigError
from littrack.pubmed.client import Citation, SearchResult
from littrack.times import from_text, to_text
from littrack.topics.model import Topic, Work

AGAIN_AFTER = timedelta(days=30)
"""Journals join PubMed late, so what was not found is looked up again."""

_ASKED = """
SELECT appraisals.key, appraisals.looked_up, studies.pmid IS NOT NULL
FROM appraisals JOIN studies ON studies.id = appraisals.study
WHERE appraisals.topic = ? AND appraisals.removed IS NULL
"""
_NOTE = "UPDATE appraisals SET looked_up = ? WHERE key = ?"


class Librarian(Protocol):
    """The part of the PubMed client that finds a PMID."""

    def search(self, query: str, accept_dropped: Iterable[str] = ()) -> SearchResult:
        """All PMIDs that a query finds."""

    def match_citations(self, citations: Sequence[Citation]) -> list[str | None]:
        """For each citation its PMID, or ``None``."""


def works_to_resolve(db: Database, topic: Topic, now: str) -> tuple[Work, ...]:
    """The works without a PMID that are joined to no PubMed record and were not looked up lately."""
    before = to_text(from_text(now) - AGAIN_AFTER)
    known = {key: (asked, joined) for key, asked, joined in db.execute(_ASKED, (topic.id,))}
    return tuple(
        work
        for work in topic.works
        if work.pmid is None and _is_due(*known.get(work.key, (None, False)), before)
    )


def _is_due(asked: str | None, joined: bool, before: str) -> bool:
    return not joined and (asked is None or asked < before)


def resolve_pmids(works: Iterable[Work], pubmed: Librarian) -> dict[str, tuple[str, str]]:
    """Look up each work: by DOI, else all the rest in one ECitMatch request, else by title.

    Returns the PMID and how it was found, by key. A search counts only with one exact hit. Raises ``SourceError``
    when PubMed cannot be asked.
    """
    found: dict[str, tuple[str, str]] = {}
    left: list[Work] = []
    for work in works:
        if pmid := _one_hit(pubmed, f'"{work.doi}"[doi]') if work.doi else None:
            found[work.key] = (pmid, "DOI search")
        else:
            left.append(work)
    matched = _match([work for work in left if _is_citable(work)], pubmed)
    for work in left:
        if pmid := matched.get(work.key):
            found[work.key] = (pmid, "ECitMatch")
        elif pmid := _one_hit(pubmed, f"{_words(work.title)}[title]"):
            found[work.key] = (pmid, "title search")
    return found


def _match(works: list[Work], pubmed: Librarian) -> dict[str, str | None]:
    if not works:
        return {}
    answers = pubmed.match_citations([_citation(work) for work in works])
    return {work.key: pmid for work, pmid in zip(works, answers, strict=True)}


def note_lookups(db: Database, works: Iterable[Work], now: str) -> None:
    """Remember that PubMed was asked for these works, so that it is not asked again tomorrow."""
    with db.atomic():
        db.conn.executemany(_NOTE, [(now, work.key) for work in works])


def _one_hit(pubmed: Librarian, query: str) -> str | None:
    try:
        found = pubmed.search(query)
    except ConfigError:  # PubMed dropped a phrase or could not read the query: not found
        return None
    return found.pmids[0] if len(found.pmids) == 1 else None


def _is_citable(work: Work) -> bool:
    return bool(work.journal and work.year and (work.volume or work.authors))


def _citation(work: Work) -> Citation:
    return Citation(
        journal=work.journal or "",
        year=str(work.year or ""),
        volume=work.volume or "",
        first_page=re.split(r"[-–]", work.pages or "")[0],
        author=work.authors[0] if work.authors else "",
    )


def _words(title: str) -> str:
    """A title without the signs that have a meaning in PubMed's query language."""
    return " ".join(re.findall(r"[\w'’-]+", title))
