"""Plots: golden files, and what no golden file can promise. ``LITTRACK_GOLDEN=write`` writes them anew."""

from __future__ import annotations

import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from littrack.errors import DataError
from littrack.synthesis.axis import axis_for, tick_label
from littrack.synthesis.diagnostics import cumulative
from littrack.synthesis.effects import Counts, Estimate, Means
from littrack.synthesis.forest import PlotWords, Reference, cumulative_svg, forest_svg
from littrack.synthesis.icons import icon_array_svg
from littrack.synthesis.pooling import pool
from littrack.synthesis.results import Figure
from littrack.synthesis.rows import cumulative_table, forest_table
from littrack.synthesis.terminal import as_text
from littrack.synthesis.words import interval, number, p_value
from tests.synthesis.test_planned import made

GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"
TRIALS = [
    Counts("Alpha 2012", 9, 15, 2, 15, True, 2012),
    Counts("de Beta 2014", 17, 33, 6, 41, True, 2014),
    Counts("Gamma 2014", 6, 11, 0, 19, False, 2014),
]
MEANS = [
    Means(f"A very long made-up name of the collaborative group number {at}", 9.5 + at, 4.25, 40, 14, 5, 38)
    for at in range(4)
]  # fmt: skip
WORDS = PlotWords(
    "Made-up trials", "Active", "Saline", "more responded on saline", "more responded on active",
    "Pooled ratio of patients",
)  # fmt: skip
RATIO = pool(TRIALS, "risk ratio", interval="Wald")
DIFFERENCE = pool(MEANS, "mean difference")


def golden(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("LITTRACK_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_golden_ratio() -> None:
    golden("ratio.svg", forest_svg(RATIO, WORDS, Reference(8, "article: 8")))


def test_golden_ratio_for_a_phone() -> None:
    golden("ratio-compact.svg", forest_svg(RATIO, WORDS, Reference(8, "article: 8"), compact=True))


def test_golden_difference_as_a_file_of_its_own() -> None:
    golden("difference.svg", forest_svg(DIFFERENCE, standalone=True))


def test_golden_cumulative() -> None:
    golden("cumulative.svg", cumulative_svg(cumulative(TRIALS, "odds ratio", interval="Wald")))


def test_golden_people() -> None:
    golden("people.svg", icon_array_svg(54, label="54 of 100 responded"))


def test_golden_terminal() -> None:
    golden("terminal.txt", as_text(made()))


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("pooled", [RATIO, DIFFERENCE])
def test_no_inline_style_no_script_and_a_name_for_screen_readers(pooled, compact) -> None:
    svg = forest_svg(pooled, name="claim 1/a", compact=compact)
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    labels = (root.get("aria-labelledby") or "").split()
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert labels == ids == ["claim-1-a-title", "claim-1-a-desc"]
    assert not re.search(r"style|<script|\son[a-z]+=|href", svg)


def test_the_plot_says_all_that_the_table_says() -> None:
    printed = " ".join(texts(forest_svg(RATIO, WORDS)))
    for row in forest_table(RATIO):
        for cell in (row.treatment, row.control, row.effect, row.weight_text):
            assert cell in printed
    assert "Alpha 2012†" in printed
    assert "Gamma 2014 " in printed
    assert "I² = 0%" in printed
    assert "prediction interval" in printed
    assert "0.5 added to all cells" in printed


def test_table_rows() -> None:
    *trials, total, expected = forest_table(RATIO)
    assert [row.label for row in trials] == ["Alpha 2012", "de Beta 2014", "Gamma 2014"]
    assert [row.derived for row in trials] == [True, True, False]
    assert (total.treatment, total.control, total.effect) == ("32/59", "8/75", "4.16 [2.12, 8.17]")
    assert expected.mark == "bar"
    steps = cumulative(TRIALS, "risk ratio", interval="Wald")
    assert [row.treatment for row in cumulative_table(steps)] == ["1", "2", "3"]
    assert cumulative_svg(()) == ""


def test_an_interval_beyond_the_axis_gets_an_arrow() -> None:
    assert forest_svg(RATIO, WORDS).count('class="arrow"') == 1
    near = [Counts("A", 50, 100, 40, 100), Counts("B", 40, 100, 50, 100)]
    assert 'class="arrow"' not in forest_svg(pool(near, "risk ratio", "common effect"))


def test_words_from_files_cannot_break_out() -> None:
    evil = Counts('</text><script>alert("1")</script>\x00&', 3, 10, 2, 10)
    svg = forest_svg(pool([evil, evil], "risk ratio"), PlotWords(title="<b>&"))
    assert "<script" not in svg
    assert "<script>" in " ".join(texts(svg)).replace("…", "") or "script" in svg
    assert ElementTree.fromstring(svg).find(f"{SVG}title").text == "<b>&"  # type: ignore[union-attr]


estimates = st.lists(
    st.builds(
        Estimate,
        st.text(max_size=80),
        st.floats(-30, 30),
        st.floats(1e-8, 1e4),
        st.sampled_from(["odds ratio"]),
    ),
    min_size=1,
    max_size=8,
)


@given(estimates, st.booleans(), st.floats(1e-6, 1e6))
def test_any_pool_can_be_drawn(studies: list[Estimate], compact: bool, said: float) -> None:
    pooled = pool(studies, "odds ratio")
    svg = forest_svg(pooled, PlotWords(), Reference(said, "said"), compact=compact)
    root = ElementTree.fromstring(svg)
    width = float((root.get("viewBox") or "").split()[2])
    for each in root.iter(f"{SVG}line"):
        for end in ("x1", "x2"):
            assert -0.1 <= float(each.get(end, "0")) <= width + 0.1
    assert "nan" not in svg.split("</desc>")[1].lower().replace(
        "nan", "", svg.lower().count("nan!")
    )


@given(
    st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(0, 1e4)), min_size=1, max_size=9),
    st.booleans(),
)
def test_an_axis_holds_every_estimate(pairs: list[tuple[float, float]], log: bool) -> None:
    def value(number: float) -> float:
        return 10 ** (number / 1e3) if log else number

    figures = [Figure(value(y), value(y - h), value(y + h)) for y, h in pairs]
    axis = axis_for(figures, [1.0 if log else 0.0], log, 100, 500)
    for figure in figures:
        assert not axis.clips_low(figure.value)
        assert not axis.clips_high(figure.value)
        assert 100 <= axis.at(figure.value) <= 500
    assert 2 <= len(axis.ticks) <= 9
    assert set(axis.labelled(1.0 if log else 0.0)) <= set(axis.ticks)


def test_ticks_are_numbers_one_would_choose() -> None:
    axis = axis_for([Figure(4.16, 2.12, 8.17), Figure(21.7, 1.3, 351)], [1.0, 8.0], True, 0, 300)
    assert axis.ticks == (0.5, 1, 2, 4, 8, 16, 32, 64)
    axis = axis_for([Figure(-15, -36, 6)], [0.0], False, 0, 300)
    assert axis.ticks[0] <= -15
    assert all(tick % 5 == 0 for tick in axis.ticks)
    assert [tick_label(tick) for tick in (-0.5, 0, 0.25, 1000)] == ["−0.5", "0", "0.25", "1000"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (8.2722, "8.27"), (-0.123, "−0.12"), (352.04, "352.0"), (1234.5, "1234"), (0.0004, "0.00040"),
        (0.0, "0.00"), (-0.0, "0.00"), (float("inf"), "∞"), (float("-inf"), "−∞"), (0.005, "0.01"),
    ],
)  # fmt: skip
def test_numbers_for_readers(value: float, text: str) -> None:
    assert number(value) == text


def test_intervals_and_p_for_readers() -> None:
    assert interval(Figure(8.272, 3.365, 20.336)) == "8.27 [3.37, 20.34]"
    assert [p_value(p) for p in (0.00001, 0.0234, 0.4651)] == [
        "p < 0.001", "p = 0.023", "p = 0.47",
    ]  # fmt: skip


def test_an_icon_array_shows_what_can_be() -> None:
    svg = icon_array_svg(11)
    full, empty = (part.count("M") // 2 for part in svg.split("<path")[1:])
    assert (full, empty) == (11, 89)
    assert "11 of 100" in svg
    assert icon_array_svg(0, 7).count("<path") == 1
    assert icon_array_svg(7, 7).count("<path") == 1
    for count, of in ((-1, 100), (101, 100), (0, 0), (5, 1001)):
        with pytest.raises(DataError, match="icon array"):
            icon_array_svg(count, of)
