"""The report for word processors and printers: whole, its citations alive, the same bytes for the same database."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest
from click.testing import CliRunner

from littrack import reporting
from littrack.appraise.report import Report
from littrack.cli import cli
from littrack.errors import ConfigError
from littrack.office import pdf, picture
from littrack.office.drawing import Label, Shape, Stroke, read_drawing
from littrack.office.widths import shares, without_empty
from littrack.render.blocks import Figure, Table, words
from littrack.render.report_document import document, title
from littrack.views.report import read_report
from tests.made_up_nights import two_nights

docx = pytest.importorskip("docx", reason="python-docx is not installed")
fpdf = pytest.importorskip("fpdf", reason="fpdf2 is not installed")
from littrack.office.docx import docx_file  # noqa: E402
from littrack.office.pdf import pdf_file  # noqa: E402

THEN = datetime(2026, 11, 24, 2, tzinfo=timezone.utc)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def report() -> Report:
    db = two_nights()
    found = read_report(db, "made-up")
    db.conn.close()
    assert found is not None
    return replace(found, version="0.0.0")


@pytest.fixture(scope="module")
def word(report: Report) -> bytes:
    return docx_file(title(report), document(report), THEN)


@pytest.fixture(scope="module")
def printed(report: Report) -> bytes:
    return pdf_file(title(report), document(report), THEN)


def plain(content: bytes) -> str:
    """All words of a .docx file, tables included."""
    body = docx.Document(io.BytesIO(content)).element.body
    return " ".join(each.text or "" for each in body.iter(f"{W}t"))


def test_word_says_what_the_report_says(report: Report, word: bytes) -> None:
    text = plain(word)
    for claim in report.claims:
        assert claim.quote in text
    assert "RETRACTED: A work cited here was retracted" in text
    for each in report.references:
        assert each.plain in text


def test_every_citation_in_word_leads_to_its_reference_and_that_to_pubmed(
    report: Report, word: bytes
) -> None:
    found = docx.Document(io.BytesIO(word))
    body = found.element.body
    marks = [each.get(f"{W}name") for each in body.iter(f"{W}bookmarkStart")]
    anchors = {each.get(f"{W}anchor") for each in body.iter(f"{W}hyperlink")} - {None}
    assert len(marks) == len(set(marks))
    assert anchors <= set(marks)
    assert {f"b_ref_{each.number}" for each in report.references if each.number < 4} <= anchors
    addresses = {each.target_ref for each in found.part.rels.values() if each.is_external}
    assert {address for each in report.references for _, address in each.links} <= addresses


def test_plots_are_pictures_with_a_name(report: Report, word: bytes) -> None:
    figures = [block for block in document(report) if isinstance(block, Figure)]
    shapes = docx.Document(io.BytesIO(word)).inline_shapes
    assert len(shapes) == len(figures) > 1
    named = {each._inline.docPr.get("descr") for each in shapes}
    assert named == {figure.title for figure in figures}


def test_the_pdf_has_links_bookmarks_and_a_title(report: Report, printed: bytes) -> None:
    assert printed.startswith(b"%PDF-")
    assert printed.count(b"/Subtype /Link") > 2 * len(report.references)
    inside = printed.count(b"/Dest [")
    assert inside > len(report.references)
    for each in report.references:
        for _, address in each.links:
            assert address.encode() in printed
    assert printed.count(b"/Type /Outlines") == 1
    assert len(re.findall(rb"/Type /Page\b", printed)) > 3


def test_the_same_report_gives_the_same_bytes(report: Report, word: bytes, printed: bytes) -> None:
    assert docx_file(title(report), document(report), THEN) == word
    assert pdf_file(title(report), document(report), THEN) == printed


def test_without_a_font_the_pdf_spells_what_it_cannot_print(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "find_font", lambda: None)
    monkeypatch.setattr(picture, "find_font", lambda: None)
    assert pdf_file(title(report), document(report), THEN).startswith(b"%PDF-")
    assert docx_file(title(report), document(report), THEN).startswith(b"PK")


def test_every_drawing_can_be_read_as_shapes(report: Report) -> None:
    for block in document(report):
        if isinstance(block, Figure):
            drawing = read_drawing(block.draw(block.name, True))
            kinds = {type(each) for each in drawing.shapes}
            assert kinds == {Stroke, Shape, Label}
            ends = [end for each in drawing.shapes if isinstance(each, Stroke) for end in (each.start, each.end)]  # fmt: skip
            assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in ends)


def test_a_shape_that_is_not_known_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="<circle>"):
        read_drawing('<svg viewBox="0 0 9 9" xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>')  # fmt: skip


def test_columns_share_the_page() -> None:
    rows = ((words("1"), words(""), words("many words " * 9)), (words("2"), (), words("few")))
    table = without_empty(Table("Caption", ("No.", "Nothing", "Words"), rows, frozenset({0, 2})))
    assert table.heading == ("No.", "Words")
    assert table.right == {0, 1}
    assert sum(shares(table)) == pytest.approx(1)
    assert shares(table)[1] > 3 * shares(table)[0]


def test_by_the_ending_of_the_file(tmp_path: Path) -> None:
    assert reporting.form_of(tmp_path / "check.DOCX", None) == "docx"
    assert reporting.form_of(tmp_path / "check.html", "pdf") == "pdf"
    assert reporting.form_of(tmp_path / "check.txt", None) == "md"
    assert reporting.form_of(None, None) == "md"
    assert reporting.form_of(tmp_path / "check.doc", "docx") == "docx"
    with pytest.raises(ConfigError, match=r"no report is written as \.doc: name it \.md"):
        reporting.form_of(tmp_path / "check.doc", None)


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_what_is_missing_is_named(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    monkeypatch.setitem(sys.modules, "fpdf", None)
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(reporting, "_read", lambda *_: report)
    with pytest.raises(ConfigError, match=r"pip install 'littrack\[office\]'"):
        reporting.write_report(tmp_path / "db", reporting.Asked(form=form, output=tmp_path / f"a.{form}"))  # fmt: skip


def test_where_only_pandoc_is_there_it_writes_the_file(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pandoc"
    program.write_text("#!/bin/sh\nfor each; do case $each in --output=*) cat > ${each#--output=};; esac; done\n")  # fmt: skip
    program.chmod(0o755)
    monkeypatch.setitem(sys.modules, "docx", None)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(reporting, "_read", lambda *_: report)
    reporting.write_report(tmp_path / "db", reporting.Asked(form="docx", output=tmp_path / "a.docx"))  # fmt: skip
    assert (tmp_path / "a.docx").read_text().startswith("<!DOCTYPE html>")


def test_the_terminal_gets_no_binary_file(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "_read", lambda *_: report)
    done = CliRunner().invoke(cli, ["report", "--format", "pdf", "--db", "any.db"])
    assert isinstance(done.exception, ConfigError)
    assert "give --output report.pdf" in str(done.exception)
