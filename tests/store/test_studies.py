"""One study with all its parts."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from littrack.store.runs import begin_run
from littrack.store.saving import PUBMED, save_articles
from littrack.store.studies import find_id, read_study
from tests.store.records import LATER, NOW, record


@pytest.fixture
def filled(db: Database, run: int) -> Database:
    item = record(
        12, "Made-up trial.", authors=["Doe J", "Roe RA"], doi="10.5555/Made.Up", pmcid="PMC77", year=2020, month=3,
        relations=[("RetractionIn", "99"), ("CommentIn", "98")], abstract=[("AIM", "To invent.")],
        abbreviation="J Made Up", volume="5", issue="2", pages="10-9",
    )  # fmt: skip
    save_articles(db, run, [item], PUBMED, NOW)
    db.execute("INSERT INTO study_aliases (alias, study, how) VALUES ('url:x', '12', 'by hand')")
    return db


@pytest.mark.parametrize(
    "name",
    ["12", " 12 ", "PMID 12", "pmid:12", "0012", "https://pubmed.ncbi.nlm.nih.gov/12/", "10.5555/made.up",
     "10.5555/MADE.UP", "https://doi.org/10.5555/Made.Up", "doi:10.5555/made.up", "pmc77", "url:x"],
)  # fmt: skip
def test_a_study_is_found_by_any_of_its_names(filled: Database, name: str) -> None:
    assert find_id(filled, name) == "12"


@pytest.mark.parametrize("name", ["13", "", "10.5555/other", "%", "' OR 1=1 --"])
def test_what_is_not_stored_is_not_found(filled: Database, name: str) -> None:
    assert read_study(filled, name) is None


@pytest.mark.parametrize("name", ["PMC78", "10.5555/OTHER", "type 2", "no such study"])
def test_a_name_that_nothing_has_reads_no_study(filled: Database, name: str) -> None:
    asked: list[str] = []
    filled.conn.set_trace_callback(asked.append)
    assert find_id(filled, name) is None
    filled.conn.set_trace_callback(None)
    plans = [row[3] for sql in asked for row in filled.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert asked
    assert not [plan for plan in plans if plan.startswith("SCAN") and "COVERING" not in plan]


def test_all_parts_are_read(filled: Database) -> None:
    second = begin_run(filled, "test", LATER)
    changed = record(12, "Made-up trial, corrected.", doi="10.5555/Made.Up", revised="2026-01-20")
    save_articles(filled, second, [changed], PUBMED, LATER)
    study = read_study(filled, "12")
    assert study
    assert study.title == "Made-up trial, corrected."
    assert {change.field for change in study.changes} >= {
        "title",
        "corrections and comments",
        "integrity",
    }
    assert study.events[0].withdrawn == LATER
    assert study.sections


def test_citation_and_badges(filled: Database) -> None:
    study = read_study(filled, "12")
    assert study
    assert study.citation == (
        "Doe J, Roe RA. Made-up trial. J Made Up. 2020 Mar;5(2):10-9. doi: 10.5555/made.up"
    )
    assert study.badges == ("RETRACTED",)
    assert [link.kind for link in study.links] == ["RetractionIn", "CommentIn"]
    assert study.sections[0].label == "AIM"
