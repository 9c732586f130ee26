"""How many references a second each style prints on one core.

    python -m benchmarks.cite                                # needs nothing but littrack
    python -m benchmarks.cite --styles FOLDER                # with peers: the CSL project's styles (see
                                                             # tests/cite/make_goldens.py), citeproc-py, pandoc
Every line prints the same made-up works, no two alike in authors, title, journal or pages, so that no cache helps more
than it would in a list of real ones. Ours is the whole list (order, letters, HTML); the best of three rounds counts,
in processor time. Peers print fewer works, since they are slow; pandoc's time holds its start and is wall-clock time,
for it is another process. `tests/cite` says what is right; here only time is measured.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

from littrack.cite.citable import Citable, Name
from littrack.cite.csl import csl
from littrack.cite.styled import html
from littrack.cite.styles import STYLES, reference_list
from littrack.csl_styles import CslStyle, made_by_pandoc
from littrack.errors import ConfigError
from littrack.pandoc import find_pandoc
from littrack.records import MarkedText
from tests.cite.make_goldens import STYLES as FILES

ROUNDS = 3
_WORDS = [
    "imaginary",
    "made-up",
    "trial",
    "of",
    "care",
    "in",
    "adults",
    "with",
    "no",
    "disease",
    "randomised",
    "a",
    "pilot",
    "study:",
    "what",
    "it",
    "never",
    "showed",
]


def made_up(count: int) -> list[Citable]:
    """Works with one to nine authors."""
    chance = random.Random(20261124)

    def word(letters: int) -> str:
        return "".join(chance.choice("abcdefghijklmnoprstuvw") for _ in range(letters)).capitalize()

    def name() -> Name:
        given = f"{word(5)} {word(1)}"
        return Name(word(8), given, given[0] + given[-1])

    return [
        Citable(
            id=str(at),
            title=MarkedText(" ".join([word(7), *chance.choices(_WORDS, k=14)]) + "."),
            authors=tuple(name() for _ in range(chance.randint(1, 9))),
            journal=f"Journal of {word(6).lower()} (Nowhere)",
            journal_abbreviation=f"J {word(5)}",
            published=f"{chance.randint(1990, 2026)}-0{chance.randint(1, 9)}-11",
            volume=str(chance.randint(1, 90)),
            issue=chance.choice(("1", "2", "3 Suppl 1")),
            pages=chance.choice(("117-28", "e1003", "998-1002")),
            doi=f"10.5555/{word(9).lower()}",
            pmid=str(90000000 + at),
            integrity="retracted" if at % 50 == 0 else None,
            notices=("J Made Up. 2021 Jan;14(1):9. doi: 10.5555/notice",) if at % 50 == 0 else (),
        )
        for at in range(count)
    ]


def per_second(
    run: Callable[[], object], count: int, rounds: int, clock: Callable[[], float]
) -> float:
    """References a second in the best round."""
    best = float("inf")
    for _ in range(rounds):
        begun = clock()
        run()
        best = min(best, clock() - begun)
    return count / best


def ours(name: str, works: Sequence[Citable]) -> float:
    return per_second(
        lambda: [html(each.reference) for each in reference_list(STYLES[name], works)],
        len(works),
        ROUNDS,
        time.process_time,
    )


def citeproc_py(style: Path, works: Sequence[Citable]) -> float | None:
    """citeproc-py on the same CSL-JSON, or ``None`` where it is not installed or refuses the style."""
    if importlib.util.find_spec("citeproc") is None:
        return None
    from citeproc import (  # type: ignore[import-untyped,import-not-found,unused-ignore]
        Citation,
        CitationItem,
        CitationStylesBibliography,
        CitationStylesStyle,
        formatter,
    )
    from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped,import-not-found,unused-ignore]

    def run() -> None:
        items = json.loads(json.dumps([csl(work) for work in works]))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = CitationStylesBibliography(
                CitationStylesStyle(str(style.with_suffix("")), validate=False),
                CiteProcJSON(items),
                formatter.html,
            )
            for work in works:
                made.register(Citation([CitationItem(work.id)]))
            [str(each) for each in made.bibliography()]

    try:
        return per_second(run, len(works), 1, time.process_time)
    except Exception:  # noqa: BLE001 - a peer's fault is a dash in the table
        return None


def by_pandoc(style: Path, works: Sequence[Citable]) -> float | None:
    try:
        find_pandoc("this benchmark")
    except ConfigError:
        return None
    return per_second(
        lambda: made_by_pandoc(CslStyle(style, "", True), works), len(works), 1, time.perf_counter
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", type=int, default=5000)
    parser.add_argument("--peers", type=int, default=100, help="works that a peer prints")
    parser.add_argument(
        "--styles", type=Path, help="folder of the CSL project's styles, for the peers"
    )
    asked = parser.parse_args()
    works = made_up(asked.works)
    print("| Style | littrack | pandoc | citeproc-py |\n|---|---:|---:|---:|")
    for name, style in STYLES.items():
        cells: list[float | None] = [ours(name, works), None, None]
        if asked.styles:
            file = asked.styles / f"{FILES[name]}.csl"
            cells[1:] = [
                by_pandoc(file, works[: asked.peers]),
                citeproc_py(file, works[: asked.peers]),
            ]
        print(
            f"| {style.title} | "
            + " | ".join(f"{each:,.0f}" if each else "–" for each in cells)
            + " |"
        )
    print(
        f"\nReferences a second; littrack {asked.works:,} works in one list, peers {asked.peers:,}."
    )


if __name__ == "__main__":
    main()
