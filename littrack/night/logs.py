"""A log for machines: one JSON object a line, in a file that never grows beyond measure."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timezone
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from littrack.errors import ConfigError

LARGEST = 5_000_000
"""Bytes of one file; then it is renamed ``.1``, and so on."""
KEPT = 5


class RunLog:
    """Writes events of one run; without a file it writes nothing."""

    def __init__(self, path: Path | None, command: str, largest: int = LARGEST) -> None:
        self._command, self._handler = command, None
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._handler = RotatingFileHandler(
                path, maxBytes=largest, backupCount=KEPT, encoding="utf-8"
            )
        except OSError as error:
            raise ConfigError(
                f"--log {path}: {error.strerror}; give a file that can be written"
            ) from None
        self._handler.handleError = _ignore  # type: ignore[method-assign]

    def write(self, event: str, **facts: Any) -> None:
        """Add a line: when, which command, what happened. A full disk costs the line, never the run."""
        if self._handler is None:
            return
        at = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = json.dumps(
            {"at": at, "command": self._command, "event": event, **facts}, ensure_ascii=False
        )
        record = logging.LogRecord("littrack", logging.INFO, "", 0, line, None, None)
        self._handler.emit(record)

    def close(self) -> None:
        """Let go of the file."""
        if self._handler is not None:
            self._handler.close()


def _ignore(record: logging.LogRecord) -> None:
    """A log that cannot be written must not stop the night."""
