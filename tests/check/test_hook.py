"""What a pre-commit hook runs."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from littrack.cli import cli
from littrack.load import load_topics

ROOT = Path(__file__).parents[2]


def test_the_hook_runs_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    program, *words = shlex.split(hook["entry"])
    assert program == "littrack"
    database = tmp_path / "x.db"
    load_topics(database, ROOT / "queries")
    monkeypatch.setenv("LITTRACK_DB", str(database))
    for name, text, code in (
        ("good.md", "See PMID: 27138078.\n", 0),
        ("unknown.md", "See PMID: 99999999.\n", 0),
        ("bad.md", "Eight times as many patients got better.\n", 1),
    ):
        (tmp_path / name).write_text(text, "utf-8")
        assert CliRunner().invoke(cli, [*words, str(tmp_path / name)]).exit_code == code
