"""Everything that is to be written for records that are new, made without a database.

Making it takes most of the time that is not SQLite's own, so it may be done in another process.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from littrack.records import Parsed
from littrack.store import raw
from littrack.store.raw import Revision
from littrack.store.rows import PARTS, Row, part_rows, study_row

T = TypeVar("T")

DesignRow: TypeAlias = "tuple[str, int | None, str, float]"
"""``studies.design``, ``level``, ``design_rule`` and ``design_confidence``."""


@dataclass(frozen=True, slots=True)
class Head:
    """What tells whether a record must be written: its hash, and which revision of the record it is."""

    pmid: str
    sha256: str
    revision: Revision


@dataclass(frozen=True, slots=True)
class Ready:
    """One record ready to be written, as if it were new."""

    head: Head
    xml: bytes
    study: Row
    """The values of `STUDY_COLUMNS`."""
    parts: tuple[list[Row], ...]
    """The rows of each table of `PARTS`, in that order."""
    design: DesignRow | None = None
    """What the rules say of its design, where they were asked (see ``littrack.review.designs``)."""

    @property
    def pmid(self) -> str:
        """The record's PMID."""
        return self.head.pmid

    @property
    def version(self) -> int:
        """PubMed's version of the record."""
        return self.head.revision.version

    def reread(self) -> Parsed:
        """The record parsed again: few of a batch differ from what is stored, and rows cannot be compared."""
        return Parsed(raw.read_record(self.xml), self.xml)


@dataclass(frozen=True, slots=True)
class NewRows:
    """Rows of records not stored before, by table."""

    studies: list[Row]
    """The PMID, then the values of `STUDY_COLUMNS`."""
    raw_records: list[Row]
    raw_texts: list[tuple[str, bytes]]
    """PMID and record, not compressed yet."""
    parts: tuple[list[Row], ...]
    """In the order of `PARTS`."""


def head_of(parsed: Parsed) -> Head:
    """What tells whether the record must be written."""
    revision = raw.revision_of(parsed.article, parsed.xml)
    return Head(parsed.article.pmid, raw.sha256(parsed.xml), revision)


def newest(items: Iterable[Parsed]) -> dict[str, tuple[Head, Parsed]]:
    """The newest revision of each record among ``items``, in the order in which the records came."""
    return _newest((head_of(parsed), parsed) for parsed in items)


def newest_ready(records: Iterable[Ready]) -> dict[str, Ready]:
    """As `newest`, of records made ready beforehand."""
    found = _newest((record.head, record) for record in records)
    return {pmid: record for pmid, (_, record) in found.items()}


def _newest(records: Iterable[tuple[Head, T]]) -> dict[str, tuple[Head, T]]:
    found: dict[str, tuple[Head, T]] = {}
    for head, record in records:
        other = found.get(head.pmid)
        if other is None or not head.revision.is_older(other[0].revision):
            found[head.pmid] = head, record
    return found


def ready(head: Head, parsed: Parsed) -> Ready:
    """Make the rows of one record."""
    return Ready(head, parsed.xml, study_row(parsed.article), part_rows(parsed.article))


def prepare(items: Iterable[Parsed]) -> tuple[Ready, ...]:
    """Make the rows of the newest revision of each record."""
    return tuple(ready(head, parsed) for head, parsed in newest(items).values())


def new_rows(records: Iterable[Ready]) -> NewRows:
    """The rows of records that are new, by table."""
    made = NewRows([], [], [], tuple([] for _ in PARTS))
    for each in records:
        made.studies.append((each.pmid, *each.study))
        made.raw_records.append(raw_row(each.head, each.xml))
        made.raw_texts.append((each.pmid, each.xml))
        for rows, more in zip(made.parts, each.parts, strict=True):
            rows.extend(more)
    return made


def raw_row(head: Head, record: bytes) -> Row:
    """The row of ``raw_records``, without its time and run."""
    revision = head.revision
    return (
        head.pmid,
        revision.format,
        head.sha256,
        revision.version,
        revision.revised,
        len(record),
    )


def plain(records: Iterable[Ready]) -> list[tuple[object, ...]]:
    """Records for another process of the same Python, for which marshal is safe and twice as fast as pickle."""
    return [
        (
            (each.head.pmid, each.head.sha256),
            (each.head.revision.version, each.head.revision.revised, each.head.revision.format),
            (each.xml, each.study, each.parts, each.design),
        )
        for each in records
    ]


def from_plain(records: Iterable[tuple[Any, ...]]) -> tuple[Ready, ...]:
    """The records that `plain` was given in another process."""
    return tuple(
        Ready(Head(pmid, sha256, Revision(*revision)), *rest)
        for (pmid, sha256), revision, rest in records
    )
