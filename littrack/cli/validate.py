"""``littrack validate``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from littrack.cli.options import db_option, json_option, queries_option, quiet_option
from littrack.errors import USAGE


@click.command()
@click.argument("topics", nargs=-1, metavar="[TOPIC]...")
@queries_option
@db_option
@quiet_option
@json_option
def command(topics: tuple[str, ...], queries: Path, db: Path, quiet: bool, as_json: bool) -> None:
    """Check the files of the topics (all, or those named) and report every problem.

    Each line says file:line: field: what is wrong; what is allowed. Where there is a database, titles,
    years and DOIs are compared with PubMed's records too.

    \b
    Exit codes: 0 no problems; 2 there are some.
    """
    from littrack.load.stored import validate_topics
    from littrack.topics.validate import to_json, to_text

    results = validate_topics(queries, topics, db)
    faulty = any(each.problems for each in results)
    if as_json:
        click.echo(to_json(results))
    elif faulty or not quiet:
        click.echo(to_text(results))
    sys.exit(USAGE if faulty else 0)
