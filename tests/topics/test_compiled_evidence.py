"""The topic's files say what the compiled evidence says, field by field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from littrack.topics.model import Arm, Outcome, Topic, Work
from littrack.topics.read import read_topic
from tests.shared import SHARED

EVIDENCE = SHARED / "evidence"
FOLDER = Path(__file__).parents[2] / "queries" / "botox-depression"
pytestmark = pytest.mark.skipif(
    not EVIDENCE.is_dir(), reason="the compiled evidence is not present"
)

DESIGNS = {
    "open-label": "non-randomized trial",
    "mechanistic/experimental": "experimental study",
    "regulatory": "regulatory document",
    "review": "narrative review",
    "cohort": "cohort study",
    "cross-sectional": "cross-sectional study",
}
REWORDED = {
    ("finzi2006", "notes"),  # the address of a mirror taken out
    ("finzi2014", "notes"),  # said that the PMID was not seen; it was, later
    ("dose2024", "notes"),  # said that the authors were not seen; they were, later
    ("parsaik2016", "notes"),  # said that the PMID was not seen; it was, later
    ("demchenko2024", "notes"),  # spoke of a request
    ("zhang2021", "notes"),  # named the design by its former word
    ("feng2024", "notes"),  # named the design by its former word
    ("fda-label", "notes"),  # the address of a mirror taken out
    ("wollmer2022review", "notes"),  # said in full what was read
    ("magid2014", "disagreements"),  # the name of an index taken out
    ("fda-label", "disagreements"),  # the names of two sites taken out
    ("finzi2014", "counts_basis"),  # the address of a site taken out
    ("wollmer2012", "dose"),  # what the controls got, which the claims' rationale states
    ("finzi2014", "dose"),  # the same
    ("magid2014", "dose"),  # the same
}
"""Texts that differ, and why; no number does."""


@pytest.fixture(scope="module")
def topic() -> Topic:
    return read_topic(FOLDER)


def compiled(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((EVIDENCE / f"{name}.json").read_text("utf-8"))
    return found


def text(value: object) -> str | None:
    return None if value is None else str(value)


def same(key: str, field: str, ours: object, theirs: object) -> None:
    assert ours == theirs or (key, field) in REWORDED, (key, field, ours, theirs)


def test_studies(topic: Topic) -> None:
    studies = compiled("studies")
    assert [work.key for work in topic.works] == [study["key"] for study in studies]
    for work, study in zip(topic.works, studies, strict=True):
        for field in (
            "one_line", "limits", "pmid", "pmcid", "doi", "title", "journal", "year", "volume", "issue",
            "pages", "population", "n_total", "registration", "direction", "notes", "confidence",
        ):  # fmt: skip
            same(work.key, field, getattr(work, field), study[field])
        assert work.retraction_check == study["retraction_status"]
        same(work.key, "disagreements", list(work.disagreements), study["disagreements"])
        assert len(work.disagreements) == len(study["disagreements"])
        design = "commentary" if work.key == "coles2021letter" else study["design"]
        assert work.design == DESIGNS.get(design, design)
        authors = [name for name in study["authors"] or () if not name.startswith("et al")]
        assert list(work.authors) == authors
        assert bool(work.authors_note) == (authors != (study["authors"] or []))


def test_arms_and_outcomes(topic: Topic) -> None:
    for work, study in zip(topic.works, compiled("studies"), strict=True):
        assert len(work.arms) == len(study["arms"])
        assert len(work.outcomes) == len(study["effects"])
        for arm, given in zip(work.arms, study["arms"], strict=True):
            check_arm(work, arm, given)
        for outcome, given in zip(work.outcomes, study["effects"], strict=True):
            check_outcome(work, outcome, given)


def check_arm(work: Work, arm: Arm, given: dict[str, Any]) -> None:
    names = {
        "timepoint_weeks": "weeks",
        "response_pct": "response_percent",
        "remission_pct": "remission_percent",
        "pct_change": "percent_change",
    }
    for name, value in given.items():
        same(work.key, name, getattr(arm, names.get(name, name)), value)
    basis = (given["counts_basis"] or "").lower()
    assert bool(arm.derived) == ("derived" in basis or "only integers" in basis)


def check_outcome(work: Work, outcome: Outcome, given: dict[str, Any]) -> None:
    for name in ("measure", "ci_low", "ci_high", "outcome", "comparator", "timepoint", "note"):
        assert getattr(outcome, name) == given[name], (work.key, name)
    value = outcome.value if outcome.value is not None else outcome.value_text
    assert value == given["value"]
    assert outcome.p == text(given["p"])
    assert bool(outcome.derived) == ("DERIVED" in (given["note"] or ""))


def test_readings_keep_what_and_lose_addresses(topic: Topic) -> None:
    for work, study in zip(topic.works, compiled("studies"), strict=True):
        assert len(work.readings) == len(study["verified"])
        for reading in work.readings:
            assert "://" not in reading.where
            assert not any(host in reading.where for host in hosts(study))


def hosts(study: dict[str, Any]) -> set[str]:
    return {url.split("/")[2] for url in study["source_urls"] if "://" in url}


def test_no_address_of_a_copy_is_in_the_files() -> None:
    files = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.yaml"))
    everything = [*compiled("studies"), *compiled("registry")]
    official = ("psychiatrist.com", "biologicshq.com", "pubmed.ncbi.nlm.nih.gov")
    for host in set().union(*(hosts(each) for each in everything)):
        assert host not in files or host.endswith(official), host


def test_claims(topic: Topic) -> None:
    claims = compiled("claims")
    assert [claim.id for claim in topic.claims] == [claim["id"] for claim in claims]
    for claim, given in zip(topic.claims, claims, strict=True):
        for field in (
            "quote", "parent", "kind", "question", "state", "rationale", "would_change", "certainty",
            "one_line", "review", "appraised_by", "highlight",
        ):  # fmt: skip
            assert getattr(claim, field) == given[field], (claim.id, field)
        assert claim.last_appraised == given["last_reviewed"]
        assert list(claim.overlaps) == given.get("overlaps", [])
        assert [(each.study, each.stance, each.note) for each in claim.evidence] == [
            (each["study_key"], each["stance"], each["note"]) for each in given["evidence"]
        ]


def test_a_study_names_the_claims_that_name_it(topic: Topic) -> None:
    """The list of claims of each study is not kept: it follows from the claims."""
    for study in compiled("studies"):
        citing = {
            claim.id
            for claim in topic.claims
            if any(each.study == study["key"] for each in claim.evidence)
        }
        assert citing == set(study["claims"])


def test_trials(topic: Topic) -> None:
    names = {"start": "started", "completion": "completed"}
    for trial, given in zip(topic.trials, compiled("registry"), strict=True):
        for name, value in given.items():
            if name == "discrepancies":
                assert list(trial.discrepancies) == value
            elif name != "source_urls":
                assert getattr(trial, names.get(name, name)) == value, (trial.id, name)


def test_searches_are_verbatim(topic: Topic) -> None:
    lines = (EVIDENCE / "SEARCHES.md").read_text("utf-8")
    flat = " ".join(lines.replace("`", " ").split())
    toxin = topic.searches[0].query or ""
    toxin = toxin[: toxin.index(") AND ") + 1]
    assert toxin in flat
    for search in topic.pubmed_searches:
        query = search.query or ""
        rest = query.replace(toxin + " AND ", "", 1)
        assert rest in flat, search.name


def test_what_the_searches_must_find(topic: Topic) -> None:
    given: dict[str, set[str]] = {}
    for each in compiled("gold_set"):
        name = topic.searches[int(each["query"][1]) - 1].name
        given.setdefault(name, set()).add(each["pmid"])
    assert {s.name: set(s.must_find) for s in topic.searches if s.must_find} == given
