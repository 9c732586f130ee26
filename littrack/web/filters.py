"""Jinja filters of every page: dates in words, numbers with thousands, safe JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timezone
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markupsafe import Markup

from littrack.appraise.claim_page import beyond
from littrack.render.difference import difference
from littrack.times import from_text
from littrack.web.lines import in_words
from littrack.web.markup import shown, title, visible

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_NAMES = {
    "doi": "DOI", "id": "ID", "ids": "IDs", "issn": "ISSN", "mesh": "MeSH", "nlm": "NLM", "orcid": "ORCID",
    "pmcid": "PMCID", "pmid": "PMID", "sd": "SD", "sha256": "SHA-256", "sql": "SQL", "ui": "UI", "url": "URL",
}  # fmt: skip
_TOPIC_OF_SEARCH = re.compile(r"“[\w.-]+/([\w.-]+)”")
_ISO_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_BEGINS_WITH_DATE = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2])(?:-\d{2})?)(?![\d-])")


@lru_cache(maxsize=4096)
def day(iso: str | None) -> str:
    """ "24 November 2026" of an ISO date or time, "August 2009" of a month; what is no date stays as it is."""
    text = iso or ""
    if month := _ISO_MONTH.fullmatch(text):
        return f"{MONTHS[int(month[2]) - 1]} {month[1]}"
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def day_in(iso: str | None, zone: str | None = None) -> str:
    """The day of ``iso`` as the calendar of ``zone`` has it: the day that `instant` names."""
    return instant(iso, zone).partition(",")[0]


@lru_cache(maxsize=4096)
def instant(iso: str | None, zone: str | None = None) -> str:
    """ "23 November 2026, 18:00 PST" in ``zone`` (UTC where it is not known); a bare date has no time."""
    if not iso or len(iso) <= 10:
        return day(iso)
    try:
        there = from_text(iso).astimezone(ZoneInfo(zone) if zone else timezone.utc)
    except (ZoneInfoNotFoundError, ValueError):
        there = from_text(iso).astimezone(timezone.utc)
    return f"{day(there.date().isoformat())}, {there:%H:%M} {there.tzname()}"


def dated(text: str | None) -> str:
    """A sentence with its ISO dates in words."""
    return _ISO_DAY.sub(lambda found: day(found[0]), text or "")


def registry_date(text: str | None) -> str:
    """A registry's date in words, with whatever stands behind it: "2012-06 (estimated)" is "June 2012 (estimated)"."""
    return _BEGINS_WITH_DATE.sub(lambda found: day(found[1]), text or "", count=1)


def capital(text: str | None) -> str:
    """The text with its first letter large; the others stay as they are, unlike Jinja's ``capitalize``."""
    return (text or "")[:1].upper() + (text or "")[1:]


def column_name(name: str) -> str:
    """A column of a table as a heading: "nlm_id" is "NLM ID"."""
    words = capital(name.replace("_", " "))
    return " ".join(_NAMES.get(word.lower(), word) for word in words.split(" "))


def nested(quotation: str) -> str:
    """A quotation that stands in double marks itself: those inside it become single ones."""
    return quotation.replace("\u201c", "\u2018").replace("\u201d", "\u2019")


def why_found(why: str | None) -> str:
    """Why a study was suggested, for a reader: searches without the name of their topic."""
    searches, *terms = (why or "").partition(";")
    return capital(_TOPIC_OF_SEARCH.sub(r"“\1”", searches)) + "".join(terms)


def truncate(
    text: str, length: int = 255, killwords: bool = False, end: str = "…", leeway: int = 5
) -> str:
    """Jinja's ``truncate`` with a true ellipsis."""
    if len(text) <= length + leeway:
        return text
    cut = text[: length - len(end)]
    return (cut if killwords else cut.rsplit(" ", 1)[0]) + end


def thousands(number: int | None) -> str:
    """ "12,345"."""
    return "" if number is None else f"{number:,}"


def json_text(value: Any) -> Markup:
    """JSON that may stand inside a ``<script>`` element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    escapes = {
        "<": "\\u003c",
        ">": "\\u003e",
        "&": "\\u0026",
        "\u2028": "\\u2028",
        "\u2029": "\\u2029",
    }
    for character, escaped in escapes.items():
        text = text.replace(character, escaped)
    return Markup(text)


FILTERS: dict[str, Callable[..., Any]] = {
    "beyond": beyond,
    "capital": capital,
    "column_name": column_name,
    "day": day,
    "day_in": day_in,
    "dated": dated,
    "instant": instant,
    "thousands": thousands,
    "truncate": truncate,
    "why_found": why_found,
    "json_text": json_text,
    "nested": nested,
    "registry_date": registry_date,
    "in_words": in_words,
    "difference": difference,
    "shown": shown,
    "visible": visible,
    "marked": title,
}
