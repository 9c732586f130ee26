"""littrack as a Datasette plugin. Every hook steps aside in a Datasette that holds no littrack database.

The entry point must be this package, not a module: Datasette finds templates and static files beside a package.
"""

from __future__ import annotations

from typing import Any

from datasette import hookimpl

from littrack.web.metadata import QUERIES, database_metadata
from littrack.web.server import NAME


@hookimpl
def get_metadata(datasette: Any, key: str, database: str | None, table: str | None) -> dict[str, Any]:
    """Describe the database, where it is littrack's."""
    from littrack.store.descriptions import TABLES

    if NAME not in datasette.databases:
        return {}
    return {"databases": {NAME: database_metadata(list(TABLES))}}


@hookimpl
def canned_queries(datasette: Any, database: str) -> dict[str, Any]:
    """Ready-made questions to the littrack database."""
    return QUERIES if database == NAME else {}
