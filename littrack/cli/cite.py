"""``littrack cite``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from littrack.cli.options import db_option, json_option, quiet_option


@click.command()
@click.argument("studies", nargs=-1, metavar="[PMID|DOI|KEY|-]...")
@click.option(
    "--claim", "claims", multiple=True, metavar="ID", help="Cite the evidence of this claim."
)
@click.option(
    "--style",
    default="ama",
    show_default=True,
    metavar="NAME|FILE.csl",
    help="ama, nlm (Vancouver), apa, chicago, harvard, or the path of any CSL style (needs pandoc).",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html"]),
    default="text",
    show_default=True,
    help="What the references are written in.",
)
@click.option(
    "--in-text",
    "marks",
    is_flag=True,
    help="Print before the list the mark of each work in the text.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file instead of the terminal.",
)
@db_option
@quiet_option
@json_option
def command(
    studies: tuple[str, ...],
    claims: tuple[str, ...],
    style: str,
    form: str,
    marks: bool,
    output: Path | None,
    db: Path,
    quiet: bool,
    as_json: bool,
) -> None:
    """Print references to stored studies in a style.

    A study is named by its PMID, DOI, PMCID, or key in a topic's evidence.yaml; - reads names from standard input.
    What stands against a work (a retraction, a correction) is also told on standard error. No network is used.

    \b
    littrack cite 24345483 10.1016/j.jpsychires.2012.01.027
    littrack cite --claim eight-times --style apa --format markdown
    littrack cite --style nlm - < pmids.txt
    """
    from littrack.citing import Asked, cite, names_in
    from littrack.whole_files import write_whole

    names: list[str] = []
    for given in studies:
        names += names_in(sys.stdin.read()) if given == "-" else (given,)
    if not names and not claims:
        raise click.UsageError(
            "name what to cite: a PMID, DOI or key, or --claim ID; - reads standard input"
        )
    made = cite(db, Asked(tuple(names), claims, style, "json" if as_json else form, marks))
    if output:
        write_whole(output, (made.text,))
    else:
        click.echo(made.text, nl=False)
    for told in made.warnings:
        click.echo(f"Warning: {told}", err=True)
    if output and not quiet:
        click.echo(f"wrote {output}: {len(made.entries)} references", err=True)
