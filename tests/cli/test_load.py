from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from littrack.cli import cli
from littrack.errors import Busy, ConfigError
from littrack.lock import hold
from tests.topics.folder import CLAIMS, make_topic, spoil


def load(tmp_path: Path, *arguments: str) -> Result:
    database = str(tmp_path / "littrack.db")
    return CliRunner().invoke(
        cli, ["load", "--queries", str(tmp_path), "--db", database, *arguments]
    )


def test_it_says_what_was_loaded(tmp_path: Path) -> None:
    make_topic(tmp_path)
    result = load(tmp_path)
    assert result.exit_code == 0
    assert result.output == (
        "made-up: 2 claims, 2 studies, 1 trials (1 with a PMID, 1 without); new or changed verdicts: 2\n"
    )
    assert load(tmp_path).output == "made-up: 2 claims, 2 studies, 1 trials: nothing had changed\n"
    assert load(tmp_path, "--quiet").output == ""


def test_json(tmp_path: Path) -> None:
    make_topic(tmp_path)
    ((loaded),) = json.loads(load(tmp_path, "--json").output)
    assert loaded["matches"][1] == {
        "key": "roe2021",
        "study": "key:roe2021",
        "how": "none",
        "note": None,
    }


def test_faulty_files_are_refused_in_one_line(tmp_path: Path) -> None:
    make_topic(tmp_path, claims=spoil(CLAIMS, "state: supported", "state: true"))
    result = load(tmp_path)
    assert isinstance(result.exception, ConfigError)
    assert "\n" not in str(result.exception)
    assert not (tmp_path / "littrack.db").exists()


def test_a_run_at_work_is_waited_for(tmp_path: Path) -> None:
    make_topic(tmp_path)
    load(tmp_path)
    with hold(tmp_path / "littrack.db", "refresh", "2026-11-24T02:00:00Z"):
        assert isinstance(load(tmp_path).exception, Busy)
