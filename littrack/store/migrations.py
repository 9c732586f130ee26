"""The database schema, as numbered migrations that are never edited once released.

All that are pending run in one transaction (sqlite-utils' ``Migrations``); where one fails none has happened.
``littrack.store.descriptions`` says what every table and column means, in a clinician's words.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from littrack.store.schema.browsing import BROWSING
from littrack.store.schema.digests import DIGESTS
from littrack.store.schema.evidence import EVIDENCE
from littrack.store.schema.full_text import create_full_text
from littrack.store.schema.history import HISTORY
from littrack.store.schema.integrity import INTEGRITY
from littrack.store.schema.pubmed import ACCOUNTING, SEARCHES_AND_RUNS, STUDIES
from littrack.store.schema.registries import REGISTRIES
from littrack.store.schema.review import REVIEW
from littrack.store.schema.sources import SOURCES

migrations = Migrations("littrack")


def _run(db: Database, sql: str) -> None:
    for statement in sql.split(";"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m001_pubmed(db: Database) -> None:
    """Topics, runs, studies with their parts, and what is owed."""
    _run(db, SEARCHES_AND_RUNS + STUDIES + ACCOUNTING)


@migrations()
def m002_full_text(db: Database) -> None:
    """Full-text search over title, abstract, authors, keywords and MeSH."""
    create_full_text(db)


@migrations()
def m003_evidence(db: Database) -> None:
    """Claims, appraised evidence, syntheses, flags and registered trials."""
    _run(db, EVIDENCE)


@migrations()
def m004_review(db: Database) -> None:
    """What each study was last reviewed as, and what each verdict rested on when it was given."""
    _run(db, REVIEW)


@migrations()
def m005_browsing(db: Database) -> None:
    """One narrow index that holds what the filters of the study list need."""
    _run(db, BROWSING)


@migrations()
def m006_sources(db: Database) -> None:
    """Which source beside PubMed was asked what, and when."""
    _run(db, SOURCES)


@migrations()
def m007_integrity(db: Database) -> None:
    """What sources beside PubMed say happened to a study."""
    _run(db, INTEGRITY)


@migrations()
def m008_registries(db: Database) -> None:
    """Trials as their registries state them, where studies can be read, and how far they reach."""
    _run(db, REGISTRIES)


@migrations()
def m009_digests(db: Database) -> None:
    """What was already told in a digest."""
    _run(db, DIGESTS)


@migrations()
def m010_history(db: Database) -> None:
    """What the topic files said of a claim on any day."""
    _run(db, HISTORY)
