"""The order of what a search finds, against BM25 worked out by hand."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import log
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from littrack.errors import ConfigError
from littrack.store.database import open_database
from littrack.store.finding import (
    MARK_END,
    MARK_START,
    Filters,
    find_studies,
    read_years,
)
from littrack.store.ranking import COMMON, ranked, scores, weight
from littrack.store.words import read_words
from tests.store.records import NOW

WORDS = ("toxin", "depression", "frown", "mice", "saline")


def add(db: Database, pmid: int, title: str, abstract: str = "", **facts: object) -> None:
    db["studies"].insert(
        {
            "id": str(pmid), "pmid": str(pmid), "title": title, "abstract": abstract, "kind": "article",
            "source": "test", "first_seen": NOW, "last_changed": NOW, **facts,
        }
    )  # fmt: skip


def by_hand(texts: list[tuple[str, str]], words: list[str]) -> dict[int, float]:
    """BM25 (k1 1.2, b 0.75) with the title counted five times and the weight that is never nought."""
    lengths = [len((title + " " + abstract).split()) for title, abstract in texts]
    mean = sum(lengths) / len(texts)
    counts = [(Counter(title.split()), Counter(abstract.split())) for title, abstract in texts]
    holding = {word: sum(word in a or word in b for a, b in counts) for word in words}
    found = {}
    for row, (title, abstract) in enumerate(counts):
        if not all(word in title or word in abstract for word in words):
            continue
        score = 0.0
        for word in set(words):
            often = 5 * title[word] + abstract[word]
            length = 1.2 * (1 - 0.75 + 0.75 * lengths[row] / mean)
            n = holding[word]
            score += log(1 + (len(texts) - n + 0.5) / (n + 0.5)) * often * 2.2 / (often + length)
        found[row + 1] = score
    return found


TEXTS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
        st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=TEXTS, words=st.lists(st.sampled_from(WORDS), min_size=2, max_size=4, unique=True))
def test_scores_are_those_of_bm25_with_a_sound_weight(
    texts: list[tuple[str, str]], words: list[str]
) -> None:
    db = open_database(":memory:")
    for pmid, (title, abstract) in enumerate(texts, 1):
        add(db, pmid, title, abstract)
    expression = read_words(" ".join(words))
    assert expression
    wanted, found = by_hand(texts, words), scores(db, expression)
    assert set(found) == set(wanted)
    common = any(
        sum(word in f"{a} {b}".split() for a, b in texts) > COMMON * len(texts) for word in words
    )
    if common:
        assert found == pytest.approx(wanted, rel=1e-6, abs=1e-7)
    db.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    texts=TEXTS,
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True),
    link=st.sampled_from((" ", " OR ")),
)
def test_sqlite_weighs_as_python_does(
    texts: list[tuple[str, str]], words: list[str], link: str
) -> None:
    db = open_database(":memory:")
    for pmid, (title, abstract) in enumerate(texts, 1):
        add(db, pmid, title, abstract)
    expression = read_words(link.join(words))
    assert expression
    found = scores(db, expression)
    rows = ranked(db, expression)
    assert sorted(rows) == sorted(found)
    assert all(found[one] >= found[next_] - 1e-9 for one, next_ in pairwise(rows))
    db.close()


def test_a_word_in_every_study_still_ranks(db: Database) -> None:
    for pmid in range(1, 21):
        add(db, pmid, "Made-up study", "depression " + "filler " * 30)
    add(db, 21, "Depression and toxin", "about toxin")
    add(db, 22, "Made-up study of toxin", "toxin depression depression depression depression")
    add(db, 23, "Made-up study", "toxin depression " + "filler " * 30)
    page = find_studies(db, "depression toxin")
    assert [hit.id for hit in page.hits] == ["21", "22", "23"]
    assert weight(23, 23) > 0


def test_more_than_five_common_words(db: Database) -> None:
    words = "one two three four five six seven"
    add(db, 1, "Made-up study", words)
    add(db, 2, words, words)
    assert [hit.id for hit in find_studies(db, words).hits] == ["2", "1"]


def test_either_word_and_not_another(db: Database) -> None:
    for pmid in range(1, 5):
        add(db, pmid, "toxin", "common")
    add(db, 5, "toxin", "common rare")
    add(db, 6, "mice", "common toxin")
    page = find_studies(db, "(rare OR common) NOT mice")
    assert [hit.id for hit in page.hits] == ["5", "4", "3", "2", "1"]


def test_the_title_counts_more(db: Database) -> None:
    add(db, 1, "Made-up study of saline", "toxin " * 2 + "saline " * 2)
    add(db, 2, "Made-up study of toxin", "saline " * 4)
    assert [hit.id for hit in find_studies(db, "toxin").hits] == ["2", "1"]


def test_pages_do_not_overlap(db: Database) -> None:
    for pmid in range(1, 31):
        add(db, pmid, f"toxin {'x ' * (pmid % 7)}", "depression")
    ids = [
        hit.id
        for offset in range(0, 40, 10)
        for hit in find_studies(db, "toxin depression", 10, offset).hits
    ]
    assert len(ids) == len(set(ids)) == 30
    assert find_studies(db, "toxin depression", 10, 40).total == 30


def test_filters(db: Database) -> None:
    add(db, 1, "toxin", year=2010, design="case report")
    add(db, 2, "toxin", year=2015, design="case report")
    add(db, 3, "toxin", year=2020, design="cohort study")
    add(db, 4, "toxin")

    def ask(**filters: Any) -> set[str]:
        return {hit.id for hit in find_studies(db, "toxin", filters=Filters(**filters)).hits}

    assert ask() == {"1", "2", "3", "4"}
    assert ask(years=(2011, None)) == {"2", "3"}
    assert ask(years=(None, 2015)) == {"1", "2"}
    assert ask(years=(2015, 2015)) == {"2"}
    assert ask(design="case report", years=(2012, 2030)) == {"2"}
    assert find_studies(db, "toxin", 1, 0, Filters(years=(2010, 2015))).total == 2


@pytest.mark.parametrize(
    ("text", "years"),
    [("2015", (2015, 2015)), ("2015-", (2015, None)), ("-2010", (None, 2010)), ("2012–2020", (2012, 2020)), (None, None), ("", None)],
)  # fmt: skip
def test_years(text: str | None, years: tuple[int | None, int | None] | None) -> None:
    assert read_years(text) == years


@pytest.mark.parametrize("text", ["-", "soon", "20155", "2012-13", "20122020"])
def test_odd_years_are_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        read_years(text)


def test_marks_and_badges(db: Database) -> None:
    add(db, 1, "Toxins in a made-up <b>trial</b>", "Nothing. " * 80 + "The toxin worked.",
        integrity="retracted", state="deleted")  # fmt: skip
    (hit,) = find_studies(db, "toxin").hits
    assert hit.title == f"{MARK_START}Toxins{MARK_END} in a made-up <b>trial</b>"
    assert hit.passage
    assert f"{MARK_START}toxin{MARK_END}" in hit.passage
    assert hit.badges == ("RETRACTED", "deleted by PubMed")
