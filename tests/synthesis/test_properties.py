"""What holds for any trials: symmetry, scale, order, and intervals around their estimates."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from littrack.errors import DataError
from littrack.synthesis.diagnostics import cumulative, leave_one_out
from littrack.synthesis.effects import Counts, Estimate, ZeroCells, effect_size
from littrack.synthesis.heterogeneity import moments, paule_mandel, reml, tau2_at_q
from littrack.synthesis.mantel_haenszel import mantel_haenszel, peto
from littrack.synthesis.measures import Measure
from littrack.synthesis.pooling import pool
from littrack.synthesis.results import IntervalKind, Model, Pooled

RANDOM: tuple[Model, ...] = ("DerSimonian-Laird", "Paule-Mandel", "REML")
KINDS: tuple[IntervalKind, ...] = ("Wald", "Hartung-Knapp")


@st.composite
def tables(draw: st.DrawFn, low: int = 0) -> Counts:
    n1, n2 = draw(st.integers(2, 300)), draw(st.integers(2, 300))
    low = min(low, n1 - 1, n2 - 1)
    return Counts("t", draw(st.integers(low, n1 - low)), n1, draw(st.integers(low, n2 - low)), n2)


estimates = st.builds(
    Estimate, st.just("t"), st.floats(-5, 5), st.floats(1e-4, 20).map(lambda v: round(v, 6))
)
many_tables = st.lists(tables(), min_size=1, max_size=9)
many = st.lists(estimates, min_size=2, max_size=12)


def same(one: Pooled, two: Pooled) -> None:
    for field in ("estimate", "se", "low", "high", "p"):
        assert getattr(one, field) == pytest.approx(getattr(two, field), rel=1e-6, abs=1e-8)
    assert one.heterogeneity.tau2 == pytest.approx(two.heterogeneity.tau2, rel=1e-5, abs=1e-7)


@given(many_tables, st.sampled_from(["risk ratio", "odds ratio", "risk difference"]))
def test_swapping_the_arms_turns_the_sign(studies: list[Counts], measure: Measure) -> None:
    swapped = [
        Counts(t.label, t.events_control, t.n_control, t.events_treatment, t.n_treatment)
        for t in studies
    ]
    one, two = pool(studies, measure), pool(swapped, measure)
    assert one.estimate == pytest.approx(-two.estimate, rel=1e-6, abs=1e-8)
    assert one.low == pytest.approx(-two.high, rel=1e-6, abs=1e-7)


@given(many_tables)
def test_swapping_events_for_non_events_inverts_the_odds_ratio(studies: list[Counts]) -> None:
    turned = [
        replace(
            t,
            events_treatment=t.n_treatment - t.events_treatment,
            events_control=t.n_control - t.events_control,
        )
        for t in studies
    ]
    one, two = pool(studies, "odds ratio"), pool(turned, "odds ratio")
    assert one.estimate == pytest.approx(-two.estimate, rel=1e-6, abs=1e-8)


@given(many, st.sampled_from(RANDOM), st.sampled_from(KINDS), st.randoms())
def test_order_does_not_matter(
    studies: list[Estimate], model: Model, kind: IntervalKind, random: object
) -> None:
    shuffled = list(studies)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    same(pool(studies, "generic", model, kind), pool(shuffled, "generic", model, kind))


@given(many, st.sampled_from(["DerSimonian-Laird", "Paule-Mandel"]), st.floats(0.1, 10))
def test_a_change_of_unit_scales_everything(
    studies: list[Estimate], model: Model, unit: float
) -> None:
    scaled = [replace(each, yi=each.yi * unit, vi=each.vi * unit**2) for each in studies]
    one, two = pool(studies, "generic", model), pool(scaled, "generic", model)
    assert two.estimate == pytest.approx(one.estimate * unit, rel=1e-6, abs=1e-8)
    assert two.se == pytest.approx(one.se * unit, rel=1e-6, abs=1e-8)
    assert two.heterogeneity.i2 == pytest.approx(one.heterogeneity.i2, rel=1e-5, abs=1e-5)
    assert two.heterogeneity.q == pytest.approx(one.heterogeneity.q, rel=1e-6, abs=1e-8)


@given(many, st.sampled_from(RANDOM), st.sampled_from(KINDS))
def test_intervals_hold_their_estimates(
    studies: list[Estimate], model: Model, kind: IntervalKind
) -> None:
    pooled = pool(studies, "generic", model, kind)
    assert pooled.low <= pooled.estimate <= pooled.high
    assert pooled.prediction is not None
    assert pooled.prediction[0] <= pooled.low + 1e-12
    assert pooled.high <= pooled.prediction[1] + 1e-12
    assert 0 <= pooled.p <= 1
    assert min(each.yi for each in studies) - 1e-9 <= pooled.estimate
    assert pooled.estimate <= max(each.yi for each in studies) + 1e-9
    assert math.fsum(each.weight for each in pooled.studies) == pytest.approx(100)
    assert 0 <= pooled.heterogeneity.i2 < 100


@given(many)
def test_paule_mandel_solves_its_equation(studies: list[Estimate]) -> None:
    yi, vi = [each.yi for each in studies], [each.vi for each in studies]
    tau2 = paule_mandel(yi, vi)
    if tau2 > 0:
        assert moments(yi, vi, tau2).q == pytest.approx(len(yi) - 1, rel=1e-9)
    else:
        assert moments(yi, vi, 0).q <= len(yi) - 1


@given(many, st.floats(0.01, 50))
def test_q_profile_roots(studies: list[Estimate], target: float) -> None:
    yi, vi = [each.yi for each in studies], [each.vi for each in studies]
    tau2 = tau2_at_q(yi, vi, target)
    if tau2 > 0:
        assert moments(yi, vi, tau2).q == pytest.approx(target, rel=1e-8)


@given(many)
@settings(max_examples=200)
def test_reml_is_a_maximum_and_always_settles(studies: list[Estimate]) -> None:
    yi, vi = [each.yi for each in studies], [each.vi for each in studies]
    tau2 = reml(yi, vi)

    def likelihood(at: float) -> float:
        here = moments(yi, vi, at)
        return -0.5 * (sum(math.log(v + at) for v in vi) + math.log(here.total) + here.q)

    best = likelihood(tau2)
    assert best >= likelihood(0) - 1e-9
    for factor in (0.9, 0.99, 1.01, 1.1):
        assert best >= likelihood(tau2 * factor) - 1e-9
    if tau2 == 0:
        assert best >= likelihood(1e-7 * min(vi)) - 1e-9


@given(st.floats(-3, 3), st.floats(0.001, 5), st.integers(2, 10), st.sampled_from(RANDOM))
def test_trials_that_agree_have_no_variance_between_them(
    yi: float, vi: float, k: int, model: Model
) -> None:
    pooled = pool([Estimate("t", yi, vi)] * k, "generic", model, "Wald")
    assert pooled.heterogeneity.tau2 == 0
    assert pooled.se == pytest.approx(math.sqrt(vi / k))
    assert pooled.heterogeneity.tau2_interval is not None
    assert pooled.heterogeneity.tau2_interval.high == 0


@given(tables(low=1), st.integers(2, 6))
def test_a_trial_split_in_equal_parts_pools_to_itself(table: Counts, parts: int) -> None:
    effect = effect_size(table, "odds ratio", ZeroCells(0)) if not table.has_zero else None
    assume(effect is not None)
    assert effect is not None
    share = [replace(effect, vi=effect.vi * parts)] * parts
    pooled = pool(share, "odds ratio", "common effect")
    assert pooled.estimate == pytest.approx(effect.yi)
    assert pooled.se == pytest.approx(math.sqrt(effect.vi))


@given(many)
def test_a_trial_without_information_changes_nothing(studies: list[Estimate]) -> None:
    padded = [*studies, Estimate("vague", studies[0].yi, 1e12)]
    one = pool(studies, "generic", "common effect")
    two = pool(padded, "generic", "common effect")
    assert two.estimate == pytest.approx(one.estimate, rel=1e-6, abs=1e-8)
    assert two.studies[-1].weight < 1e-6


@given(many_tables, st.sampled_from(["risk ratio", "odds ratio", "risk difference"]))
def test_mantel_haenszel_is_symmetric_or_refuses(studies: list[Counts], measure: Measure) -> None:
    swapped = [
        Counts(t.label, t.events_control, t.n_control, t.events_treatment, t.n_treatment)
        for t in studies
    ]
    try:
        one = mantel_haenszel(studies, measure)
    except DataError:
        with pytest.raises(DataError):
            mantel_haenszel(swapped, measure)
        return
    two = mantel_haenszel(swapped, measure)
    assert one.estimate == pytest.approx(-two.estimate, rel=1e-9, abs=1e-9)
    assert one.se == pytest.approx(two.se, rel=1e-9)


@given(many_tables)
def test_peto_is_symmetric_or_refuses(studies: list[Counts]) -> None:
    swapped = [
        Counts(t.label, t.events_control, t.n_control, t.events_treatment, t.n_treatment)
        for t in studies
    ]
    try:
        one = peto(studies)
    except DataError:
        return
    assert one.estimate == pytest.approx(-peto(swapped).estimate, rel=1e-9, abs=1e-9)
    assert len(one.studies) + len(one.dropped) == len(studies)


@given(many)
def test_the_last_step_of_a_cumulative_pool_is_the_pool(studies: list[Estimate]) -> None:
    dated = [replace(each, year=2000 + at) for at, each in enumerate(studies)]
    same(cumulative(dated, "generic")[-1].pooled, pool(dated, "generic"))
    assert len(leave_one_out(dated, "generic")) == len(dated)
