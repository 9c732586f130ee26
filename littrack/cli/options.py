"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

DATABASE = "db/littrack.db"


def db_option(command: Command) -> Command:
    """``--db PATH``, from ``LITTRACK_DB`` or ``db/littrack.db``; passed as ``db: Path``."""
    return click.option(
        "--db",
        type=click.Path(dir_okay=False, path_type=Path),
        default=DATABASE,
        envvar="LITTRACK_DB",
        show_default=True,
        help="The SQLite database (environment: LITTRACK_DB).",
    )(command)


def queries_option(command: Command) -> Command:
    """``--queries DIR``; passed as ``queries: Path``."""
    return click.option(
        "--queries",
        type=click.Path(file_okay=False, path_type=Path),
        default="queries",
        show_default=True,
        help="The folder with one folder a topic.",
    )(command)


def json_option(command: Command) -> Command:
    """``--json``; passed as ``as_json: bool``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def quiet_option(command: Command) -> Command:
    """``--quiet``; passed as ``quiet: bool``."""
    return click.option("--quiet", "-q", is_flag=True, help="Print only what went wrong.")(command)


def log_option(command: Command) -> Command:
    """``--log FILE``; passed as ``log_file: Path | None``."""
    return click.option(
        "--log",
        "log_file",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Add what happens to a file, a JSON object a line; it never grows beyond 30 MB.",
    )(command)


def _instant(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    from littrack.times import end_of_day

    try:
        return end_of_day(value) if value else None
    except ValueError as error:
        future = "in the future" in str(error)
        told = str(error) if future else f"{value!r} is no day: write it as 2026-11-24"
        raise click.BadParameter(told) from None


def as_of_option(command: Command) -> Command:
    """``--as-of DAY``; passed as ``as_of: str | None``, an instant."""
    return click.option(
        "--as-of",
        callback=_instant,
        metavar="DAY",
        help="What was stored at the end of that day (UTC), as 2026-11-24.",
    )(command)
