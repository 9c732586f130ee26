"""The full-text index holds what the studies say, after anything."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from littrack.store.database import open_database
from littrack.store.finding import find_studies
from littrack.store.full_text import check_full_text, repair_full_text
from littrack.store.runs import begin_run
from littrack.store.saving import PUBMED, save_articles
from tests.store.records import LATER, NOW, record


def found(db: Database, words: str) -> list[str]:
    return [hit.id for hit in find_studies(db, words).hits]


def test_a_changed_record_is_found_by_its_new_words_only(db: Database, run: int) -> None:
    save_articles(db, run, [record(1, "Made-up aardvark")], PUBMED, NOW)
    save_articles(db, run, [record(1, "Made-up zebra", revised="2026-01-20")], PUBMED, LATER)
    assert found(db, "aardvark") == []
    assert found(db, "zebra") == ["1"]
    assert check_full_text(db) == []


def test_transform_drops_the_triggers_and_the_check_says_so(db: Database, run: int) -> None:
    save_articles(db, run, [record(1)], PUBMED, NOW)
    db.conn.execute("PRAGMA foreign_keys = OFF")
    db.table("studies").transform(rename={"country": "land"})
    problems = check_full_text(db)
    assert len(problems) >= 3
    assert all("missing" in problem for problem in problems[:3])
    repair_full_text(db)
    assert check_full_text(db) == []


def test_an_index_that_lags_behind_is_noticed_and_mended(db: Database, run: int) -> None:
    save_articles(db, run, [record(1, "Made-up aardvark")], PUBMED, NOW)
    db.execute("DROP TRIGGER studies_au")
    db.execute("UPDATE studies SET title = 'Made-up zebra'")
    assert len(check_full_text(db)) == 2
    repair_full_text(db)
    assert check_full_text(db) == []
    assert found(db, "zebra") == ["1"]


def test_another_trigger_of_the_same_name_is_noticed(db: Database) -> None:
    db.execute("DROP TRIGGER studies_ai")
    db.execute("CREATE TRIGGER studies_ai AFTER INSERT ON studies BEGIN SELECT 1; END")
    assert check_full_text(db) == [
        "the trigger studies_ai that keeps the full-text index up to date is not the one it should be"
    ]


def test_a_missing_index_is_noticed_and_mended(db: Database, run: int) -> None:
    save_articles(db, run, [record(1, "Made-up aardvark")], PUBMED, NOW)
    db.execute("DROP TABLE studies_fts")
    assert check_full_text(db) == ["the full-text index is missing"]
    repair_full_text(db)
    assert found(db, "aardvark") == ["1"]


def test_the_check_writes_nothing(db_path: Path) -> None:
    before = db_path.read_bytes()
    db = open_database(db_path)
    assert check_full_text(db) == []
    db.close()
    assert db_path.read_bytes() == before


def test_vacuum_and_its_copy_keep_index_and_studies_together(tmp_path: Path) -> None:
    """Without an integer key SQLite may renumber rows; the index refers to them by number."""
    db = open_database(tmp_path / "one.db", create=True)
    run = begin_run(db, "test", NOW)
    words = ["aardvark", "badger", "cheetah", "dingo", "echidna", "ferret"]
    save_articles(db, run, [record(n, f"Made-up {w}") for n, w in enumerate(words, 1)], PUBMED, NOW)
    for table in (
        "history_dates",
        "publication_types",
        "identifiers",
        "authors",
        "raw_records",
        "raw_texts",
    ):
        db.execute(f"DELETE FROM {table} WHERE study IN ('2', '4')")
    db.execute("DELETE FROM abstract_sections WHERE study IN ('2', '4')")
    db.execute("DELETE FROM other_details WHERE study IN ('2', '4')")
    db.execute("DELETE FROM studies WHERE id IN ('2', '4')")
    db.execute("VACUUM")
    db.execute("VACUUM INTO ?", (str(tmp_path / "two.db"),))
    db.close()
    for name in ("one.db", "two.db"):
        copy = open_database(tmp_path / name)
        assert check_full_text(copy) == []
        assert found(copy, "cheetah") == ["3"]
        assert found(copy, "ferret") == ["6"]
        copy.close()


def test_accents_do_not_matter(db: Database, run: int) -> None:
    save_articles(
        db, run, [record(1, "Made-up trial", authors=["Müller-Lüdenscheidt Ø"])], PUBMED, NOW
    )
    assert found(db, "muller ludenscheidt") == ["1"]
