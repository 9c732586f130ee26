from __future__ import annotations

import pytest

from littrack.appraise.registry import RegisteredTrial, latest_day, overdue, unpublished

TODAY = "2026-11-24"


def trial(**changes: object) -> RegisteredTrial:
    return RegisteredTrial("NCT1", "Made-up trial", **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012", "2012-12-28"), ("2012-06", "2012-06-28"), ("2012-06 (estimated)", "2012-06-28"),
        ("2020-03-31 (listed end)", "2020-03-31"), (None, None), ("not stated", None),
    ],
)  # fmt: skip
def test_partial_dates_mean_their_last_day(text: str | None, expected: str | None) -> None:
    assert latest_day(text) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"completed": "2020-01"}, True),
        ({"completed": "2025-11-24"}, True),
        ({"completed": "2025-11-25"}, False),
        ({"primary_completion": "2012-06 (estimated)"}, True),
        ({"completed": "2020-01", "published": True}, False),
        ({"completed": "2020-01", "results_on_registry": True}, False),
        ({"completed": "2020-01", "enrollment": 0}, False),
        ({"completed": "2020-01", "status": "withdrawn"}, False),
        ({"started": "2017-09-01", "status": "pending"}, True),
        ({"started": "2025-01-20", "status": "recruiting"}, False),
        ({}, None),
    ],
)
def test_overdue(changes: dict[str, object], expected: bool | None) -> None:
    assert overdue(trial(**changes), TODAY) is expected


def test_unpublished_counts_trials_with_results_only_on_the_registry() -> None:
    assert unpublished(trial(completed="2020-01", results_on_registry=True), TODAY)
    assert not unpublished(trial(completed="2020-01", published=True), TODAY)
    assert not unpublished(trial(started="2025-01"), TODAY)
