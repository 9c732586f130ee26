from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from littrack.cli import cli
from littrack.errors import ConfigError
from littrack.pubmed.parse import parse
from littrack.records import Parsed
from littrack.store.database import open_database
from littrack.store.runs import begin_run
from littrack.store.saving import PUBMED, save_articles
from littrack.topics.read import read_topic
from littrack.topics.validate import validate_topic
from tests.eutils.minimal import article_set, make_record
from tests.topics.folder import make_topic

NOW = "2026-11-24T02:00:00Z"
RECORD = make_record(
    90000005,
    "Made-up trial: a second pill & a third.",
    authors=("Poe EA", "Made-up Group"),
    year=2022,
    doi="10.5555/second",
    trials=[("ClinicalTrials.gov", "NCT88888888")],
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = make_topic(tmp_path / "queries")
    load = CliRunner().invoke(cli, ["load", *where(tmp_path)])
    assert load.exit_code == 0
    db = open_database(tmp_path / "littrack.db")
    with db.atomic():
        run = begin_run(db, "refresh", NOW)
        parsed = [each for each in parse(article_set(RECORD)) if isinstance(each, Parsed)]
        save_articles(db, run, parsed, PUBMED, NOW)
        db.conn.execute(
            "INSERT INTO claim_candidates (claim, study, state, why, suggested) "
            "VALUES ('whole', '90000005', 'unreviewed', 'found by core; pill', ?)",
            (NOW,),
        )
    db.conn.close()
    return folder


def where(tmp_path: Path) -> list[str]:
    return ["--db", str(tmp_path / "littrack.db"), "--queries", str(tmp_path / "queries")]


def appraise(tmp_path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["appraise", *arguments, *where(tmp_path)])


def test_it_prints_what_is_known(folder: Path, tmp_path: Path) -> None:
    before = (folder / "evidence.yaml").read_text("utf-8")
    output = appraise(tmp_path, "90000005").output
    assert "#   whole: found by core; pill\n" in output
    assert "  - key: poe2022\n" in output
    assert '    title: "Made-up trial: a second pill & a third"\n' in output
    assert "    authors: [Poe EA, Made-up Group]\n" in output
    assert "    pmid: 90000005\n    doi: 10.5555/second\n" in output
    assert "    registration: NCT88888888\n" in output
    assert "    one_line:\n" in output
    assert (folder / "evidence.yaml").read_text("utf-8") == before


def test_it_adds_the_entry_and_validate_names_its_blanks(folder: Path, tmp_path: Path) -> None:
    before = (folder / "evidence.yaml").read_text("utf-8")
    result = appraise(tmp_path, "90000005", "--write")
    assert result.exit_code == 0, result.output
    text = (folder / "evidence.yaml").read_text("utf-8")
    assert text.startswith(before)
    line = int(result.output.partition("line ")[2].partition(".")[0])
    assert text.splitlines()[line - 1].startswith("  # Suggested for these claims")
    found = validate_topic(folder).problems
    assert [problem.unfinished for problem in found] == [True]
    assert len(read_topic(folder).works) == 2
    again = appraise(tmp_path, "90000005", "--write")
    assert "is in evidence.yaml already, as poe2022" in str(again.exception)


def test_it_fills_an_empty_list(tmp_path: Path, folder: Path) -> None:
    for name, section in (("claims", "claims"), ("evidence", "studies"), ("trials", "trials")):
        (folder / f"{name}.yaml").write_text(f"# mine\n{section}: []\n", "utf-8")
    CliRunner().invoke(cli, ["load", *where(tmp_path)])
    result = appraise(tmp_path, "10.5555/second", "--write")
    assert result.exit_code == 0, result.exception
    text = (folder / "evidence.yaml").read_text("utf-8")
    assert text.startswith("# mine\nstudies:\n  - key: poe2022\n")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("90000099", "90000099 is not stored: run `littrack refresh`"),
        ("90000001", "is in evidence.yaml already, as doe2020"),
    ],
)
def test_what_cannot_be_begun(folder: Path, tmp_path: Path, number: str, said: str) -> None:
    result = appraise(tmp_path, number)
    assert isinstance(result.exception, ConfigError)
    assert said in str(result.exception)


def test_several_topics_must_be_told_apart(folder: Path, tmp_path: Path) -> None:
    CliRunner().invoke(cli, ["init", str(tmp_path), "--topic", "second"])
    assert "say which with --topic" in str(appraise(tmp_path, "90000005").exception)
    assert appraise(tmp_path, "90000005", "--topic", "second").exit_code == 0
