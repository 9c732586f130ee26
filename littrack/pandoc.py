"""Run pandoc, where it is installed: on the PATH, or with ``pip install 'littrack[pandoc]'``."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence

from littrack.errors import ConfigError, DataError

SECONDS = 120
"""A run of pandoc may take this long."""


def find_pandoc(purpose: str, advice: str = "pip install 'littrack[pandoc]'") -> str:
    """The path of pandoc's program. Raises ``ConfigError`` with ``advice`` where there is none: ``purpose`` needs it."""
    if found := shutil.which("pandoc"):
        return found
    try:
        import pypandoc  # type: ignore[import-untyped,import-not-found,unused-ignore]

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        raise ConfigError(f"{purpose} needs pandoc, which is not installed: {advice}") from None


def run_pandoc(program: str, arguments: Sequence[str], text: str) -> str:
    """What pandoc makes of ``text``. Raises ``DataError`` with its first words where it fails."""
    try:
        done = subprocess.run(
            [program, *arguments],
            input=text,
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DataError(f"pandoc gave no answer within {SECONDS} seconds") from None
    except OSError as error:
        raise DataError(f"pandoc cannot be run: {error.strerror or error}") from None
    if done.returncode:
        raise DataError(
            f"pandoc failed: {' '.join(done.stderr.split())[:300] or 'it gave no reason'}"
        )
    return done.stdout
