"""The home page: a topic at a glance, both orders, several topics, none."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlite_utils

from littrack.store.database import open_database
from littrack.views.home import read_home
from tests.web.conftest import Room
from tests.web.made_up import build_site
from tests.web.second_topic import two_topics
from tests.web.shapes import check_html


def claims_in_order(page: str) -> list[str]:
    return re.findall(r'<li id="([\w-]+)">\s*<div class="says">', page)


def item(page: str, claim: str) -> str:
    start = page.index(f'<li id="{claim}">')
    end = page.find('<div class="says">', page.index('<div class="says">', start) + 1)
    return page[start:end]


def test_what_it_is_and_how_fresh(room: Room) -> None:
    page = room.get("/").text
    assert page.count("<h1") == 1
    assert "16 of its sentences and 20 parts" in page
    assert '<time datetime="2026-11-24T02:00:00Z">23 November 2026, 18:00 PST</time>' in page
    assert "Every verdict is a draft" in page
    assert "notice" in page
    assert "something for a person to look at" in page


def test_the_bar_says_the_same_in_words(room: Room) -> None:
    page = room.get("/").text
    key = page[page.index('<ul class="key">') : page.index("</ul>", page.index('<ul class="key">'))]
    counted = re.findall(r"</svg>([A-Z][a-z ]+)</span> (\d+)", key)
    assert sum(int(count) for _, count in counted) == 16
    assert page.count('<rect class="is-') == len(counted)
    assert ("Misleading", "2") in counted


def test_order_of_the_article_and_what_matters_most_first(room: Room) -> None:
    article = claims_in_order(room.get("/").text)
    concern = claims_in_order(room.get("/?order=concern").text)
    assert article[0] == "multi-purpose"
    assert len(article) == 16
    assert sorted(article) == sorted(concern)
    assert concern[:2] == ["eight-times", "side-effects"]
    assert concern[-1] == "talk-to-doctor"
    assert claims_in_order(room.get("/?order=%3Cscript%3E").text) == article
    assert 'href="/?order=concern#claims-heading"' in room.get("/").text


def test_the_answer_stands_before_the_badge(room: Room) -> None:
    found = item(room.get("/").text, "fda-status")
    assert found.index('class="answer"') < found.index('class="state')


def test_parts_stand_under_their_sentence_and_say_what_each_is_about(room: Room) -> None:
    page = room.get("/").text
    assert page.index('href="/claims/eight-times"') < page.index('href="/claims/eight-times-ratio"')
    muscles = item(page, "muscles")
    assert all(f"<q>{emotion}</q>" in muscles for emotion in ("sadness", "anger", "fear"))


def test_stances_are_counted_by_kind_of_study_and_are_no_vote(room: Room) -> None:
    page = room.get("/").text
    found = item(page, "eight-times")
    assert (
        'aria-label="contradicts: 1 systematic review or meta-analysis, 2 randomized trials"'
        in found
    )
    assert "they are not votes" in page


def test_a_page_is_light(room: Room) -> None:
    page = room.get("/")
    assets = re.findall(r'(?:href|src)="(/-/littrack/static/[^"]+)"', page.text)
    assert len(set(assets)) == 3
    weight = len(page.content) + sum(len(room.get(each).content) for each in set(assets))
    assert weight < 100_000


@pytest.mark.parametrize("address", ["/", "/?order=concern", "/topics/botox-depression"])
def test_html_is_valid(room: Room, address: str) -> None:
    check_html(room.get(address).text)


def test_several_topics_are_a_choice(tmp_path: Path, open_room: Callable[..., Room]) -> None:
    room = open_room(build_site(tmp_path / "two.db", two_topics(tmp_path / "queries")))
    choice = room.get("/").text
    check_html(choice)
    assert 'href="/topics/made-up-tea"' in choice
    assert 'href="/topics/botox-depression"' in choice
    tea = room.get("/topics/made-up-tea").text
    check_html(tea)
    assert "<b>Schlaf" not in tea
    assert 'h1 lang="de"' in tea
    assert "2 of the 3 verdicts are a draft" in tea
    assert "Does the first made-up thing hold?" in tea
    assert "1 retracted study" in tea
    assert room.get("/topics/none").status_code == 404


def test_an_empty_database_says_what_to_do(tmp_path: Path, open_room: Callable[..., Room]) -> None:
    open_database(tmp_path / "empty.db", create=True).conn.close()
    reply = open_room(tmp_path / "empty.db").get("/")
    assert reply.status_code == 200
    assert "littrack load" in reply.text


def test_a_topic_that_pubmed_was_never_asked_for(
    own_db: Path, open_room: Callable[..., Room]
) -> None:
    db = sqlite_utils.Database(own_db)
    with db.conn:
        db.execute("DELETE FROM search_runs")
    db.conn.close()
    assert "PubMed has not been asked yet" in open_room(own_db).get("/").text


def test_a_finished_run_shows_and_half_a_run_does_not(
    own_db: Path, open_room: Callable[..., Room]
) -> None:
    room = open_room(own_db)
    assert "Sharpened" not in room.get("/").text
    db = sqlite_utils.Database(own_db)
    with db.conn:
        db.execute("UPDATE claims SET one_line = 'Sharpened.' WHERE id = 'multi-purpose'")
    assert "Sharpened" not in room.get("/").text, (
        "the page on the shelf is of the last finished run"
    )
    with db.conn:
        db.execute(
            "INSERT INTO refreshes (command, started, finished, outcome) VALUES ('refresh', '2026-11-25T02:00:00Z', "
            "'2026-11-25T02:01:00Z', 'complete')"
        )
    db.conn.close()
    assert "Sharpened" in room.get("/").text


def test_a_site_below_a_path(own_db: Path, open_room: Callable[..., Room]) -> None:
    page = open_room(own_db, base_url="/below/").get("/").text
    assert 'href="/below/claims/eight-times"' in page
    assert not re.findall(r'(?:href|src|action)="/(?!below/)', page)


def test_views_hold_no_html(site_db: Path) -> None:
    db = sqlite_utils.Database(site_db)
    home = read_home(db)
    db.conn.close()
    assert home is not None
    assert home.claims == 36
    assert dict(home.tally)["misleading"] == 2
