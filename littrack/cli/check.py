"""``littrack check``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from littrack.cli.options import db_option, quiet_option

if TYPE_CHECKING:
    from littrack.check.checking import Askable
    from littrack.check.manuscript import Findings, Remark


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE|-...")
@click.option(
    "--as",
    "form",
    type=click.Choice(
        ["md", "txt", "html", "tex", "docx", "odt", "bib", "ris", "nbib", "csl.json"]
    ),
    help="The format, where the name does not say it (- is Markdown).",
)
@click.option("--offline", is_flag=True, help="Ask nobody: what is not in the base is unknown.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    default="warning",
    show_default=True,
    help="The least severe remark that ends with 1.",
)
@click.option(
    "--allow-unknown",
    is_flag=True,
    help="End with 0 where nothing is wrong, though something is unknown.",
)
@click.option("--json", "shape", flag_value="json", help="Print JSON.")
@click.option("--sarif", "shape", flag_value="sarif", help="Print SARIF 2.1.0.")
@click.option(
    "--github", "shape", flag_value="github", help="Print annotations for GitHub Actions."
)
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file."
)
@db_option
@quiet_option
def command(
    files: tuple[str, ...],
    form: str | None,
    offline: bool,
    fail_on: str,
    allow_unknown: bool,
    shape: str | None,
    output: Path | None,
    db: Path,
    quiet: bool,
) -> None:
    """Check what a manuscript or bibliography cites: retractions, corrections, wrong years, names and titles, identifiers
    that do not exist, preprints since published, duplicates; and sentences that repeat a checked claim.

    Reads Markdown, text, HTML, LaTeX, Word, OpenDocument, BibTeX, RIS, NBIB and CSL-JSON. Works that are not in the base
    are looked up in PubMed, where it can be reached. In Markdown or LaTeX, a comment "littrack: ignore PMID reason" keeps
    a remark away.

    \b
    Exit codes: 0 nothing to remark; 1 something is wrong; 3 nothing is wrong, but something is
    unknown (not in the base, and nobody could be asked); 2 a file or option is wrong.
    """
    from littrack.check import telling
    from littrack.check.checking import check, counts, exit_code
    from littrack.check.files import read_content, read_file
    from littrack.whole_files import write_whole

    manuscripts = [
        read_content("standard input", sys.stdin.buffer.read(), form or "md")
        if name == "-"
        else read_file(Path(name), form)
        for name in files
    ]
    findings = check(db, manuscripts, _askable(offline))
    shapes = {"json": telling.as_json, "sarif": telling.as_sarif, "github": telling.as_github}
    shown = [each for each in findings.remarks if not quiet or counts(each, fail_on, allow_unknown)]
    text = shapes[shape](findings) if shape else _for_people(findings, shown, quiet)
    if output:
        write_whole(output, (text,))
    else:
        click.echo(text, nl=False)
    sys.exit(exit_code(findings, fail_on, allow_unknown))


def _for_people(findings: Findings, shown: list[Remark], quiet: bool) -> str:
    from littrack.check.telling import as_text

    return "" if quiet and not shown else as_text(findings, shown)


def _askable(offline: bool) -> Askable:
    from littrack.check.checking import Askable
    from littrack.pubmed.client import PubMed
    from littrack.pubmed.settings import Settings
    from littrack.sources import crossref
    from littrack.sources.settings import contact, url_of
    from littrack.sources.web import Limits, PoliteWeb

    if offline:
        return Askable()
    pubmed = PubMed(Settings.from_environment(tries=2, timeout=20.0, deadline=60.0))
    if not _chosen("crossref"):
        return Askable(pubmed)
    web = PoliteWeb(crossref.SOURCE, url_of(crossref.SOURCE), 200, contact(), Limits(tries=2))
    return Askable(pubmed, web)


def _chosen(name: str) -> bool:
    """Is the source among those that the environment chooses?"""
    from littrack.sources.all import SOURCES
    from littrack.sources.settings import enabled

    return any(each.name == name for each in enabled(SOURCES))
