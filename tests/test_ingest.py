"""Files to database: every format, every kind of broken file, and no work lost."""

from __future__ import annotations

import gzip
import io
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlite_utils import Database

from littrack import ingest as ingest_module
from littrack import reading
from littrack.errors import Busy, DataError
from littrack.ingest import Ingested, Progress, ingest
from littrack.lock import hold
from littrack.pubmed.parse import parse
from littrack.reading import FileBatch, Limits, ReadAhead, Readers, read_batches
from littrack.store.database import open_database
from littrack.store.digest import content_digest
from littrack.store.full_text import check_full_text
from littrack.store.preparing import prepare
from tests.eutils.minimal import article_set, make_book_record, make_record
from tests.shared import SHARED, needs_shared

NOW = "2026-01-02T03:04:05Z"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "db" / "littrack.db"


def write(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return str(path)


def run(
    path: Path,
    *files: str,
    jobs: int = 2,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Ingested:
    with Readers(files, jobs, limits) as readers:
        return ingest(path, readers, NOW, progress=progress)


def opened(path: Path) -> Database:
    return open_database(path)


def records(first: int, last: int) -> list[bytes]:
    return [make_record(n, relations=[("CommentOn", "1")]) for n in range(first, last + 1)]


@pytest.mark.parametrize("name", ["a.xml", "a.xml.gz", "misnamed.txt", "misnamed.xml.gz.bak"])
def test_xml_plain_and_compressed_whatever_it_is_called(
    tmp_path: Path, path: Path, name: str
) -> None:
    file = write(tmp_path, name, article_set(*records(1, 3), make_book_record(4)))
    found = run(path, file)
    assert found.summary == "4 records from 1 file: 4 new"
    db = opened(path)
    assert [row["id"] for row in db["studies"].rows] == ["1", "2", "3", "4"]
    assert db["studies"].get("1")["source"] == name
    row = next(db["refreshes"].rows)
    assert (row["command"], row["outcome"], row["new"], row["finished"]) == ("ingest", "complete", 4, NOW)  # fmt: skip
    assert check_full_text(db) == []
    db.close()


def test_nbib(tmp_path: Path, path: Path) -> None:
    text = "\nPMID- 5\nOWN - NLM\nTI  - Made-up NBIB\nDP  - 2020\n\nPMID- 6\nTI  - Another\nDP  - 2021\n"
    found = run(path, write(tmp_path, "x.nbib", text.encode()))
    assert found.total("new") == 2
    db = opened(path)
    assert db["studies"].get("5")["title"] == "Made-up NBIB"
    db.close()


def test_deletions_are_honoured_in_the_files_order(tmp_path: Path, path: Path) -> None:
    first = write(tmp_path, "base.xml", article_set(*records(1, 3)))
    second = write(tmp_path, "update.xml", article_set(make_record(4), deleted=[2, 77]))
    found = run(path, first, second)
    assert found.summary == "4 records from 2 files: 4 new, 1 deleted by NLM"
    db = opened(path)
    assert [row["state"] for row in db["studies"].rows] == [
        "current",
        "deleted",
        "current",
        "current",
    ]
    db.close()
    before = digest(path)
    again = run(path, first, second)
    assert again.total("unchanged") == 4
    assert digest(path) == before


def test_batches_are_written_together_up_to_a_deletion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_module, "TOGETHER", 3)
    made = prepare(next(parse(make_record(n))) for n in range(1, 8))  # type: ignore[misc]
    batches = [
        FileBatch((record,), (), ("2",) if record.pmid == "2" else (), int(record.pmid))
        for record in made
    ]
    found = list(ingest_module.joined(batches))
    assert [[each.pmid for each in batch.records] for batch in found] == [
        ["1", "2"],
        ["3", "4", "5"],
        ["6", "7"],
    ]
    assert [(batch.deleted, batch.position) for batch in found] == [(("2",), 2), ((), 5), ((), 7)]


def digest(path: Path) -> str:
    db = opened(path)
    assert check_full_text(db) == []
    found = content_digest(db)
    db.close()
    return found


def test_an_unreadable_record_goes_to_quarantine_and_the_rest_go_on(
    tmp_path: Path, path: Path
) -> None:
    broken = make_record(2).replace(b'<PMID Version="1">2</PMID>', b"<PMID>two</PMID>")
    found = run(path, write(tmp_path, "a.xml", article_set(make_record(1), broken, make_record(3))))
    assert (found.total("new"), found.total("quarantined"), found.errors) == (2, 1, ())
    db = opened(path)
    assert db["quarantine"].count == 1
    db.close()


BROKEN = {
    "empty.xml": b"",
    "page.xml": b"<!DOCTYPE html><html><head><title>Sign in</title></head></html>",
    "other.xml": b"<?xml version='1.0'?><recipe/>",
    "entity.xml": b'<!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM "file:///etc/passwd">]><PubmedArticleSet/>',
    "error.xml": b"<?xml version='1.0'?><eFetchResult><ERROR>Empty result</ERROR></eFetchResult>",
    "noise.xml": bytes(range(256)) * 20,
    "noise.xml.gz": bytes(range(256)) * 20,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_not_pubmeds_is_named_and_the_others_go_on(
    tmp_path: Path, path: Path, name: str
) -> None:
    bad = write(tmp_path, name, BROKEN[name])
    good = write(tmp_path, "good.xml", article_set(*records(1, 2)))
    found = run(path, bad, good)
    (error,) = found.errors
    assert error.startswith(f"{bad}: ")
    assert "\n" not in error
    assert found.total("new") == 2
    db = opened(path)
    assert next(db["refreshes"].rows)["outcome"] == "failed"
    db.close()


@pytest.mark.parametrize("name", ["cut.xml", "cut.xml.gz"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_what_stood_before_a_cut_is_kept(
    tmp_path: Path, path: Path, name: str, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "WORTH_A_PROCESS", 0)
    whole = article_set(*(make_record(n, os.urandom(200).hex()) for n in range(1, 1300)))
    content = (
        gzip.compress(whole)[: -len(whole) // 40]
        if name.endswith("gz")
        else whole[: len(whole) * 2 // 3]
    )
    (tmp_path / name).write_bytes(content)
    found = run(path, str(tmp_path / name), jobs=jobs)
    (error,) = found.errors
    kept = found.total("new")
    assert 600 < kept < 1299
    assert f"the {kept} records before that are stored" in error
    db = opened(path)
    assert db["studies"].count == kept
    db.close()


def test_a_bomb_is_refused(tmp_path: Path, path: Path) -> None:
    padding = b" " * 3_000_000
    bomb = article_set(make_record(1), *(padding for _ in range(10)), make_record(2))
    file = write(tmp_path, "bomb.xml.gz", bomb)
    found = run(path, file, limits=Limits(harmless=5))
    assert "expands more than 200 times" in found.errors[0]
    found = run(path, file, limits=Limits(megabytes=10))
    assert "more than 10 MB" in found.errors[0]
    assert "--max-megabytes" in found.errors[0]
    assert run(path, file).errors == ()


def test_standard_input(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(gzip.compress(article_set(*records(1, 2)))))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run(path, "-").total("new") == 2
    db = opened(path)
    assert db["studies"].get("1")["source"] == "standard input"
    db.close()


def test_a_second_run_waits_for_nobody(tmp_path: Path, path: Path) -> None:
    path.parent.mkdir()
    file = write(tmp_path, "a.xml", article_set(make_record(1)))
    with hold(path, "littrack refresh", NOW), pytest.raises(Busy):
        run(path, file)
    assert not path.exists()


def test_processes_end_in_the_same_content(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "WORTH_A_PROCESS", 0)
    files = [
        write(tmp_path, f"{n}.xml.gz", article_set(*records(n * 100, n * 100 + 120), deleted=[n * 100 + 1]))
        for n in range(1, 4)
    ]  # fmt: skip
    seen: list[int] = []
    run(path, *files, jobs=3, progress=seen.append)
    assert sum(seen) == sum(Path(file).stat().st_size for file in files)
    other = tmp_path / "other.db"
    run(other, *files, jobs=1)
    assert digest(path) == digest(other)


def test_a_reading_process_that_dies_is_an_error_of_that_file(tmp_path: Path) -> None:
    file = write(tmp_path, "a.xml", article_set(*records(1, 5000)))
    reader = ReadAhead(file, Limits())
    batches = iter(reader)
    next(batches)
    reader._process.kill()
    with pytest.raises(DataError, match="stopped"):
        list(batches)
    reader.close()


def test_a_file_that_vanished_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be opened"):
        list(read_batches(str(tmp_path / "none.xml")))


def test_long_files_are_committed_in_parts(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a killed run had committed stays: here the writing fails in the second transaction."""
    monkeypatch.setattr(ingest_module, "TRANSACTION", 500)
    monkeypatch.setattr(ingest_module, "TOGETHER", 250)
    file = write(tmp_path, "a.xml", article_set(*records(1, 1400)))
    calls = []

    def failing(*arguments: object) -> object:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return saving(*arguments)  # type: ignore[arg-type]

    saving = ingest_module.save_ready
    monkeypatch.setattr(ingest_module, "save_ready", failing)
    with pytest.raises(KeyboardInterrupt):
        run(path, file, jobs=1)
    db = opened(path)
    assert db["studies"].count == 500
    db.close()


@pytest.mark.slow
def test_killed_at_any_moment_the_next_run_completes(tmp_path: Path, path: Path) -> None:
    files = [
        write(tmp_path, f"{n}.xml.gz", article_set(*records(n * 1000, n * 1000 + 999), deleted=[n * 1000]))
        for n in range(1, 3)
    ]  # fmt: skip
    path.parent.mkdir()
    command = [sys.executable, "-m", "littrack", "ingest", "--quiet", "--db", str(path), *files]
    random.seed(1)
    for _ in range(4):
        process = subprocess.Popen(command)
        time.sleep(random.uniform(0.3, 1.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert subprocess.run(command, check=False).returncode == 0
    other = tmp_path / "other.db"
    run(other, *files)
    assert digest(path) == digest(other)
    db = opened(path)
    assert db.execute("SELECT count(*), count(DISTINCT pmid) FROM studies").fetchone() == (
        2000,
        2000,
    )
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    db.close()


@needs_shared
def test_real_update_files(path: Path) -> None:
    folder = SHARED / "pubmed" / "updatefiles"
    files = [str(file) for file in sorted(folder.iterdir()) if file.stat().st_size < 300_000]
    found = run(path, *files)
    assert found.total("records") > 300
    assert found.total("quarantined") == 0
    db = opened(path)
    assert db["studies"].count == found.total("new")
    assert check_full_text(db) == []
    db.close()
    again = run(path, *files)
    assert again.total("new") == again.total("changed") == 0


@needs_shared
def test_real_revisions_are_told_field_by_field(path: Path) -> None:
    """Older then newer is told as changes; newer then older is not."""
    folder = SHARED / "pubmed" / "revisions"
    old, new = str(folder / "old.xml.gz"), str(folder / "new.xml.gz")
    run(path, old)
    found = run(path, new)
    assert found.total("new") == 0
    assert found.total("changed") > 0
    db = opened(path)
    for before, after in db.execute("SELECT before, after FROM changes"):
        assert before != after
    assert check_full_text(db) == []
    db.close()
    wanted = digest(path)
    again = run(path, old, new)
    assert again.total("changed") == again.total("new") == 0
    assert digest(path) == wanted
    other = path.with_name("other.db")
    run(other, new)
    run(other, old)
    assert digest(other) == wanted
