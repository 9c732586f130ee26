"""Topics, the versions of their searches, and which studies each search finds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from littrack.topics.model import Topic


@dataclass(frozen=True, slots=True)
class HitChange:
    """Study ids that joined a search's results, and those that left them."""

    joined: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchRun:
    """What PubMed answered to one search in one run."""

    run: int
    search: int
    asked: str
    outcome: str
    message: str | None = None
    found: int | None = None
    """PubMed's own ``Count``."""
    returned: int | None = None
    """Ids that were listed."""
    new: int | None = None
    left_search: int | None = None
    translation: str | None = None
    warnings: str | None = None
    dropped_phrases: str | None = None
    revised_since: str | None = None
    """The day from which records revised since were asked for as well; ``None``: they were not, or in vain."""


_TOPIC = """
INSERT INTO topics (id, title, article_title, article_publisher, article_url, description, language, time_zone, loaded)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET title = excluded.title, article_title = excluded.article_title,
  article_publisher = excluded.article_publisher, article_url = excluded.article_url,
  description = excluded.description, language = excluded.language, time_zone = excluded.time_zone,
  loaded = excluded.loaded
WHERE (title, article_title, article_publisher, article_url, description, language, time_zone) IS NOT
  (excluded.title, excluded.article_title, excluded.article_publisher, excluded.article_url,
   excluded.description, excluded.language, excluded.time_zone)
"""
_CURRENT = """
SELECT id, version, query, question, dated FROM searches
WHERE topic = ? AND name = ? AND retired IS NULL ORDER BY version DESC LIMIT 1
"""
_NEW_SEARCH = """
INSERT INTO searches (topic, name, version, question, query, dated, first_run)
SELECT :topic, :name, coalesce(max(version), 0) + 1, :question, :query, :dated, :now
FROM searches WHERE topic = :topic AND name = :name
"""
_RETIRE = """
UPDATE searches SET retired = :now
WHERE topic = :topic AND retired IS NULL AND name NOT IN (SELECT value FROM json_each(:kept))
"""
_HITS = "SELECT study FROM search_hits WHERE search = ? AND left_on IS NULL"
_JOINED = """
SELECT studies.id FROM json_each(:unknown) CROSS JOIN studies ON studies.pmid = json_each.value
WHERE NOT EXISTS (
  SELECT 1 FROM search_hits WHERE search = :search AND study = studies.id AND left_on IS NULL)
ORDER BY cast(studies.pmid AS INTEGER)
"""
_LEFT = """
SELECT study FROM json_each(:unlisted) CROSS JOIN search_hits ON study = json_each.value
JOIN studies ON studies.id = study
WHERE search = :search AND left_on IS NULL AND (
  studies.pmid IS NULL OR studies.pmid NOT IN (SELECT value FROM json_each(:unknown)))
ORDER BY study
"""
_JOIN = """
INSERT INTO search_hits (search, study, first_seen) VALUES (?, ?, ?)
ON CONFLICT (search, study) DO UPDATE SET left_on = NULL
"""
_SEARCH_RUN = """
INSERT INTO search_runs (run, search, asked, outcome, message, found, returned, new, left_search,
  translation, warnings, dropped_phrases, revised_since)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (run, search) DO UPDATE SET asked = excluded.asked, outcome = excluded.outcome,
  message = excluded.message, found = excluded.found, returned = excluded.returned, new = excluded.new,
  left_search = excluded.left_search, translation = excluded.translation, warnings = excluded.warnings,
  dropped_phrases = excluded.dropped_phrases, revised_since = excluded.revised_since
"""


def save_topic(db: Database, topic: Topic, now: str) -> None:
    """Write the topic's own row; nothing is written where nothing changed."""
    article = topic.article
    row = (
        topic.id,
        topic.title,
        article.title,
        article.publisher,
        article.url,
        article.description,
        topic.language,
        topic.time_zone,
        now,
    )
    with db.atomic():
        db.conn.execute(_TOPIC, row)


def save_search(
    db: Database,
    topic_id: str,
    name: str,
    query: str,
    question: str | None,
    dated: str | None,
    now: str,
) -> int:
    """The id of the search's current version: a new version when the query text changed, the old one retired."""
    with db.atomic():
        current = db.execute(_CURRENT, (topic_id, name)).fetchone()
        if current and current[2] == query:
            if (current[3], current[4]) != (question, dated):
                db.conn.execute(
                    "UPDATE searches SET question = ?, dated = ? WHERE id = ?",
                    (question, dated, current[0]),
                )
            return int(current[0])
        db.conn.execute(
            "UPDATE searches SET retired = ? WHERE topic = ? AND name = ? AND retired IS NULL",
            (now, topic_id, name),
        )
        values = {
            "topic": topic_id,
            "name": name,
            "query": query,
            "question": question,
            "dated": dated,
            "now": now,
        }
        return int(db.conn.execute(_NEW_SEARCH, values).lastrowid or 0)


def retire_searches(db: Database, topic_id: str, kept: Iterable[str], now: str) -> None:
    """Retire the topic's searches whose names are not ``kept``: they no longer stand in its file."""
    with db.atomic():
        db.conn.execute(_RETIRE, {"topic": topic_id, "now": now, "kept": json.dumps(list(kept))})


def save_hits(db: Database, search_id: int, pmids: Sequence[str], now: str) -> HitChange:
    """Make the search's current hits those of ``pmids`` that are stored; only what changed is written.

    A study that left keeps its row with the day it left; one that comes back has that day taken away.
    """
    with db.atomic():
        hits = {study for (study,) in db.execute(_HITS, (search_id,))}
        # Almost every study's id is its PMID: SQLite is asked about the few ids that do not match.
        unknown = [pmid for pmid in dict.fromkeys(pmids) if pmid not in hits]
        values = {
            "search": search_id,
            "unknown": json.dumps(unknown),
            "unlisted": json.dumps(sorted(hits.difference(pmids))),
        }
        joined = tuple(study for (study,) in db.execute(_JOINED, values))
        left = tuple(study for (study,) in db.execute(_LEFT, values))
        db.conn.executemany(_JOIN, [(search_id, study, now) for study in joined])
        db.conn.executemany(
            "UPDATE search_hits SET left_on = ? WHERE search = ? AND study = ?",
            [(now, search_id, study) for study in left],
        )
    return HitChange(joined, left)


def save_search_run(db: Database, entry: SearchRun) -> None:
    """Keep what PubMed answered to a search in a run."""
    row = (
        entry.run,
        entry.search,
        entry.asked,
        entry.outcome,
        entry.message,
        entry.found,
        entry.returned,
        entry.new,
        entry.left_search,
        entry.translation,
        entry.warnings,
        entry.dropped_phrases,
        entry.revised_since,
    )
    with db.atomic():
        db.conn.execute(_SEARCH_RUN, row)
