"""A claim as a card and as a picture on other people's pages, and the hash of what its page says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from sqlite_utils import Database

from littrack.store.database import open_database
from littrack.views.claim import read_claim_view
from littrack.web.content_hash import COVERS, content_of, content_sha256
from littrack.web.pages.card import COLOURS, width_of
from tests.web.conftest import Room
from tests.web.shapes import check_html


def test_a_card_may_stand_in_a_frame_and_no_other_page_may(room: Room) -> None:
    card = room.get("/claims/eight-times/card")
    assert card.status_code == 200
    check_html(card.text)
    assert "frame-ancestors *" in card.headers["content-security-policy"]
    assert "script-src 'self'" in card.headers["content-security-policy"]
    assert card.headers["x-frame-options"] != "DENY"
    assert 'target="_top"' in card.text
    assert "Misleading" in card.text
    assert "Draft, not signed." in card.text
    page = room.get("/claims/eight-times")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-frame-options"] == "DENY"
    assert "/claims/eight-times/card" in page.text


def test_the_picture_says_in_words_what_it_shows(room: Room) -> None:
    reply = room.get("/claims/eight-times/badge.svg")
    assert reply.headers["content-type"].startswith("image/svg+xml")
    svg = etree.fromstring(reply.content)
    texts = ["".join(each.itertext()) for each in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "Misleading"
    assert "certainty low · draft" in texts[1]
    [title] = svg.iter("{http://www.w3.org/2000/svg}title")
    assert "Misleading" in (title.text or "")
    assert int(svg.get("width") or 0) > width_of(texts[0]) + width_of(texts[1])


@pytest.mark.parametrize("address", ["/claims/no-such/card", "/claims/no-such/badge.svg"])
def test_unknown_claims(room: Room, address: str) -> None:
    assert room.get(address).status_code == 404


def test_letters_on_every_colour_can_be_read() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for colour in (*COLOURS.values(), "#2b2d31"):
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_the_hash_can_be_made_again_from_what_it_covers(room: Room) -> None:
    told = room.get("/-/littrack/api/v1/claims/eight-times.json").json()
    db = open_database(room.db)
    view = read_claim_view(db, "eight-times")
    db.conn.close()
    assert view is not None
    assert told["content_sha256"] == content_sha256(view)
    assert set(told["content_sha256_covers"]) == set(COVERS) == set(content_of(view))
    again = {
        "quote": told["quote"], "question": told["question"], "state": told["state"], "certainty": told["certainty"],
        "one_line": told["one_line"], "review": told["review"], "rationale": told["rationale"],
        "would_change": told["would_change"],
        "evidence": sorted([each["study"], each["stance"], each["integrity"] or ""] for each in told["works"]),
        "pools": [[each[name] for name in ("name", "measure", "trials", "estimate", "low", "high")] for each in told["pools"]],
    }  # fmt: skip
    text = json.dumps(again, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest() == told["content_sha256"]
    assert told["content_sha256"][:16] in room.get("/claims/eight-times").text


def test_the_card_changes_with_the_verdict(own_db: Path, open_room: Callable[..., Room]) -> None:
    db = Database(own_db)
    with db.conn:
        db.execute(
            "UPDATE claims SET state = 'supported', review = 'signed', reviewer = '<b>Dr Doe</b>' WHERE id = 'eight-times'"
        )
    db.conn.close()
    found = open_room(own_db)
    assert "Supported" in found.get("/claims/eight-times/card").text
    assert "signed" in found.get("/claims/eight-times/badge.svg").text
