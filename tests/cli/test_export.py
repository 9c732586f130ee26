"""``littrack export``: what is selected, what is said, and that no format loses a field."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from lxml import etree

from littrack.cite.biblatex import biblatex
from littrack.cite.citable import Citable, one_line
from littrack.cite.endnote import endnote
from littrack.cite.formats import FORMATS
from littrack.cli import cli
from littrack.errors import ConfigError
from littrack.load import load_topics
from tests.cite.works import ALL, MARKED, PLAIN, RETRACTED, hostile_works

BUNDLED = Path(__file__).parents[2] / "queries"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "littrack.db"
    load_topics(path, BUNDLED)
    return path


def run(db: Path, *words: str, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["export", "--db", str(db), *words], input=text)


def count(result: Result) -> int:
    assert result.exit_code == 0, result.output + str(result.exception)
    return len(result.stdout.splitlines())


def test_selections_are_joined_each_study_once(db: Path) -> None:
    assert count(run(db, "--claim", "eight-times", "--format", "jsonl")) == 8
    assert (
        count(run(db, "--claim", "eight-times", "parsaik2016", "wollmer2012", "--format", "jsonl"))
        == 8
    )
    assert count(run(db, "--all", "--format", "jsonl")) == 60
    assert count(run(db, "--where", "year = 2012", "--format", "jsonl")) >= 1
    assert count(run(db, "--search", "botulinum depression", "--format", "jsonl")) > 5
    assert (
        count(run(db, "-", "--format", "jsonl", text="parsaik2016\n# not this\nwollmer2012")) == 2
    )


def test_names_come_from_a_file(db: Path, tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_text("parsaik2016, wollmer2012\n", "utf-8")
    assert count(run(db, "--ids", str(tmp_path / "ids.txt"), "--format", "jsonl")) == 2


def test_an_unknown_name_is_told_and_the_others_are_written(db: Path) -> None:
    result = run(db, "no-such-study", "parsaik2016", "--format", "jsonl")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert "Not stored, and not written: no-such-study" in result.stderr


@pytest.mark.parametrize(
    "condition",
    ["nonsense = 1", "1) UNION SELECT 1 --", "1=1); DELETE FROM studies; --", "load_extension('x')",
     "id IN (SELECT writefile('x', 'y'))", "", "1 = (", "randomblob(1) = (WITH RECURSIVE a(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM a) SELECT count(*) FROM a)"],
)  # fmt: skip
def test_a_condition_that_cannot_be_is_refused(db: Path, condition: str) -> None:
    result = run(db, "--where", condition, "--format", "jsonl")
    if condition:
        assert isinstance(result.exception, ConfigError), result.output
        assert "\n" not in str(result.exception)
    else:
        assert result.exit_code == 2
    assert count(run(db, "--all", "--format", "jsonl")) == 60


def test_the_name_of_the_file_says_the_format(db: Path, tmp_path: Path) -> None:
    for name in ("x.ris", "x.csl.json", "x.enw.xml", "x.nbib", "x.csv", "x.apa.txt"):
        result = run(db, "--claim", "eight-times", "-o", str(tmp_path / name))
        assert result.exit_code == 0, result.exception
        assert "8 studies" in result.stderr
    assert len(list(csv.DictReader(io.StringIO((tmp_path / "x.csv").read_text("utf-8"))))) == 8
    assert len(json.loads((tmp_path / "x.csl.json").read_text("utf-8"))) == 8
    assert len(etree.parse(str(tmp_path / "x.enw.xml")).findall(".//record")) == 8
    assert isinstance(run(db, "--all", "-o", str(tmp_path / "x.doc")).exception, ConfigError)
    assert isinstance(run(db, "--all").exception, ConfigError)
    assert not list(tmp_path.glob("*.part"))


def test_parquet(db: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow reads Parquet back")
    result = run(db, "--all", "-o", str(tmp_path / "x.parquet"))
    assert result.exit_code == 0, result.exception
    table = parquet.read_table(tmp_path / "x.parquet")
    assert table.num_rows == 60
    assert {"title", "year", "mesh"} <= set(table.column_names)


def fields(entry: str) -> dict[str, str]:
    bibtexparser = pytest.importorskip("bibtexparser")
    [found] = bibtexparser.parse_string(entry).entries
    return {field.key: field.value for field in found.fields}


def test_biblatex_names_its_fields() -> None:
    found = fields(biblatex(PLAIN))
    assert found["journaltitle"] == PLAIN.journal
    assert found["date"] == "2012-05-17"
    assert (found["eprint"], found["eprinttype"]) == (PLAIN.pmid, "pubmed")
    assert found["langid"] == "english"
    assert found["shortjournal"] == PLAIN.journal_abbreviation
    assert "RETRACTED" in fields(biblatex(RETRACTED))["note"]


def parsed(work: Citable) -> etree._Element:
    return etree.fromstring("".join(FORMATS["enw.xml"].write([work])).encode())


def test_endnote_holds_every_field() -> None:
    record = parsed(PLAIN).find(".//record")
    assert record is not None

    def text(path: str) -> str:
        found = record.find(path)
        return "".join(found.itertext()) if found is not None else ""

    assert text("titles/title") == PLAIN.title.plain.removesuffix(".")
    authors = record.findall("contributors/authors/author")
    assert ["".join(each.itertext()) for each in authors] == [
        "King, Martin L, Jr", "de la Cruz, Ana", "Made-up Study Group,",
    ]  # fmt: skip
    assert (text("volume"), text("number"), text("pages")) == ("12", "3 Suppl", "117-128")
    assert text("issue") == "3 Suppl"  # Zotero's importer looks here
    assert (text("accession-num"), text("electronic-resource-num"), text("custom2")) == (
        PLAIN.pmid,
        PLAIN.doi,
        PLAIN.pmcid,
    )
    assert text("periodical/full-title") == PLAIN.journal
    assert text("dates/year") == "2012"
    assert text("abstract") == one_line(PLAIN.abstract)
    assert "imaginary" in text("keywords")
    assert "RETRACTED" in "".join(parsed(RETRACTED).itertext())
    assert 'face="subscript"' in endnote(MARKED)


@settings(max_examples=80)
@given(hostile_works())
def test_nothing_hostile_breaks_the_new_formats(work: Citable) -> None:
    record = parsed(work).find(".//record")
    assert record is not None
    fields(biblatex(work))


@pytest.mark.parametrize("work", ALL, ids=lambda work: work.id)
def test_each_work_is_one_record(work: Citable) -> None:
    assert len(parsed(work).findall(".//record")) == 1
