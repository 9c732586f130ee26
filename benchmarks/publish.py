"""``littrack publish`` of a site of made-up records: time, memory, files, and whether a second run gives the same bytes.

    python -m benchmarks.publish [records] [--database FILE]

The database is made by a real ``littrack refresh`` of the bundled topic against a stand-in NCBI; ``--database`` takes one
that is there. Wall-clock time means something only where nothing else runs on the machine; CPU time is of all processes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from benchmarks.nights import environment, littrack, measure, table
from benchmarks.site import make_database

HEADS = ("processes", "wall s", "CPU s", "MB of memory", "files", "MB written", "SHA256SUMS")


def main(records: int, database: Path | None) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = database or make_database(folder, records)
        rows = [_row(database, folder / "site", processes) for processes in (2, 1)]
    print(
        f"\nA site of {records:,} made-up records, {os.cpu_count()} cores\n\n{table(HEADS, rows)}"
    )


def _row(database: Path, site: Path, processes: int) -> list[object]:
    done = measure(
        littrack("publish", site, "--db", database, "--processes", processes), environment("", 0)
    )
    if done.code:
        raise SystemExit(f"publish ended with {done.code}: {done.output}")
    files = [path for path in site.rglob("*") if path.is_file()]
    sums = hashlib.sha256((site / "SHA256SUMS").read_bytes()).hexdigest()[:12]
    size = sum(path.stat().st_size for path in files) / 1e6
    shutil.rmtree(site)
    return [
        processes, f"{done.wall:.1f}", f"{done.cpu:.1f}", f"{done.memory:.0f}", f"{len(files):,}", f"{size:,.0f}", sums,
    ]  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", nargs="?", type=int, default=10_000)
    parser.add_argument("--database", type=Path)
    given = parser.parse_args()
    main(given.records, given.database)
