"""What stands against a work, for the end of its reference."""

from __future__ import annotations

import re
from dataclasses import dataclass

from littrack.cite.citable import Citable, one_line
from littrack.cite.journals import journal_name, short_journal
from littrack.cite.places import full_pages

_NOTICE = re.compile(
    r"(?P<journal>[^;:]+?)\.?\s+(?P<year>[12]\d{3})\b(?P<date>[^;:]*?)"
    r"(?:;\s*(?P<volume>[^(:;]*)(?:\((?P<issue>[^)]*)\))?)?(?::\s*(?P<pages>[^\s;.][^;.]*?))?"
    r"(?:\.?\s+doi:\s*(?P<doi>10\.\S+?))?\.?"
)
"""As PubMed prints one: "J Made Up Trials. 2021 Jan;14(1):9. doi: 10.5555/notice"."""
RETRACTED = ("retracted", "withdrawn", "partly retracted", "retracted and republished")


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice's own citation, taken apart; ``text`` is the whole, as PubMed prints it."""

    text: str
    journal: str = ""
    name: str = ""
    """The journal in full, where it is the work's own."""
    year: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""


def notices(work: Citable) -> tuple[Notice, ...]:
    """The notices behind the work's integrity."""
    return tuple(_read(one_line(each).rstrip("."), work) for each in work.notices if one_line(each))


def _read(text: str, work: Citable) -> Notice:
    found = _NOTICE.fullmatch(text)
    if not found:
        return Notice(text)
    part = {name: (value or "").strip() for name, value in found.groupdict().items()}
    journal = part["journal"].replace(".", "")
    own = journal.casefold() == short_journal(work).casefold()
    return Notice(
        text, journal, journal_name(work.journal) if own and work.journal else journal, part["year"],
        part["volume"], part["issue"], full_pages(part["pages"]) or "", part["doi"],
    )  # fmt: skip
