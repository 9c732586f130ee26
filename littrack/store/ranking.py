"""How well a study matches a search: BM25 with an inverse document frequency that is never nought.

SQLite's ``bm25()`` sets the weight of a word that stands in half of the studies, or in more, to a millionth: in a
database about depression, "depression" would rank nothing. Here a phrase weighs ln(1 + (N − n + ½) / (n + ½)), with N
studies of which n hold it: the usual cure (Lucene's BM25Similarity). A study's score is the sum over the phrases.

``bm25()`` gives only that sum under SQLite's own weights, yet each phrase's part of it can be had: a phrase that
stands in the expression twice is counted twice, so the part is the difference between the scores under
``expression AND phrase`` and ``expression``. Each part is then given its proper weight. That costs one more pass over
the matching studies for each phrase but one, and none where no phrase is common, since the two weights agree there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log

from sqlite_utils import Database

from littrack.store.words import Expression, Phrase, phrases

COMMON = 0.1
"""Share of the studies from which a word counts as common; below it the two weights agree to 5%."""

MOST_WEIGHED = 5
"""The most phrases, the commonest first, that are weighed one by one."""

_COUNT = "SELECT count(*) FROM studies_fts WHERE studies_fts MATCH ?"
_STUDIES = "SELECT count(*) FROM studies_fts_docsize"
_SCORES = """
SELECT rowid, -bm25(studies_fts, 5.0, 1.0, 2.0, 3.0, 3.0) FROM studies_fts WHERE studies_fts MATCH ?
"""
"""A word counts five times as much in the title as in the abstract, twice as author, three times as keyword or MeSH."""
_NUMBERED = _SCORES.replace("SELECT rowid,", "SELECT {} AS part, rowid AS row,").replace(
    " FROM", " AS score FROM"
)
_BEST = f"{_SCORES} ORDER BY 2 DESC, 1 DESC LIMIT ? OFFSET ?"


@dataclass(frozen=True, slots=True)
class Scored:
    """A row of ``studies`` and how well it matches."""

    rowid: int
    score: float


def weight(studies: int, holding: int) -> float:
    """What a phrase weighs that ``holding`` of ``studies`` studies hold."""
    return log(1 + (studies - holding + 0.5) / (holding + 0.5))


def count(db: Database, expression: Expression) -> int:
    """How many studies match."""
    return int(db.execute(_COUNT, (expression.match(),)).fetchone()[0])


def best(db: Database, expression: Expression, limit: int, offset: int) -> list[Scored]:
    """A page of the studies that match, the best first; of equals, the one stored last."""
    factors = _factors(db, expression)
    if factors:
        return ordered(_weighed(db, expression, factors), limit, offset)
    rows = db.execute(_BEST, (expression.match(), limit, offset))
    return [Scored(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Holding:
    """How many studies there are, and how many of them hold each phrase."""

    studies: int
    by_phrase: Mapping[Phrase, int]


def ranked(db: Database, expression: Expression, holding: Holding | None = None) -> list[int]:
    """The rows in ``studies`` of all that match, the best first; of equals, the one stored last.

    The same order as that of `scores`, weighed by SQLite in one step, in which other threads go on. ``holding`` is
    counted where it is not given.
    """
    factors = _factors(db, expression, holding)
    if factors is None:
        return _gathered(db, _BEST, (expression.match(), -1, 0))
    match, parts = expression.match(), range(1, len(factors.parts) + 1)
    scored = " UNION ALL ".join(_NUMBERED.format(at) for at in (0, *parts))
    plain = "max(score) FILTER (WHERE part = 0)"
    terms = "".join(
        f" + ? * coalesce(max(score) FILTER (WHERE part = {at}) - {plain}, 0)" for at in parts
    )
    phrases_too = (f"{match} AND {phrase.match()}" for phrase, _ in factors.parts)
    more = (factor - factors.rest for _, factor in factors.parts)
    return _gathered(
        db,
        f"SELECT row AS rowid FROM ({scored}) GROUP BY row ORDER BY ? * {plain}{terms} DESC, row DESC LIMIT -1",
        (match, *phrases_too, factors.rest, *more),
    )


def _gathered(db: Database, sql: str, values: Sequence[object]) -> list[int]:
    """The rowids that a statement gives, in its order, as one row: at each row Python gives up its lock and waits for
    it. The statement ends with a LIMIT, which keeps its order."""
    found = db.execute(f"SELECT json_group_array(rowid) FROM ({sql})", values).fetchone()[0]
    rows: list[int] = json.loads(found)
    return rows


def scores(db: Database, expression: Expression) -> dict[int, float]:
    """The score of every study that matches, by its row in ``studies``."""
    factors = _factors(db, expression)
    if factors:
        return _weighed(db, expression, factors)
    return dict(db.execute(_SCORES, (expression.match(),)).fetchall())


def ordered(found: dict[int, float], limit: int, offset: int) -> list[Scored]:
    """A page of scored studies, the best first; of equals, the one stored last."""
    pairs = zip(found.values(), found, strict=True)
    return [Scored(row, score) for score, row in nlargest(offset + limit, pairs)[offset:]]


@dataclass(frozen=True, slots=True)
class _Factors:
    """How much more than in SQLite's score each phrase must weigh."""

    parts: tuple[tuple[Phrase, float], ...]
    rest: float
    """For what is left of the score when the parts of these phrases are taken out."""


def _factors(db: Database, expression: Expression, known: Holding | None = None) -> _Factors | None:
    """``None`` where SQLite's order is right already: one phrase alone, or no common one."""
    found = list(phrases(expression))
    if len(found) < 2:
        return None
    known = known or _count_holding(db, found)
    total, holding = known.studies, known.by_phrase
    if max(holding.values()) <= COMMON * total:
        return None
    found.sort(key=lambda phrase: holding[phrase], reverse=True)
    factors = [
        (phrase, weight(total, holding[phrase]) / _sqlite_weight(total, holding[phrase]))
        for phrase in found
    ]
    if len(factors) > MOST_WEIGHED:
        return _Factors(tuple(factors[:MOST_WEIGHED]), 1.0)
    return _Factors(tuple(factors[1:]), factors[0][1])


def _count_holding(db: Database, found: Iterable[Phrase]) -> Holding:
    total = int(db.execute(_STUDIES).fetchone()[0])
    return Holding(total, {phrase: count(db, phrase) for phrase in found})


def _sqlite_weight(studies: int, holding: int) -> float:
    """What ``bm25()`` lets a phrase weigh (fts5_aux.c)."""
    ratio = (studies - holding + 0.5) / (holding + 0.5)
    return max(log(ratio), 1e-6) if ratio > 1 else 1e-6


def _weighed(db: Database, expression: Expression, factors: _Factors) -> dict[int, float]:
    """Every study that matches, with each phrase's part of its score weighed anew."""
    match = expression.match()
    plain = dict(db.execute(_SCORES, (match,)).fetchall())
    found = {rowid: factors.rest * score for rowid, score in plain.items()}
    for phrase, factor in factors.parts:
        more = factor - factors.rest
        for rowid, score in db.execute(_SCORES, (f"{match} AND {phrase.match()}",)):
            found[rowid] += more * (score - plain[rowid])
    return found
