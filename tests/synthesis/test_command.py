"""``littrack synthesize`` on the topic that littrack comes with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from littrack.cli.synthesize import command
from littrack.errors import ConfigError

QUERIES = str(Path(__file__).parents[2] / "queries")


def run(*args: str) -> Result:
    return CliRunner().invoke(
        command, [*args, "--queries", QUERIES], catch_exceptions=True, prog_name="synthesize"
    )


def test_all_claims_each_set_of_trials_once() -> None:
    result = run()
    assert result.exit_code == 0, result.output
    assert "\neight-times\n═══════════\n" in result.output
    title = "Ratio of patients who responded, toxin against saline, three trials"
    assert f"{title}: as under mood-reduction." in result.output
    assert result.output.count(f"{title}\n") == 1
    assert "Pooled hedges" not in result.output


def test_works_are_called_by_their_names() -> None:
    said = " ".join(run("eight-times").output.split())
    assert (
        "in these three trials [Magid 2015, Pharmacopsychiatry])" in said
    )  # there is another of 2015
    assert "magid2015" not in said


def test_an_empty_cell_is_spoken_of_where_one_is() -> None:
    sets = run("eight-times").output.split(
        "Ratio of patients who responded, pooled individual data"
    )
    assert "trials with an empty cell" in sets[0]
    assert "trials with an empty cell" not in sets[1]


def test_the_eight_times_claim_comes_out_by_itself() -> None:
    result = run("eight-times")
    assert result.exit_code == 0, result.output
    words = " ".join(result.output.split())
    for figure in (
        "8.27 [3.36, 20.34]",
        "which rounds to it",
        "4.16 [2.12, 8.17]",
        "32 of 59 (54.2%) responded on treatment and 8 of 75 (10.7%) on control",
        "number needed to treat 2.3 [1.7 to 3.4]",
        "no group went without",
        "Larger than any trial of the pool, but not in it: Brin 2020 (255 patients)",
        "only Magid 2014 is left, so nothing can be pooled",
        "adding 0.1 7.56",
        "Peto (nothing added) 7.60 [3.61, 16.00]",
        "Wollmer 2012†",
    ):
        assert figure in words, figure


def test_every_planned_synthesis_can_be_carried_out() -> None:
    found = json.loads(run("--json").output)
    assert len(found) >= 10
    assert all(each["pooled"] or each["why_not"] for each in found)


def test_a_plot_is_written(tmp_path: Path) -> None:
    plot = tmp_path / "plot.svg"
    result = run("eight-times", "--name", "response-odds-ratio", "--svg", str(plot))
    assert result.exit_code == 0, result.output
    assert "Parsaik 2016: 8.3" in plot.read_text(encoding="utf-8")
    narrow = run("eight-times", "--name", "response-odds-ratio", "--compact", "--svg", str(plot))
    assert narrow.exit_code == 0
    assert 'width="344"' in plot.read_text(encoding="utf-8")


def test_another_measure_and_model() -> None:
    args = (
        "eight-times",
        "--name",
        "response-odds-ratio",
        "--measure",
        "RD",
        "--model",
        "mh",
        "--json",
    )
    (found,) = json.loads(run(*args).output)
    assert (found["measure"], found["pooled"]["model"]) == ("risk difference", "Mantel-Haenszel")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("no-such-claim",), "there is no claim 'no-such-claim'"),
        (("eight-times", "--model", "magic"), "'magic' is no model that littrack knows"),
        (("eight-times", "--correction", "-1"), "must be 0 or more"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(args: tuple[str, ...], message: str) -> None:
    error = run(*args).exception
    assert isinstance(error, ConfigError)
    assert message in str(error)
    assert "\n" not in str(error)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    result = run(
        "eight-times", "--name", "response-odds-ratio", "--svg", str(tmp_path / "no" / "p.svg")
    )
    assert result.exit_code == 1
    assert "Could not open file" in result.output
