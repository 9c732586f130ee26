"""``littrack serve``."""

from __future__ import annotations

from pathlib import Path

import click

from littrack.cli.options import db_option


@click.command()
@db_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    "-p",
    type=click.IntRange(1, 65535),
    default=8001,
    show_default=True,
    help="Port to listen on.",
)
@click.option("--base-url", default="/", show_default=True, help="Path, behind a proxy.")
@click.option("--public", is_flag=True, help="For a public site: visitors may not write SQL.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes that answer; one a core for a busy site.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open a browser.")
def command(
    db: Path,
    host: str,
    port: int,
    base_url: str,
    public: bool,
    processes: int,
    open_browser: bool,
) -> None:
    """Open the studies in Datasette, on this machine.

    The database is opened read-only, and a running site shows the result of each finished refresh.
    """
    from littrack.web.server import Site, check, serve

    path = "/" + base_url.strip("/") + "/" if base_url.strip("/") else "/"
    site = Site(db, host, port, path, public, processes)
    check(site)
    click.echo(f"littrack is at {site.address} (Ctrl-C to stop)")
    serve(site, open_browser)
