"""Ratios as people."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from littrack.errors import DataError
from littrack.synthesis.absolute import (
    ArmTotal,
    at_baseline,
    crude_difference,
    number_needed,
    risk_with_treatment,
    totals,
)
from littrack.synthesis.effects import Counts, Estimate
from littrack.synthesis.pooling import pool
from littrack.synthesis.recompute import chi_square, from_f, from_p
from littrack.synthesis.results import Figure

TRIALS = [
    Counts("A", 9, 15, 2, 15),
    Counts("B", 17, 33, 6, 41),
    Counts("C", 6, 11, 0, 19),
]


def test_both_arms_of_the_three_trials() -> None:
    treatment, control = totals(TRIALS)
    assert (treatment.events, treatment.n, control.events, control.n) == (32, 59, 8, 75)
    assert (treatment.per_100, control.per_100) == (54, 11)
    needed = number_needed(crude_difference(treatment, control))
    assert needed.value == pytest.approx(2.295, abs=0.001)
    assert needed.describe() == "2.3 [1.7 to 3.4]"
    with pytest.raises(DataError, match="no trial"):
        totals([])


def test_half_a_person_is_rounded_up() -> None:
    assert ArmTotal(1, 8).per_100 == 13


def test_a_number_needed_passes_through_infinity() -> None:
    needed = number_needed(Figure(0.05, -0.02, 0.12))
    assert needed.through_infinity
    assert needed.describe() == "20.0 [8.3 for one more, through infinity, to 50.0 for one fewer]"
    harm = number_needed(Figure(-0.1, -0.2, -0.05))
    assert (harm.value, harm.through_infinity) == (-10, False)
    assert harm.describe() == "10.0 [5.0 to 20.0]"
    assert number_needed(Figure(0, -0.1, 0.1)).describe().startswith("∞ [10.0")


def test_at_a_stated_baseline() -> None:
    pooled = pool(TRIALS, "risk ratio", interval="Wald")
    found = at_baseline(pooled, 0.107)
    assert found.risk.value == pytest.approx(0.107 * pooled.effect.value)
    assert found.difference.value == pytest.approx(found.risk.value - 0.107)
    odds = at_baseline(pool(TRIALS, "odds ratio", interval="Wald"), 0.107)
    assert odds.risk.value == pytest.approx(0.4977, abs=1e-3)
    difference = at_baseline(pool(TRIALS, "risk difference", interval="Wald"), 0.107)
    assert 0.4 < difference.risk.value < 0.7


def test_a_baseline_is_a_share_and_a_measure_a_risk() -> None:
    pooled = pool(TRIALS, "risk ratio")
    for wrong in (0, 1, -1, 54.2):
        with pytest.raises(DataError, match="between 0 and 1"):
            at_baseline(pooled, wrong)
    with pytest.raises(DataError, match="says nothing about a risk"):
        at_baseline(pool([Estimate("t", 1, 1)], "generic"), 0.5)


@given(st.floats(0, 1e6), st.floats(0.001, 0.999))
def test_a_risk_stays_a_risk(effect: float, baseline: float) -> None:
    for measure in ("risk ratio", "odds ratio", "risk difference"):
        assert 0 <= risk_with_treatment(measure, effect, baseline) <= 1
    assert risk_with_treatment("odds ratio", math.inf, baseline) == 1


def test_recomputation_refuses_what_cannot_be() -> None:
    with pytest.raises(DataError, match="negative"):
        from_f(-1, 15, 15)
    with pytest.raises(DataError, match="between 0 and 1"):
        from_p(-3.7, 0, 65, 58)
    for groups in ([(1, 2)], [(0, 5), (0, 5)], [(5, 5), (5, 5)], [(0, 0), (1, 5)]):
        with pytest.raises(DataError, match="chi-square"):
            chi_square(groups)
