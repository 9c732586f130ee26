"""The ``littrack`` command. Each command lives in a module of its own and is imported when it is called,
so that ``littrack --help`` needs neither Biopython nor Datasette."""

from __future__ import annotations

import atexit
import copy
import functools
import gc
import importlib
import shutil
import sys
import traceback
from typing import Any

import click

from littrack import __version__
from littrack.errors import FAILED, LittrackError
from littrack.line_width import within

COMMANDS = {
    "init": "Write a topic to start from into a folder.",
    "refresh": "Ask PubMed what is new and store it.",
    "ingest": "Store PubMed records from files.",
    "load": "Load the topic's claims, evidence and trials into the database.",
    "status": "Say what is stored, how fresh it is and what is owed.",
    "doctor": "Check that everything littrack needs is in order.",
    "search": "Search the stored studies.",
    "show": "Show one study.",
    "claims": "List the claims, or show one with its evidence.",
    "validate": "Check the topic files and report every problem.",
    "appraise": "Begin the appraisal of a study: write its entry for evidence.yaml.",
    "synthesize": "Pool what the trials of a claim report.",
    "cite": "Print references to stored studies in a style.",
    "report": "Write the fact check as one document.",
    "export": "Write a selection of the studies for a reference manager or a program.",
    "check": "Check what a manuscript or bibliography cites.",
    "digest": "Tell what matters since the last digest, on the terminal or by mail.",
    "schedule": "Print the nightly job for cron or systemd, or put it in place.",
    "backup": "Copy the database, and read the copy back.",
    "serve": "Open the studies in Datasette.",
    "publish": "Write the whole site as files that need no server.",
    "demo": "Load the bundled topic and open it in a browser.",
}


def import_sqlite_utils() -> None:
    """Import sqlite-utils without numpy, which it takes along where there is one (Biopython's), only to store
    numpy's numbers: a tenth of a second of every command."""
    if "numpy" in sys.modules or "sqlite_utils" in sys.modules:
        return
    sys.modules["numpy"] = None  # type: ignore[assignment]
    try:
        importlib.import_module("sqlite_utils")
    finally:
        del sys.modules["numpy"]


def _lightly(command: click.Command) -> click.Command:
    """The same command, which imports sqlite-utils as above when it runs, and not for its help."""
    run = command.callback
    assert run is not None

    @functools.wraps(run)
    def callback(*args: Any, **options: Any) -> Any:
        import_sqlite_utils()
        with within(_columns()):
            return run(*args, **options)

    lighter = copy.copy(command)
    lighter.callback = callback
    return lighter


def _columns() -> int | None:
    """How wide the terminal is that is written to, if it is one."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


class LazyGroup(click.Group):
    """A group that knows its commands' names and one-line helps without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import ``littrack.cli.<name>`` and return its ``command``."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = importlib.import_module(f"littrack.cli.{cmd_name}").command
        return _lightly(found)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table above: no import."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="littrack")
@click.option(
    "--debug", is_flag=True, help="Show the traceback of an error (anywhere on the line)."
)
def cli(debug: bool) -> None:
    """Check the claims of a health article against PubMed.

    \b
    littrack init DIR        write a topic to start from
    littrack refresh         ask PubMed what is new (run this every night)
    littrack serve           open the studies in a browser
    """


def main() -> None:
    """Run the command line. Every failure ends as one line on stderr and an exit code of ``littrack.errors``."""
    # Python looks through all there is for cycles as it ends: 0.05 s after a refresh
    atexit.register(gc.freeze)
    debug = "--debug" in sys.argv
    if debug:
        sys.argv.remove("--debug")
    try:
        cli.main()
    except Exception as error:  # noqa: BLE001 - the last door before the user, who must not see a traceback unasked
        if debug:
            traceback.print_exc()
        _end(*_explained(error))


def _explained(error: Exception) -> tuple[str, int]:
    if isinstance(error, LittrackError):
        return str(error), error.exit_code
    if isinstance(error, OSError):
        return f"{error.filename or 'the system'}: {error.strerror or error}", FAILED
    said = f"{type(error).__name__}: {error}"
    return f"{said}. This is a fault of littrack: run again with --debug.", FAILED


def _end(message: str, code: int) -> None:
    click.echo("Error: " + " ".join(message.split()), err=True)
    sys.exit(code)
