"""The last door before the user: one line and an exit code, with a traceback only where it was asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from littrack.cli import main


@pytest.mark.parametrize("debug", [False, True])
def test_debug_adds_the_traceback_and_keeps_the_exit_code(
    debug: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["littrack", "status", *(["--debug"] if debug else []), "--db", str(tmp_path / "x.db")]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert ("Traceback" in said) is debug
    assert said.splitlines()[-1].startswith("Error: there is no database at ")


NUMPY = """
import sys
from click.testing import CliRunner
from littrack.cli import cli
CliRunner().invoke(cli, ["status", "--db", "there/is/none.db"])
import littrack.refresh, littrack.store.database
print("sqlite_utils" in sys.modules, "numpy" in sys.modules)
import numpy
"""


def test_no_command_pays_for_numpy_and_whoever_wants_it_gets_it() -> None:
    ended = subprocess.run([sys.executable, "-c", NUMPY], capture_output=True, text=True)
    assert (ended.stdout, ended.stderr) == ("True False\n", "")
