"""All studies, and the works of each claim, for reference managers and programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack

from sqlite_utils import Database

from littrack.cite.citable import Citable
from littrack.cite.formats import FORMATS, Format
from littrack.publish.layout import CLAIM_FORMATS, export_file
from littrack.publish.site import FixedSite
from littrack.publish.writing import Writer
from littrack.store.browsing import build_index
from littrack.store.citing import read_citables, rowids_of

_CLAIMS = "SELECT id FROM claims WHERE removed IS NULL ORDER BY topic, position"
_WORKS = "SELECT study FROM claim_evidence WHERE claim = ? ORDER BY position"

Take = Callable[[str], None]


def write_exports(site: FixedSite, writer: Writer) -> None:
    """Every format with all studies, the newest first, and some formats with the works of each claim."""
    db = Database(site.connection)
    studies = build_index(db).rowids
    _write_all(writer, FORMATS.values(), read_citables(db, studies, headings=True))
    for (claim,) in db.execute(_CLAIMS).fetchall():
        rowids = rowids_of(db, [study for (study,) in db.execute(_WORKS, (claim,))])
        if rowids:
            formats = [FORMATS[name] for name in CLAIM_FORMATS]
            _write_all(writer, formats, read_citables(db, rowids), claim)


def _write_all(
    writer: Writer, formats: Iterable[Format], works: Iterator[Citable], claim: str | None = None
) -> None:
    """Write several formats at once, so that each study is read once."""
    with ExitStack() as open_files:
        files: list[tuple[Format, Take]] = [
            (each, open_files.enter_context(writer.open(export_file(each.name, claim))))
            for each in formats
        ]
        for form, take in files:
            take(form.begin)
        for at, work in enumerate(works):
            for form, take in files:
                take((form.between if at else "") + form.entry(work))
        for form, take in files:
            take(form.end)
