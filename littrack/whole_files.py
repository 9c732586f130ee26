"""Write a file that is there whole or not at all, whatever becomes of the disk or of the run."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from littrack.errors import DataError

_FULL = "the disk is full; free some space and run the command again"


def write_whole(target: Path, content: Iterable[str] | bytes) -> None:
    """Write text as UTF-8, or bytes, beside ``target``, then put it in its place; folders are made.

    What is no file, such as /dev/stdout, is written to as it is. What UTF-8 cannot hold (a lone surrogate) becomes a
    question mark. ``DataError`` names the file that cannot be written.
    """
    draft = target.with_name(f"{target.name}.part")
    try:
        if target.exists() and not target.is_file():
            _write(target, content)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(draft, content)
        draft.replace(target)
    except BaseException as error:
        with suppress(OSError):
            draft.unlink()
        if not isinstance(error, OSError):
            raise
        why = _FULL if error.errno == errno.ENOSPC else error.strerror or str(error)
        raise DataError(f"{target}: {why}") from None


def _write(file: Path, content: Iterable[str] | bytes) -> None:
    if isinstance(content, bytes):
        file.write_bytes(content)
        return
    with file.open("w", encoding="utf-8", errors="replace", newline="") as opened:
        opened.writelines(content)
