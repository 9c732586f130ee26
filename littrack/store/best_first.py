"""The best of the studies that a search and its filters leave, in time that a reader does not notice.

BM25 takes some microseconds a match. Where a search matches a great many studies it is asked for those only that can
stand on the first pages: few enough that the filters left, or those with the words in their title.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from itertools import chain, islice
from operator import and_, or_

from sqlite_utils import Database

from littrack.store.browsing import StudyIndex, json_list, keep, recall
from littrack.store.ranking import Holding, ranked
from littrack.store.words import All, Either, Expression, Phrase, phrases

MANY = 8000
"""Matches that are all scored."""
FEW = 1500
"""Studies, left by filters of a larger search, that are scored one by one."""
EVERYWHERE = 0.8
"""Share of the studies from which a word ("the", "of") must occur like any other but has no say in the order: it weighs
a tenth of a word in a tenth of them, and to weigh it SQLite visits every study that holds it."""

_MATCHES = "SELECT json_group_array(rowid) FROM studies_fts WHERE studies_fts MATCH ?"
"""One row: SQLite then gathers tens of thousands of rowids in one step, in which other threads go on."""
_RANKED_AMONG = """
SELECT rowid FROM studies_fts WHERE studies_fts MATCH ? AND rowid IN (SELECT value FROM json_each(?))
ORDER BY bm25(studies_fts, 5.0, 1.0, 2.0, 3.0, 3.0), rowid DESC
"""


def hits(db: Database, expression: Expression, index: StudyIndex) -> int:
    """The set of the studies that match, put together from those of its phrases.

    Each phrase's set is kept with the index: the next search or page asks for it again.
    """
    if isinstance(expression, Phrase):
        return _holding(db, expression, index)
    sets = (hits(db, part, index) for part in expression.parts)
    if isinstance(expression, Either):
        return reduce(or_, sets)
    found = reduce(and_, sets)
    for part in expression.without:
        found &= ~hits(db, part, index)
    return found


def _holding(db: Database, phrase: Phrase, index: StudyIndex) -> int:
    match = phrase.match()
    known = recall(index.matches, match)
    if known is None:
        rows = json.loads(db.execute(_MATCHES, (match,)).fetchone()[0])
        known = index.of_rowids(rows)
        keep(index.matches, match, known)
    return known


def best_first(
    db: Database, expression: Expression, index: StudyIndex, found: int, most: int
) -> Iterator[int]:
    """The first ``most`` rowids of ``found`` (some of the studies that match), the best first.

    Of more than `MANY` matches, those with all words in the title come first, ranked among themselves where there
    are not too many of them; the others follow newest first.
    """
    expression = telling(db, expression, index)
    matching = hits(db, expression, index)
    if matching.bit_count() <= MANY:
        return _passing(index, ranking(db, expression, index), found, most)
    if found.bit_count() <= FEW:
        rowids = json_list(index.ordered(found, "newest"))
        rows = db.execute(_RANKED_AMONG, (expression.match(), rowids)).fetchall()
        return _passing(index, (row for (row,) in rows), found, most)
    in_title = title_only(expression)
    titled = found & hits(db, in_title, index)
    rest = index.ordered(found & ~titled, "newest")
    if hits(db, in_title, index).bit_count() <= MANY:
        first = _passing(index, ranking(db, in_title, index), titled, most)
    else:
        first = index.ordered(titled, "newest")
    return islice(chain(first, rest), most)


def ranking(db: Database, expression: Expression, index: StudyIndex) -> array[int]:
    """The rowids that match, the best first; kept with the index, as other filters of the same words ask again."""
    match = expression.match()
    known = recall(index.rankings, match)
    if known is None:
        counts = {phrase: _holding(db, phrase, index).bit_count() for phrase in phrases(expression)}
        known = array("q", ranked(db, expression, Holding(index.size, counts)))
        keep(index.rankings, match, known)
    return known


def telling(db: Database, expression: Expression, index: StudyIndex) -> Expression:
    """The same without the words that stand in nearly every study, where others remain."""
    if not isinstance(expression, All):
        return expression
    parts = tuple(
        part
        for part in expression.parts
        if not isinstance(part, Phrase)
        or _holding(db, part, index).bit_count() < EVERYWHERE * index.size
    )
    if not parts or parts == expression.parts:
        return expression
    return (
        parts[0] if len(parts) == 1 and not expression.without else replace(expression, parts=parts)
    )


def title_only(expression: Expression) -> Expression:
    """The same, its words to be found in the title (but for those that are asked for elsewhere)."""
    if isinstance(expression, Phrase):
        return expression if expression.column else replace(expression, column="title")
    parts = tuple(title_only(part) for part in expression.parts)
    return Either(parts) if isinstance(expression, Either) else All(parts, expression.without)


def _passing(index: StudyIndex, rowids: Iterable[int], found: int, most: int) -> Iterator[int]:
    """The first ``most`` of ``rowids`` that are in ``found``; rows stored since the index was made are left out."""
    flags, places, known = index.holds(found), index.places, len(index.places)
    return islice(
        (row for row in rowids if row < known and places[row] >= 0 and flags[places[row]]), most
    )
