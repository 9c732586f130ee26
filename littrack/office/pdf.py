"""A document in blocks as a .pdf file: A4 pages with bookmarks, plots in lines, and citations that lead to their
reference."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from littrack.appraise.report import Citation
from littrack.office.drawing import Drawing, Label, Shape, Stroke, read_drawing
from littrack.office.fonts import Font, find_font, in_latin
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
    Table,
    Verbatim,
    Words,
    printable,
)
from littrack.synthesis.svg import identifier

_MARGIN, _LINE = 18.0, 5.0
"""Millimetres."""
_SIZES = {1: 22.0, 2: 16.0, 3: 12.5, 4: 11.0}
_BODY, _SMALL = 10.0, 8.0
"""Points."""
_INK, _LINK, _ALARM, _SOFT = (28, 29, 31), (29, 79, 140), (164, 0, 0), (83, 87, 93)
_UNIT = 25.4 / 96
"""Millimetres of a unit of a drawing."""


def pdf_file(title: str, blocks: Iterable[Block], moment: datetime) -> bytes:
    """The file's bytes: the same for the same document on the same machine. ``ImportError`` where fpdf2 is not
    installed. Where no font that is known is installed, letters beyond Western Europe's become "?"."""
    writer = _Writer(title, moment, find_font())
    for block in blocks:
        writer.write(block)
    return bytes(writer.pdf.output())


class _Writer:
    """Writes blocks one after the other onto pages."""

    def __init__(self, title: str, moment: datetime, font: Font | None) -> None:
        self._latin = font is None
        self._family = "Helvetica" if font is None else "report"
        self._links: dict[str, int] = {}
        self.pdf = self._begin(title, moment, font)

    def _begin(self, title: str, moment: datetime, font: Font | None) -> Any:
        from fpdf import FPDF

        family, told = self._family, self._told(title)

        class Pages(FPDF):  # type: ignore[misc,unused-ignore]
            """Pages with a foot."""

            def footer(self) -> None:
                """The title and the number of the page."""
                self.set_y(-13)
                self.set_font(family, "", 7.5)
                self.set_text_color(*_SOFT)
                self.cell(0, 5, f"{told} · {self.page_no()} / {{nb}}", align="C")

        pdf = Pages(format="A4")
        pdf.core_fonts_encoding = "windows-1252"
        pdf.set_margins(_MARGIN, _MARGIN)
        pdf.set_auto_page_break(True, 20)
        if font is not None:
            pdf.add_font("report", "", font.regular)
            pdf.add_font("report", "B", font.bold)
        pdf.set_creation_date(moment)
        pdf.set_title(printable(title))
        pdf.set_author("littrack")
        pdf.set_lang("en")
        pdf.add_page()
        return pdf

    def write(self, block: Block) -> None:
        """Write one block."""
        if isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Paragraph):
            self._paragraph(block.content, alarm=block.warning)
        elif isinstance(block, Quotation):
            self._quotation(block)
        elif isinstance(block, Items):
            for item in block.items:
                self._indented((Words("•  "), *item))
        elif isinstance(block, Table):
            self._table(without_empty(block))
        elif isinstance(block, Verbatim):
            self._look(_SMALL)
            self.pdf.multi_cell(0, 4, self._told(block.text), border=1, padding=1.5, new_x="LMARGIN", new_y="NEXT")  # fmt: skip
            self.pdf.ln(2)
        elif isinstance(block, Figure):
            self._figure(block)
        else:
            for each in block.citations:
                self._reference(each)

    def _told(self, text: str) -> str:
        text = printable(text)
        return in_latin(text) if self._latin else text

    def _look(self, size: float, strong: bool = False, colour: tuple[int, int, int] = _INK) -> None:
        self.pdf.set_font(self._family, "B" if strong else "", size)
        self.pdf.set_text_color(*colour)

    def _target(self, name: str) -> int:
        """The place of that name, which may come later."""
        if name not in self._links:
            self._links[name] = self.pdf.add_link()
        return self._links[name]

    def _mark(self, name: str) -> None:
        self.pdf.set_link(self._target(name), y=self.pdf.get_y(), page=self.pdf.page_no())

    def _room(self, height: float) -> None:
        """Begin a new page where less than ``height`` is left of this one."""
        if self.pdf.will_page_break(height):
            self.pdf.add_page()

    def _heading(self, block: Heading) -> None:
        size = _SIZES[block.level]
        self._room(size * 0.35 + 25)
        self.pdf.ln(2 if block.level == 1 else size * 0.3)
        self._mark(identifier(block.anchor))
        if block.level < 4:
            self.pdf.start_section(self._told(block.text), level=block.level - 1)
        self._look(size, strong=True)
        self.pdf.multi_cell(
            0, size * 0.45, self._told(block.text), align="L", new_x="LMARGIN", new_y="NEXT"
        )
        self.pdf.ln(1.5)

    def _paragraph(self, content: Inlines, alarm: bool = False) -> None:
        if not content:
            return
        start, page = self.pdf.get_y(), self.pdf.page_no()
        self._inlines(content, _BODY, alarm)
        self.pdf.ln(_LINE)
        if alarm and page == self.pdf.page_no():
            self.pdf.set_draw_color(*_ALARM)
            self.pdf.set_line_width(0.6)
            self.pdf.rect(_MARGIN - 2, start - 1, self.pdf.epw + 4, self.pdf.get_y() - start + 2)
        self.pdf.ln(1.8)

    def _quotation(self, block: Quotation) -> None:
        text, judged = printable(block.text), printable(block.highlight or "")
        before, found, after = text.partition(judged) if judged else (text, "", "")
        start, page = self.pdf.get_y(), self.pdf.page_no()
        self.pdf.set_left_margin(_MARGIN + 5)
        self.pdf.set_x(_MARGIN + 5)
        self._inlines((Words(f"“{before}"), Words(found, True), Words(f"{after}”")), _BODY + 1)
        self.pdf.set_left_margin(_MARGIN)
        self.pdf.ln(_LINE)
        if page == self.pdf.page_no():
            self.pdf.set_draw_color(*_SOFT)
            self.pdf.set_line_width(0.8)
            self.pdf.line(_MARGIN + 2, start, _MARGIN + 2, self.pdf.get_y())
        self.pdf.ln(2)

    def _indented(self, content: Inlines, by: float = 5.0) -> None:
        self.pdf.set_left_margin(_MARGIN + by)
        self.pdf.set_x(_MARGIN)
        self._inlines(content, _BODY)
        self.pdf.set_left_margin(_MARGIN)
        self.pdf.ln(_LINE + 0.8)

    def _inlines(self, content: Inlines, size: float, alarm: bool = False) -> None:
        for each in content:
            for words, target, strong in self._runs(each):
                colour = _ALARM if alarm else _LINK if target else _INK
                self._look(size, strong or alarm, colour)
                told = self._told(words)
                if self._breaks_first_word(told):
                    self.pdf.ln(_LINE)
                    told = told.lstrip()
                self.pdf.write(_LINE, told, target or "")

    def _breaks_first_word(self, text: str) -> bool:
        """Would fpdf2 cut the first word in two, because it began after other words on the line?"""
        word = text[: len(text) - len(text.lstrip())] + (text.split() or [""])[0]
        width = self.pdf.get_string_width(word)
        begun = self.pdf.get_x() > self.pdf.l_margin + 0.1
        return bool(begun and self.pdf.get_x() + width > self.pdf.w - self.pdf.r_margin - 2)

    def _runs(self, each: Inline) -> list[tuple[str, int | str | None, bool]]:
        """Words, where they lead, and whether they are strong."""
        if isinstance(each, Numbers):
            found: list[tuple[str, int | str | None, bool]] = [("[", None, False)]
            for at, number in enumerate(each.numbers):
                found += [(", ", None, False)] if at else []
                found.append((str(number), self._target(f"ref-{number}"), False))
            return [*found, ("]", None, False)]
        if isinstance(each, Link):
            return [(each.text, self._address(each.address), False)]
        return [(each.text, None, each.strong)]

    def _address(self, address: str) -> int | str | None:
        if address.startswith("#"):
            return self._target(identifier(address[1:]))
        return address if address.startswith(("https://", "http://")) else None

    def _table(self, block: Table) -> None:
        from fpdf.fonts import FontFace

        self._room(24)
        self._look(_BODY - 0.5, strong=True)
        self.pdf.multi_cell(0, 5, self._told(block.caption), align="L", new_x="LMARGIN", new_y="NEXT")  # fmt: skip
        self._look(_SMALL - 0.5)
        self.pdf.set_draw_color(190, 190, 190)
        self.pdf.set_line_width(0.15)
        aligned = ["RIGHT" if at in block.right else "LEFT" for at in range(len(block.heading))]
        with self.pdf.table(
            col_widths=[round(1000 * share) for share in shares(block)],
            text_align=aligned,
            line_height=3.7,
            padding=0.8,
            borders_layout="HORIZONTAL_LINES",
            headings_style=FontFace(emphasis="BOLD", color=_INK),
            v_align="TOP",
            width=self.pdf.epw,
        ) as table:
            heading = table.row()
            for each in block.heading:
                heading.cell(self._told(each))
            for content in block.rows:
                row = table.row()
                for cell in content:
                    self._cell(row, cell, FontFace)
        self.pdf.ln(3)

    def _cell(self, row: Any, content: Inlines, face: Any) -> None:
        """A cell; it leads where its first link does, since a cell of fpdf2 has one link."""
        runs = [run for each in content for run in self._runs(each)]
        target = next((target for _, target, _ in runs if target), None)
        strong = bool(runs) and all(strong or not words.strip() for words, _, strong in runs)
        style = face(emphasis="BOLD" if strong else None, color=_LINK if target else _INK)
        row.cell(self._told("".join(words for words, _, _ in runs)), link=target, style=style)

    def _figure(self, block: Figure) -> None:
        drawing = read_drawing(block.draw(block.name, True))
        scale = min(_UNIT, self.pdf.epw / drawing.width, 225 / drawing.height)
        self._room(drawing.height * scale + 14)
        with self.pdf.local_context():
            self._draw(drawing, scale, self.pdf.get_x(), self.pdf.get_y() + 1)
        self.pdf.set_y(self.pdf.get_y() + drawing.height * scale + 1)
        self._look(_SMALL, colour=_SOFT)
        self.pdf.multi_cell(0, 4, self._told(block.title), align="L", new_x="LMARGIN", new_y="NEXT")
        self.pdf.ln(3)

    def _draw(self, drawing: Drawing, scale: float, left: float, top: float) -> None:
        for each in drawing.shapes:
            if isinstance(each, Stroke):
                self._stroke(each, scale, left, top)
            elif isinstance(each, Shape):
                points = [(left + x * scale, top + y * scale) for x, y in each.points]
                self.pdf.set_draw_color(*each.colour)
                self.pdf.set_fill_color(*each.colour)
                self.pdf.set_line_width(0.2)
                self.pdf.polygon(points, style="DF" if each.filled else "D")
            else:
                self._label(each, scale, left, top)

    def _stroke(self, each: Stroke, scale: float, left: float, top: float) -> None:
        self.pdf.set_draw_color(*each.colour)
        self.pdf.set_line_width(each.width * scale)
        dash, gap = each.dash or (0, 0)
        self.pdf.set_dash_pattern(dash * scale, gap * scale)
        (x1, y1), (x2, y2) = each.start, each.end
        self.pdf.line(left + x1 * scale, top + y1 * scale, left + x2 * scale, top + y2 * scale)
        self.pdf.set_dash_pattern()

    def _label(self, each: Label, scale: float, left: float, top: float) -> None:
        self._look(each.size * scale * 72 / 25.4, each.bold, each.colour)
        words = self._told(each.words)
        x, y = left + each.at[0] * scale, top + each.at[1] * scale
        before = {"start": 0.0, "middle": 0.5, "end": 1.0}[each.anchor] * self.pdf.get_string_width(words)  # fmt: skip
        if each.upright:
            with self.pdf.rotation(90, x, y):
                self.pdf.text(x - before, y, words)
        else:
            self.pdf.text(x - before, y, words)

    def _reference(self, each: Citation) -> None:
        self._room(12)
        self._mark(f"ref-{each.number}")
        shout = (Words(f"{each.integrity.upper()} ", True),) if each.integrity else ()
        links = tuple(part for word, address in each.links for part in (Words(" "), Link(word, address)))  # fmt: skip
        self._indented((Words(f"{each.number}.  "), *shout, Words(each.plain), *links), 9.0)
