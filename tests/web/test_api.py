"""The JSON API: shapes that other programs may rely on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import Room
from tests.web.shapes import shape

CARD = {
    "id": "str",
    "page": "str",
    "json": "str",
    "quote": "str",
    "kind": "str",
    "question": "str",
    "state": "str",
    "review": "str",
    "flags": "int",
    "unreviewed_candidates": "int",
}


@pytest.fixture(scope="module")
def claims(room: Room) -> Any:
    return room.get("/-/littrack/api/v1/claims.json").json()


@pytest.fixture(scope="module")
def eight(room: Room) -> Any:
    return room.get("/-/littrack/api/v1/claims/eight-times.json").json()


def test_any_site_may_read_it(room: Room) -> None:
    reply = room.get("/-/littrack/api/v1/claims.json")
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert reply.headers["access-control-allow-origin"] == "*"
    again = room.get("/-/littrack/api/v1/claims.json")
    assert again.headers["access-control-allow-origin"] == "*"
    assert again.content == reply.content


def test_shape_of_the_claims(claims: Any) -> None:
    assert set(claims) == {"version", "note", "topics"}
    (topic,) = claims["topics"]
    assert set(topic) == {
        "id", "title", "article", "pubmed_asked", "sentences_by_state", "works_cited", "claims",
    }  # fmt: skip
    assert topic["sentences_by_state"]["misleading"] == 2
    assert len(topic["claims"]) == 36
    for card in topic["claims"]:
        assert {key: kind for key, kind in shape(card).items() if key in CARD} == CARD
        assert set(card) == {*CARD, "parent", "highlight", "certainty", "one_line", "evidence"}


def test_parts_follow_their_sentence(claims: Any) -> None:
    ids = [card["id"] for card in claims["topics"][0]["claims"]]
    at = ids.index("eight-times")
    assert ids[at + 1 : at + 3] == ["eight-times-ratio", "eight-times-comparator"]


def test_shape_of_a_claim(eight: Any) -> None:
    assert set(eight) == {
        "version", "note", "topic", *CARD, "parent", "highlight", "certainty", "one_line", "evidence", "parts",
        "overlaps", "verdict", "rationale", "would_change", "works", "pools", "worksheet", "open_flags",
        "settled_flags", "candidates", "unpublished_trials", "history", "searches", "pubmed_asked",
            "content_sha256", "content_sha256_covers",
    }  # fmt: skip
    assert eight["verdict"]["state"] == "misleading"
    assert eight["evidence"]["contradicts"] == {"works": 3, "by_kind": {"review": 1, "trial": 2}}
    work = eight["works"][0]
    assert work["page"] == "http://localhost/studies/27138078"
    assert work["link"] == "https://pubmed.ncbi.nlm.nih.gov/27138078/"
    assert work["retracted"] is False


def test_each_pooled_figure_comes_with_what_went_in(eight: Any) -> None:
    ratio = next(pool for pool in eight["pools"] if pool["name"] == "response-risk-ratio")
    assert ratio["estimate"] == pytest.approx(4.16169322)
    assert [trial["key"] for trial in ratio["record"]["trials"]] == [
        "wollmer2012", "finzi2014", "magid2014",
    ]  # fmt: skip
    assert ratio["record"]["trials"][0]["control"]["derived"] == ["responders"]
    assert ratio["derived"] is True


def test_an_unknown_claim(room: Room) -> None:
    reply = room.get("/-/littrack/api/v1/claims/none.json")
    assert reply.status_code == 404
    assert reply.json()["error"] == "No claim is called none."
