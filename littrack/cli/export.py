"""``littrack export``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from littrack.cli.options import db_option, quiet_option
from littrack.errors import FAILED


@click.command()
@click.argument("studies", nargs=-1, metavar="[PMID|DOI|KEY|-]...")
@click.option("--claim", "claims", multiple=True, metavar="ID", help="The evidence of this claim.")
@click.option("--search", metavar="WORDS", help="What this search finds, the best first.")
@click.option("--where", metavar="CONDITION", help="An SQL condition on the columns of studies.")
@click.option(
    "--ids",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A file with PMIDs, DOIs or keys.",
)
@click.option("--all", "everything", is_flag=True, help="Every stored study.")
@click.option(
    "--format",
    "form",
    metavar="NAME",
    help="bib, biblatex, ris, nbib, csl.json, enw.xml (EndNote), csv, json, jsonl, parquet, or references: ama.txt, "
    "nlm.txt, apa.txt, chicago.txt, harvard.txt. Default: what the name of --output says.",
)
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file."
)
@db_option
@quiet_option
def command(
    studies: tuple[str, ...],
    claims: tuple[str, ...],
    search: str | None,
    where: str | None,
    ids: Path | None,
    everything: bool,
    form: str | None,
    output: Path | None,
    db: Path,
    quiet: bool,
) -> None:
    """Write a selection of the stored studies for a reference manager, a spreadsheet or a program.

    Selections are joined, each study once; - reads names from standard input. Retracted works carry their label in
    every format. Ends with 1 where a name means no stored study: the others are written all the same.

    \b
    littrack export --claim eight-times -o eight-times.ris
    littrack export --where "level <= 2 and year >= 2015" --format bib > trials.bib
    """
    from littrack.citing import names_in
    from littrack.exporting import Selection, export, form_of

    names: list[str] = []
    for given in studies:
        names += names_in(sys.stdin.read()) if given == "-" else (given,)
    if ids:
        names += names_in(ids.read_text("utf-8", "replace"))
    selection = Selection(tuple(names), claims, search, where, everything)
    if selection.empty:
        raise click.UsageError(
            "say which studies: names, --claim, --search, --where, --ids or --all"
        )
    done = export(db, selection, form_of(output, form), output or sys.stdout.buffer)
    for told in () if quiet else done.warnings:
        click.echo(f"Warning: {told}", err=True)
    if not quiet and done.warned > len(done.warnings):
        click.echo(
            f"Warning: {done.warned - len(done.warnings):,} more, each labelled in the file",
            err=True,
        )
    if output and not quiet:
        click.echo(f"wrote {output}: {done.written:,} studies", err=True)
    if done.unknown:
        shown = ", ".join(done.unknown[:10]) + (
            f" and {len(done.unknown) - 10} more" if len(done.unknown) > 10 else ""
        )
        click.echo(f"Not stored, and not written: {shown}", err=True)
        sys.exit(FAILED)
