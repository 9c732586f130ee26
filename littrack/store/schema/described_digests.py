"""The words for the tables of ``littrack.store.schema.digests``."""

from __future__ import annotations

from littrack.store.schema.described import TableDescription

DIGESTS_TABLES: dict[str, TableDescription] = {}
