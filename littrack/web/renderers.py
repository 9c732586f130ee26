"""Studies of Datasette's own tables, rows and queries in every bibliography format, beside its CSV and JSON.

Datasette gives a renderer the rows of one page; these write the studies of all rows that the table with its filters,
or the query, holds: each study once, in the order of the rows.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Response
from datasette.views.base import DatasetteError

from littrack.cite.formats import FORMATS
from littrack.store.citing import rowids_of
from littrack.store.descriptions import TABLES
from littrack.web.server import NAME
from littrack.web.streaming import StudiesFile

RENDERED = tuple(name for name in FORMATS if name not in ("csv", "json"))
"""CSV and JSON are Datasette's own."""
COLUMNS = ("study", "id", "pmid")
"""Columns that may name a study; the first that is there does."""

_PAGE = re.compile(r" limit \d+(?: offset \d+)?\Z")
_KNOWN = "SELECT count(*) FROM studies WHERE id IN (SELECT value FROM json_each(?))"


def renderers() -> list[dict[str, Any]]:
    """What Datasette is told: the ending, who writes it, and where it is offered."""
    return [
        {"extension": name, "render": partial(_render, name), "can_render": can_render}
        for name in RENDERED
    ]


async def can_render(
    datasette: Any, database: str, table: str | None, columns: Sequence[str], rows: Sequence[Any]
) -> bool:
    """Whether these rows name stored studies."""
    column = _column(columns) if database == NAME else None
    if column is None:
        return False
    if table == "studies" or (table in TABLES and column == "study"):
        return True
    return await _knows(datasette, _named(rows, columns, column))


async def _render(
    form: str, datasette: Any, database: str, table: str | None, query_name: str | None,
    columns: Sequence[str], rows: Sequence[Any], data: dict[str, Any],
) -> Response | None:  # fmt: skip
    if data.get("error"):
        raise DatasetteError(str(data["error"]), title="Invalid SQL", status=400)
    if database != NAME or not columns:
        return None
    column = _column(columns)
    if column is None:
        raise _no_studies("no column of theirs is called study, id or pmid")
    asked = data.get("query")
    if asked is None:
        ids = _named(rows, columns, column)
    else:
        sql = _every(asked["sql"], column) if table else asked["sql"]
        ids = await _ids(datasette, sql, asked["params"], column)
    if ids and not await _knows(datasette, ids):
        raise _no_studies(f"their column {column} holds something else")
    name = re.sub(r"[^\w-]+", "-", query_name or table or "query")
    return StudiesFile(datasette, form, name, lambda db: rowids_of(db, ids))


def _no_studies(why: str) -> DatasetteError:
    return DatasetteError(f"These rows name no stored studies: {why}.", status=400)


def _column(columns: Sequence[str]) -> str | None:
    return next((name for name in COLUMNS if name in columns), None)


def _named(rows: Sequence[Any], columns: Sequence[str], column: str) -> list[str]:
    """What stands in the column, where Datasette has looked up a label without it."""
    at = list(columns).index(column)
    cells = (row[at] for row in rows)
    return _once(cell["value"] if isinstance(cell, dict) else cell for cell in cells)


def _once(values: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(str(value) for value in values if value is not None))


async def _knows(datasette: Any, ids: Sequence[str]) -> bool:
    """Whether any of them is a stored study."""
    answer = await datasette.get_database(NAME).execute(_KNOWN, [json.dumps(ids)])
    return bool(answer.single_value())


def _every(sql: str, column: str) -> str:
    """Of the SQL of one page of a table: the column of all its rows."""
    return f"SELECT {column} FROM ({_PAGE.sub(' limit -1', sql)})"


async def _ids(datasette: Any, sql: str, params: Any, column: str) -> list[str]:
    """The column in all rows of the SQL, which Datasette has run already for its first page."""

    def question(connection: sqlite3.Connection) -> list[str]:
        with sqlite_timelimit(connection, datasette.setting("sql_time_limit_ms")):
            rows = connection.execute(sql, params)
            at = [each[0] for each in rows.description].index(column)
            return _once(row[at] for row in rows)

    try:
        found: list[str] = await datasette.get_database(NAME).execute_fn(question)
    except sqlite3.OperationalError as error:
        slow = "interrupted" in str(error)
        said = "The query took too long." if slow else f"The query cannot be exported: {error}."
        raise DatasetteError(said, status=400) from None
    return found
