"""Tellings of one thing are one happening, whoever tells it."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from littrack.integrity import kinds
from littrack.integrity.events import Happening, Told, earliest, happenings, listed
from littrack.integrity.status import Standing, standing_of, still_standing

FIRST, SECOND, THIRD = (f"2026-01-{day:02}T02:00:00Z" for day in (1, 2, 3))
WATCH = "retraction-watch"


TELLINGS = st.builds(
    Told,
    kind=st.sampled_from(("retraction", "erratum")),
    source=st.sampled_from(("PubMed", "PubMed notice", "Crossref", "Retraction Watch")),
    date=st.sampled_from((None, "2020", "2020-06", "2020-06-04", "2020-07-01", "2021-01-01")),
    seen=st.sampled_from((FIRST, SECOND)),
    withdrawn=st.sampled_from((None, None, THIRD)),
    notice_pmid=st.sampled_from((None, "8", "9")),
    notice_doi=st.sampled_from((None, "10.5555/n", "10.5555/N", "10.5555/other")),
)


def retraction(source: str, date: str | None = None, seen: str = FIRST, **more: str) -> Told:
    return Told("retraction", source, date, seen, **more)  # type: ignore[arg-type]


def one(*events: Told) -> Happening:
    (found,) = happenings(events)
    return found


def test_one_retraction_that_four_tell() -> None:
    found = one(
        retraction("PubMed", "2020-06", SECOND, notice_pmid="9", notice="Lancet. 2020 Jun;1(1):1."),
        retraction("PubMed notice", "2020", THIRD, notice_pmid="9"),
        retraction("Crossref", "2020-06-04", notice_doi="10.5555/n"),
        retraction("Retraction Watch", "2020-06-05", asserted_by=WATCH, reason="Made-up reason"),
    )
    assert found.tellers == ("PubMed", "Crossref", "Retraction Watch")
    assert (found.date, found.seen) == ("2020-06-04", FIRST)
    assert (found.notice_pmid, found.notice_doi) == ("9", "10.5555/n")
    assert (found.notice, found.reason) == ("Lancet. 2020 Jun;1(1):1", "Made-up reason")


@pytest.mark.parametrize(
    ("two", "number"),
    [
        ((retraction("PubMed", "2020-01-01", notice_doi="10.5555/N"), retraction("Crossref", "2021-03-01", notice_doi="10.5555/n")), 1),
        ((retraction("PubMed", "2020-01-01"), retraction("Crossref", "2020-01-31")), 1),
        ((retraction("PubMed", "2020-01-01"), retraction("Crossref", "2020-03-31")), 2),
        ((retraction("PubMed", "2020"), retraction("Crossref", "2020-11-30")), 1),
        ((retraction("PubMed"), retraction("Crossref", "2020-11-30")), 1),
        ((retraction("PubMed", "2020", notice_pmid="8"), retraction("PubMed notice", "2020", notice_pmid="9")), 2),
        ((retraction("Crossref", "2019"), retraction("Crossref", "2021")), 2),
        ((retraction("PubMed", "2020"), Told("erratum", "PubMed", "2020", FIRST)), 2),
        ((retraction("PubMed", "2020"), retraction("PubMed", "2020", withdrawn=SECOND)), 2),
    ],
)  # fmt: skip
def test_what_is_one_and_what_is_two(two: tuple[Told, Told], number: int) -> None:
    assert len(happenings(two)) == len(happenings(reversed(two))) == number


@given(st.lists(TELLINGS, max_size=7), st.randoms())
def test_every_telling_is_in_one_happening_in_whatever_order_they_come(
    events: list[Told], random: Random
) -> None:
    found = happenings(events)
    assert sorted(map(repr, (each for one in found for each in one.told))) == sorted(
        map(repr, set(events))
    )
    assert all(
        len({(each.kind, each.withdrawn is None) for each in one.told}) == 1 for one in found
    )
    random.shuffle(events)
    assert happenings(events) == found


def test_dates_that_do_not_agree_are_told() -> None:
    found = one(retraction("PubMed", "2020-06"), retraction("Crossref", "2020-07-02"))
    assert found.dates == (("PubMed", "2020-06"), ("Crossref", "2020-07-02"))
    for day in ("2020-06-30", "2020-06-07"):
        assert one(retraction("PubMed", "2020-06"), retraction("Crossref", day)).dates == ()
    near = one(retraction("PubMed", "2020-06-01"), retraction("Crossref", "2020-06-08"))
    assert near.dates == ()


def test_a_flag_rests_on_the_first_telling_whoever_tells_it_later() -> None:
    found = one(retraction("Crossref", "2020-06-04", SECOND), retraction("PubMed", "2020-06"))
    assert found.first.source == "PubMed"
    assert found.seen == FIRST


def test_last_confirmed_is_the_latest_and_ends_with_the_telling() -> None:
    events = (
        retraction("PubMed", confirmed=SECOND),
        retraction("Crossref", confirmed=THIRD),
    )
    assert one(*events).confirmed == THIRD
    assert one(retraction("PubMed", confirmed=SECOND, withdrawn=THIRD)).confirmed is None


def test_small_words() -> None:
    assert earliest(["2021", "2020", "2020-05", "2020-05-06", None]) == "2020-05-06"
    assert earliest([None]) is None
    assert listed(("PubMed", "Crossref", "Retraction Watch")) == (
        "PubMed, Crossref and Retraction Watch"
    )
    assert set(kinds.MEANINGS) >= {*kinds.FAULTS, *kinds.PUBMED.values(), *kinds.CROSSREF.values()}


def standing(*events: Told, **asked: str) -> Standing:
    titles = {"pubmed": "PubMed", "crossref": "Crossref", "watch": "Retraction Watch"}
    return standing_of(events, {titles[name]: when for name, when in asked.items()})


def test_a_source_that_has_it_otherwise() -> None:
    found = standing(
        retraction("PubMed", "2020-06"),
        Told("expression of concern", "Crossref", "2020-06-02", FIRST),
        crossref=SECOND,
        watch=SECOND,
    )
    assert found.disputed
    assert found.sentence == (
        "Retracted since 2020-06, according to PubMed; Crossref has it as expression of concern; "
        "Retraction Watch says nothing of it."
    )


def test_a_reinstatement_that_the_others_have_not_heard_of() -> None:
    found = standing(
        retraction("Retraction Watch", "2012-01-01", asserted_by=WATCH),
        Told("reinstatement", "Retraction Watch", "2013-05-01", FIRST, WATCH),
        retraction("PubMed", "2012-01"),
        pubmed=SECOND,
        crossref=SECOND,
    )
    assert found.status == "reinstated"
    assert found.otherwise == (("PubMed", "retracted"),)
    assert found.silent == ()


def test_a_concern_that_was_lifted_stands_against_nothing_and_is_told() -> None:
    found = standing(
        Told("expression of concern", "Crossref", "2021-02-01", FIRST),
        Told("concern cleared", "Crossref", "2021-11-01", FIRST),
    )
    assert (found.status, found.kind) == (None, "concern cleared")
    assert found.sentence == (
        "An expression of concern was lifted on 2021-11-01, according to Crossref."
    )


def test_what_was_taken_back_or_settled_stands_no_longer() -> None:
    taken = (retraction("PubMed", "2012"), Told("reinstatement", "PubMed", "2013", FIRST))
    settled = (
        retraction("Retraction Watch", "2016-01-02"),
        Told("retracted and republished", "PubMed", "2016-04", FIRST),
    )
    lifted = (
        Told("expression of concern", "PubMed", "2021", FIRST),
        Told("concern cleared", "Crossref", "2022", FIRST),
        Told("erratum", "PubMed", "2022", FIRST),
    )
    assert [each.kind for each in still_standing(taken)] == ["reinstatement"]
    assert [each.kind for each in still_standing(settled)] == ["retracted and republished"]
    assert [each.kind for each in still_standing(lifted)] == ["concern cleared", "erratum"]
