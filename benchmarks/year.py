"""A made-up year of nights over all sources, each of them out of order now and then; and what a quiet night costs.

python -m benchmarks.year [nights] [studies] [seed]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.nights import environment, littrack, measure, table
from tests.refresh.nightly import records
from tests.watch.nightly import Watch, watching
from tests.watch.year import Account, Year

QUIET = 1_000
"""Studies of the quiet night."""
SETTLED = 8
"""Nights after which every source has been asked about all of them."""
RUNS = 5
TOPIC = """title: A made-up topic
article:
  title: A made-up article
searches:
  - name: toxin
    question: What of toxin?
    query: toxin[tiab]
  - name: mood
    question: What of mood?
    query: mood[tiab]
"""
"""The topic of the nights, as a file."""


def main(nights: int = 365, studies: int = 300, seed: int = 1) -> None:
    """Print both tables."""
    began = process_time()
    with _made_up() as watch:
        account = Year(watch, nights, studies, str(seed)).play()
    print(
        f"\nA year of {nights} nights over {studies} studies, {process_time() - began:.0f} CPU s\n"
    )
    print(
        table(["what", "told", "found", "most nights late", "most nights in all"], _rows(account))
    )
    print(
        f"\nNights: {', '.join(f'{count} {how}' for how, count in sorted(account.codes.items()))}."
    )
    print(f"New studies: {account.new}, at most {account.new_late} nights late.")
    print(
        f"Events that no source told: {len(account.invented)}. Corrections shown as retractions: {len(account.wrongly_fallen)}."
    )
    print(f"Studies that stand otherwise than they should at the end: {len(account.unlike)}.")
    print(f"Failures of a source that the run did not tell: {account.silent_failures}.")
    print(
        f"Requests on a night on which nothing happened: {_spread([made for made, _ in account.quiet])}."
    )
    made, spent, by_source = _quiet_night()
    print(f"\nA quiet night over {QUIET:,} studies, {RUNS} times\n")
    heads = ["requests", "CPU s of the process", "most by one source"]
    print(table(heads, [[_spread(made), f"{min(spent):.2f} – {max(spent):.2f}", by_source]]))


def _rows(account: Account) -> Iterator[list[object]]:
    kinds = Counter(each.telling.kind for each in account.found)
    for kind, told in sorted(kinds.items()):
        lates = [each for each in account.found if each.telling.kind == kind]
        found = [each for each in lates if each.late is not None]
        yield [kind, told, len(found), *(max(getattr(each, name) for each in found) if found else "–" for name in ("late", "delay"))]  # fmt: skip


def _quiet_night() -> tuple[list[int], list[float], str]:
    """Requests and CPU of a whole ``littrack refresh`` on a night on which nothing is new, each on a copy of one database."""
    with tempfile.TemporaryDirectory() as name, watching(Path(name)) as watch:
        folder = Path(name)
        watch.day = watch.ncbi.day = datetime.now(timezone.utc).date() - timedelta(days=SETTLED + 1)
        watch.ncbi.add(records(range(101, 101 + QUIET), "toxin"))
        for _ in range(SETTLED):
            watch.next_night()
        topic = folder / "queries" / "made-up"
        topic.mkdir(parents=True)
        (topic / "topic.yaml").write_text(TOPIC, encoding="utf-8")
        env = {**environment(watch.ncbi.url, 1_000_000), **watch.services.environment}
        env.pop("LITTRACK_SOURCES")
        made, spent = [], []
        for at in range(RUNS):
            database = folder / f"copy-{at}.db"
            shutil.copy(watch.database, database)
            before, asked = _requests(watch), watch.services.counts
            command = littrack("refresh", "--db", database, "--queries", folder / "queries")
            night = measure(command, env)
            if night.code:
                sys.exit(f"the quiet night ended with {night.code}: {night.output}")
            spent.append(night.cpu)
            made.append(_requests(watch) - before)
            most = (watch.services.counts - asked).most_common(1)
    source, number = most[0]
    return made, spent, f"{source} {number}"


def _requests(watch: Watch) -> int:
    return len(watch.ncbi.requests) + len(watch.services.requests)


def _spread(numbers: list[int]) -> str:
    return f"{min(numbers)} – {max(numbers)}, median {median(numbers):g}"


@contextmanager
def _made_up() -> Iterator[Watch]:
    with tempfile.TemporaryDirectory() as folder, watching(Path(folder)) as watch:
        yield watch


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
