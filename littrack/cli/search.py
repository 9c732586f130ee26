"""``littrack search``."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

from littrack.cli.options import db_option, json_option
from littrack.line_width import line_width
from littrack.topics.model import DESIGNS

if TYPE_CHECKING:
    from littrack.store.finding import FoundPage, Hit

WIDTH = 100


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=10,
    show_default=True,
    help="How many to print.",
)
@click.option("--offset", type=click.IntRange(0), default=0, help="How many to skip.")
@click.option(
    "--year",
    metavar="YEAR[-YEAR]",
    help="Published in this year, or between these: 2015-, -2010, 2012-2020.",
)
@click.option(
    "--design",
    type=click.Choice(DESIGNS),
    metavar="DESIGN",
    help='Only this study design, such as "randomized controlled trial".',
)
@db_option
@json_option
def command(
    words: tuple[str, ...],
    limit: int,
    offset: int,
    year: str | None,
    design: str | None,
    db: Path,
    as_json: bool,
) -> None:
    """Search titles, abstracts, authors, keywords and MeSH; the best match comes first.

    \b
    littrack search botulinum depression        both words
    littrack search '"glabellar frown lines"'   the exact phrase
    littrack search 'depress* NOT mania'        a word's beginning; not another word
    littrack search 'title:anxiety OR author:Wollmer'
    """
    from littrack.store.database import open_readonly, sqlite_errors
    from littrack.store.finding import Filters, find_studies, read_years

    filters = Filters(years=read_years(year), design=design)
    with sqlite_errors(db), closing(open_readonly(db)) as database:
        page = find_studies(database, " ".join(words), limit, offset, filters)
    click.echo(_json(page) if as_json else _text(page))


def _text(page: FoundPage) -> str:
    if not page.hits:
        return "Nothing found." if not page.total else f"There are only {page.total:,}."
    first = page.offset + 1
    head = f"{first}–{page.offset + len(page.hits)} of {page.total:,}"
    return "\n\n".join([head, *map(_hit, page.hits)])


def _hit(hit: Hit) -> str:
    badges = " ".join(click.style(f"[{badge}]", fg="red", bold=True) for badge in hit.badges)
    title = " ".join(filter(None, (badges, _bold(hit.title))))
    facts = (hit.first_author, hit.journal, str(hit.year or ""), hit.design)
    name = f"PMID {hit.pmid}" if hit.pmid else hit.id
    below = " · ".join(filter(None, (name, *facts)))
    lines = [
        _wrapped(title, ""),
        fill(
            below,
            line_width(WIDTH),
            initial_indent="  ",
            subsequent_indent="  ",
            break_on_hyphens=False,
        ),
    ]
    if hit.passage:
        lines.append(_wrapped(_bold(hit.passage), "  "))
    return "\n".join(lines)


def _wrapped(text: str, indent: str) -> str:
    return click.wrap_text(text, line_width(WIDTH), indent, indent)


def _bold(marked: str) -> str:
    """Matching words in bold on a terminal; `click.echo` takes the codes out elsewhere."""
    from littrack.store.finding import MARK_END, MARK_START

    return marked.replace(MARK_START, "\x1b[1m").replace(MARK_END, "\x1b[0m")


def _json(page: FoundPage) -> str:
    import dataclasses
    import json

    from littrack.store.finding import MARK_END, MARK_START

    text = json.dumps(dataclasses.asdict(page), indent=2, ensure_ascii=False)
    for mark in (MARK_START, MARK_END):
        text = text.replace(json.dumps(mark)[1:-1], "")
    return text
