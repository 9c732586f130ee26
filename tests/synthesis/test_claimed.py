"""The figure that an article gives stands as a line in the forest plot, whatever a paper printed."""

from __future__ import annotations

from pathlib import Path

from littrack.synthesis.findings import reference
from littrack.synthesis.planned import carry_out
from littrack.topics.read import read_topic

FOLDER = Path(__file__).parents[2] / "queries" / "botox-depression"


def test_the_article_says_eight_and_the_paper_printed_its_odds_ratio() -> None:
    topic = read_topic(FOLDER)
    claim = next(each for each in topic.claims if each.id == "eight-times")
    lines = {plan.name: reference(carry_out(plan, topic.works)) for plan in claim.syntheses}
    ratio, odds = lines["response-risk-ratio"], lines["response-odds-ratio"]
    assert ratio is not None
    assert (ratio.value, ratio.label) == (8, "article: 8")
    assert odds is not None
    assert odds.label.endswith(": 8.3")
