"""The page of one study."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from littrack.load import load_topics
from littrack.web.addresses import study_path
from littrack.web.markup import CONTROL, title, visible
from tests.web.conftest import Room
from tests.web.made_up import CANDIDATE, HOSTILE, MARKED_UP, NOTICE, RETRACTED, REVISED
from tests.web.shapes import check_html, linked_data


def metas(page: str) -> list[tuple[str, str]]:
    """The Highwire tags of a page."""
    found = re.findall(r'<meta name="(citation_\w+)" content="([^"]*)">', page)
    return [(name, unescape(content)) for name, content in found]


@pytest.mark.parametrize(
    "study", [CANDIDATE, HOSTILE, RETRACTED, REVISED, MARKED_UP, NOTICE, "22364892", "31609787"]
)
def test_valid_html(room: Room, study: str) -> None:
    reply = room.get(f"/studies/{study}")
    assert reply.status_code == 200
    check_html(reply.text)
    assert reply.text.count("<h1") == 1


def test_every_stored_study_has_a_page(room: Room, site_db: Path) -> None:
    with closing(sqlite3.connect(site_db)) as db:
        names = [name for (name,) in db.execute("SELECT id FROM studies")]
    for name in names:
        reply = room.get(study_path(name))
        assert reply.status_code == 200, (name, reply.headers.get("location"))
    outside = [name for name in names if name.startswith(("doi:", "url:", "key:"))]
    assert outside


def test_other_names_lead_to_the_studys_own_address(room: Room) -> None:
    for name in ("10.5555/made-up.99000001", "https://doi.org/10.5555/made-up.99000001",
                 "doi:10.5555/MADE-UP.99000001", "PMID:99000001", "pmid 99000001", "099000001"):  # fmt: skip
        reply = room.get(f"/studies/{quote(name)}")
        assert (reply.status_code, reply.headers.get("location")) == (302, "/studies/99000001"), (
            name
        )


def test_keys_and_earlier_ids(room: Room, own_db: Path, open_room: Callable[..., Room]) -> None:
    with closing(sqlite3.connect(own_db)) as db, db:
        key, study = db.execute("SELECT key, study FROM appraisals LIMIT 1").fetchone()
        db.execute(
            "INSERT INTO study_aliases VALUES ('url:https://example.org/a?b=c#d', ?, 'made up')",
            (study,),
        )
    opened = open_room(own_db)
    for name in (key, "url:https://example.org/a?b=c#d"):
        reply = opened.get(study_path(name))
        assert (reply.status_code, reply.headers["location"]) == (302, study_path(study))


def test_an_unknown_study(room: Room) -> None:
    reply = room.get("/studies/no%3Cscript%3E-such\u202e")
    assert reply.status_code == 404
    assert "<script>-such" not in reply.text
    assert room.get("/-/littrack/api/v1/studies/nothing.json").json()["status"] == 404


def test_the_retraction_stands_before_everything(room: Room) -> None:
    page = room.get(f"/studies/{RETRACTED}").text
    banner = page.index('class="banner grave"')
    assert banner < page.index("<h1")
    assert "This study was retracted" in page
    assert page[banner : page.index("<h1")].count("<li>") == 1, "the notice, once"
    assert f"https://pubmed.ncbi.nlm.nih.gov/{NOTICE}/" in page
    assert "<title>RETRACTED: " in page
    assert 'property="og:title" content="RETRACTED: ' in page
    assert "Retracted in: " in page
    assert linked_data(page)["creativeWorkStatus"] == "Retracted"
    assert f'href="/studies/{NOTICE}"' in page


def test_the_notice_names_what_it_retracts(room: Room) -> None:
    page = room.get(f"/studies/{NOTICE}").text
    assert "banner" not in page
    assert f'href="/studies/{RETRACTED}"' in page
    related = page[page.index('id="related"') :]
    assert "RETRACTED" in related


def test_what_zotero_reads(room: Room) -> None:
    page = room.get(f"/studies/{CANDIDATE}").text
    found = metas(page)
    facts = dict(found)
    assert facts["citation_title"] == "Made-up randomized trial of botulinum toxin for major depressive disorder."  # fmt: skip
    assert [content for name, content in found if name == "citation_author"] == ["Doe, J", "Roe, R A"]  # fmt: skip
    assert facts["citation_publication_date"] == "2026"
    assert facts["citation_journal_title"] == "Journal of Made-up Trials"
    assert (facts["citation_volume"], facts["citation_issue"]) == ("1", "1")
    assert (facts["citation_firstpage"], facts["citation_lastpage"]) == ("1", "9")
    assert facts["citation_doi"] == "10.5555/made-up.99000001"
    assert facts["citation_pmid"] == CANDIDATE
    assert facts["citation_issn"] == "0000-0000"
    assert facts["citation_abstract_html_url"] == f"http://localhost/studies/{CANDIDATE}"
    assert f'<link rel="canonical" href="http://localhost/studies/{CANDIDATE}">' in page


def test_what_search_engines_read(room: Room) -> None:
    facts = linked_data(room.get(f"/studies/{CANDIDATE}").text)
    assert facts["@type"] == "ScholarlyArticle"
    assert facts["author"][1] == {"@type": "Person", "name": "R A Roe", "givenName": "R A", "familyName": "Roe"}  # fmt: skip
    assert facts["isPartOf"]["@type"] == "PublicationIssue"
    assert "https://doi.org/10.5555/made-up.99000001" in facts["sameAs"]


def test_an_orcid_is_told_to_machines(own_db: Path, open_room: Callable[..., Room]) -> None:
    with closing(sqlite3.connect(own_db)) as db, db:
        db.execute(
            "UPDATE authors SET orcid = '0000-0002-1825-0097' WHERE study = ? AND name = 'Roe RA'",
            (CANDIDATE,),
        )
    page = open_room(own_db).get(f"/studies/{CANDIDATE}").text
    address = "https://orcid.org/0000-0002-1825-0097"
    assert linked_data(page)["author"][1]["sameAs"] == address
    names = [name for name, content in metas(page) if content in ("Roe, R A", address)]
    assert names == ["citation_author", "citation_author_orcid"]


def test_an_appraised_trial(room: Room) -> None:
    page = room.get("/studies/22364892").text
    assert "as appraised" in page
    assert "Its arms" in page
    assert "†" in page
    assert "Where each figure was read" in page
    assert 'href="/claims/eight-times"' in page
    assert "https://clinicaltrials.gov/study/NCT00934687" in page or "Registration" in page


def test_a_candidate_says_so(room: Room) -> None:
    page = room.get(f"/studies/{CANDIDATE}").text
    assert re.search(r"Suggested for \d+ claims, not yet judged", page)
    assert "https://clinicaltrials.gov/study/NCT99999999" in page
    for label in ("Background", "Methods", "Results"):
        assert f'<b class="label">{label}</b>' in page


def test_what_changed(room: Room) -> None:
    page = room.get(f"/studies/{REVISED}").text
    changed = page[page.index('id="changes"') :]
    assert "<del><bdi>first</bdi></del>" in changed
    assert "<ins><bdi>second</bdi></ins>" in changed


def test_links_of_a_record_are_named_in_words(room: Room) -> None:
    page = room.get(f"/studies/{RETRACTED}").text
    assert "Retraction notice · Made-up citation" in page
    assert "RetractionIn" not in page[page.index("<h1") :]


def test_markup_that_is_allowed(room: Room) -> None:
    page = room.get(f"/studies/{MARKED_UP}").text
    assert '<h1 class="title"><bdi>Made-up <i>in vitro</i> study of CO<sub>2</sub>, H<sup>+</sup> and <math><mi>x</mi></math> &amp; botulinum.</bdi></h1>' in page  # fmt: skip
    assert "18 more</a>" in page
    listed = room.get("/studies?q=vitro").text
    assert "<i>in <mark>vitro</mark></i>" in listed


@pytest.mark.parametrize("address", [f"/studies/{HOSTILE}", "/studies?q=javascript", "/studies?q=desrever"])  # fmt: skip
def test_hostile_text_is_only_text(room: Room, address: str) -> None:
    page = room.get(address).text
    check_html(page)
    for attack in (
        "<script>alert",
        "<img",
        "<svg onload",
        'javascript:alert(3)" onclick',
        "<b>Roe",
    ):
        assert attack not in page
    assert "&lt;script&gt;alert" in page
    assert "\u202e" not in page
    assert f"{CONTROL}desrever{CONTROL}" in page.replace("<mark>", "").replace("</mark>", "")


def test_the_cite_box(room: Room) -> None:
    page = room.get(f"/studies/{CANDIDATE}").text
    assert "<bdi>Doe J, Roe RA. Made-up randomized trial of botulinum toxin for major depressive disorder. <i>Journal of Made-up Trials</i>. 2026;1(1):1-9. doi:10.5555/made-up.99000001</bdi>" in page  # fmt: skip
    for name in ("bib", "ris", "nbib", "csl.json"):
        address = f"/studies.{name}?id={CANDIDATE}"
        assert f'href="{address}"' in page
        reply = room.get(address)
        assert reply.status_code == 200
        assert reply.text.count(f"made-up.{CANDIDATE}") >= 1
    apa = re.search(r'id="cite-apa"[^>]*><bdi>(.*?)</bdi>', page)
    assert apa
    assert apa[1] == room.get(f"/studies.apa.txt?id={CANDIDATE}").text.strip().replace(
        "Journal of Made-up Trials, 1(1)", "<i>Journal of Made-up Trials</i>, <i>1</i>(1)"
    ).replace("&", "&amp;")
    assert re.findall(r'data-copies="([^"]+)"', page) == [
        "ama", "cite-nlm", "cite-apa", "cite-chicago", "cite-harvard",
    ]  # fmt: skip


def test_json_of_a_study(room: Room) -> None:
    facts = room.get("/-/littrack/api/v1/studies/22364892.json").json()
    assert set(facts) == {
        "id", "path", "aliases", "pmid", "doi", "pmcid", "url", "title", "title_markup", "authors", "authors_text",
        "journal", "journal_abbreviation", "published", "published_online", "year", "volume", "issue", "pages",
        "languages", "kind", "publication_types", "design", "design_rule", "design_confidence", "level", "integrity",
        "integrity_events", "state", "merged_into", "abstracts", "mesh", "keywords", "chemicals", "registrations",
        "related", "appraisal", "claims", "suggested_for", "searches", "changes", "source", "first_seen",
        "last_changed", "checked", "trials", "reading_links", "reach", "standing",
    }  # fmt: skip
    assert set(facts["appraisal"]["arms"][0]) >= {"arm", "participants", "responders", "derived"}
    assert {each["claim"] for each in facts["claims"]} >= {"eight-times"}
    same = room.get("/-/littrack/api/v1/studies/doi%3A10.1016%2Fj.jpsychires.2012.01.027.json")
    assert same.json()["id"] == "22364892"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40))
def test_addresses_of_any_id_are_safe(study: str) -> None:
    path = study_path(study)
    parts = urlsplit(f"http://localhost{path}")
    assert (parts.path, parts.query, parts.fragment) == (path, "", "")
    assert path.isascii()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60) | st.sampled_from([
    "<i>a", "<i onclick=\"x\">a</i>", "<script>a</script>", "<math><script>a</script></math>", "<b></i></b>",
    '<math href="javascript:x"><mi>x</mi></math>', "<svg/onload=x>", "<annotation-xml><p>x</p></annotation-xml>"]))  # fmt: skip
def test_markup_never_lets_anything_else_pass(plain: str, markup: str) -> None:
    shown = str(title(plain, markup))
    names = re.findall(r"<(/?)([^\s>]*)([^>]*)>", shown)
    allowed = {"bdi", "mark", "i", "b", "u", "sub", "sup", "math", "mi"}
    assert {name for _, name, _ in names} <= allowed
    assert not any(attributes for _, _, attributes in names)
    assert shown.count("<") == len(names)


def test_controls_become_visible() -> None:
    assert visible("a\u202eb\u2066c\x07") == f"a{CONTROL}b{CONTROL}c{CONTROL}"
    assert visible("العربية\u200f") == "العربية\u200f"


def test_a_work_of_the_topic_files_leads_to_pubmed_before_its_record_is_stored(
    tmp_path: Path,
) -> None:
    queries = Path(__file__).parents[2] / "queries"
    load_topics(tmp_path / "littrack.db", queries)
    room = Room(tmp_path / "littrack.db")
    try:
        page, claim = room.get("/studies/31609787").text, room.get("/claims/eight-times").text
    finally:
        room.close()
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/31609787/"' in page
    assert re.search(r'href="https://pubmed.ncbi.nlm.nih.gov/22364892/"[^>]*>PubMed', claim)
