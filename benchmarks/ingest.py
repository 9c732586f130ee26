"""From files to committed, searchable rows: littrack ingest beside pubmed_parser, which only parses.

    python -m benchmarks.ingest [records ...]      default 10000; 1000000 takes about half an hour and 20 GB
    python -m benchmarks.ingest --real             on the shared collection of real records

Files are of 30,000 records, as NLM's baseline, compressed. ``pubmed_parser`` (pip install pubmed_parser) runs in the
same minutes on the same files. Then: the same files again (nothing to write), and searches of common words.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.nights import Measured, littrack, measure, table
from benchmarks.records import FIRST_PMID, HEAD, TAIL, write_set

FILE = 30_000
SHARED = Path(__file__).parents[2] / "shared" / "pubmed" / "bulk"
PEER = """
import sys, pubmed_parser
print(sum(len(list(pubmed_parser.parse_medline_xml(name))) for name in sys.argv[1:]))
"""
SEARCH = """
import sys, time
from littrack.store.database import open_readonly
from littrack.store.finding import find_studies
db = open_readonly(sys.argv[1])
for words in sys.argv[2:]:
    best = 9.0
    for _ in range(5):
        began = time.perf_counter()
        found = find_studies(db, words)
        best = min(best, time.perf_counter() - began)
    print(f"{words}\\t{found.total}\\t{best * 1000:.0f}")
"""
WORDS = ("patients study", "treatment placebo response", "patients OR study", '"placebo response"')
_BODY = re.compile(rb"(?s)^.*?<PubmedArticleSet>|</PubmedArticleSet>.*$")
HEADS = ("records", "what", "wall s", "records/s", "CPU s", "memory MB", "ratio to pubmed_parser")


def main(sizes: list[int], real: bool) -> None:
    """Print the tables."""
    rows: list[list[object]] = []
    found: list[list[object]] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            _measure(Path(name), list(made_up(Path(name), size)), f"{size:,} made up", rows, found)
    if real:
        with tempfile.TemporaryDirectory() as name:
            _measure(Path(name), list(_real(Path(name))), "real", rows, found)
    print(table(HEADS, rows))
    print()
    print(table(("records", "search", "found", "ms (best of 5)"), found))


def _measure(
    folder: Path, files: list[str], what: str, rows: list[list[object]], found: list[list[object]]
) -> None:
    peer = measure([sys.executable, "-c", PEER, *files])
    if peer.code:
        sys.exit(f"pubmed_parser failed; is it installed? {peer.output[-300:]}")
    rows.append([what, "pubmed_parser parses", *_figures(peer, int(peer.output.split()[-1])), "1"])
    for jobs in (2, 1):
        database = folder / f"{jobs}.db"
        command = littrack("ingest", "--json", "--jobs", jobs, "--db", database, *files)
        words = "process" if jobs == 1 else "processes"
        for again in ("", "again, nothing new, ") if jobs == 2 else ("",):
            run = measure(command)
            if run.code:
                sys.exit(f"littrack ingest ended with {run.code}: {run.output[-300:]}")
            count = sum(each["new"] + each["unchanged"] for each in json.loads(run.output))
            ratio = f"{count / run.wall / (int(peer.output.split()[-1]) / peer.wall):.2f}"
            name = f"littrack ingest, {again}{jobs} {words}"
            rows.append([what, name, *_figures(run, count), ratio])
    size = (folder / "2.db").stat().st_size / 1e6
    rows.append([what, f"(the database: {size:,.0f} MB)", *[""] * 5])
    said = measure([sys.executable, "-c", SEARCH, str(folder / "2.db"), *WORDS])
    found += [[what, *line.split("\t")] for line in said.output.splitlines()]


def _figures(run: Measured, count: int) -> list[object]:
    return [f"{run.wall:.1f}", f"{count / run.wall:,.0f}", f"{run.cpu:.1f}", f"{run.memory:.0f}"]


def made_up(folder: Path, size: int) -> Iterator[str]:
    """Files of made-up records, as NLM cuts its baseline."""
    for start in range(0, size, FILE):
        path = folder / f"made-up-{start}.xml.gz"
        write_set(path, min(FILE, size - start), seed=start, first=FIRST_PMID + start)
        yield str(path)


def _real(folder: Path) -> Iterator[str]:
    """The EFetch replies of the collection as one compressed file, since pubmed_parser reads no other."""
    path = folder / "alzforum.xml.gz"
    with (
        tarfile.open(SHARED / "alzforum_efetch_2025-06.tar.gz") as archive,
        gzip.open(path, "wb", 1) as file,
    ):
        file.write(HEAD)
        for each in archive:
            reply = archive.extractfile(each) if each.name.endswith(".xml") else None
            if reply:
                file.write(_BODY.sub(b"", reply.read()))
        file.write(TAIL)
    yield str(path)
    yield str(SHARED / "mixed.xml.gz")


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--real"]
    asked = "--real" in sys.argv[1:]
    sizes = [int(word) for word in words] or ([] if asked else [10_000])
    main(sizes, asked and SHARED.is_dir())
