"""Dates as printed, and the ISO reading of each."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from littrack.pubmed import dates
from littrack.records import PartialDate

DAYS = st.dates(date(1500, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2012", "2012"),
        ("2012 May", "2012-05"),
        ("2012 May-Jun", "2012-05"),
        ("2012 May - Jun", "2012-05"),
        ("2012 Sep-OCT", "2012-09"),
        ("2012 Sept. 3", "2012-09-03"),
        ("2012 June 31", "2012-06"),
        ("2012 Dec 21-28", "2012-12-21"),
        ("2012 Dec 21-2013 Jan 3", "2012-12-21"),
        ("1998 Dec-1999 Jan", "1998-12"),
        ("1975-1976", "1975"),
        ("2000 Spring-Summer", "2000"),
        ("1998 Winter", "1998"),
        ("2001 1st Quart", "2001"),
        ("Winter 1998", "1998"),
        ("2005 Mar 15;352(11)", "2005-03-15"),
        ("2018 Mar 123", "2018-03"),
        ("19981", None),
        ("3000 Jan", None),
        ("n.d.", None),
        ("", None),
        ("２０１２", None),
    ],
)
def test_printed(text: str, iso: str | None) -> None:
    assert dates.printed(text) == PartialDate(text, iso)


@given(DAYS)
def test_every_day_in_every_form(day: date) -> None:
    year, month, number = str(day.year), dates.MONTHS[day.month - 1], str(day.day)
    written = dates.from_parts(year, f"{day.month:02d}", f"{day.day:02d}", None)
    assert written == PartialDate(f"{year} {month} {number}", day.isoformat())
    assert dates.from_parts(year, month, number, None) == written
    assert dates.printed(f"{year} {month} {number}") == written
    assert dates.moment_from_text(day.strftime("%Y%m%d").zfill(8)) == day.isoformat()
    assert dates.moment_from_text(f"{year}/{day.month}/{day.day}") == day.isoformat()


@given(st.datetimes(datetime(1500, 1, 1), datetime(2199, 12, 31), timezones=st.just(timezone.utc)))
def test_moments(when: datetime) -> None:
    parts = [str(part) for part in (when.year, when.month, when.day, when.hour, when.minute)]
    assert dates.moment(*parts) == when.strftime("%Y-%m-%dT%H:%M").zfill(16)
    assert dates.moment(*parts[:3]) == when.date().isoformat()
    assert dates.moment(*parts, str(when.second)) == f"{when:%Y-%m-%dT%H:%M:%S}".zfill(19)


PARTS = (
    st.none() | st.text(max_size=6) | st.integers(-5, 3000).map(str) | st.sampled_from(dates.MONTHS)
)


@given(PARTS, PARTS, PARTS, PARTS)
def test_anything_gives_a_real_date_or_none(
    year: str | None, month: str | None, day: str | None, season: str | None
) -> None:
    found = dates.from_parts(year, month, day, season)
    if found is None:
        assert not any((year, month, day, season))
        return
    if found.iso is not None:
        assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", found.iso)
        assert found.year == int(found.iso[:4])
        date.fromisoformat((found.iso + "-01-01")[:10])


@given(st.text(max_size=40))
def test_any_text_can_be_printed(text: str) -> None:
    found = dates.printed(text)
    assert found.text == text
    if found.iso:
        date.fromisoformat((found.iso + "-01-01")[:10])
    dates.moment_from_text(text)


def test_a_time_that_is_none_is_left_out() -> None:
    assert dates.moment("2012", "5", "3", "24", "0") == "2012-05-03"
    assert dates.moment("2012", "5", "3", "6", "75") == "2012-05-03T06:00"
    assert dates.moment("2012", "5", None) == "2012-05"
    assert dates.moment(None, "5", "3") is None
    assert dates.moment_from_text("2012/05/03 6:00 x") is None
