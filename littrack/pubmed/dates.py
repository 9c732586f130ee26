"""Dates as journals print them, and the best ISO reading of each.

A span ("2012 May-Jun", "1998 Dec-1999 Jan") is read as its beginning. A season is no month (and not
the same one in both hemispheres), so "1998 Summer" is read as its year.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from littrack.records import PartialDate

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_NUMBER = {name.lower(): number for number, name in enumerate(MONTHS, 1)}
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|2[01]\d\d)(?!\d)")
_AFTER_YEAR = re.compile(r"[\s,/]*([A-Za-z]{3,9})\.?(?:\s+([0-3]?\d)(?!\d))?")
_MOMENT = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")


def month_number(month: str | None) -> int | None:
    """1 to 12 for "05", "5", "May", "MAY", "May-Jun", "Sept."; else ``None``."""
    if not month:
        return None
    if month.isascii() and month.isdigit():
        return int(month) if 1 <= int(month[:4]) <= 12 else None
    return _NUMBER.get(month[:3].lower())


@lru_cache(maxsize=16_384)
def iso(year: str | None, month: str | None = None, day: str | None = None) -> str | None:
    """The longest of ``YYYY-MM-DD``, ``YYYY-MM``, ``YYYY`` that the parts make a real date for."""
    if not year or not _YEAR.fullmatch(year):
        return None
    number = month_number(month)
    if number is None:
        return year
    if day and day.isascii() and day.isdigit():
        try:
            return date(int(year), number, int(day[:4])).isoformat()
        except ValueError:
            pass
    return f"{year}-{number:02d}"


@lru_cache(maxsize=4096)
def from_parts(
    year: str | None, month: str | None, day: str | None, season: str | None
) -> PartialDate | None:
    """A date from its elements, written as PubMed prints it: "2018 Mar 1", "1998 Summer"."""
    number = month_number(month)
    if month and month.isdigit() and number:
        month = MONTHS[number - 1]
    shown = day.lstrip("0") or day if day and day.isdigit() else day
    text = " ".join(part for part in (year, month, season, shown) if part)
    return PartialDate(text, iso(year, month, day)) if text else None


@lru_cache(maxsize=4096)
def printed(text: str) -> PartialDate:
    """A date given as free text ("MedlineDate", or "DP" of the MEDLINE format)."""
    year = _YEAR.search(text)
    if not year:
        return PartialDate(text, None)
    rest = _AFTER_YEAR.match(text, year.end())
    if not rest:
        return PartialDate(text, year[1])
    return PartialDate(text, iso(year[1], rest[1], rest[2]))


def moment(
    year: str | None,
    month: str | None,
    day: str | None,
    hour: str | None = None,
    minute: str | None = None,
    second: str | None = None,
) -> str | None:
    """An ISO date, or date and time "2011-03-18T06:00" in NCBI's local time."""
    found = iso(year, month, day)
    if found is None or len(found) < 10:
        return found
    return found + _clock(hour, minute, second)


@lru_cache(maxsize=4096)
def _clock(hour: str | None, minute: str | None, second: str | None) -> str:
    """ "T06:00", "T06:00:30", or nothing where there is no hour."""
    if not _below(hour, 24):
        return ""
    clock = f"T{int(hour or 0):02d}:{int(minute or 0) if _below(minute, 60) else 0:02d}"
    return f"{clock}:{int(second or 0):02d}" if _below(second, 60) else clock


def moment_from_text(text: str) -> str | None:
    """ISO form of "2002/09/17 10:00", "2005/06/17" or "20020917"; ``None`` if it is none of them."""
    found = _MOMENT.match(text.strip())
    if found:
        return moment(*found.groups())
    compact = _COMPACT.match(text.strip())
    return iso(*compact.groups()) if compact else None


def _below(number: str | None, limit: int) -> bool:
    return number is not None and number.isascii() and number.isdigit() and int(number[:4]) < limit
