"""The words for the tables of ``littrack.store.schema.sources``."""

from __future__ import annotations

from littrack.store.schema.described import TableDescription

SOURCES_TABLES: dict[str, TableDescription] = {}
