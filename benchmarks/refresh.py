"""A refresh of 5,000 new records, with NCBI's limit of 3 requests a second and without.

    python -m benchmarks.refresh [records]

The floor with the limit is what the limit itself takes: (requests - 1) / 3 seconds. The peer sends the same
EFetch requests at the same pace with urllib alone and keeps nothing: what is over it is littrack's own work.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
import time
import urllib.error
import urllib.request
from http import HTTPStatus
from pathlib import Path

from benchmarks.nights import (
    Measured,
    environment,
    littrack,
    made_up_records,
    measure,
    stand_in,
    table,
    write_topic,
)
from benchmarks.records import FIRST_PMID
from littrack.pubmed.limiter import Limiter

SEARCHES = 7
BATCH = 200


def main(n: int = 5_000) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records = made_up_records(folder, n)
        write_topic(folder / "queries", n, SEARCHES)
        rows = [_row("3 a second", folder, records, n, 3), _row("none", folder, records, n, None)]
    heads = [
        "limit",
        "requests",
        "floor s",
        "wall s",
        "over the floor",
        "CPU s",
        "MB",
        "bare urllib s",
    ]
    print(f"\n{n:,} new records, {SEARCHES} searches\n\n{table(heads, rows)}")


def _row(name: str, folder: Path, records: Path, n: int, rate: int | None) -> list[object]:
    with stand_in(records, rate) as url:
        done, requests = _refresh(folder, url, rate)
        peer = _bare(url, n, rate)
    floor = (requests - 1) / rate if rate else None
    return [
        name,
        requests,
        f"{floor:.2f}" if floor else "–",
        f"{done.wall:.2f}",
        f"{(done.wall / floor - 1):+.1%}" if floor else "–",
        f"{done.cpu:.2f}",
        f"{done.memory:.0f}",
        f"{peer:.2f}",
    ]


def _refresh(folder: Path, url: str, rate: int | None) -> tuple[Measured, int]:
    database = folder / f"refresh-{rate}.db"
    command = littrack("refresh", "--json", "--db", database, "--queries", folder / "queries")
    done = measure(command, environment(url, rate or 1_000_000))
    if done.code != 0:
        sys.exit(f"the refresh ended with {done.code}: {done.output}")
    return done, json.loads(done.output)["requests"]


def _bare(url: str, n: int, rate: int | None) -> float:
    """The same EFetch requests at the same pace, nothing parsed or kept; one that comes too soon is sent again."""
    limiter = Limiter(rate or math.inf)
    time.sleep(1.0)  # the requests of the run before count for a second more
    began = time.perf_counter()
    for start in range(FIRST_PMID, FIRST_PMID + n, BATCH):
        limiter.wait()
        ids = ",".join(map(str, range(start, min(start + BATCH, FIRST_PMID + n))))
        body = f"db=pubmed&retmode=xml&email=made-up%40example.org&tool=bare&id={ids}".encode()
        while not _sent(f"{url}efetch.fcgi", body):
            time.sleep(1.0)
    return time.perf_counter() - began


def _sent(url: str, body: bytes) -> bool:
    try:
        with urllib.request.urlopen(url, body) as reply:
            reply.read()
    except urllib.error.HTTPError as error:
        if error.code != HTTPStatus.TOO_MANY_REQUESTS:
            raise
        return False
    return True


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
