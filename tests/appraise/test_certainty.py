from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from littrack.appraise.certainty import (
    CERTAINTIES,
    CONCERNS,
    DOMAINS,
    Body,
    BodyStudy,
    MissingTrial,
    PooledBody,
    optimal_information_size,
    resulting_certainty,
    worksheet,
)

RCT = "randomized controlled trial"


def trial(label: str = "Doe 2020", stance: str = "supports", **more: object) -> BodyStudy:
    return BodyStudy(label, stance, more.pop("design", RCT), **more)  # type: ignore[arg-type]


def pooled(**changes: object) -> PooledBody:
    values: dict[str, object] = {
        "name": "mood", "null": 1.0, "trials": 3, "participants": 134, "low": 2.1, "high": 8.2, "i2": 0.0,
        "control_events": 8, "control_people": 75,
    }  # fmt: skip
    return PooledBody(**{**values, **changes})  # type: ignore[arg-type]


def concern(body: Body, domain: str) -> str:
    return next(each.concern for each in worksheet(body).domains if each.domain == domain)


def reason(body: Body, domain: str) -> str:
    return next(each.reason for each in worksheet(body).domains if each.domain == domain)


def test_the_domains_come_in_grades_order() -> None:
    assert tuple(each.domain for each in worksheet(Body()).domains) == DOMAINS


def test_trials_start_high_and_everything_else_low() -> None:
    assert worksheet(Body((trial(),))).start == "high"
    assert worksheet(Body((trial(design="cohort study"),))).start == "low"
    assert worksheet(Body((trial(design="animal study"),))).start == "low"


def test_optimal_information_size_by_hand() -> None:
    # p1 = 0.2, p2 = 0.25: n = (1.959964 + 0.841621)^2 * (0.16 + 0.1875) / 0.0025 = 1090.97 a group
    assert optimal_information_size(0.2) == 2 * 1091


def test_optimal_information_size_needs_a_risk() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        optimal_information_size(1.0)


@given(st.floats(0.001, 0.79))
def test_rarer_events_need_more_people(risk: float) -> None:
    assert optimal_information_size(risk / 2) >= optimal_information_size(risk)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "serious"),
        ({"participants": 20000}, "not serious"),
        ({"low": 0.9}, "very serious"),
        ({"low": 0.9, "participants": 20000}, "serious"),
        ({"low": None, "high": None}, "not assessed"),
        ({"control_events": None, "participants": 500}, "not serious"),
        ({"control_events": None, "participants": 399}, "serious"),
    ],
)
def test_imprecision(changes: dict[str, object], expected: str) -> None:
    body = Body((trial(),), pooled(**changes))
    assert concern(body, "imprecision") == expected


def test_imprecision_states_the_size_it_asked_for() -> None:
    told = reason(Body((trial(),), pooled()), "imprecision")
    assert "134 people" in told
    assert "25% relative change from 10.7%" in told


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"i2": 49.9}, "not serious"),
        ({"i2": 50.0}, "serious"),
        ({"i2": 75.0}, "very serious"),
        ({"prediction_low": 0.8, "prediction_high": 20.0}, "serious"),
        ({"i2": None}, "not serious"),
    ],
)
def test_inconsistency(changes: dict[str, object], expected: str) -> None:
    assert (
        concern(Body((trial(), trial("Roe 2021")), pooled(**changes)), "inconsistency") == expected
    )


def test_studies_that_disagree_are_inconsistent() -> None:
    body = Body((trial(), trial("Roe 2021", "contradicts")))
    assert concern(body, "inconsistency") == "serious"
    assert reason(body, "inconsistency") == "studies disagree: Doe 2020 against Roe 2021"


def test_bias_is_read_from_the_appraised_limits() -> None:
    body = Body(
        (trial(limits="Patients could guess their group."), trial("Roe 2021", limits="Small."))
    )
    assert concern(body, "risk of bias") == "serious"
    assert "Doe 2020: blinding" in reason(body, "risk of bias")
    assert concern(Body((trial(limits="Small."),)), "risk of bias") == "not serious"
    assert concern(Body((trial(),)), "risk of bias") == "not assessed"


def test_indirectness_is_left_to_a_person() -> None:
    assert concern(Body((trial(),), pooled()), "indirectness") == "not assessed"


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ((), "not serious"),
        ((MissingTrial("NCT1", 5, False),), "not serious"),
        ((MissingTrial("NCT1", 10, False),), "serious"),
        ((MissingTrial("NCT1", None, True),), "serious"),
    ],
)
def test_publication_bias_counts_missing_trials(
    missing: tuple[MissingTrial, ...], expected: str
) -> None:
    body = Body((trial(participants=100),), None, missing)
    assert concern(body, "publication bias") == expected
    assert all(each.id in reason(body, "publication bias") for each in missing)


def test_eggers_test_only_from_ten_trials() -> None:
    few, many = (pooled(trials=n, egger_p=0.01) for n in (9, 10))
    assert concern(Body((trial(),), few), "publication bias") == "not serious"
    assert "fewer than ten" in reason(Body((trial(),), few), "publication bias")
    assert concern(Body((trial(),), many), "publication bias") == "serious"


@pytest.mark.parametrize(
    ("start", "concerns", "expected"),
    [
        ("high", {}, "high"),
        ("high", {"imprecision": "serious", "indirectness": "not assessed"}, "moderate"),
        ("high", {"imprecision": "serious", "risk of bias": "serious"}, "low"),
        ("high", {"imprecision": "very serious", "risk of bias": "very serious"}, "very low"),
        ("low", {"imprecision": "very serious"}, "very low"),
    ],
)
def test_the_resulting_certainty(start: str, concerns: dict[str, str], expected: str) -> None:
    assert resulting_certainty(start, concerns) == expected


@given(
    st.sampled_from(("high", "low")),
    st.dictionaries(st.sampled_from(DOMAINS), st.sampled_from(CONCERNS)),
)
def test_concerns_never_raise_the_certainty(start: str, concerns: dict[str, str]) -> None:
    result = resulting_certainty(start, concerns)
    assert CERTAINTIES.index(result) <= CERTAINTIES.index(start)
