"""``littrack ingest``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from littrack.cli.options import db_option, json_option, quiet_option

if TYPE_CHECKING:
    from littrack.ingest import Ingested

INTERRUPTED = 130
"""Exit code after Ctrl-C, as a shell gives it."""


@click.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    metavar="FILE...",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Processes: one writes, the others read ahead.",
)
@click.option(
    "--max-megabytes",
    type=click.IntRange(1),
    default=4000,
    show_default=True,
    help="Refuse a compressed file that expands to more.",
)
@db_option
@quiet_option
@json_option
def command(
    files: tuple[str, ...], jobs: int, max_megabytes: int, db: Path, quiet: bool, as_json: bool
) -> None:
    """Store PubMed records from files: EFetch output, baseline and update files, NBIB.

    \b
    Files may be compressed with gzip; "-" is standard input. Records that NLM deleted
    (DeleteCitation) are marked. A file that cannot be read to its end is named, the
    records before that are kept, the other files go on, and the exit code is 1.
    Stopped at any moment, the same command completes the work.
    """
    from littrack.reading import Limits, Readers

    limits = Limits(megabytes=max_megabytes)
    shown = not quiet and not as_json and sys.stderr.isatty()
    with click.progressbar(
        length=sum(Path(name).stat().st_size for name in files if name != "-"),
        label="Reading",
        file=sys.stderr,
        hidden=not shown,
    ) as bar:
        try:
            with Readers(files, jobs, limits) as readers:
                # not sooner: the first file is being read while these are imported
                from littrack.ingest import ingest
                from littrack.times import now, to_text

                found = ingest(db, readers, to_text(now()), progress=bar.update)
        except KeyboardInterrupt:
            click.echo("Stopped. The same command completes the work.", err=True)
            sys.exit(INTERRUPTED)
    _print(found, quiet, as_json)
    sys.exit(1 if found.errors else 0)


def _print(found: Ingested, quiet: bool, as_json: bool) -> None:
    if as_json:
        import dataclasses
        import json

        click.echo(json.dumps([dataclasses.asdict(each) for each in found.files], indent=2))
    elif not quiet:
        click.echo(found.summary)
    for error in found.errors:
        click.echo(f"Error: {error}", err=True)
