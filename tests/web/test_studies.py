"""The list of studies: searched, filtered, sorted, turned page by page, exported."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from littrack.cite.formats import FORMATS
from littrack.store.browsing import FACETS
from littrack.store.database import open_database
from littrack.views.study_query import is_canonical, read_query
from tests.web.conftest import Room
from tests.web.made_up import HOSTILE, MARKED_UP, RETRACTED
from tests.web.shapes import check_html, shape


def ids(page: str) -> list[str]:
    """The studies listed, in order."""
    return re.findall(r'<h3><a href="/studies/([^"]+)">', page)


def total(page: str) -> int:
    found = re.search(r'id="found" class="quiet">\s*(?:All )?(None|[\d,]+)', page)
    assert found
    return 0 if found[1] == "None" else int(found[1].replace(",", ""))


def facet(page: str, name: str) -> dict[str, tuple[str, int]]:
    """By label: address and count."""
    section = page[page.index(f'aria-labelledby="facet-{name}"') :]
    section = section[: section.index("</section>")]
    return {
        label.strip(): (unescape(address), int(count.replace(",", "")))
        for address, label, count in re.findall(
            r'<a href="([^"]+)"[^>]*>([^<]+)(?:<span.*?</span>)*</a> <span>([\d,]+)</span>', section
        )
    }


def counted(db: Path, sql: str) -> int:
    with closing(sqlite3.connect(db)) as connection:
        number: int = connection.execute(sql).fetchone()[0]
    return number


@pytest.mark.parametrize(
    "address",
    ["/studies", "/studies?q=botulinum", "/studies?q=depresion+zzz", "/studies?page=3&size=50",
     "/studies?design=meta-analysis&level=1&stance=supports&from=2010&to=2020",
     "/studies?population=women", "/studies?claim=no-such-claim", "/studies?page=999",
     f"/studies?q={HOSTILE}", "/studies?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E"],
)  # fmt: skip
def test_valid_html(room: Room, address: str) -> None:
    reply = room.get(address, follow_redirects=True)
    assert reply.status_code == 200
    check_html(reply.text)
    assert reply.text.count("<h1") == 1


def test_all_studies_newest_first(room: Room, site_db: Path) -> None:
    page = room.get("/studies").text
    assert total(page) == counted(site_db, "SELECT count(*) FROM studies")
    years = [int(year) for year in re.findall(r'class="by">.*?(\d{4})</p>', page)]
    assert len(ids(page)) == 20
    assert years == sorted(years, reverse=True)


def test_hits_are_highlighted_best_first(room: Room) -> None:
    page = room.get("/studies?q=retracted").text
    assert RETRACTED in ids(page)[:2]
    assert "was <mark>retracted</mark>" in page


@pytest.mark.parametrize("order", ["newest", "level", "seen"])
def test_orders(room: Room, site_db: Path, order: str) -> None:
    page = room.get(f"/studies?q=botulinum&sort={order}&size=100").text
    column = {"newest": "published", "level": "-coalesce(level, 9)", "seen": "first_seen"}[order]
    with closing(sqlite3.connect(site_db)) as db:
        facts = dict(db.execute(f"SELECT id, {column} FROM studies"))
    found = [facts[each] for each in ids(page)]
    assert found == sorted(found, reverse=True)


def test_pages_follow_one_another(room: Room) -> None:
    seen: list[str] = []
    address = "/studies?q=botulinum"
    while address:
        page = room.get(address, follow_redirects=True).text
        seen += ids(page)
        following = re.search(r'<a rel="next" href="([^"]+)"', page)
        address = unescape(following[1]) if following else ""
    assert len(seen) == len(set(seen)) == total(page)
    assert '<a rel="prev"' in page
    assert '<link rel="prev" href="http://localhost/studies?q=botulinum&amp;page=' in page


def test_every_count_is_what_its_link_finds(room: Room) -> None:
    """The counts beside the filters, of a selection that several filters make, one by one."""
    start = "/studies?q=botulinum&design=meta-analysis&design=systematic+review&from=2001"
    page = room.get(start).text
    assert 0 < total(page) < 126
    checked = 0
    for name in ("design", "level", "stance", "claim", "appraised", "free", "journal"):
        for label, (address, count) in facet(page, name).items():
            other = room.get(address, follow_redirects=True).text
            chosen = f"{name}=" in address.replace(start, "")
            if name == "design":
                values = facet(other, name)
                assert values[label][1] == count, (name, label)
            elif chosen:
                assert total(other) == count, (name, label)
            checked += 1
    assert checked > 20


def test_filters_combine(room: Room, site_db: Path) -> None:
    page = room.get("/studies?stance=qualifies&claim=eight-times").text
    sql = "SELECT count(*) FROM claim_evidence WHERE claim = 'eight-times' AND stance = 'qualifies'"
    assert total(page) == counted(site_db, sql) > 0
    free = room.get("/studies?design=case+report&free=yes").text
    sql = "SELECT count(*) FROM studies WHERE pmcid IS NOT NULL AND design = 'case report'"
    assert total(free) == counted(site_db, sql) > 0
    unreviewed = room.get("/studies?stance=unreviewed").text
    sql = "SELECT count(DISTINCT study) FROM claim_candidates WHERE state = 'unreviewed'"
    assert total(unreviewed) == counted(site_db, sql) > 0
    assert "Remove all filters" in page


def test_years(room: Room, site_db: Path) -> None:
    page = room.get("/studies?from=2010&to=2012").text
    assert total(page) == counted(
        site_db, "SELECT count(*) FROM studies WHERE year BETWEEN 2010 AND 2012"
    )
    assert "Years: 2010–2012" in page
    assert page.count('class="in"') == 3
    assert page.count('class="out"') > 20
    assert 'href="/studies?from=2011&amp;to=2011"' in page


@pytest.mark.parametrize(
    ("given", "shared"),
    [
        ("?q=&sort=&size=20", "/studies"),
        ("?level=2&design=other&page=1", "/studies?design=other&level=2"),
        ("?q=a&sort=best", "/studies?q=a"),
        ("?from=2020&to=2010", "/studies?from=2010&to=2020"),
        ("?utm_source=x&size=33&page=-2&from=abc", "/studies"),
    ],
)
def test_one_address_for_one_question(room: Room, given: str, shared: str) -> None:
    reply = room.get(f"/studies{given}")
    assert reply.status_code == 302
    assert reply.headers["location"] == shared


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80) | st.lists(st.tuples(st.sampled_from(
    ["q", "id", "design", "level", "claim", "journal", "from", "to", "sort", "size", "page", "x"]), st.text(max_size=12)),
    max_size=6).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)))  # fmt: skip
def test_the_shared_address_leads_to_itself(query_string: str) -> None:
    query = read_query(query_string)
    address = query.address.removeprefix("?")
    assert read_query(address) == query
    assert is_canonical(address, query)


def test_an_empty_result_helps(room: Room) -> None:
    page = room.get("/studies?q=depresion+xyzzy").text
    assert total(page) == 0
    assert 'Did you mean <a href="/studies?q=depression+xyzzy">depression</a>?' in page
    assert "https://pubmed.ncbi.nlm.nih.gov/?term=depresion" in page
    filtered = room.get("/studies?q=botulinum&claim=no-such-claim").text
    assert "the filters leave none of them" in filtered
    assert "remove" in filtered.lower()


@pytest.mark.parametrize(
    "words", ["99000001", "PMID 99000001", "10.5555/made-up.99000001", "https://doi.org/10.5555/MADE-UP.99000001"]
)  # fmt: skip
def test_a_number_leads_to_its_study(room: Room, words: str) -> None:
    page = room.get("/studies", params={"q": words}).text
    assert '<a href="/studies/99000001">go to 99000001</a>' in page


def test_a_retracted_study_cannot_be_missed(room: Room) -> None:
    page = room.get("/studies?q=retracted").text
    line = page[page.index('<li class="retracted">') :]
    assert line.index("RETRACTED") < line.index("<h3>")
    assert ids(room.get("/studies?integrity=retracted").text) == [RETRACTED]


def test_deleted_and_merged_records_are_marked(own_db: Path, open_room: Callable[..., Room]) -> None:  # fmt: skip
    with closing(sqlite3.connect(own_db)) as db, db:
        db.execute("UPDATE studies SET state = 'deleted' WHERE id = '99001001'")
        db.execute(
            "UPDATE studies SET state = 'merged', merged_into = '99001003' WHERE id = '99001002'"
        )
    room = open_room(own_db)
    page = room.get("/studies?record=deleted&record=merged").text
    assert sorted(ids(page)) == ["99001001", "99001002"]
    assert "Deleted by PubMed" in page
    assert "Merged by PubMed" in page
    merged = room.get("/studies/99001002").text
    assert '<a href="/studies/99001003">PMID 99001003</a>' in merged
    assert "PubMed has deleted this record" in room.get("/studies/99001001").text


@pytest.mark.parametrize("name", FORMATS)
def test_exports_hold_the_selection_in_its_order(room: Room, name: str) -> None:
    question = "?q=botulinum&from=2015&sort=newest"
    wanted: list[str] = []
    for page in (1, 2):
        wanted += ids(
            room.get(f"/studies{question}&size=50&page={page}", follow_redirects=True).text
        )
    reply = room.get(f"/studies.{name}{question}")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == FORMATS[name].content_type
    assert reply.headers["content-disposition"] == f'attachment; filename="studies.{name}"'
    found = {
        "csv": lambda text: [row["id"] for row in csv.DictReader(io.StringIO(text, newline=""))],
        "json": lambda text: [each["id"] for each in json.loads(text)],
        "csl.json": lambda text: [each["id"] for each in json.loads(text)],
        "jsonl": lambda text: [json.loads(line)["id"] for line in text.splitlines()],
        "ris": lambda text: re.findall(r"^AN  - (\d+)\r?$", text, re.MULTILINE),
        "nbib": lambda text: re.findall(r"^PMID- (\d+)$", text, re.MULTILINE),
        "bib": lambda text: re.findall(r"^  pmid = \{(\d+)\}", text, re.MULTILINE),
        "biblatex": lambda text: re.findall(r"^  eprint = \{(\d+)\}", text, re.MULTILINE),
        "enw.xml": lambda text: re.findall(
            r"<accession-num><style[^>]*>(\d+)</style></accession-num>", text
        ),
    }.get(name, str.splitlines)(reply.text)
    if name.endswith(".txt"):
        assert len(found) == len(wanted)
    elif name in ("ris", "nbib", "bib", "biblatex", "enw.xml"):
        assert found == [each for each in wanted if each.isdigit()]
    else:
        assert found == [unquote(each) for each in wanted]


def test_named_studies_can_be_asked_for(room: Room) -> None:
    page = room.get(f"/studies?id=PMID%3A{RETRACTED}&id={MARKED_UP}").text
    assert sorted(ids(page)) == sorted([RETRACTED, MARKED_UP])
    assert "2 named studies" in page


def test_an_unknown_format_is_not_found(room: Room) -> None:
    assert room.get("/studies.docx").status_code == 404


def test_json_of_the_list(room: Room) -> None:
    facts = room.get("/-/littrack/api/v1/studies.json?q=botulinum&size=50").json()
    assert facts["total"] > len(facts["studies"]) == 50
    assert facts["next"] == "/-/littrack/api/v1/studies.json?q=botulinum&size=50&page=2"
    found = shape(facts)
    assert set(found) == {
        "query", "total", "stored", "page", "pages", "size", "sort", "next", "facets", "years", "studies",
    }  # fmt: skip
    assert found["years"] == [{"year": "int", "count": "int"}]
    assert set(facts["studies"][0]) == {
        "id", "pmid", "doi", "pmcid", "title", "authors", "journal", "year", "design", "level", "integrity", "state",
        "merged_into", "first_seen", "one_line", "stances", "unreviewed_claims", "path",
    }  # fmt: skip
    for values in facts["facets"].values():
        assert shape(values) == [{"value": "str", "label": "str", "count": "int", "chosen": "bool"}]
    last = room.get("/-/littrack/api/v1/studies.json?q=botulinum&size=100&page=2").json()
    assert last["next"] is None


def test_an_empty_database(tmp_path: Path, open_room: Callable[..., Room]) -> None:
    path = tmp_path / "empty.db"
    open_database(path, create=True).conn.close()
    room = open_room(path)
    page = room.get("/studies").text
    check_html(page)
    assert "No study is stored yet" in page
    assert room.get("/studies.json").json() == []
    assert room.get("/-/littrack/api/v1/studies.json").json()["total"] == 0


def test_below_a_path(own_db: Path, open_room: Callable[..., Room]) -> None:
    page = open_room(own_db, base_url="/below/").get("/studies?q=botulinum").text
    addresses = re.findall(r'(?:href|action)="(/[^"]*)"', page)
    assert addresses
    assert [each for each in addresses if not each.startswith("/below/")] == []


def test_new_studies_show_without_a_restart(own_db: Path, open_room: Callable[..., Room]) -> None:
    from tests.eutils.minimal import make_record
    from tests.web.made_up import night

    room = open_room(own_db)
    before = total(room.get("/studies").text)
    assert total(room.get("/studies?q=zebra").text) == 0
    db = open_database(own_db)
    night(db, (), [make_record("99009999", "Made-up zebra trial.")], "2026-11-25T02:00:00Z")
    db.conn.close()
    assert total(room.get("/studies").text) == before + 1
    assert ids(room.get("/studies?q=zebra").text) == ["99009999"]


@given(address=st.sampled_from((
    "", "q=a+b", "q=%26&id=1&id=2&design=cohort+study&from=1990", "to=2001&sort=level&size=50&page=3",
    "claim=one&claim=two&level=1&level=2", "q=x&sort=newest",
)), facet=st.sampled_from(FACETS), value=st.sampled_from(("1", "one", "cohort study", "ü&=")))  # fmt: skip
def test_the_short_way_to_an_address_leads_to_the_same(
    address: str, facet: str, value: str
) -> None:
    query = read_query(address)
    assert query.address_toggled(facet, value) == query.toggled(facet, value).address
    assert query.address_of_years(1999, None) == query.of_years(1999, None).address
    assert query.address_of_years(None, None) == query.of_years(None, None).address
