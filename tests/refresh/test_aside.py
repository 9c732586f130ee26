"""Reading in another process changes nothing but the time it takes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from littrack.errors import DataError
from littrack.pubmed.parse import parse
from littrack.records import Deleted, Parsed, Unparsed
from littrack.refresh import aside
from littrack.refresh.aside import Aside, reader
from littrack.store.database import open_database
from littrack.store.digest import content_digest
from littrack.store.preparing import Ready, prepare
from tests.eutils import StandIn
from tests.eutils.minimal import article_set, make_record
from tests.refresh.nightly import MOOD, TOXIN, Nights, record

KINDS = (
    "Randomized Controlled Trial",
    "Meta-Analysis",
    "Case Reports",
    "Review",
    "Journal Article",
)


@pytest.fixture
def here() -> Iterator[Aside]:
    found = Aside()
    yield found
    found.close()


def first_night(ncbi: StandIn) -> None:
    for pmid in range(101, 131):
        ncbi.add(record(pmid, TOXIN, publication_types=[KINDS[pmid % len(KINDS)]], mesh=["Humans"]))
    ncbi.add(record(131, MOOD, relations=[("RetractionIn", "101")]))


def second_night(ncbi: StandIn) -> None:
    """Some are new, one is changed, one is retracted, one cannot be read."""
    for pmid in range(140, 150):
        ncbi.add(record(pmid, MOOD, TOXIN, publication_types=["Randomized Controlled Trial"]))
    ncbi.revise(102, title="Made-up trial 102 of toxin, corrected.")
    ncbi.retract(103, 998)
    ncbi.add(record(150, TOXIN).replace(b'Version="1"', b'Version="first"'))


def test_the_same_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digests = []
    for worth in (0, 1_000_000):
        monkeypatch.setattr(aside, "WORTH_A_PROCESS", worth)
        with StandIn() as ncbi:
            nights = Nights(ncbi, tmp_path / f"{worth}.db")
            first_night(ncbi)
            nights.run()
            nights.sleep(5)
            second_night(ncbi)
            summary = nights.run()
            assert (summary.new, summary.changed, summary.quarantined) == (10, 2, 1)
            db = open_database(nights.database)
            digests.append(content_digest(db))
            db.conn.close()
    assert digests[0] == digests[1]


def test_designs_come_with_the_records(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked_here(*_: object) -> None:
        raise AssertionError("the rules were asked in this process")

    monkeypatch.setattr(aside, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr("littrack.review.designs.by_rules", asked_here)
    nights.run()
    assert nights.ask("SELECT count(*) FROM studies WHERE design IS NULL") == [(0,)]


def test_a_process_that_is_killed_costs_time_only(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Aside):
        def read(self, body: bytes) -> object:  # type: ignore[override]
            assert self._process.pid
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.join()
            return super().read(body)

    monkeypatch.setattr(aside, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(aside, "Aside", Killed)
    assert nights.run().new == 40
    assert len(nights.stored()) == 40


def test_the_same_items(here: Aside) -> None:
    good = make_record(1, "Made-up trial.", mesh=["Humans"])
    bad = make_record(2).replace(b"<MedlineCitation", b"<MedlineQuotation")
    body = article_set(good, bad, deleted=[3])
    read, unread, gone = here.read(body)
    parsed, unparsed, deleted = parse(body)
    assert isinstance(read, Ready)
    assert isinstance(parsed, Parsed)
    assert (read.pmid, read.version, read.xml) == (parsed.pmid, parsed.version, parsed.xml)
    (prepared,) = prepare([parsed])
    assert (read.head, read.study, read.parts) == (prepared.head, prepared.study, prepared.parts)
    assert read.reread() == parsed
    assert isinstance(unread, Unparsed)
    assert unread == unparsed
    assert isinstance(gone, Deleted)
    assert gone == deleted


def test_what_is_no_pubmed_xml(here: Aside) -> None:
    with pytest.raises(DataError, match="web page"):
        list(here.read(b"<html><title>Down</title></html>"))
    assert len(list(here.read(article_set(make_record(1))))) == 1


def test_few_records_are_read_here() -> None:
    with reader(aside.WORTH_A_PROCESS) as read:
        assert read is parse
    assert multiprocessing.active_children() == []


def test_no_process_stays_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)

    def stopped() -> None:
        with reader(aside.WORTH_A_PROCESS + 1) as read:
            list(read(article_set(make_record(1))))
            assert len(multiprocessing.active_children()) == 1
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert multiprocessing.active_children() == []


ENDLESS = """
import time
from littrack.refresh.aside import Aside
if __name__ == "__main__":
    here = Aside()
    print(here._process.pid, flush=True)
    time.sleep(600)
"""


def test_it_ends_when_the_writing_process_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS)
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE) as writing:
        assert writing.stdout
        pid = int(writing.stdout.readline())
        writing.kill()
    deadline = time.monotonic() + 60
    while _runs(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    """Whether a process is there and is not a zombie that nobody has waited for."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return Path("/proc/self").exists() is False
