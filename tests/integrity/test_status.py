"""How a study stands, in every hard case."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from littrack.integrity import kinds
from littrack.integrity.status import STATUS, Told, standing_of, status_of
from tests.integrity.cases import CASES, Case, Event

KINDS = (*STATUS, kinds.CLEARED, kinds.UPDATE, kinds.OTHER)
DATES = st.sampled_from((None, "2019", "2019-05", "2019-05-06", "2020-01-01", "2021"))
EVENTS = st.builds(
    Told,
    kind=st.sampled_from(KINDS),
    source=st.sampled_from(("PubMed", "PubMed notice", "Crossref", "Retraction Watch")),
    date=DATES,
    seen=st.sampled_from(("2026-01-01T02:00:00Z", "2026-02-01T02:00:00Z")),
)


def told(events: tuple[Event, ...]) -> list[Told]:
    """A case's events, each seen a day after the one before."""
    return [
        Told(
            kind.removeprefix("-"), source, date, f"2026-01-{day:02}T02:00:00Z",
            withdrawn="2026-02-01T02:00:00Z" if kind.startswith("-") else None,
        )
        for day, (kind, source, date) in enumerate(events, 1)
    ]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    assert status_of(told(case.events)) == case.stands


def test_there_are_enough_cases_and_each_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 40


def test_no_erratum_is_shown_as_a_retraction() -> None:
    harmless = {
        "erratum",
        "corrected and republished",
        "update",
        "new version",
        "preprint of",
        "other notice",
    }
    for case in CASES:
        if {kind for kind, *_ in case.events} <= harmless:
            assert case.stands in (None, "corrected", "corrected and republished"), case.name


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_dated_events_may_arrive_in_any_order(case: Case) -> None:
    events = told(case.events)
    if all(event.date for event in events):
        for order in itertools.permutations(events):
            seen = [replace(event, seen="2026-01-01T02:00:00Z") for event in order]
            assert status_of(seen) == case.stands


@given(st.lists(EVENTS, max_size=6))
def test_an_erratum_never_retracts_and_telling_twice_changes_nothing(events: list[Told]) -> None:
    before = status_of(events)
    after = status_of([*events, Told(kinds.ERRATUM, "PubMed", "2022", "2026-03-01T02:00:00Z")])
    assert after == (before or "corrected")
    assert status_of([*events, *events]) == before
    assert status_of(list(reversed(events))) == before


@given(st.lists(EVENTS, max_size=6))
def test_what_is_told_no_more_counts_for_nothing(events: list[Told]) -> None:
    gone = [replace(event, withdrawn="2026-04-01T02:00:00Z") for event in events]
    assert status_of(gone) is None


def test_disagreement_is_said_and_not_averaged() -> None:
    events = [Told("retraction", "PubMed", "2020-06", "2026-01-01T02:00:00Z")]
    asked = {"Crossref": "2026-01-02T02:00:00Z", "Retraction Watch": None}
    standing = standing_of(events, asked)
    assert standing.status == "retracted"
    assert standing.disputed
    assert standing.sentence == (
        "Retracted since 2020-06, according to PubMed; Crossref says nothing of it."
    )


def test_silence_before_the_event_or_about_what_a_source_does_not_collect_is_no_disagreement() -> (
    None
):
    events = [Told("retraction", "PubMed", "2020-06", "2026-01-05T02:00:00Z")]
    assert not standing_of(events, {"Crossref": "2026-01-02T02:00:00Z"}).disputed
    errata = [Told("erratum", "PubMed", "2020-06", "2026-01-05T02:00:00Z")]
    assert not standing_of(errata, {"Retraction Watch": "2026-01-06T02:00:00Z"}).disputed


def test_what_crossref_passes_on_is_retraction_watchs_word() -> None:
    events = [
        Told("retraction", "Crossref", "2010-02-06", "2026-01-01T02:00:00Z", "retraction-watch"),
        Told(
            "retraction",
            "Retraction Watch",
            "2010-02-06",
            "2026-01-01T02:00:00Z",
            "retraction-watch",
        ),
    ]
    assert standing_of(events).told_by == ("Retraction Watch",)


@pytest.mark.parametrize(
    ("said", "kind"),
    [("Correction", "erratum"), ("corrigendum", "erratum"), ("retration", "retraction"), ("Retraction", "retraction"),
     ("expression-of-concern", "expression of concern"), ("removal", "removal"), ("corrected-article", "erratum"),
     ("publisher-note", "other notice"), ("something new", "other notice"), ("new_version", "new version")],
)  # fmt: skip
def test_every_type_that_publishers_deposit_has_a_meaning(said: str, kind: str) -> None:
    assert kinds.of_crossref(said) == kind


@pytest.mark.parametrize(
    ("nature", "reasons", "kind"),
    [("Retraction", "Error in Data;", "retraction"), ("Retraction", "Retract and Replace;", "retracted and republished"),
     ("Correction", "Retract and Replace;", "erratum"), ("Expression of concern", "", "expression of concern"),
     ("Reinstatement", "", "reinstatement"), ("Something", "", "other notice")],
)  # fmt: skip
def test_natures_of_retraction_watch(nature: str, reasons: str, kind: str) -> None:
    assert kinds.of_retraction_watch(nature, reasons) == kind
