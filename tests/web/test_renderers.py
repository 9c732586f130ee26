"""Bibliography formats of Datasette's own tables, rows and queries."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from littrack.cite.formats import FORMATS
from littrack.web.renderers import RENDERED
from tests.web.conftest import Room
from tests.web.made_up import RETRACTED


def ids(room: Room, address: str) -> list[str]:
    """The studies of an export as JSON lines."""
    reply = room.get(address)
    assert reply.status_code == 200, reply.text
    return [json.loads(line)["id"] for line in reply.text.splitlines()]


def sql(text: str, form: str = "jsonl") -> str:
    return f"/littrack.{form}?sql={quote(text)}"


@pytest.mark.parametrize("name", RENDERED)
def test_every_format_of_a_filtered_table(room: Room, name: str) -> None:
    reply = room.get(f"/littrack/studies.{name}?integrity__exact=retracted")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == FORMATS[name].content_type
    assert reply.headers["content-disposition"] == f'attachment; filename="studies.{name}"'
    assert re.search("retract", reply.text, re.IGNORECASE)
    assert room.get(f"/littrack/studies/{RETRACTED}.{name}").text.count(RETRACTED) >= 1


def test_the_whole_table_is_written_whatever_the_page(room: Room) -> None:
    every = ids(room, sql("select id from studies order by year desc, rowid"))
    assert len(every) == len(set(every)) > 50
    assert sorted(ids(room, "/littrack/studies.jsonl")) == sorted(every)
    assert len(ids(room, "/littrack/studies.jsonl?_size=2&_next=2")) == len(every)
    newest = "?_sort_desc=year&year__gt=2015&_size=max"
    page = room.get(f"/littrack/studies.json{newest}&_shape=array").json()
    assert ids(room, f"/littrack/studies.jsonl{newest}") == [each["id"] for each in page]


def test_rows_that_name_studies_are_theirs(room: Room) -> None:
    claims = ids(room, "/littrack/claim_evidence.jsonl?claim__exact=eight-times&_sort=position")
    asked = ids(room, "/littrack/evidence_of_a_claim.jsonl?claim=eight-times")
    assert len(claims) == 8
    assert sorted(claims) == sorted(asked)
    text = room.get("/littrack/evidence_of_a_claim.ama.txt?claim=eight-times")
    assert text.headers["content-disposition"].endswith('"evidence_of_a_claim.ama.txt"')
    assert len(text.text.splitlines()) == 8


def test_a_query_of_ones_own_streams_past_the_longest_page(
    own_db: Path, open_room: Callable[..., Room]
) -> None:
    room = open_room(own_db)
    room.datasette._settings["max_returned_rows"] = 10
    many = sql("select study as study, name from authors order by name; -- everybody")
    assert len(ids(room, many)) > 10
    assert ids(room, sql("with a as (select * from studies where year = 2012) select * from a"))
    assert ids(room, sql("select 1 as id where 0")) == []


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        (sql("select id from claims"), 400, "their column id holds something else"),
        (sql("select title from studies"), 400, "no column of theirs is called study, id or pmid"),
        (sql("explain select id from studies"), 400, ""),
        (sql("delete from studies"), 400, "must be a SELECT"),
        (sql("select id from nowhere"), 400, "no such table"),
        ("/littrack/claims.ris", 400, "their column id holds something else"),
        ("/littrack/nothing.csl.json", 404, ""),
        ("/littrack.bib", 404, ""),
        ("/littrack/studies/0.ama.txt", 404, ""),
    ],
)
def test_what_is_no_study_is_refused(room: Room, address: str, status: int, said: str) -> None:
    reply = room.get(address)
    assert reply.status_code == status
    assert said in reply.text
    assert "Traceback" not in reply.text


def test_pages_offer_formats_only_where_there_are_studies(room: Room) -> None:
    table = room.get("/littrack/studies?year__gt=2015").text
    assert 'href="/littrack/studies.csl.json?year__gt=2015' in table
    assert 'href="/littrack/studies.ris?year__gt=2015' in table
    assert ".ris" not in room.get("/littrack/claims").text
    assert ".ris" not in room.get("/littrack/claims_and_their_evidence").text
    query = room.get("/littrack/evidence_of_a_claim?claim=eight-times").text
    assert 'href="/littrack/evidence_of_a_claim.ama.txt?claim=eight-times' in query
    assert f'href="/littrack/studies/{RETRACTED}.bib' in room.get(f"/littrack/studies/{RETRACTED}").text  # fmt: skip


def test_a_public_site_runs_no_sql_for_a_format(
    site_db: Path, open_room: Callable[..., Room]
) -> None:
    room = open_room(site_db, public=True, base_url="/lit/")
    assert room.get("/littrack.ris?sql=select+id+from+studies").status_code == 403
    assert room.get("/littrack/studies.ris?_where=1").status_code in (400, 403)
    assert room.get("/littrack/search_hits.ris").status_code == 200
    assert room.get("/littrack/studies.csl.json?year=2012").status_code == 200


def test_head_is_answered_without_a_body(room: Room) -> None:
    reply = room._loop.run_until_complete(room.datasette.client.head("/littrack/studies.ris"))
    assert (reply.status_code, reply.content) == (200, b"")
    assert reply.headers["content-type"] == FORMATS["ris"].content_type
