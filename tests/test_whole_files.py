"""A file is there whole or not at all."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from littrack.errors import DataError
from littrack.whole_files import write_whole


def test_text_and_bytes(tmp_path: Path) -> None:
    write_whole(tmp_path / "new" / "a.txt", ("one\n", "\ud800"))
    write_whole(tmp_path / "b.bin", b"two\r\n")
    assert (tmp_path / "new" / "a.txt").read_bytes() == b"one\n?"
    assert (tmp_path / "b.bin").read_bytes() == b"two\r\n"


def test_what_fails_on_the_way_leaves_what_was_there(tmp_path: Path) -> None:
    def pieces() -> Iterator[str]:
        yield "half"
        raise OSError(errno.ENOSPC, "No space left on device")

    target = tmp_path / "a.txt"
    target.write_text("before")
    with pytest.raises(DataError, match=r"a\.txt: the disk is full; free some space"):
        write_whole(target, pieces())
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {"a.txt": "before"}


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match=r"a\.txt: "):
        write_whole(tmp_path / "file" / "a.txt", b"")


def test_what_is_no_file_is_not_replaced() -> None:
    null = Path("/dev/null")
    write_whole(null, ("nothing",))
    assert null.is_char_device()
    assert not Path("/dev/null.part").exists()
