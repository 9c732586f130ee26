"""How it is made: the page says what the code and the database say."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from littrack.appraise.design_rules import RULES
from littrack.appraise.flags import KINDS
from littrack.store.database import open_database
from littrack.store.descriptions import HIDDEN, TABLES
from littrack.store.hits import save_search
from littrack.store.runs import COMPLETE, RunCounts, begin_run, finish_run
from littrack.topics.model import STANCES, STATES
from littrack.topics.read import read_topics
from littrack.views.methods import FLAG_WORDS, STANCE_WORDS, rules
from littrack.web.pages.methods import pubmed_address
from tests.web.conftest import Room
from tests.web.made_up import QUERIES
from tests.web.shapes import check_html


def test_the_page_is_valid_and_shows_each_search_verbatim(room: Room) -> None:
    text = room.get("/methods").text
    check_html(text)
    plain = unescape(text)
    for topic in read_topics(QUERIES):
        for search in topic.pubmed_searches:
            assert search.query is not None
            assert search.query.strip() in plain
            assert search.question in plain


def test_the_address_runs_exactly_that_search() -> None:
    query = '("A & B"[MeSH] OR c*[tiab]) AND "ü+%"'
    address = pubmed_address(query)
    assert address is not None
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "pubmed.ncbi.nlm.nih.gov", "/")
    assert parse_qs(parts.query) == {"term": [query]}
    assert pubmed_address("long OR " * 2000) is None


def test_rules_flags_and_tables_come_from_the_code(room: Room) -> None:
    text = unescape(room.get("/methods").text).lower()
    for rule in RULES:
        assert rule.name.lower() in text
    for kind in KINDS:
        assert kind in text
    for name in set(TABLES) - set(HIDDEN):
        assert f'<code class="soft">{name}</code>' in text, name
    assert len(rules().designs) == len(RULES)


def test_no_word_is_left_unexplained() -> None:
    assert set(FLAG_WORDS) == set(KINDS)
    assert set(STANCE_WORDS) == set(STANCES)
    assert set(rules().states) == set(STATES)


def test_the_flow_stands_as_a_diagram_and_as_a_table(room: Room) -> None:
    text = room.get("/methods").text
    assert "PRISMA 2020 flow diagram" in text
    assert "Records screened" in text
    assert "The diagram as a table" in text
    assert "A sum of the diagram does not hold" not in text
    assert "16. Deduplication" in text


def test_warnings_failures_and_former_versions_are_shown(
    own_db: Path, open_room: Callable[..., Room]
) -> None:
    db = open_database(own_db)
    topic = read_topics(QUERIES)[0].id
    db.execute(
        "UPDATE search_runs SET warnings = 'Quoted phrase <b>not</b> found', dropped_phrases = 'nowords',"
        " translation = 'what PubMed made of it' WHERE search = 1"
    )
    save_search(db, topic, "muscles", "another query", "Why?", None, "2026-12-01T02:00:00Z")
    run = begin_run(db, "refresh", "2026-12-01T02:00:00Z")
    finish_run(db, run, COMPLETE, None, RunCounts(), "2026-12-01T02:00:00Z")
    db.conn.commit()
    db.conn.close()
    text = open_room(own_db).get("/methods").text
    check_html(text)
    assert "PubMed warns: Quoted phrase &lt;b&gt;not&lt;/b&gt; found" in text
    assert "left out: nowords" in text
    assert "what PubMed made of it" in text
    assert "1 former version" in text
    assert "PubMed has not answered this version yet." in text
