"""``littrack load``."""

from __future__ import annotations

from pathlib import Path

import click

from littrack.cli.options import db_option, json_option, queries_option, quiet_option


@click.command()
@click.argument("topics", nargs=-1, metavar="[TOPIC]...")
@db_option
@queries_option
@quiet_option
@json_option
def command(topics: tuple[str, ...], db: Path, queries: Path, quiet: bool, as_json: bool) -> None:
    """Bring the claims, evidence and trials of the topics (all, or those named) into the database.

    A refresh does this as well. Loading unchanged files writes nothing; PubMed is not asked.
    """
    from littrack.load import load_topics
    from littrack.load.loading import to_json, to_text

    loaded = load_topics(db, queries, topics)
    if as_json:
        click.echo(to_json(loaded))
    elif not quiet:
        click.echo(to_text(loaded))
    for each in loaded:
        for note in each.notes:
            click.echo(f"Note: {note}", err=True)
