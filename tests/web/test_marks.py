"""Small shapes and words: marks, bars, dates, JSON inside a script element."""

from __future__ import annotations

import json

import pytest

from littrack.views.tallies import StanceTally, kind_of
from littrack.web.citing import shortened
from littrack.web.filters import dated, day, instant, json_text
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
        ("2026-11", None, "2026-11"),
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
