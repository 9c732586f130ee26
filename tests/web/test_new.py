"""What is new: every kind of change told once, quiet nights folded, pages that follow each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from littrack.render.difference import GONE, NEW, SAME, SKIPPED, difference
from littrack.store.database import open_database, open_readonly
from littrack.store.runs import COMPLETE, RunCounts, begin_run, finish_run
from littrack.topics.read import read_topics
from littrack.views import news_items
from littrack.views.news import RUNS_A_PAGE, QuietRuns, RunNews, read_news
from littrack.views.news_items import NewStudy, new_studies
from tests.eutils.minimal import make_record
from tests.web.conftest import Room
from tests.web.made_up import HOSTILE, QUERIES, RETRACTED, REVISED, night
from tests.web.shapes import check_html


def quiet(path: Path, nights: int, outcome: str = COMPLETE, month: int = 12) -> None:
    """Runs that changed nothing."""
    db = open_database(path)
    for day in range(1, nights + 1):
        at = f"2026-{month}-{day:02}T02:00:00Z"
        run = begin_run(db, "refresh", at)
        finish_run(db, run, outcome, "said <why>", RunCounts(), at)
    db.conn.close()


def test_the_strongest_of_very_many_new_studies_come_first_too(
    site_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = open_readonly(site_db)
    run = db.execute("SELECT min(first_run) FROM studies").fetchone()[0]
    few = new_studies(db, run, 30)
    monkeypatch.setattr(news_items, "MANY_NEW", 1)
    many = new_studies(db, run, 30)
    db.conn.close()

    def strength(found: tuple[NewStudy, ...]) -> list[tuple[int | None, int | None]]:
        return [(each.study.level, each.study.year) for each in found]

    assert len(few) == 30
    assert strength(few) == strength(many)
    assert strength(many) == sorted(
        strength(many), key=lambda pair: (pair[0] or 9, -(pair[1] or 0))
    )


def test_the_page_tells_what_each_run_changed(room: Room) -> None:
    text = room.get("/new").text
    check_html(text)
    last, first = text.index("24 November 2026"), text.index("23 November 2026")
    assert last < first
    assert "RETRACTED" in text[last:first]
    assert f'href="/studies/{RETRACTED}"' in text[last:first]
    assert f'href="/studies/{REVISED}"' in text[last:first]
    assert "<del><bdi>first</bdi></del>" in text[last:first]
    assert "<ins><bdi>second</bdi></ins>" in text[last:first]
    assert "36 claims got their first verdict" in text[first:]
    assert "PubMed, PubMed" not in text  # one retraction, though two records tell it


def test_quiet_nights_are_one_line_and_failures_another(
    own_db: Path, open_room: Callable[..., Room]
) -> None:
    quiet(own_db, 12)
    quiet(own_db, 3, "failed", month=11)
    text = open_room(own_db).get("/new").text
    check_html(text)
    assert text.count("quiet-runs") == 2
    assert "12 runs" in text
    assert "it failed (said &lt;why&gt;)" in text


def test_left_studies_settled_flags_and_new_verdicts_are_told(own_db: Path) -> None:
    db = open_database(own_db)
    topics = read_topics(QUERIES)
    kept = [
        row[0] for row in db.execute("SELECT pmid FROM studies WHERE pmid IS NOT NULL LIMIT 50")
    ]
    with db.atomic():
        db.execute("UPDATE flags SET cleared = '2026-12-01T02:00:00Z' WHERE kind = 'overdue trial'")
        db.execute("UPDATE verdict_history SET state = 'supported' WHERE claim = 'eight-times'")
        db.execute("UPDATE claims SET state = 'supported' WHERE id = 'eight-times'")
    run = night(db, topics, [], "2026-12-01T02:00:00Z", hits=kept)
    db.execute("UPDATE search_runs SET left_search = 50 WHERE run = ?", (run,))
    db.conn.commit()
    news = read_news(db).entries[0]
    db.conn.close()
    assert isinstance(news, RunNews)
    assert {each.search for each in news.left} >= {"depression-core", "muscles"}
    assert news.settled
    (verdict,) = news.verdicts
    assert verdict.claim == "eight-times"
    assert verdict.before is not None
    assert verdict.before.startswith("supported")
    assert verdict.verdict.startswith("misleading")


def test_pages_follow_each_other_without_a_gap(
    own_db: Path, open_room: Callable[..., Room]
) -> None:
    db = open_database(own_db)
    topics = read_topics(QUERIES)
    for day in range(1, RUNS_A_PAGE + 3):
        record = make_record(98000000 + day, f"Made-up study of night {day}.")
        night(db, topics, [record], f"2026-12-{day:02}T02:00:00Z")
    first = read_news(db)
    assert first.older is not None
    second = read_news(db, first.older)
    seen = [each.run.id for page in (first, second) for each in page.entries]  # type: ignore[union-attr]
    assert seen == sorted(seen, reverse=True) == list(range(RUNS_A_PAGE + 4, 0, -1))
    assert second.older is None
    db.conn.close()
    room = open_room(own_db)
    text = room.get("/new").text
    assert f"/new?before={first.older}" in text
    check_html(room.get(f"/new?before={first.older}").text)


def test_a_page_of_nothing_but_quiet_nights(tmp_path: Path) -> None:
    path = tmp_path / "quiet.db"
    open_database(path, create=True).conn.close()
    quiet(path, 28)
    db = open_database(path)
    (entry,) = read_news(db).entries
    db.conn.close()
    assert isinstance(entry, QuietRuns)
    assert (entry.count, entry.first[:10], entry.last[:10]) == (28, "2026-12-01", "2026-12-28")


def test_addresses_that_make_no_sense(room: Room) -> None:
    for before in ("x", "-1", "9" * 40, "²"):
        assert room.get(f"/new?before={before}").status_code == 404
    assert room.get("/new?before=1").status_code == 200


def test_an_empty_database_has_an_empty_page(
    tmp_path: Path, open_room: Callable[..., Room]
) -> None:
    path = tmp_path / "empty.db"
    open_database(path, create=True).conn.close()
    room = open_room(path)
    for address in ("/new", "/trials", "/methods", "/about/health"):
        reply = room.get(address)
        assert reply.status_code == 200
        check_html(reply.text)


def test_hostile_titles_stay_text(own_db: Path, open_room: Callable[..., Room]) -> None:
    db = open_database(own_db)
    record = make_record(HOSTILE, "Now <script>alert(1)</script> \u202e made-up", abstract="short")
    night(db, read_topics(QUERIES), [record], "2026-12-01T02:00:00Z")
    db.conn.close()
    text = open_room(own_db).get("/new").text
    check_html(text)
    assert "<script>alert" not in text
    assert "\u202e" not in text
    assert len(text) < 200_000


def kinds(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in difference(before, after)]


def test_only_what_differs_is_shown_with_words_around() -> None:
    before = " ".join(f"w{at}" for at in range(100))
    after = before.replace("w50", "new")
    assert kinds(before, after) == [
        (SKIPPED, "…"),
        (SAME, "w42 w43 w44 w45 w46 w47 w48 w49"),
        (GONE, "w50"),
        (NEW, "new"),
        (SAME, "w51 w52 w53 w54 w55 w56 w57 w58"),
        (SKIPPED, "…"),
    ]


def test_lists_are_compared_item_by_item() -> None:
    assert kinds("Journal Article; Trial", "Journal Article; Retracted; Trial") == [
        (SAME, "Journal Article"),
        (NEW, "Retracted"),
        (SAME, "Trial"),
    ]


def test_two_huge_texts_are_compared_in_a_moment() -> None:
    pieces = difference("old word " * 50_000, "new thing " * 50_000)
    assert sum(len(each.text) for each in pieces) < 6_000
