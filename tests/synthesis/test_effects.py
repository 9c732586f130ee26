"""What a trial must report, and what is refused."""

from __future__ import annotations

import math

import pytest

from littrack.errors import DataError
from littrack.synthesis.effects import (
    Counts,
    Estimate,
    Means,
    NoEffect,
    Study,
    ZeroCells,
    effect_size,
    small_sample_factor,
)
from littrack.synthesis.measures import Measure, as_measure
from littrack.synthesis.pooling import pool
from littrack.synthesis.results import as_interval, as_model

TABLE = Counts("Made-up 2001", 6, 11, 0, 19)
MEANS = Means("Made-up 2002", 10, 4, 20, 12, 5, 22, scale="MADRS")


@pytest.mark.parametrize(
    ("events", "n", "control", "m"),
    [(5, 4, 0, 3), (-1, 4, 0, 3), (1, 0, 0, 3), (1, 4, 0, 0)],
)
def test_counts_that_cannot_be_right(events: int, n: int, control: int, m: int) -> None:
    with pytest.raises(DataError, match="Made-up 2001"):
        Counts("Made-up 2001", events, n, control, m)


def test_means_and_estimates_that_cannot_be_right() -> None:
    with pytest.raises(DataError, match="negative"):
        Means("Made-up", 1, -1, 10, 1, 1, 10)
    with pytest.raises(DataError, match="finite"):
        Means("Made-up", math.nan, 1, 10, 1, 1, 10)
    with pytest.raises(DataError, match="at least one"):
        Means("Made-up", 1, 1, 0, 1, 1, 10)
    with pytest.raises(DataError, match="variance"):
        Estimate("Made-up", 0.1, 0)
    with pytest.raises(DataError, match="finite"):
        Estimate("Made-up", math.inf, 1)


@pytest.mark.parametrize(
    ("study", "measure"),
    [
        (TABLE, "mean difference"),
        (TABLE, "Hedges g"),
        (TABLE, "generic"),
        (MEANS, "risk ratio"),
        (MEANS, "generic"),
        (Estimate("Made-up", 0.1, 0.1, "odds ratio"), "risk ratio"),
    ],
)
def test_mixing_measures_is_an_error(study: Study, measure: Measure) -> None:
    with pytest.raises(DataError, match="Made-up"):
        pool([study], measure)


def test_mixing_instruments_is_an_error_for_points_but_not_for_g() -> None:
    other = Means("Made-up 2003", 9, 4, 20, 12, 5, 22, scale="HAM-D")
    with pytest.raises(DataError, match="HAM-D, MADRS"):
        pool([MEANS, other], "mean difference")
    assert pool([MEANS, other], "Hedges g").k == 2


def test_only_trials_with_an_empty_cell_are_corrected() -> None:
    plain = Counts("Made-up 2004", 9, 15, 2, 15)
    assert effect_size(plain, "odds ratio").yi == pytest.approx(math.log(9.75))
    assert math.exp(effect_size(TABLE, "odds ratio").yi) == pytest.approx(46.0909, abs=1e-4)
    small = effect_size(TABLE, "odds ratio", ZeroCells(0.1))
    assert math.exp(small.yi) == pytest.approx(6.1 * 19.1 / (5.1 * 0.1))


def test_nothing_added_leaves_the_trial_out_and_says_so() -> None:
    with pytest.raises(NoEffect, match="empty cell"):
        effect_size(TABLE, "odds ratio", ZeroCells(0))
    pooled = pool([TABLE, Counts("B", 9, 15, 2, 15)], "risk ratio", correction=ZeroCells(0))
    assert [each.label for each in pooled.dropped] == ["Made-up 2001"]
    assert pooled.k == 1
    with pytest.raises(DataError, match="no trial to pool: Made-up 2001"):
        pool([TABLE], "risk ratio", correction=ZeroCells(0))


def test_double_zero_trials_stay_unless_declared_otherwise() -> None:
    empty = Counts("Made-up 2005", 0, 118, 0, 105)
    assert math.isfinite(effect_size(empty, "risk ratio").yi)
    with pytest.raises(NoEffect, match="nobody or everybody"):
        effect_size(empty, "risk ratio", ZeroCells(drop_double_zero=True))
    with pytest.raises(NoEffect, match="variance"):
        effect_size(empty, "risk difference", ZeroCells(0))
    assert "left out" in ZeroCells(drop_double_zero=True).describe()


def test_a_negative_correction_is_refused() -> None:
    with pytest.raises(DataError, match="0 or more"):
        ZeroCells(-0.5)


def test_hedges_exact_correction() -> None:
    assert small_sample_factor(10) == pytest.approx(0.9227456, rel=1e-6)
    assert small_sample_factor(1e6) == pytest.approx(1, rel=1e-6)
    with pytest.raises(NoEffect, match="four patients"):
        effect_size(Means("tiny", 1, 1, 1, 2, 1, 2), "Hedges g")
    with pytest.raises(NoEffect, match="deviations are zero"):
        effect_size(Means("flat", 1, 0, 9, 2, 0, 9), "Hedges g")
    with pytest.raises(NoEffect, match="variance"):
        effect_size(Means("flat", 1, 0, 9, 2, 0, 9), "mean difference")


def test_names_as_people_write_them() -> None:
    assert as_measure("RR") == "risk ratio"
    assert as_measure("hedges G") == "Hedges g"
    assert as_model("fixed") == "common effect"
    assert as_model("DerSimonian–Laird") == "DerSimonian-Laird"
    assert as_interval("hartung-knapp") == "Hartung-Knapp"
    for read, name in ((as_measure, "hazard ratio"), (as_model, "ML"), (as_interval, "exact")):
        with pytest.raises(DataError, match=r"use .*, "):
            read(name)


def test_a_hartung_knapp_interval_narrower_than_wald_says_so() -> None:
    alike = [Estimate(f"t{at}", 0.5 + at / 1000, 0.2) for at in range(5)]
    assert any("narrower" in note for note in pool(alike, "generic").notes)
    assert pool(alike, "generic", interval="Wald").notes == ()
    assert "one trial only" in pool(alike[:1], "generic").notes[0]
    same = pool([Estimate("a", 0, 1), Estimate("b", 0, 2)], "generic")
    assert (same.se, same.p) == (0, 1)


def test_a_level_lies_between_0_and_1() -> None:
    with pytest.raises(DataError, match="confidence level"):
        pool([Estimate("a", 0, 1)], "generic", level=95)
    narrow = pool([Estimate("a", 0, 1)], "generic", level=0.9)
    assert narrow.high == pytest.approx(1.6448536)


def test_models_that_do_not_fit_are_refused() -> None:
    for model in ("common effect", "Mantel-Haenszel", "Peto"):
        with pytest.raises(DataError, match=r"Hartung-Knapp|Wald"):
            pool([TABLE], "odds ratio", model, "Hartung-Knapp")
    with pytest.raises(DataError, match="odds ratio, not a risk ratio"):
        pool([TABLE], "risk ratio", "Peto")
    with pytest.raises(DataError, match="pools counts"):
        pool([TABLE], "Hedges g", "Mantel-Haenszel")
    with pytest.raises(DataError, match="needs the counts"):
        pool([MEANS], "odds ratio", "Mantel-Haenszel")
    with pytest.raises(DataError, match="no trial to pool"):
        pool([], "odds ratio")
