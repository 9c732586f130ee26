"""Reading PubMed XML: littrack beside pubmed_parser, Bio.Entrez.read, and the floor of a bare XML pass.

    python -m benchmarks.parse [FILE.xml.gz] [--rounds N] [--whole]

Without a file it reads the EFetch replies of the collection where that is present (each reply as it
came, about 100 records), else 3,000 generated records in files of 100. With ``--whole`` all records
are also read as one file, as one finds them in NLM's update files; ``Bio.Entrez.read`` then needs a
gigabyte. Every reader opens the same gzip files (pubmed_parser reads no others; they are stored, not
compressed, so that it is parsing that is measured), each in a process of its own, as it is used, in turns,
file by file; the figure is CPU time, of each file the best of the rounds. Each reader is asked for all it can read. The peers are optional: pip install pubmed_parser biopython.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import math
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from xml.parsers import expat

from lxml import etree

from benchmarks.records import HEAD, TAIL, generate
from littrack.pubmed.parse import parse
from littrack.records import Parsed
from tests.shared import SHARED

REPLIES = SHARED / "pubmed" / "bulk" / "alzforum_efetch_2025-06.tar.gz"
SAMPLE = 9
"""Replies read where every one would take minutes."""

MEMORY = """
import gzip, re, sys
from littrack.pubmed.parse import parse
with gzip.open(sys.argv[1]) as file:
    for item in parse(file):
        pass
with open("/proc/self/status") as status:
    print(re.search(r"VmHWM:\\s+(\\d+) kB", status.read())[1])
"""


def littrack(path: Path) -> int:
    with gzip.open(path) as file:
        return sum(isinstance(item, Parsed) for item in parse(file))  # type: ignore[arg-type]


def pubmed_parser(path: Path) -> int:
    from pubmed_parser import parse_medline_xml

    found = parse_medline_xml(
        str(path),
        year_info_only=False,
        nlm_category=True,
        author_list=True,
        reference_list=True,
        parse_downto_mesh_subterms=True,
    )
    return sum(1 for _ in found)


def bio_entrez(path: Path) -> int:
    from Bio import Entrez

    with gzip.open(path) as file:
        found = Entrez.read(file)
    return len(found["PubmedArticle"]) + len(found["PubmedBookArticle"])


def bare_lxml(path: Path) -> int:
    number = 0
    with gzip.open(path) as file:
        for _, element in etree.iterparse(file, tag=("PubmedArticle", "PubmedBookArticle")):
            number += 1
            element.clear()
    return number


def bare_expat(path: Path) -> int:
    with gzip.open(path) as file:
        expat.ParserCreate().ParseFile(file)
    return 0


READERS: dict[str, tuple[Callable[[Path], int], str]] = {
    "littrack": (littrack, "littrack"),
    "pubmed_parser, all options": (pubmed_parser, "pubmed_parser"),
    "Bio.Entrez.read": (bio_entrez, "Bio"),
    "floor: lxml iterparse, nothing read": (bare_lxml, "lxml"),
    "floor: expat, nothing read": (bare_expat, "xml"),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", nargs="?", type=Path)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--whole", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [chosen.file] if chosen.file else list(small_files(folder))
        some = files[:: max(1, len(files) // SAMPLE)]
        report(f"{len(some)} files", some, chosen.rounds)
        whole = files[0] if chosen.file else joined(files, folder / "whole.xml.gz")
        if chosen.whole and not chosen.file:
            report("all of it as one file", [whole], 3)
        print(f"\nlittrack's peak memory over {size(whole) / 1e6:.0f} MB of XML: {peak(whole)}")


def small_files(folder: Path) -> Iterator[Path]:
    """The replies of the collection, or generated ones, each as a gzip file."""
    if REPLIES.exists():
        with tarfile.open(REPLIES) as archive:
            for member in archive:
                if member.name.endswith(".xml") and (file := archive.extractfile(member)):
                    yield written(folder / Path(member.name).name, file.read())
        return
    records = list(generate(3000))
    for at in range(0, len(records), 100):
        yield written(folder / f"{at}.xml", HEAD + b"".join(records[at : at + 100]) + TAIL)


def written(path: Path, text: bytes) -> Path:
    path = path.with_suffix(".xml.gz")
    path.write_bytes(gzip.compress(text, 0))
    return path


def joined(files: list[Path], path: Path) -> Path:
    """All files as one set."""
    with gzip.open(path, "wb", 0) as whole:
        whole.write(HEAD)
        for each in files:
            text = gzip.decompress(each.read_bytes())
            whole.write(text[text.index(b"<Pubmed") :].split(b">", 1)[1].rpartition(b"</Pubmed")[0])
        whole.write(TAIL)
    return path


def report(what: str, files: list[Path], rounds: int) -> None:
    """Print one table."""
    readers = {
        name: read for name, (read, module) in READERS.items() if importlib.util.find_spec(module)
    }
    number = sum(map(littrack, files))
    times = {name: [math.inf] * len(files) for name in readers}
    with ExitStack() as stack:
        pools = {name: stack.enter_context(_process()) for name in readers}
        for _ in range(rounds):
            for place, path in enumerate(files):
                counts = []
                for name, pool in pools.items():
                    count, seconds = pool.submit(timed, name, path).result()
                    times[name][place] = min(times[name][place], seconds)
                    counts.append(count)
                assert set(counts) <= {0, counts[0]}, (path, counts)
    megabytes = sum(map(size, files)) / 1e6
    print(f"\n{what}: {number} records, {megabytes:.0f} MB of XML; best of {rounds}\n")
    print("| reader | records per CPU-second | ms a record | littrack is faster by |")
    print("|---|---|---|---|")
    ours = sum(times["littrack"])
    for name, each in times.items():
        took = sum(each)
        print(f"| {name} | {number / took:,.0f} | {took / number * 1000:.2f} | {took / ours:.2f} |")
    for name in READERS.keys() - readers.keys():
        print(f"| {name} | not installed | | |")


def _process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def timed(name: str, path: Path) -> tuple[int, float]:
    """Read one file; its records, and the CPU seconds that took."""
    read, _ = READERS[name]
    began = time.process_time()
    number = read(path)
    return number, time.process_time() - began


def size(path: Path) -> int:
    with gzip.open(path) as file:
        return sum(len(chunk) for chunk in iter(lambda: file.read(1 << 20), b""))


def peak(path: Path) -> str:
    """The most memory a process that parses ``path`` takes, Python and libraries included."""
    if not Path("/proc/self/status").exists():
        return "not measured (no /proc)"
    shown = subprocess.run(
        [sys.executable, "-c", MEMORY, str(path)], capture_output=True, text=True, check=True
    )
    return f"{int(re.sub(r'[^0-9]', '', shown.stdout)) / 1024:.0f} MB"


if __name__ == "__main__":
    main()
