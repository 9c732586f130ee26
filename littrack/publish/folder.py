"""The folder of a published site: whose files lie in it, and the exchange of the old site for the new one.

The new site is written beside the folder and takes its place when it is whole. Files that littrack did not write are
linked into the new folder before, so that none is ever deleted.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from littrack.errors import Busy, ConfigError, DataError, LittrackError
from littrack.publish.layout import MANIFEST, SUMS
from littrack.publish.writing import read_sums


def check_folder(folder: Path, force: bool) -> None:
    """Raise ``ConfigError`` where ``folder`` is no place for a site: a file, or a folder of somebody else's files."""
    if not folder.name:
        raise ConfigError(f"{folder} is the root of the file system: name a folder in it")
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"{folder} is a file: name a folder for the site")
    if folder.is_dir() and any(folder.iterdir()) and not is_site(folder) and not force:
        raise ConfigError(
            f"{folder} holds files and is no site that littrack published: "
            "name another folder, or pass --force to publish beside them"
        )


def is_site(folder: Path) -> bool:
    """Did littrack publish a site here?"""
    try:
        facts = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(facts, dict) and "littrack" in facts and (folder / SUMS).is_file()


def foreign_files(folder: Path) -> list[Path]:
    """What lies in ``folder`` (paths below it) and was not published there: files, links and empty folders."""
    if not folder.is_dir():
        return []
    ours: set[str] = set()
    if is_site(folder):
        ours = {SUMS, *read_sums((folder / SUMS).read_text("utf-8", "replace"))}
    return sorted(path for path in _contents(folder) if path.as_posix() not in ours)


def _contents(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        here = Path(place)
        links = [name for name in folders if (here / name).is_symlink()]
        for name in (*files, *links):
            yield (here / name).relative_to(folder)
        if not folders and not files and here != folder:
            yield here.relative_to(folder)


@contextmanager
def draft_beside(folder: Path) -> Iterator[Path]:
    """An empty folder beside ``folder``, for one publishing run at a time; what it holds at the end is removed.

    ``Busy`` where another run publishes there now, ``ConfigError`` where nothing can be written there.
    """
    from filelock import FileLock, Timeout

    draft = folder.with_name(f".{folder.name}.publishing")
    lock = FileLock(folder.with_name(f".{folder.name}.publishing.lock"), timeout=0.3)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(poll_interval=0.05)
    except Timeout:
        raise Busy(f"another run publishes to {folder}: try again when it has ended") from None
    except OSError as error:
        raise unwritable(folder, error) from None
    try:
        _recover(folder)
        _remove(draft)
        draft.mkdir()
        yield draft
    except OSError as error:
        raise unwritable(folder, error) from None
    finally:
        with suppress(OSError):
            _remove(draft)
        lock.release()


def carry_over(folder: Path, draft: Path) -> int:
    """Link what is not littrack's from the old folder into the new one; how many. ``ConfigError`` where the site
    needs the place of such a file."""
    found = foreign_files(folder)
    for each in found:
        if _taken(folder / each, draft / each) or _below_file(draft, each):
            raise ConfigError(
                f"{folder / each} is not littrack's, and the site needs its place: move it away, then publish again"
            )
    for each in found:
        _link(folder / each, draft / each)
    return len(found)


def _taken(old: Path, new: Path) -> bool:
    both_folders = new.is_dir() and old.is_dir() and not old.is_symlink()
    return (new.is_symlink() or new.exists()) and not both_folders


def _below_file(draft: Path, each: Path) -> bool:
    return any((draft / parent).is_file() for parent in each.parents)


def _link(old: Path, new: Path) -> None:
    new.parent.mkdir(parents=True, exist_ok=True)
    if old.is_symlink():
        new.symlink_to(old.readlink())
    elif old.is_dir():
        new.mkdir(exist_ok=True)
    else:
        try:
            os.link(old, new)
        except OSError:
            shutil.copy2(old, new)


def exchange(folder: Path, draft: Path) -> None:
    """Put ``draft`` in the place of ``folder``. The old one is gone afterwards, or back in its place."""
    old = _former(folder)
    if folder.exists():
        shutil.copymode(folder, draft)
        if _swap(folder, draft):
            return
        folder.rename(old)
    try:
        draft.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    _remove(old)


def _swap(one: Path, other: Path) -> bool:
    """Let two folders change places in one step, at no moment of which either is missing. Only Linux can."""
    exchange_names, here = 2, -100
    try:
        rename = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    names = os.fsencode(one), os.fsencode(other)
    return bool(rename(here, names[0], here, names[1], exchange_names) == 0)


def _former(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.published-before")


def _recover(folder: Path) -> None:
    """End what a run began that was killed in the middle of `exchange`."""
    old = _former(folder)
    if old.is_dir() and not folder.exists():
        old.rename(folder)
    _remove(old)


def _remove(folder: Path) -> None:
    if folder.is_dir():
        shutil.rmtree(folder)


def unwritable(folder: Path, error: OSError) -> LittrackError:
    """The error of ours for one of the file system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DataError(f"{folder}: the disk is full; the site that was there still stands")
    if error.errno == errno.EBUSY:
        return ConfigError(f"{folder} is where a disk is mounted: name a folder in it")
    return ConfigError(
        f"{folder}: nothing can be written there or beside it ({error.strerror or error}); name another folder"
    )
