"""``littrack schedule``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from littrack.cli.options import db_option, queries_option

if TYPE_CHECKING:
    from littrack.night.schedule import Job


@click.command()
@db_option
@queries_option
@click.option("--at", metavar="HH:MM", help="Time of day here (default: in NCBI's quiet hours).")
@click.option("--digest", is_flag=True, help="Mail the digest after each refresh.")
@click.option("--backup", metavar="RULE", help="Copy the database after it, keeping as in 7d4w12m.")
@click.option("--systemd", is_flag=True, help="A systemd timer of this user instead of cron.")
@click.option("--install", is_flag=True, help="Put it in place, after asking.")
@click.option("--remove", is_flag=True, help="Take it away again, after asking.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(
    db: Path,
    queries: Path,
    at: str | None,
    digest: bool,
    backup: str | None,
    systemd: bool,
    install: bool,
    remove: bool,
    yes: bool,
) -> None:
    """Print the nightly job of this folder for cron (or systemd), or put it in place.

    The job reads settings such as NCBI_EMAIL and NCBI_API_KEY from the file littrack.env in this folder, a line NAME=value
    each; make that file readable for yourself alone (chmod 600 littrack.env). Each command adds what happened to
    littrack.log there. Two runs never meet: the second one ends at once with code 75.
    """
    from littrack.night import schedule as nightly
    from littrack.night.backup import read_rule

    if backup:
        read_rule(backup)
    job = nightly.Job(
        Path.cwd(),
        db.absolute(),
        queries.absolute(),
        nightly.read_time(at) if at else nightly.hour_here(),
        nightly.this_program(),
        digest,
        backup,
    )
    if remove:
        _remove(job, systemd, yes)
        return
    if not job.queries.is_dir():
        click.echo(
            f"Warning: there is no {job.queries}; run this in the folder that 'littrack init' wrote.",
            err=True,
        )
    click.echo(_told(job, systemd), nl=False)
    if install and (yes or click.confirm("Put this in place?", err=True)):
        _install(job, systemd)


def _told(job: Job, systemd: bool) -> str:
    from littrack.night.schedule import crontab_lines, systemd_units

    if not systemd:
        return crontab_lines(job)
    return "\n".join(f"# {name}\n{text}" for name, text in systemd_units(job).items())


def _install(job: Job, systemd: bool) -> None:
    from littrack.night import schedule as nightly

    if systemd:
        for path in nightly.install_units(job):
            click.echo(f"{path} written.", err=True)
        click.echo("Started. For runs while you are logged out: loginctl enable-linger", err=True)
    else:
        nightly.write_crontab(nightly.with_job(nightly.present_crontab(), job))
        click.echo("Written to your crontab.", err=True)
    _tell_of_settings(job)


def _tell_of_settings(job: Job) -> None:
    if not job.settings.exists():
        whom = " and LITTRACK_DIGEST_TO=whom to mail" if job.digest else ""
        click.echo(
            f"Now write NCBI_EMAIL=your address{whom} into {job.settings} and chmod 600 it.",
            err=True,
        )
    elif job.settings.stat().st_mode & 0o077:
        click.echo(f"Others can read {job.settings}: chmod 600 it.", err=True)


def _remove(job: Job, systemd: bool, yes: bool) -> None:
    from littrack.night import schedule as nightly

    if not (yes or click.confirm(f"Remove the nightly job of {job.folder}?", err=True)):
        return
    if systemd:
        gone = nightly.remove_units(job)
        click.echo("Removed." if gone else "There was none.", err=True)
        return
    before = nightly.present_crontab()
    after = nightly.without_job(before, job)
    if after == before:
        click.echo(f"There is no job of {job.folder} in your crontab.", err=True)
    else:
        nightly.write_crontab(after)
        click.echo("Removed from your crontab.", err=True)
