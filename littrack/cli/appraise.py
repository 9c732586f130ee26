"""``littrack appraise``."""

from __future__ import annotations

from pathlib import Path

import click

from littrack.cli.options import db_option, queries_option


@click.command()
@click.argument("number", metavar="PMID")
@click.option("--topic", metavar="NAME", help="The topic, where there are several.")
@click.option("--write", is_flag=True, help="Add the entry to the topic's evidence.yaml.")
@db_option
@queries_option
def command(number: str, topic: str | None, write: bool, db: Path, queries: Path) -> None:
    """Begin the appraisal of a stored study: its entry for evidence.yaml, with blanks to fill in.

    The entry holds what the PubMed record says and names the claims the study was suggested for. The
    blanks are for whoever reads the study; `littrack validate` lists them. An entry counts once its
    design and its one_line are filled in.
    """
    from littrack.load.appraising import begin_appraisal
    from littrack.store.database import open_readonly, sqlite_errors
    from littrack.times import now

    stored = open_readonly(db)
    try:
        with sqlite_errors(db):
            today = now().date().isoformat()
            begun = begin_appraisal(stored, queries, number, topic, write, today)
    finally:
        stored.conn.close()
    if begun.line is None:
        click.echo(begun.entry, nl=False)
    else:
        click.echo(
            f"Added to {begun.file}, line {begun.line}. Fill in its blanks, then: littrack validate"
        )
