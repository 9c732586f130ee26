"""What the database and the verdicts said on a day: a made-up claim over three days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlite_utils import Database

from littrack.load import load_topic
from littrack.pubmed.parse import parse
from littrack.records import Parsed
from littrack.review import review
from littrack.store.database import open_database
from littrack.store.runs import COMPLETE, RunCounts, begin_run, finish_run
from littrack.store.saving import PUBMED, save_articles
from littrack.topics.model import ClaimEvidence, Topic
from littrack.views.as_of import PastClaim, read_past_claim, read_past_study
from tests.eutils.minimal import article_set, make_record
from tests.made_up_topic import topic

MONDAY, TUESDAY, WEDNESDAY = (f"2026-11-{day}T02:00:00Z" for day in (16, 17, 18))
TITLE = "Made-up toxin for low mood: {} trial"


@pytest.fixture
def db() -> Iterator[Database]:
    """Monday: the topic and its records. Tuesday: the verdict changes, one work goes, another is retracted and renamed.

    Wednesday: the retraction is taken back.
    """
    db = open_database(":memory:")
    first = topic()
    night(db, first, MONDAY, record(101, "first"), record(102, "second"))
    claim = replace(
        first.claims[0],
        state="unsupported",
        rationale="Nothing is left [poe2021].",
        evidence=(ClaimEvidence("doe2019", "qualifies"), *first.claims[0].evidence[1:3]),
    )
    later = replace(first, claims=(claim, *first.claims[1:]))
    night(db, later, TUESDAY, record(101, "renamed", "Retracted Publication"))
    night(db, later, WEDNESDAY, record(101, "renamed"))
    yield db
    db.conn.close()


def record(pmid: int, word: str, *types: str) -> bytes:
    kinds = ("Journal Article", *types)
    return make_record(pmid, TITLE.format(word), publication_types=kinds)


def night(db: Database, now_topic: Topic, now: str, *records: bytes) -> None:
    run = begin_run(db, "refresh", now)
    parsed = [each for each in parse(article_set(*records)) if isinstance(each, Parsed)]
    save_articles(db, run, parsed, PUBMED, now)
    load_topic(db, run, now_topic, now)
    review(db, run, [now_topic], now)
    finish_run(db, run, COMPLETE, "", RunCounts(), now)


def past(db: Database, at: str) -> PastClaim:
    found = read_past_claim(db, "helps", at)
    assert found is not None
    return found


def test_before_the_first_verdict_there_is_none(db: Database) -> None:
    found = past(db, "2026-11-15T23:59:59Z")
    assert (found.verdict, found.evidence, found.groups, found.stored) == (None, (), (), 0)
    assert found.known_since == MONDAY
    assert found.since


def test_the_verdict_and_its_reason_are_those_of_the_day(db: Database) -> None:
    monday, tuesday = past(db, MONDAY), past(db, TUESDAY)
    assert monday.verdict
    assert tuesday.verdict
    assert (monday.verdict.state, tuesday.verdict.state) == ("overstated", "unsupported")
    assert monday.reason != tuesday.reason
    assert "Nothing is left" in tuesday.reason[0].text
    assert monday.asked == MONDAY


def test_evidence_comes_changes_and_goes(db: Database) -> None:
    def stances(at: str) -> dict[str, str]:
        return {each.study: each.stance for each in past(db, at).evidence}

    kept = {"102": "supports", "103": "contradicts"}
    moe = "url:https://example.org/moe"
    assert stances(MONDAY) == {"101": "supports", **kept, moe: "background"}
    assert stances(TUESDAY) == {"101": "qualifies", **kept}


def test_what_stood_against_a_work_is_what_was_known_then(db: Database) -> None:
    def doe(at: str) -> tuple[str | None, str | None]:
        work = next(each for each in past(db, at).evidence if each.study == "101")
        return work.integrity, work.integrity_now

    assert doe(MONDAY) == (None, None)
    assert doe(TUESDAY) == ("retracted", None)
    assert doe(WEDNESDAY) == (None, None)


def test_a_retracted_trial_leaves_the_pool_and_the_former_result_stays_readable(
    db: Database,
) -> None:
    def labels(at: str) -> list[str]:
        return [trial.label for group in past(db, at).groups for trial, _ in group.trials]

    assert labels(MONDAY) == ["Doe 2019", "Roe 2020"]
    assert labels(TUESDAY) == ["Roe 2020"]
    left_out = [each.why for group in past(db, TUESDAY).groups for each, _ in group.left_out]
    assert "the publication was retracted" in left_out
    assert labels(WEDNESDAY) == ["Doe 2019", "Roe 2020"]


def test_everything_later_is_listed_in_its_order(db: Database) -> None:
    later = past(db, MONDAY).since
    assert [each.day for each in later] == sorted(each.day for each in later)
    told = " ".join(f"{each.what}: {each.said}" for each in later)
    for words in (
        "verdict: unsupported",
        "evidence taken out: ",
        "standing of 101",
        "pooled again",
    ):
        assert words in told
    assert past(db, "2026-11-30T00:00:00Z").since == ()


def test_a_study_reads_as_it_did(db: Database) -> None:
    monday, tuesday = read_past_study(db, "101", MONDAY), read_past_study(db, "101", TUESDAY)
    assert monday
    assert tuesday
    assert monday.known
    assert monday.study.title == TITLE.format("first")
    assert tuesday.study.title == TITLE.format("renamed")
    assert (monday.study.integrity, tuesday.study.integrity) == (None, "retracted")
    assert monday.study.events == ()
    assert tuesday.study.events[0].withdrawn is None
    assert next(each.stance for each in monday.study.claims) == "supports"
    assert {each.what for each in monday.later} >= {"title", "integrity"}
    before = read_past_study(db, "101", "2026-11-15T00:00:00Z")
    assert before
    assert not before.known


def test_nothing_is_written_twice(db: Database) -> None:
    def rows() -> tuple[int, int]:
        counts = (db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
                  for name in ("evidence_history", "claim_wordings"))  # fmt: skip
        return tuple(counts)  # type: ignore[return-value]

    before = rows()
    claim = replace(topic().claims[0], state="unsupported", rationale="Nothing is left [poe2021].")
    run = begin_run(db, "load", WEDNESDAY)
    stored = replace(
        topic(),
        claims=(
            replace(
                claim,
                evidence=(ClaimEvidence("doe2019", "qualifies"), *claim.evidence[1:3]),
            ),
            *topic().claims[1:],
        ),
    )
    load_topic(db, run, stored, WEDNESDAY)
    assert rows() == before
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_an_older_database_begins_its_history_with_what_it_holds() -> None:
    from littrack.store.schema.history import HISTORY

    db = open_database(":memory:")
    night(db, topic(), MONDAY)
    wanted = past(db, TUESDAY)
    db.execute("DROP TABLE evidence_history")
    db.execute("DROP TABLE claim_wordings")
    for statement in HISTORY.split(";"):
        if statement.strip():
            db.execute(statement)
    found = past(db, TUESDAY)
    assert (found.evidence, found.reason) == (wanted.evidence, wanted.reason)
    db.conn.close()
