"""What the tables beside ``studies`` hold of one study."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

TABLES = (
    "abstract_sections", "affiliations", "appraisals", "authors", "changes", "chemicals", "claim_candidates",
    "claim_evidence", "grants", "identifiers", "integrity_events", "keywords", "mesh_headings", "reach", "reading_links",
    "registrations", "relations", "search_hits", "study_aliases", "trial_publications",
)  # fmt: skip
"""Those that name a study in their column ``study``, which is indexed."""

_HOLDING = "SELECT " + ", ".join(
    f"EXISTS (SELECT 1 FROM {table} WHERE study = :study)" for table in TABLES
)


class Parts:
    """The rows that tables hold of one study.

    Most studies are told of in few of the tables. Which they are is asked once, in a twentieth of the time that it takes
    to ask each of them; the others are not asked.
    """

    def __init__(self, db: Database, study: str) -> None:
        self.study = study
        self._db = db
        holding = db.execute(_HOLDING, {"study": study}).fetchone()
        self._tables = {table for table, holds in zip(TABLES, holding, strict=True) if holds}
        self._known: dict[str, list[Any]] = {}

    def rows(self, table: str, sql: str) -> Sequence[Any]:
        """What ``sql`` finds in ``table`` (and others joined to it) of the study, its only value."""
        if table not in self._tables:
            return ()
        if sql not in self._known:
            self._known[sql] = self._db.execute(sql, (self.study,)).fetchall()
        return self._known[sql]
