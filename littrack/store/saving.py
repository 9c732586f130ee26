"""Compare, then write: a record is written only where it differs from what is stored.

What a change is:
- the record's text (its XML) has the same SHA-256: nothing is written;
- only NLM's housekeeping moved (`comparing.HOUSEKEEPING`): the rows are brought up to date, no change is told;
- anything else: each field that differs goes to ``changes`` with its text before and after. What stood before is read
  from the stored record with the same parser, so that a better parser never looks like a change of the study.
An older revision of a record (`raw.Revision.is_older`), as an old file may hold, never replaces a newer one. Where two
texts carry the same date of revision the later to arrive stands; the hash of the other is kept, so that reading the
same files again does not bring it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlite_utils import Database

from littrack.errors import DataError
from littrack.records import Article, Parsed
from littrack.store import raw
from littrack.store.comparing import Change, changes_between
from littrack.store.integrity import awaited, concerned, named_by, settle_integrity
from littrack.store.preparing import (
    Head,
    NewRows,
    Ready,
    new_rows,
    newest,
    newest_ready,
    raw_row,
    ready,
)
from littrack.store.raw import Revision
from littrack.store.rows import PARTS, STUDY_COLUMNS, Row, part_rows, study_row
from littrack.store.transactions import transaction

PUBMED = "PubMed"
"""The ``source`` of records that PubMed itself sent now; it alone brings back a deleted record unchanged."""

BATCH = 500
"""Records that are written together."""


@dataclass(frozen=True, slots=True)
class Saved:
    """PMIDs by what became of their records."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    """The same text, or a revision that says nothing else of the study."""
    older: tuple[str, ...] = ()
    """A newer revision is stored already; nothing was written."""

    def __add__(self, other: Saved) -> Saved:
        return Saved(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.older + other.older,
        )

    @property
    def seen(self) -> int:
        """How many records that was."""
        return len(self.new) + len(self.changed) + len(self.unchanged) + len(self.older)


@dataclass(frozen=True, slots=True)
class _Stored:
    """What is stored of a PMID; without ``sha256``, a row that no PubMed record has filled yet."""

    state: str
    sha256: str | None
    revision: Revision | None
    superseded: frozenset[str]
    """Hashes of texts of the same date of revision that were replaced."""


def _marks(n: int) -> str:
    return ", ".join("?" * n)


_LOOKUP = """
SELECT studies.id, studies.state, raw_records.sha256, raw_records.version, raw_records.revised, raw_records.format,
  (SELECT group_concat(sha256) FROM superseded_records WHERE superseded_records.study = studies.id)
FROM json_each(?) CROSS JOIN studies ON studies.id = json_each.value
LEFT JOIN raw_records ON raw_records.study = studies.id
"""
_NEW_COLUMNS = ("id", *STUDY_COLUMNS, "pmid", "source", "first_seen", "last_changed", "first_run")
_GATHER = (
    f"CREATE TEMP TABLE IF NOT EXISTS new_studies ({', '.join(_NEW_COLUMNS)})",
    f"INSERT INTO temp.new_studies VALUES ({_marks(len(_NEW_COLUMNS))})",
    f"INSERT INTO studies ({', '.join(_NEW_COLUMNS)}) SELECT * FROM temp.new_studies",
    "DELETE FROM temp.new_studies",
)
"""New studies are written with one statement a batch: FTS5 writes its index out at the beginning of every statement
that fires triggers, and so takes three times as long when each row is a statement of its own (measured)."""
_UPDATE_STUDY = f"""
UPDATE studies SET {", ".join(f"{name} = ?" for name in STUDY_COLUMNS)} WHERE id = ?
"""
_READ_STUDY = f"SELECT {', '.join(STUDY_COLUMNS)} FROM studies WHERE id = ?"
_INSERT_RAW = """
INSERT INTO raw_records (study, format, sha256, version, revised, bytes, fetched, run)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (study) DO UPDATE SET format = excluded.format, sha256 = excluded.sha256, version = excluded.version,
  revised = excluded.revised, bytes = excluded.bytes, fetched = excluded.fetched,
  run = excluded.run
"""
_INSERT_TEXT = """
INSERT INTO raw_texts (study, record) VALUES (?, ?) ON CONFLICT (study) DO UPDATE SET record = excluded.record
"""
_INSERT_PART = {
    table: f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({_marks(len(columns))})"
    for table, columns in PARTS.items()
}
_READ_PART = {
    table: f"SELECT {', '.join(columns)} FROM {table} WHERE study = ? ORDER BY {order}"
    for (table, columns), order in zip(
        PARTS.items(),
        (
            {"affiliations": "author_position, position", "books": "study"}.get(name, "position")
            for name in PARTS
        ),
        strict=True,
    )
}
_DELETE_PART = {table: f"DELETE FROM {table} WHERE study = ?" for table in PARTS}
_CHANGE = """
INSERT INTO changes (run, study, field, before, after, seen, source_date) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_SUPERSEDE = "INSERT OR IGNORE INTO superseded_records (study, sha256, superseded) VALUES (?, ?, ?)"
_RESTORE = "DELETE FROM superseded_records WHERE study = ? AND sha256 = ?"
_FORGET_SUPERSEDED = "DELETE FROM superseded_records WHERE study = ?"
_SETTLE_ARRIVED = "DELETE FROM retries WHERE pmid IN (SELECT value FROM json_each(?))"
_INCLUDE_ARRIVED = "DELETE FROM exclusions WHERE pmid IN (SELECT value FROM json_each(?))"
_RESOLVE = """
UPDATE quarantine SET resolved = ? WHERE resolved IS NULL AND pmid IN (SELECT value FROM json_each(?))
"""


def save_articles(db: Database, run: int, items: Iterable[Parsed], source: str, now: str) -> Saved:
    """Store records: new ones, and those that differ from what is stored.

    ``source`` says where they were read (`PUBMED`, or a file's name). All is written inside the caller's transaction,
    or in one of its own. A PMID that arrives is no longer owed, excluded or in quarantine.
    """
    saved = Saved()
    iterator = iter(items)
    with transaction(db):
        while batch := list(islice(iterator, BATCH)):
            saved += _save_batch(db, run, batch, source, now)
    return saved


def save_ready(db: Database, run: int, batch: Iterable[Ready], source: str, now: str) -> Saved:
    """Store records whose rows were made beforehand; the same outcome as `save_articles`."""
    records = newest_ready(batch)
    with transaction(db):
        stored = _lookup(db, records)
        heads = _sort((each.head for each in records.values()), stored, source)
        rows = new_rows(records[head.pmid] for head in heads.new)
        differing = [(head, records[head.pmid].reread()) for head in heads.differing]
        return _write(db, run, rows, differing, heads, stored, source, now)


def _save_batch(db: Database, run: int, items: list[Parsed], source: str, now: str) -> Saved:
    records = newest(items)
    stored = _lookup(db, records)
    heads = _sort((head for head, _ in records.values()), stored, source)
    rows = new_rows(ready(*records[head.pmid]) for head in heads.new)
    differing = [records[head.pmid] for head in heads.differing]
    return _write(db, run, rows, differing, heads, stored, source, now)


@dataclass(frozen=True, slots=True)
class _Sorted:
    new: list[Head]
    differing: list[Head]
    same: list[Head]
    older: list[Head]


def _lookup(db: Database, pmids: Iterable[str]) -> dict[str, _Stored]:
    return {
        study: _Stored(
            state,
            sha256,
            Revision(version, revised, form) if sha256 else None,
            frozenset((superseded or "").split(",")),
        )
        for study, state, sha256, version, revised, form, superseded in db.execute(
            _LOOKUP, (json.dumps(list(pmids)),)
        )
    }


def _sort(heads: Iterable[Head], stored: dict[str, _Stored], source: str) -> _Sorted:
    """What must become of each record."""
    found = _Sorted([], [], [], [])
    for head in heads:
        known = stored.get(head.pmid)
        if known is None:
            found.new.append(head)
        elif known.revision is None:
            found.differing.append(head)
        elif head.sha256 == known.sha256:
            gone = known.state != "current" and source == PUBMED
            (found.differing if gone else found.same).append(head)
        elif head.revision.is_older(known.revision) or (
            head.sha256 in known.superseded and source != PUBMED
        ):
            found.older.append(head)
        else:
            found.differing.append(head)
    return found


def _write(
    db: Database,
    run: int,
    rows: NewRows,
    differing: list[tuple[Head, Parsed]],
    heads: _Sorted,
    stored: dict[str, _Stored],
    source: str,
    now: str,
) -> Saved:
    new = [head.pmid for head in heads.new]
    _insert_new(db, run, rows, source, now)
    touched = concerned(rows.parts) | awaited(db, new)
    touched |= named_by(db, (head.pmid for head, _ in differing))
    changed, unchanged = [], [head.pmid for head in heads.same]
    for head, parsed in differing:
        known = stored[head.pmid]
        if known.revision is None:
            _adopt(db, run, head, parsed, source, now)
            new.append(head.pmid)
        elif _save_differing(db, run, head, parsed, known, now):
            changed.append(head.pmid)
        else:
            unchanged.append(head.pmid)
    revised = [head.pmid for head, _ in differing]
    touched |= set(revised) | named_by(db, revised)
    standing = settle_integrity(db, run, touched, now)
    changed += [pmid for pmid in standing if pmid in set(unchanged)]
    _clear_books(db, [*new, *changed, *unchanged], now)
    return Saved(
        tuple(new),
        tuple(changed),
        tuple(pmid for pmid in unchanged if pmid not in set(changed)),
        tuple(head.pmid for head in heads.older),
    )


def _insert_new(db: Database, run: int, rows: NewRows, source: str, now: str) -> None:
    """Write rows of records that are not stored: one statement a table, no look-ups."""
    if not rows.studies:
        return
    connection = db.conn
    extra = (source, now, now, run)
    make, gather, write, clear = _GATHER
    connection.execute(make)
    connection.executemany(gather, [(*row, row[0], *extra) for row in rows.studies])
    connection.execute(write)
    connection.execute(clear)
    connection.executemany(_INSERT_RAW, [(*row, now, run) for row in rows.raw_records])
    texts = [(pmid, raw.pack(record)) for pmid, record in rows.raw_texts]
    connection.executemany(_INSERT_TEXT, texts)
    for insert, part in zip(_INSERT_PART.values(), rows.parts, strict=True):
        if part:
            connection.executemany(insert, part)


def _clear_books(db: Database, pmids: list[str], now: str) -> None:
    """What has arrived is no longer owed, excluded or in quarantine."""
    arrived = json.dumps(pmids)
    db.conn.execute(_SETTLE_ARRIVED, (arrived,))
    db.conn.execute(_INCLUDE_ARRIVED, (arrived,))
    db.conn.execute(_RESOLVE, (now, arrived))


def _adopt(db: Database, run: int, head: Head, parsed: Parsed, source: str, now: str) -> None:
    """Fill a row that stood without a PubMed record (an appraised work known by its PMID alone)."""
    _write_rows(db, parsed.article)
    _write_raw(db, run, head, parsed.xml, now)
    db.conn.execute(
        "UPDATE studies SET pmid = id, source = ?, last_changed = ?, state = 'current' WHERE id = ?",
        (source, now, head.pmid),
    )


def _save_differing(
    db: Database, run: int, head: Head, parsed: Parsed, known: _Stored, now: str
) -> bool:
    """Bring a stored record up to date. Returns whether anything that is content changed."""
    changes = [*_content_changes(db, head, parsed.article, known)]
    if known.state != "current":
        changes.append(Change("state", known.state, "current"))
        db.conn.execute(
            "UPDATE studies SET state = 'current', merged_into = NULL WHERE id = ?", (head.pmid,)
        )
    _write_rows(db, parsed.article)
    if head.sha256 != known.sha256:
        _write_raw(db, run, head, parsed.xml, now)
        _note_superseded(db, head, known, now)
    note_changes(db, run, head.pmid, changes, now, parsed.article.revised)
    return bool(changes)


def _write_raw(db: Database, run: int, head: Head, record: bytes, now: str) -> None:
    db.conn.execute(_INSERT_RAW, (*raw_row(head, record), now, run))
    db.conn.execute(_INSERT_TEXT, (head.pmid, raw.pack(record)))


def _note_superseded(db: Database, head: Head, known: _Stored, now: str) -> None:
    """Keep the hash of a replaced text that carries the same date of revision; forget those of earlier dates."""
    if known.revision and head.revision.ties(known.revision):
        db.conn.execute(_SUPERSEDE, (head.pmid, known.sha256, now))
        db.conn.execute(_RESTORE, (head.pmid, head.sha256))
    elif known.superseded:
        db.conn.execute(_FORGET_SUPERSEDED, (head.pmid,))


def note_changes(
    db: Database, run: int, study: str, changes: Iterable[Change], now: str, source_date: str | None
) -> None:
    """Tell changes of one study: seen ``now``, dated ``source_date`` by PubMed."""
    rows = [(run, study, each.field, each.before, each.after, now, source_date) for each in changes]
    if rows:
        db.conn.executemany(_CHANGE, rows)
        db.conn.execute("UPDATE studies SET last_changed = ? WHERE id = ?", (now, study))


def _content_changes(db: Database, head: Head, after: Article, known: _Stored) -> Iterator[Change]:
    """The fields that differ. Between formats nothing can be compared: NBIB says less than XML does."""
    if known.revision and known.revision.format != head.revision.format:
        yield Change("record", known.revision.format, head.revision.format)
        return
    try:
        before = raw.read_record(read_raw(db, head.pmid))
    except DataError:
        yield Change("record", "not readable by this littrack", "readable")
        return
    yield from changes_between(before, after)


def read_raw(db: Database, study: str) -> bytes:
    """The stored record of a study, as PubMed gave it. ``DataError`` where there is none."""
    found = db.execute("SELECT record FROM raw_texts WHERE study = ?", (study,)).fetchone()
    if not found:
        raise DataError(f"no PubMed record is stored for {study}")
    return raw.unpack(found[0])


def _write_rows(db: Database, article: Article) -> bool:
    """Make a study's rows those of ``article``, writing only tables that differ. Returns whether any did."""
    study, row = article.pmid, study_row(article)
    differs = tuple(db.conn.execute(_READ_STUDY, (study,)).fetchone()) != row
    if differs:
        db.conn.execute(_UPDATE_STUDY, (*row, study))
    for table, rows in zip(PARTS, part_rows(article), strict=True):
        if db.conn.execute(_READ_PART[table], (study,)).fetchall() != rows:
            differs = True
            _replace_part(db, table, study, rows)
    return differs


def _replace_part(db: Database, table: str, study: str, rows: list[Row]) -> None:
    db.conn.execute(_DELETE_PART[table], (study,))
    db.conn.executemany(_INSERT_PART[table], rows)


def rebuild(db: Database, run: int, now: str) -> int:
    """Derive all rows anew from the stored records, after the parser has learnt something.

    No ``changes`` are told: the studies did not change, our reading did. Returns how many studies were rewritten.
    ``DataError`` where a stored record can no longer be read.
    """
    studies = [study for (study,) in db.execute("SELECT study FROM raw_texts ORDER BY rowid")]
    with transaction(db):
        rewritten = sum(_write_rows(db, raw.read_record(read_raw(db, study))) for study in studies)
        for start in range(0, len(studies), BATCH):
            settle_integrity(db, run, studies[start : start + BATCH], now)
    return rewritten
