"""How well the rules for study design do: against PubMed's own types, and against appraised studies.

    python -m benchmarks.designs            # the half that no rule was written on
    python -m benchmarks.designs --half tuned --errors

Reference for the first tables: PubMed's publication type, taken as it is (meta-analysis before systematic review
before randomized controlled trial before case report where a record has several; a record about animals only is none
of them). Indexing is incomplete: most "false" hits are trials or case reports that nobody typed. Four readings: as used,
with every type (which holds the reference itself, so this only shows that no rule spoils it); with the four types of
the reference hidden; with all types hidden, so that only wording and MeSH speak; with MeSH hidden too, as for a
record that arrived last night. Records are split by a hash of the PMID: rules were written on one half, the figures
are of the other. The records lie outside the project (``../shared/pubmed``).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from littrack.appraise.design import DESIGNS, DesignAnswer, RecordFacts, classify, facts_of
from littrack.errors import DataError
from littrack.pubmed.parse import parse
from littrack.records import Parsed
from littrack.topics.read import read_topics
from tests.shared import SHARED

QUERIES = Path(__file__).parents[1] / "queries"
CLASSES = {
    "meta-analysis": "meta-analysis",
    "systematic review": "systematic review",
    "randomized controlled trial": "randomized controlled trial",
    "case reports": "case report",
}
NONE = "none of these"
READINGS: dict[str, Callable[[RecordFacts], RecordFacts]] = {
    "as used (types, MeSH, wording)": lambda facts: facts,
    "its own type hidden": lambda facts: replace(
        facts,
        publication_types=tuple(
            kind for kind in facts.publication_types if kind.lower() not in CLASSES
        ),
    ),
    "types hidden (MeSH, wording)": lambda facts: replace(facts, publication_types=()),
    "types and MeSH hidden (wording)": lambda facts: replace(facts, publication_types=(), mesh=()),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A record with what PubMed's types say and what the rules say."""

    pmid: str
    title: str
    reference: str
    answer: DesignAnswer


def sources() -> Iterator[BinaryIO]:
    """Every file of real records, opened."""
    with tarfile.open(SHARED / "pubmed/bulk/alzforum_efetch_2025-06.tar.gz") as archive:
        for member in archive:
            opened = archive.extractfile(member) if member.name.endswith(".xml") else None
            if opened:
                yield opened  # type: ignore[misc]
    with gzip.open(SHARED / "pubmed/bulk/mixed.xml.gz") as mixed:
        yield mixed  # type: ignore[misc]
    for folder in ("awkward", "raw_efetch/metapub_pmid_xml"):
        for path in sorted((SHARED / "pubmed" / folder).glob("*.xml*")):
            with path.open("rb") as file:
                yield file


def records() -> dict[str, RecordFacts]:
    """Facts of every record that can be read, one a PMID."""
    found: dict[str, RecordFacts] = {}
    for source in sources():
        try:
            for each in parse(source):
                if isinstance(each, Parsed):
                    found[each.article.pmid] = facts_of(each.article)
        except DataError:
            continue
    return found


def reference(facts: RecordFacts) -> str:
    """What PubMed's own types make of a record."""
    types = {kind.lower() for kind in facts.publication_types}
    if "Animals" in facts.mesh and "Humans" not in facts.mesh:
        return NONE
    return next((design for kind, design in CLASSES.items() if kind in types), NONE)


def held_out(pmid: str) -> bool:
    """Is this record in the half that no rule was written on?"""
    return hashlib.sha256(pmid.encode()).digest()[0] % 2 == 1


def judge(
    facts: dict[str, RecordFacts], reading: Callable[[RecordFacts], RecordFacts]
) -> list[Judged]:
    """Classify every record as one reading shows it."""
    return [
        Judged(pmid, each.title, reference(each), classify(reading(each)))
        for pmid, each in facts.items()
    ]


def accuracy_table(judged: dict[str, list[Judged]]) -> str:
    """Sensitivity, specificity and balanced accuracy of each class, one row a class and reading."""
    lines = [
        "| Design | Reading | Records | Sensitivity | Specificity | Balanced accuracy | Found beyond PubMed's type |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for design in CLASSES.values():
        for reading, rows in judged.items():
            lines.append(_accuracy(design, reading, rows))
    return "\n".join(lines)


def _accuracy(design: str, reading: str, rows: list[Judged]) -> str:
    hits = sum(row.reference == design == row.answer.design for row in rows)
    false = sum(row.reference != design == row.answer.design for row in rows)
    positive = sum(row.reference == design for row in rows)
    sensitivity = hits / positive if positive else float("nan")
    specificity = 1 - false / (len(rows) - positive)
    balanced = (sensitivity + specificity) / 2
    return (
        f"| {design} | {reading} | {positive} | {sensitivity:.3f} | {specificity:.3f} | "
        f"**{balanced:.3f}** | {false} |"
    )


def confusion(pairs: Iterable[tuple[str, str]]) -> str:
    """Rows: the reference. Columns: what the rules said. Empty columns are left out."""
    counts = Counter(pairs)
    said = [design for design in DESIGNS if any(given == design for _, given in counts)]
    known = [name for name in (*DESIGNS, NONE) if any(name == truth for truth, _ in counts)]
    lines = [f"| reference \\ rules | {' | '.join(said)} |", f"|---|{'---:|' * len(said)}"]
    for truth in known:
        cells = (str(counts[truth, design] or "") for design in said)
        lines.append(f"| {truth} | {' | '.join(cells)} |")
    return "\n".join(lines)


def appraised() -> list[tuple[str, str, str]]:
    """(title, appraised design, what the rules say from title and journal alone) of the topics' studies."""
    return [
        (
            work.title,
            work.design,
            classify(RecordFacts(work.title, journal=work.journal or "")).design,
        )
        for topic in read_topics(QUERIES)
        for work in topic.works
    ]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--half", choices=("held out", "tuned", "all"), default="held out")
    options.add_argument("--errors", action="store_true", help="list every disagreement, as used")
    chosen = options.parse_args()
    wanted = {"held out": (True,), "tuned": (False,), "all": (True, False)}[chosen.half]
    facts = {pmid: each for pmid, each in records().items() if held_out(pmid) in wanted}
    start = time.process_time()
    judged = {name: judge(facts, reading) for name, reading in READINGS.items()}
    speed = len(facts) * len(READINGS) / (time.process_time() - start)
    used = next(iter(judged.values()))
    print(
        f"## Study design, {len(facts):,} real records ({chosen.half})\n\n{accuracy_table(judged)}\n"
    )
    print(f"{speed:,.0f} records a second and core.\n\n### Confusion matrix, as used\n")
    print(confusion((row.reference, row.answer.design) for row in used))
    works = appraised()
    right = sum(truth == given for _, truth, given in works)
    print(f"\n### Appraised studies, from the title alone: {right} of {len(works)} right\n")
    print(confusion((truth, given) for _, truth, given in works))
    if chosen.errors:
        _print_errors(used)


def _print_errors(rows: list[Judged]) -> None:
    print("\n### Disagreements\n")
    for row in rows:
        named = row.answer.design if row.answer.design in CLASSES.values() else NONE
        if named != row.reference:
            told = f"{row.reference} / {row.answer.design} ({row.answer.rule})"
            print(f"- {row.pmid} {told}: {row.title[:100]}")


if __name__ == "__main__":
    main()
