"""The words for the tables of ``littrack.store.schema.integrity``."""

from __future__ import annotations

from littrack.store.schema.described import TableDescription

INTEGRITY_TABLES: dict[str, TableDescription] = {}
