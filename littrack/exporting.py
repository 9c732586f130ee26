"""Write a selection of the stored studies as one file, a study at a time."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlite_utils import Database

from littrack.cite.citable import Citable
from littrack.cite.formats import FORMATS
from littrack.cite.table import COLUMNS, LISTS, facts_of
from littrack.claimview.asked import unknown_claim
from littrack.errors import ConfigError, DataError
from littrack.store.citing import read_citables, rowids_of
from littrack.store.database import open_readonly, sqlite_errors
from littrack.store.ranking import ranked
from littrack.store.studies import find_id
from littrack.store.words import read_words
from littrack.whole_files import write_whole

PARQUET = "parquet"
ROW_GROUP = 1_000
MOST_TOLD = 20
_CACHE = "PRAGMA cache_size = -8192"
"""Each page of the file is read once: keeping more than 8 MB of them would not help."""
_CLAIM = "SELECT 1 FROM claims WHERE id = ?"
_EVIDENCE = "SELECT study FROM claim_evidence WHERE claim = ? ORDER BY position"
_ALL = "SELECT rowid FROM studies ORDER BY rowid"
_READS = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
_PATIENCE = 20_000_000
"""Steps of SQLite's machine after which a condition is given up: some ten seconds."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which studies: what is given is joined, each study once, in the order of these fields."""

    names: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    search: str | None = None
    where: str | None = None
    everything: bool = False

    @property
    def empty(self) -> bool:
        """Nothing was asked for."""
        return not (self.names or self.claims or self.search or self.where or self.everything)

    @property
    def distinct(self) -> bool:
        """It cannot hold a study twice."""
        several = self.names or self.claims
        return not several and bool(self.search) + bool(self.where) + self.everything <= 1


@dataclass(frozen=True, slots=True)
class Exported:
    """How many were written, what was not found, and what whoever uses the file must be told."""

    written: int
    unknown: tuple[str, ...]
    warned: int
    """How many of them have something standing against them."""
    warnings: tuple[str, ...]
    """What stands against the first `MOST_TOLD` of those."""


def form_of(path: Path | None, named: str | None) -> str:
    """The format asked for by name, or by the file's ending. ``ConfigError`` where there is none such."""
    known = (*FORMATS, PARQUET)
    if named:
        if named not in known:
            raise ConfigError(f"there is no format {named!r}: choose {', '.join(known)}")
        return named
    if path is None:
        raise ConfigError(f"say in which format: --format, or a file's ending ({', '.join(known)})")
    endings = sorted(known, key=len, reverse=True)
    found = next((name for name in endings if path.name.lower().endswith(f".{name}")), None)
    if found is None:
        raise ConfigError(
            f"{path.name} does not say its format: choose --format, one of {', '.join(known)}"
        )
    return found


def export(database: Path, selection: Selection, form: str, target: IO[bytes] | Path) -> Exported:
    """Write the selection, in UTF-8 whatever the terminal's own encoding. A name of no stored study is left out and told.

    Raises ``ConfigError`` for an unknown claim or a condition that cannot be carried out.
    """
    with sqlite_errors(database), closing(open_readonly(database)) as db:
        db.conn.execute(_CACHE)
        db.conn.execute("BEGIN")
        names = [(name, find_id(db, name)) for name in selection.names]
        rowids = _once(selection, _rowids(db, selection, [study for _, study in names if study]))
        noted = _Noted()
        headings = form != PARQUET and FORMATS[form].headings
        works = noted.each(read_citables(db, rowids, headings))
        if form == PARQUET:
            _write_parquet(works, target)
        else:
            _write_text(FORMATS[form].write(works), target)
        unknown = tuple(name for name, study in names if study is None)
        return Exported(noted.count, unknown, noted.warned, tuple(noted.told))


@dataclass(slots=True)
class _Noted:
    """What is noticed while works pass by."""

    count: int = 0
    warned: int = 0
    told: list[str] = field(default_factory=list)

    def each(self, works: Iterable[Citable]) -> Iterator[Citable]:
        """The works, noted."""
        for work in works:
            self.count += 1
            if caution := work.caution:
                self.warned += 1
                if self.warned <= MOST_TOLD:
                    self.told.append(f"{work.id} ({work.title.plain[:60]}): {caution}")
            yield work


def _once(selection: Selection, rowids: Iterable[int]) -> Sequence[int]:
    """Each row once, in eight bytes each."""
    found = array("q", rowids)
    return found if selection.distinct else array("q", dict.fromkeys(found))


def _rowids(db: Database, selection: Selection, studies: list[str]) -> Iterator[int]:
    yield from rowids_of(db, studies)
    for claim in selection.claims:
        if not db.execute(_CLAIM, (claim,)).fetchone():
            raise unknown_claim(db, claim)
        yield from rowids_of(db, [study for (study,) in db.execute(_EVIDENCE, (claim,))])
    if selection.search:
        expression = read_words(selection.search)
        if expression is None:
            raise ConfigError(f"--search {selection.search!r} holds no word to look for")
        yield from ranked(db, expression)
    if selection.where:
        yield from where(db, selection.where)
    if selection.everything:
        yield from (rowid for (rowid,) in db.execute(_ALL))


def where(db: Database, condition: str) -> Sequence[int]:
    """Rows of ``studies`` for which an SQL condition holds, in their order. It may read and compute, and nothing else.

    ``ConfigError`` where it is no condition, names a column that is not there, or takes too long.
    """

    def allow(action: int, *_: object) -> int:
        return sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY

    db.conn.set_authorizer(allow)
    db.conn.set_progress_handler(lambda: 1, _PATIENCE)
    try:
        found = db.conn.execute(f"SELECT rowid FROM studies WHERE (\n{condition}\n) ORDER BY rowid")
        return array("q", (rowid for (rowid,) in found))
    except (sqlite3.Error, sqlite3.Warning) as error:
        if "interrupted" in str(error):
            raise ConfigError(f"--where {condition!r} takes too long; make it simpler") from None
        said = " ".join(str(error).split())
        raise ConfigError(
            f"--where {condition!r}: {said}. Columns of studies: {_columns(db)}"
        ) from None
    finally:
        _free(db)
        db.conn.set_progress_handler(None, 0)


def _free(db: Database) -> None:
    """Allow everything again. Python 3.10 cannot take an authorizer away."""
    db.conn.set_authorizer(lambda *_: sqlite3.SQLITE_OK)


def _columns(db: Database) -> str:
    _free(db)
    return ", ".join(column.name for column in db["studies"].columns)


def _write_text(pieces: Iterable[str], target: IO[bytes] | Path) -> None:
    if not isinstance(target, Path):
        for piece in pieces:
            target.write(piece.encode("utf-8", "replace"))
        return
    write_whole(target, pieces)


def _write_parquet(works: Iterable[Citable], target: IO[bytes] | Path) -> None:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ConfigError("Parquet needs pyarrow: pip install 'littrack[parquet]'") from None
    if not isinstance(target, Path):
        raise ConfigError("a Parquet file is not for the terminal: give --output FILE.parquet")
    schema = _schema(pyarrow)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.part")
    try:
        with pyarrow.parquet.ParquetWriter(draft, schema) as writer:
            for batch in _batches(works):
                writer.write_table(pyarrow.Table.from_pylist(batch, schema=schema))
        draft.replace(target)
    except OSError as error:
        raise DataError(f"{target}: {error.strerror or error}") from None
    finally:
        draft.unlink(missing_ok=True)


def _schema(pyarrow: Any) -> Any:
    kinds = {"year": pyarrow.int16(), "level": pyarrow.int8()}
    kinds |= dict.fromkeys(LISTS, pyarrow.list_(pyarrow.string()))
    return pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in COLUMNS])


def _batches(works: Iterable[Citable]) -> Iterator[list[dict[str, object]]]:
    batch: list[dict[str, object]] = []
    for work in works:
        batch.append({name: _sound(value) for name, value in facts_of(work).items()})
        if len(batch) == ROW_GROUP:
            yield batch
            batch = []
    if batch:
        yield batch


def _sound(value: object) -> object:
    """Lone surrogates, which no encoding can write, are replaced."""
    if isinstance(value, list):
        return [_sound(each) for each in value]
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
