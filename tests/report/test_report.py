"""The fact check as one document: the same text for the same database, valid, honest, every number traced."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from littrack.appraise.report import Report, as_text
from littrack.cli import cli
from littrack.errors import ConfigError
from littrack.load import load_topics
from littrack.render import blocks_html, blocks_markdown
from littrack.render.report_document import document, standing, title
from littrack.render.report_json import report_json
from littrack.reporting import Asked, write_report
from littrack.views.report import read_report
from tests.made_up_nights import RETRACTED, two_nights

GOLDEN = Path(__file__).parent / "golden_files"
QUERIES = Path(__file__).parents[2] / "queries"


@pytest.fixture(scope="module")
def nights() -> Iterator[Database]:
    db = two_nights()
    yield db
    db.conn.close()


@pytest.fixture(scope="module")
def report(nights: Database) -> Report:
    found = read_report(nights, "made-up")
    assert found is not None
    return replace(found, version="0.0.0")


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundled") / "littrack.db"
    load_topics(path, QUERIES)
    return path


def as_html(report: Report) -> str:
    return blocks_html.page(title(report), standing(report), document(report))


def as_markdown(report: Report) -> str:
    return blocks_markdown.text(document(report), "figures")


@pytest.mark.parametrize(
    ("name", "made"),
    [("report.md", as_markdown), ("report.html", as_html), ("report.json", report_json)],
)
def test_the_report_is_as_it_was(report: Report, name: str, made: Any) -> None:
    """After a wanted change: ``python -m tests.report.golden`` writes the files anew; read what changed."""
    assert made(report) == (GOLDEN / name).read_text("utf-8")


def test_the_same_database_gives_the_same_report(nights: Database, report: Report) -> None:
    again = read_report(nights, "made-up")
    assert again is not None
    assert as_html(replace(again, version="0.0.0")) == as_html(report)


def test_references_are_numbered_once_and_every_number_leads_to_one(report: Report) -> None:
    assert [each.number for each in report.references] == [1, 2, 3, 4, 5]
    helps = report.claims[0]
    assert as_text(helps.reason) == "Two small trials say so [1, 2], the largest does not [3]."
    assert {study.number for study in helps.evidence} == {1, 2, 3, 4, 5}
    page = as_html(report)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r' id="([^"]+)"', page))


def test_a_retracted_work_is_shouted_wherever_it_is_used(report: Report) -> None:
    (retracted,) = report.retracted
    assert retracted.study == RETRACTED
    for text in (as_html(report), as_markdown(report)):
        assert "RETRACTED: A work cited here was retracted" in text
        assert "RETRACTED WORK IS CITED HERE: ROE 2020" in text
        assert "still counted here" not in text
        assert text.count("RETRACTED") >= 6
    assert "Not in the pool: Roe 2020 [2] **RETRACTED**: the publication was" in as_markdown(report)
    told = json.loads(report_json(report))
    assert told["references"][1]["integrity"] == "retracted"


@pytest.mark.parametrize("status", ["retracted and republished", "partly retracted"])
def test_a_work_that_stands_in_part_is_counted_and_shouted(report: Report, status: str) -> None:
    first = report.claims[0]
    (pool,) = first.pools
    shaken = replace(first, pools=(replace(pool, warned={"Doe 2019": status}),))
    text = as_markdown(replace(report, claims=(shaken, *report.claims[1:])))
    assert f"{status.upper()}, and still counted here: Doe 2019." in text
    assert f"| Doe 2019 [1] **{status.upper()}** |" in text


def test_a_draft_is_called_a_draft(report: Report) -> None:
    assert standing(report).startswith("Every verdict is a draft: no named person has signed one.")
    claims = [
        replace(each, verdict=replace(each.verdict, review="signed")) for each in report.claims
    ]
    one = replace(report, claims=(claims[0], report.claims[1]))
    assert standing(one).startswith("1 of 2 verdicts were signed")
    assert "signed by the person it names" in standing(replace(report, claims=tuple(claims)))


def test_derived_counts_are_marked_in_table_plot_and_text(report: Report) -> None:
    for text in (as_html(report), as_markdown(report)):
        assert "Loe 2017†" in text
        assert "2.48 [1.35, 4.55]†" in text
        assert "† derived by the appraisers, not printed in a paper." in text


class Outline(HTMLParser):
    """Headings, tables and ids of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.counts: dict[str, int] = {}
        self.addresses: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name in ("src", "href", "xlink:href", "data"):
                self.addresses.append(f"{tag} {value}")


def test_the_html_stands_alone_and_can_be_read_by_everybody(bundled: Path) -> None:
    outline = Outline()
    page = write_report(bundled, Asked(form="html"))
    outline.feed(page)
    assert outline.levels[0] == 1
    assert outline.levels.count(1) == 1
    steps = zip(outline.levels, outline.levels[1:], strict=False)
    assert all(below - above <= 1 for above, below in steps)
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.counts["caption"] == outline.counts["table"]
    assert page.count('role="img" aria-labelledby=') == outline.counts["svg"] == 11
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert {each.split()[0] for each in outline.addresses} == {"a"}
    assert not {"style", "src", "onclick", "onerror"} & outline.attributes
    assert "script" not in outline.counts
    assert "@import" not in page
    assert "url(" not in page


@pytest.mark.parametrize("which", ["made-up", "bundled"])
def test_the_html_is_valid(which: str, report: Report, bundled: Path) -> None:
    html5lib = pytest.importorskip("html5lib", reason="html5lib is not installed")
    page = as_html(report) if which == "made-up" else write_report(bundled, Asked(form="html"))
    html5lib.HTMLParser(strict=True).parse(page)


def test_hostile_words_stay_words(report: Report) -> None:
    attack = "<script>alert(1)</script> **x** [a](javascript:alert(1)) \u202e\"' | &amp; `x`"
    claims = [
        replace(each, quote=attack, question=attack, highlight=None) for each in report.claims
    ]
    spoiled = replace(
        report, article=attack, publisher=attack, url="javascript:alert(1)", description=attack,
        claims=tuple(claims),
    )  # fmt: skip
    page, text = as_html(spoiled), as_markdown(spoiled)
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert "\u202e" not in page + text
    assert "<script" not in text.replace("\\<script", "")
    assert "](javascript" not in text.replace("\\](", "")
    row = next(line for line in text.splitlines() if line.startswith("| 1 |"))
    assert len(re.findall(r"(?<!\\)\|", row)) == 10


def test_the_quotation_keeps_its_language(report: Report) -> None:
    german = replace(report, language="de")
    assert '<blockquote lang="de">' in as_html(german)


def test_the_command_writes_a_file_and_its_figures(bundled: Path, tmp_path: Path) -> None:
    output, figures = tmp_path / "out" / "check.md", tmp_path / "out" / "drawn here"
    options = ["report", "--db", str(bundled), "--output", str(output), "--figures", str(figures)]
    result = CliRunner().invoke(cli, options)
    assert (result.exit_code, result.output) == (0, f"wrote {output}\n")
    text = output.read_text("utf-8")
    named = re.findall(r"!\[[^\]]*\]\(<drawn here/([^>]+)>\)", text)
    assert sorted(named) == sorted(path.name for path in figures.iterdir())
    for path in figures.iterdir():
        assert ElementTree.fromstring(path.read_text("utf-8")).tag.endswith("svg")


def test_without_a_folder_the_markdown_has_tables_and_no_drawings(bundled: Path) -> None:
    text = CliRunner().invoke(cli, ["report", "--db", str(bundled)]).output
    assert "![" not in text
    assert "| Finzi 2014† [" in text


def test_the_json_answers_the_question_alone(bundled: Path) -> None:
    result = CliRunner().invoke(
        cli, ["report", "botox-depression", "--db", str(bundled), "--format", "json"]
    )
    told = json.loads(result.output)
    claims = {each["id"]: each for each in told["claims"]}
    assert len(claims) == 36
    pools = {pool["name"]: pool for pool in claims["eight-times-ratio"]["pools"]}
    assert "4.16 [2.12, 8.17]†" in pools["response-risk-ratio"]["findings"][0]
    numbers = [each["number"] for each in told["references"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert told["flow"]["faults"] == []


def test_asking_for_what_is_not_there_says_what_is(bundled: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no topic 'botx' in the database: botox-depression"):
        write_report(bundled, Asked("botx"))
    with pytest.raises(ConfigError, match="--figures is for --format md"):
        write_report(bundled, Asked(form="html", figures=tmp_path))
    with pytest.raises(ConfigError):
        write_report(tmp_path / "none.db", Asked())


def test_an_empty_database_says_what_to_do(tmp_path: Path) -> None:
    from littrack.store.database import open_database

    path = tmp_path / "empty.db"
    open_database(path, create=True).conn.close()
    with pytest.raises(ConfigError, match="there is no topic in the database: run 'littrack load'"):
        write_report(path, Asked())
