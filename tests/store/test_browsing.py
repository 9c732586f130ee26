"""Sets of studies, counts beside filters, and the best of very many matches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from littrack.store import best_first
from littrack.store.bitmaps import flags_of, of_flags, of_places
from littrack.store.browsing import (
    FACETS,
    NOTHING,
    IndexShelf,
    StudyIndex,
    build_index,
    keep,
    recall,
)
from littrack.store.database import open_database
from littrack.store.runs import COMPLETE, RunCounts, begin_run, finish_run
from littrack.store.saving import save_articles
from littrack.store.spelling import words_found
from littrack.store.words import read_words
from tests.eutils.minimal import make_record
from tests.web.made_up import parsed

NOW = "2026-11-24T02:00:00Z"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "littrack.db", create=True)
    records = [
        make_record(
            95000000 + at,
            f"Made-up {'zebra' if at % 4 == 0 else 'horse'} trial {at}.",
            abstract="A zebra was made up. " * (1 + at % 3),
            year=2000 + at % 5,
            journal=f"Journal {at % 3}",
            mesh=("Humans", "Female") if at % 2 else ("Humans",),
            pmcid=f"PMC95{at}" if at % 3 == 0 else None,
        )
        for at in range(40)
    ]
    run = begin_run(opened, "refresh", NOW)
    with opened.atomic():
        save_articles(opened, run, parsed(records), "pubmed", NOW)
    counts = RunCounts(40, 40, 0, 0, 0, 0, 0, 1)
    finish_run(opened, run, COMPLETE, "", counts, NOW)
    yield opened
    opened.conn.close()


@given(st.sets(st.integers(0, 300)), st.integers(301, 400))
def test_a_set_is_its_places(places: set[int], size: int) -> None:
    found = of_places(places, size)
    assert found.bit_count() == len(places)
    assert {place for place, flag in enumerate(flags_of(found, size)) if flag} == places
    assert of_flags(flags_of(found, size)) == found


def test_an_empty_set() -> None:
    assert of_places((), 0) == 0
    assert flags_of(0, 0) == b""


def brute(index: StudyIndex, db: Database, sql: str) -> int:
    return index.of_rowids(
        [rowid for (rowid,) in db.execute(f"SELECT rowid FROM studies WHERE {sql}")]
    )


def test_counts_are_those_of_the_table(db: Database) -> None:
    index = build_index(db)
    chosen = {"free": ["yes"], "journal": ["Journal 1", "Journal 2"]}
    base = index.of_years(2001, 2003)
    sql = (
        "pmcid IS NOT NULL AND journal IN ('Journal 1', 'Journal 2') AND year BETWEEN 2001 AND 2003"
    )
    assert index.select(base, chosen) == brute(index, db, sql)
    journals = {each.value: each.count for each in index.counts("journal", base, chosen)}
    for name in ("Journal 0", "Journal 1"):
        sql = f"pmcid IS NOT NULL AND year BETWEEN 2001 AND 2003 AND journal = '{name}'"
        assert journals.get(name, 0) == brute(index, db, sql).bit_count()
    women = {each.value: each.count for each in index.counts("population", index.all, {})}
    assert women == {"women": 20}
    assert index.year_counts(index.all) == dict.fromkeys(range(2000, 2005), 8)


def test_a_chosen_value_that_leaves_nothing_is_still_told(db: Database) -> None:
    index = build_index(db)
    found = index.counts("design", index.all, {"design": ["guideline"]})
    assert [(each.value, each.count) for each in found if each.chosen] == [("guideline", 0)]
    assert NOTHING in {each.value for each in found}


def test_orders(db: Database) -> None:
    index = build_index(db)
    newest = list(index.ordered(index.all, "newest"))
    years = [db.execute("SELECT year FROM studies WHERE rowid = ?", (row,)).fetchone()[0] for row in newest]  # fmt: skip
    assert years == sorted(years, reverse=True)
    assert sorted(index.ordered(index.all, "seen")) == sorted(newest)


def test_of_very_many_matches_titles_come_first(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(best_first, "MANY", 15)
    monkeypatch.setattr(best_first, "FEW", 3)
    index = build_index(db)
    expression = read_words("zebra")
    assert expression is not None
    found = list(best_first.best_first(db, expression, index, index.all, 40))
    assert len(found) == len(set(found)) == 40
    titled = {row for (row,) in db.execute("SELECT rowid FROM studies WHERE title LIKE '%zebra%'")}
    assert set(found[:10]) == titled
    few = index.of_rowids(found[20:23])
    assert set(best_first.best_first(db, expression, index, few, 5)) == set(found[20:23])


def test_a_word_in_nearly_every_study_has_no_say_in_the_order(db: Database) -> None:
    index = build_index(db)

    def order(text: str) -> list[int]:
        expression = read_words(text)
        assert expression is not None
        found = best_first.hits(db, expression, index)
        return list(best_first.best_first(db, expression, index, found, 40))

    everywhere, alone = read_words("trial"), order("horse")
    assert everywhere is not None
    assert best_first.hits(db, everywhere, index).bit_count() > best_first.EVERYWHERE * index.size
    assert order("horse trial") == order("trial horse") == alone
    assert set(order("trial NOT horse")).isdisjoint(alone)
    assert len(order("trial made")) == index.size


def test_few_matches_rank_as_search_does(db: Database) -> None:
    from littrack.store.finding import find_studies

    index = build_index(db)
    expression = read_words("zebra")
    assert expression is not None
    rows = best_first.best_first(db, expression, index, index.all, 20)
    ids = [db.execute("SELECT id FROM studies WHERE rowid = ?", (row,)).fetchone()[0] for row in rows]  # fmt: skip
    assert ids == [hit.id for hit in find_studies(db, "zebra").hits]


def test_the_index_is_made_once_a_state(db: Database) -> None:
    shelf = IndexShelf()
    assert not shelf.holds(db)
    first = shelf.get(db)
    assert shelf.get(db) is first
    assert shelf.holds(db)
    run = begin_run(db, "refresh", NOW)
    with db.atomic():
        save_articles(db, run, parsed([make_record(96000000, "Made-up.")]), "pubmed", NOW)
    finish_run(db, run, COMPLETE, "", RunCounts(1, 1, 0, 0, 0, 0, 0, 1), NOW)
    assert shelf.get(db).size == 41


def test_matches_are_kept_but_not_for_ever(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("littrack.store.browsing.SEARCHES_KEPT", 3)
    index = build_index(db)
    for at in range(9):
        keep(index.matches, str(at), at)
    assert list(index.matches) == ["6", "7", "8"]
    assert recall(index.matches, "6") == 6
    assert recall(index.matches, "5") is None
    keep(index.matches, "9", 9)
    assert list(index.matches) == ["8", "6", "9"], "what is asked for again is kept longer"


def test_rows_stored_since_are_left_out(db: Database) -> None:
    index = build_index(db)
    assert index.of_rowids([1, 2, 10_000]) == index.of_rowids([1, 2])
    assert index.of_rowids([1, 2]).bit_count() == 2


def test_what_was_perhaps_meant(db: Database) -> None:
    found = words_found(db, 'zebrra horse "no such phrase"')
    assert [(each.text, each.studies, each.perhaps) for each in found] == [
        ("zebrra", 0, "zebra"),
        ("horse", 30, None),
        ("no such phrase", 0, None),
    ]


def test_every_filter_has_values(db: Database) -> None:
    index = build_index(db)
    for facet in FACETS:
        assert index.counts(facet, index.all, {}) or facet in ("claim", "stance")
