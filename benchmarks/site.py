"""The reading room under load, beside stock Datasette on the same database in the same minutes.

    python -m benchmarks.site [records ...]                  default 10000; the issue asks for 10000 100000
    python -m benchmarks.site 10000 --seconds 10 --clients 8 --refresh 60 --keep /tmp/site

Needs wrk (Debian: apt-get install wrk). The database is made by a real ``littrack refresh`` of the bundled topic
against a stand-in NCBI that holds made-up records; ``--keep`` keeps it for the next time. Each line: wrk with
``--clients`` connections on loopback. "again" asks a few addresses over and over, "first" asks a different one each
time, so that the page is on no shelf: of searches, pairs of common words with a range of years (whose words soon
were searched for before), and pairs of words out of made-up titles (which mostly were not). "CPU ms" is the processor
time of the server, all processes of it, for each request: it says more than the clock on a machine with other work.
``--refresh N`` also counts failed requests during N seconds in which refreshes bring records.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from urllib.parse import quote_plus

from benchmarks.nights import (
    HERE,
    environment,
    littrack,
    made_up_records,
    stand_in,
    table,
    write_bundled_topic,
)
from benchmarks.records import FIRST_PMID

SCRIPT = """
local paths, at = {}, 0
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
local threads = 0
function setup(thread) thread:set("offset", threads); threads = threads + 1 end
function request() at = at + 1; return wrk.format("GET", paths[((at * 2 + offset) % #paths) + 1]) end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %.3f %.3f %.3f %d\\n", summary.requests, summary.duration,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000,
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""
FACETS = "_facet=design&_facet=level&_facet=integrity&_facet=year"
WORDS = (
    "patients",
    "placebo response",
    "score weeks",
    "treatment",
    "dose outcome",
    "mean difference",
    "baseline",
)
MORE = 3_000
TITLES = 4_000
HEADS = ("records", "page", "requests/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "failed")


@dataclass(frozen=True)
class Load:
    """What wrk measured; milliseconds. ``cpu`` is the server's, for each request."""

    rate: float
    p50: float
    p95: float
    p99: float
    cpu: float
    failed: int


@dataclass(frozen=True)
class Settings:
    """How each line is measured. ``patience``: seconds for the slowest lines of stock Datasette."""

    seconds: int
    clients: int
    processes: int = 1
    patience: int = 30


@dataclass(frozen=True)
class Site:
    """A server, its process and the folder with its database."""

    address: str
    process: int
    folder: Path


def main(sizes: Sequence[int], settings: Settings, refresh: int, keep: Path | None) -> None:
    """Print the tables."""
    if not shutil.which("wrk"):
        sys.exit("this benchmark needs wrk (Debian: apt-get install wrk)")
    rows: list[list[object]] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = keep / str(size) if keep else Path(name)
            folder.mkdir(parents=True, exist_ok=True)
            rows += _measure(folder, size, settings, refresh)
    print(
        f"\n{settings.clients} clients, {settings.seconds} s a line, {os.cpu_count()} cores, {settings.processes} processes\n"
    )
    print(table(HEADS, rows))


def _measure(folder: Path, size: int, settings: Settings, refresh: int) -> list[list[object]]:
    database = make_database(folder, size)
    rows = []
    served = littrack("serve", "--db", database, "--processes", settings.processes)
    with serving(served, folder) as site:
        print(
            f"{size:,} records: home weighs {_weight(site.address) / 1000:.1f} kB in all",
            flush=True,
        )
        for page, paths in _ours(database, size).items():
            rows.append(_row(size, f"littrack: {page}", site, paths, settings))
    stock = [sys.executable, "-m", "datasette", "serve", str(database)]
    with serving(stock, folder, {"DATASETTE_LOAD_PLUGINS": ""}) as site:
        for page, paths in _stock(database, size).items():
            longer = replace(settings, seconds=settings.patience) if "facets" in page else settings
            rows.append(_row(size, f"stock Datasette: {page}", site, paths, longer))
    if refresh:
        rows.append(_under_refresh(folder, size, replace(settings, seconds=refresh)))
    return rows


def _ours(database: Path, size: int) -> dict[str, list[str]]:
    pmids = range(FIRST_PMID, FIRST_PMID + size)
    return {
        "home": ["/"],
        "claim": ["/claims/eight-times"],
        "study, again": [f"/studies/{pmid}" for pmid in pmids[:50]],
        "study, first": [f"/studies/{pmid}" for pmid in pmids[50:]],
        "search with facets, again": [f"/studies?q={_plus(words)}" for words in WORDS],
        "search with facets, first": _searches(),
        "search with facets, first, words of titles": [
            f"/studies?q={_plus(words)}" for words in _out_of_titles(database)
        ],
        "list with facets": ["/studies"],
        "table with the same facets": [f"/littrack/studies?{FACETS}"],
    }


def _stock(database: Path, size: int) -> dict[str, list[str]]:
    pmids = range(FIRST_PMID, FIRST_PMID + size)
    table = f"/{database.stem}/studies"
    searches = [f"{table}?_search={_plus(words)}&{FACETS}" for words in WORDS]
    return {
        "index": ["/"],
        "row": [f"{table}/{pmid}" for pmid in pmids[50:]],
        "search with facets": searches,
        "table with facets": [f"{table}?{FACETS}"],
    }


def _out_of_titles(database: Path) -> list[str]:
    """Two words each out of so many titles: each pair finds something, and most words are new to the server."""
    random = Random("titles")
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        titles = db.execute(
            "SELECT title FROM studies WHERE pmid >= ? LIMIT ?", (str(FIRST_PMID), TITLES)
        ).fetchall()
    words = ([word for word in re.findall(r"\w+", title) if len(word) > 3] for (title,) in titles)
    return [" ".join(random.sample(each, 2)) for each in words if len(each) > 1]


def _plus(words: str) -> str:
    return quote_plus(words)


def _searches() -> list[str]:
    """A few hundred different searches: pairs of common words with ranges of years."""
    words = " ".join(WORDS).split()
    return [
        f"/studies?q={one}+{two}&from={year}"
        for year in range(1990, 2010)
        for one in words
        for two in words
        if one < two
    ]


def _row(
    size: int, page: str, site: Site, paths: Sequence[str], settings: Settings
) -> list[object]:
    _warm(site.address + paths[0])
    return _line(size, page, under_load(site, paths, settings))


def _line(size: int, page: str, load: Load) -> list[object]:
    times = (f"{each:.1f}" for each in (load.p50, load.p95, load.p99, load.cpu))
    rate = f"{load.rate:,.0f}" if load.rate >= 10 else f"{load.rate:.2g}"
    found = [f"{size:,}", page, rate, *times, load.failed]
    print(table(HEADS, [found]).splitlines()[-1], file=sys.stderr, flush=True)
    return found


def under_load(site: Site, paths: Sequence[str], settings: Settings) -> Load:
    """Ask for ``paths`` in turn with wrk."""
    script, listed = site.folder / "ask.lua", site.folder / "paths.txt"
    script.write_text(SCRIPT)
    listed.write_text("\n".join(paths) + "\n")
    spent = _cpu_seconds(site.process)
    done = subprocess.run(
        ["wrk", "-t2", f"-c{settings.clients}", f"-d{settings.seconds}s", "--timeout", "30s",
         "-s", str(script), site.address],
        capture_output=True, text=True, check=True, env={**os.environ, "PATHS": str(listed)},
    )  # fmt: skip
    spent = _cpu_seconds(site.process) - spent
    found = re.search(r"RESULT (\d+) (\d+) ([\d.]+) ([\d.]+) ([\d.]+) (\d+)", done.stdout)
    if not found:
        sys.exit(f"wrk said: {done.stdout}{done.stderr}")
    requests, microseconds, p50, p95, p99, failed = (float(each) for each in found.groups())
    cpu = 1000 * spent / max(requests, 1)
    return Load(requests / microseconds * 1e6, p50, p95, p99, cpu, int(failed))


def _cpu_seconds(process: int) -> float:
    """What a server and the processes it started have used of the processor so far."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            pid, fields = int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
            if process in (pid, int(fields[1])):
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _under_refresh(folder: Path, size: int, settings: Settings) -> list[object]:
    """Load on home, a claim, studies and a search while refreshes bring ``MORE`` records and then nothing new."""
    records = made_up_records(folder, size + MORE)
    paths = ["/", "/claims/eight-times", f"/studies/{FIRST_PMID}", "/studies?q=placebo", "/studies"]
    with tempfile.TemporaryDirectory(dir=folder) as name, stand_in(records) as url:
        database, queries = Path(name) / "littrack.db", Path(name) / "queries"
        shutil.copy(folder / "littrack.db", database)
        write_bundled_topic(queries, size + MORE)
        served = littrack("serve", "--db", database, "--processes", settings.processes)
        with serving(served, Path(name)) as site:
            writer = _keep_refreshing(database, queries, url, settings.seconds)
            load = under_load(site, paths, settings)
            said = writer.communicate()[0].strip()
    print(f"during the load: {said}", flush=True)
    return _line(size, f"littrack: all of these during refreshes ({settings.seconds} s)", load)


def _keep_refreshing(db: Path, queries: Path, url: str, seconds: int) -> subprocess.Popen[str]:
    code = (
        "import subprocess, sys, time\n"
        "end, runs, codes = time.monotonic() + float(sys.argv[1]), 0, set()\n"
        "while time.monotonic() < end:\n"
        "    codes.add(subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL).returncode); runs += 1\n"
        "print(runs, 'refreshes, exit codes', sorted(codes))\n"
    )
    command = littrack("refresh", "--quiet", "--db", db, "--queries", queries)
    return subprocess.Popen(
        [sys.executable, "-c", code, str(seconds), *command],
        cwd=HERE, env=environment(url, 1_000_000), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def make_database(folder: Path, size: int) -> Path:
    """The bundled topic and ``size`` made-up records, as a refresh leaves them."""
    database, queries = folder / "littrack.db", folder / "queries"
    if database.exists():
        return database
    write_bundled_topic(queries, size)
    began = time.monotonic()
    with stand_in(made_up_records(folder, size)) as url:
        command = littrack("refresh", "--quiet", "--db", database, "--queries", queries)
        done = subprocess.run(command, cwd=HERE, env=environment(url, 1_000_000), check=False)
    if done.returncode not in (0, 3):
        sys.exit(f"the refresh ended with {done.returncode}")
    print(f"{size:,} records stored in {time.monotonic() - began:.0f} s", flush=True)
    return database


@contextlib.contextmanager
def serving(
    command: Sequence[str], folder: Path, more: dict[str, str] | None = None
) -> Iterator[Site]:
    """A server in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [*command, "--port", str(port)], cwd=HERE, env={**os.environ, **(more or {})},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    site = f"http://127.0.0.1:{port}"
    try:
        _warm(site + "/", 60)
        _rested(server.pid, 60)
        yield Site(site, server.pid, folder)
    finally:
        server.terminate()
        server.wait()


def _warm(address: str, seconds: float = 30) -> None:
    """Ask until there is an answer."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=60) as reply:
                reply.read()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def _rested(process: int, seconds: float) -> None:
    """Wait until a server that has just begun makes nothing ready any more."""
    end = time.monotonic() + seconds
    spent = -1.0
    while (now := _cpu_seconds(process)) - spent > 0.02 and time.monotonic() < end:
        spent = now
        time.sleep(0.5)


def _weight(site: str) -> int:
    """Bytes of the home page with all it loads, uncompressed."""
    with urllib.request.urlopen(site + "/") as reply:
        page = reply.read()
    parts = set(re.findall(rb'(?:href|src)="([^"]*/static/[^"]+)"', page))
    total = len(page)
    for part in parts:
        with urllib.request.urlopen(site + part.decode()) as reply:
            total += len(reply.read())
    return total


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", nargs="*", type=int, default=[10_000])
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--patience", type=int, default=30, metavar="SECONDS")
    parser.add_argument("--refresh", type=int, default=0, metavar="SECONDS")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    chosen = parser.parse_args()
    how = Settings(chosen.seconds, chosen.clients, chosen.processes, chosen.patience)
    main(chosen.records, how, chosen.refresh, chosen.keep)
