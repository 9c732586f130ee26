"""``littrack publish``."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from littrack.cli.options import db_option, json_option, quiet_option


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@db_option
@click.option(
    "--base-url",
    metavar="ADDRESS",
    help="Where the site will stand, as https://example.org/checks: for the sitemap, feeds and cards.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Publish into a folder that holds other files too. They stay.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=min(2, os.cpu_count() or 1),
    help="Processes that write pages (default: 2, or 1 on one core).",
)
@quiet_option
@json_option
def command(
    folder: Path,
    db: Path,
    base_url: str | None,
    force: bool,
    processes: int,
    quiet: bool,
    as_json: bool,
) -> None:
    """Write the whole site into DIR as files that need no server.

    Claims, studies, lists, a search that runs in the page, feeds, exports, JSON, and the database itself with its
    SHA-256. The files work from any web server, under any path, and from a disk. The same content gives the same
    bytes, so that a version can be cited; SHA256SUMS names every file.

    \b
    A site that littrack published in DIR before is replaced when the new one is whole: stopped
    at any moment, the old one stands.

    \b
    littrack publish site
    littrack publish /srv/www/checks --base-url https://example.org/checks
    """
    from littrack.publish.publishing import Asked, base_url_of, publish

    shown = not quiet and not as_json and sys.stderr.isatty()
    with click.progressbar(length=1, label="Writing", file=sys.stderr, hidden=not shown) as bar:

        def tick(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        made = publish(db, folder, Asked(base_url_of(base_url), force, processes), tick)
    if as_json:
        facts = made.copy.manifest(made.files, made.bytes)
        click.echo(json.dumps({**facts, "folder": str(made.folder), "kept": made.kept}, indent=1))
    elif not quiet:
        click.echo(made.summary)
