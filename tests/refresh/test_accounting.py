"""Every record in one place, or the run has failed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from littrack.refresh.accounting import account

SETS = st.frozensets(st.sampled_from("abcdefgh"))


def test_a_lost_record_is_named() -> None:
    found = account({"1", "2", "3", "4"}, {"1"}, {"2"}, {"3"})
    assert (found.stored, found.excluded, found.owed, found.lost) == (1, 1, 1, ("4",))
    assert not found.holds


@given(SETS, SETS, SETS, SETS)
def test_each_record_counts_once(
    returned: frozenset[str], stored: frozenset[str], excluded: frozenset[str], owed: frozenset[str]
) -> None:
    found = account(returned, stored, excluded, owed)
    assert found.returned == found.stored + found.excluded + found.owed + len(found.lost)
    assert found.holds == (returned <= stored | excluded | owed)
