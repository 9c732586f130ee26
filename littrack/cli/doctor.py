"""``littrack doctor``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from littrack.cli.options import db_option, json_option, queries_option
from littrack.errors import FAILED


@click.command()
@db_option
@queries_option
@click.option("--offline", is_flag=True, help="Ask neither PubMed nor the other sources.")
@click.option("--repair", is_flag=True, help="Make the full-text index anew, then check.")
@json_option
def command(db: Path, queries: Path, offline: bool, repair: bool, as_json: bool) -> None:
    """Check that everything littrack needs is in order, with a remedy for what is not.

    Exits with 1 when a check fails; a warning alone is 0.
    """
    from littrack import diagnosis
    from littrack.checks import FAILURE
    from littrack.pubmed.settings import Settings
    from littrack.times import now

    if repair:
        diagnosis.repair(db)
    settings = replace(Settings.from_environment(), tries=2, timeout=10.0, deadline=20.0)
    checks = diagnosis.examine(diagnosis.Patient(db, queries, settings, now(), not offline))
    click.echo(diagnosis.checks_json(checks) if as_json else diagnosis.checks_text(checks))
    if diagnosis.worst(checks) == FAILURE:
        sys.exit(FAILED)
