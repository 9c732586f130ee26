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
