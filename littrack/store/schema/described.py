"""How a table is described."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TableDescription:
    """A table: its title, what one row is, its columns, the units of numbers and the column that names a row."""

    title: str
    description: str
    columns: Mapping[str, str]
    label: str | None = None
    units: Mapping[str, str] = field(default_factory=dict)


STUDY = "The study (its PMID; doi:… or url:… for a work that PubMed does not hold)"
POSITION = "Place in the record's own order, from 1"
RUN = "The run that wrote this"
SEEN = "When littrack saw it (UTC)"
MESH_ID = "MeSH unique identifier"
