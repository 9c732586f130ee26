"""Write files below one folder and keep their hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class File:
    """A file that was written: its path below the site's folder, with slashes."""

    name: str
    bytes: int
    sha256: str


@dataclass(slots=True)
class Writer:
    """Writes below ``folder``; ``files`` are those written so far."""

    folder: Path
    files: list[File] = field(default_factory=list)
    _made: set[Path] = field(default_factory=set)

    def write(self, name: str, content: bytes) -> File:
        """Write one file."""
        path = self._place(name)
        with path.open("wb") as file:
            file.write(content)
        written = File(name, len(content), hashlib.sha256(content).hexdigest())
        self.files.append(written)
        return written

    def write_text(self, name: str, text: str) -> File:
        """Write one file of text in UTF-8; what cannot be written as that becomes a question mark."""
        return self.write(name, text.encode("utf-8", "replace"))

    @contextmanager
    def open(self, name: str) -> Iterator[Callable[[str], None]]:
        """Write one file of text piece by piece: the function takes the pieces."""
        found, size = hashlib.sha256(), 0
        with self._place(name).open("wb") as file:

            def take(piece: str) -> None:
                nonlocal size
                content = piece.encode("utf-8", "replace")
                found.update(content)
                size += len(content)
                file.write(content)

            yield take
        self.files.append(File(name, size, found.hexdigest()))

    def _place(self, name: str) -> Path:
        path = self.folder / name
        if path.parent not in self._made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(path.parent)
        return path


def sums(files: Iterable[File]) -> str:
    """``SHA256SUMS`` as ``sha256sum --check`` reads it."""
    return "".join(f"{each.sha256}  {each.name}\n" for each in sorted(files, key=lambda each: each.name))  # fmt: skip


def read_sums(text: str) -> dict[str, str]:
    """The hash of each file that ``SHA256SUMS`` names."""
    lines = (line.partition("  ") for line in text.splitlines())
    return {name: sha256 for sha256, mark, name in lines if mark and len(sha256) == 64}
