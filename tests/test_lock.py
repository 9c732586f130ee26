"""The lock on a database: one run at a time, free again however its holder ends."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from littrack.errors import Busy, ConfigError, DataError
from littrack.lock import Holder, hold, holder, holder_path, lock_path

NOW = "2026-11-24T02:00:00Z"
HOLD_FOR_EVER = """
import sys, time
from pathlib import Path
from littrack.lock import hold
with hold(Path(sys.argv[1]), "refresh", "2026-11-24T01:00:00Z"):
    print("held", flush=True)
    time.sleep(60)
"""


def held_elsewhere(database: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD_FOR_EVER, str(database)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_the_second_run_is_told_who_holds_the_lock_and_since_when(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    process = held_elsewhere(database)
    try:
        expected = f"since 2026-11-24T01:00:00Z \\(process {process.pid}\\)"
        with pytest.raises(Busy, match=expected), hold(database, "refresh", NOW):
            pass
        assert holder(database) == Holder("refresh", process.pid, "2026-11-24T01:00:00Z")
    finally:
        kill(process)


def test_a_killed_run_leaves_no_lock_behind(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    kill(held_elsewhere(database))
    assert holder_path(database).exists()
    assert holder(database) is None
    with hold(database, "refresh", NOW):
        found = holder(database)
    assert found == Holder("refresh", os.getpid(), NOW)


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    with pytest.raises(ZeroDivisionError), hold(database, "refresh", NOW):
        raise ZeroDivisionError
    assert holder(database) is None
    assert not holder_path(database).exists()
    assert lock_path(database).exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(ConfigError, match=r"cannot write in .*file"),
        hold(tmp_path / "file" / "x.db", "refresh", NOW),
    ):
        pass


def test_a_full_disk_is_called_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(DataError, match="the disk is full"), hold(tmp_path / "x.db", "load", NOW):
        pass
