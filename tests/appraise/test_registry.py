from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from littrack.appraise.registry import (
    NEVER_BEGUN,
    NO_RESULTS,
    OUTCOME_CHANGED,
    PAST_ITS_DATE,
    POSTED_ONLY,
    STATUS_UNKNOWN,
    STOPPED,
    TRIAL_FLAGS,
    OutcomeEdit,
    RegisteredTrial,
    combined,
    edited_after_start,
    latest_day,
    overdue,
    reports,
    trial_flags,
    unpublished,
)
from littrack.appraise.registry_words import Disagreement, Statement, disagreements

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
        ({"primary_completion": "2025-10", "completed": "2026-06"}, True),
        ({"primary_completion": "2026-01", "completed": "2026-06"}, False),
        ({"primary_completion": "2020-01 (estimated)", "status": "recruiting"}, False),
        ({"primary_completion": "2020-01 (estimated)", "status": "active, not recruiting"}, False),
        ({"primary_completion": "2020-01", "status": "active, not recruiting"}, True),
        ({"primary_completion": "2020-01 (estimated)", "status": "unknown"}, True),
        ({"primary_completion": "2020-01", "status": "terminated", "enrollment": 4}, True),
    ],
)
def test_overdue(changes: dict[str, object], expected: bool | None) -> None:
    assert overdue(trial(**changes), TODAY) is expected


def test_unpublished_counts_trials_with_results_only_on_the_registry() -> None:
    assert unpublished(trial(completed="2020-01", results_on_registry=True), TODAY)
    assert not unpublished(trial(completed="2020-01", published=True), TODAY)
    assert not unpublished(trial(started="2025-01"), TODAY)


def edit(former_since: str, before: str | None = "Score A", after: str | None = "Score B") -> OutcomeEdit:  # fmt: skip
    return OutcomeEdit(former_since, "2026-11-20T02:00:00Z", before, after)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"completed": "2020-01", "status": "completed"}, (NO_RESULTS,)),
        ({"completed": "2020-01", "status": "completed", "published": True}, ()),
        ({"completed": "2020-01", "results_on_registry": True}, (POSTED_ONLY,)),
        ({"completed": "2020-01", "results_on_registry": True, "published": True}, ()),
        ({"completed": "2026-06", "status": "completed"}, ()),
        ({"status": "terminated", "completed": "2020-01", "enrollment": 3}, (NO_RESULTS, STOPPED)),
        ({"status": "Terminated", "published": True}, (STOPPED,)),
        ({"status": "suspended", "started": "2026-01"}, (STOPPED,)),
        ({"status": "withdrawn", "enrollment": 0, "completed": "2020-01"}, (NEVER_BEGUN,)),
        ({"status": "recruiting", "primary_completion": "2026-01 (estimated)"}, (PAST_ITS_DATE,)),
        ({"status": "recruiting", "primary_completion": "2027-01 (estimated)"}, ()),
        ({"status": "recruiting (as of 2025)", "started": "2025-01-20"}, ()),
        ({"status": "unknown (last said recruiting)", "completed": "2024-01", "published": True}, (STATUS_UNKNOWN,)),
        ({"discrepancies": ("Paper gives response as primary",), "published": True}, (OUTCOME_CHANGED,)),
        ({"discrepancies": ("85 randomised against 60 planned",), "published": True}, ()),
        ({"started": "2026-01", "edits": (edit("2026-03-01T02:00:00Z"),)}, (OUTCOME_CHANGED,)),
        ({"started": "2026-06", "edits": (edit("2026-03-01T02:00:00Z"),)}, ()),
    ],
)  # fmt: skip
def test_what_to_know_of_a_trial(changes: dict[str, object], expected: tuple[str, ...]) -> None:
    assert tuple(flag.kind for flag in trial_flags(trial(**changes), TODAY)) == expected


def test_flags_are_sentences_that_stay_the_same() -> None:
    late = trial(status="terminated", why_stopped="No money.", completed="2020-01", enrollment=3)
    assert [flag.detail for flag in trial_flags(late, TODAY)] == [
        "Finished 2020-01; no results seen on its registry, and no publication known here.",
        "Terminated: “No money”.",
    ]
    assert trial_flags(late, TODAY) == trial_flags(late, "2031-01-01")


@pytest.mark.parametrize(
    ("told", "started", "expected"),
    [
        (edit("2026-03-01"), "2026-01", True),
        (edit("2026-01-15"), "2026-01", False),
        (edit("2026-03-01"), None, False),
        (edit("2026-03-01", "Score A\nScore B", "score b.\nScore  A"), "2020", False),
        (edit("2026-03-01", None), "2020", False),
        (edit("2026-03-01", after=None), "2020", False),
    ],
)
def test_an_edit_counts_only_where_the_former_text_stood_after_the_start(
    told: OutcomeEdit, started: str | None, expected: bool
) -> None:
    assert edited_after_start(told, started) is expected


@pytest.mark.parametrize(
    ("design", "published", "started", "expected"),
    [
        ("randomized controlled trial", "2018-05-01", "2015", True),
        (None, None, None, True),
        ("protocol", "2016", "2015", False),
        ("systematic review", "2020", "2015", False),
        ("randomized controlled trial", "2014-06", "2018-08-16", False),
        ("randomized controlled trial", "2018", "2018-08-16", True),
        ("randomized controlled trial", "2018-07-30", "2018-08", False),
    ],
)
def test_which_publication_can_report(
    design: str | None, published: str | None, started: str | None, expected: bool
) -> None:
    assert reports(design, published, started) is expected


def test_the_registry_counts_where_it_states_something() -> None:
    entered = trial(status="recruiting", enrollment=40, started="2015", results_on_registry=False)
    record = RegisteredTrial("NCT1", "T", status="completed", completed="2020-01", published=True)
    both = combined(entered, record)
    assert (both.status, both.enrollment, both.started, both.completed) == ("completed", 40, "2015", "2020-01")  # fmt: skip
    assert both.published
    assert both.results_on_registry is False
    assert combined(entered, None) is entered
    assert combined(None, record) is record
    with pytest.raises(ValueError, match="neither"):
        combined(None, None)


@pytest.mark.parametrize(
    ("entered", "registry", "expected"),
    [
        ({"status": "completed"}, {"status": "Completed"}, ()),
        ({"status": "unknown (last said active, March 2012)"}, {"status": "unknown (last said active)"}, ()),
        ({"status": "recruiting (as of 2025)"}, {"status": "completed"}, ("status",)),
        ({"status": "not seen"}, {"status": "completed"}, ()),
        ({"enrollment": "30 (published)"}, {"enrollment": "30 (actual)"}, ()),
        ({"enrollment": "30"}, {"enrollment": "31 (actual)"}, ("people",)),
        ({"started": "2011-07"}, {"started": "2011-07-13"}, ()),
        ({"completed": "2020-03-31 (listed end)"}, {"completed": "2020-04"}, ("end",)),
        ({"completed": None}, {"completed": "2020-04"}, ()),
        ({"results_posted": "none"}, {"results_posted": "2020-04-01"}, ("results",)),
        ({"results_posted": "posted"}, {"results_posted": "2020-04-01"}, ()),
        ({"results_posted": "2018-07-25"}, {"results_posted": "none"}, ("results",)),
    ],
)  # fmt: skip
def test_where_entry_and_record_differ(
    entered: dict[str, str], registry: dict[str, str], expected: tuple[str, ...]
) -> None:
    found = disagreements(Statement(**entered), Statement(**registry))
    assert tuple(each.what for each in found) == expected
    assert all(isinstance(each, Disagreement) and each.entered for each in found)


DATES = st.none() | st.dates().map(str) | st.sampled_from(["2012", "2012-06 (estimated)", "soon"])


@given(
    st.builds(
        RegisteredTrial,
        id=st.just("NCT1"),
        title=st.just("Made-up"),
        status=st.none()
        | st.sampled_from(["recruiting", "completed", "withdrawn", "x", "unknown"]),
        enrollment=st.none() | st.integers(0, 50),
        started=DATES,
        primary_completion=DATES,
        completed=DATES,
        results_on_registry=st.none() | st.booleans(),
        published=st.booleans(),
        why_stopped=st.none() | st.text(max_size=9),
    )
)
def test_a_trial_owes_nothing_that_was_told(known: RegisteredTrial) -> None:
    flags = trial_flags(known, TODAY)
    kinds = [flag.kind for flag in flags]
    assert kinds == sorted(kinds, key=TRIAL_FLAGS.index)
    assert (NO_RESULTS in kinds) == (overdue(known, TODAY) is True)
    if known.published or known.results_on_registry or known.enrollment == 0:
        assert NO_RESULTS not in kinds
    assert combined(known, known) == known
