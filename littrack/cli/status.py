"""``littrack status``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from littrack.cli.options import db_option, json_option
from littrack.errors import OWED


@click.command()
@db_option
@click.option(
    "--max-age",
    metavar="AGE",
    help="Exit with 3 when a search was last answered longer ago: 36h, 2d, 90m.",
)
@json_option
def command(db: Path, max_age: str | None, as_json: bool) -> None:
    """Say what is stored, how fresh it is and what is owed.

    Exits with 0, or with 3 when --max-age is given and PubMed has not answered every search within it.
    """
    from littrack.health import parse_age, read_status, status_json, status_text
    from littrack.times import now

    age = parse_age(max_age) if max_age else None
    status = read_status(db, now())
    stale = status.is_stale(age) if age else None
    click.echo(status_json(status, stale) if as_json else status_text(status))
    if stale:
        click.echo(f"Stale: not every search was answered within {max_age}.", err=True)
        sys.exit(OWED)
