"""A suggestion that a person dismissed stays dismissed, with the reason, until the entry goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from littrack.appraise import flags as kinds
from littrack.review import review
from littrack.store.database import open_database
from littrack.topics.model import Dismissed, Topic
from tests.made_up_topic import topic
from tests.test_review import NOTHING, Nights, record

STATES = "SELECT claim, state, why FROM claim_candidates WHERE study = '201' ORDER BY claim"
TRIAL = {"publication_types": ["Randomized Controlled Trial"], "mesh": ["Humans"]}


@pytest.fixture
def nights() -> Iterator[Nights]:
    db = open_database(":memory:", create=True)
    yield Nights(db)
    db.conn.close()


def dismissing(*entries: Dismissed) -> Topic:
    return replace(topic(), dismissed=entries)


def test_a_dismissed_study_is_no_longer_waiting_and_says_why(nights: Nights) -> None:
    nights.night(topic(), record("201", **TRIAL))
    before = nights.all(STATES)
    assert [row[:2] for row in before] == [("approved", "unreviewed"), ("helps", "unreviewed")]
    made = nights.night(dismissing(Dismissed("201", "It is about mice.", by="a reader")))
    assert made.dismissed == 2
    said = "It is about mice. (a reader)"
    assert nights.all(STATES) == [(claim, "dismissed", said) for claim in ("approved", "helps")]
    made = nights.night(topic())
    assert (made.dismissed, made.suggested) == (2, 2)
    assert nights.all(STATES) == before


def test_a_dismissal_ends_the_flag_that_the_study_raised(nights: Nights) -> None:
    nights.night(topic(), record("200"))
    nights.night(topic(), record("201", **TRIAL))
    assert kinds.NEW_STUDY in nights.flags()
    nights.night(dismissing(Dismissed("201", "Off the question.")))
    assert kinds.NEW_STUDY not in nights.flags()


def test_a_dismissal_holds_for_the_claims_it_names_and_before_the_study_comes(
    nights: Nights,
) -> None:
    nights.night(dismissing(Dismissed("201", "Elsewhere.", ("approved",))), record("201"))
    assert [row[:2] for row in nights.all(STATES)] == [
        ("approved", "dismissed"),
        ("helps", "unreviewed"),
    ]
    nights.night(dismissing(Dismissed("202", "Known noise.")), record("202"))
    rows = nights.all("SELECT state FROM claim_candidates WHERE study = '202'")
    assert rows == [("dismissed",), ("dismissed",)]


def test_a_second_review_of_a_dismissal_writes_nothing(nights: Nights) -> None:
    given = dismissing(Dismissed("201", "Off the question."))
    nights.night(given, record("201"))
    before = nights.db.conn.total_changes
    assert review(nights.db, None, [given], "2026-11-02T02:00:00Z") == NOTHING
    assert nights.db.conn.total_changes == before


def test_the_age_of_an_old_verdict_is_the_topics_own(nights: Nights) -> None:
    nights.night(topic())
    assert kinds.OLD not in nights.flags()
    nights.night(replace(topic(), review_after_months=1))
    assert kinds.OLD in nights.flags()
