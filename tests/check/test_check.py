"""``littrack check``: the remarks that a manuscript gets, in every format, and none too many."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import jsonschema
import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

from littrack.check.checking import Askable, check
from littrack.check.files import read_content
from littrack.check.sentences import sentences
from littrack.cli import cli
from littrack.errors import ConfigError, DataError
from littrack.load import load_topics
from littrack.pubmed.parse import parse
from littrack.records import Parsed
from littrack.store.database import open_database
from littrack.store.runs import COMPLETE, RunCounts, begin_run, finish_run
from littrack.store.saving import PUBMED, save_articles
from littrack.times import now, to_text
from tests.check import article
from tests.eutils import StandIn
from tests.eutils.minimal import article_set
from tests.sources.services import Services

BUNDLED = Path(__file__).parents[2] / "queries"
NOW = to_text(now())


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("check") / "littrack.db"
    load_topics(path, BUNDLED)
    with closing(open_database(path).conn) as connection:
        db = Database(connection)
        with db.atomic():
            run = begin_run(db, "refresh", NOW)
            parsed = [
                each for each in parse(article_set(*article.stored())) if isinstance(each, Parsed)
            ]
            save_articles(db, run, parsed, PUBMED, NOW)
            finish_run(db, run, COMPLETE, "", RunCounts(), NOW)
    return path


@pytest.fixture
def db(loaded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(loaded, tmp_path / "littrack.db"))


@pytest.fixture
def online(monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    with StandIn() as ncbi, Services() as services:
        ncbi.add(article_set(*article.elsewhere()))
        monkeypatch.setenv("LITTRACK_EUTILS_URL", ncbi.url)
        monkeypatch.setenv("LITTRACK_EUTILS_RATE", "1000000")
        monkeypatch.setenv("LITTRACK_SOURCES", "crossref")
        monkeypatch.setenv("LITTRACK_CROSSREF_URL", services.url("crossref"))
        services.unknown.add("10.5555/invented")
        yield services


def run(db: Path, *words: str | Path, text: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["check", "--db", str(db), *map(str, words)], input=text)


def remarks(result: Result) -> list[tuple[str, str]]:
    assert result.exit_code in (0, 1, 3), result.exception
    return [(each["kind"], each["severity"]) for each in json.loads(result.output)["remarks"]]


def paragraphs() -> list[str]:
    lines = [line for line in article.markdown().split("\n") if line.strip()]
    return [line.lstrip("# ") for line in lines]


def docx(words: list[str]) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{escape(line[:20])}</w:t></w:r><w:del><w:r><w:delText>PMID: 99000003</w:delText></w:r></w:del>"
                   f"<w:r><w:t>{escape(line[20:])}</w:t></w:r></w:p>" for line in words)  # fmt: skip
    return packed(
        {"word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'}
    )


def odt(words: list[str]) -> bytes:
    office, text = (
        f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "text")
    )
    body = "".join(f"<text:p>{escape(line)}</text:p>" for line in words)
    return packed({"content.xml": f'<office:document-content xmlns:office="{office}" xmlns:text="{text}"><office:body><office:text>'
                   f"{body}</office:text></office:body></office:document-content>"})  # fmt: skip


def packed(parts: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return target.getvalue()


def html() -> str:
    items = "".join(f"<li>{escape(text)}</li>\n" for text in article.references())
    return (
        f"<html><head><title>x</title><script>var pmid = 'PMID: 99000003';</script></head><body><h1>A made-up article</h1>\n"
        f"<p>{article.SENTENCE}</p>\n<h2>References</h2>\n<ol>\n{items}</ol></body></html>"
    )


def test_twelve_references_get_exactly_five_remarks(
    db: Path, online: Services, tmp_path: Path
) -> None:
    file = tmp_path / "article.md"
    file.write_text(article.markdown(), "utf-8")
    result = run(db, file, "--json")
    assert result.exit_code == 1
    assert remarks(result) == article.EXPECTED
    told = run(db, file).output
    assert "MISLEADING" in told.upper()
    assert "this work was retracted" in told
    assert "the year is 2017, not 2001" in told
    assert "DOI 10.5555/invented does not exist" in told


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_a_title_without_a_full_stop_is_no_part_of_the_sentence_below_it(form: str) -> None:
    words = ["A made-up title", "Eight times as many got well."]
    read = read_content(f"x.{form}", {"docx": docx, "odt": odt}[form](words), form)
    assert [said for _, said in sentences(read.text)] == words
    assert [read.place(start).line for start, _ in sentences(read.text)] == [1, 2]


@pytest.mark.parametrize("form", ["docx", "odt", "html", "txt"])
def test_the_same_in_other_formats(db: Path, online: Services, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"article.{form}"
    contents = {"docx": docx(paragraphs()), "odt": odt(paragraphs()), "html": html().encode(),
                "txt": article.markdown().replace("## ", "").encode()}  # fmt: skip
    file.write_bytes(contents[form])
    assert remarks(run(db, file, "--json")) == article.EXPECTED


def bibliography() -> str:
    entries = []
    for n in range(12):
        year = 2001 if n == article.WRONG_YEAR else 2010 + n
        author = (article.AUTHORS[n] if n < 11 else "Noe N").replace(" ", ", ")
        name = (
            f"doi = {{{article.doi(n) if n < 11 else '10.5555/invented'}}}"
            if n % 3 or n == 11
            else f"pmid = {{{99000000 + n}}}"
        )
        entries.append(f"@article{{work{n},\n  author = {{{author} and Other, O}},\n  title = {{{article.TITLES[n]}}},\n"
                       f"  year = {{{year}}},\n  {name}\n}}\n")  # fmt: skip
    return "\n".join(entries)


def test_latex_and_its_bibliography(db: Path, online: Services, tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text(bibliography(), "utf-8")
    cites = (
        ",".join(f"work{n}" for n in range(6))
        + r"} and \citep[p.~3]{"
        + ",".join(f"work{n}" for n in range(6, 12))
    )
    text = f"\\section{{One}}\n{article.SENTENCE}\n% \\cite{{gone}} PMID: 99000003\nSee \\cite{{{cites}}}.\n\\bibliography{{refs}}\n"
    (tmp_path / "article.tex").write_text(text, "utf-8")
    assert sorted(remarks(run(db, tmp_path / "article.tex", "--json"))) == sorted(article.EXPECTED)
    alone = remarks(run(db, tmp_path / "refs.bib", "--json"))
    assert sorted(alone) == sorted(article.EXPECTED[1:])


def test_pandoc_keys_and_their_bibliography(db: Path, online: Services, tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text(bibliography(), "utf-8")
    text = "---\ntitle: x\nbibliography: refs.bib\n---\nAs said [@work3; see also @work0, p. 3] by @nobody. Mail a@b.org.\n"
    (tmp_path / "article.md").write_text(text, "utf-8")
    assert sorted(remarks(run(db, tmp_path / "article.md", "--json"))) == [
        ("key without entry", "error"), ("retracted", "error"),
    ]  # fmt: skip
    (tmp_path / "refs.bib").unlink()
    missing = run(db, tmp_path / "article.md")
    assert isinstance(missing.exception, DataError)
    assert "refs.bib" in str(missing.exception)


def test_offline_the_unknown_is_unknown_and_never_fine(db: Path, tmp_path: Path) -> None:
    file = tmp_path / "article.md"
    file.write_text(
        "See PMID: 99000000 and PMID: 99000008 and doi:10.5555/nobody-knows.\n", "utf-8"
    )
    result = run(db, file, "--offline", "--json")
    assert remarks(result) == [("unknown", "note"), ("unknown", "note")]
    assert result.exit_code == 3
    assert "--offline" in result.output


def test_much_of_the_same_is_told_once_to_people(db: Path) -> None:
    text = " ".join(f"See PMID 9100000{n}, and so on." for n in range(7))
    told = run(db, "-", "--offline", text=text.encode()).output
    assert "each of these 7 works" in told
    assert told.count("--offline") == 1
    assert len(remarks(run(db, "-", "--offline", "--json", text=text.encode()))) == 7


def test_pubmed_out_of_reach_is_said(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LITTRACK_EUTILS_URL", "http://127.0.0.1:9/")
    file = tmp_path / "article.md"
    file.write_text("See PMID: 99000008.\n", "utf-8")
    result = run(db, file)
    assert result.exit_code == 3
    assert "PubMed could not be asked" in " ".join(result.output.split())


def test_a_doi_outside_pubmed_may_exist(db: Path, online: Services, tmp_path: Path) -> None:
    file = tmp_path / "article.md"
    file.write_text("See doi:10.5555/elsewhere and PMID: 99009999.\n", "utf-8")
    assert remarks(run(db, file, "--json")) == [("unknown", "note"), ("does not exist", "error")]


def test_identifiers_of_different_works_and_works_named_twice(db: Path, tmp_path: Path) -> None:
    listed = f"1. {article.AUTHORS[0]}. {article.TITLES[0]}. 2010. doi:{article.doi(1)}. PMID: 99000000\n2. {article.references()[2]}\n3. {article.references()[2]}\n"
    file = tmp_path / "article.md"
    file.write_text(f"# References\n\n{listed}", "utf-8")
    assert remarks(run(db, file, "--offline", "--json")) == [
        ("identifiers disagree", "error"),
        ("duplicate", "warning"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [("Doe J", "Zoe Z", "wrong first author"), ("number zero of imaginary care", "some other thing entirely told", "title differs"),
     (";1(1)", ";2(2)", None), ("2010", "2010 Jan 3", None)],
)  # fmt: skip
def test_metadata_that_disagrees(
    db: Path, tmp_path: Path, old: str, new: str, kind: str | None
) -> None:
    printed = article.references()[0].replace(old, new)
    if kind == "title differs":
        printed = printed.replace("Made-up study ", "")
    file = tmp_path / "article.md"
    file.write_text(f"# References\n\n1. {printed}\n2. {article.references()[1]}\n", "utf-8")
    assert [each for each, _ in remarks(run(db, file, "--offline", "--json"))] == (
        [kind] if kind else []
    )


def test_a_remark_is_ignored_with_a_reason(db: Path, tmp_path: Path) -> None:
    file = tmp_path / "article.md"
    said = "We discuss PMID 99000003.\n<!-- littrack: ignore PMID 99000003 {} -->\n"
    file.write_text(said.format("it is our subject"), "utf-8")
    assert remarks(run(db, file, "--offline", "--json")) == []
    file.write_text(said.format(""), "utf-8")
    assert ("ignored without a reason", "warning") in remarks(run(db, file, "--offline", "--json"))


SARIF = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": {
            "required": ["tool", "results"],
            "properties": {
                "tool": {"required": ["driver"], "properties": {"driver": {"required": ["name"], "properties": {
                    "rules": {"uniqueItems": True, "items": {"required": ["id"], "properties": {
                        "shortDescription": {"required": ["text"]}}}}}}}},
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "results": {"items": {
                    "required": ["message", "ruleId", "level"],
                    "properties": {
                        "ruleIndex": {"type": "integer", "minimum": 0},
                        "level": {"enum": ["none", "note", "warning", "error"]},
                        "message": {"required": ["text"]},
                        "locations": {"items": {"additionalProperties": False, "properties": {
                            "logicalLocations": {"items": {"required": ["name"]}},
                            "physicalLocation": {"required": ["artifactLocation"], "properties": {
                                "artifactLocation": {"properties": {"uri": {"type": "string", "pattern": r"^[^\s\\\\]+$"}}},
                                "region": {"properties": {"startLine": {"type": "integer", "minimum": 1},
                                                          "startColumn": {"type": "integer", "minimum": 1}}}}}}}},
                    }}}},
        }},
    },
}  # fmt: skip
"""What the standard (OASIS, SARIF 2.1.0) demands of the parts that are written."""


def test_sarif_has_the_shape_of_the_standard(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("an article.md").write_text(article.markdown(), "utf-8")
    Path("it.docx").write_bytes(docx(paragraphs()))
    found = json.loads(
        run(db, "an article.md", "it.docx", tmp_path / "it.docx", "--offline", "--sarif").output
    )
    jsonschema.validate(found, SARIF)
    places = [each["locations"][0] for each in found["runs"][0]["results"]]
    uris = {each["physicalLocation"]["artifactLocation"]["uri"] for each in places}
    assert uris == {"an%20article.md", "it.docx", (tmp_path / "it.docx").as_uri()}
    assert {"name": "paragraph 3"} in [each.get("logicalLocations", [{}])[0] for each in places]


def test_outputs(db: Path, tmp_path: Path) -> None:
    file = tmp_path / "an article.md"
    file.write_text("First line.\n\nWe rely on PMID: 99000003, of course: 100%.\n", "utf-8")
    sarif = json.loads(run(db, file, "--offline", "--sarif").output)
    [found] = sarif["runs"][0]["results"]
    assert sarif["version"] == "2.1.0"
    assert (
        found["ruleId"]
        == sarif["runs"][0]["tool"]["driver"]["rules"][found["ruleIndex"]]["id"]
        == "retracted"
    )
    assert found["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 3,
        "startColumn": 12,
    }
    github = run(db, file, "--offline", "--github").output
    assert github.startswith("::error file=")
    assert ",line=3,col=12,title=littrack%3A retracted::" in github
    assert run(db, file, "--offline", "--fail-on", "never").exit_code == 0
    assert run(db, file, "--offline", "--output", tmp_path / "out" / "x.txt").output == ""
    assert "3:12" in (tmp_path / "out" / "x.txt").read_text("utf-8")
    clean = tmp_path / "clean.md"
    clean.write_text("We rely on PMID: 99000000.\n", "utf-8")
    assert run(db, clean, "--offline", "--quiet").output == ""
    assert "1 reference checked: nothing to remark." in run(db, clean, "--offline").output


def test_standard_input(db: Path) -> None:
    result = run(db, "-", "--offline", "--json", text=b"See PMID: 99000003.")
    assert remarks(result) == [("retracted", "error")]


def test_what_no_source_was_asked_about_is_unknown(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    load_topics(path, BUNDLED)
    file = tmp_path / "article.md"
    file.write_text("See PMID: 27138078.\n", "utf-8")
    result = run(path, file, "--offline")
    assert result.exit_code == 3
    assert "no source has been asked" in " ".join(result.output.split())
    assert run(path, file, "--offline", "--allow-unknown").exit_code == 0
    assert "no source" in " ".join(run(path, file, "--offline", "--quiet").output.split())


def test_an_old_answer_is_unknown_and_has_its_date(db: Path, tmp_path: Path) -> None:
    manuscript = read_content("x.md", b"See PMID: 99000000 and PMID: 99000003.", "md")
    later = now() + timedelta(days=60)
    findings = check(db, [manuscript], Askable(), lambda: later)
    assert [each.kind for each in findings.remarks] == ["unknown", "retracted", "unknown"]
    assert f"since {NOW[:10]}" in findings.remarks[0].message


def test_works_without_identifiers_are_found_by_their_titles(db: Path, tmp_path: Path) -> None:
    bare = [text.rsplit(". ", 1)[0] + "." for text in article.references()]
    listed = (
        f"1. {bare[3]}",
        f"2. {bare[7]}",
        "3. Nobody N. A title that no base has. J None. 2011;1:1-2.",
    )
    file = tmp_path / "article.md"
    file.write_text("# References\n\n" + "\n".join(listed), "utf-8")
    assert remarks(run(db, file, "--offline", "--json")) == [
        ("retracted", "error"), ("unknown", "note"), ("unknown", "note")
    ]  # fmt: skip


def test_an_identifier_of_another_work(db: Path, tmp_path: Path) -> None:
    printed = f"1. Smith J, Jones K. Deep learning of everything else there is. J None. 2011;1:1-2. doi:{article.doi(3)}\n"
    file = tmp_path / "article.md"
    file.write_text(f"# References\n\n{printed}2. {article.references()[0]}\n", "utf-8")
    result = run(db, file, "--offline", "--json")
    assert remarks(result) == [("another work", "error")]
    assert "which was retracted" in result.output


def test_what_crossref_tells_of_a_work_outside_pubmed(
    db: Path, online: Services, tmp_path: Path
) -> None:
    doi = "10.5555/outside"
    online.notices[doi] = {"DOI": doi, "title": ["A made-up thing"], "author": [{"family": "Poe"}], "issued": {"date-parts": [[2019]]},
                           "relation": {"is-preprint-of": [{"id-type": "doi", "id": "10.5555/article"}]}}  # fmt: skip
    online.updates[doi] = [{"DOI": "10.5555/notice", "type": "retraction", "source": "publisher"}]
    file = tmp_path / "x.bib"
    file.write_text(
        f"@misc{{a, author={{Poe, E}}, title={{A Made-up Thing}}, year=2018, doi={{{doi}}}}}",
        "utf-8",
    )
    assert remarks(run(db, file, "--json")) == [
        ("retracted", "error"), ("preprint now published", "warning"), ("wrong year", "warning")
    ]  # fmt: skip


def test_an_earlier_version_is_known_by_what_took_its_place(tmp_path: Path, loaded: Path) -> None:
    path = Path(shutil.copy(loaded, tmp_path / "x.db"))
    with closing(open_database(path).conn) as connection:
        connection.execute("INSERT INTO relations VALUES ('99000000', 90, 'UpdateOf', '98000001', 'medRxiv. 2020. doi: 10.5555/early.', NULL)")  # fmt: skip
        connection.commit()
    for name in ("PMID 98000001", "doi:10.5555/early"):
        found = run(path, "-", "--offline", "--json", text=name.encode())
        assert ("preprint now published", "warning") in remarks(found)


def test_keys_without_a_bibliography_are_unknown(db: Path, tmp_path: Path) -> None:
    for name, text in (
        ("a.md", "As said [see @one; @two]."),
        ("a.tex", r"As said \cite{one,two}."),
    ):
        (tmp_path / name).write_text(text, "utf-8")
        result = run(db, tmp_path / name, "--offline", "--json")
        assert remarks(result) == [("unknown", "note")]
    (tmp_path / "b.md").write_text("Ask @somebody there.", "utf-8")
    assert remarks(run(db, tmp_path / "b.md", "--offline", "--json")) == []


def test_entries_that_bibtex_would_drop_are_told(db: Path, tmp_path: Path) -> None:
    entry = f"@article{{a, title={{{article.TITLES[0]}}}, pmid=99000000}}\n"
    (tmp_path / "x.bib").write_text(
        f"{entry}{entry}@article{{b, title={{X\n\n{entry.replace('{a', '{c')}", "utf-8"
    )
    kinds = [kind for kind, _ in remarks(run(db, tmp_path / "x.bib", "--offline", "--json"))]
    assert sorted(kinds) == ["cannot be read", "cannot be read", "duplicate", "duplicate"]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_encodings(db: Path, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "x.txt").write_bytes("“Größer” – see PMID: 99000003.\r\n".encode(encoding))
    assert remarks(run(db, tmp_path / "x.txt", "--offline", "--json")) == [("retracted", "error")]


@pytest.mark.parametrize(
    "entry",
    ["[1] J. Doe et al., “{}”, J. Made Up, vol. 1, 2010, doi: {}.", "Doe, J., & Other, O. (2010). {}. *Journal*, *1*(1), 1–9. https://doi.org/{}",
     "Doe, J. and Other, O. (2010) ‘{}’, *Journal*, 1(1). Available at: https://doi.org/{} (Accessed: 3 May 2015).",
     "Doe, Jane, and Oscar Other. 2010. “{}.” *Journal* 1 (1): 1–9. https://doi.org/{}.",
     "Dóe J, Other O. {}. J Made Up. 2010 Jan;1(1):1-9. doi: {}. Epub 2009 Dec 1."],
)  # fmt: skip
def test_every_style_of_reference(db: Path, entry: str) -> None:
    for year, kinds in (("2010", []), ("2003", [("wrong year", "warning")])):
        printed = entry.format(article.TITLES[0], article.doi(0)).replace("2010", year)
        printed = printed.replace("2009", year)
        text = f"# References\n\n{printed}\n\n{entry.format(article.TITLES[1], article.doi(1)).replace('2010', '2011').replace('Doe', 'Roe').replace('Dóe', 'Roe')}\n"
        assert remarks(run(db, "-", "--offline", "--json", text=text.encode())) == kinds


def test_a_remark_of_the_author_is_not_a_wrong_reference(db: Path) -> None:
    text = f"# Sources\n\n- A trial that we liked in 2001 (doi:{article.doi(0)})\n- Its follower: doi:{article.doi(1)}\n"
    assert remarks(run(db, "-", "--offline", "--json", text=text.encode())) == []


def test_files_that_cannot_be_read(db: Path, tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(b"no zip")
    (tmp_path / "x.json").write_text("{", "utf-8")
    (tmp_path / "x.xyz").write_text("", "utf-8")
    (tmp_path / "bomb.docx").write_bytes(packed({"word/document.xml": "x" * 70_000_000}))
    (tmp_path / "pdf.txt").write_bytes(b"%PDF-1.4 ...")
    (tmp_path / "x.ris").write_text("no RIS at all", "utf-8")
    (tmp_path / "x.nbib").write_text("no NBIB at all", "utf-8")
    for name in ("x.docx", "x.json", "bomb.docx", "pdf.txt", "x.ris", "x.nbib"):
        assert isinstance(run(db, tmp_path / name, "--offline").exception, DataError), name
    for name in ("x.xyz", "none.md"):
        assert isinstance(run(db, tmp_path / name, "--offline").exception, ConfigError), name


def test_what_a_reference_manager_keeps_in_word_is_read(db: Path, tmp_path: Path) -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    item = {"id": 1, "type": "article-journal", "title": article.TITLES[3], "PMID": "99000003",
            "author": [{"family": "Moe", "given": "M"}], "issued": {"date-parts": [[2013]]}}  # fmt: skip
    code = "ADDIN ZOTERO_ITEM CSL_CITATION " + json.dumps({"citationItems": [{"itemData": item}]})
    half = len(code) // 2
    field = f"<w:r><w:instrText>{escape(code[:half])}</w:instrText></w:r><w:r><w:instrText>{escape(code[half:])}</w:instrText></w:r>"
    body = f"<w:p><w:r><w:t>As was found</w:t></w:r>{field}<w:r><w:t>(Moe 2013)</w:t></w:r></w:p>"
    (tmp_path / "x.docx").write_bytes(
        packed(
            {
                "word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
            }
        )
    )
    assert remarks(run(db, tmp_path / "x.docx", "--offline", "--json")) == [("retracted", "error")]


@pytest.mark.parametrize("form", ["ris", "nbib", "csl.json", "bib", "biblatex"])
def test_what_littrack_exports_it_reads_back_without_a_remark(
    db: Path, tmp_path: Path, form: str
) -> None:
    names = [str(99000000 + n) for n in (0, 1, 2, 4, 6)]
    file = tmp_path / f"x.{'bib' if form == 'biblatex' else form}"
    made = CliRunner().invoke(
        cli, ["export", "--db", str(db), *names, "--format", form, "-o", str(file)]
    )
    assert made.exit_code == 0, made.exception
    result = run(db, file, "--offline", "--json")
    assert remarks(result) == []
    assert json.loads(result.output)["references"] == 5
