"""A document in blocks as a .docx file: headings, tables, plots, and citations that lead to their reference."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from littrack.appraise.report import Citation
from littrack.office.picture import png
from littrack.office.widths import shares, without_empty
from littrack.render.blocks import (
    Block,
    Figure,
    Heading,
    Inline,
    Inlines,
    Items,
    Link,
    Numbers,
    Paragraph,
    Quotation,
    References,
    Table,
    Verbatim,
    Words,
    printable,
)
from littrack.synthesis.svg import identifier

_EPOCH = (1980, 1, 1, 0, 0, 0)
_WIDE = 17.4
"""Centimetres between the margins of an A4 page."""
_LINK, _ALARM = "1D4F8C", "A40000"


def docx_file(title: str, blocks: Iterable[Block], moment: datetime) -> bytes:
    """The file's bytes: the same for the same document. ``ImportError`` where python-docx is not installed."""
    writer = _Writer(title, moment)
    for block in blocks:
        writer.write(block)
    written = io.BytesIO()
    writer.document.save(written)
    return _undated(written.getvalue())


def _undated(content: bytes) -> bytes:
    """The same archive without the time at which it was packed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:  # fmt: skip
        for each in old.infolist():
            entry = zipfile.ZipInfo(each.filename, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(each.filename))
    return made.getvalue()


class _Writer:
    """Writes blocks one after the other into a document."""

    def __init__(self, title: str, moment: datetime) -> None:
        import docx
        from docx.shared import Cm, Pt

        self.document = docx.Document()
        self._bookmarks = 0
        self._small = Pt(8)
        self._cm = Cm
        facts = self.document.core_properties
        facts.title, facts.author, facts.created, facts.modified = title, "littrack", moment, moment
        facts.comments, facts.last_modified_by, facts.language = "", "littrack", "en"
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(1.8)
        section.top_margin = section.bottom_margin = Cm(2)
        self.document.styles["Normal"].font.name = "Calibri"
        self.document.styles["Normal"].font.size = Pt(10.5)
        _number_pages(section.footer.paragraphs[0], title)

    def write(self, block: Block) -> None:
        """Write one block."""
        if isinstance(block, Heading):
            heading = self.document.add_heading(level=block.level if block.level > 1 else 0)
            heading.add_run(printable(block.text))
            self._mark(heading, block.anchor)
        elif isinstance(block, Paragraph):
            paragraph = self.document.add_paragraph()
            self._inlines(paragraph, block.content, alarm=block.warning)
        elif isinstance(block, Quotation):
            self._quotation(block)
        elif isinstance(block, Items):
            for item in block.items:
                self._inlines(self.document.add_paragraph(style="List Bullet"), item)
        elif isinstance(block, Table):
            self._table(without_empty(block))
        elif isinstance(block, Verbatim):
            run = self.document.add_paragraph().add_run(printable(block.text))
            run.font.name, run.font.size = "Consolas", self._small
        elif isinstance(block, Figure):
            self._figure(block)
        else:
            self._references(block)

    def _quotation(self, block: Quotation) -> None:
        text, judged = printable(block.text), printable(block.highlight or "")
        paragraph = self.document.add_paragraph(style="Quote")
        before, found, after = text.partition(judged) if judged else (text, "", "")
        for words, marked in ((f"“{before}", False), (found, True), (f"{after}”", False)):
            run = paragraph.add_run(words)
            _speak(run, block.language)
            if marked:
                run.font.underline = True

    def _figure(self, block: Figure) -> None:
        from docx.shared import Emu

        drawn = block.draw(block.name, True)
        picture = self.document.add_picture(io.BytesIO(png(drawn)))
        most = self._cm(_WIDE)
        if picture.width > most:
            picture.width, picture.height = most, Emu(int(picture.height * most / picture.width))
        described = picture._inline.docPr
        described.set("descr", printable(block.title))
        caption = self.document.add_paragraph(style="Caption")
        caption.add_run(printable(block.title))

    def _table(self, block: Table) -> None:
        caption = self.document.add_paragraph(style="Caption")
        caption.paragraph_format.keep_with_next = True
        caption.add_run(printable(block.caption))
        table = self.document.add_table(rows=0, cols=len(block.heading), style="Table Grid")
        table.autofit = False
        _narrow_margins(table)
        for column, share in zip(table.columns, shares(block), strict=True):
            column.width = self._cm(_WIDE * share)
        rows: list[tuple[Inlines, ...]] = [tuple((Words(each, True),) for each in block.heading)]
        for at, row in enumerate([*rows, *block.rows]):
            cells = table.add_row().cells
            for column, (cell, share) in enumerate(zip(cells, shares(block), strict=True)):
                cell.width = self._cm(_WIDE * share)
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = 0
                paragraph.alignment = 2 if column in block.right else 0
                self._inlines(paragraph, row[column] if column < len(row) else (), small=True)
            if at == 0:
                _repeat(table.rows[0])
            _keep_whole(table.rows[at])
        self.document.add_paragraph().paragraph_format.space_after = 0

    def _references(self, block: References) -> None:
        for each in block.citations:
            self._reference(each)

    def _reference(self, each: Citation) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.left_indent = self._cm(1)
        paragraph.paragraph_format.first_line_indent = -self._cm(1)
        paragraph.add_run(f"{each.number}.\t")
        self._mark(paragraph, f"ref-{each.number}")
        if each.integrity:
            self._inlines(paragraph, (Words(f"{each.integrity.upper()} ", True),), alarm=True)
        paragraph.add_run(printable(each.plain))
        for word, address in each.links:
            self._inlines(paragraph, (Words(" "), Link(word, address)))

    def _inlines(
        self, paragraph: Any, content: Inlines, small: bool = False, alarm: bool = False
    ) -> None:
        for each in content:
            for words, target, strong in _runs(each):
                run = self._run(paragraph, words, target)
                run.bold = strong or alarm or None
                if small:
                    run.font.size = self._small
                if alarm:
                    run.font.color.rgb = _colour(_ALARM)

    def _run(self, paragraph: Any, words: str, target: str | None) -> Any:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.text.run import Run

        if target is None:
            return paragraph.add_run(words)
        link = OxmlElement("w:hyperlink")
        if target.startswith("#"):
            link.set(qn("w:anchor"), _bookmark(target[1:]))
        else:
            kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
            link.set(qn("r:id"), paragraph.part.relate_to(target, kind, is_external=True))
        element = OxmlElement("w:r")
        link.append(element)
        paragraph._p.append(link)
        run = Run(element, paragraph)
        run.text = words
        run.font.color.rgb = _colour(_LINK)
        return run

    def _mark(self, paragraph: Any, name: str) -> None:
        """Give a paragraph a name that links can lead to."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        self._bookmarks += 1
        for kind in ("w:bookmarkStart", "w:bookmarkEnd"):
            element = OxmlElement(kind)
            element.set(qn("w:id"), str(self._bookmarks))
            if kind == "w:bookmarkStart":
                element.set(qn("w:name"), _bookmark(name))
            paragraph._p.append(element)


def _runs(each: Inline) -> list[tuple[str, str | None, bool]]:
    """Words, where they lead, and whether they are strong."""
    if isinstance(each, Numbers):
        found: list[tuple[str, str | None, bool]] = [("[", None, False)]
        for at, number in enumerate(each.numbers):
            found += [(", ", None, False)] if at else []
            found.append((str(number), f"#ref-{number}", False))
        return [*found, ("]", None, False)]
    if isinstance(each, Link):
        sound = each.address.startswith(("#", "https://", "http://"))
        return [(printable(each.text), each.address if sound else None, False)]
    return [(printable(each.text), None, each.strong)]


def _bookmark(name: str) -> str:
    """A name that Word takes: letters, digits and underscores, 40 at most."""
    sound = f"b_{identifier(name)}".replace("-", "_")
    return sound if len(sound) <= 40 else f"{sound[:31]}_{zlib.crc32(name.encode()):08x}"


def _colour(digits: str) -> Any:
    from docx.shared import RGBColor

    return RGBColor.from_string(digits)


def _speak(run: Any, language: str) -> None:
    """Say in which language words are, for those who hear them and for the spelling."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), language)
    run._r.get_or_add_rPr().append(spoken)


def _flag(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _narrow_margins(table: Any) -> None:
    """Two points beside the words of a cell, in place of five."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), "40")
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    table._tbl.tblPr.append(margins)


def _repeat(row: Any) -> None:
    _flag(row, "w:tblHeader")


def _keep_whole(row: Any) -> None:
    _flag(row, "w:cantSplit")


def _number_pages(paragraph: Any, title: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.add_run(f"{title} · page ")
    run = paragraph.add_run()
    for kind in ("begin", None, "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = "PAGE"
        run._r.append(element)
