"""The page ``docs/schema.md``, made from the schema itself and its descriptions (``make docs`` writes it)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from littrack.store.database import open_database
from littrack.store.descriptions import HIDDEN, TABLES
from littrack.store.schema.described import TableDescription

_HEAD = """\
# The database

One SQLite file, `db/littrack.db` unless you say otherwise. Any program that reads SQLite can read it; only littrack
should write to it. Times are UTC in the form `2026-11-24T02:00:00Z`, dates are `2026-11-24`, `2026-11` or `2026`, as exact
as they are known. What is not known is `NULL`, never an empty text. 1 means yes and 0 means no.

Generated from the schema by `make docs`; a test fails while it is stale.
"""


def schema_document() -> str:
    """The whole page, in Markdown."""
    db = open_database(":memory:")
    try:
        return "\n".join([_HEAD, *_contents(), *_tables(db)])
    finally:
        db.close()


def _contents() -> Iterator[str]:
    for name, table in TABLES.items():
        yield f"- [`{name}`](#{name}): {table.title}"
    yield ""


def _tables(db: Database) -> Iterator[str]:
    for name, table in TABLES.items():
        yield from _table(db, name, table)


def _table(db: Database, name: str, table: TableDescription) -> Iterator[str]:
    links = {each.column: each.other_table for each in db.table(name).foreign_keys}
    keys = db.table(name).pks
    yield f"## {name}\n"
    yield f"{table.title}. {table.description}{' Not shown in the browser.' if name in HIDDEN else ''}\n"
    yield "| Column | Type | Meaning |"
    yield "|---|---|---|"
    for column in db.table(name).columns:
        unit = f" ({table.units[column.name]})" if column.name in table.units else ""
        link = f" → [`{links[column.name]}`](#{links[column.name]})" if column.name in links else ""
        key = " **key**" if column.name in keys else ""
        yield f"| `{column.name}`{key} | {column.type} | {table.columns[column.name]}{unit}{link} |"
    yield ""
