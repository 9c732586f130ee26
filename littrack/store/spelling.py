"""Why a search found nothing: how often each of its words occurs, and what was perhaps meant."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from sqlite_utils import Database

from littrack.store.ranking import count
from littrack.store.words import Phrase, phrases, read_words

_VOCABULARY = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.studies_words USING fts5vocab(main, studies_fts, row)"
)
_NEAR = """
SELECT term FROM temp.studies_words
WHERE term >= :first AND term < :first || char(0x10ffff) AND length(term) BETWEEN :short AND :long
ORDER BY doc DESC LIMIT 4000
"""
_AS_WRITTEN = """
SELECT coalesce(
  nullif(highlight(studies_fts, 0, char(2), char(3)), title),
  nullif(highlight(studies_fts, 1, char(2), char(3)), abstract))
FROM studies_fts WHERE studies_fts MATCH ? LIMIT 1
"""
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class WordFound:
    """A word or phrase of a search: in how many studies it stands, and a word like it that does."""

    text: str
    studies: int
    perhaps: str | None


def words_found(db: Database, text: str) -> tuple[WordFound, ...]:
    """Each word or phrase that was searched for, the first `MOST_WORDS` of them."""
    expression = read_words(text)
    if expression is None:
        return ()
    found = [(phrase, count(db, phrase)) for phrase in phrases(expression)][:MOST_WORDS]
    return tuple(
        WordFound(phrase.text, studies, None if studies else perhaps(db, phrase))
        for phrase, studies in found
    )


def perhaps(db: Database, phrase: Phrase) -> str | None:
    """A word of the studies that is spelt much like ``phrase``; none for several words."""
    word = phrase.text.lower()
    if " " in word or len(word) < 4:
        return None
    db.execute(_VOCABULARY)
    values = {"first": word[0], "short": max(3, len(word) - 4), "long": len(word) + 1}
    terms = [term for (term,) in db.execute(_NEAR, values)]
    for near in get_close_matches(word, terms, n=3, cutoff=0.7):
        written = db.execute(_AS_WRITTEN, (Phrase(near).match(),)).fetchone()
        if written and written[0] and "\x02" in written[0]:
            return str(written[0]).split("\x02", 1)[1].split("\x03", 1)[0].lower()
    return None
