"""What the benchmarks of a refresh share: a stand-in NCBI in a process of its own, a topic, a measured run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

import yaml

from benchmarks.records import FIRST_PMID, write_set

HERE = Path(__file__).parents[1]


@dataclass(frozen=True)
class Measured:
    """One process: wall and CPU seconds, the most memory it held (MB), its exit code and output."""

    wall: float
    cpu: float
    memory: float
    code: int
    output: str


def made_up_records(folder: Path, n: int) -> Path:
    """A file of ``n`` made-up records in ``folder``, written once."""
    path = folder / f"made-up-{n}.xml"
    if not path.exists():
        write_set(path, n)
    return path


def write_topic(queries: Path, n: int, searches: int) -> None:
    """A topic whose searches together list the first ``n`` made-up records, and overlap."""
    folder = queries / "made-up"
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["title: A made-up topic", "article:", "  title: A made-up article", "searches:"]
    for number in range(searches):
        last = FIRST_PMID + n * (number + 1) // searches - 1
        first = max(FIRST_PMID, last - 2 * n // searches)
        lines += [
            f"  - name: search-{number + 1}",
            "    question: What was made up?",
            f'    query: "{first}:{last}[uid]"',
        ]
    (folder / "topic.yaml").write_text("\n".join(lines) + "\n")


def write_bundled_topic(queries: Path, n: int) -> None:
    """The bundled topic with all its claims and evidence, its searches made to list made-up records."""
    folder = queries / "botox-depression"
    shutil.copytree(HERE / "queries" / "botox-depression", folder)
    topic = yaml.safe_load((folder / "topic.yaml").read_text(encoding="utf-8"))
    asked = [each for each in topic["searches"] if "query" in each]
    for number, search in enumerate(asked):
        last = FIRST_PMID + n * (number + 1) // len(asked) - 1
        search["query"] = f"{max(FIRST_PMID, last - 2 * n // len(asked))}:{last}[uid]"
        search.pop("must_find", None)
    (folder / "topic.yaml").write_text(yaml.safe_dump(topic, allow_unicode=True), encoding="utf-8")


@contextmanager
def stand_in(records: Path, rate: int | None = None, day: str | None = None) -> Iterator[str]:
    """The base URL of a stand-in NCBI that serves ``records``."""
    command = [sys.executable, "-m", "tests.eutils", "--records", str(records)]
    command += ["--rate", str(rate)] if rate else []
    command += ["--day", day] if day else []
    process = subprocess.Popen(
        command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def installed() -> dict[str, str]:
    """This process's environment, in which Python keeps its compiled modules, as those of an installed package are."""
    found = {**os.environ, "PYTHONPYCACHEPREFIX": str(Path(gettempdir()) / "littrack-compiled")}
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    return found


def environment(url: str, rate: float | None) -> dict[str, str]:
    """What a refresh against the stand-in needs; ``rate`` None is NCBI's 3 a second."""
    found = {**installed(), "LITTRACK_EUTILS_URL": url, "NCBI_EMAIL": "made-up@example.org"}
    found["LITTRACK_SOURCES"] = "none"
    found.pop("NCBI_API_KEY", None)
    if rate is not None:
        found["LITTRACK_EUTILS_RATE"] = str(rate)
    return found


def littrack(*words: object) -> list[str]:
    """The command line of a littrack command."""
    return [sys.executable, "-m", "littrack", *map(str, words)]


def measure(command: Sequence[str], env: dict[str, str] | None = None) -> Measured:
    """Run a command to its end; CPU and memory are the kernel's own account of it (wait4)."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=HERE,
        env=env or installed(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    wall = time.perf_counter() - began
    cpu = usage.ru_utime + usage.ru_stime
    return Measured(wall, cpu, usage.ru_maxrss / 1024, process.returncode, output)


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, each)) + " |" for each in lines)
