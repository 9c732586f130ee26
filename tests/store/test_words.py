"""Whatever is typed into the search box is a search."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from littrack.store.database import open_database
from littrack.store.finding import find_studies
from littrack.store.runs import begin_run
from littrack.store.saving import PUBMED, save_articles
from littrack.store.words import MOST_WORDS, phrases, read_words
from tests.store.records import NOW, record


def match(text: str) -> str | None:
    found = read_words(text)
    return found.match() if found else None


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("toxin", '"toxin"'),
        ("toxin depression", '("toxin" AND "depression")'),
        ("toxin AND depression", '("toxin" AND "depression")'),
        ("toxin and depression", '("toxin" AND "and" AND "depression")'),
        ("toxin OR depression", '("toxin" OR "depression")'),
        ("a b OR c", '(("a" AND "b") OR "c")'),
        ("toxin NOT mice", '(("toxin") NOT ("mice"))'),
        ("toxin NOT mice NOT rats", '(("toxin") NOT ("mice" OR "rats"))'),
        ("(a OR b) c", '(("a" OR "b") AND "c")'),
        ('"frown lines" face', '("frown lines" AND "face")'),
        ("depress*", '"depress"*'),
        ("anti-depressant", '"anti depressant"'),
        ("title:toxin", 'title : "toxin"'),
        ('author:"Doe J"', 'authors : "Doe J"'),
        ("onabotulinumtoxinA:50", '"onabotulinumtoxinA 50"'),
        ('"unbalanced phrase', '"unbalanced phrase"'),
        ("(a OR b", '("a" OR "b")'),
        ("a) b", '("a" AND "b")'),
        ("OR toxin OR", '"toxin"'),
        ("AND AND", None),
        ("NOT toxin", None),
        ('""', None),
        ("*", None),
        ("", None),
        ("'; DROP TABLE studies; --", '("DROP" AND "TABLE" AND "studies")'),
    ],
)
def test_what_is_asked(typed: str, asked: str | None) -> None:
    assert match(typed) == asked


def test_endless_input_is_cut() -> None:
    found = read_words("word " * 5000)
    assert found
    assert found.match().count("word") == MOST_WORDS
    assert len(list(phrases(found))) == 1


@pytest.fixture(scope="module")
def stored() -> Iterator[Database]:
    db = open_database(":memory:")
    save_articles(db, begin_run(db, "test", NOW), [record(1, "Made-up toxin trial")], PUBMED, NOW)
    yield db
    db.close()


PIECES = st.sampled_from(
    ["toxin", "trial", " ", " ", " ", "OR", "AND", "NOT", "NEAR", "(", ")", '"', "'", "*", "^", "-", "+",
     ":", "title:", "abstract:", "{", "}", "\\", "%", "\0", "é", "日本", "²", "_", ",", ";", "--", "rowid:", "studies_fts"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=60)))
def test_no_input_is_an_error(stored: Database, text: str) -> None:
    page = find_studies(stored, text)
    assert page.total in (0, 1)
    assert len(page.hits) == page.total


def test_deep_brackets_are_read(stored: Database) -> None:
    assert find_studies(stored, "(" * 60 + "toxin" + ")" * 60).total == 1
    assert find_studies(stored, "(toxin OR " * 45 + "toxin").total == 1
    assert find_studies(stored, "toxin" + " NOT (mice" * 45).total == 1
