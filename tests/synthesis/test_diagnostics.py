"""Leave-one-out, cumulative, subgroup and Egger."""

from __future__ import annotations

from dataclasses import replace

import pytest

from littrack.errors import DataError
from littrack.synthesis.diagnostics import cumulative, egger, leave_one_out, subgroups
from littrack.synthesis.effects import Counts, Estimate
from littrack.synthesis.pooling import pool
from tests.synthesis.reference import analyses, close

BCG = next(each for each in analyses("metafor.json") if each.measure == "risk ratio")
TRIALS = [
    Counts("Made-up 2014", 17, 33, 6, 41, year=2014),
    Counts("Made-up 2012", 9, 15, 2, 15, year=2012),
    Counts("Made-up 2016", 6, 11, 0, 19, year=2016),
]


def test_leave_one_out_carries_all_statistics() -> None:
    steps = leave_one_out(BCG.studies, "risk ratio")
    assert len(steps) == 13
    for step in steps:
        found = step.pooled.heterogeneity
        assert step.pooled.k == 12
        assert found.tau2 > 0
        assert 0 < found.i2 < 100
        assert 0 < step.pooled.p < 1


def test_leaving_out_one_of_two_equal_trials_leaves_the_other() -> None:
    twin = TRIALS[0]
    assert [step.pooled.k for step in leave_one_out([twin, twin], "odds ratio")] == [1, 1]
    with pytest.raises(DataError, match="at least two"):
        leave_one_out([twin], "odds ratio")


def test_cumulative_goes_by_year() -> None:
    steps = cumulative(TRIALS, "odds ratio", interval="Wald")
    assert [step.year for step in steps] == [2012, 2014, 2016]
    assert [step.pooled.k for step in steps] == [1, 2, 3]
    assert steps[-1].pooled.effect.value == pytest.approx(8.2722, abs=1e-4)
    with pytest.raises(DataError, match="Made-up 2014 has none"):
        cumulative([replace(TRIALS[0], year=None), *TRIALS[1:]], "odds ratio")


def test_subgroups_against_metafor() -> None:
    """BCG by allocation: each group's REML, then rma() on the group estimates (metafor 3.8.1)."""
    kinds = "rrrraarrrssss"  # dat.bcg$alloc: random, alternate, systematic
    groups: dict[str, list] = {}
    for kind, study in zip(kinds, BCG.studies, strict=True):
        groups.setdefault(kind, []).append(study)
    found = subgroups(groups, "risk ratio", interval="Wald")
    assert found.df == 2
    assert found.q == pytest.approx(1.86144494615, abs=1e-8)
    assert found.p == pytest.approx(0.394268758886, abs=1e-8)
    by_name = dict(found.groups)
    assert by_name["r"].estimate == pytest.approx(-0.970964704263, abs=1e-9)
    assert by_name["a"].se == pytest.approx(0.281601613104, abs=1e-9)
    assert by_name["s"].heterogeneity.tau2 == pytest.approx(0.400345880175, abs=1e-9)


def test_subgroups_need_two() -> None:
    with pytest.raises(DataError, match="two groups"):
        subgroups({"all": TRIALS}, "risk ratio")


def test_egger_is_refused_below_ten_trials() -> None:
    with pytest.raises(DataError, match="from 10 trials on, these are 9"):
        egger(BCG.studies[:9], "risk ratio")
    assert egger(BCG.studies[:10], "risk ratio").df == 8


def test_egger_needs_trials_of_different_size() -> None:
    same = [Estimate(f"t{at}", at / 10, 0.2) for at in range(12)]
    with pytest.raises(DataError, match="different size"):
        egger(same, "generic")


def test_egger_against_metafor() -> None:
    found = egger(BCG.studies, "risk ratio")
    t, p, limit, slope = BCG.expected["egger"]
    assert close(found.t, t)
    assert close(found.p, p)
    assert close(found.limit, limit)
    assert close(found.slope, slope)
    assert found.se == pytest.approx(slope / t)
    assert pool(BCG.studies, "risk ratio").k == 13
