"""How fast `littrack export` writes each format, and how much memory that takes.

    python -m benchmarks.export [studies ...]          default 10000 100000
    python -m benchmarks.export --db FILE ...          databases that are there already

Every line is a `littrack export --all --format FORMAT --output FILE` in a process of its own: wall-clock and processor
time with the start of Python, the most memory that the process held, and the size of the file. Memory is flat where a
tenfold selection takes no more of it. The studies are made up (`benchmarks.records`), with abstracts, four authors,
MeSH headings, and now and then a retraction, as in PubMed's baseline. Ingesting 100,000 takes some minutes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.nights import Measured, littrack, made_up_records, measure, table
from littrack.cite.formats import FORMATS
from littrack.exporting import PARQUET

HEADS = (
    "format",
    "studies",
    "wall s",
    "CPU s",
    "studies a CPU second",
    "most memory MB",
    "file MB",
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("studies", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--db", action="append", type=Path, default=[])
    parser.add_argument("--formats", nargs="*", default=[*FORMATS, PARQUET])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        databases = asked.db or [_database(folder, size) for size in asked.studies]
        print(table(HEADS, []), flush=True)
        for form in asked.formats:
            for database in databases:
                print(table(_measure(folder, database, form), []).splitlines()[0], flush=True)


def _database(folder: Path, size: int) -> Path:
    database = folder / f"{size}.db"
    records = made_up_records(folder, size)
    done = measure(littrack("ingest", "--quiet", "--db", database, records))
    if done.code:
        sys.exit(f"littrack ingest ended with {done.code}: {done.output[-300:]}")
    records.unlink()
    return database


def _measure(folder: Path, database: Path, form: str) -> list[str]:
    file = folder / f"studies.{form}"
    command = littrack("export", "--all", "--db", database, "--format", form, "--output", file)
    run = measure(command)
    if run.code:
        sys.exit(f"littrack export ended with {run.code}: {run.output[-300:]}")
    row = _row(form, run, file)
    file.unlink()
    return row


def _row(form: str, run: Measured, file: Path) -> list[str]:
    count = int(run.output.split("wrote")[-1].split()[-2].replace(",", ""))
    return [
        form, f"{count:,}", f"{run.wall:.1f}", f"{run.cpu:.1f}", f"{count / run.cpu:,.0f}", f"{run.memory:.0f}",
        f"{file.stat().st_size / 1e6:,.0f}",
    ]  # fmt: skip


if __name__ == "__main__":
    main()
