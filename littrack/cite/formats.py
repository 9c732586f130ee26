"""The bibliography formats by name, each able to be written a work at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from littrack.cite.biblatex import biblatex
from littrack.cite.bibtex import bibtex
from littrack.cite.citable import Citable
from littrack.cite.csl import csl_text
from littrack.cite.endnote import BEGIN, END, endnote
from littrack.cite.nbib import nbib
from littrack.cite.ris import ris
from littrack.cite.styled import plain
from littrack.cite.styles import STYLES, Style
from littrack.cite.table import COLUMNS, csv_line, csv_row, json_object


@dataclass(frozen=True, slots=True)
class Format:
    """How a file of a format begins, goes on from work to work, and ends."""

    name: str
    """The end of the file's name, without the first dot."""
    title: str
    content_type: str
    entry: Callable[[Citable], str]
    begin: str = ""
    between: str = ""
    end: str = ""
    headings: bool = False
    """Its works need ``Citable.headings``."""

    def write(self, works: Iterable[Citable]) -> Iterator[str]:
        """The file, piece by piece."""
        yield self.begin
        for at, work in enumerate(works):
            yield (self.between if at else "") + self.entry(work)
        yield self.end


def _lines(style: Style) -> Callable[[Citable], str]:
    """A line a work. A file that is written as it is read cannot be sorted or tell 2020a from 2020b."""
    return lambda work: f"{plain(style.reference(work, ''))}\n"


_LIST = ("[\n", ",\n", "\n]\n")
FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format("bib", "BibTeX", "application/x-bibtex; charset=utf-8", bibtex),
        Format("biblatex", "BibLaTeX", "application/x-biblatex; charset=utf-8", biblatex),
        Format("ris", "RIS", "application/x-research-info-systems; charset=utf-8", ris),
        Format("nbib", "NBIB", "application/nbib; charset=utf-8", nbib, headings=True),
        Format("csl.json", "CSL-JSON", "application/vnd.citationstyles.csl+json; charset=utf-8", csl_text, *_LIST),
        Format("enw.xml", "EndNote XML", "application/xml; charset=utf-8", endnote, BEGIN, end=END),
        Format("csv", "CSV", "text/csv; charset=utf-8", csv_row, csv_line(COLUMNS)),
        Format("json", "JSON", "application/json; charset=utf-8", json_object, *_LIST),
        Format("jsonl", "JSON Lines", "application/x-ndjson; charset=utf-8", lambda work: f"{json_object(work)}\n"),
        *(Format(f"{name}.txt", style.title, "text/plain; charset=utf-8", _lines(style)) for name, style in STYLES.items()),
    )
}  # fmt: skip
