"""Which stored study is a work of evidence.yaml? By PMID, else by DOI, else by exact title.

A work that PubMed does not hold, or not yet, stands in the database as a study of its own: its id is its PMID,
or ``doi:...``, ``url:...`` or ``key:...``. When its PubMed record arrives, everything moves to that record and
the former id stays as an alias.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlite_utils import Database

from littrack.topics.model import Topic, Work
from littrack.topics.titles import plain_title, same_title

BY_PMID, BY_DOI, BY_TITLE, UNMATCHED = "PMID", "DOI", "title", "none"
LOOKED_UP = ("DOI search", "ECitMatch", "title search")
"""How a PMID that evidence.yaml does not give was found at PubMed."""

TOPIC_FILE = "topic file"
"""The ``source`` of a study that stands on the word of evidence.yaml alone."""


@dataclass(frozen=True, slots=True)
class Match:
    """A work's key, the id of its study, and how it was found; ``note`` where something is odd."""

    key: str
    study: str
    how: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Record:
    id: str
    title: str
    year: int | None
    doi: str | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """PubMed's records as matching needs them, and what earlier look-ups found."""

    db: Database
    resolved: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def match(self, work: Work) -> tuple[str, str]:
        """The id of the work's study and how it was found."""
        if work.pmid:
            return self._surviving(work.pmid), BY_PMID
        if found := self._by_doi(work.doi):
            return found, BY_DOI
        for pmid, how in self._found_before(work):
            record = self._record(pmid)
            if record and agrees(work, record.title, record.doi, record.year):
                return record.id, how
        alike = self._by_title(work)
        return (alike[0], BY_TITLE) if len(alike) == 1 else (stand_in_id(work), UNMATCHED)

    def _surviving(self, pmid: str) -> str:
        """The record that a merged one lives on in; PMIDs themselves otherwise."""
        seen = {pmid}
        while (row := self.db.execute(_MERGED, (pmid,)).fetchone()) and row[0] not in seen:
            pmid = row[0]
            seen.add(pmid)
        return pmid

    def _by_doi(self, doi: str | None) -> str | None:
        if not doi:
            return None
        forms = json.dumps(sorted({doi, doi.lower(), doi.upper()}))
        rows = self.db.execute(_BY_DOI, (forms,)).fetchall()
        return str(rows[0][0]) if len(rows) == 1 else None

    def _by_title(self, work: Work) -> list[str]:
        """Records of exactly the work's title, at most a year apart from it; notices do not count."""
        wanted = plain_title(work.title)
        words = sorted(set(_INDEXED_WORD.findall(wanted)), key=lambda word: (-len(word), word))
        phrase = " AND ".join(words[:_RARE_ENOUGH])
        query = _TITLES_WITH if phrase else _TITLES
        rows = self.db.execute(query, {"words": f"title : ({phrase})", "year": work.year})
        return [study for study, title in rows if plain_title(title) == wanted]

    def _found_before(self, work: Work) -> Iterable[tuple[str, str]]:
        if work.key in self.resolved:
            yield self.resolved[work.key]
        yield from self.db.execute(_LOOKED_UP, (work.key, json.dumps(LOOKED_UP)))

    def _record(self, pmid: str) -> _Record | None:
        row = self.db.execute(_RECORD, (pmid,)).fetchone()
        return _Record(*row) if row else None


_RECORDS = "SELECT id, title, year, doi FROM studies WHERE pmid IS NOT NULL AND +state = 'current'"
"""The plus keeps SQLite from reading every current study: the other condition finds the one that is meant."""
_RECORD = f"{_RECORDS} AND id = ?"
_MERGED = """
SELECT merged_into FROM studies WHERE id = ? AND state = 'merged'
AND merged_into IN (SELECT id FROM studies)
"""
_BY_DOI = f"{_RECORDS} AND doi IN (SELECT value FROM json_each(?)) LIMIT 2"
_LOOKED_UP = """
SELECT study, matched_by FROM appraisals
WHERE key = ? AND matched_by IN (SELECT value FROM json_each(?))
"""
_INDEXED_WORD = re.compile(r"\b[a-z]{3,}\b")
"""Words that the full-text index splits and folds as `plain_title` does, but for a ligature or an ß in them."""
_RARE_ENOUGH = 6
"""The longest words of a title, which few other titles share."""
_TITLES = """
SELECT id, title FROM studies WHERE pmid IS NOT NULL AND +state = 'current'
AND (:year IS NULL OR year BETWEEN :year - 1 AND :year + 1)
AND NOT EXISTS (SELECT 1 FROM publication_types WHERE study = studies.id AND publication_type IN
    ('Published Erratum', 'Retraction of Publication', 'Expression of Concern'))
"""
_TITLES_WITH = f"""{_TITLES}
AND rowid IN (SELECT rowid FROM studies_fts WHERE studies_fts MATCH :words)
"""


def agrees(work: Work, title: str, doi: str | None, year: int | None) -> bool:
    """Whether a record can be the work: the same DOI, or the same title at most a year apart."""
    if work.doi and doi:
        return work.doi.lower() == doi.lower()
    near = not (work.year and year) or abs(work.year - year) <= 1
    return near and same_title(work.title, title)


def stand_in_id(work: Work) -> str:
    """The id of a work that has no PubMed record."""
    if work.pmid:
        return work.pmid
    if work.doi:
        return f"doi:{work.doi.lower()}"
    return f"url:{work.url}" if work.url else f"key:{work.key}"


def match_works(
    db: Database, topic: Topic, resolved: Mapping[str, tuple[str, str]]
) -> tuple[Match, ...]:
    """The study of each work, each study taken once: a second work that leads to it keeps an id of its own."""
    shelf = Shelf(db, resolved)
    taken: dict[str, str] = {}
    matches = []
    for work in sorted(topic.works, key=lambda each: each.pmid is None):
        study, how = shelf.match(work)
        note = None
        if study in taken:
            note = f"{work.key} and {taken[study]} lead to the same study ({study})"
            study, how = f"key:{work.key}", UNMATCHED
        taken[study] = work.key
        matches.append(Match(work.key, study, how, note))
    order = {work.key: n for n, work in enumerate(topic.works)}
    return tuple(sorted(matches, key=lambda match: order[match.key]))
