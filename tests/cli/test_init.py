from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from littrack.cli import cli
from littrack.errors import ConfigError


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_it_writes_a_topic_that_loads_and_says_what_comes_next() -> None:
    result = CliRunner().invoke(cli, ["init"])
    assert result.exit_code == 0
    assert result.output.startswith("Wrote 9 files to ")
    assert "littrack refresh" in result.output
    assert "littrack serve" in result.output
    assert "cd " not in result.output
    assert CliRunner().invoke(cli, ["load"]).exit_code == 0
    assert Path("db/littrack.db").is_file()


def test_another_folder_and_a_blank_topic() -> None:
    result = CliRunner().invoke(cli, ["init", "there", "--topic", "mine"])
    assert result.exit_code == 0
    assert "  cd there\n" in result.output
    assert "edit queries/mine/topic.yaml" in result.output
    assert CliRunner().invoke(cli, ["validate", "--queries", "there/queries"]).exit_code == 0


def test_a_second_time_leaves_all_as_it_was() -> None:
    CliRunner().invoke(cli, ["init"])
    result = CliRunner().invoke(cli, ["init"])
    assert result.output.startswith("Wrote 0 files")
    assert result.output.count("Left as it was: ") == 9


def test_a_bad_name_is_refused() -> None:
    result = CliRunner().invoke(cli, ["init", "--topic", "My Topic"])
    assert isinstance(result.exception, ConfigError)
    assert os.listdir() == []  # noqa: PTH208 - whether anything at all was written
