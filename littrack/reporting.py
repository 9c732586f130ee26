"""Write the report of a topic from a database file: one document, and for Markdown its drawings."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from littrack.appraise.report import Report
from littrack.errors import ConfigError
from littrack.pandoc import find_pandoc, run_pandoc
from littrack.render import blocks_html, blocks_markdown
from littrack.render.blocks import Block, Figure
from littrack.render.report_document import document, standing, title
from littrack.render.report_json import report_json
from littrack.store.database import open_readonly, sqlite_errors
from littrack.times import from_text
from littrack.views.home import read_topics
from littrack.views.report import read_report
from littrack.whole_files import write_whole

TEXT_FORMATS = ("md", "html", "json")
OFFICE_FORMATS = ("docx", "pdf")
FORMATS = (*TEXT_FORMATS, *OFFICE_FORMATS)
_ENDINGS = {"": "md", "txt": "md", "markdown": "md", "htm": "html"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be written: a topic (``None``: the only one), a form, and where."""

    topic: str | None = None
    form: str = "md"
    output: Path | None = None
    """``None``: the text is only returned."""
    figures: Path | None = None
    """A folder for the drawings of a Markdown report."""


def write_report(database: Path, asked: Asked) -> str:
    """The document, which is also written to ``output`` where that is given; of the forms for word processors and
    printers, which need an ``output``, nothing is returned.

    The same database gives the same document. Raises ``ConfigError`` for an unknown topic, for several topics of which
    none is named, for drawings that the form has no use for, and where nothing installed can write the form.
    """
    if asked.figures and asked.form != "md":
        raise ConfigError("--figures is for --format md; the other reports hold their drawings themselves")  # fmt: skip
    report = _read(database, asked.topic)
    if asked.form in OFFICE_FORMATS:
        _write_office(report, asked)
        return ""
    if asked.form == "json":
        made = report_json(report)
    elif asked.form == "html":
        made = blocks_html.page(title(report), standing(report), document(report))
    else:
        made = _markdown(tuple(document(report)), asked)
    if asked.output:
        write_whole(asked.output, (made,))
    return made


def form_of(output: Path | None, named: str | None) -> str:
    """The form asked for by name, or by the file's ending; Markdown for the terminal, a .txt or a name without ending.

    ``ConfigError`` for an ending that no form has.
    """
    ending = output.suffix.lower().lstrip(".") if output else ""
    form = named or _ENDINGS.get(ending, ending)
    if form not in FORMATS:
        raise ConfigError(
            f"no report is written as .{ending}: name it .md, .html, .json, .docx or .pdf, or give --format"
        )
    return form


def _write_office(report: Report, asked: Asked) -> None:
    """By the library that is installed, else by pandoc."""
    output, form = asked.output, asked.form
    if output is None:
        raise ConfigError(f"a .{form} file is not for the terminal: give --output report.{form}")
    output.parent.mkdir(parents=True, exist_ok=True)
    moment = from_text(report.asked or "2000-01-01T00:00:00Z")
    try:
        if form == "docx":
            from littrack.office.docx import docx_file as make
        else:
            from littrack.office.pdf import pdf_file as make
        made = make(title(report), document(report), moment)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("littrack"):
            raise
        _write_by_pandoc(report, output, form)
    else:
        write_whole(output, made)


def _write_by_pandoc(report: Report, output: Path, form: str) -> None:
    program = find_pandoc(
        f"a .{form} report without python-docx and fpdf2", "pip install 'littrack[office]'"
    )
    page = blocks_html.page(title(report), standing(report), document(report))
    run_pandoc(program, ["--from=html", f"--to={form}", f"--output={output}"], page)


def _markdown(blocks: tuple[Block, ...], asked: Asked) -> str:
    if asked.figures is None:
        return blocks_markdown.text(blocks)
    draw_figures(blocks, asked.figures)
    beside = asked.output.parent if asked.output else Path()
    address = Path(os.path.relpath(asked.figures, beside)).as_posix()
    return blocks_markdown.text(blocks, address)


def draw_figures(blocks: Iterable[Block], folder: Path) -> None:
    """Write each drawing of the document as an SVG file of its own."""
    for block in blocks:
        if isinstance(block, Figure):
            path = folder / blocks_markdown.file_name(block)
            write_whole(path, (block.draw(block.name, True),))


def _read(database: Path, topic: str | None) -> Report:
    db = open_readonly(database)
    try:
        with sqlite_errors(database):
            report = read_report(db, topic or _only(db))
            if report is None:
                raise ConfigError(_unknown(db, topic))
            return report
    finally:
        db.conn.close()


def _only(db: Database) -> str:
    found = [each.id for each in read_topics(db)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ConfigError(
            "there is no topic in the database: run 'littrack load' or 'littrack refresh'"
        )
    raise ConfigError(f"there are several topics: name one of {', '.join(sorted(found))}")


def _unknown(db: Database, topic: str | None) -> str:
    found = ", ".join(sorted(each.id for each in read_topics(db)))
    return f"there is no topic {topic!r} in the database: {found or 'none is loaded; run littrack load'}"
