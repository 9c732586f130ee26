"""``littrack check`` offline, of a manuscript with many references: ``python -m benchmarks.check``.

The base holds made-up records; the manuscript cites them with DOIs, with PMIDs and by title alone, a third each. Measured
is the whole command in a process of its own, as a pre-commit hook runs it, and the check inside it.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from littrack.check.checking import Askable, check
from littrack.check.files import read_file
from littrack.load import load_topics
from littrack.pubmed.parse import parse
from littrack.records import Parsed
from littrack.store.database import open_database
from littrack.store.runs import COMPLETE, RunCounts, begin_run, finish_run
from littrack.store.saving import PUBMED, save_articles
from littrack.times import now, to_text
from tests.eutils.minimal import article_set, make_record

QUERIES = Path(__file__).parents[1] / "queries"


def title(number: int) -> str:
    """A title of its own."""
    return f"Made-up trial {number} of sleeping, walking and eating well"


def fill(database: Path, records: int) -> None:
    """The bundled topic, and made-up records."""
    load_topics(database, QUERIES)
    made = [
        make_record(90000000 + n, title(n), authors=("Doe J", "Roe R"), year=2000 + n % 25, doi=f"10.5555/bench.{n}")
        for n in range(records)
    ]  # fmt: skip
    with closing(open_database(database).conn) as connection:
        db, instant = Database(connection), to_text(now())
        with db.atomic():
            run = begin_run(db, "refresh", instant)
            articles = (each for each in parse(article_set(*made)) if isinstance(each, Parsed))
            save_articles(db, run, articles, PUBMED, instant)
            finish_run(db, run, COMPLETE, "", RunCounts(), instant)


def manuscript(references: int) -> str:
    """Twenty sentences a reference, and the list."""
    body = []
    for n in range(references):
        body.append(
            f"In a study people slept more [{n + 1}]. "
            + "They also ate and walked as before. " * 19
        )
    listed = []
    for n in range(references):
        name = ("", f" doi:10.5555/bench.{n}", f" PMID: {90000000 + n}")[n % 3]
        listed.append(
            f"{n + 1}. Doe J, Roe R. {title(n)}. J Made Up Trials. {2000 + n % 25};1(1):1-9.{name}"
        )
    return (
        "# An article\n\n" + "\n\n".join(body) + "\n\n## References\n\n" + "\n".join(listed) + "\n"
    )


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--references", type=int, default=300)
    options.add_argument("--records", type=int, default=10_000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database, file = Path(folder, "x.db"), Path(folder, "article.md")
        fill(database, chosen.records)
        file.write_text(manuscript(chosen.references), "utf-8")
        command = [
            sys.executable,
            "-m",
            "littrack",
            "check",
            "--offline",
            "--db",
            str(database),
            str(file),
        ]
        before, began = _cpu(), time.perf_counter()
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        wall, cpu = time.perf_counter() - began, _cpu() - before
        began_cpu = time.process_time()
        findings = check(database, [read_file(file)], Askable())
        inside = time.process_time() - began_cpu
        print(
            f"{findings.references} references, {file.stat().st_size / 1000:.0f} kB, {chosen.records:,} records: exit {told.returncode}"
        )
        print(
            f"whole command {wall:.2f} s, {cpu:.2f} s of CPU; the check itself {inside:.2f} s of CPU"
        )
        print(" ".join(told.stdout.split())[-200:])


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
