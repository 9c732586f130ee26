"""Journals, volumes, issues and article numbers as PubMed writes them, taken apart for the reference styles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from littrack.cite.citable import Citable, one_line
from littrack.cite.titles import headline

_SUPPLEMENT = re.compile(
    r"\s*(?:\(\s*)?\bsuppl(?:ement)?(?![^\W\d_])[._]?\s*([^\W_][\w-]*)?\)?$", re.IGNORECASE
)
_PART = re.compile(r"\s*(?:\(\s*)?\bp(?:ar)?t\b\.?\s+([\w-]+)\)?$", re.IGNORECASE)
_BRACKETED_END = re.compile(r"\s+\((?:[^()]|\([^()]*\))*\)$")
_ARTICLE_NUMBER = re.compile(
    r"[a-z]\d+|(?!S\d)[A-Za-z]{1,3}\d{3,}|\d+[a-z]\d+|\d{5,}|\d+\.\d+\.[\d.]+"
)
"""A small letter ("e12"), or three figures ("CD001234"); "F6" and "S12" are pages."""
_FOREIGN = frozenset({
    "der", "die", "das", "und", "für", "fur", "et", "la", "le", "les", "des", "du", "de", "den", "del", "della",
    "delle", "di", "e", "il", "y", "los", "las", "el", "en", "i", "w", "na", "och", "för", "og", "voor", "van",
})  # fmt: skip
"""Words by which a name that is not English is known."""
_ELIDED = re.compile(r"\b[DLdl]['’]\w")
_NAMES = {"The Lancet. ": "The Lancet ", "PloS one": "PLOS ONE", "PloS ": "PLOS "}


@dataclass(frozen=True, slots=True)
class Place:
    """Volume and issue, with what PubMed writes into either of them told apart.

    ``supplement`` and ``part`` are ``None`` where there is none; "" is a supplement without a number.
    """

    volume: str
    issue: str
    supplement: str | None = None
    part: str | None = None


@lru_cache(maxsize=4096)
def split_issue(volume: str | None, issue: str | None) -> Place:
    """ "3 Suppl 9" is issue 3, supplement 9; "12 Suppl 1" as a volume is volume 12, supplement 1."""
    of_volume, supplement, part = _split(one_line(volume))
    of_issue, own_supplement, own_part = _split(one_line(issue))
    return Place(
        of_volume,
        of_issue,
        supplement if own_supplement is None else own_supplement,
        part if own_part is None else own_part,
    )


def _split(text: str) -> tuple[str, str | None, str | None]:
    """What is before the supplement and the part, which may follow each other in either order."""
    text, part = _ending(_PART, text)
    text, supplement = _ending(_SUPPLEMENT, text)
    if part is None:
        text, part = _ending(_PART, text)
    return text, supplement, part


def _ending(pattern: re.Pattern[str], text: str) -> tuple[str, str | None]:
    """``text`` without what the pattern finds at its end, and the number in that."""
    found = pattern.search(text)
    return (text[: found.start()], found[1] or "") if found else (text, None)


@lru_cache(maxsize=8192)
def journal_name(title: str | None) -> str:
    """The journal's full name as readers know it, of NLM's title.

    NLM adds the place ("Lancet (London, England)"), a subtitle after " : " or a translation after " = ", and keeps
    sentence case ("JAMA psychiatry"). English names come out in headline style; others keep NLM's capitals.
    """
    name = _BRACKETED_END.sub("", re.split(r" [:=] ", one_line(title))[0]).removesuffix(".")
    name = name.replace("--", "–")
    name = re.sub(r"(?<=\w)'", "’", name) if "'" in name else name
    for written, known in _NAMES.items():
        name = name.replace(written, known) if name.startswith(written) else name
    return ". ".join(map(_cased, name.split(". ")))


def _cased(part: str) -> str:
    """A journal's name, or its section ("Molecular cell research"), in headline capitals where it is English."""
    foreign = not _FOREIGN.isdisjoint(part.lower().split()) or _ELIDED.search(part)
    return part if foreign else headline(part)


@lru_cache(maxsize=8192)
def _short(abbreviation: str | None, title: str | None) -> str:
    return one_line(abbreviation).replace(".", "") or journal_name(title)


def short_journal(work: Citable) -> str:
    """The abbreviation without full stops; where PubMed gives none, the journal's name."""
    return _short(work.journal_abbreviation, work.journal)


def is_article_number(work: Citable) -> bool:
    """Whether ``pages`` is the number of an article and no page: "e1003", "CD001234", "107433".

    A short number alone is an article's only where the journal has no printed issue.
    """
    pages = one_line(work.pages)
    if not pages or re.search(r"[-–,\s]", pages):
        return False
    return bool(_ARTICLE_NUMBER.fullmatch(pages)) or (work.online_only and pages.isdigit())


def edition(work: Citable) -> str:
    """ "2nd ed" of "2nd", "2" or "2nd edition"; words that are no number stay as they are. No full stop after it."""
    text = re.sub(r"\s+ed(?:n|ition)?\.?$", " ed", one_line(work.edition), flags=re.IGNORECASE)
    if re.fullmatch(r"\d+", text):
        text = _ordinal(int(text))
    return f"{text} ed" if re.fullmatch(r"\d+(?:st|nd|rd|th)", text) else text.removesuffix(".")


def _ordinal(number: int) -> str:
    tail = (
        "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{tail}"
