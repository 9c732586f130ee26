"""Cells of Datasette's own tables: studies and claims lead to their pages, retracted ones say so, numbers link out."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from sqlite_utils import Database

from littrack.integrity.status import FALLEN
from littrack.store.descriptions import TABLES
from littrack.web.addresses import claim_path, study_path
from littrack.web.markup import shown
from littrack.web.reading import generation, read

LONG = 160
"""Characters of a title or quotation that a cell shows."""

_MARKED = "SELECT id, integrity FROM studies WHERE integrity IS NOT NULL"
_STUDY_COLUMNS, _CLAIM_COLUMNS = {"id", "title", "design"}, {"id", "quote", "state"}
_OUTSIDE = {
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "notice_pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "doi": "https://doi.org/{}",
    "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
}


def cell(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Any:
    """HTML for one cell, an awaitable of it, or ``None`` where Datasette's own form will do."""
    if value in (None, ""):
        return None
    if column == "integrity":
        return badge(str(value))
    if column in _OUTSIDE and not isinstance(value, dict):
        address = _OUTSIDE[column].format(quote(str(value), safe="/"))
        return Markup('<a href="{}">{}</a>').format(address, str(value))
    names = set(row.keys())
    if column == "title" and (table == "studies" or (table is None and names >= _STUDY_COLUMNS)):
        mark = row["integrity"] if "integrity" in names else None
        return _link(datasette, study_path(row["id"]), value, mark)
    if column == "quote" and (table == "claims" or (table is None and names >= _CLAIM_COLUMNS)):
        return _link(datasette, claim_path(row["id"]), value)
    if table in TABLES:
        return _foreign(value, column, datasette)
    return None


def _foreign(value: Any, column: str, datasette: Any) -> Any:
    """A column that names a study or a claim; Datasette gives its label beside it where it has looked it up."""
    number, label = (value["value"], value["label"]) if isinstance(value, dict) else (value, value)
    if column == "study":
        return _study(datasette, str(number), label or number)
    if column == "claim":
        return _link(datasette, claim_path(str(number)), label or number)
    return None


async def _study(datasette: Any, study: str, label: Any) -> Markup:
    return _link(datasette, study_path(study), label, (await _marked(datasette)).get(study))


def _link(datasette: Any, path: str, label: Any, mark: str | None = None) -> Markup:
    text = str(label)
    told = shown(text if len(text) <= LONG else text[:LONG] + "…")
    link = Markup('<a href="{}">{}</a>').format(datasette.urls.path(path), told)
    return Markup("{} {}").format(badge(mark), link) if mark else link


def badge(status: str) -> Markup:
    """The mark of a retraction, concern or correction."""
    word = status.upper() if status in FALLEN else status.capitalize()
    return Markup('<strong class="integrity is-{}">{}</strong>').format(
        status.replace(" ", "-"), word
    )


async def _marked(datasette: Any) -> dict[str, str]:
    """Every study under a mark, read once for each state of the database."""
    kept: tuple[int, dict[str, str]] = getattr(datasette, "_littrack_marked", (-1, {}))

    def question(db: Database) -> tuple[int, dict[str, str]]:
        now = generation(db)
        return kept if kept[0] == now else (now, dict(db.execute(_MARKED).fetchall()))

    datasette._littrack_marked = await read(datasette, question)
    found: dict[str, str] = datasette._littrack_marked[1]
    return found
