"""Start Datasette on the live database, read-only, with littrack's settings."""

from __future__ import annotations

import json
import os
import socket
import webbrowser
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from littrack.errors import ConfigError

if TYPE_CHECKING:
    from datasette.app import Datasette

NAME = "littrack"
"""The database's name in every address, whatever its file is called."""

_SITE = "_LITTRACK_SERVED_SITE"
"""Through which the processes of one server learn what to serve."""

PUBLIC = "public"
"""Of the plugin's own configuration: the site is open to everybody."""

SETTINGS: dict[str, object] = {
    "suggest_facets": False,
    "allow_download": False,
    "default_page_size": 20,
    "default_facet_size": 12,
    "max_returned_rows": 1000,
    "truncate_cells_html": 200,
    "facet_time_limit_ms": 200,
    "sql_time_limit_ms": 1000,
}


@dataclass(frozen=True, slots=True)
class Site:
    """How the site is to be served: address, path behind a proxy, and whether the public may write SQL."""

    db: Path
    host: str = "127.0.0.1"
    port: int = 8001
    base_url: str = "/"
    public: bool = False
    processes: int = 1

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the site."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return f"http://{host}:{self.port}{self.base_url}"


def build(site: Site) -> Datasette:
    """A Datasette on ``site.db``, attached as ``littrack`` and opened read-only.

    The file stays mutable for Datasette, so that a refresh by another process shows without a restart.
    """
    from datasette.app import Datasette, DatasetteClient
    from datasette.database import Database

    settings = {**SETTINGS, "base_url": site.base_url, "default_allow_sql": not site.public}
    metadata = {"plugins": {NAME: {PUBLIC: site.public}}}
    datasette = Datasette([], settings=settings, metadata=metadata, pdb=False)
    datasette.add_database(Database(datasette, path=str(site.db), is_mutable=True), name=NAME)
    # Datasette asked the plugins for routes before it had the database; its own client must ask again.
    datasette.client = DatasetteClient(datasette)
    return datasette


def is_public(datasette: Datasette) -> bool:
    """Whether this instance is a public site."""
    return bool((datasette.plugin_config(NAME) or {}).get(PUBLIC))


def check(site: Site) -> None:
    """Raise ``ConfigError`` where the port is taken or the database is not littrack's, ``DataError`` where damaged."""
    from littrack.store.database import open_readonly

    open_readonly(site.db).conn.close()
    _check_port(site)


def serve(site: Site, open_browser: bool = False) -> None:
    """Serve until interrupted, with ``site.processes`` processes. Raises as ``check``."""
    import uvicorn

    from littrack.web.prompt import Prompt

    check(site)
    if open_browser:
        webbrowser.open(site.address)
    os.environ[_SITE] = json.dumps({**asdict(site), "db": str(site.db.resolve())})
    uvicorn.run(
        f"{__name__}:app",
        factory=True,
        host=site.host,
        port=site.port,
        workers=site.processes,
        http=Prompt,
        log_level="warning",
        lifespan="on",
    )


def app() -> Any:
    """What each process serves: the site that `serve` was called with. Its pages are its own, the database shared."""
    from littrack.web.warming import start_warming

    fields = json.loads(os.environ[_SITE])
    site = Site(**{**fields, "db": Path(fields["db"])})
    datasette = build(site)
    start_warming(site.db, datasette)
    return datasette.app()


def _check_port(site: Site) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((site.host, site.port))
        except OSError as error:
            raise ConfigError(
                f"cannot serve on {site.host} port {site.port}: {error.strerror}. Choose another with --port."
            ) from None
