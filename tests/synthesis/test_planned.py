"""A plan and appraised works in, a synthesis out: made-up works with the counts of the evidence's three trials."""

from __future__ import annotations

from dataclasses import replace

import pytest

from littrack.errors import ConfigError, DataError
from littrack.synthesis import asked
from littrack.synthesis.basis import family_name, short_name
from littrack.synthesis.findings import findings, plot_words, reference
from littrack.synthesis.planned import Synthesis, carry_out
from littrack.synthesis.terminal import as_json, as_text
from littrack.topics.model import (
    Arm,
    Baseline,
    CheckedArticle,
    Claim,
    LeftOut,
    PlannedTrial,
    PublishedFigure,
    SynthesisPlan,
    Topic,
    Work,
)


def work(key: str, author: str, year: int, *arms: Arm, n: int | None = None) -> Work:
    return Work(
        key, f"Made-up trial of {author}", "randomized controlled trial", "Made up.",
        authors=(author,), year=year, arms=arms, n_total=n,
    )  # fmt: skip


def arm(name: str, n: int | None, responders: int | None, *derived: str, **more: object) -> Arm:
    return Arm(name, n, responders=responders, derived=derived, **more)  # type: ignore[arg-type]


WORKS = (
    work("a12", "Alpha AB", 2012, arm("active", 15, 9),
         arm("saline", 15, 2, "responders", counts_basis="by subtraction")),
    work("b14", "de Beta C", 2014, arm("active", 33, 17), arm("saline", 41, 6, "n", "responders")),
    work("c14", "Gamma D", 2014, arm("active first", 11, 6), arm("placebo", 19, 0)),
    work("big20", "Delta E", 2020, arm("30 U", 65, None), n=255),
    work("pool16", "Epsilon F", 2016, n=134),
)  # fmt: skip
PLAN = SynthesisPlan(
    "response",
    "Odds of response in three made-up trials",
    "odds ratio",
    "responders",
    (
        PlannedTrial("a12", "active", "saline"),
        PlannedTrial("b14", "active", "saline"),
        PlannedTrial("c14", "active first", "placebo"),
    ),
    interval="Wald",
    left_out=(LeftOut("big20", "Its counts were not seen"), LeftOut("x", "Not a trial.")),
    published=PublishedFigure("pool16", 8.3),
    baseline=Baseline(10.7, "8 of 75 in these trials"),
)


def made(plan: SynthesisPlan = PLAN, works: tuple[Work, ...] = WORKS) -> Synthesis:
    return carry_out(plan, works)


def changed(key: str, arm_name: str, **fields: object) -> tuple[Work, ...]:
    return tuple(
        replace(
            each,
            arms=tuple(
                replace(a, **fields) if (each.key, a.name) == (key, arm_name) else a  # type: ignore[arg-type]
                for a in each.arms
            ),
        )
        for each in WORKS
    )


def test_the_published_odds_ratio_and_the_ratio_of_patients() -> None:
    result = made()
    assert result.pooled is not None
    effect = result.pooled.effect
    assert (effect.value, effect.low, effect.high) == pytest.approx((8.27, 3.36, 20.34), abs=0.005)
    assert result.published is not None
    assert result.published.agrees
    assert result.sensitivity is not None
    ratio = result.sensitivity.other_measures[0]
    assert ratio.measure == "risk ratio"
    figure = ratio.effect
    assert (figure.value, figure.low, figure.high) == pytest.approx((4.16, 2.12, 8.17), abs=0.005)


def test_absolute_response_in_both_arms_and_the_number_needed() -> None:
    absolute = made().absolute
    assert absolute is not None
    assert round(absolute.treatment.percent, 1) == 54.2
    assert round(absolute.control.percent, 1) == 10.7
    assert round(absolute.needed.value, 1) == 2.3
    assert absolute.at_baseline is not None


def test_what_each_number_rests_on() -> None:
    first, second, third = made().trials
    assert (first.label, second.label, third.label) == ("Alpha 2012", "de Beta 2014", "Gamma 2014")
    assert first.control.derived == ("responders",)
    assert first.control.basis == "by subtraction"
    assert second.control.derived == ("n", "responders")
    assert not third.derived


def test_without_derived_counts_nothing_can_be_pooled() -> None:
    result = made()
    assert result.sensitivity is not None
    found = result.sensitivity.without_derived
    assert found is not None
    assert (found.kept, found.pooled) == (("Gamma 2014",), None)
    said = " ".join(findings(result))
    assert "(Alpha 2012, de Beta 2014) only Gamma 2014 is left, so nothing can be pooled." in said


def test_two_printed_trials_are_pooled_without_the_derived_one() -> None:
    result = made(works=changed("b14", "saline", derived=()))
    assert result.sensitivity is not None
    found = result.sensitivity.without_derived
    assert found is not None
    assert found.pooled is not None
    assert found.pooled.k == 2
    assert not found.pooled.derived


def test_zero_cell_sensitivity() -> None:
    result = made()
    assert result.sensitivity is not None
    ways = [(p.model, p.correction.add) for p in result.sensitivity.zero_cells]
    assert ways == [("REML", 0.1), ("REML", 0.01), ("Mantel-Haenszel", 0.5), ("Peto", 0.5)]
    without = made(replace(PLAN, trials=PLAN.trials[:2]))
    assert without.sensitivity is not None
    assert without.sensitivity.zero_cells == ()


def test_the_largest_trial_is_named_with_its_reason() -> None:
    big, other = made().left_out
    assert (big.label, big.largest, big.n_total) == ("Delta 2020", True, 255)
    assert not other.largest
    said = findings(made())
    assert any("not in it: Delta 2020 (255 patients): Its counts were not seen." in s for s in said)


def test_one_changed_count_changes_the_result() -> None:
    other = made(works=changed("b14", "active", responders=10))
    assert other.pooled is not None
    assert other.pooled.effect.value < 7
    assert other.published is not None
    assert not other.published.agrees
    assert any("instead" in sentence for sentence in findings(other))


@pytest.mark.parametrize(
    ("works", "why"),
    [
        (changed("a12", "saline", responders=None), "the responders of 'saline' are not known"),
        (changed("a12", "saline", n=None), "the number of patients in 'saline' is not known"),
        (changed("a12", "saline", responders=16), "16 events among 15"),
        (WORKS[1:], "a12 is not among the appraised studies"),
        (changed("a12", "saline", name="water"), "a12 has no arm 'saline'"),
    ],
)
def test_a_trial_that_cannot_be_used_is_named(works: tuple[Work, ...], why: str) -> None:
    result = made(works=works)
    assert result.pooled is not None
    assert result.pooled.k == 2
    assert why in result.unusable[0].why
    assert any(why in sentence for sentence in findings(result))


def test_no_trial_at_all_is_said_not_raised() -> None:
    result = made(works=())
    assert result.pooled is None
    assert result.why_not is not None
    assert findings(result)[0].startswith(
        "Nothing can be pooled: no trial to pool: a12: a12 is not"
    )
    assert "Nothing can be pooled" in as_text(result)


def test_what_the_controls_got() -> None:
    def said(name: str, dose: str | None = None, trials: int = len(PLAN.trials)) -> str:
        works = tuple(
            replace(each, arms=tuple(
                replace(a, name=name, dose=dose) if a.name in ("saline", "placebo") else a
                for a in each.arms
            )) for each in WORKS
        )  # fmt: skip
        plan = replace(PLAN, trials=tuple(replace(t, control=name) for t in PLAN.trials[:trials]))
        return next(s for s in findings(made(plan, works)) if s.startswith("Comparison"))

    assert said("saline").endswith("Every one of them got a placebo; no group went without.")
    assert said("placebo", "saline injection").endswith("injected too; no group went without.")
    assert "Left untreated: Alpha 2012" in said("no treatment")
    assert said("sertraline").endswith("None is described as untreated.")
    assert (
        said("saline", trials=1)
        == "Comparison group: saline. It got a placebo; it did not go without."
    )


def test_the_same_arm_in_two_comparisons_is_told() -> None:
    twice = replace(PLAN, trials=(*PLAN.trials, replace(PLAN.trials[0])))
    result = made(twice)
    assert result.counted_twice == ("a12: active", "a12: saline")
    assert "Alpha 2012, active" in {trial.label for trial in result.trials}


def test_means_on_one_scale() -> None:
    works = tuple(
        work(
            f"m{at}", f"Mean{at} A", 2010 + at,
            Arm("active", 20, mean_change=-9 - at, sd=5, scale=scale),
            Arm("placebo", 22, mean_change=-4, sd=6, scale=scale),
        )
        for at, scale in enumerate(("MADRS", "HAM-D"))
    )  # fmt: skip
    trials = tuple(PlannedTrial(f"m{at}", "active", "placebo") for at in range(2))
    plan = SynthesisPlan("means", "Made-up change", "Hedges g", "mean_change", trials)
    result = carry_out(plan, works)
    assert result.pooled is not None
    assert result.pooled.interval == "Hartung-Knapp"
    assert result.absolute is None
    points = carry_out(replace(plan, measure="mean difference"), works)
    assert points.why_not is not None
    assert "different scales (HAM-D, MADRS)" in points.why_not
    odd = carry_out(replace(plan, measure="odds ratio"), works)
    assert odd.why_not is not None
    assert "cannot be made of means" in odd.why_not


def test_words_that_make_no_sense_are_refused() -> None:
    for wrong in ({"measure": "hazard ratio"}, {"model": "magic"}, {"interval": "exact"}):
        with pytest.raises(DataError, match="littrack knows"):
            made(replace(PLAN, **wrong))  # type: ignore[arg-type]


def test_names_of_works() -> None:
    assert family_name("de Boer C") == "de Boer"
    assert family_name("Holsboer-Trachsler E") == "Holsboer-Trachsler"
    assert family_name("The Made-up Study Group") == "The Made-up Study Group"
    assert short_name(replace(WORKS[0], authors=())) == "a12"
    assert short_name(replace(WORKS[0], year=None)) == "Alpha"


def test_words_and_line_of_the_plot() -> None:
    words = plot_words(made())
    assert (words.low_side, words.high_side) == (
        "more responded on control", "more responded on treatment",
    )  # fmt: skip
    line = reference(made())
    assert line is not None
    assert (line.value, line.label) == (8.3, "Epsilon 2016: 8.3")


TOPIC = Topic(
    "made-up",
    "Made up",
    CheckedArticle("Made-up article"),
    claims=(
        Claim("eight", "q", "quantitative", "?", "misleading", "r", syntheses=(PLAN,)),
        Claim("none", "q", "safety", "?", "supported", "r"),
    ),
    works=WORKS,
)


def test_asking_with_changes() -> None:
    ((claim, result),) = asked.carry_out_asked(
        (TOPIC,), "eight", None, asked.Changes(measure="RR", model="dl", interval="Hartung-Knapp")
    )
    assert claim == "eight"
    assert result.pooled is not None
    assert (result.pooled.model, result.pooled.df) == ("DerSimonian-Laird", 2)
    assert result.published is None
    assert result.plan.title.endswith("(as risk ratio)")
    assert "<style>" in asked.one_plot(((claim, result),), False)


@pytest.mark.parametrize(
    ("claim", "name", "message"),
    [
        ("nine", None, "there is no claim 'nine'; claims with a synthesis: eight"),
        ("none", None, "claim 'none' plans no synthesis; these do: eight"),
        ("eight", "other", "there is no synthesis named 'other': response"),
    ],
)
def test_asking_for_what_is_not_there(claim: str, name: str | None, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        asked.carry_out_asked((TOPIC,), claim, name, asked.Changes())


def test_one_plot_only() -> None:
    pair = asked.carry_out_asked((TOPIC,), None, None, asked.Changes())
    with pytest.raises(ConfigError, match="draws one"):
        asked.one_plot((*pair, *pair), False)
    with pytest.raises(ConfigError, match="no plot"):
        asked.one_plot((("eight", made(works=())),), False)
    with pytest.raises(ConfigError, match="hazard"):
        asked.carry_out_asked((TOPIC,), None, None, asked.Changes(measure="hazard ratio"))


def test_json_has_no_infinity_and_every_basis() -> None:
    text = as_json((("eight", made()),))
    assert "Infinity" not in text
    assert "NaN" not in text
    assert '"basis": "by subtraction"' in text
