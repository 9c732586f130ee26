"""``littrack backup``."""

from __future__ import annotations

from pathlib import Path

import click

from littrack.cli.options import db_option, log_option, quiet_option


@click.command()
@click.argument(
    "folder", required=False, type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]"
)
@db_option
@click.option(
    "--keep",
    metavar="RULE",
    help="Then remove older copies: 7d4w12m keeps the latest of each of 7 days, 4 weeks and 12 months.",
)
@click.option(
    "--verify",
    "copy",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Read a copy through instead of making one.",
)
@log_option
@quiet_option
def command(
    folder: Path | None,
    db: Path,
    keep: str | None,
    copy: Path | None,
    log_file: Path | None,
    quiet: bool,
) -> None:
    """Copy the database into DIR (default: backups beside it), also while a refresh runs, and read the copy back.

    \b
    To restore: stop the site and the crontab line, then copy a backup over the database and
    remove the files beside it that end in -wal and -shm.
    """
    from littrack.night.backup import back_up, read_rule, thin_out, verify
    from littrack.night.logs import RunLog
    from littrack.night.watched import watched
    from littrack.times import now

    if copy:
        counts = verify(copy)
        click.echo(f"{copy} is sound: {counts['studies']:,} studies, {counts['claims']:,} claims.")
        return
    place = folder or db.parent / "backups"
    with watched(RunLog(log_file, "backup")) as run:
        rule = read_rule(keep) if keep else None
        made = back_up(db, place, now())
        gone = thin_out(place, db.stem, rule) if rule else ()
        run.end(f"{made.summary}; {len(gone)} older copies removed")
    if not quiet:
        click.echo(made.summary)
        for path in gone:
            click.echo(f"{path} removed: newer copies stand for its day, week and month.")
