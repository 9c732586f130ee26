"""Every page of a published site but those of the studies and their lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from sqlite_utils import Database

from littrack.cite.formats import FORMATS
from littrack.publish.layout import (
    BROWSED,
    DATA,
    SEARCH,
    STUDIES_A_LIST,
    export_file,
    facts_page,
    news_file,
    place_of,
)
from littrack.publish.lists import Shelf, StudyList, study_lists
from littrack.publish.site import FixedSite
from littrack.publish.studies import json_text
from littrack.publish.writing import Writer
from littrack.store.browsing import StudyIndex, build_index
from littrack.store.descriptions import TABLES
from littrack.views.home import read_topics
from littrack.views.news import read_news
from littrack.views.studies import HEADINGS, read_studies
from littrack.views.study_facts import studies_facts, summary
from littrack.views.study_query import StudyQuery
from littrack.web import markup
from littrack.web.addresses import claim_path, study_path, trial_path
from littrack.web.assets import content
from littrack.web.metadata import QUERIES

ASSETS = ("littrack.css", "littrack.js", "icon.svg", "published.css", "published.js", "search.js")
ADDRESSES = 50_000
"""Addresses of one sitemap: the limit of sitemaps.org."""
_API = "/-/littrack/api/v1"
_CLAIMS = "SELECT id FROM claims WHERE removed IS NULL ORDER BY topic, position"
_TRIALS = """
SELECT id FROM trials WHERE removed IS NULL UNION SELECT id FROM registry_records ORDER BY id
"""
_ONCE = (
    "/", "/new", "/new.atom", "/integrity.atom", "/trials", "/methods", "/about/health",
    f"{_API}/claims.json", f"{_API}/trials.json",
)  # fmt: skip


def write_pages(site: FixedSite, writer: Writer) -> None:
    """What the live site answers: claims with their cards and feeds, topics, news, trials, methods, health."""
    for address in _addresses(Database(site.connection)):
        writer.write(place_of(address).file, site.answer(address))
    for name in ASSETS:
        writer.write(place_of(f"/-/littrack/static/{content(name)[1]}/{name}").file, content(name)[0])  # fmt: skip


def _addresses(db: Database) -> Iterator[str]:
    yield from _ONCE
    topics = [topic.id for topic in read_topics(db)]
    if len(topics) == 1:
        yield "/?order=concern"
    for topic in topics:
        yield from (f"/topics/{topic}", f"/topics/{topic}?order=concern")
    for (claim,) in db.execute(_CLAIMS).fetchall():
        own = claim_path(claim)
        yield from (own, f"{own}.atom", f"{own}/card", f"{own}/badge.svg", f"{_API}{own}.json")
    for (trial,) in db.execute(_TRIALS).fetchall():
        yield from (trial_path(trial), f"{_API}{trial_path(trial)}.json")
    yield from _older_news(db)


def _older_news(db: Database) -> Iterator[str]:
    older = read_news(db, None).older
    while older:
        yield f"/new?before={older}"
        older = read_news(db, older).older


def write_own_pages(site: FixedSite, writer: Writer, shelf: Shelf) -> None:
    """What only a published site has: the page of the search, the facts about the copy, the studies as JSON."""
    db = Database(site.connection)
    index = build_index(db)
    lists = study_lists(db, index)
    exports = [(each.title, export_file(each.name)) for each in FORMATS.values()]
    writer.write(SEARCH, _search_page(site, lists, exports, shelf, index.size))
    titles = [topic.heading for topic in read_topics(db)]
    about = {
        "tables": {name: TABLES[name] for name in site.published.tables},
        "queries": QUERIES,
        "titles": titles,
    }
    writer.write(DATA, site.show("published_data.html", DATA, exports=exports, **about))
    _write_facts(site, writer, db, index)


def _search_page(
    site: FixedSite,
    lists: list[StudyList],
    exports: list[tuple[str, str]],
    shelf: Shelf,
    total: int,
) -> bytes:
    groups = [
        {"name": facet, "heading": heading, "lists": [each for each in lists if each.facet == facet]}
        for facet, heading in (*((each, HEADINGS[each]) for each in BROWSED), ("year", "Year"))
    ]  # fmt: skip
    return site.show(
        "published_studies.html",
        SEARCH,
        groups=[group for group in groups if group["lists"]],
        total=total,
        shelf=STUDIES_A_LIST,
        terms=shelf.terms,
        names=shelf.names,
        all_studies=lists[0].file,
        exports=exports,
        visible=markup.visible,
    )


def _write_facts(site: FixedSite, writer: Writer, db: Database, index: StudyIndex) -> None:
    """The studies as JSON, page by page: the first says how many there are and where the next one is."""
    query = StudyQuery(size=STUDIES_A_LIST)
    page = read_studies(db, query, index)
    while True:
        number = page.query.page
        site.urls.at = facts_page(number)
        lines = [summary(line, site.urls.path(study_path(line.id))) for line in page.lines]
        more = number < page.pages
        following = site.urls.file(facts_page(number + 1)) if more else None
        writer.write_text(facts_page(number), json_text(studies_facts(page, lines, following)))
        if not more:
            return
        page = read_studies(db, query.at_page(number + 1), index)


def write_for_crawlers(writer: Writer, base_url: str | None) -> None:
    """``robots.txt``, and a sitemap where it is known at which address the site will stand: it holds whole addresses."""
    files = sorted(each.name for each in writer.files if _is_page(each.name))
    lines = ["User-agent: *", "Allow: /"]
    if base_url is not None:
        addresses = [f"{base_url}/{'' if name == 'index.html' else name}" for name in files]
        _write_sitemap(writer, addresses, base_url)
        lines.append(f"Sitemap: {base_url}/sitemap.xml")
    writer.write_text("robots.txt", "\n".join((*lines, "")))


def _is_page(name: str) -> bool:
    listed = name.startswith("browse/") or name in ("by-concern.html", news_file(None))
    return name.endswith(".html") and not name.endswith("/card.html") and not listed


def _write_sitemap(writer: Writer, addresses: list[str], base_url: str) -> None:
    parts = [addresses[at : at + ADDRESSES] for at in range(0, len(addresses), ADDRESSES)]
    if len(parts) == 1:
        writer.write_text("sitemap.xml", _sitemap("urlset", "url", parts[0]))
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        writer.write_text(name, _sitemap("urlset", "url", part))
    places = [f"{base_url}/{name}" for name in names]
    writer.write_text("sitemap.xml", _sitemap("sitemapindex", "sitemap", places))


def _sitemap(root: str, element: str, addresses: Iterable[str]) -> str:
    body = "".join(f"<{element}><loc>{escape(each)}</loc></{element}>\n" for each in addresses)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{space}">\n{body}</{root}>\n'


def write_gone(site: FixedSite, writer: Writer, linked: Iterable[str]) -> None:
    """A page for what is linked to and was taken out of the database: no link leads nowhere.

    ``RuntimeError`` where something else than a page is missing: a fault of littrack.
    """
    there = {each.name for each in writer.files}
    for name in sorted(set(linked) - there):
        if not name.endswith(".html"):
            raise RuntimeError(f"a page links to {name}, which is not published")
        writer.write(name, site.show("published_gone.html", name))
