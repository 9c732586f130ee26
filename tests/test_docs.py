"""The manual says what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.generate import DOCS, PAGES
from littrack import __version__
from littrack.cli import COMMANDS

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_fresh(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == PAGES[name](), "run `make docs`"


def test_help_reads_the_same_after_a_command_was_called_alone() -> None:
    from click.testing import CliRunner

    from littrack.cli.validate import command

    command._help_option = None
    CliRunner().invoke(command, ["--help"])  # Click now keeps "--help" without "-h" in the command
    assert (DOCS / "cli.md").read_text("utf-8") == PAGES["cli.md"]()


def test_every_link_between_pages_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *DOCS.glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8")):
            if not target.startswith(("http:", "https:", "mailto:")):
                assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_manual_names_every_command() -> None:
    manual = "".join(page.read_text("utf-8") for page in DOCS.glob("*.md") if page.name != "cli.md")
    manual += (ROOT / "README.md").read_text("utf-8")
    missing = [name for name in COMMANDS if f"littrack {name}" not in manual]
    assert not missing


def test_the_changelog_begins_with_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(r"^## \[([^\]]+)\]", changelog, re.M).group(1) == __version__  # type: ignore[union-attr]


def test_readme_opens_with_the_two_commands() -> None:
    head = (ROOT / "README.md").read_text("utf-8").splitlines()[:60]
    assert "make demo" in "\n".join(head)
    assert "make test" in "\n".join(head)
