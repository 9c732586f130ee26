"""``littrack report``."""

from __future__ import annotations

from pathlib import Path

import click

from littrack.cli.options import db_option


@click.command()
@click.argument("topic", required=False)
@db_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "html", "json", "docx", "pdf"]),
    help="Markdown, one HTML file that needs nothing else, JSON, a Word document or a PDF (the last two: "
    "pip install 'littrack[office]'). Default: what the name of --output says, else md.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file instead of the terminal.",
)
@click.option(
    "--figures",
    type=click.Path(file_okay=False, path_type=Path),
    help="For Markdown: draw the plots as SVG files into this folder.",
)
def command(
    topic: str | None, db: Path, form: str | None, output: Path | None, figures: Path | None
) -> None:
    """Write the fact check as one document.

    TOPIC is needed where the database holds several. The report has every claim with its verdict, reason, recomputed
    numbers and evidence; registered trials without results; the methods; the PRISMA 2020 flow; the PRISMA-S search
    record; and one numbered reference list. Numbers of references lead to them, and they to PubMed. The same database
    gives the same report.

    \b
    littrack report -o check.docx
    littrack report -o check.pdf
    """
    from littrack.reporting import Asked, form_of, write_report

    made = write_report(db, Asked(topic, form_of(output, form), output, figures))
    if output is None:
        click.echo(made, nl=False)
    else:
        click.echo(f"wrote {output}")
