"""Copies of the database: sound, whole, and thinned out by a rule."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from littrack.cli import cli
from littrack.errors import ConfigError, DataError
from littrack.load import load_topics
from littrack.night.backup import Keep, back_up, read_rule, superseded, thin_out, verify
from littrack.store.database import open_database
from littrack.store.digest import content_digest

NOW = datetime(2026, 11, 24, 2, 0, 0, tzinfo=timezone.utc)
BUNDLED = Path(__file__).parents[2] / "queries"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("backup") / "littrack.db"
    load_topics(path, BUNDLED)
    return path


@pytest.fixture
def database(loaded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(loaded, tmp_path / "littrack.db"))


def digest(path: Path) -> str:
    with closing(open_database(path).conn) as connection:
        return content_digest(Database(connection))


def test_a_copy_holds_the_same_and_stands_alone(database: Path, tmp_path: Path) -> None:
    made = back_up(database, tmp_path / "copies", NOW)
    assert made.path.name == "littrack-2026-11-24T020000Z.db"
    assert made.counts["claims"] == 36
    assert [each.name for each in (tmp_path / "copies").iterdir()] == [made.path.name]
    assert digest(made.path) == digest(database)


def test_a_copy_while_another_writes_is_one_state(database: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(database, timeout=30)) as connection:
            while not stop.is_set():
                with connection:
                    connection.execute(
                        "INSERT INTO refreshes (command, started, outcome) VALUES ('made up', '2026', 'x')"
                    )
                    connection.execute(
                        "INSERT INTO refreshes (command, started, outcome) VALUES ('made up', '2026', 'x')"
                    )

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for hour in range(5):
            made = back_up(database, tmp_path / "copies", NOW + timedelta(hours=hour))
            with closing(sqlite3.connect(made.path)) as copy:
                [(count,)] = copy.execute(
                    "SELECT count(*) FROM refreshes WHERE command = 'made up'"
                ).fetchall()
            assert count % 2 == 0
    finally:
        stop.set()
        writer.join()


def test_a_damaged_copy_is_found(database: Path, tmp_path: Path) -> None:
    made = back_up(database, tmp_path / "copies", NOW)
    with made.path.open("r+b") as file:
        file.seek(made.bytes // 2 // 4096 * 4096)
        file.write(b"\xff" * 8192)
    with pytest.raises(DataError, match=r"damaged|no sound copy"):
        verify(made.path)
    with pytest.raises(ConfigError, match="there is no copy"):
        verify(tmp_path / "none.db")
    other = tmp_path / "other.db"
    other.write_text("this is no database")
    with pytest.raises(DataError, match="no sound copy"):
        verify(other)


def test_a_disk_without_room_leaves_no_half_copy(database: Path, tmp_path: Path) -> None:
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000));"
        "from littrack.cli import main; sys.argv[0] = 'littrack'; main()"
    )
    words = ["backup", str(tmp_path / "copies"), "--db", str(database)]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "no room" in done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "copies").iterdir()) == []
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 100_000


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(database: Path, tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir(mode=0o500)
    with pytest.raises(ConfigError, match="can be written"):
        back_up(database, tmp_path / "copies", NOW)


@pytest.mark.parametrize(
    ("text", "keep"), [("7d4w12m", Keep()), ("3d", Keep(3, 0, 0)), ("2w 1m", Keep(0, 2, 1))]
)
def test_rules(text: str, keep: Keep) -> None:
    assert read_rule(text) == keep


@pytest.mark.parametrize("text", ["", "7", "7x", "d7", "0d", "7d, all"])
def test_what_is_no_rule(text: str) -> None:
    with pytest.raises(ConfigError, match="7d4w12m"):
        read_rule(text)


def name(day: int, hour: int = 2) -> Path:
    at = datetime(2025, 1, 1) + timedelta(days=day, hours=hour)
    return Path(f"littrack-{at:%Y-%m-%dT%H%M%SZ}.db")


def test_a_year_of_nights_leaves_days_weeks_and_months() -> None:
    paths: list[Path] = []
    for day in range(365):
        paths.append(name(day))
        gone = set(superseded(paths, Keep(7, 4, 12)))
        paths = [path for path in paths if path not in gone]
    assert name(364) in paths
    assert {name(day) for day in range(358, 365)} <= set(paths)
    assert 7 + 2 + 11 <= len(paths) <= 7 + 4 + 12


@given(
    st.lists(st.integers(0, 400), unique=True, max_size=40),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(0, 5),
)
def test_the_latest_copy_always_stays(days: list[int], d: int, w: int, m: int) -> None:
    paths = [name(day) for day in days]
    gone = superseded([*paths, Path("notes.db"), Path("littrack.db")], Keep(d, w, m))
    assert set(gone) <= set(paths)
    if paths:
        assert name(max(days)) not in gone
        assert len(paths) - len(gone) <= max(1, d + w + m + 1)


def test_files_of_others_are_left_alone(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    for day in range(3):
        back_up(database, folder, NOW + timedelta(days=day))
    for other in ("notes.txt", "other-2020-01-01T000000Z.db", "littrack.db", "littrack-2020.db"):
        (folder / other).write_text("mine")
    gone = thin_out(folder, "littrack", Keep(1, 0, 0))
    assert [path.name for path in gone] == [
        "littrack-2026-11-24T020000Z.db",
        "littrack-2026-11-25T020000Z.db",
    ]
    assert len(list(folder.iterdir())) == 5


def test_the_command(database: Path, tmp_path: Path) -> None:
    made = CliRunner().invoke(cli, ["backup", "--db", str(database), "--keep", "7d"])
    assert made.exit_code == 0, made.output
    assert "read back and sound (60 studies, 36 claims)" in made.output
    [copy] = (tmp_path / "backups").iterdir()
    checked = CliRunner().invoke(cli, ["backup", "--verify", str(copy)])
    assert "is sound: 60 studies, 36 claims." in checked.output
    quiet = CliRunner().invoke(cli, ["backup", "--db", str(database), "--quiet"])
    assert quiet.output == ""
    missing = CliRunner().invoke(cli, ["backup", "--db", str(tmp_path / "none.db")])
    assert missing.exception is not None
