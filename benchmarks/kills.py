"""SIGKILL at random moments of a refresh and of an ingest: nothing lost, nothing doubled, the same content.

    python -m benchmarks.kills [kills of each] [records]

Each trial begins with an empty database, kills one to eight runs somewhere between start and end, lets the next
run finish and compares the content digest with that of a run nobody disturbed. SQLite's own integrity check and
the count of PMIDs, distinct and not, are taken each time. Both commands are tried side by side.
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.nights import (
    environment,
    littrack,
    made_up_records,
    measure,
    stand_in,
    table,
    write_topic,
)
from littrack.refresh.staging import staged_path
from littrack.store.database import open_database
from littrack.store.digest import content_digest


@dataclass
class Tally:
    """What the trials of one command came to."""

    name: str
    kills: int = 0
    ended_before: int = 0
    lost: int = 0
    doubled: int = 0
    other_content: int = 0
    damaged: int = 0
    leftovers: int = 0


def main(kills: int = 200, n: int = 1_000) -> None:
    """Print the table; exit with 1 when anything was lost, doubled or different."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records = made_up_records(folder, n)
        write_topic(folder / "queries", n, 3)
        with stand_in(records) as url:
            env = environment(url, 1_000_000)
            commands = {
                "refresh": ["refresh", "--quiet", "--queries", folder / "queries"],
                "ingest": ["ingest", "--quiet", records],
            }
            with ThreadPoolExecutor(len(commands)) as both:
                tallies = list(
                    both.map(
                        lambda each: _trials(each, commands[each], folder, env, kills, n), commands
                    )
                )
    heads = [
        "command",
        "kills",
        "had ended",
        "lost",
        "doubled",
        "other content",
        "damaged",
        "left over",
    ]
    rows = [list(vars(each).values()) for each in tallies]
    print(f"\n{n:,} records, killed at random moments\n\n{table(heads, rows)}")
    sys.exit(any(sum(list(vars(each).values())[3:]) for each in tallies))


def _trials(
    name: str, words: Sequence[object], folder: Path, env: dict[str, str], kills: int, n: int
) -> Tally:
    tally, moments = Tally(name), random.Random(name)
    calm = folder / f"{name}-calm.db"
    done = measure(littrack(*words, "--db", calm), env)
    if done.code != 0:
        sys.exit(f"{name} ended with {done.code}: {done.output}")
    expected = _digest(calm)
    number = 0
    while tally.kills < kills:
        number += 1
        database = folder / f"{name}-{number}.db"
        for _ in range(moments.randint(1, 8)):
            _kill(
                littrack(*words, "--db", database),
                env,
                moments.uniform(0.1, 1.05) * done.wall,
                tally,
            )
        code = measure(littrack(*words, "--db", database), env).code
        _judge(database, expected, n, code, tally)
        _remove(database)
        print(tally, file=sys.stderr)
    return tally


def _kill(command: Sequence[str], env: dict[str, str], after: float, tally: Tally) -> None:
    process = subprocess.Popen(
        command,
        cwd=Path(__file__).parents[1],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(after)
    if process.poll() is None:
        process.kill()
        tally.kills += 1
    else:
        tally.ended_before += 1
    process.wait()


def _judge(database: Path, expected: str, n: int, code: int, tally: Tally) -> None:
    connection = sqlite3.connect(database)
    try:
        whole = connection.execute("PRAGMA integrity_check").fetchone()[0]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        stored, distinct = connection.execute(
            "SELECT count(*), count(DISTINCT pmid) FROM studies"
        ).fetchone()
    finally:
        connection.close()
    tally.damaged += whole != "ok" or bool(orphans) or code != 0
    tally.lost += max(0, n - distinct)
    tally.doubled += stored - distinct
    tally.other_content += _digest(database) != expected
    tally.leftovers += staged_path(database).exists()


def _digest(database: Path) -> str:
    db = open_database(database)
    try:
        return content_digest(db)
    finally:
        db.conn.close()


def _remove(database: Path) -> None:
    for each in database.parent.glob(database.name + "*"):
        each.unlink()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
