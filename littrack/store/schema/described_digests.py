"""The words for the tables of ``littrack.store.schema.digests``."""

from __future__ import annotations

from littrack.store.schema.described import TableDescription

DIGESTS_TABLES: dict[str, TableDescription] = {
    "digests": TableDescription(
        "Digests",
        "What was told in a digest already: the next one begins after it.",
        {
            "id": "Number",
            "made": "When (UTC)",
            "way": "printed or mailed",
            "since_run": "The run after which it begins",
            "until_run": "The last run that it tells of",
            "items": "How many things it told",
        },
    ),
}
