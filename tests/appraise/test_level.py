from __future__ import annotations

import pytest

from littrack.appraise.clues import RecordFacts
from littrack.appraise.design import DESIGNS
from littrack.appraise.level import is_clinical, level, level_words, reviews_trials


@pytest.mark.parametrize(
    ("design", "expected"),
    [
        ("meta-analysis", 1), ("systematic review", 1), ("randomized controlled trial", 2),
        ("non-randomized trial", 3), ("cohort study", 3), ("case-control study", 4), ("case series", 4),
        ("case report", 4), ("narrative review", 5), ("animal study", 5), ("in vitro study", 5),
        ("guideline", None), ("regulatory document", None), ("protocol", None), ("other", None),
        ("qualitative study", None), (None, None),
    ],
)  # fmt: skip
def test_levels(design: str | None, expected: int | None) -> None:
    assert level(design) == expected


def test_a_review_is_no_stronger_than_what_it_reviews() -> None:
    assert level("meta-analysis", reviews_trials=False) == 3
    assert level("meta-analysis", reviews_trials=True) == 1
    assert level("randomized controlled trial", reviews_trials=False) == 2


def test_whether_a_review_names_trials() -> None:
    assert reviews_trials(RecordFacts("A review", "Eight randomised trials were pooled.")) is True
    assert reviews_trials(RecordFacts("A review", "Forty cohorts were pooled.")) is False
    assert reviews_trials(RecordFacts("A review")) is None
    assert reviews_trials(RecordFacts("Meta-analysis of randomized trials")) is True


def test_laboratory_and_protocol_papers_are_never_clinical() -> None:
    never = {design for design in DESIGNS if not is_clinical(design)}
    assert never == {"animal study", "in vitro study", "protocol", "other"}
    assert not is_clinical(None)


def test_levels_in_words() -> None:
    assert level_words(2) == "level 2 (randomized trial)"
    assert level_words(None) == "no level"
