from __future__ import annotations

import pytest

from littrack.appraise import flags as f
from littrack.appraise.flags import (
    Baseline,
    CitedStudy,
    ClaimState,
    Event,
    PoolFigure,
    UnreadStudy,
    flags,
    months_between,
)

TODAY = "2026-11-24"
JUDGED = "2026-11-01"


def claim(**changes: object) -> ClaimState:
    values: dict[str, object] = {"review": "signed", "judged": JUDGED}
    return ClaimState(**{**values, **changes})  # type: ignore[arg-type]


def kinds(state: ClaimState, today: str = TODAY) -> list[str]:
    return [flag.kind for flag in flags(state, today)]


def pool(
    estimate: float | None, low: float | None, high: float | None, name: str = "mood"
) -> PoolFigure:
    return PoolFigure(name, "risk ratio", 1.0, estimate, low, high, 3, 120)


def unread(**changes: object) -> UnreadStudy:
    values: dict[str, object] = {
        "study": "1", "label": "Doe J 2026", "design": "randomized controlled trial", "level": 2,
        "entered": "2026-11-10", "joined": False,
    }  # fmt: skip
    return UnreadStudy(**{**values, **changes})  # type: ignore[arg-type]


def test_a_signed_recent_verdict_raises_nothing() -> None:
    assert flags(claim(), TODAY) == ()


def test_a_draft_is_flagged() -> None:
    assert kinds(claim(review="draft")) == [f.UNSIGNED]


@pytest.mark.parametrize(
    ("judged", "old"), [("2025-11-24", True), ("2025-11-25", False), (None, False)]
)
def test_an_old_verdict(judged: str | None, old: bool) -> None:
    assert (f.OLD in kinds(claim(judged=judged))) is old


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [("2024-02-29", "2025-02-28", 11), ("2024-02-29", "2025-03-01", 12), (TODAY, TODAY, 0)],
)
def test_months_between(earlier: str, later: str, expected: int) -> None:
    assert months_between(earlier, later) == expected


@pytest.mark.parametrize(
    ("kind", "flag"),
    [("retraction", f.RETRACTED), ("expression of concern", f.CONCERN), ("erratum", f.CORRECTED)],
)
def test_what_happened_to_a_cited_study(kind: str, flag: str) -> None:
    event = Event(kind, "2026-11-09", "2026-11-10T02:00:00Z")
    (raised,) = flags(claim(cited=(CitedStudy("1", "Doe J 2020", (event,)),)), TODAY)
    assert (raised.kind, raised.study) == (flag, "1")
    assert "Doe J 2020" in raised.detail
    assert "2026-11-09" in raised.detail


def test_a_correction_known_before_the_verdict_is_no_news_but_a_retraction_stays() -> None:
    events = tuple(Event(kind, None, "2026-10-01T02:00:00Z") for kind in ("erratum", "retraction"))
    assert kinds(claim(cited=(CitedStudy("1", "Doe J 2020", events),))) == [f.RETRACTED]


def test_an_update_of_a_review_is_no_fault() -> None:
    event = Event("update", None, "2026-11-10T02:00:00Z")
    assert kinds(claim(cited=(CitedStudy("1", "Doe J 2020", (event,)),))) == []


def test_two_tellings_of_one_retraction_are_one_flag() -> None:
    events = (Event("retraction", None, "2026-11-10"), Event("retraction", "2026-11", "2026-11-11"))
    assert kinds(claim(cited=(CitedStudy("1", "Doe J 2020", events),))) == [f.RETRACTED]


def test_a_new_high_level_study() -> None:
    assert kinds(claim(unread=(unread(),))) == [f.NEW_STUDY]
    assert kinds(claim(unread=(unread(level=3),))) == []
    assert kinds(claim(unread=(unread(level=None),))) == []


def test_a_study_from_before_the_verdict_is_told_apart() -> None:
    (flag,) = flags(
        claim(unread=(unread(entered="2020-01-01"), unread(study="2", entered=None))), TODAY
    )
    assert flag.kind == f.UNREAD_STUDIES
    assert flag.study is None


def test_a_study_with_an_old_date_that_joined_the_search_later_is_new() -> None:
    assert kinds(claim(unread=(unread(entered="2020-01-01", joined=True),))) == [f.NEW_STUDY]


def test_new_groups_and_harms() -> None:
    study = unread(new_groups=("Adolescent",), serious_harm=True)
    assert kinds(claim(unread=(study,), about_harm=True)) == [
        f.NEW_HARM,
        f.NEW_STUDY,
        f.NEW_SETTING,
    ]
    assert kinds(claim(unread=(study,))) == [f.NEW_STUDY, f.NEW_SETTING]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ((2.0, 1.2, 3.0), (2.0, 1.2, 3.0), []),
        ((2.0, 1.2, 3.0), (1.9, 1.1, 3.1), [f.INPUTS_CHANGED]),
        ((2.0, 1.2, 3.0), (1.5, 0.9, 2.9), [f.CROSSED, f.INPUTS_CHANGED]),
        ((1.5, 0.9, 2.9), (1.8, 1.1, 2.9), [f.CROSSED, f.INPUTS_CHANGED]),
        ((2.0, 1.2, 3.0), (3.4, 2.0, 6.0), [f.LEFT_INTERVAL, f.INPUTS_CHANGED]),
        ((2.0, 1.2, 3.0), (0.6, 0.4, 0.9), [f.CROSSED, f.LEFT_INTERVAL, f.INPUTS_CHANGED]),
        ((2.0, 1.2, 3.0), (None, None, None), [f.CROSSED, f.INPUTS_CHANGED]),
    ],
)  # fmt: skip
def test_a_pooled_estimate_that_moved(before: tuple, now: tuple, expected: list[str]) -> None:
    state = claim(baseline=Baseline((pool(*before),)), now=Baseline((pool(*now),)))
    assert kinds(state) == expected


def test_the_moved_estimate_says_both_figures() -> None:
    state = claim(baseline=Baseline((pool(2.0, 1.2, 3.0),)), now=Baseline((pool(1.5, 0.9, 2.9),)))
    told = flags(state, TODAY)[0].detail
    assert "2.00 [1.20, 3.00]" in told
    assert "1.50 [0.90, 2.90]" in told


def test_changed_concerns_are_told() -> None:
    state = claim(
        baseline=Baseline(concerns=(("imprecision", "serious"),)),
        now=Baseline(concerns=(("imprecision", "not serious"), ("inconsistency", "serious"))),
    )
    (flag,) = flags(state, TODAY)
    assert "imprecision: serious became not serious" in flag.detail
    assert "inconsistency: not assessed became serious" in flag.detail


def test_overdue_trials_are_one_flag() -> None:
    (flag,) = flags(claim(overdue=("NCT1", "NCT2")), TODAY)
    assert flag.kind == f.OVERDUE
    assert "NCT1, NCT2" in flag.detail


def test_every_flag_has_a_place_in_the_order() -> None:
    names = {value for name, value in vars(f).items() if name.isupper() and isinstance(value, str)}
    assert names == set(f.KINDS)
