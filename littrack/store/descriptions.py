"""What every table and column means, in words a clinician reads. Datasette and ``docs/schema.md`` show them."""

from __future__ import annotations

from littrack.store.schema.described import TableDescription
from littrack.store.schema.described_digests import DIGESTS_TABLES
from littrack.store.schema.described_evidence import EVIDENCE_TABLES
from littrack.store.schema.described_history import HISTORY_TABLES
from littrack.store.schema.described_registries import REGISTRIES_TABLES
from littrack.store.schema.described_runs import RUN_TABLES
from littrack.store.schema.described_sources import SOURCES_TABLES
from littrack.store.schema.described_studies import STUDY_TABLES

_FIRST = ("claims", "studies", "claim_evidence", "topics")

_ALL = {
    **STUDY_TABLES,
    **EVIDENCE_TABLES,
    **HISTORY_TABLES,
    **REGISTRIES_TABLES,
    **RUN_TABLES,
    **SOURCES_TABLES,
    **DIGESTS_TABLES,
}

TABLES: dict[str, TableDescription] = {
    **{name: _ALL[name] for name in _FIRST},
    **{name: table for name, table in _ALL.items() if name not in _FIRST},
}
"""Every table but SQLite's and the program's own, those that a reader wants first at the head."""

HIDDEN: tuple[str, ...] = (
    "_sqlite_migrations",
    "studies_fts",
    "studies_fts_config",
    "studies_fts_content",
    "studies_fts_data",
    "studies_fts_docsize",
    "studies_fts_idx",
    "raw_records",
    "raw_texts",
    "record_checks",
    "superseded_records",
    "study_reviews",
    "verdict_baselines",
)
"""Tables that serve the program, not its readers."""


def schema_document() -> str:
    """Every table and column with its type, links and description, as the page ``docs/schema.md``."""
    from littrack.store import describe

    return describe.schema_document()
