"""Compare, then write: the tables that the topic files fill.

A `Main` table has one row an entry of a file, told by its key, and a column ``removed``; a `Part` table has the
rows that belong to one entry. The SQL is made once, here, of the names below.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sqlite_utils import Database

Value: TypeAlias = "str | int | float | None"
Row: TypeAlias = "tuple[Value, ...]"


@dataclass(frozen=True, slots=True)
class Main:
    """A table with one row an entry. ``columns`` are those that the files fill."""

    name: str
    key: str
    columns: tuple[str, ...]
    read: str = field(init=False)
    insert: str = field(init=False)
    update: str = field(init=False)
    remove: str = field(init=False)

    def __post_init__(self) -> None:
        names = (*self.columns, "removed")
        marks = ", ".join("?" * (len(names) + 1))
        settings = ", ".join(f"{name} = ?" for name in names)
        sql = {
            "read": f"SELECT {', '.join(names)} FROM {self.name} WHERE {self.key} = ?",
            "insert": f"INSERT INTO {self.name} ({', '.join(names)}, {self.key}) VALUES ({marks})",
            "update": f"UPDATE {self.name} SET {settings} WHERE {self.key} = ?",
            "remove": f"""UPDATE {self.name} SET removed = ? WHERE removed IS NULL AND topic = ?
                AND {self.key} NOT IN (SELECT value FROM json_each(?))""",
        }
        for name, text in sql.items():
            object.__setattr__(self, name, text)

    def write(self, db: Database, key: str, row: Row) -> bool:
        """Make the entry's row this one. Returns whether it was not already."""
        wanted: Row = (*row, None)
        stored = db.execute(self.read, (key,)).fetchone()
        if stored is not None and tuple(stored) == wanted:
            return False
        db.conn.execute(self.insert if stored is None else self.update, (*wanted, key))
        return True


@dataclass(frozen=True, slots=True)
class Part:
    """A table with the rows of one entry, named by ``owner``, in the order of ``order``."""

    name: str
    owner: str
    order: str
    columns: tuple[str, ...]
    read: str = field(init=False)
    insert: str = field(init=False)
    delete: str = field(init=False)

    def __post_init__(self) -> None:
        columns, marks = ", ".join(self.columns), ", ".join("?" * (len(self.columns) + 1))
        sql = {
            "read": f"SELECT {columns} FROM {self.name} WHERE {self.owner} = ? ORDER BY {self.order}",
            "insert": f"INSERT INTO {self.name} ({self.owner}, {columns}) VALUES ({marks})",
            "delete": f"DELETE FROM {self.name} WHERE {self.owner} = ?",
        }
        for name, text in sql.items():
            object.__setattr__(self, name, text)

    def write(self, db: Database, owner: str, rows: Iterable[Row]) -> bool:
        """Make the owner's rows these. Returns whether they were not already."""
        wanted = list(rows)
        if [tuple(row) for row in db.execute(self.read, (owner,))] == wanted:
            return False
        db.conn.execute(self.delete, (owner,))
        db.conn.executemany(self.insert, [(owner, *row) for row in wanted])
        return True


CLAIMS = Main(
    "claims",
    "id",
    ("topic", "position", "parent", "quote", "highlight", "kind", "question", "state", "certainty",
     "one_line", "rationale", "would_change", "review", "reviewer", "reviewed", "last_appraised",
     "appraised_by"),
)  # fmt: skip
APPRAISALS = Main(
    "appraisals",
    "study",
    ("key", "topic", "position", "matched_by", "design", "design_note", "population", "participants",
     "one_line", "limits", "direction", "funding", "conflicts", "registration", "retraction_check",
     "confidence", "notes", "authors_note", "appraised"),
)  # fmt: skip
TRIALS = Main(
    "trials",
    "id",
    ("topic", "registry", "title", "condition", "comparison", "phase", "status", "enrollment",
     "enrollment_basis", "started", "primary_completion", "completed", "first_posted",
     "results_first_posted", "results_on_registry", "registered", "primary_outcome", "sponsor", "study",
     "notes"),
)  # fmt: skip
OVERLAPS = Part("claim_overlaps", "claim", "overlaps", ("overlaps",))
SEARCHES = Part("claim_searches", "claim", "search", ("search",))
EVIDENCE = Part("claim_evidence", "claim", "position", ("study", "position", "stance", "note"))
ARMS = Part(
    "arms",
    "study",
    "position",
    ("position", "arm", "participants", "dose", "scale", "weeks", "responders", "remitters",
     "response_percent", "remission_percent", "mean_change", "sd", "percent_change", "counts_basis",
     "derived", "derived_figures"),
)  # fmt: skip
OUTCOMES = Part(
    "outcomes",
    "study",
    "position",
    ("position", "measure", "value", "value_text", "ci_low", "ci_high", "outcome", "comparator",
     "timepoint", "p", "note", "derived", "derived_figures"),
)  # fmt: skip
SOURCES = Part(
    "appraisal_sources", "study", "position", ("position", "kind", "statement", "read_at")
)
DISCREPANCIES = Part("trial_discrepancies", "trial", "position", ("position", "discrepancy"))


def joined(texts: Sequence[str]) -> str | None:
    """Texts as one, or ``None`` where there are none."""
    return ", ".join(texts) or None
