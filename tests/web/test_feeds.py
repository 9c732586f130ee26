"""The feeds, as RFC 4287 and a feed reader want them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from littrack.render.atom import Entry, Feed, Site, atom
from littrack.store.database import open_database
from littrack.store.runs import COMPLETE, RunCounts, begin_run, finish_run
from littrack.topics.read import read_topics
from tests.eutils.minimal import make_record
from tests.web.conftest import Room
from tests.web.made_up import HOSTILE, QUERIES, RETRACTED, night

A = "{http://www.w3.org/2005/Atom}"
FEEDS = ("/new.atom", "/integrity.atom", "/claims/eight-times.atom")
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}:[A-Za-z0-9._~!$&'()*+,;=:@/%-]+")


def checked(body: bytes) -> ET.Element:
    """The feed, once everything that RFC 4287 demands of it holds."""
    feed = ET.fromstring(body)
    assert feed.tag == f"{A}feed"
    for element in (feed, *feed.findall(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{A}{name}")) == 1, name
        assert TAG.fullmatch(element.findtext(f"{A}id") or "")
        moment = datetime.fromisoformat(
            (element.findtext(f"{A}updated") or "").replace("Z", "+00:00")
        )
        assert moment.tzinfo
        for link in element.findall(f"{A}link"):
            assert link.get("href", "").startswith("http")
    assert feed.find(f"{A}author/{A}name") is not None
    assert [each.get("rel") for each in feed.findall(f"{A}link")] == ["self", "alternate"]
    ids = [each.findtext(f"{A}id") for each in feed.findall(f"{A}entry")]
    assert len(ids) == len(set(ids))
    for entry in feed.findall(f"{A}entry"):
        assert entry.find(f"{A}link[@rel='alternate']") is not None
        assert entry.find(f"{A}content[@type='html']") is not None
    updated = [each.findtext(f"{A}updated") or "" for each in feed.findall(f"{A}entry")]
    assert updated == sorted(updated, reverse=True)
    assert not updated or feed.findtext(f"{A}updated") == updated[0]
    return feed


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_is_valid(room: Room, address: str) -> None:
    reply = room.get(address)
    assert reply.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert checked(reply.content).findall(f"{A}entry")


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_reader_reads_it(room: Room, address: str) -> None:
    feedparser = pytest.importorskip(
        "feedparser", reason="feedparser reads the feeds as a reader does"
    )
    found = feedparser.parse(room.get(address).content)
    assert not found.bozo
    assert found.version == "atom10"
    assert all(
        each.id and each.title and each.link and each.updated_parsed for each in found.entries
    )


def titles(body: bytes) -> list[str]:
    return [each.findtext(f"{A}title") or "" for each in checked(body).findall(f"{A}entry")]


def test_what_each_feed_holds(room: Room) -> None:
    everything = titles(room.get("/new.atom").content)
    assert any(each.startswith("Retraction: Made-up trial") for each in everything)
    assert "125 new studies" in everything
    assert any(each.startswith("Changed (title): Made-up cohort") for each in everything)
    only = titles(room.get("/integrity.atom").content)
    assert only == [
        "Retraction: Made-up trial of botulinum toxin and depression that was retracted."
    ]
    claim = titles(room.get("/claims/eight-times.atom").content)
    assert any(each.startswith("Verdict: misleading") for each in claim)
    assert any(each.startswith("Look again: ") for each in claim)
    assert any("may bear on this claim" in each.lower() for each in claim)
    assert room.get("/claims/nothing.atom").status_code == 404


def test_addresses_follow_host_and_base_url(site_db: Path, open_room: Callable[..., Room]) -> None:
    room = open_room(site_db, base_url="/reading/")
    reply = room.get("/new.atom", headers={"host": "site.example:8443"})
    feed = checked(reply.content)
    (mine,) = feed.findall(f"{A}link[@rel='self']")
    assert mine.get("href") == "http://site.example:8443/reading/new.atom"
    assert feed.findtext(f"{A}id") == "tag:site.example,2026:littrack/new"
    link = feed.find(f"{A}entry/{A}link")
    assert link is not None
    assert str(link.get("href")).startswith("http://site.example:8443/reading/")


def test_ids_stay_when_more_is_new(own_db: Path, open_room: Callable[..., Room]) -> None:
    def ids() -> set[str]:
        feed = checked(open_room(own_db).get("/new.atom").content)
        return {each.findtext(f"{A}id") or "" for each in feed.findall(f"{A}entry")}

    before = ids()
    db = open_database(own_db)
    night(
        db,
        read_topics(QUERIES),
        [make_record("98000001", "Made-up new study.")],
        "2026-12-01T02:00:00Z",
    )
    db.conn.close()
    after = ids()
    assert before < after
    assert "tag:localhost,2026:littrack/study/98000001/new" in after


def test_a_reader_that_has_it_gets_304(own_db: Path, open_room: Callable[..., Room]) -> None:
    room = open_room(own_db)
    first = room.get("/new.atom")
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    for headers in (
        {"if-none-match": tag},
        {"if-none-match": f'"other", W/{tag}'},
        {"if-modified-since": modified},
    ):
        again = room.get("/new.atom", headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert (
        room.get(
            "/new.atom", headers={"if-none-match": '"x"', "if-modified-since": modified}
        ).status_code
        == 200
    )
    assert room.get("/new.atom", headers={"if-modified-since": "yesterday"}).status_code == 200
    db = open_database(own_db)
    run = begin_run(db, "refresh", "2026-12-01T02:00:00Z")
    finish_run(db, run, COMPLETE, None, RunCounts(), "2026-12-01T02:01:00Z")  # a quiet night
    assert room.get("/new.atom", headers={"if-none-match": tag}).status_code == 304
    night(db, read_topics(QUERIES), [make_record("98000001", "Made-up.")], "2026-12-02T02:00:00Z")
    db.conn.close()
    assert room.get("/new.atom", headers={"if-none-match": tag}).status_code == 200
    assert room.get("/new.atom", headers={"if-modified-since": modified}).status_code == 200


def test_a_notice_that_is_no_longer_told_is_news_too(
    own_db: Path, open_room: Callable[..., Room]
) -> None:
    db = open_database(own_db)
    db.execute("UPDATE integrity_events SET withdrawn = '2026-12-01T02:00:00Z'")
    db.conn.commit()
    db.conn.close()
    (title,) = titles(open_room(own_db).get("/integrity.atom").content)
    assert title.startswith("No longer told: retraction of Made-up trial")


def test_hostile_text_is_harmless_in_a_reader(own_db: Path, open_room: Callable[..., Room]) -> None:
    db = open_database(own_db)
    db.execute(
        "UPDATE studies SET title = ? WHERE id IN (?, ?)",
        ("A \x00\x0b\ufffe<b onclick=x>&amp;]]></b>\u202e\ud7ff", HOSTILE, RETRACTED),
    )
    db.conn.commit()
    db.conn.close()
    body = open_room(own_db).get("/new.atom").content
    assert "A <b onclick=x>&amp;]]></b>\ud7ff" in " ".join(titles(body))
    content = "".join(each.text or "" for each in checked(body).iter(f"{A}content"))
    assert not re.search(r"<(script|img|svg|b) ", content)


def test_an_empty_feed_is_a_feed(tmp_path: Path, open_room: Callable[..., Room]) -> None:
    path = tmp_path / "empty.db"
    open_database(path, create=True).conn.close()
    room = open_room(path)
    for address in FEEDS[:2]:
        assert titles(room.get(address).content) == []


def test_strange_hosts_and_names_make_sound_ids() -> None:
    entry = Entry("study/doi:10.1/a b<é>%", "t", "2026-01-01T00:00:00Z", "/x?a=1&b=2", "", "c")
    feed = Feed("/f.atom", "/f", "t", "s", "2026-01-01T00:00:00Z", (entry,))
    for host in ("[::1]", "", "EXAMPLE.org", "a_b"):
        checked(atom(feed, Site("http://h/", host)))
