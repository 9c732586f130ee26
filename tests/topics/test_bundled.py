"""The topic that the project brings: its files hold what was compiled, and its key figures."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from littrack.topics.claim_checks import cited_keys
from littrack.topics.model import Claim, Topic, Work
from littrack.topics.read import read_topic
from littrack.topics.validate import validate_topic

FOLDER = Path(__file__).parents[2] / "queries" / "botox-depression"
TEXTS = {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.yaml"))}


@pytest.fixture(scope="module")
def topic() -> Topic:
    return read_topic(FOLDER)


def work(topic: Topic, key: str) -> Work:
    found = topic.work(key)
    assert found
    return found


def claim(topic: Topic, claim_id: str) -> Claim:
    found = topic.claim(claim_id)
    assert found
    return found


def test_it_has_no_problems() -> None:
    assert validate_topic(FOLDER).problems == ()


def test_it_is_read_in_under_a_second(topic: Topic) -> None:
    began = time.process_time()
    read_topic(FOLDER)
    assert time.process_time() - began < 1


def test_it_is_complete(topic: Topic) -> None:
    assert (len(topic.claims), len(topic.works), len(topic.trials)) == (36, 60, 14)
    assert sum(claim.parent is None for claim in topic.claims) == 16
    assert [search.name for search in topic.searches] == [
        "depression-core",
        "mechanism-toxin",
        "facial-feedback",
        "muscles",
        "safety-regulatory",
        "relaxation",
        "integrity",
    ]
    assert [search.name for search in topic.searches if not search.asks_pubmed] == ["integrity"]


def test_the_toxin_block_is_the_same_in_every_search_that_has_one(topic: Topic) -> None:
    blocks = [
        search.query.split(" AND ")[0]
        for search in topic.searches
        if search.query and "botulinum" in search.query
    ]
    assert len(blocks) == 3
    assert len(set(blocks)) == 1
    assert blocks[0].startswith('("Botulinum Toxins"[MeSH] OR botulinum[tiab]')
    assert blocks[0].endswith("OR BoNTA[tiab] OR BTX-A[tiab])")


def test_every_verdict_is_a_draft_and_nobody_signed(topic: Topic) -> None:
    assert {claim.review for claim in topic.claims} == {"draft"}
    assert all(claim.reviewer is None and claim.reviewed is None for claim in topic.claims)


def test_the_counts_behind_eight_times(topic: Topic) -> None:
    counts = {
        key: [(arm.responders, arm.n, arm.is_derived("n", "responders")) for arm in arms]
        for key in ("wollmer2012", "finzi2014", "magid2014")
        for arms in [work(topic, key).arms]
    }
    assert counts == {
        "wollmer2012": [(9, 15, False), (2, 15, True)],
        "finzi2014": [(17, 33, False), (6, 41, True)],
        "magid2014": [(6, 11, False), (4, 17, False), (0, 19, False)],
    }
    pooled = [(arm.responders, arm.n, arm.derived) for arm in work(topic, "magid2015").arms]
    assert pooled == [
        (32, 59, ("responders", "remitters")),
        (8, 75, ("responders", "remitters")),
    ]
    odds = work(topic, "parsaik2016").outcomes[0]
    assert (odds.measure, odds.value, odds.ci_low) == ("odds ratio (random effects)", 8.3, None)


def test_the_plans_of_eight_times(topic: Topic) -> None:
    odds, ratio, *individual = claim(topic, "eight-times").syntheses
    trials = [(each.study, each.treatment, each.control) for each in odds.trials]
    assert trials == [
        ("wollmer2012", "onabotulinumtoxinA glabella", "saline"),
        ("finzi2014", "onabotulinumtoxinA corrugator+procerus", "saline"),
        ("magid2014", "BTA first", "placebo"),
    ]
    assert (odds.measure, ratio.measure) == ("odds ratio", "risk ratio")
    assert ratio.trials == odds.trials
    assert "brin2020" in {left.study for left in odds.left_out}
    assert odds.published
    assert (odds.published.study, odds.published.value) == ("parsaik2016", 8.3)
    assert ratio.baseline
    assert ratio.baseline.percent == 10.7
    assert [plan.measure for plan in individual] == ["risk ratio", "risk difference"]


def test_counts_that_nobody_saw_are_not_pooled(topic: Topic) -> None:
    remission = [
        plan for each in topic.claims for plan in each.syntheses if plan.outcome == "remitters"
    ]
    assert [[trial.study for trial in plan.trials] for plan in remission] == [["magid2015"]]
    assert all(arm.remitters is None for arm in work(topic, "wollmer2012").arms)


def test_mean_difference_of_wollmer_marks_its_interval(topic: Topic) -> None:
    difference = work(topic, "wollmer2012").outcomes[3]
    assert (difference.value, difference.ci_low, difference.ci_high) == (-8.34, -13.21, -3.47)
    assert difference.derived == ("interval",)
    assert difference.p == "0.002"


def test_designs_are_those_of_the_list(topic: Topic) -> None:
    designs: dict[str, int] = {}
    for each in topic.works:
        designs[each.design] = designs.get(each.design, 0) + 1
    assert designs == {
        "case series": 3,
        "randomized controlled trial": 8,
        "non-randomized trial": 4,
        "experimental study": 19,
        "meta-analysis": 10,
        "commentary": 1,
        "systematic review": 3,
        "narrative review": 4,
        "pharmacovigilance": 2,
        "cross-sectional study": 1,
        "cohort study": 1,
        "regulatory document": 3,
        "case report": 1,
    }
    assert sum(designs.values()) == 60
    unclear = [each.key for each in topic.works if each.design_note == "allocation unclear"]
    assert unclear == ["zhang2021", "dose2024", "feng2024"]


def test_every_rationale_cites_its_evidence_only(topic: Topic) -> None:
    for each in topic.claims:
        assert set(cited_keys(each.rationale)) <= {one.study for one in each.evidence}


def test_searches_and_terms_lead_to_every_claim_that_can_be_checked(topic: Topic) -> None:
    without = [each.id for each in topic.claims if not each.searches or not each.terms]
    assert without == ["talk-to-doctor"]


def test_the_files_can_be_read_by_a_person() -> None:
    for name, text in TEXTS.items():
        long = [line for line in text.splitlines() if len(line) > 130]
        assert not long, (name, long[:3])
        assert text.startswith("# yaml-language-server: $schema=")


def test_links_lead_to_official_pages_only() -> None:
    allowed = ("https://www.psychiatrist.com/", "https://biologicshq.com/")
    for text in TEXTS.values():
        for address in re.findall(r"https?://\S+", text):
            assert address.startswith(allowed) or address.startswith("https://doi.org/,"), address


def test_each_search_names_what_it_must_find(topic: Topic) -> None:
    must = {search.name: len(search.must_find) for search in topic.searches if search.must_find}
    assert must == {
        "depression-core": 18,
        "mechanism-toxin": 4,
        "facial-feedback": 1,
        "muscles": 1,
        "relaxation": 1,
    }
