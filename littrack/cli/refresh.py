"""``littrack refresh``."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from littrack.cli.options import db_option, json_option, log_option, queries_option, quiet_option

if TYPE_CHECKING:
    from littrack.refresh.night import Night
    from littrack.refresh.summary import Summary

INTERRUPTED, TERMINATED = 130, 143
"""Exit codes after Ctrl-C and SIGTERM, as a shell gives them (128 + the signal)."""


@click.command()
@click.argument("topics", nargs=-1, metavar="[TOPIC]...")
@db_option
@queries_option
@click.option("--full", is_flag=True, help="Fetch every stored record again.")
@click.option("--dry-run", is_flag=True, help="Print what would be asked; ask and change nothing.")
@click.option(
    "--count", is_flag=True, help="With --dry-run: ask PubMed how many each search finds."
)
@click.option("--email", help="Your address, which NCBI asks for (environment: NCBI_EMAIL).")
@click.option("--anonymous", is_flag=True, help="Ask without an address: for a trial only.")
@click.option("--only-pubmed", is_flag=True, help="Do not ask the other sources.")
@click.option(
    "--ping",
    metavar="URL",
    envvar="LITTRACK_PING",
    help="Tell a dead-man's switch of start and end (environment: LITTRACK_PING).",
)
@log_option
@quiet_option
@json_option
def command(
    topics: tuple[str, ...],
    db: Path,
    queries: Path,
    full: bool,
    dry_run: bool,
    count: bool,
    email: str | None,
    anonymous: bool,
    only_pubmed: bool,
    ping: str | None,
    log_file: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Ask PubMed what is new for each search of the topics (all, or those named) and store it.

    \b
    Exit codes: 0 every record is accounted for; 3 done, but something is owed and will be
    asked for again; 75 PubMed cannot be reached or another run is at work: try later;
    1 an error; 2 a setting or topic file is wrong; 130 stopped by Ctrl-C, 143 by SIGTERM.
    Stopped at any moment, the next run continues and ends in the same content.

    An API key makes it faster: set NCBI_API_KEY (never an option, which others could read).
    """
    from littrack.night.logs import RunLog
    from littrack.night.watched import watched
    from littrack.refresh.run import refresh

    if dry_run:
        click.echo(_rehearsal(db, queries, topics, email, count, full))
        return
    signal.signal(signal.SIGTERM, _terminated)
    watch = _watch if sys.stderr.isatty() and not (quiet or as_json) else _unwatched
    with watched(RunLog(log_file, "refresh"), ping) as told:
        night = _night(db, queries, topics, email, anonymous, only_pubmed)
        try:
            summary = refresh(replace(night, full=full, watch=watch))
        except KeyboardInterrupt:
            click.echo("Stopped. What was fetched is kept: the next refresh continues.", err=True)
            sys.exit(INTERRUPTED)
        told.done(summary)
    _print(summary, quiet, as_json)
    sys.exit(summary.exit_code)


def _rehearsal(
    db: Path, queries: Path, topics: tuple[str, ...], email: str | None, count: bool, full: bool
) -> str:
    from littrack.pubmed.client import PubMed
    from littrack.pubmed.settings import Settings
    from littrack.refresh.rehearsal import rehearse
    from littrack.topics.read import read_topics

    pubmed = PubMed(Settings.from_environment(email=email)) if count else None
    return rehearse(db, tuple(read_topics(queries, topics)), pubmed, full)


def _night(
    db: Path,
    queries: Path,
    topics: tuple[str, ...],
    email: str | None,
    anonymous: bool,
    only_pubmed: bool,
) -> Night:
    """What the run works with. ``ConfigError`` for a setting or a topic file that is wrong."""
    from littrack.pubmed.client import PubMed
    from littrack.pubmed.settings import Settings
    from littrack.refresh.night import Night
    from littrack.sources.all import SOURCES
    from littrack.sources.settings import enabled
    from littrack.topics.read import read_topics

    settings = Settings.from_environment(email=email)
    if email:
        os.environ["NCBI_EMAIL"] = email  # the other sources are given it too
    chosen = tuple(read_topics(queries, topics))
    others = () if only_pubmed else enabled(SOURCES)
    if not anonymous:
        settings.require_email()
    return Night(db, chosen, PubMed(settings), sources=others)


def _print(summary: Summary, quiet: bool, as_json: bool) -> None:
    from littrack.refresh.summary import to_json, to_text, troubles

    if as_json:
        click.echo(to_json(summary))
    elif not quiet:
        click.echo(to_text(summary))
    else:
        for line in (*summary.notes, *troubles(summary)):
            click.echo(line, err=True)


def _watch(what: str, done: int, of: int) -> None:
    end = "\n" if done >= of else ""
    click.echo(f"\r\033[KAsking PubMed: {done:,} of {of:,} {what}{end}", nl=False, err=True)


def _unwatched(what: str, done: int, of: int) -> None:
    return


def _terminated(number: int, frame: FrameType | None) -> None:
    raise SystemExit(TERMINATED)
