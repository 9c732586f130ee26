"""What a record costs as the database grows: littrack ingest of 10,000, 100,000 and 1,000,000 made-up records.

    python -m benchmarks.scaling [records ...]     default 10000 100000; 1000000 takes about an hour and 20 GB

Each size begins with an empty database. "1,000 more" are records that come to the full database afterwards, as a
refresh brings them: were an index or a comparison to grow faster than the records, they would cost more each time.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from benchmarks.ingest import SEARCH, WORDS, made_up
from benchmarks.nights import Measured, littrack, measure, table
from benchmarks.records import FIRST_PMID, write_set

MORE = 1_000
HEADS = (
    "records",
    "wall s",
    "records/s",
    "CPU s",
    "CPU ms a record",
    "memory MB",
    "database MB",
    "1,000 more, CPU s",
)


def main(*sizes: int) -> None:
    """Print a table of storing and one of searching."""
    stored: list[list[object]] = []
    searched: list[list[object]] = []
    for size in sizes or (10_000, 100_000):
        with tempfile.TemporaryDirectory() as name:
            database = Path(name) / "littrack.db"
            run = _ingest(database, list(made_up(Path(name), size)), size)
            megabytes = database.stat().st_size / 1e6
            more = Path(name) / "more.xml.gz"
            write_set(more, MORE, seed=-1, first=FIRST_PMID + size)
            again = _ingest(database, [str(more)], MORE)
            stored.append(
                [
                    f"{size:,}",
                    f"{run.wall:.1f}",
                    f"{size / run.wall:,.0f}",
                    f"{run.cpu:.1f}",
                    f"{run.cpu / size * 1000:.2f}",
                    f"{run.memory:.0f}",
                    f"{megabytes:,.0f}",
                    f"{again.cpu:.2f}",
                ]
            )
            said = measure([sys.executable, "-c", SEARCH, str(database), *WORDS])
            searched += [[f"{size:,}", *line.split("\t")] for line in said.output.splitlines()]
    print(table(HEADS, stored))
    print()
    print(table(("records", "search", "found", "ms (best of 5)"), searched))


def _ingest(database: Path, files: list[str], size: int) -> Measured:
    run = measure(littrack("ingest", "--json", "--jobs", 2, "--db", database, *files))
    new = sum(each["new"] for each in json.loads(run.output)) if run.code == 0 else 0
    if new != size:
        sys.exit(f"littrack ingest ended with {run.code}, {new} of {size}: {run.output[-300:]}")
    return run


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
