"""littrack as a Datasette plugin. Every hook steps aside in a Datasette that holds no littrack database.

The entry point must be this package, not a module: Datasette finds templates and static files beside a package.
"""

from __future__ import annotations

from typing import Any

from datasette import hookimpl

from littrack.web.metadata import QUERIES, database_metadata
from littrack.web.routes import ROUTES, lazily
from littrack.web.security import App, with_headers
from littrack.web.server import NAME


@hookimpl
def get_metadata(
    datasette: Any, key: str, database: str | None, table: str | None
) -> dict[str, Any]:
    """Describe the database, where it is littrack's."""
    return {"databases": {NAME: database_metadata()}} if NAME in datasette.databases else {}


@hookimpl
def canned_queries(datasette: Any, database: str) -> dict[str, Any]:
    """Ready-made questions to the littrack database."""
    return QUERIES if database == NAME else {}


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    """The reading room's addresses."""
    if NAME not in datasette.databases:
        return []
    return [(pattern, lazily(target)) for pattern, target in ROUTES]


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    """Security headers on every reply."""

    def wrap(app: App) -> App:
        return with_headers(app) if NAME in datasette.databases else app

    return wrap


@hookimpl
def extra_template_vars(datasette: Any) -> dict[str, Any]:
    """What every template may use."""
    if NAME not in datasette.databases:
        return {}
    from littrack.web.assets import address

    return {"asset": lambda name: address(datasette, name), "littrack": True}


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Filters of our templates."""
    from littrack.web.filters import FILTERS

    env.filters.update(FILTERS)


@hookimpl(tryfirst=True)
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """Our error pages; Datasette's own handler prints every exception with the values of its variables."""
    if NAME not in datasette.databases:
        return None
    from littrack.web.failing import answer_exception

    return lambda: answer_exception(datasette, request, exception)
