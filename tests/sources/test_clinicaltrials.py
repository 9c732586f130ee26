"""ClinicalTrials.gov: what is asked, how replies are read, and that a set which is not whole is refused."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from littrack.errors import BadResponse
from littrack.sources.clinicaltrials import (
    BATCH,
    LIMIT,
    SOURCE,
    aliases,
    parameters,
    parse_study,
)
from littrack.sources.protocol import Answer, Portion, RegistryQuery, RegistryRecord
from littrack.topics.model import RegistryStrategy
from tests.shared import SHARED, needs_shared
from tests.sources.replies import Replies
from tests.sources.trials import Registry, made_up_trial

TODAY = date(2026, 11, 24)
FOLDER = SHARED / "pubmed" / "apis"


def ask(web: Replies, *registrations: str, queries: tuple[str, ...] = ()) -> list[Answer]:
    asked = tuple(RegistryQuery("made-up", f"q{n}", text) for n, text in enumerate(queries))
    portion = Portion(TODAY, queries=asked, registrations=registrations)
    return [each for each in SOURCE.ask(web, portion) if isinstance(each, Answer)]


def test_known_trials_come_by_number_and_former_number() -> None:
    web = Replies(Registry([made_up_trial(1), made_up_trial(2, alias="NCT00000002")]))
    told = {
        each.about: each
        for each in ask(web, "NCT90000001", "NCT00000002", "NCT99999999", "ISRCTN1")
    }
    (record,) = told["NCT90000001"].facts
    assert isinstance(record, RegistryRecord)
    assert (record.status, record.phase, record.enrollment) == ("completed", "2", 40)
    assert record.primary_outcomes == ("Made-up score [6 weeks]",)
    assert told["NCT00000002"].facts[0].id == "NCT90000002"  # type: ignore[union-attr]
    assert [about for about, each in told.items() if not each.known] == ["ISRCTN1", "NCT99999999"]
    assert len(web.asked) == 1, "a number of another registry is not sent"


def test_numbers_go_in_batches() -> None:
    numbers = [f"NCT9{n:07}" for n in range(BATCH + 1)]
    web = Replies(Registry([]))
    answers = ask(web, *numbers)
    assert [each.about for each in answers] == numbers
    assert len(web.asked) == 2
    assert all("filter.ids" in params and "fields" in params for _, params in web.asked)


def test_a_query_is_read_page_by_page() -> None:
    web = Replies(Registry([made_up_trial(n) for n in range(25)], page=10))
    (answer,) = ask(web, queries=("condition: sadness\ntreatment: pill OR tablet",))
    assert answer.about == "q0"
    assert len({each.id for each in answer.facts}) == 25  # type: ignore[union-attr]
    assert [params.get("pageToken") for _, params in web.asked] == [None, "t10", "t20"]
    assert web.asked[0][1]["query.cond"] == "sadness"
    assert web.asked[0][1]["query.intr"] == "pill OR tablet"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pills AND sadness", {"query.term": "pills AND sadness"}),
        ("term: pills", {"query.term": "pills"}),
        ("condition: a\ntreatment: b", {"query.cond": "a", "query.intr": "b"}),
        ("AREA[Phase]PHASE2: yes", {"query.term": "AREA[Phase]PHASE2: yes"}),
        ("condition: a\nstray", {"query.term": "condition: a stray"}),
    ],
)
def test_lines_become_parameters(text: str, expected: dict[str, str]) -> None:
    assert parameters(text) == expected


def test_a_strategy_is_sent_as_it_is_written() -> None:
    strategy = RegistryStrategy("n", "q", condition="a OR b", treatment="c", term="d")
    assert parameters(strategy.query) == {"query.term": "d", "query.cond": "a OR b", "query.intr": "c"}  # fmt: skip


def cut(page: int) -> Any:
    registry = Registry([made_up_trial(n) for n in range(20)], page=10)

    def answer(path: str, params: Any) -> Any:
        body = registry(path, params)
        return {**body, "studies": body["studies"][:-1]} if len(web.asked) == page else body

    web = Replies(answer)
    return web


@pytest.mark.parametrize("web", [cut(1), cut(2)])
def test_a_page_that_is_cut_short_is_refused(web: Replies) -> None:
    with pytest.raises(BadResponse, match="states 20 trials for the registry query q0 of made-up and sent 19"):  # fmt: skip
        ask(web, queries=("pills",))


@pytest.mark.parametrize("body", ["<html>down</html>", {}, {"studies": None}, [], {"error": "x"}])
def test_what_is_no_list_of_trials_is_refused(body: Any) -> None:
    with pytest.raises(BadResponse, match="no list of trials"):
        ask(Replies(lambda path, params: body), "NCT90000001")


def test_too_broad_a_query_does_not_keep_others_from_being_asked() -> None:
    def answer(path: str, params: Any) -> Any:
        if params.get("query.term") == "everything":
            return {"studies": [made_up_trial(1)], "totalCount": LIMIT + 1, "nextPageToken": "x"}
        return Registry([made_up_trial(2)])(path, params)

    web, found = Replies(answer), []
    portion = Portion(
        TODAY, queries=tuple(RegistryQuery("t", name, name) for name in ("everything", "narrow"))
    )
    with pytest.raises(BadResponse, match="the registry query everything of t finds 3,001 trials"):
        found += list(SOURCE.ask(web, portion))
    assert len(web.asked) == 2


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"status": "ACTIVE_NOT_RECRUITING"}, "status", "active, not recruiting"),
        ({"status": "TERMINATED", "why": " Lack of \n money. "}, "why_stopped", "Lack of money."),
        ({"phases": ["PHASE1", "PHASE2"]}, "phase", "1/2"),
        ({"phases": ["EARLY_PHASE1"]}, "phase", "early 1"),
        ({"phases": ["NA"]}, "phase", "not applicable"),
        ({"phases": []}, "phase", None),
        ({"date_type": "ESTIMATED"}, "primary_completion", "2016-01-31 (estimated)"),
        ({"results": "2018-07-25"}, "results_posted", "2018-07-25"),
        ({}, "results_posted", None),
        ({"references": [("RESULT", "1"), ("BACKGROUND", "2"), ("DERIVED", "3")]}, "result_pmids", ("1", "3")),
        ({"people": 0}, "enrollment", 0),
    ],
)  # fmt: skip
def test_what_a_trial_states(changes: dict[str, Any], field: str, expected: object) -> None:
    record = parse_study(made_up_trial(1, **changes))
    assert record
    assert getattr(record, field) == expected


def test_an_unknown_status_says_what_was_said_last() -> None:
    study = made_up_trial(1, status="UNKNOWN")
    study["protocolSection"]["statusModule"]["lastKnownStatus"] = "ACTIVE_NOT_RECRUITING"
    record = parse_study(study)
    assert record
    assert record.status == "unknown (last said active, not recruiting)"


@given(st.sampled_from(["whyStopped", "overallStatus", "briefTitle"]), st.text(max_size=20))
def test_no_text_breaks_the_parser(name: str, text: str) -> None:
    study = made_up_trial(1)
    for module in ("statusModule", "identificationModule"):
        study["protocolSection"][module][name] = text
    record = parse_study(study)
    assert record
    assert "\n" not in (record.why_stopped or "") + (record.title or "")


@needs_shared
def test_real_records_are_read() -> None:
    read = {}
    for path in sorted((FOLDER / "ctgov_v2_aact").glob("NCT*.json")):
        body = json.loads(path.read_text("utf-8"))
        record = parse_study(body)
        if record:
            read[path.stem] = record
            aliases(body)
    withdrawn = read["NCT00973089"]
    assert (withdrawn.status, withdrawn.enrollment) == ("withdrawn", 0)
    assert withdrawn.why_stopped
    told = read["NCT02552212"]
    assert told.results_posted == "2020-08-17"
    assert len(told.result_pmids) == 4
    assert read["NCT04207047"].status == "unknown (last said active, not recruiting)"
    assert read["NCT04207047"].completed == "2020-03-31 (estimated)"
    assert read["NCT03418623"].result_pmids == (), "background reading is no report"


@needs_shared
def test_real_searches_are_read() -> None:
    pages = sorted((FOLDER / "biomcp_captures").glob("ctgov__search_*.json"))
    records = [
        parse_study(study)
        for path in pages
        for study in json.loads(path.read_text("utf-8"))["studies"]
    ]
    assert len(records) > 10
    assert all(record and record.status for record in records)
