"""Pages and dates as reference formats want them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_RANGE = re.compile(r"([A-Za-z]*)(\d+)\s*[-–]\s*([A-Za-z]*)(\d+)([A-Za-z]*)")

_LISTED = re.compile(r"\s*([,;])\s*((?:[a-z]+ )*)")


def _each(printed: Callable[[str | None], str | None], pages: str) -> str:
    """Every range of a list ("117-28, 130", "1789-90; discussion 1791") as ``printed`` has it."""
    parts = _LISTED.split(pages)
    told = [printed(parts[0]) or ""]
    for at in range(1, len(parts), 3):
        told += [f"{parts[at]} {parts[at + 1] or ''}", printed(parts[at + 2]) or ""]
    return "".join(told).strip()


@lru_cache(maxsize=4096)
def full_pages(pages: str | None) -> str | None:
    """PubMed's "117-28" as "117-128", "S12-9" as "S12-S19", also in a list; what is no simple range stays as it is."""
    if pages and _LISTED.search(pages):
        return _each(full_pages, pages)
    found = _RANGE.fullmatch(pages or "")
    if not found:
        return pages
    letters, first, other, last, tail = found.groups()
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    if other not in ("", letters) or int(last) < int(first):
        return pages
    return f"{letters}{first}-{letters}{last}{tail}"


def short_pages(pages: str | None) -> str | None:
    """ "117-128" as NLM prints it, "117-28"; "S12-S19" as "S12-9"."""
    if pages and _LISTED.search(pages):
        return _each(short_pages, pages)
    found = _RANGE.fullmatch(pages or "")
    if not found or found[5]:
        return pages
    letters, first, other, last, _ = found.groups()
    if other not in ("", letters) or len(first) != len(last):
        return pages
    same = next((at for at in range(len(first)) if first[at] != last[at]), len(first) - 1)
    return f"{letters}{first}-{last[same:]}"


def chicago_pages(pages: str | None) -> str | None:
    """ "117-128" as Chicago prints it, "117–28"; "100–104", "105–9"."""
    if pages and _LISTED.search(pages):
        return _each(chicago_pages, pages)
    found = _RANGE.fullmatch(pages or "")
    if not found:
        return dashed(pages)
    letters, first, _, last, tail = found.groups()
    if len(first) != len(last) or len(first) < 3 or first.endswith("00"):
        return f"{letters}{first}–{last}{tail}"
    same = next((at for at in range(len(first)) if first[at] != last[at]), len(first) - 1)
    keep = (
        len(first) - 1 if first[-2] == "0" and same >= len(first) - 1 else min(same, len(first) - 2)
    )
    return f"{letters}{first}–{last[keep:]}{tail}"


def dashed(pages: str | None) -> str | None:
    """The range with an en dash: "117–128"."""
    return re.sub(r"(?<=\w)-(?=\w)", "–", pages) if pages else pages


def first_and_last(pages: str | None) -> tuple[str | None, str | None]:
    """The first and last page of `full_pages`; a single page or an e-number has no last one."""
    first, dash, last = (full_pages(pages) or "").partition("-")
    if not dash or _LISTED.search(last) or "-" in last:
        return full_pages(pages) or None, None
    return first.strip() or None, last.strip() or None


def date_parts(iso: str | None) -> tuple[int, ...]:
    """(2012, 5, 17) of an ISO date, as many as there are; () for what is none."""
    found = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", (iso or "")[:10])
    return tuple(int(part) for part in found.groups() if part) if found else ()


def long_date(iso: str | None) -> str:
    """ "May 17, 2012", "May 2012" or "2012"."""
    parts = date_parts(iso)
    if len(parts) < 2:
        return str(parts[0]) if parts else ""
    month = MONTHS[parts[1] - 1] if 1 <= parts[1] <= 12 else ""
    return f"{month} {parts[2]}, {parts[0]}" if len(parts) == 3 else f"{month} {parts[0]}"
