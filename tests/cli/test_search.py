"""``littrack ingest``, ``search`` and ``show`` as their user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from littrack.cli import cli
from tests.eutils.minimal import article_set, make_record


@pytest.fixture
def db(tmp_path: Path) -> Path:
    file = tmp_path / "made-up.xml"
    records = [
        make_record(1, "Made-up trial of imaginary toxin for depression", year=2015, abstract="A toxin."),
        make_record(2, "Made-up study of depression", year=2020, relations=[("RetractionIn", "9")]),
        make_record(3, "Made-up study of mice", year=2021, abstract="Depression in mice."),
    ]  # fmt: skip
    file.write_bytes(article_set(*records))
    found = call("ingest", str(file), "--db", str(tmp_path / "x.db"))
    assert found.exit_code == 0, found.output
    assert found.output == "3 records from 1 file: 3 new\n"
    return tmp_path / "x.db"


def call(*arguments: str, **options: object) -> Result:
    return CliRunner().invoke(cli, list(arguments), **options)  # type: ignore[arg-type]


def test_search_prints_the_best_first(db: Path) -> None:
    found = call("search", "toxin", "depression", "--db", str(db))
    assert found.exit_code == 0
    assert found.output.startswith("1–1 of 1\n\nMade-up trial of imaginary toxin for depression\n")
    assert "PMID 1 · Doe J · Journal of Made-up Trials · 2015" in found.output
    assert "\x1b" not in found.output


def test_search_marks_what_was_retracted(db: Path) -> None:
    found = call("search", "depression", "--db", str(db), "--year", "2018-")
    assert found.output.startswith("1–2 of 2")
    assert "[RETRACTED] Made-up study of depression" in found.output


def test_search_highlights_on_a_terminal(db: Path) -> None:
    found = call("search", "toxin", "--db", str(db), color=True)
    assert "imaginary \x1b[1mtoxin\x1b[0m for" in found.output


def test_search_as_json_holds_no_marks(db: Path) -> None:
    found = call("search", "depression", "--limit", "2", "--db", str(db), "--json")
    page = json.loads(found.output)
    assert page["total"] == 3
    assert len(page["hits"]) == 2
    assert "\\u0002" not in found.output
    assert "Made-up study of depression" in {hit["title"] for hit in page["hits"]}


def test_nothing_found_is_said(db: Path) -> None:
    found = call("search", "aardvark", "--db", str(db))
    assert (found.exit_code, found.output) == (0, "Nothing found.\n")


@pytest.mark.parametrize("words", ['"', "(((", "AND", "a*b^c:", "NOT depression"])
def test_odd_words_are_no_error(db: Path, words: str) -> None:
    assert call("search", words, "--db", str(db)).exit_code == 0


def test_a_design_that_is_none_is_named(db: Path) -> None:
    found = call("search", "toxin", "--design", "RCT", "--db", str(db))
    assert found.exit_code == 2
    assert "randomized controlled trial" in found.output
    found = call("search", "toxin", "--design", "case report", "--db", str(db))
    assert found.output == "Nothing found.\n"


def test_ctrl_c_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("littrack.ingest.save_ready", stopped)
    file = tmp_path / "a.xml"
    file.write_bytes(article_set(make_record(1)))
    found = call("ingest", str(file), "--db", str(tmp_path / "x.db"))
    assert found.exit_code == 130
    assert "Stopped. The same command completes the work." in found.output


def test_show_puts_a_retraction_first(db: Path) -> None:
    found = call("show", "2", "--db", str(db))
    assert found.exit_code == 0
    assert found.output.startswith("RETRACTED\nDoe J, Roe RA. Made-up study of depression. ")
    assert (
        "! retraction: Made-up citation of 9, notice PMID 9. [PubMed; first seen " in found.output
    )
    assert "We made this study up." in found.output
    assert "- RetractionIn · " in found.output


def test_show_by_doi_as_json(db: Path) -> None:
    found = call("show", "https://doi.org/10.5555/made-up.1", "--db", str(db), "--json")
    study = json.loads(found.output)
    assert study["pmid"] == "1"
    assert study["badges"] == []
    assert study["citation"].startswith("Doe J, Roe RA. Made-up trial")


def test_show_of_what_is_not_stored(db: Path) -> None:
    from littrack.errors import DataError

    found = call("show", "77", "--db", str(db))
    assert isinstance(found.exception, DataError)
    assert "no stored study is called '77'" in str(found.exception)


def test_ingest_of_a_broken_file_ends_with_1(tmp_path: Path) -> None:
    file = tmp_path / "empty.xml"
    file.write_bytes(b"")
    found = call("ingest", str(file), "--db", str(tmp_path / "x.db"))
    assert found.exit_code == 1
    assert f"Error: {file}: it is empty" in found.output


def test_ingest_as_json_and_quiet(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_bytes(article_set(make_record(1)))
    found = call("ingest", str(file), "--db", str(tmp_path / "x.db"), "--json")
    assert json.loads(found.output)[0]["new"] == 1
    assert call("ingest", str(file), "--db", str(tmp_path / "x.db"), "--quiet").output == ""


def test_a_missing_file_is_a_wrong_call(tmp_path: Path) -> None:
    assert call("ingest", str(tmp_path / "none.xml"), "--db", str(tmp_path / "x.db")).exit_code == 2
