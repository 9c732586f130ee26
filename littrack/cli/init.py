"""``littrack init``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument(
    "folder", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path), default=Path()
)
@click.option("--topic", metavar="NAME", help="Begin a topic of your own, blank but for comments.")
def command(folder: Path, topic: str | None) -> None:
    """Write a topic to start from into DIR (default: here), and an empty db/ for the database.

    Without --topic this is the topic that littrack brings, with its claims and evidence, ready to run.
    Files that are there already are left as they are.
    """
    from littrack.topics.starting import start_topic

    started = start_topic(folder, topic)
    click.echo(f"Wrote {len(started.written)} files to {folder.resolve()}")
    for path in started.kept:
        click.echo(f"Left as it was: {path}")
    click.echo("\nNext:")
    if folder.resolve() != Path.cwd():
        click.echo(f"  cd {folder}")
    if not started.is_bundled:
        click.echo(f"  edit queries/{topic}/topic.yaml, then: littrack validate")
    click.echo("  littrack refresh --email you@example.org   ask PubMed (every night, by cron)")
    click.echo("  littrack serve                             open the studies in a browser")
