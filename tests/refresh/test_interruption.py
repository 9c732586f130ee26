"""Stopped at any moment, by whatever: the next run completes the work and ends in the same content."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlite_utils import Database

from littrack.errors import LittrackError, Unavailable
from littrack.pubmed.client import Batch
from littrack.pubmed.fetching import Read
from littrack.pubmed.parse import parse
from littrack.refresh import run as run_module
from littrack.refresh import writing
from littrack.refresh.staging import Staging, staged_path
from littrack.store.database import open_database
from littrack.store.digest import content_digest
from tests.eutils import Fault, StandIn
from tests.refresh.nightly import TOXIN, Nights, record, records

KILLS = 4
REFRESH = (sys.executable, "-m", "littrack", "refresh", "--quiet")
TOPIC = """
title: A made-up topic
article:
  title: A made-up article
searches:
  - name: toxin
    question: What of the toxin?
    query: toxin[tiab]
  - name: mood
    question: What of mood?
    query: mood[tiab]
"""


def digest(database: Path) -> str:
    db = open_database(database)
    try:
        return content_digest(db)
    finally:
        db.conn.close()


class Stopped(BaseException):
    """Stands for Ctrl-C at a chosen place."""


def stopping_client(nights: Nights, after: int, with_what: BaseException) -> object:
    """A client whose fetch stops after some batches of five records."""
    client = nights.client()
    fetch = client.fetch

    def stopping(pmids: object, read: Read = parse):  # type: ignore[no-untyped-def]
        for number, batch in enumerate(fetch(pmids, batch_size=5, read=read)):  # type: ignore[arg-type]
            if number == after:
                raise with_what
            yield batch

    client.fetch = stopping  # type: ignore[method-assign, assignment]
    return client


@pytest.mark.parametrize("after", [0, 1, 4, 7])
def test_ctrl_c_keeps_what_was_fetched_and_shows_nothing(nights: Nights, after: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        nights.run(stopping_client(nights, after, KeyboardInterrupt()))  # type: ignore[arg-type]
    assert nights.stored() == set()
    assert nights.ask("SELECT outcome FROM refreshes") == [("interrupted",)]
    nights.ncbi.forget_requests()
    summary = nights.run()
    assert summary.outcome == "complete"
    assert len(nights.stored()) == 40
    asked = [pmid for each in nights.ncbi.asked("efetch") for pmid in each.params["id"].split(",")]
    assert len(asked) == 40 - 5 * after
    assert not staged_path(nights.database).exists()


def test_pubmed_gone_in_the_middle_is_owed_and_published(nights: Nights) -> None:
    summary = nights.run(stopping_client(nights, 3, Unavailable("gone")))  # type: ignore[arg-type]
    assert (summary.outcome, summary.new, len(summary.owed)) == ("owed", 15, 25)
    assert summary.owed[0].reason == "PubMed did not answer: gone"
    summary = nights.next()
    assert (summary.outcome, summary.new) == ("complete", 25)


def test_staged_records_of_long_ago_are_fetched_again(nights: Nights) -> None:
    with pytest.raises(KeyboardInterrupt):
        nights.run(stopping_client(nights, 7, KeyboardInterrupt()))  # type: ignore[arg-type]
    nights.ncbi.revise(101, abstract="Revised meanwhile.")
    nights.next(3)
    assert nights.ask("SELECT abstract FROM studies WHERE id = '101'") == [("Revised meanwhile.",)]
    assert nights.ask("SELECT count(*) FROM changes") == [(0,)]


def test_a_damaged_staging_file_is_thrown_away(nights: Nights) -> None:
    staged_path(nights.database).write_bytes(b"no database at all" * 1000)
    assert nights.run().outcome == "complete"


@pytest.mark.parametrize("place", ["close_books", "ask_revised"])
def test_an_error_of_ours_takes_everything_back(
    nights: Nights, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights.run()
    before = digest(nights.database)
    nights.sleep()
    nights.ncbi.add(record(150, TOXIN))

    def broken(*rest: object) -> None:
        raise RuntimeError("a mistake of ours")

    with monkeypatch.context() as patch:
        patch.setattr(writing, place, broken)
        with pytest.raises(RuntimeError):
            nights.run()
    assert digest(nights.database) == before
    assert nights.ask("SELECT outcome, message FROM refreshes WHERE id = 2") == [
        ("failed", "RuntimeError: a mistake of ours")
    ]
    assert nights.run().new == 1


def test_a_full_disk_is_one_line_and_loses_nothing(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights.run()
    before = digest(nights.database)
    nights.sleep()
    nights.ncbi.add(records(range(1000, 1400), TOXIN))

    def small(*arguments: object, **options: object) -> Database:
        db = open_database(*arguments, **options)  # type: ignore[arg-type]
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages + 20}")
        return db

    with monkeypatch.context() as patch:
        patch.setattr(run_module, "open_database", small)
        with pytest.raises(LittrackError, match="disk is full; free some space") as caught:
            nights.run()
    assert caught.value.exit_code == 1
    assert "\n" not in str(caught.value)
    assert digest(nights.database) == before
    nights.ncbi.forget_requests()
    assert nights.run().new == 400
    assert len(nights.ncbi.asked("efetch")) <= 2, (
        "what was fetched before the disk was full is used"
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_cannot_be_written(nights: Nights) -> None:
    nights.run()
    nights.database.parent.chmod(0o555)
    try:
        with pytest.raises(LittrackError, match="cannot"):
            nights.next()
    finally:
        nights.database.parent.chmod(0o755)


def test_readers_see_all_of_a_run_or_nothing(nights: Nights) -> None:
    """A reader's counts over several tables always belong to one state, before or after."""
    nights.run()
    nights.sleep()
    nights.ncbi.add(records(range(1000, 1600), TOXIN))
    before, after = (40, 50, 80, 40, 40), (640, 650, 1280, 640, 640)
    seen: set[tuple[int, ...]] = set()
    begun, done = threading.Event(), threading.Event()

    def read() -> None:
        connection = sqlite3.connect(nights.database, isolation_level=None, timeout=60)
        last = False
        while not last:
            last = done.is_set()  # one more reading, of what the run left
            connection.execute("BEGIN")
            seen.add(
                tuple(
                    connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                    for table in (
                        "studies",
                        "search_hits",
                        "authors",
                        "record_checks",
                        "studies_fts",
                    )
                )
            )
            connection.execute("COMMIT")
            begun.set()
            time.sleep(0.001)
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    try:
        assert begun.wait(60)
        assert nights.run().new == 600
    finally:
        done.set()
        reader.join()
    assert seen == {before, after}


def start(database: Path, queries: Path, url: str) -> subprocess.Popen[bytes]:
    """A refresh in a process of its own."""
    environment = {
        **os.environ,
        "LITTRACK_EUTILS_URL": url,
        "LITTRACK_EUTILS_RATE": "1000",
        "NCBI_EMAIL": "made-up@example.org",
    }
    return subprocess.Popen(
        [*REFRESH, "--db", str(database), "--queries", str(queries)],
        env=environment,
        stderr=subprocess.PIPE,
    )


def finish(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, errors = process.communicate(timeout=100)
    return process.returncode, errors.decode()


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    folder = tmp_path / "queries" / "made-up"
    folder.mkdir(parents=True)
    (folder / "topic.yaml").write_text(TOPIC)
    return folder.parent


def test_kill_nine_at_random_moments(tmp_path: Path, queries: Path) -> None:
    """`python -m benchmarks.kills` does this 200 times, for ingest too."""
    moments = random.Random(7)
    with StandIn() as ncbi:
        ncbi.add(records(range(1001, 1401), "toxin", "mood"))
        calm = tmp_path / "calm.db"
        began = time.monotonic()
        assert finish(start(calm, queries, ncbi.url)) == (0, "")
        whole = time.monotonic() - began
        expected = digest(calm)
        database = tmp_path / "killed.db"
        for _ in range(KILLS):
            process = start(database, queries, ncbi.url)
            time.sleep(moments.uniform(0.3 * whole, whole))
            process.kill()
            finish(process)
        assert finish(start(database, queries, ncbi.url)) == (0, "")
    assert digest(database) == expected


def test_sigterm_ends_tidily(tmp_path: Path, queries: Path) -> None:
    with StandIn() as ncbi:
        ncbi.add(records(range(1001, 1021), "toxin", "mood"))
        ncbi.faults.slow_seconds = 30
        ncbi.faults.order(Fault.SLOW, utility="efetch")
        database = tmp_path / "stopped.db"
        process = start(database, queries, ncbi.url)
        while not ncbi.asked("efetch"):
            assert process.poll() is None
            time.sleep(0.02)
        process.terminate()
        assert finish(process) == (143, "")
        ncbi.faults.clear()
    connection = sqlite3.connect(database)
    assert connection.execute("SELECT outcome FROM refreshes").fetchall() == [("interrupted",)]
    connection.close()


def test_two_processes_at_once(tmp_path: Path, queries: Path) -> None:
    with StandIn() as ncbi:
        ncbi.add(records(range(1001, 1021), "toxin", "mood"))
        ncbi.faults.slow_seconds = 2
        ncbi.faults.order(Fault.SLOW, utility="esearch")
        database = tmp_path / "shared.db"
        first = start(database, queries, ncbi.url)
        while not ncbi.requests:
            assert first.poll() is None
            time.sleep(0.02)
        first.send_signal(
            signal.SIGSTOP
        )  # however slowly the second one starts, this one is at work
        code, said = finish(start(database, queries, ncbi.url))
        first.send_signal(signal.SIGCONT)
        assert (code, said.count("\n")) == (75, 1)
        assert f"process {first.pid}" in said
        assert finish(first) == (0, "")


def test_staging_survives_the_process_and_forgets_what_is_old(tmp_path: Path) -> None:
    from datetime import datetime, timedelta, timezone

    from littrack.pubmed.parse import parse

    now = datetime(2026, 12, 1, 2, tzinfo=timezone.utc)
    batch = Batch(("1",), tuple(parse(records([1]))), ())  # type: ignore[arg-type]
    staging = Staging(tmp_path / "x.db")
    staging.keep(batch, now)
    staging.close()
    staging = Staging(tmp_path / "x.db")
    assert list(staging.fetched(now)) == ["1"]
    assert staging.fetched(now + timedelta(days=2)) == {}
    staging.discard()
    assert list(tmp_path.iterdir()) == []
