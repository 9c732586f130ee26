"""``littrack demo``."""

from __future__ import annotations

from pathlib import Path

import click

from littrack.cli.options import db_option, queries_option


@click.command()
@db_option
@queries_option
@click.option("--port", "-p", default=8001, show_default=True, help="First port to try.")
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open a browser.")
def command(db: Path, queries: Path, port: int, browser: bool) -> None:
    """Load the bundled topic and open it in a browser, asking PubMed meanwhile.

    Without a way to PubMed the site shows the bundled works, and says so.
    """
    from littrack.demo import demonstrate

    demonstrate(db, queries, port, browser)
