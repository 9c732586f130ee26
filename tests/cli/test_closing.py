"""Every command that reads closes the database it opened."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from littrack.cli import cli
from littrack.load import load_topics
from littrack.store import database

BUNDLED = Path(__file__).parents[2] / "queries"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("closing") / "littrack.db"
    load_topics(path, BUNDLED)
    return path


@pytest.mark.parametrize(
    "words",
    [
        ["claims"], ["claims", "eight-times"], ["claims", "nine-times"], ["claims", "eight-times", "--as-of", "2026-11-24"],
        ["cite", "parsaik2016"], ["cite", "nobody"], ["export", "--all", "--format", "csv"], ["search", "depression"],
        ["show", "parsaik2016"], ["show", "nobody"], ["status"], ["digest"], ["report"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_the_database_is_closed(
    db: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def noted(*arguments: object, **options: object) -> sqlite3.Connection:
        opened.append(connect(*arguments, **options))  # type: ignore[call-overload]
        return opened[-1]

    monkeypatch.setattr(database.sqlite3, "connect", noted)
    CliRunner().invoke(cli, [*words, "--db", str(db)])
    assert opened
    for connection in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")
