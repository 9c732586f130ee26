"""Write the parts of the manual that the program knows best: ``docs/cli.md`` and ``docs/schema.md``.

Run ``make docs`` (``python -m docs.generate``); a test fails while either file is stale.
"""

from __future__ import annotations

from copy import copy
from pathlib import Path

from click import Command, Context

DOCS = Path(__file__).parent


def command_reference() -> str:
    """Every command's help, as the terminal prints it at 88 columns."""
    from littrack.cli import COMMANDS, cli

    parts = [
        "# Commands",
        "Generated from the commands' own help by `make docs`. Every command takes `--db` and `--queries` where it "
        "needs them, and those that print take `--json`.",
        _help("littrack", cli),
    ]
    for name in COMMANDS:
        found = cli.get_command(Context(cli), name)
        assert found is not None
        parts.append(_help(f"littrack {name}", found))
    return "\n\n".join(parts) + "\n"


def _help(name: str, command: Command) -> str:
    fresh = copy(command)
    fresh._help_option = None  # Click keeps the first it meets, even one made outside the group
    context = Context(
        fresh,
        info_name=name,
        terminal_width=88,
        max_content_width=88,
        help_option_names=["-h", "--help"],  # as the group sets it
    )
    return f"## {name}\n\n```text\n{fresh.get_help(context)}\n```"


def schema_reference() -> str:
    """Every table and column with its description."""
    from littrack.store.descriptions import schema_document

    return schema_document()


PAGES = {"cli.md": command_reference, "schema.md": schema_reference}


def main() -> None:
    """Write the generated pages."""
    for name, render in PAGES.items():
        (DOCS / name).write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
