"""What a run would ask PubMed for, without running it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from math import ceil
from pathlib import Path

from sqlite_utils import Database

from littrack.pubmed.client import PubMed
from littrack.refresh import known as knowledge
from littrack.refresh.plan import BATCH, Found, Known, wanted
from littrack.store.database import sqlite_errors
from littrack.times import now
from littrack.topics.model import Topic


def rehearse(
    database: Path, topics: tuple[Topic, ...], pubmed: PubMed | None = None, full: bool = False
) -> str:
    """The searches and the least number of requests, for a person. Nothing is written.

    PubMed is asked only when it is given: then each search's present number of records is shown.
    """
    return "\n".join(_lines(database, topics, pubmed, full))


def _lines(
    database: Path, topics: tuple[Topic, ...], pubmed: PubMed | None, full: bool
) -> Iterator[str]:
    searches = 0
    for topic in topics:
        yield f"{topic.id}: {topic.title}"
        for search in topic.pubmed_searches:
            searches += 1
            query = " ".join((search.query or "").split())
            found = f" ({pubmed.count(query):,} records now)" if pubmed else ""
            yield f"  {search.name}{found}"
            yield f"    {query}"
    known = _known(database)
    due = len(wanted(Found(), known, now(), full))
    revised = 1 if known.stored else 0
    batches = ceil(due / BATCH)
    yield ""
    yield (
        f"Requests: {searches} searches"
        + (" + 1 for revised records" if revised else "")
        + (f" + {batches} for {due:,} records owed or due again" if due else "")
        + f" = {searches + revised + batches} at least;"
    )
    yield f"and one more for every {BATCH} records that are new or revised. Nothing was changed."


def _known(database: Path) -> Known:
    """What is stored. Opened as SQLite's own tools would, so that no file is left beside it, and only read."""
    if not database.exists():
        return Known()
    with sqlite_errors(database):
        connection = sqlite3.connect(database)
        try:
            connection.execute("PRAGMA query_only = ON")
            return knowledge.read_known(Database(connection))
        finally:
            connection.close()
