"""Ranked full-text search."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from littrack.store.words import read_words

MARK_START = "\x02"
MARK_END = "\x03"
"""Stand around the words that matched, in ``title`` and ``passage``. No text of PubMed holds these characters: escape
the text first, then put your own marks in their place."""

WEIGHTS = (5.0, 1.0, 2.0, 3.0, 3.0)
"""How much a word counts in title, abstract, authors, keywords, MeSH."""


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


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of a search's results."""

    text: str
    total: int
    hits: tuple[Hit, ...]
    limit: int
    offset: int


_PAGE = """
SELECT studies_fts.rowid, bm25(studies_fts, 5.0, 1.0, 2.0, 3.0, 3.0) FROM studies_fts
WHERE studies_fts MATCH ? ORDER BY 2, 1 LIMIT ? OFFSET ?
"""
_COUNT = "SELECT count(*) FROM studies_fts WHERE studies_fts MATCH ?"
_SHOW = """
SELECT studies.id, pmid, highlight(studies_fts, 0, char(2), char(3)),
  snippet(studies_fts, 1, char(2), char(3), ' … ', 40),
  studies.authors, first_author, journal, year, design, level, integrity, state, doi
FROM studies_fts JOIN studies ON studies.rowid = studies_fts.rowid
WHERE studies_fts MATCH ? AND studies_fts.rowid = ?
"""


def find_studies(db: Database, text: str, limit: int = 20, offset: int = 0) -> FoundPage:
    """Studies that match ``text``, the best first. See `littrack.store.words` for what may be typed."""
    expression = read_words(text)
    if expression is None:
        return FoundPage(text, 0, (), limit, offset)
    match = expression.match()
    total = int(db.execute(_COUNT, (match,)).fetchone()[0])
    ranked = db.execute(_PAGE, (match, limit, offset)).fetchall()
    hits = tuple(Hit(*db.execute(_SHOW, (match, row)).fetchone()) for row, _ in ranked)
    return FoundPage(text, total, hits, limit, offset)
