"""What is published: whole, the same bytes for the same content, every link leading somewhere."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from lxml import etree

from littrack.publish.folder import is_site
from littrack.publish.publishing import Asked, publish
from littrack.store.database import open_database, open_readonly
from littrack.topics.read import read_topics
from tests.eutils.minimal import from_evidence
from tests.publish.crawling import dead_links, files, page
from tests.web.made_up import (
    FIRST_NIGHT,
    HOSTILE,
    LAST_NIGHT,
    QUERIES,
    first_records,
    later_records,
    night,
)
from tests.web.shapes import check_html

CARDS = "/card.html"
SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def sums(site: Path) -> str:
    """What tells one site from another."""
    return (site / "SHA256SUMS").read_text("utf-8")


def built(path: Path, turned: Callable[[list[bytes]], list[bytes]]) -> Path:
    """The content of ``large_db``, its records arriving in another order."""
    topics = read_topics(QUERIES)
    works = [
        record for topic in topics for record in from_evidence(QUERIES / topic.id / "evidence.yaml")
    ]
    db = open_database(path, create=True)
    night(db, topics, turned([*works, *first_records()]), FIRST_NIGHT)
    night(db, topics, turned(later_records()), LAST_NIGHT)
    db.conn.close()
    return path


def test_no_link_leads_nowhere(published: Path) -> None:
    assert dead_links(published) == []


def test_every_file_has_its_hash(published: Path) -> None:
    told = dict(reversed(line.split("  ")) for line in sums(published).splitlines())
    names = {path.relative_to(published).as_posix() for path in files(published)} - {"SHA256SUMS"}
    assert set(told) == names
    for name, digest in told.items():
        assert hashlib.sha256((published / name).read_bytes()).hexdigest() == digest


def test_the_manifest_says_what_was_published(published: Path) -> None:
    facts = json.loads((published / "manifest.json").read_text())
    database = published / "littrack.db"
    assert facts["version"] == 1
    assert facts["pubmed_asked"] == facts["content_of"] == LAST_NIGHT
    assert facts["counts"]["claims"] == 36
    assert facts["counts"]["studies"] == len(list(published.glob("studies/*.html")))
    assert facts["database"]["sha256"] == hashlib.sha256(database.read_bytes()).hexdigest()
    assert facts["files"] == len(files(published)) - 2
    assert facts["database"]["sha256"] in (published / "data.html").read_text()


def test_the_same_content_gives_the_same_bytes(published: Path, tmp_path: Path) -> None:
    other = built(tmp_path / "other.db", lambda records: records[::-1])
    with closing(open_database(other)) as db:
        db.conn.execute("INSERT INTO digests VALUES (1, '2026-11-24T03:00:00Z', 'mail', 0, 2, 7)")  # fmt: skip
        db.conn.commit()
    publish(other, tmp_path / "site", Asked(processes=1))
    assert sums(tmp_path / "site") == sums(published)


def test_the_database_can_be_read_and_tells_nothing_private(published: Path) -> None:
    with closing(open_readonly(published / "littrack.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        found = db.execute("SELECT count(*) FROM studies_fts WHERE studies_fts MATCH 'botulinum'")
        assert found.fetchone()[0] > 60
        assert db.execute("SELECT count(*) FROM digests").fetchone() == (0,)
    assert not list(published.glob("littrack.db-*"))


def test_every_page_says_that_it_is_a_copy_and_of_when(published: Path) -> None:
    for path in files(published):
        if path.suffix != ".html":
            continue
        text = path.read_text("utf-8")
        assert "default-src &#39;none&#39;; script-src &#39;self&#39;" in text
        assert "frame-ancestors" not in text
        if not path.as_posix().endswith(CARDS):
            assert f'data-asked="{LAST_NIGHT}"' in text
            assert "A fixed copy: what littrack held on" in text
            assert "24 November 2026" in text


@pytest.mark.parametrize(
    "name",
    ["index.html", "studies.html", "data.html", "health.html", "new.html", "trials.html", "methods.html",
     "browse/all.html", "browse/claim-eight-times.html", "claims/eight-times.html", "claims/eight-times/card.html",
     f"studies/{HOSTILE}.html"],
)  # fmt: skip
def test_pages_are_sound_html(published: Path, name: str) -> None:
    check_html((published / name).read_text("utf-8"))


def test_nothing_comes_from_elsewhere(published: Path) -> None:
    for path in published.rglob("*.html"):
        tree = etree.HTML(path.read_text("utf-8"))
        loaded = tree.xpath(
            "//script/@src | //img/@src | //link[@rel='stylesheet' or @rel='icon']/@href"
        )
        assert not [each for each in loaded if "//" in each or each.startswith("/")]
        assert not tree.xpath("//*[@style] | //style | //@*[starts-with(name(), 'on')]")


def test_what_was_hostile_stays_text(published: Path) -> None:
    text = (published / f"studies/{HOSTILE}.html").read_text("utf-8")
    assert "<script>alert" not in text
    assert "\u202e" not in text
    for part in published.glob("search/*.js"):
        assert "\u202e" not in part.read_text("utf-8")


def test_lists_hold_all_studies_with_a_value(published: Path, large_db: Path) -> None:
    with closing(sqlite3.connect(large_db)) as db:
        counts = dict(db.execute("SELECT coalesce(design, 'none'), count(*) FROM studies GROUP BY 1"))  # fmt: skip
        years = dict(db.execute("SELECT year, count(*) FROM studies WHERE year GROUP BY 1"))
    lists = {f"design-{design.replace(' ', '-')}": count for design, count in counts.items()}
    lists |= {f"year-{year}": count for year, count in years.items()}
    for name, count in lists.items():
        found = {
            link
            for path in published.glob(f"browse/{name}*.html")
            if path.stem == name or path.stem.startswith(f"{name}-page-")
            for link in page(path).links
            if link.startswith("../studies/")
        }
        assert len(found) == count
    assert (published / "browse/all-page-2.html").exists()
    levels = [link for link in page(published / "studies.html").links if "browse/level-" in link]
    assert levels == sorted(levels)


def test_exports_and_facts_hold_all_studies(published: Path) -> None:
    studies = len(list(published.glob("studies/*.html")))
    lines = (published / "exports/studies.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == len(json.loads((published / "exports/studies.csl.json").read_text())) == studies  # fmt: skip
    told = []
    place: str | None = "studies.json"
    while place:
        facts = json.loads((published / "api/v1" / place).read_text("utf-8"))
        told += [each["id"] for each in facts["studies"]]
        place = facts["next"]
    assert len(set(told)) == studies
    works = (published / "claims/eight-times/works.bib").read_text("utf-8")
    assert works.count("\n@") + works.startswith("@") > 5


def test_with_an_address_machines_get_whole_addresses(small_db: Path, tmp_path: Path) -> None:
    site, base = tmp_path / "site", "https://checks.example/fixed"
    made = publish(small_db, site, Asked("https://checks.example/fixed"))
    assert made.copy.base_url == base
    assert dead_links(site) == []
    sitemap = etree.fromstring((site / "sitemap.xml").read_bytes())
    addresses = sitemap.xpath("//s:loc/text()", namespaces=SPACE)
    assert f"{base}/" in addresses
    assert f"{base}/claims/helps.html" in addresses
    for each in addresses:
        assert (site / (each.removeprefix(f"{base}/") or "index.html")).is_file()
    assert f"Sitemap: {base}/sitemap.xml" in (site / "robots.txt").read_text()
    claim = (site / "claims/helps.html").read_text()
    assert f'<link rel="canonical" href="{base}/claims/helps.html">' in claim
    assert f'src="{base}/claims/helps/card.html"' in claim.replace("&quot;", '"')
    feed = etree.fromstring((site / "new.atom.xml").read_bytes())
    links = feed.xpath("//@href")
    assert links
    for each in links:
        assert (site / each.removeprefix(f"{base}/")).is_file()


def test_without_an_address_nothing_claims_one(published: Path) -> None:
    assert not (published / "sitemap.xml").exists()
    assert "canonical" not in (published / "claims/eight-times.html").read_text()
    assert "localhost" not in (published / "new.atom.xml").read_text().partition("<entry>")[0].replace("tag:localhost", "")  # fmt: skip


def test_an_empty_database(tmp_path: Path) -> None:
    open_database(tmp_path / "empty.db", create=True).conn.close()
    publish(tmp_path / "empty.db", tmp_path / "site", Asked())
    assert is_site(tmp_path / "site")
    assert dead_links(tmp_path / "site") == []
    assert "No study is stored" in (tmp_path / "site/studies.html").read_text()


def test_a_claim_taken_out_leaves_no_dead_link(small_db: Path, tmp_path: Path) -> None:
    copy = tmp_path / "littrack.db"
    copy.write_bytes(small_db.read_bytes())
    with closing(open_database(copy)) as db:
        db.conn.execute("UPDATE claims SET removed = '2026-11-24T00:00:00Z' WHERE id = 'approved'")
        db.conn.commit()
    publish(copy, tmp_path / "site", Asked())
    assert dead_links(tmp_path / "site") == []


@pytest.mark.parametrize("name", ["new.atom.xml", "integrity.atom.xml", "claims/eight-times.atom.xml"])  # fmt: skip
def test_feeds_are_sound(published: Path, name: str) -> None:
    feed = etree.fromstring((published / name).read_bytes())
    ids = feed.xpath("//a:id/text()", namespaces={"a": "http://www.w3.org/2005/Atom"})
    assert len(ids) == len(set(ids)) > 0
    assert all(each.startswith("tag:") for each in ids)
