"""Everything that is to be written for a batch of records that are new, made without a database.

Making it takes most of the time that is not SQLite's own, so it may be done in another process.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from littrack.records import Parsed
from littrack.store import raw
from littrack.store.raw import Revision
from littrack.store.rows import PARTS, Row, part_rows, study_row


@dataclass(frozen=True, slots=True)
class Head:
    """What tells whether a record must be written: its hash, and which revision of the record it is."""

    pmid: str
    sha256: str
    revision: Revision


@dataclass(frozen=True, slots=True)
class NewRows:
    """Rows of records not stored before, by table."""

    studies: list[Row]
    raw_records: list[Row]
    raw_texts: list[Row]
    parts: tuple[list[Row], ...]
    """In the order of `PARTS`."""

    def of(self, pmids: Collection[str]) -> NewRows:
        """The rows of some of the records."""

        def chosen(rows: list[Row]) -> list[Row]:
            return [row for row in rows if row[0] in pmids]

        return NewRows(
            chosen(self.studies),
            chosen(self.raw_records),
            chosen(self.raw_texts),
            tuple(map(chosen, self.parts)),
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch of records, one a PMID, ready to be written."""

    heads: tuple[Head, ...]
    rows: NewRows


def head_of(parsed: Parsed) -> Head:
    """What tells whether the record must be written."""
    revision = raw.revision_of(parsed.article, parsed.xml)
    return Head(parsed.article.pmid, raw.sha256(parsed.xml), revision)


def newest(items: Iterable[Parsed]) -> dict[str, tuple[Head, Parsed]]:
    """The newest revision of each record among ``items``, in the order in which the records came."""
    found: dict[str, tuple[Head, Parsed]] = {}
    for parsed in items:
        head = head_of(parsed)
        other = found.get(head.pmid)
        if other is None or not head.revision.is_older(other[0].revision):
            found[head.pmid] = head, parsed
    return found


def prepare(items: Iterable[Parsed]) -> Prepared:
    """Make the rows of all records, as if none were stored."""
    found = newest(items).values()
    return Prepared(tuple(head for head, _ in found), rows_of(found))


def rows_of(records: Iterable[tuple[Head, Parsed]]) -> NewRows:
    """The rows of records that are new. Their texts are compressed in another thread meanwhile."""
    found = tuple(records)
    made = NewRows([], [], [], tuple([] for _ in PARTS))
    with ThreadPoolExecutor(1, "littrack-pack") as packer:
        packed = packer.map(raw.pack, (parsed.xml for _, parsed in found))
        for head, parsed in found:
            article = parsed.article
            made.studies.append((article.pmid, *study_row(article)))
            made.raw_records.append(raw_row(head, parsed.xml))
            for rows, more in zip(made.parts, part_rows(article), strict=True):
                rows.extend(more)
        texts = zip((head.pmid for head, _ in found), packed, strict=True)
        made.raw_texts.extend(texts)
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
