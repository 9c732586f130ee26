"""The words for the tables of ``littrack.store.schema.registries``."""

from __future__ import annotations

from littrack.store.schema.described import TableDescription

REGISTRIES_TABLES: dict[str, TableDescription] = {}
