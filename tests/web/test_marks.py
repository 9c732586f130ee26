"""Small shapes and words: marks, bars, dates, JSON inside a script element."""

from __future__ import annotations

import json

import pytest

from littrack.views.tallies import StanceTally, kind_of
from littrack.web.citing import shortened
from littrack.web.filters import (
    beyond,
    capital,
    dated,
    day,
    day_in,
    instant,
    json_text,
    nested,
    registry_date,
    why_found,
)
from littrack.web.marks import bar, marks


def test_one_mark_for_each_work_strongest_first() -> None:
    tally = StanceTally("supports", (("review", 1), ("trial", 2), ("people", 20)))
    drawn = marks(tally)
    assert drawn.count("M") == 23
    assert tally.words == (
        "1 systematic review or meta-analysis, 2 randomized trials, 20 other studies in people"
    )
    assert f'aria-label="supports: {tally.words}"' in drawn
    assert 'height="25.2"' in drawn, "more than a row is wrapped"


def test_a_retracted_study_counts_as_nothing_else() -> None:
    assert kind_of("randomized controlled trial", "retracted") == "retracted"
    assert kind_of("randomized controlled trial", None) == "trial"
    assert kind_of(None, None) == "other"


def test_a_bar_is_as_long_as_its_counts() -> None:
    drawn = bar([("supported", 3), ("not checkable", 1)])
    assert 'class="is-supported" fill="currentColor" x="0.0" width="747.0"' in drawn
    assert 'class="is-not-checkable" fill="currentColor" x="750.0" width="247.0"' in drawn
    assert "<rect" not in bar([])


@pytest.mark.parametrize(
    ("iso", "zone", "words"),
    [
        ("2026-11-24T02:00:00Z", None, "24 November 2026, 02:00 UTC"),
        ("2026-11-24T02:00:00Z", "Europe/Zurich", "24 November 2026, 03:00 CET"),
        ("2026-11-24T02:00:00Z", "No/Such_Zone", "24 November 2026, 02:00 UTC"),
        ("2026-11-24", "Europe/Zurich", "24 November 2026"),
        ("2026-11", None, "November 2026"),
        ("2026-13", None, "2026-13"),
        ("soon", None, "soon"),
        (None, None, ""),
    ],
)
def test_instants_in_words(iso: str | None, zone: str | None, words: str) -> None:
    assert instant(iso, zone) == words


def test_days_inside_a_sentence() -> None:
    assert dated("Last appraised on 2026-11-23.") == "Last appraised on 23 November 2026."
    assert dated("PMID 20261123, 2026-99-99") == "PMID 20261123, 2026-99-99"
    assert day("2026-11-03T10:00:00Z") == "3 November 2026"


def test_json_cannot_end_its_script_element() -> None:
    value = {"a": "</script><!--<script>&\u2028", "b": [1, None]}
    text = json_text(value)
    assert "<" not in text
    assert "&" not in text
    assert json.loads(text) == value


def test_a_long_quotation_is_cut_between_words() -> None:
    assert shortened("one two three", 8) == "one two …"
    assert shortened("one two", 8) == "one two"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2012-06 (estimated)", "June 2012 (estimated)"),
        ("2020-03-31 (listed end)", "31 March 2020 (listed end)"),
        ("before start", "before start"),
        ("2012-06-3", "2012-06-3"),
        ("2012-0601", "2012-0601"),
        (None, ""),
    ],
)
def test_dates_of_registries_in_words(text: str | None, words: str) -> None:
    assert registry_date(text) == words


def test_a_day_is_the_one_of_its_zone() -> None:
    assert day_in("2026-11-24T02:00:00Z", "America/Los_Angeles") == "23 November 2026"
    assert day_in("2026-11-24T02:00:00Z") == "24 November 2026"


def test_the_first_letter_alone_is_made_large() -> None:
    assert capital("pending (July 2017), NCT") == "Pending (July 2017), NCT"
    assert capital(None) == ""


def test_a_quotation_within_a_quotation() -> None:
    assert nested("the list, “to help.”") == "the list, ‘to help.’"


@pytest.mark.parametrize(
    ("answer", "rest"),
    [
        ("Misleading. In three trials.", "In three trials."),
        ("misleading: in three trials.", "In three trials."),
        ("Misleading.", "Misleading."),
        ("Misleadingly put.", "Misleadingly put."),
        (None, ""),
    ],
)
def test_an_answer_does_not_say_its_state_again(answer: str | None, rest: str) -> None:
    assert beyond(answer, "misleading") == rest


def test_why_a_study_was_suggested() -> None:
    assert why_found("found by “t-1/core” and “t/more”; says “a/b”") == (
        "Found by “core” and “more”; says “a/b”"
    )
