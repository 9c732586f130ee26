"""Every fault the stand-in knows, at every place: each record is stored, excluded or owed, and comes in the end."""

from __future__ import annotations

import pytest

from littrack.errors import SourceError
from littrack.store.digest import content_digest
from tests.eutils import Fault
from tests.eutils.faults import QUICK_FAULTS
from tests.refresh.nightly import Nights

LISTED = {str(pmid) for pmid in range(101, 141)}


def digest(nights: Nights) -> str:
    db = nights.open()
    try:
        return content_digest(db)
    finally:
        db.conn.close()


def everything_in_its_place(nights: Nights) -> None:
    owed = {str(pmid) for (pmid,) in nights.ask("SELECT pmid FROM retries")}
    assert nights.stored() | owed == LISTED


@pytest.mark.parametrize("utility", ["esearch", "efetch"])
@pytest.mark.parametrize("fault", QUICK_FAULTS, ids=lambda each: each.name)
def test_one_fault_is_survived(nights: Nights, fault: Fault, utility: str) -> None:
    nights.ncbi.faults.order(fault, utility=utility)
    summary = nights.run()
    assert summary.exit_code in (0, 3)
    everything_in_its_place(nights)
    nights.next()
    assert nights.next().outcome == "complete"
    assert nights.stored() == LISTED


@pytest.mark.parametrize("fault", QUICK_FAULTS, ids=lambda each: each.name)
def test_a_fault_that_stays_loses_nothing(nights: Nights, fault: Fault) -> None:
    nights.ncbi.faults.rate, nights.ncbi.faults.kinds = 1.0, (fault,)
    try:
        summary = nights.run(nights.client(tries=2))
    except SourceError:
        assert nights.stored() == set()
    else:
        assert summary.exit_code in (0, 3)
        everything_in_its_place(nights)
    nights.ncbi.faults.clear()
    assert nights.next().outcome == "complete"
    assert nights.stored() == LISTED
    assert nights.ask("SELECT * FROM retries") == []


@pytest.mark.parametrize("seed", range(6))
def test_every_fault_at_a_tenth_of_all_requests(nights: Nights, seed: int) -> None:
    nights.ncbi.faults.rate = 0.1
    nights.ncbi.faults.random.seed(seed)
    for _ in range(3):
        try:
            summary = nights.next()
        except SourceError:
            continue
        assert summary.exit_code in (0, 3)
        assert all(each.account is None or each.account.holds for each in summary.searches)
    nights.ncbi.faults.clear()
    assert nights.next().outcome == "complete"
    assert nights.stored() == LISTED


def test_faults_leave_no_trace_in_the_content(nights: Nights) -> None:
    nights.ncbi.faults.rate = 0.3
    for _ in range(4):
        try:
            nights.next()
        except SourceError:
            continue
    nights.ncbi.faults.clear()
    nights.next()
    troubled = digest(nights)
    nights.database = nights.database.with_name("calm.db")
    nights.run()
    assert digest(nights) == troubled
