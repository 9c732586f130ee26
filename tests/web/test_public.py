"""What crawlers and the public see, and what a public site keeps to itself; Datasette's own tables and pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from littrack.store.descriptions import HIDDEN
from littrack.web.pages import robots
from tests.web.conftest import Room
from tests.web.made_up import HOSTILE, RETRACTED
from tests.web.shapes import check_html

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
CLOSED = (
    "/-/databases.json",
    "/-/databases",
    "/-/threads.json",
    "/-/metadata.json",
    "/-/permissions",
)


@pytest.fixture
def public(site_db: Path, open_room: Callable[..., Room]) -> Room:
    """A public site."""
    return open_room(site_db, public=True)


@pytest.mark.parametrize("address", CLOSED)
def test_a_public_site_does_not_say_where_its_database_lies(public: Room, address: str) -> None:
    reply = public.get(address)
    assert reply.status_code == 403
    assert str(public.db) not in reply.text
    assert "Traceback" not in reply.text


@pytest.mark.parametrize("address", ["/-/databases.json", "/-/threads.json", "/-/metadata.json"])
def test_at_home_they_are_open(room: Room, address: str) -> None:
    assert room.get(address).status_code == 200


def test_the_programs_own_tables_are_closed_to_the_public(public: Room) -> None:
    listed = public.get("/littrack").text
    for table in HIDDEN:
        assert public.get(f"/littrack/{table}.json").status_code in (403, 404), table
        assert f'href="/littrack/{table}"' not in listed
    assert public.get("/littrack/raw_records/99000001").status_code == 403
    assert public.get("/littrack/studies?_search=botulinum").status_code == 200


def test_the_public_writes_no_sql(public: Room, room: Room) -> None:
    for address in ("/littrack.json?sql=select+1", "/littrack/studies.json?_where=1=1"):
        assert public.get(address).status_code in (400, 403), address
    assert "textarea" not in public.get("/littrack").text
    assert room.get("/littrack.json?sql=select+1").status_code == 200
    assert public.get("/littrack/find_studies?words=depression").status_code == 200


def test_robots_stay_out_of_the_raw_tables(site_db: Path, open_room: Callable[..., Room]) -> None:
    room = open_room(site_db, base_url="/reading/")
    reply = room.get("/robots.txt", headers={"host": "site.example"})
    assert reply.headers["content-type"].startswith("text/plain")
    assert "Disallow: /reading/littrack" in reply.text
    assert "Sitemap: http://site.example/reading/sitemap.xml" in reply.text
    assert room.get("/littrack/studies").headers["x-robots-tag"] == "noindex"
    assert "x-robots-tag" not in room.get("/").headers


def addresses(body: bytes) -> list[str]:
    return [each.text or "" for each in ET.fromstring(body).iter(f"{S}loc")]


def test_the_sitemap_names_every_page_that_is_there(room: Room) -> None:
    found = addresses(room.get("/sitemap.xml").content)
    assert len(found) == len(set(found))
    for path in (
        "/",
        "/new",
        "/methods",
        "/claims/eight-times",
        "/trials/NCT00934687",
        f"/studies/{RETRACTED}",
    ):
        assert f"http://localhost{path}" in found
    for address in found[:60:3]:
        assert room.get(address.removeprefix("http://localhost")).status_code == 200, address


def test_a_large_sitemap_is_split(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = addresses(room.get("/sitemap.xml").content)
    monkeypatch.setattr(robots, "ADDRESSES", 50)
    parts = addresses(room.get("/sitemap.xml").content)
    assert len(parts) == -(-len(whole) // 50)
    told = [
        each
        for part in parts
        for each in addresses(room.get(part.removeprefix("http://localhost")).content)
    ]
    assert told == whole
    assert room.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert room.get("/sitemap-0.xml").status_code == 404


def test_the_icon_is_found_where_browsers_look(room: Room) -> None:
    reply = room.get("/favicon.ico")
    assert reply.headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "address",
    [
        "/littrack",
        "/littrack/studies?_sort_desc=first_seen",
        "/littrack/studies?integrity=retracted",
        "/littrack/claims",
        "/littrack/claim_evidence?_size=100",
        f"/littrack/studies/{HOSTILE}",
        f"/littrack/studies/{RETRACTED}",
        "/littrack/find_studies?words=retracted",
        "/littrack?sql=select+1",
        "/littrack?sql=select+nonsense",
        "/littrack/nothing",
        "/-/versions",
        "/-/settings",
        "/-/plugins",
    ],
)
def test_datasettes_pages_are_valid_and_in_the_look(room: Room, address: str) -> None:
    text = room.get(address).text
    check_html(text)
    assert "littrack.css" in text
    assert text.count("<h1") == 1


def test_studies_and_claims_lead_to_their_pages(room: Room) -> None:
    studies = room.get("/littrack/studies?integrity=retracted").text
    assert (
        f'<strong class="integrity is-retracted">RETRACTED</strong> <a href="/studies/{RETRACTED}">'
        in studies
    )
    assert f'href="https://pubmed.ncbi.nlm.nih.gov/{RETRACTED}/"' in studies
    assert 'href="/claims/eight-times"' in room.get("/littrack/claims?id=eight-times").text
    evidence = room.get("/littrack/claim_evidence?claim=eight-times").text
    assert 'href="/claims/eight-times"' in evidence
    assert 'href="/studies/' in evidence
    noticed = room.get(f"/littrack/changes?study={RETRACTED}").text
    assert f'RETRACTED</strong> <a href="/studies/{RETRACTED}">' in noticed


def test_cells_follow_the_base_url(site_db: Path, open_room: Callable[..., Room]) -> None:
    text = open_room(site_db, base_url="/reading/").get("/littrack/studies").text
    assert 'href="/reading/studies/' in text


def test_a_retracted_study_says_so_in_datasettes_own_pages(room: Room) -> None:
    row = room.get(f"/littrack/studies/{RETRACTED}").text
    assert '<div class="banner grave"' in row
    assert f'<a href="/studies/{RETRACTED}">Read it</a>' in row
    assert '<tr class="retracted">' in room.get("/littrack/studies?integrity=retracted").text
    assert "banner" not in room.get("/littrack/studies/99000001").text


def test_what_readers_want_first_comes_first(room: Room) -> None:
    page = room.get("/littrack").text
    first = [page.index(f'href="/littrack/{name}"') for name in ("claims", "studies", "trials")]
    assert first == sorted(first)
    assert (
        first[-1] < page.index("further tables, by name") < page.index('"/littrack/affiliations"')
    )


def test_columns_have_names_that_are_read(room: Room) -> None:
    page = room.get(f"/littrack/studies/{RETRACTED}").text
    for name in ("PMID", "NLM ID", "MeSH", "Publication types"):
        assert f'<th scope="row">{name}</th>' in page


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nothing/at/all", 404, "This site has no page at this address."),
        ("/no-such-page", 404, "This site has no page at this address."),
        ("/littrack/nothing", 404, "The data hold no table or question of this name."),
        ("/littrack/studies/0", 404, "The table holds no row of this name."),
        ("/littrack/studies?_sort=nonsense", 400, "Cannot sort table by nonsense."),
        (
            "/littrack?sql=with+recursive+c(x)+as+(select+1+union+all+select+x%2B1+from+c)+select+count(*)+from+c",
            400,
            "The query took longer than this site allows.",
        ),
    ],
)
def test_an_error_is_told_in_a_readers_words(
    room: Room, address: str, status: int, words: str
) -> None:
    reply = room.get(address)
    assert reply.status_code == status
    check_html(reply.text)
    assert words in reply.text
    assert "textarea" not in reply.text


def test_errors_in_json_say_what_datasette_says(room: Room) -> None:
    assert room.get("/littrack/nothing.json").json()["error"] == "Table not found"
