"""What we write, the readers that writers use read back: rispy, bibtexparser, nbib's grammar, JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from littrack.cite.biblatex import biblatex
from littrack.cite.bibtex import bibtex, key_of
from littrack.cite.citable import Citable, Name, one_line
from littrack.cite.csl import csl
from littrack.cite.formats import FORMATS
from littrack.cite.nbib import nbib
from littrack.cite.ris import ris
from littrack.cite.styled import plain
from littrack.cite.table import COLUMNS
from littrack.cite.titles import verbatim_title
from littrack.pubmed.nbib import parse_nbib
from littrack.records import Article, MarkedText, Parsed
from tests.cite.works import ALL, BOOK_CHAPTER, DOCUMENT, MARKED, PLAIN, RETRACTED, hostile_works

TITLE = PLAIN.title.plain.removesuffix(".")


def written(name: str, *works: Citable) -> str:
    return "".join(FORMATS[name].write(works))


def latex_undone(text: str) -> str:
    """The characters that `bibtex` escaped."""
    names = {
        "textbackslash": "\\",
        "textbraceleft": "\x00",
        "textbraceright": "\x01",
        "textasciitilde": "~",
        "textasciicircum": "^",
        "textless": "<",
        "textgreater": ">",
        "textbar": "|",
    }
    found = re.sub(r"(?<!-)---(?!-)", "--", text)
    found = re.sub(r"\\([&%$#_])|\\(text[a-z]+)\{\}", lambda m: m[1] or names[m[2]], found)
    return found.replace("{", "").replace("}", "").replace("\x00", "{").replace("\x01", "}")


def balanced(text: str) -> bool:
    depth = 0
    for each in text:
        depth += {"{": 1, "}": -1}.get(each, 0)
        if depth < 0:
            return False
    return depth == 0


def test_rispy_reads_every_field() -> None:
    rispy = pytest.importorskip("rispy", reason="rispy reads RIS back")
    found = rispy.loads(ris(PLAIN).replace("\r\n", "\n"))[0]
    assert found["type_of_reference"] == "JOUR"
    assert found["authors"] == ["King, Martin L, Jr", "de la Cruz, Ana", "Made-up Study Group,"]
    assert found["title"] == TITLE
    assert found["secondary_title"] == PLAIN.journal
    assert (found["start_page"], found["end_page"]) == ("117", "128")
    assert found["doi"] == PLAIN.doi
    assert found["year"] == "2012"
    assert found["keywords"] == ["imaginary", "made-up", *PLAIN.mesh]
    assert found["abstract"] == one_line(PLAIN.abstract)


def test_ris_types_lines_and_warnings() -> None:
    assert ris(BOOK_CHAPTER).startswith("TY  - CHAP\r\n")
    assert ris(DOCUMENT).startswith("TY  - ELEC\r\n")
    assert "DA  - 2012/05/17/\r\n" in ris(PLAIN)
    assert "N1  - RETRACTED: J Made Up Trials. 2014" in ris(RETRACTED)
    assert ris(PLAIN).endswith("ER  - \r\n\r\n")


def test_bibtexparser_reads_every_entry() -> None:
    parser = pytest.importorskip("bibtexparser", reason="bibtexparser reads BibTeX back")
    library = parser.parse_string("".join(map(bibtex, ALL[:1] + ALL[4:6])))
    assert not library.failed_blocks
    first = library.entries[0]
    assert first.entry_type == "article"
    assert first.key == "king2012_90000001"
    assert latex_undone(first["title"]) == TITLE
    assert first["author"] == "King, Jr, Martin L and de la Cruz, Ana and {Made-up Study Group}"
    assert first["pages"] == "117--128"
    assert [each.entry_type for each in library.entries[1:]] == ["incollection", "misc"]


def test_bibtex_keeps_capitals_and_italics() -> None:
    assert r"title = {Made-up trial of imaginary care in {mRNA} \& 50\% of {BDI\_II}}" in bibtex(PLAIN)  # fmt: skip
    assert r"\textit{{In} vitro} {CO}\textsubscript{2} and {H}\textsuperscript{+}" in bibtex(MARKED)
    assert "note = {RETRACTED: J Made Up Trials" in bibtex(RETRACTED)


def test_keys_are_ascii_and_the_works_own() -> None:
    assert {key_of(work) for work in ALL} == {
        "king2012_90000001",
        "doe2020_90000002",
        "doe2012_90000001",
        "anonymous_90000003",
        key_of(DOCUMENT),
    }
    assert re.fullmatch(r"madeupagencyfornothi2021_[0-9a-f]{8}", key_of(DOCUMENT))


def read_back(text: str) -> Article:
    found = list(parse_nbib(text.encode()))
    assert len(found) == 1
    assert isinstance(found[0], Parsed), found[0]
    return found[0].article


def test_nbib_is_read_back_whole() -> None:
    found = read_back(nbib(PLAIN))
    assert found.title.plain == PLAIN.title.plain
    assert [each.name for each in found.authors] == [
        "King ML Jr",
        "de la Cruz A",
        "Made-up Study Group",
    ]
    assert (
        found.abstract[0].label == "BACKGROUND" or "We made it up." in found.abstract[0].text.plain
    )
    assert (found.doi, found.pmcid, found.pages) == (PLAIN.doi, PLAIN.pmcid, PLAIN.pages)
    assert found.journal.title == PLAIN.journal
    assert found.published is not None
    assert found.published.iso == PLAIN.published
    assert [each.kind for each in read_back(nbib(RETRACTED)).relations] == ["RetractionIn"]


def test_nbib_lines_stay_short() -> None:
    assert max(map(len, nbib(PLAIN).splitlines())) <= 88


def test_csl_holds_what_processors_need() -> None:
    item = csl(MARKED)
    assert item["type"] == "article-journal"
    assert item["title"] == "<i>In vitro</i> CO<sub>2</sub> and H<sup>+</sup> with x < 5"
    assert item["author"] == [
        {"family": "King", "given": "Martin L", "suffix": "Jr"},
        {"family": "de la Cruz", "given": "Ana"},
        {"literal": "Made-up Study Group"},
    ]
    assert item["issued"] == {"date-parts": [[2012, 5, 17]]}
    assert item["page"] == "117-128"
    assert csl(BOOK_CHAPTER)["container-title"] == "The made-up handbook"
    assert csl(DOCUMENT)["type"] == "webpage"
    assert str(csl(RETRACTED)["note"]).startswith("RETRACTED. ")


@pytest.mark.parametrize("name", ["json", "csl.json"])
def test_lists_are_one_json_array(name: str) -> None:
    assert [each["id"] for each in json.loads(written(name, *ALL))] == [each.id for each in ALL]
    assert json.loads(written(name)) == []


def test_json_lines() -> None:
    assert [json.loads(line)["id"] for line in written("jsonl", *ALL).splitlines()] == [
        each.id for each in ALL
    ]


def test_spreadsheets_compute_nothing() -> None:
    evil = Citable("1", title=PLAIN.title.__class__('=HYPERLINK("http://example.org")'))
    rows = list(csv.DictReader(io.StringIO(written("csv", evil), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["title"] == '\'=HYPERLINK("http://example.org")'


@settings(max_examples=150, deadline=None)
@given(hostile_works())
def test_hostile_bibtex(work: Citable) -> None:
    parser = pytest.importorskip("bibtexparser")
    text = bibtex(work)
    assert balanced(text)
    library = parser.parse_string(text + bibtex(PLAIN))
    assert not library.failed_blocks
    assert [each.key for each in library.entries] == [key_of(work), key_of(PLAIN)]
    if wanted := plain(verbatim_title(work)):
        assert latex_undone(library.entries[0]["title"]).strip() == wanted


@settings(max_examples=150, deadline=None)
@given(hostile_works())
def test_hostile_ris(work: Citable) -> None:
    rispy = pytest.importorskip("rispy")
    found = rispy.loads((ris(work) + ris(PLAIN)).replace("\r\n", "\n"))
    assert len(found) == 2
    assert found[0].get("title", "") == plain(verbatim_title(work))
    assert found[1]["doi"] == PLAIN.doi


@settings(max_examples=150, deadline=None)
@given(hostile_works())
def test_hostile_nbib(work: Citable) -> None:
    found = list(parse_nbib((nbib(work) + nbib(PLAIN)).encode()))
    assert len(found) == 2
    assert isinstance(found[1], Parsed)
    assert found[1].article.doi == PLAIN.doi


@settings(max_examples=100, deadline=None)
@given(hostile_works())
def test_hostile_tables_and_json(work: Citable) -> None:
    rows = list(csv.reader(io.StringIO(written("csv", work, PLAIN), newline="")))
    assert len(rows) == 3
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert len(json.loads(written("csl.json", work, PLAIN))) == 2
    assert len(written("ama.txt", work, PLAIN).splitlines()) == 2


@pytest.mark.parametrize(
    ("name", "in_ris", "in_bibtex"),
    [
        (Name("King", "Martin L", "ML", "Jr"), "King, Martin L, Jr", "King, Jr, Martin L"),
        (Name("King", None, None, "Jr"), "King, , Jr", "King, Jr, {}"),
        (Name("Ana Maria"), "Ana Maria,", "{Ana Maria}"),
        (Name("Sukarjo"), "Sukarjo", "Sukarjo"),
        (Name("Doe, Roe and Poe", "A"), "Doe, Roe and Poe, A", "{Doe, Roe and Poe}, A"),
        (Name(literal="Trial Group of A and B"), "Trial Group of A and B,", "{Trial Group of A and B}"),
    ],
)  # fmt: skip
def test_names_are_taken_apart_as_they_were_put_together(
    name: Name, in_ris: str, in_bibtex: str
) -> None:
    work = replace(PLAIN, authors=(name,))
    assert f"AU  - {in_ris}\r\n" in ris(work)
    assert f"author = {{{in_bibtex}}}" in bibtex(work)


def test_a_preprint_names_its_server_where_each_format_looks_for_it() -> None:
    work = replace(PLAIN, kind="preprint", journal="medRxiv : the preprint server", volume=None)
    assert "howpublished = {medRxiv : the preprint server [Preprint]}" in bibtex(work)
    assert bibtex(work).startswith("@misc{")
    assert "organization = {medRxiv : the preprint server [Preprint]}" in biblatex(work)
    assert "PB  - medRxiv : the preprint server\r\n" in ris(work)
    item = csl(work)
    assert (item["type"], item["genre"], item["publisher"]) == (
        "article",
        "preprint",
        "medRxiv : the preprint server",
    )
    assert "container-title" not in item


def test_tex_dashes() -> None:
    work = replace(PLAIN, title=MarkedText("imaginary care--what now? a --> b and c---d"))
    assert "title = {imaginary care---what now? a -{}-\\textgreater{} b and c-{}-{}-d}" in bibtex(
        work
    )


def test_books_are_known_as_such() -> None:
    assert "PT  - Book Chapter\n" in nbib(BOOK_CHAPTER)
    assert "ED  - Roe R\n" in nbib(BOOK_CHAPTER)
