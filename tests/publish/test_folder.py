"""The folder of a site: other people's files, a full disk, two runs at once, and a run that is killed."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from littrack.cli import cli
from littrack.errors import Busy, ConfigError, DataError
from littrack.publish import folder as folders
from littrack.publish.folder import draft_beside
from littrack.publish.publishing import Asked, base_url_of, publish
from littrack.publish.writing import Writer, read_sums
from tests.publish.crawling import files


@pytest.fixture
def site(small_db: Path, tmp_path: Path) -> Path:
    """A site that was published before."""
    publish(small_db, tmp_path / "site", Asked())
    return tmp_path / "site"


def is_whole(site: Path) -> bool:
    """Is every file there as it was written, and nothing else?"""
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=site, capture_output=True, check=False
    )  # fmt: skip
    named = {*read_sums((site / "SHA256SUMS").read_text()), "SHA256SUMS"}
    return checked.returncode == 0 and named == {path.relative_to(site).as_posix() for path in files(site)}  # fmt: skip


def beside(site: Path) -> list[str]:
    """What was left beside the folder."""
    return [each.name for each in site.parent.iterdir() if each.name not in (site.name, f".{site.name}.publishing.lock")]  # fmt: skip


def test_a_folder_of_other_files_is_refused(small_db: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ConfigError, match="holds files and is no site"):
        publish(small_db, tmp_path, Asked())
    with pytest.raises(ConfigError, match="is a file"):
        publish(small_db, tmp_path / "thesis.txt", Asked())
    with pytest.raises(ConfigError, match="root of the file system"):
        publish(small_db, Path("/"), Asked(force=True))
    assert [each.name for each in tmp_path.iterdir()] == ["thesis.txt"]


def test_other_files_stay_where_a_person_wants_both(small_db: Path, tmp_path: Path) -> None:
    site = tmp_path / "www"
    (site / "photos/empty").mkdir(parents=True)
    (site / "photos/cat.txt").write_text("a cat")
    (site / "link").symlink_to("photos/cat.txt")
    for _ in range(2):
        made = publish(small_db, site, Asked(force=True))
        assert made.kept == 3
        assert (site / "photos/cat.txt").read_text() == (site / "link").read_text() == "a cat"
        assert (site / "photos/empty").is_dir()
        assert (site / "index.html").is_file()
    assert beside(site) == []


def test_other_files_in_the_place_of_the_sites_are_not_overwritten(
    small_db: Path, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(ConfigError, match=r"index\.html is not littrack's"):
        publish(small_db, tmp_path, Asked(force=True))
    assert (tmp_path / "index.html").read_text() == "mine"


def test_what_is_no_longer_published_goes(site: Path, small_db: Path) -> None:
    before = (site / "SHA256SUMS").read_text()
    (site / "studies/999.html").write_text("of an older copy")
    (site / "SHA256SUMS").write_text(before + f"{'0' * 64}  studies/999.html\n")
    assert publish(small_db, site, Asked()).kept == 0
    assert (site / "SHA256SUMS").read_text() == before
    assert is_whole(site)


@pytest.mark.parametrize("swaps", [True, False])
def test_a_full_disk_leaves_the_old_site(
    site: Path, small_db: Path, monkeypatch: pytest.MonkeyPatch, swaps: bool
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Writer, "write" if swaps else "open", full)
    with pytest.raises(DataError, match="the disk is full; the site that was there still stands"):
        publish(small_db, site, Asked())
    assert is_whole(site)
    assert beside(site) == []


def test_where_folders_cannot_change_places(
    site: Path, small_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "_swap", lambda *_: False)
    publish(small_db, site, Asked())
    assert is_whole(site)
    assert beside(site) == []


def test_one_at_a_time(site: Path, small_db: Path) -> None:
    with draft_beside(site), pytest.raises(Busy, match="another run publishes"):
        publish(small_db, site, Asked())
    publish(small_db, site, Asked())
    assert is_whole(site)


def test_a_run_killed_between_two_names_is_ended_by_the_next(site: Path) -> None:
    site.rename(site.with_name(f".{site.name}.published-before"))
    with draft_beside(site):
        assert is_whole(site)
    assert beside(site) == []


def test_kill_9_in_the_middle_leaves_the_old_site(
    large_db: Path, small_db: Path, site: Path
) -> None:
    draft = site.with_name(f".{site.name}.publishing")
    command = [sys.executable, "-m", "littrack", "publish", str(site), "--db", str(large_db)]
    for written in (1, 300):
        with subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE) as run:
            while not draft.is_dir() or sum(len(found) for _, _, found in os.walk(draft)) < written:
                assert run.poll() is None
                time.sleep(0.01)
            run.send_signal(signal.SIGKILL)
            assert run.stdout is not None
            run.stdout.read()  # until the processes that it started have ended too
        assert is_whole(site)
    publish(small_db, site, Asked())
    assert is_whole(site)
    assert beside(site) == []


def test_a_place_that_cannot_be_written(small_db: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="name another folder"):
        publish(small_db, tmp_path / "file" / "site", Asked())


@pytest.mark.parametrize("text", ["example.org", "ftp://example.org", "https://", "https://a.example/?x=1"])  # fmt: skip
def test_addresses_that_are_none(text: str) -> None:
    with pytest.raises(ConfigError, match="--base-url"):
        base_url_of(text)


def test_the_command_tells_what_it_did(small_db: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    done = CliRunner().invoke(cli, ["publish", str(site), "--db", str(small_db)])
    assert done.exit_code == 0
    assert "2 claims, 5 studies" in done.output
    assert "littrack.db SHA-256 " in done.output
    told = CliRunner().invoke(cli, ["publish", str(site), "--db", str(small_db), "--json"])
    assert '"content_generation": 1' in told.output
    assert CliRunner().invoke(cli, ["publish", str(site), "--db", str(small_db), "-q"]).output == ""
