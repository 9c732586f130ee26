"""Agreement with R's metafor 3.8.1 to 1e-6, on public data sets and on awkward made-up ones."""

from __future__ import annotations

import json

import pytest

from littrack.synthesis.diagnostics import egger, leave_one_out
from littrack.synthesis.effects import Counts, Estimate, Means, Study, effect_size
from littrack.synthesis.mantel_haenszel import mantel_haenszel, peto
from littrack.synthesis.measures import Measure, as_measure
from littrack.synthesis.pooling import pool
from tests.shared import SHARED
from tests.synthesis.reference import SETTINGS, Analysis, analyses, close, figures

ALL = [*analyses("metafor.json"), *analyses("made_up.json")]
FIELDS = ["estimate", "se", "low", "high", "p", "pi_low", "pi_high", "tau2", "i2", "h2", "q", "q_p"]
EVIDENCE = SHARED / "evidence" / "metafor.json"


def test_the_copy_holds_all_23_analyses() -> None:
    assert len(list(analyses("metafor.json"))) == 23


@pytest.mark.parametrize("analysis", ALL, ids=str)
def test_every_model_and_interval(analysis: Analysis) -> None:
    for key, setting in SETTINGS.items():
        if key not in analysis.expected:
            continue
        ours = figures(pool(analysis.studies, analysis.measure, *setting))
        for field, mine, theirs in zip(FIELDS, ours, analysis.expected[key], strict=True):
            assert close(mine, theirs), (key, field, mine, theirs)


@pytest.mark.parametrize("analysis", [each for each in ALL if "tau2_ci" in each.expected], ids=str)
def test_q_profile_intervals(analysis: Analysis) -> None:
    found = pool(analysis.studies, analysis.measure, "REML", "Wald").heterogeneity
    assert found.tau2_interval is not None
    assert found.i2_interval is not None
    low, high = analysis.expected["tau2_ci"]
    assert close(found.tau2_interval.low, low)
    assert close(found.tau2_interval.high, high)
    for mine, theirs in zip(found.i2_interval, analysis.expected.get("i2_ci", ()), strict=False):
        assert close(mine, theirs)


@pytest.mark.parametrize("analysis", [each for each in ALL if "loo" in each.expected], ids=str)
def test_leave_one_out(analysis: Analysis) -> None:
    steps = leave_one_out(analysis.studies, analysis.measure, "REML", "Wald")
    for step, theirs in zip(steps, analysis.expected["loo"], strict=True):
        pooled = step.pooled
        ours = (pooled.estimate, pooled.low, pooled.high, pooled.heterogeneity.tau2)
        assert all(close(a, b) for a, b in zip(ours, theirs, strict=True))


@pytest.mark.parametrize("analysis", [each for each in ALL if "egger" in each.expected], ids=str)
def test_egger(analysis: Analysis) -> None:
    found = egger(analysis.studies, analysis.measure)
    ours = (found.t, found.p, found.limit, found.slope)
    expected = analysis.expected["egger"]
    assert all(close(a, b) for a, b in zip(ours, expected, strict=False))


@pytest.mark.parametrize(
    "analysis", [each for each in ALL if "mantel_haenszel" in each.expected], ids=str
)
def test_mantel_haenszel_and_peto(analysis: Analysis) -> None:
    for name, method in (("mantel_haenszel", mantel_haenszel), ("peto", peto)):
        if name in analysis.expected:
            pooled = method(analysis.studies, analysis.measure)
            ours = (
                pooled.estimate, pooled.se, pooled.low, pooled.high, pooled.heterogeneity.q,
            )  # fmt: skip
            theirs = analysis.expected[name]
            assert all(close(a, b) for a, b in zip(ours, theirs, strict=False)), name


@pytest.mark.skipif(not EVIDENCE.is_file(), reason="the full metafor figures are not present")
def test_the_full_figures_where_they_are_present() -> None:
    for each in json.loads(EVIDENCE.read_text(encoding="utf-8"))["datasets"]:
        measure, studies = _from_evidence(each)
        for study, yi, vi in zip(studies, each["yi"], each["vi"], strict=True):
            effect = effect_size(study, measure)
            assert close(effect.yi, yi, 1e-12)
            assert close(effect.vi, vi, 1e-12)
        for key, setting in SETTINGS.items():
            theirs = each["results"][key]
            low, high = theirs["pi"] or (None, None)
            expected = [
                theirs["estimate"], theirs["se"], *theirs["ci"], theirs["p"], low, high,
                theirs["tau2"], theirs["I2"], theirs["H2"], theirs["Q"], theirs["Qp"],
            ]  # fmt: skip
            ours = figures(pool(studies, measure, *setting))
            assert all(close(a, b) for a, b in zip(ours, expected, strict=True)), each["dataset"]


def _from_evidence(each: dict) -> tuple[Measure, list[Study]]:
    measure = as_measure(each["measure"].split()[0])
    if "events_treated" in each:
        columns = ("events_treated", "n_treated", "events_control", "n_control")
        rows = zip(*(each[column] for column in columns), strict=True)
        return measure, [Counts("trial", *row) for row in rows]
    if "mean_treated" in each:
        columns = (
            "mean_treated", "sd_treated", "n_treated", "mean_control", "sd_control", "n_control",
        )  # fmt: skip
        rows = zip(*(each[column] for column in columns), strict=True)
        return measure, [Means("trial", *row) for row in rows]
    pairs = zip(each["yi"], each["vi"], strict=True)
    return measure, [Estimate("trial", yi, vi) for yi, vi in pairs]
