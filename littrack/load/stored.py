"""What the database says of a topic's works, for ``littrack validate``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from sqlite_utils import Database

from littrack.topics.model import Topic, Work
from littrack.topics.validate import Stored, StoredFacts, Validated, validate_topic

_FACTS = """
SELECT studies.pmid, title, year, published_online, doi FROM studies
JOIN raw_records ON raw_records.study = studies.id WHERE studies.id = ?
"""
_JOINED = "SELECT study, matched_by FROM appraisals WHERE key = ? AND removed IS NULL"
_MISSING = "SELECT pmid, reason FROM exclusions WHERE pmid IN (SELECT value FROM json_each(?))"


def read_stored(db: Database, topic: Topic) -> Stored:
    """PubMed's stored facts of each work, by key, and the PMIDs that a refresh found PubMed not to have."""
    facts = {}
    for work in topic.works:
        if found := _facts(db, work):
            facts[work.key] = found
    pmids = json.dumps([work.pmid for work in topic.works if work.pmid])
    return Stored(facts, dict(db.execute(_MISSING, (pmids,)).fetchall()))


def _facts(db: Database, work: Work) -> StoredFacts | None:
    joined = db.execute(_JOINED, (work.key,)).fetchone() or (None, None)
    study, how = (work.pmid, None) if work.pmid else joined
    row = db.execute(_FACTS, (study,)).fetchone() if study else None
    if row is None:
        return None
    pmid, title, year, online, doi = row
    years = [value for value in (year, int(online[:4]) if online else None) if value]
    return StoredFacts(pmid, title, tuple(years), doi, how)


def validate_topics(
    queries: Path, names: Iterable[str], database: Path | None
) -> tuple[Validated, ...]:
    """Validate topics, compared with the stored records where there is a database."""
    from littrack.topics.read import read_files, topic_folders

    folders = topic_folders(queries, names)
    if database is None or not database.exists():
        return tuple(validate_topic(folder) for folder in folders)
    from littrack.store.database import open_readonly, sqlite_errors

    db = open_readonly(database)
    try:
        with sqlite_errors(database):
            return tuple(
                validate_topic(folder, read_stored(db, read_files(folder).topic))
                for folder in folders
            )
    finally:
        db.conn.close()
