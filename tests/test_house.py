"""Rules of the house that no reader should have to police."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "littrack"

PURE_ROOMS = (
    "records",
    "errors",
    "line_width",
    "pubmed",
    "appraise",
    "integrity",
    "synthesis",
    "topics.model",
    "render",
    "cite",
)
ASKING = (
    "pubmed.client",
    "pubmed.entrez",
    "pubmed.fetching",
    "pubmed.limiter",
    "pubmed.searching",
    "pubmed.settings",
)
"""The part of the PubMed room that asks; the rest of it is pure."""
IO_MODULES = {
    "requests",
    "Bio",
    "sqlite3",
    "sqlite_utils",
    "socket",
    "urllib",
    "http",
    "subprocess",
    "datasette",
    "click",
}
"""What a pure room may not import."""

ABOVE = {
    "cli": ("__main__",),
    "publish": ("cli",),
    "web": ("cli", "demo", "publish"),
}
"""The rooms that nothing may import but those named. ``publish`` writes the pages of ``web`` to files, and so stands
above it: ``cli`` → ``publish`` → ``web`` → the rest."""


def modules() -> dict[str, Path]:
    """Every module of the package by its name below ``littrack``."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = path
    return found


def imports_of(path: Path) -> set[str]:
    """Names of the modules a file imports anywhere, functions included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{each.name}" for each in node.names)
    return names


def is_pure(name: str) -> bool:
    inside = any(name == room or name.startswith(room + ".") for room in PURE_ROOMS)
    return inside and not any(name == each or name.startswith(each + ".") for each in ASKING)


@pytest.mark.parametrize("name", sorted(name for name in modules() if is_pure(name)))
def test_pure_rooms_do_no_input_or_output(name: str) -> None:
    imported = imports_of(modules()[name])
    assert not {each.split(".")[0] for each in imported} & IO_MODULES
    inner = {each.removeprefix("littrack.") for each in imported} & set(modules())
    assert not {each for each in inner if not is_pure(each)}


@pytest.mark.parametrize("name", sorted(modules()))
def test_imports_run_one_way(name: str) -> None:
    imported = {each for each in imports_of(modules()[name]) if each.startswith("littrack.")}
    for room, may_import in ABOVE.items():
        if name.split(".")[0] not in (room, *may_import):
            assert not {each for each in imported if f"{each}.".startswith(f"littrack.{room}.")}
    if name.split(".")[0] in ("pubmed", "store"):
        forbidden = (
            "littrack.refresh",
            "littrack.ingest",
            "littrack.load",
            "littrack.review",
            "littrack.health",
        )
        assert not {each for each in imported if each.startswith(forbidden)}


def test_modules_can_be_read_in_a_sitting() -> None:
    long = {
        name: n
        for name, path in modules().items()
        if (n := len(path.read_text("utf-8").splitlines())) > 450
    }
    assert not long


def test_questions_to_the_database_number_no_places() -> None:
    """Python 3.12.0 to 3.12.3 takes ``?1`` for a name, and warns."""
    numbered = re.compile(r"[\s=(,]\?\d")
    found = {name for name, path in modules().items() if numbered.search(path.read_text("utf-8"))}
    assert not found


def test_help_needs_no_heavy_import() -> None:
    code = (
        "import sys, click.testing; from littrack.cli import cli;"
        "r = click.testing.CliRunner().invoke(cli, ['--help']); assert r.exit_code == 0, r.output;"
        "heavy = {'Bio', 'numpy', 'lxml', 'sqlite_utils', 'datasette', 'requests', 'yaml', 'jsonschema'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
