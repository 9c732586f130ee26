"""``littrack cite`` as a writer meets it: the bundled topic, nothing asked of any network."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from littrack import pandoc
from littrack.cli import cli
from tests.eutils.minimal import article_set, make_record

QUERIES = Path(__file__).parents[2] / "queries"
NOTES = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info>
<title>Made-up style</title><id>made-up</id><updated>2026-01-01T00:00:00Z</updated>
<category citation-format="numeric"/></info>
<citation><layout prefix="[" suffix="]"><text variable="citation-number"/></layout></citation>
<bibliography><layout suffix="!"><group delimiter=" / "><names variable="author"><name initialize-with=""/></names>
<text variable="title" font-style="italic"/><text variable="container-title" font-weight="bold"/></group></layout>
</bibliography></style>"""
DEPENDENT = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0"><info><title>Made-up journal</title>
<link href="http://www.zotero.org/styles/made-up-parent" rel="independent-parent"/></info></style>"""


@pytest.fixture(scope="module")
def topic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = tmp_path_factory.mktemp("cite") / "x.db"
    found = call("load", "--db", str(db), "--queries", str(QUERIES))
    assert found.exit_code == 0, found.output
    return db


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cite")
    records = [
        make_record(1, "Made-up trial: an imaginary toxin", year=2015),
        make_record(2, "Made-up study of depression.", year=2020, relations=[("RetractionIn", "9")]),
        make_record(3, "Made-up study of mice.", year=2015),
    ]  # fmt: skip
    (folder / "made-up.xml").write_bytes(article_set(*records))
    assert call("ingest", str(folder / "made-up.xml"), "--db", str(folder / "x.db")).exit_code == 0
    return folder / "x.db"


def test_what_no_reader_saw_is_told(topic: Path) -> None:
    found = call("cite", "27138078", "24345483", "--db", str(topic))
    assert found.exit_code == 0
    told = "27138078 (Parsaik 2016): incomplete until PubMed's record is stored: authors and others"
    assert [line for line in found.stderr.splitlines() if line.startswith(f"Warning: {told}")]
    assert "no journal" in found.stderr
    assert "24345483" not in found.stderr


def call(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, list(arguments), input=stdin)


def refused(*arguments: str) -> tuple[int, str]:
    found = call(*arguments)
    error = found.exception
    assert not found.stdout
    assert "\n" not in str(error)
    return getattr(error, "exit_code", found.exit_code), str(error) if error else found.output


def test_the_bundled_topic_by_key_pmid_and_doi(topic: Path) -> None:
    found = call(
        "cite",
        "finzi2014",
        "22364892",
        "10.1097/yic.0000000000000290",
        "finzi2014",
        "--db",
        str(topic),
    )
    assert found.exit_code == 0
    lines = found.stdout.splitlines()
    assert [line[:9] for line in lines] == ["1. Finzi ", "2. Wollme", "3. Brin M"]
    assert lines[0].endswith("2014;52:1-6. doi:10.1016/j.jpsychires.2013.11.006")


def test_a_claims_evidence_from_the_bundled_topic(topic: Path) -> None:
    found = call(
        "cite",
        "--claim",
        "eight-times",
        "--db",
        str(topic),
        "--style",
        "APA",
        "--format",
        "markdown",
    )
    assert found.exit_code == 0
    assert found.stdout.count("https://doi.org/10.") >= 3
    assert found.stdout.split("\n\n") == sorted(found.stdout.split("\n\n"), key=str.casefold)


def test_names_from_standard_input(topic: Path) -> None:
    text = "# read by hand\nPMID: 22364892,\nfinzi2006 finzi2014\n"
    found = call("cite", "--db", str(topic), "--style", "vancouver", "-", stdin=text)
    assert len(found.stdout.splitlines()) == 3
    assert "2012;46(5):574-81. doi: 10.1016/j.jpsychires.2012.01.027." in found.stdout


def test_marks_in_the_text(db: Path) -> None:
    marks = call("cite", "1", "3", "--db", str(db), "--in-text").stdout.splitlines()[:3]
    assert marks == ["¹\t1", "²\t3", ""]
    marks = call(
        "cite", "1", "3", "--db", str(db), "--in-text", "--style", "apa"
    ).stdout.splitlines()
    assert marks[:3] == ["(Doe & Roe, 2015a)\t3", "(Doe & Roe, 2015b)\t1", ""]
    assert "(2015a). Made-up study of mice. " in marks[3]
    html = call("cite", "1", "--db", str(db), "--in-text", "--format", "html").stdout
    assert html.startswith(
        '<dl class="marks">\n<dt><sup>1</sup></dt><dd>1</dd>\n</dl>\n<ol class="references">\n<li>'
    )


def test_a_retraction_is_told_beside_the_list(db: Path) -> None:
    found = call("cite", "2", "1", "--db", str(db))
    assert found.exit_code == 0
    assert found.stderr.startswith("Warning: 2 (Doe 2020): RETRACTED")
    assert found.stderr.count("\n") == 1
    assert "etracted" in found.stdout
    assert (
        json.loads(call("cite", "2", "--db", str(db), "--json").stdout)[0]["integrity"]
        == "retracted"
    )


def test_json_and_a_file(db: Path, tmp_path: Path) -> None:
    file = tmp_path / "new" / "list.json"
    found = call("cite", "1", "--db", str(db), "--json", "--output", str(file))
    assert (found.stdout, found.stderr) == ("", f"wrote {file}: 1 references\n")
    (entry,) = json.loads(file.read_text("utf-8"))
    assert entry["number"] == 1
    assert entry["text"].startswith("Doe J, Roe RA. Made-up trial: an imaginary toxin. ")
    assert "<i>" in entry["html"]
    assert call("cite", "1", "--db", str(db), "-q", "-o", str(file)).stderr == ""


def test_what_is_unknown_is_named_in_one_line(db: Path) -> None:
    code, said = refused("cite", "1", "77", "nobody2020", "--db", str(db))
    assert (code, said) == (
        1,
        "'77', 'nobody2020' are no stored studies: 'littrack search WORDS' finds what is stored,"
        " 'littrack refresh' asks PubMed for more",
    )
    assert refused("cite", "77", "--db", str(db))[1].startswith("'77' is no stored study: ")
    assert refused("cite", "--claim", "no", "--db", str(db))[0] == 2
    code, said = refused("cite", "1", "--style", "mla", "--db", str(db))
    assert (code, said[:52]) == (2, "there is no style 'mla': choose ama, nlm, apa, chica")
    assert call("cite", "--db", str(db)).exit_code == 2
    assert call("cite", "-", "--db", str(db), stdin="\n").exit_code == 2


def test_a_csl_style_through_pandoc(db: Path, tmp_path: Path) -> None:
    if not (shutil.which("pandoc") or has_pypandoc()):
        pytest.skip("pandoc is not installed")
    style = tmp_path / "made up.csl"
    style.write_text(NOTES, "utf-8")
    found = call("cite", "3", "2", "--db", str(db), "--style", str(style), "--in-text")
    assert found.exit_code == 0, found.exception
    assert found.stdout.splitlines()[:4] == [
        "[1]\t3",
        "[2]\t2",
        "",
        "1. J Doe, RA Roe / Made-up study of mice / Journal of Made-up Trials!",
    ]
    assert found.stdout.splitlines()[4].startswith(
        "2. J Doe, RA Roe / Made-up study of depression / "
    )
    assert "[RETRACTED" in found.stdout
    html = call("cite", "3", "--db", str(db), "--style", str(style), "--format", "html").stdout
    assert (
        "<li>J Doe, RA Roe / <i>Made-up study of mice</i> / <b>Journal of Made-up Trials</b>!</li>"
        in html
    )


def has_pypandoc() -> bool:
    try:
        import pypandoc  # type: ignore[import-untyped,import-not-found,unused-ignore]

        return bool(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        return False


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (DEPENDENT, "is a dependent style, which only points to http://www.zotero.org/styles/made-up-parent: give"
                    " the file made-up-parent.csl instead"),
        ("<locale/>", "is no CSL style: its first element is not <style>"),
        ("not XML", "is no CSL style: not XML"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "is no CSL style: it declares a document type"),
        (None, "No such file or directory"),
    ],
)  # fmt: skip
def test_what_is_no_style(db: Path, tmp_path: Path, text: str | None, said: str) -> None:
    style = tmp_path / "x.csl"
    if text:
        style.write_text(text, "utf-8")
    code, told = refused("cite", "1", "--style", str(style), "--db", str(db))
    assert code == 2
    assert told.startswith(str(style))
    assert said in told


def test_without_pandoc(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc.shutil, "which", lambda name: None)
    monkeypatch.setitem(__import__("sys").modules, "pypandoc", None)
    (tmp_path / "x.csl").write_text(NOTES, "utf-8")
    code, told = refused("cite", "1", "--style", str(tmp_path / "x.csl"), "--db", str(db))
    assert code == 2
    assert told == (
        "the style x.csl needs pandoc, which is not installed: pip install 'littrack[pandoc]'"
    )
