"""Ranked full-text search, and one study (`read_study`, told in `littrack.store.studies`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlite_utils import Database

from littrack.errors import ConfigError
from littrack.store.ranking import best, count, ordered, scores
from littrack.store.studies import Study, badges_of, find_id, read_study
from littrack.store.words import read_words

__all__ = [
    "MARK_END",
    "MARK_START",
    "Filters",
    "FoundPage",
    "Hit",
    "Study",
    "find_id",
    "find_studies",
    "read_study",
    "read_years",
]

MARK_START = "\x02"
MARK_END = "\x03"
"""Stand around the words that matched, in ``title`` and ``passage``. No text of PubMed holds these characters: escape
the text first, then put your own marks in their place."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Only studies of these years (either end may be open) and of this design."""

    years: tuple[int | None, int | None] | None = None
    design: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A study that a search found."""

    id: str
    pmid: str | None
    title: str
    """With the matching words marked."""
    passage: str | None
    """Where the words occur in the abstract, marked."""
    authors: str | None
    first_author: str | None
    journal: str | None
    year: int | None
    design: str | None
    level: int | None
    integrity: str | None
    state: str
    """``current``, ``deleted`` or ``merged``."""
    doi: str | None

    @property
    def badges(self) -> tuple[str, ...]:
        """What a reader must know first: "RETRACTED", "deleted by PubMed"."""
        return badges_of(self.integrity, self.state)


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of a search's results."""

    text: str
    total: int
    hits: tuple[Hit, ...]
    limit: int
    offset: int


_SHOW = """
SELECT studies.id, pmid, highlight(studies_fts, 0, char(2), char(3)),
  snippet(studies_fts, 1, char(2), char(3), ' … ', 40),
  studies.authors, first_author, journal, year, design, level, integrity, state, doi
FROM studies_fts JOIN studies ON studies.rowid = studies_fts.rowid
WHERE studies_fts MATCH ? AND studies_fts.rowid = ?
"""


_ALLOWED = """
SELECT rowid FROM studies
WHERE (:first IS NULL OR year >= :first) AND (:last IS NULL OR year <= :last)
  AND (:design IS NULL OR design = :design)
"""


def find_studies(
    db: Database, text: str, limit: int = 20, offset: int = 0, filters: Filters | None = None
) -> FoundPage:
    """Studies that match ``text``, the best first (`littrack.store.ranking`), among those that the filters let pass.

    See `littrack.store.words` for what may be typed; nothing that is typed is an error. Deleted and merged records
    are found too, and marked.
    """
    expression = read_words(text)
    if expression is None:
        return FoundPage(text, 0, (), limit, offset)
    if filters is None or filters == Filters():
        total = count(db, expression)
        page = best(db, expression, limit, offset) if total > offset else []
    else:
        allowed = _allowed(db, filters)
        found = {row: score for row, score in scores(db, expression).items() if row in allowed}
        total, page = len(found), ordered(found, limit, offset)
    match = expression.match()
    hits = (db.execute(_SHOW, (match, each.rowid)).fetchone() for each in page)
    return FoundPage(text, total, tuple(Hit(*hit) for hit in hits), limit, offset)


def read_years(text: str | None) -> tuple[int | None, int | None] | None:
    """The years that "2015", "2015-", "-2010" or "2012-2020" means. ``ConfigError`` for anything else."""
    if not text:
        return None
    found = re.fullmatch(r"(\d{4})?(-)?(\d{4})?", text.strip().replace("–", "-"))
    if not found or not (found[1] or found[3]) or (found[3] and not found[2]):
        raise ConfigError(f"--year {text}: give a year (2015) or a range (2012-2020, 2015-, -2010)")
    first, last = (int(each) if each else None for each in (found[1], found[3]))
    return (first, last) if found[2] else (first, first)


def _allowed(db: Database, filters: Filters) -> set[int]:
    first, last = filters.years or (None, None)
    values = {"first": first, "last": last, "design": filters.design}
    return {row for (row,) in db.execute(_ALLOWED, values)}
