"""Works as rows: CSV for spreadsheets, JSON and JSON Lines for programs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass

from littrack.cite.citable import Citable, Name

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A cell that begins so would be computed by a spreadsheet: it gets an apostrophe before it."""
LISTS = ("languages", "publication_types", "keywords", "mesh", "notices")
"""What JSON and Parquet hold as lists; a cell of a CSV file divides them by semicolons."""


@dataclass(frozen=True, slots=True)
class Row:
    """A work as a table tells it; the columns of the CSV, in order."""

    id: str
    pmid: str | None
    doi: str | None
    pmcid: str | None
    title: str
    authors: str
    journal: str | None
    year: int | None
    published: str | None
    volume: str | None
    issue: str | None
    pages: str | None
    design: str | None
    level: int | None
    integrity: str | None
    state: str
    first_seen: str | None
    url: str | None
    abstract: str | None
    kind: str
    journal_abbreviation: str | None
    issn: str | None
    languages: str
    publication_types: str
    keywords: str
    mesh: str
    notices: str
    warning: str | None


COLUMNS = tuple(Row.__dataclass_fields__)


def row(work: Citable) -> Row:
    """The row of a work."""
    return Row(
        id=work.id,
        pmid=work.pmid,
        doi=work.doi,
        pmcid=work.pmcid,
        title=work.title.plain,
        authors="; ".join(name.short for name in work.authors),
        journal=work.journal or work.book_title,
        year=work.year,
        published=work.published,
        volume=work.volume,
        issue=work.issue,
        pages=work.pages,
        design=work.design,
        level=work.level,
        integrity=work.integrity,
        state=work.state,
        first_seen=work.first_seen,
        url=work.link,
        abstract=work.abstract,
        kind=work.kind,
        journal_abbreviation=work.journal_abbreviation,
        issn=work.issn,
        languages="; ".join(work.languages),
        publication_types="; ".join(work.publication_types),
        keywords="; ".join(work.keywords),
        mesh="; ".join(work.mesh),
        notices="; ".join(work.notices),
        warning=work.caution,
    )


def csv_line(cells: tuple[object, ...]) -> str:
    """One record of a CSV file (RFC 4180)."""
    target = io.StringIO()
    csv.writer(target).writerow([_cell(cell) for cell in cells])
    return target.getvalue()


def csv_row(work: Citable) -> str:
    """The work as a record of a CSV file with `COLUMNS`."""
    found = row(work)
    return csv_line(tuple(getattr(found, name) for name in COLUMNS))


def json_object(work: Citable) -> str:
    """The work as a JSON object on one line: its row, authors and the rest as lists."""
    facts = facts_of(work) | {"authors": [_json_name(name) for name in work.authors]}
    return json.dumps(facts, ensure_ascii=False)


def facts_of(work: Citable) -> dict[str, object]:
    """The row by its columns, with lists for `LISTS`."""
    found = row(work)
    facts: dict[str, object] = {name: getattr(found, name) for name in COLUMNS}
    return facts | {name: list(getattr(work, name)) for name in LISTS}


def _json_name(name: Name) -> dict[str, str | None]:
    return {
        "name": name.short,
        "last_name": name.family,
        "fore_name": name.given,
        "initials": name.initials,
        "suffix": name.suffix,
        "group": name.literal,
    }


def _cell(cell: object) -> object:
    if isinstance(cell, str):
        text = cell.replace("\0", "")
        return f"'{text}" if text.startswith(FORMULA) else text
    return cell
