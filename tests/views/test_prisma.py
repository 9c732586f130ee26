"""The PRISMA flow adds up, whatever the nights brought, and each record stands in one box."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from littrack.appraise.prisma import Count, Flow, Reason, boxes
from littrack.render.prisma_svg import flow_rows, prisma_svg
from littrack.store.database import open_database
from littrack.store.runs import begin_run
from littrack.topics.model import Dismissed
from littrack.views.prisma import read_flow
from tests.made_up_nights import (
    FIRST_NIGHT,
    LAST_NIGHT,
    first_records,
    night,
    nightly_topic,
    two_nights,
)


@pytest.fixture(scope="module")
def nights() -> Iterator[Database]:
    db = two_nights()
    yield db
    db.conn.close()


def flow_of(db: Database) -> Flow:
    flow = read_flow(db, "made-up")
    assert flow is not None
    return flow


def test_every_record_stands_in_the_box_of_its_fate(nights: Database) -> None:
    flow = flow_of(nights)
    assert [(each.name, each.listed, each.stored) for each in flow.searches] == [
        ("mood", 9, 7),
        ("trials", 3, 3),
    ]
    assert (flow.listed, flow.duplicates, flow.not_stored) == (12, 3, 2)
    assert flow.since == LAST_NIGHT
    assert (flow.withdrawn, flow.not_suggested) == (Count(1), Count(1))
    assert (flow.waiting, flow.dismissed) == (Count(2, 1), Count(1))
    assert flow.found.assessed == Count(2)
    assert flow.screened == Count(5, 1)
    assert flow.faults() == ()


def test_what_was_added_by_hand_and_what_was_pooled_is_counted(nights: Database) -> None:
    flow = flow_of(nights)
    assert (flow.by_hand.assessed, flow.by_hand_without_pmid) == (Count(3), 1)
    assert (flow.included, flow.pooled, flow.retracted) == (Count(5), Count(2), 1)
    assert (flow.registered, flow.registered_published) == (2, 1)
    assert flow.reasons == (
        Reason("PubMed lists it but has not delivered it", 1),
        Reason("owed: PubMed did not deliver it", 1),
    )


def test_a_topic_that_pubmed_was_never_asked_about_has_an_empty_flow() -> None:
    from littrack.load import load_topic

    db = open_database(":memory:", create=True)
    load_topic(db, begin_run(db, "load", FIRST_NIGHT), nightly_topic(), FIRST_NIGHT)
    flow = flow_of(db)
    assert (flow.since, flow.listed, flow.faults()) == (None, 0, ())
    assert flow.by_hand.assessed == Count(5)
    assert read_flow(db, "another") is None
    db.conn.close()


RECORDS = {"101", "102", "103", "201", "202", "203", "204"}
MISSING = {"901", "902"}
PMIDS = st.frozensets(st.sampled_from(sorted(RECORDS | MISSING)))


@settings(max_examples=15)
@given(
    first=st.tuples(PMIDS, PMIDS), second=st.tuples(PMIDS, PMIDS),
    gone=st.frozensets(st.sampled_from(sorted(RECORDS)), max_size=2),
    dismissed=st.frozensets(st.sampled_from(sorted(RECORDS - {"101", "102", "103"}))),
)  # fmt: skip
def test_the_numbers_add_up_whatever_is_found(
    first: tuple[frozenset[str], frozenset[str]],
    second: tuple[frozenset[str], frozenset[str]],
    gone: frozenset[str],
    dismissed: frozenset[str],
) -> None:
    db = open_database(":memory:", create=True)
    topic = replace(
        nightly_topic(), dismissed=tuple(Dismissed(pmid, "Noise.") for pmid in sorted(dismissed))
    )
    for listed, now, left in ((first, FIRST_NIGHT, ()), (second, LAST_NIGHT, tuple(sorted(gone)))):
        found = {
            name: tuple(sorted(pmids))
            for name, pmids in zip(("mood", "trials"), listed, strict=True)
        }
        night(db, topic, first_records(), found, now, left)
    flow = flow_of(db)
    assert flow.faults() == ()
    assert flow.listed == len(second[0]) + len(second[1])
    assert flow.not_stored == sum(len(each & MISSING) for each in second)
    assert flow.distinct.total == len((second[0] | second[1]) & RECORDS)
    db.conn.close()


def test_the_table_says_what_the_diagram_draws(nights: Database) -> None:
    flow = flow_of(nights)
    rows = flow_rows(flow)
    assert len(rows) == sum(len(box.lines) for box in boxes(flow))
    assert {row.text: row.total for row in rows}["Records screened"] == 5
    root = ElementTree.fromstring(prisma_svg(flow))
    told = " ".join("".join(each.itertext()) for each in root)
    for row in rows:
        assert row.text.split()[0] in told
        if row.total is not None:
            assert f"{row.text}: {row.total:,}" in told


def test_the_diagram_is_named_and_carries_no_style_of_its_own(nights: Database) -> None:
    drawn = prisma_svg(flow_of(nights), name="flow-1")
    assert 'role="img" aria-labelledby="flow-1-title flow-1-desc"' in drawn
    assert "style" not in drawn
    assert "<script" not in drawn
    assert "<style>" in prisma_svg(flow_of(nights), standalone=True)
