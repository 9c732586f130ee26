"""A claim's page: verdict, numbers, plots, evidence, and that nothing in it can do harm."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils

from littrack.claimview import read_claims
from littrack.synthesis.words import interval
from littrack.views.claim import read_claim_view
from tests.web.conftest import Room
from tests.web.made_up import CANDIDATE, FIRST_NIGHT, RETRACTED, build_site
from tests.web.second_topic import two_topics
from tests.web.shapes import check_html, linked_data


@pytest.fixture(scope="module")
def two_rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("two")
    room = Room(build_site(folder / "two.db", two_topics(folder / "queries")))
    yield room
    room.close()


@pytest.fixture(scope="module")
def eight(room: Room) -> str:
    text: str = room.get("/claims/eight-times").text
    return text


def section(page: str, start: str, end: str) -> str:
    return page[page.index(start) : page.index(end, page.index(start))]


def test_quotation_and_verdict(eight: str) -> None:
    assert "<mark>eight times as many patients</mark>" in eight
    verdict = section(eight, '<div class="verdict', "</div>")
    assert verdict.index('class="state') < verdict.index("In three small trials")
    assert verdict.count("Misleading") == 1
    assert "Certainty low" in verdict
    assert "no named person has signed" in verdict
    assert "23 November 2026" in verdict


def test_the_reason_links_its_studies_by_number(eight: str) -> None:
    reason = section(eight, '<p class="reason">', "</p>")
    assert '<a href="#work-1" title="Parsaik 2016">1</a>' in reason
    assert "4.16 [2.12, 8.17]" in reason, "an interval is no reference"


def test_people_before_ratios(eight: str) -> None:
    numbers = section(eight, '<div class="numbers">', '<h3 id="pool-1-plot">')
    assert "<b>54 of 100</b> responded on treatment†" in numbers
    assert "<b>11 of 100</b> responded on control†" in numbers
    assert numbers.index("54 of 100") < numbers.index("4.16†") < numbers.index("8.27†")
    assert "Parsaik 2016 printed 8.3" in numbers
    assert "number needed to treat 2.3 [1.7 to 3.4]" in numbers
    assert numbers.count('role="img"') == 2


def test_plot_and_table_hold_the_same_numbers(eight: str) -> None:
    plot = section(eight, '<figure class="plot', "</figure>")
    table = section(eight, '<table class="stack plot-table">', "</table>")
    for text in (
        "4.50 [1.16, 17.44]",
        "3.52 [1.57, 7.91]",
        "21.67 [1.34, 351.3]",
        "4.16 [2.12, 8.17]",
    ):
        assert text in plot
        assert text in table
    assert "Wollmer 2012†" in plot


def test_from_the_table_of_the_plot_to_pubmed_in_one_click(eight: str) -> None:
    table = section(eight, '<table class="stack plot-table">', "</table>")
    assert 'href="/studies/22364892"' in table
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/22364892/"' in table
    assert 'href="https://doi.org/10.4088/JCP.13m08845"' in table


def test_what_is_left_out_says_why(eight: str) -> None:
    left = section(eight, "Left out of the pool", "</dl>")
    assert "Brin 2020" in left
    assert "larger than any trial in the pool" in left


def test_the_same_people_are_shown_once(eight: str) -> None:
    assert eight.count("<b>54 of 100</b>") == 1
    assert "5.08†" in eight


def test_evidence_by_level(eight: str) -> None:
    table = section(eight, '<table class="stack evidence"', "</table>")
    assert table.index("Level 1") < table.index("Parsaik 2016") < table.index("Level 2")
    assert table.count('<tr id="work-') == 8
    assert "Allergan" in table
    assert "Limits:" in table


def test_what_is_around_the_verdict(eight: str) -> None:
    for words in (
        "What would change this", "To look at again", "Found, and not yet read", "GRADE worksheet",
        "Registered trials without a publication", "The verdict so far", "Cite this page",
    ):  # fmt: skip
        assert words in eight
    assert f'href="/studies/{CANDIDATE}"' in eight
    cite = section(eight, 'id="citation"', "</p>")
    assert "misleading, certainty low (draft, unsigned)" in cite
    assert "PubMed last asked 23 November 2026" in cite  # as the page says: in California it is
    assert "http://localhost/claims/eight-times" in cite


def test_neighbours_and_parts(room: Room, eight: str) -> None:
    assert 'rel="prev" href="/claims/positive-effects-adults"' in eight
    assert 'rel="next" href="/claims/germany-switzerland"' in eight
    part = room.get("/claims/eight-times-ratio").text
    assert 'Part of <a href="/claims/eight-times">' in part
    assert "<mark>eight times as many patients received positive effects from Botox</mark>" in part


def test_every_claim_is_valid_html(room: Room, site_db: Path) -> None:
    db = sqlite_utils.Database(site_db)
    claims = [line.id for line in read_claims(db)]
    db.conn.close()
    assert len(claims) == 36
    for claim in claims:
        reply = room.get(f"/claims/{claim}")
        assert reply.status_code == 200
        check_html(reply.text)


def test_no_link_leads_nowhere(room: Room, site_db: Path) -> None:
    db = sqlite_utils.Database(site_db)
    pages = ["/", *(f"/claims/{line.id}" for line in read_claims(db))]
    db.conn.close()
    links = {
        html.unescape(link).partition("#")[0]
        for page in pages
        for link in re.findall(r'(?:href|src)="(/[^"]*)"', room.get(page).text)
    }
    assert len(links) > 100
    dead = {link: code for link in links if (code := room.get(link).status_code) != 200}
    assert not dead


def test_plots_pool_what_the_review_pooled(site_db: Path) -> None:
    db = sqlite_utils.Database(site_db)
    claims = [claim for (claim,) in db.execute("SELECT DISTINCT claim FROM syntheses").fetchall()]
    assert claims
    for claim in claims:
        view = read_claim_view(db, claim)
        assert view is not None
        drawn = {plot.name: plot for group in view.groups for plot in group.plots}
        for pool in view.page.pools:
            pooled = drawn[pool.name].pooled
            assert pooled is not None
            assert pooled.effect.value == pytest.approx(pool.estimate)
            assert pooled.effect.low == pytest.approx(pool.low)
            assert interval(pooled.effect) in drawn[pool.name].figure
    db.conn.close()


def test_claim_review_is_honest_about_a_draft(eight: str) -> None:
    told = linked_data(eight)
    assert told["@type"] == "ClaimReview"
    assert told["url"] == "http://localhost/claims/eight-times"
    assert told["creativeWorkStatus"].startswith("Draft")
    assert told["reviewRating"]["alternateName"] == "Misleading (draft)"
    assert "ratingValue" not in told["reviewRating"]
    assert told["author"] == told["publisher"] == {"@type": "Organization", "name": "littrack"}
    assert told["itemReviewed"]["@type"] == "Claim"
    assert len(told["citation"]) == 8


def test_head_for_others(eight: str) -> None:
    assert '<link rel="canonical" href="http://localhost/claims/eight-times">' in eight
    assert '<meta property="og:title" content="Misleading (draft): ' in eight
    assert '<html lang="en">' in eight


def test_an_address_of_its_own_for_each_host(room: Room) -> None:
    first = room.get("/claims/fda-status").text
    other = room.get("/claims/fda-status", headers={"host": "other.example"}).text
    assert "http://localhost/claims/fda-status" in first
    assert "http://other.example/claims/fda-status" in other
    assert "other.example" not in room.get("/claims/fda-status").text


def test_an_unknown_claim_is_a_plain_404(room: Room) -> None:
    reply = room.get("/claims/none")
    assert reply.status_code == 404
    assert "No claim is called none" in reply.text
    check_html(reply.text)


def test_hostile_words_stay_words(two_rooms: Room) -> None:
    page = two_rooms.get("/claims/tea-helps").text
    check_html(page)
    assert "<script>alert" not in page
    assert linked_data(page)["claimReviewed"].startswith("Tea </script><script>")
    assert "<b>Schlaf" not in page


def test_a_signed_verdict_says_who_answers_for_it(two_rooms: Room) -> None:
    page = two_rooms.get("/claims/tea-helps").text
    assert "Signed by Dr Made-up Person on 22 November 2026." in page
    told = linked_data(page)
    assert told["creativeWorkStatus"] == "Published"
    assert told["author"] == {"@type": "Person", "name": "Dr Made-up Person"}
    assert told["itemReviewed"]["author"]["name"] == "Made-up Publisher"
    assert (told["datePublished"], told["dateModified"]) == ("2026-11-22", FIRST_NIGHT)
    assert "an interval [1, 2] beside it" in page


def test_retracted_evidence_cannot_be_missed(two_rooms: Room) -> None:
    page = two_rooms.get("/claims/tea-helps").text
    assert page.index('class="banner"') < page.index('<div class="verdict')
    assert "RETRACTED" in section(page, '<table class="stack evidence"', "</table>")
    assert linked_data(page)["citation"][0]["creativeWorkStatus"] == "Retracted"


@pytest.mark.parametrize(
    "address",
    [
        "/topics/made-up-tea",
        "/claims/tea-helps",
        "/claims/tea-helps-one",
        "/claims/tea-helps?as_of=2026-11-24",
        "/claims/tea-helps/card",
        f"/studies/{RETRACTED}",
        "/new",
    ],
)
def test_quotations_are_in_the_language_of_their_article(two_rooms: Room, address: str) -> None:
    page = two_rooms.get(address).text
    said = re.findall(r"<q([^>]*)>(?=Tea|heals)", page)
    assert said, address
    assert set(said) == {' lang="de"'}


def test_a_claim_of_one_of_several_topics_leads_back_to_it(two_rooms: Room) -> None:
    assert 'href="/topics/made-up-tea#tea-helps"' in two_rooms.get("/claims/tea-helps-one").text


def test_below_a_path(own_db: Path, open_room: Callable[..., Room]) -> None:
    page = open_room(own_db, base_url="/below/").get("/claims/eight-times").text
    assert not re.findall(r'(?:href|src|action)="/(?!below/)', page)
    assert '<link rel="canonical" href="http://localhost/below/claims/eight-times">' in page


def test_a_claim_as_of_a_day(room: Room) -> None:
    reply = room.get("/claims/eight-times?as_of=2026-11-24")
    assert reply.status_code == 200
    check_html(reply.text)
    assert "As of 24 November 2026" in reply.text
    assert 'name="robots" content="noindex' in reply.text
    early = room.get("/claims/eight-times?as_of=2001-01-01")
    assert "There was no verdict here on that day" in early.text
    check_html(early.text)
    assert (
        'evidence added: <a href="/studies/22364892">Wollmer 2012</a> <bdi>contradicts</bdi>'
        in early.text
    )


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/claims/eight-times?as_of=yesterday", 400),
        ("/claims/eight-times?as_of=2026-13-01", 400),
        ("/claims/eight-times?as_of=9999-12-31", 400),
        ("/claims/eight-times?as_of=", 302),
        ("/claims/no-such?as_of=2026-11-24", 404),
    ],
)
def test_days_that_cannot_be(room: Room, address: str, status: int) -> None:
    assert room.get(address).status_code == status


def test_a_retracted_candidate_says_so(own_db: Path, open_room: Callable[..., Room]) -> None:
    with closing(sqlite3.connect(own_db)) as db, db:
        db.execute("UPDATE studies SET integrity = 'retracted' WHERE id = ?", (CANDIDATE,))
    page = open_room(own_db).get("/claims/eight-times").text
    found = section(page, 'id="candidates"', "</ul>")
    assert re.search(
        rf'{CANDIDATE}">.*?</a> <strong class="integrity is-retracted">RETRACTED', found
    )
