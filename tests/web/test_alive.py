"""A running site: it shows a finished refresh, never half of one, fails no request meanwhile, and works behind a proxy."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from littrack.pubmed.client import PubMed
from littrack.pubmed.limiter import Limiter
from littrack.pubmed.settings import Settings
from littrack.refresh.night import Night
from littrack.refresh.run import refresh
from littrack.topics.read import read_topics
from tests.eutils import StandIn
from tests.eutils.minimal import article_set, from_evidence, make_record
from tests.web.made_up import MESH, QUERIES, RETRACTED, first_records, later_records
from tests.web.serving import Reply, ask, serving, stripping_proxy
from tests.web.test_health import asked_now

pytestmark = pytest.mark.slow

ADDED = 240
"""Studies that the refresh brings."""
PAGES = (
    "/",
    "/?order=concern",
    "/claims/eight-times",
    "/claims/eight-times.atom",
    "/studies",
    "/studies?q=botulinum",
    f"/studies/{RETRACTED}",
    "/new",
    "/new.atom",
    "/integrity.atom",
    "/trials",
    "/methods",
    "/about/health",
    "/littrack",
    "/littrack/studies",
    "/littrack/claim_evidence.json",
    "/-/littrack/api/v1/claims.json",
    "/sitemap.xml",
)
COUNTS = ("/-/littrack/health.json?max_age=9000d", "/littrack/studies.json?_size=0&_nofacet=1")


def pubmed_with_more(ncbi: StandIn) -> None:
    """All that the site holds already, and `ADDED` new records."""
    for topic in read_topics(QUERIES):
        ncbi.add(article_set(*from_evidence(QUERIES / topic.id / "evidence.yaml")))
    ncbi.add(article_set(*first_records()))
    for record in later_records():
        ncbi.add(article_set(record))
    ncbi.add(
        article_set(
            *(
                make_record(97000000 + at, f"Made-up botulinum depression trial {at}.", mesh=MESH)
                for at in range(ADDED)
            )
        )
    )


def stored(reply: Reply) -> int:
    """How many studies a counting address tells of."""
    found = json.loads(reply.body)
    if "studies" in found:
        return int(found["studies"]["current"])
    return int(found["filtered_table_rows_count"])


def play(database: Path, ncbi: StandIn) -> None:
    """One refresh of the site's own topics."""
    settings = Settings.from_environment(url=ncbi.url, email="someone@example.org")
    pubmed = PubMed(settings, limiter=Limiter(1e6))
    refresh(Night(database, read_topics(QUERIES), pubmed))


def test_a_refresh_is_shown_whole_and_disturbs_nobody(own_db: Path) -> None:
    failed: list[str] = []
    seen: list[set[int]] = [set() for _ in COUNTS]

    with StandIn() as ncbi, serving(own_db) as site, ThreadPoolExecutor(1) as pool:
        pubmed_with_more(ncbi)
        (before,) = {stored(ask(site + path)) for path in COUNTS}
        night = pool.submit(play, own_db, ncbi)
        rounds = 0
        while not night.done() or rounds == 0:
            for path in PAGES:
                reply = ask(site + path)
                if reply.status != 200:
                    failed.append(f"{reply.status} {path} {reply.text[:300]}")
                for counted, address in zip(seen, COUNTS, strict=True):
                    counted.add(stored(ask(site + address)))
            rounds += 1
        night.result()
        afterwards = {stored(ask(site + path)) for path in COUNTS}
        news = ask(site + "/new").text
        study = ask(f"{site}/studies/97000001")
    assert not failed, failed[:5]
    (after,) = afterwards
    assert after >= before + ADDED
    for counted in seen:
        assert counted <= {before, after}, counted
    assert f"{after - before} new studies" in news
    assert study.status == 200


def links(page: str, address: str) -> set[str]:
    """Every address of the same site that a page names, without fragments."""
    found = {
        urljoin(address, unescape(each)) for each in re.findall(r'(?:href|src)="([^"]+)"', page)
    }
    found |= {urljoin(address, unescape(each)) for each in re.findall(r'action="([^"]+)"', page)}
    host = urlsplit(address).netloc
    ours = {each.partition("#")[0] for each in found if urlsplit(each).netloc == host}
    return {re.sub("^https:", "http:", each) for each in ours}  # the proxy only plays TLS


def test_behind_a_proxy_under_a_path_every_link_leads_somewhere(own_db: Path) -> None:
    asked_now(own_db)  # the address for monitors answers 503 where PubMed answered too long ago
    with (
        serving(own_db, "--base-url", "/reading/room/") as site,
        stripping_proxy(site, "/reading/room/") as proxy,
    ):
        home = f"{proxy}/reading/room/"
        todo, seen = [home], {home}
        strays, broken = set(), []
        kinds: dict[str, int] = {}
        while todo:
            address = todo.pop(0)
            reply = ask(address)
            if reply.status not in (200, 302):
                broken.append(f"{reply.status} {address}")
            if "text/html" not in reply.headers.get("content-type", ""):
                continue
            for link in sorted(links(reply.text, address)):
                path = urlsplit(link).path
                if not path.startswith("/reading/room/"):
                    strays.add(f"{link} on {address}")
                kind = re.sub(r"[^/]+$", "", path) + ("?" if "?" in link else "")
                if link not in seen and kinds.get(kind, 0) < 6:
                    kinds[kind] = kinds.get(kind, 0) + 1
                    seen.add(link)
                    todo.append(link)
        feed = ask(f"{home}new.atom").text
    assert not strays, sorted(strays)[:5]
    assert not broken, broken[:10]
    assert len(seen) > 40
    assert f'href="https://{urlsplit(proxy).netloc}/reading/room/new.atom"' in feed
