"""An unchanged night over 10,000 stored records: requests, CPU of the whole process, rows written.

python -m benchmarks.quiet_night [records]
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.nights import (
    environment,
    littrack,
    made_up_records,
    measure,
    stand_in,
    table,
    write_bundled_topic,
    write_topic,
)

SEARCHES = 7
RUNS = 5
COUNTED = ("studies", "raw_records", "search_hits", "record_checks", "changes", "authors")


def main(n: int = 10_000) -> None:
    """Print the table."""
    rows = [
        _row("made up, 7 searches", n, lambda queries: write_topic(queries, n, SEARCHES)),
        _row("bundled, with claims", n, lambda queries: write_bundled_topic(queries, n)),
    ]
    heads = ["topic", "stored", "requests", "CPU s", "wall s", "MB", "rows written to studies"]
    print(f"\nA quiet night, {RUNS} times\n\n{table(heads, rows)}")


def _row(topic: str, n: int, write: Callable[[Path], None]) -> list[object]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "queries")
        database = folder / "quiet.db"
        command = littrack("refresh", "--json", "--db", database, "--queries", folder / "queries")
        with stand_in(made_up_records(folder, n)) as url:
            env = environment(url, 1_000_000)
            first = measure(command, env)
            if first.code not in (0, 3):
                sys.exit(f"the first refresh ended with {first.code}: {first.output}")
            before = _content(database)
            nights = [measure(command, env) for _ in range(RUNS)]
        same = _content(database) == before
    cpu = sorted(each.cpu for each in nights)
    return [
        topic,
        f"{n:,}",
        ", ".join(sorted({str(json.loads(each.output)["requests"]) for each in nights})),
        f"{cpu[0]:.2f} – {cpu[-1]:.2f}",
        f"{min(each.wall for each in nights):.2f}",
        f"{max(each.memory for each in nights):.0f}",
        "none" if same else "SOME",
    ]


def _content(database: Path) -> list[object]:
    connection = sqlite3.connect(database)
    try:
        return [
            connection.execute(f"SELECT * FROM {each} ORDER BY 1, 2").fetchall() for each in COUNTED
        ]
    finally:
        connection.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
