"""The reading room under load, beside stock Datasette on the same database in the same minutes.

    python -m benchmarks.site [records ...]                  default 10000; the issue asks for 10000 100000
    python -m benchmarks.site 10000 --seconds 10 --clients 8 --refresh 60

Needs wrk (Debian: apt-get install wrk). The database is made by a real ``littrack refresh`` of the bundled topic
against a stand-in NCBI that holds made-up records. Each line: wrk with ``--clients`` connections on loopback.
"again" asks a few addresses over and over, "first" asks a different one each time, so that nothing is on the shelf.
``--refresh N`` also counts failed requests during N seconds in which refreshes bring records.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

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
MORE = 2_000
HEADS = ("records", "page", "requests/s", "p50 ms", "p95 ms", "p99 ms", "failed")


@dataclass(frozen=True)
class Load:
    """What wrk measured; milliseconds."""

    rate: float
    p50: float
    p95: float
    p99: float
    failed: int


@dataclass(frozen=True)
class Settings:
    """How each line is measured."""

    seconds: int
    clients: int
    processes: int = 1


def main(sizes: Sequence[int], settings: Settings, refresh: int) -> None:
    """Print the tables."""
    if not shutil.which("wrk"):
        sys.exit("this benchmark needs wrk (Debian: apt-get install wrk)")
    rows: list[list[object]] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            rows += _measure(Path(name), size, settings, refresh)
    print(
        f"\n{settings.clients} clients, {settings.seconds} s a line, {os.cpu_count()} cores, {settings.processes} processes\n"
    )
    print(table(HEADS, rows))


def _measure(folder: Path, size: int, settings: Settings, refresh: int) -> list[list[object]]:
    database = _database(folder, size)
    rows = []
    served = littrack("serve", "--db", database, "--processes", settings.processes)
    with serving(served) as site:
        print(f"{size:,} records: home weighs {_weight(site) / 1000:.1f} kB in all", flush=True)
        for page, paths in _ours(size).items():
            rows.append(_row(size, f"littrack: {page}", site, paths, settings, folder))
        if refresh:
            rows.append(
                _under_refresh(
                    folder, size, site, Settings(refresh, settings.clients, settings.processes)
                )
            )
    stock = [sys.executable, "-m", "datasette", "serve", str(database)]
    with serving(stock, {"DATASETTE_LOAD_PLUGINS": ""}) as site:
        for page, paths in _stock(size).items():
            rows.append(_row(size, f"stock Datasette: {page}", site, paths, settings, folder))
    return rows


def _ours(size: int) -> dict[str, list[str]]:
    pmids = range(FIRST_PMID, FIRST_PMID + size)
    return {
        "home": ["/"],
        "claim": ["/claims/eight-times"],
        "study, again": [f"/studies/{pmid}" for pmid in pmids[:50]],
        "study, first": [f"/studies/{pmid}" for pmid in pmids[50:]],
        "search with facets, again": [f"/studies?q={_plus(words)}" for words in WORDS],
        "search with facets, first": _searches(),
        "list with facets": ["/studies"],
        "table with the same facets": [f"/littrack/studies?{FACETS}"],
    }


def _stock(size: int) -> dict[str, list[str]]:
    pmids = range(FIRST_PMID, FIRST_PMID + size)
    searches = [f"/littrack/studies?_search={_plus(words)}&{FACETS}" for words in WORDS]
    return {
        "index": ["/"],
        "row": [f"/littrack/studies/{pmid}" for pmid in pmids[50:]],
        "search with facets": searches,
        "table with facets": [f"/littrack/studies?{FACETS}"],
    }


def _plus(words: str) -> str:
    return words.replace(" ", "+")


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
    size: int, page: str, site: str, paths: Sequence[str], settings: Settings, folder: Path
) -> list[object]:
    _warm(site + paths[0])
    return _line(size, page, under_load(site, paths, settings, folder))


def _line(size: int, page: str, load: Load) -> list[object]:
    figures = (f"{load.rate:,.0f}", f"{load.p50:.1f}", f"{load.p95:.1f}", f"{load.p99:.1f}")
    return [f"{size:,}", page, *figures, load.failed]


def under_load(site: str, paths: Sequence[str], settings: Settings, folder: Path) -> Load:
    """Ask for ``paths`` in turn with wrk."""
    script, listed = folder / "ask.lua", folder / "paths.txt"
    script.write_text(SCRIPT)
    listed.write_text("\n".join(paths) + "\n")
    done = subprocess.run(
        ["wrk", "-t2", f"-c{settings.clients}", f"-d{settings.seconds}s", "--timeout", "30s",
         "-s", str(script), site],
        capture_output=True, text=True, check=True, env={**os.environ, "PATHS": str(listed)},
    )  # fmt: skip
    found = re.search(r"RESULT (\d+) (\d+) ([\d.]+) ([\d.]+) ([\d.]+) (\d+)", done.stdout)
    if not found:
        sys.exit(f"wrk said: {done.stdout}{done.stderr}")
    requests, microseconds, p50, p95, p99, failed = (float(each) for each in found.groups())
    return Load(requests / microseconds * 1e6, p50, p95, p99, int(failed))


def _under_refresh(folder: Path, size: int, site: str, settings: Settings) -> list[object]:
    """Load on home, a claim, studies and a search while refreshes bring ``MORE`` records and then nothing new."""
    records = made_up_records(folder, size + MORE)
    queries = folder / "more"
    write_bundled_topic(queries, size + MORE)
    paths = ["/", "/claims/eight-times", f"/studies/{FIRST_PMID}", "/studies?q=placebo", "/studies"]
    with stand_in(records) as url:
        writer = _keep_refreshing(folder / "littrack.db", queries, url, settings.seconds)
        load = under_load(site, paths, settings, folder)
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


def _database(folder: Path, size: int) -> Path:
    """The bundled topic and ``size`` made-up records, as a refresh leaves them."""
    database, queries = folder / "littrack.db", folder / "queries"
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
def serving(command: Sequence[str], more: dict[str, str] | None = None) -> Iterator[str]:
    """A server in a process of its own; gives its address."""
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
        yield site
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
    parser.add_argument("--refresh", type=int, default=0, metavar="SECONDS")
    chosen = parser.parse_args()
    main(chosen.records, Settings(chosen.seconds, chosen.clients, chosen.processes), chosen.refresh)
