"""``littrack digest``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from littrack.cli.options import db_option, log_option


@click.command()
@db_option
@click.option("--since", default="last", show_default=True, metavar="DAY|last", help="Begin here.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html", "json"]),
    default="text",
    show_default=True,
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--site", metavar="URL", help="Address of your site, for links (environment: LITTRACK_SITE)."
)
@click.option("--always", is_flag=True, help="Say so where nothing happened.")
@click.option("--mail", is_flag=True, help="Send it instead of printing it.")
@click.option(
    "--to", multiple=True, metavar="ADDRESS", help="To whom (environment: LITTRACK_DIGEST_TO)."
)
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write it to a file."
)
@log_option
def command(
    db: Path,
    since: str,
    form: str,
    as_json: bool,
    site: str | None,
    always: bool,
    mail: bool,
    to: tuple[str, ...],
    output: Path | None,
    log_file: Path | None,
) -> None:
    """Tell what matters since the last digest: verdicts to look at again, retractions, strong new studies, trials; the
    rest is counted. Says nothing where nothing happened.

    \b
    Mail goes through LITTRACK_SMTP (a server, as in mail.example.org:587; LITTRACK_SMTP_USER and
    LITTRACK_SMTP_PASSWORD where it asks for them), else through the machine's sendmail;
    LITTRACK_MAIL_FROM is the sender. What could not be sent is told by the next digest.
    """
    from littrack.night.digesting import Wanted, tell
    from littrack.night.logs import RunLog
    from littrack.night.watched import watched

    wanted = Wanted(since, "json" if as_json else form, site, always, to if mail else None, output)
    with watched(RunLog(log_file, "digest")) as run:
        told = tell(db, wanted)
        run.end(told.what)
    click.echo(told.text, nl=False)
    if not told.text and at_terminal():  # cron mails whatever is said; a person wonders at silence
        click.echo(f"{told.what[0].upper()}{told.what[1:]}.", err=True)


def at_terminal() -> bool:
    """Whether a person reads what is said."""
    return sys.stderr.isatty()
