"""What is asked for tonight, and why."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from littrack.refresh.plan import (
    FRESH,
    LONGEST,
    OVERLAP,
    SHORTEST,
    Debt,
    Found,
    Holding,
    Known,
    gives_up,
    is_due,
    is_gone,
    period,
    revised_since,
    revision_query,
    try_again,
    wanted,
)
from littrack.times import to_text

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=timezone.utc)
YESTERDAY = NOW - timedelta(days=1)


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def debt(tries: int = 1, since: datetime = YESTERDAY) -> Debt:
    return Debt("new", "not delivered", since, tries)


def test_a_quiet_night_wants_nothing() -> None:
    known = Known({str(pmid): Holding(to_text(YESTERDAY)) for pmid in range(1, 1001)})
    listed = frozenset(known.stored)
    assert wanted(Found(listed=listed), known, NOW) == {}


def test_a_record_listed_but_not_stored_is_new_whatever_its_date() -> None:
    assert wanted(Found(listed=frozenset({"10", "9"})), Known(), NOW) == {"9": "new", "10": "new"}


def test_each_reason_is_given_once_and_new_records_come_first() -> None:
    known = Known(
        stored={
            "1": Holding(to_text(days_ago(2))),
            "2": Holding(to_text(days_ago(30))),
            "3": Holding(None),
        },
        owed={"4": debt(), "2": debt()},
    )
    found = Found(frozenset({"5", "1"}), frozenset({"6", "3"}), frozenset({"1", "99"}))
    assert wanted(found, known, NOW) == {
        "5": "new",
        "6": "named as evidence",
        "2": "owed",
        "4": "owed",
        "1": "revised",
        "3": "due again",
    }


def test_full_asks_for_everything_again() -> None:
    known = Known({"1": Holding(to_text(YESTERDAY))}, excluded={"2": YESTERDAY})
    assert wanted(Found(), known, NOW, full=True) == {"1": "asked for", "2": "asked for"}


def test_a_record_compared_hours_ago_is_left_to_the_next_check() -> None:
    known = Known({"1": Holding(to_text(NOW - FRESH + timedelta(hours=1)))})
    assert wanted(Found(revised=frozenset({"1"})), known, NOW) == {}


@given(st.floats(0, 24 * 400), st.floats(0, 24 * 40), st.floats(0, 24 * 40))
def test_no_revision_slips_between_two_checks(checked: float, first: float, second: float) -> None:
    """A record skipped by a check because it was fresh, and revised after it was compared, is in the next window."""
    compared = NOW + timedelta(hours=checked)
    check = compared + timedelta(hours=first)
    holding = Holding(to_text(compared))
    if wanted(Found(revised=frozenset({"1"})), Known({"1": holding}), check):
        return
    eastern_day_of_revision = (compared - timedelta(hours=5)).date()
    assert revised_since(check) <= eastern_day_of_revision


def test_the_window_for_revisions_reaches_behind_the_last_check_in_eastern_time() -> None:
    assert revised_since(NOW) == date(2026, 11, 20)
    assert timedelta() < FRESH < OVERLAP


def test_one_query_asks_for_the_revisions_of_all_searches() -> None:
    query = revision_query(["a OR b", "c", "a OR b"], date(2026, 11, 9))
    assert query == '((a OR b) OR (c)) AND ("2026/11/09"[mdat] : "3000"[mdat])'


def test_every_record_is_compared_within_thirty_days_and_nights_stay_even() -> None:
    stored = {str(pmid): NOW for pmid in range(30_000_000, 30_002_000)}
    load: Counter[int] = Counter()
    for night in range(1, 121):
        now = NOW + timedelta(days=night)
        known = Known({pmid: Holding(to_text(checked)) for pmid, checked in stored.items()})
        for pmid in wanted(Found(listed=frozenset(stored)), known, now):
            assert now - stored[pmid] <= timedelta(days=30)
            stored[pmid] = now
            load[night] += 1
    assert all(load[night] == 0 for night in range(1, SHORTEST))
    assert max(load.values()) < 2000 / (LONGEST - SHORTEST + 1) * 1.4


@given(st.from_regex(r"[1-9][0-9]{0,8}", fullmatch=True))
def test_a_period_is_settled_by_pmid_and_day(pmid: str) -> None:
    assert period(pmid, NOW) == period(pmid, NOW + timedelta(hours=3))
    assert timedelta(days=SHORTEST) <= period(pmid, NOW) <= timedelta(days=LONGEST)


def test_a_check_in_the_future_was_a_wrong_clock() -> None:
    assert is_due("1", Holding(to_text(NOW + timedelta(days=400))), NOW)
    assert not is_due("1", Holding(to_text(NOW + timedelta(hours=2))), NOW)


def test_merged_records_are_never_due_and_deleted_ones_get_their_turn() -> None:
    assert not is_due("1", Holding(to_text(days_ago(99)), "merged"), NOW)
    assert is_due("1", Holding(to_text(days_ago(99)), "deleted"), NOW)
    assert wanted(Found(revised=frozenset({"1"})), Known({"1": Holding(None, "merged")}), NOW) == {}


def test_an_excluded_record_is_tried_once_a_period() -> None:
    since = NOW
    tried = []
    last = since
    for night in range(1, 101):
        now = since + timedelta(days=night, minutes=5)
        if try_again("12345", since, last, now):
            tried.append(night)
        last = now
    gap = period("12345", since).days
    assert tried == list(range(gap, 101, gap))


def test_a_missed_night_does_not_miss_the_turn() -> None:
    since = days_ago(31)
    assert try_again("7", since, since + period("7", since) - timedelta(days=1), NOW)
    assert not try_again("7", since, since + period("7", since), NOW)


def test_giving_up_needs_both_runs_and_days() -> None:
    assert gives_up(debt(7, days_ago(7)), NOW)
    assert not gives_up(debt(70, days_ago(6.9)), NOW)
    assert not gives_up(debt(6, days_ago(30)), NOW)
    assert is_gone(debt(3))
    assert not is_gone(debt(2, days_ago(99)))
