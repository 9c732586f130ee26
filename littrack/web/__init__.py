"""littrack as a Datasette plugin. Every hook steps aside in a Datasette that holds no littrack database.

The entry point must be this package, not a module: Datasette finds templates and static files beside a package.
"""

from __future__ import annotations

from typing import Any

from datasette import hookimpl

from littrack.store.descriptions import HIDDEN
from littrack.web.metadata import QUERIES, database_metadata
from littrack.web.routes import CLOSED, ROUTES, lazily
from littrack.web.security import App, with_headers
from littrack.web.server import NAME, is_public


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
    routes = [*CLOSED, *ROUTES] if is_public(datasette) else ROUTES
    return [(pattern, lazily(target)) for pattern, target in routes]


@hookimpl
def register_output_renderer(datasette: Any) -> list[dict[str, Any]]:
    """Bibliography formats for tables and queries that name studies. Datasette asks before it has its databases."""
    from littrack.web.renderers import renderers

    return renderers()


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    """Security headers on every reply."""

    def wrap(app: App) -> App:
        if NAME not in datasette.databases:
            return app
        return with_headers(app, f"{datasette.setting('base_url')}{NAME}")

    return wrap


@hookimpl
def extra_template_vars(datasette: Any) -> Any:
    """What every template may use."""
    if NAME not in datasette.databases:
        return {}
    from littrack.web.assets import address
    from littrack.web.freshness import last_asked

    def variables() -> dict[str, Any]:
        return {
            "asset": lambda name: address(datasette, name),
            "littrack": True,
            "last_asked": last_asked(datasette),
        }

    return variables


@hookimpl
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any
) -> Any:
    """Studies and claims in Datasette's tables lead to their pages."""
    if database != NAME:
        return None
    from littrack.web.cells import cell

    return cell(row, value, column, table, datasette)


@hookimpl
def permission_allowed(datasette: Any, action: str, resource: Any) -> bool | None:
    """A public site keeps the program's own tables to itself."""
    if action != "view-table" or not isinstance(resource, tuple) or resource[0] != NAME:
        return None
    return False if resource[1] in HIDDEN and is_public(datasette) else None


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
