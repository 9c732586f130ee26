"""A digest of what the database says, whenever and however it came to say it."""

from __future__ import annotations

import hashlib

from sqlite_utils import Database

from littrack.store.raw import unpack
from littrack.store.rows import PARTS, STUDY_COLUMNS

_STUDIES = (
    f"SELECT id, pmid, {', '.join(STUDY_COLUMNS)}, state, merged_into, integrity, design, level FROM studies"
    " ORDER BY id"
)
_QUERIES: dict[str, str] = {
    "studies": _STUDIES,
    "raw_records": "SELECT study, format, sha256, version, revised, bytes FROM raw_records ORDER BY study",
    **{
        table: f"SELECT {', '.join(columns)} FROM {table} ORDER BY {', '.join(columns[:3])}"
        for table, columns in PARTS.items()
    },
    "integrity_events": """
SELECT study, kind, source, date, notice_pmid, notice FROM integrity_events WHERE withdrawn IS NULL
ORDER BY study, kind, source, notice_pmid, notice""",
    "search_hits": """
SELECT topic, name, version, study, left_on IS NULL FROM search_hits
JOIN searches ON searches.id = search_hits.search ORDER BY 1, 2, 3, 4""",
    "retries": "SELECT pmid, wanted_for FROM retries ORDER BY pmid",
    "exclusions": "SELECT pmid, reason FROM exclusions ORDER BY pmid",
    "quarantine": "SELECT pmid, sha256, resolved IS NULL FROM quarantine ORDER BY sha256",
}


def table_digests(db: Database) -> dict[str, str]:
    """A digest for each table, to see where two databases differ."""
    found = {}
    for table, query in _QUERIES.items():
        digest = hashlib.sha256()
        for row in db.execute(query):
            digest.update(repr(row).encode())
        found[table] = digest.hexdigest()
    return found


def content_digest(db: Database) -> str:
    """One digest over everything the database says of studies and searches: no times, run numbers or history.

    Two databases with the same digest hold the same content, whichever way each came to it. The stored records
    are read and must have the hash that stands beside them.
    """
    for study, sha256, record in db.execute(
        "SELECT study, sha256, record FROM raw_records JOIN raw_texts USING (study)"
    ):
        if hashlib.sha256(unpack(record)).hexdigest() != sha256:
            raise AssertionError(f"the stored record of {study} is not the one that was hashed")
    return hashlib.sha256(repr(table_digests(db)).encode()).hexdigest()
