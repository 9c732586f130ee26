"""Does a reference say of a work what its record says? Pure."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

from littrack.check.manuscript import Known, Reference

TITLES_ALIKE = 0.75
WORDS_FOUND = 0.6
"""Share of a title's longer words that a printed reference must hold to be of that work."""
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
_SPELT_OUT = re.compile(r"(?<=[aou])e(?=[a-z])")
"""Krueger for Krüger."""
_INITIALS = (
    r"[^\w]*(?:[a-zà-ÿ'’]{1,4}\s+){0,3}[A-ZÀ-ÞŁŚŠŻŽČ][\w'’‐-]+(?:[ -][A-ZÀ-Þ][\w'’-]+)?,?\s+(?:[A-Z]\.?[ -]?){1,4}(?![a-z])"
    r"|[^\w]*(?:[A-Z]\.[ -]?){1,4}\s*(?:[a-zà-ÿ'’]{1,4}\s+){0,3}[A-ZÀ-Þ][\w'’-]+(?:,|\s+et\s+al|\s+and\s|\s+&\s)"
)
_AUTHORS = re.compile(_INITIALS)
_NAMED = re.compile(
    _INITIALS + r"|[^\w]*[A-ZÀ-Þ][\w'’-]+(?:,\s+[A-Z][a-z]+)?(?:,?\s+(?:and|&)\s|,?\s+et\s+al)"
)
"""How a formatted reference begins: with an author and initials."""
_PIECES = re.compile(
    r"(?<=[.?!])\s+|(?<=et al,)\s+|(?<=\d\))\s+|[“”\"\u2028‘\[\]]+|’(?=[,.;]|\s*$)"
)
"""What parts the pieces of a printed reference: full stops, years in brackets, quotation marks."""
MARK = re.compile(
    r"^\s*(?:\[?\d{1,3}[.)\]:]\s*|\[\^[\w-]+\]:\s*|[-*+•]\s*|\\item\b\s*|\\bibitem(?:\[[^\]]*\])?\{[^}]*\}\s*)"
)
_FIRST = re.compile(r"[,;&]|\s+and\s+|\s+et\s+al|:\s|\(|(?<=[^\W_]{2})\.\s+(?=[A-Z][a-z]{2})")


def other_year(reference: Reference, known: Known) -> bool:
    """The years that are told are not the work's, in print or online."""
    if reference.text and not (
        is_formatted(reference.text) or _holds_title(reference.text, known.title)
    ):
        return False
    return bool(reference.years and known.years) and not set(reference.years) & set(known.years)


def other_author(reference: Reference, family: str | None) -> bool:
    """The first author that is told is another."""
    if not family:
        return False
    wanted = _name(family)
    if reference.first_author:
        said = _name(reference.first_author)
        return wanted not in said and said not in wanted
    if not reference.text or not is_formatted(reference.text):
        return False
    return f" {wanted} " not in f" {_name(first_named(reference.text))} "


def other_title(reference: Reference, title: str | None) -> bool:
    """The title that is told is another's."""
    if not title:
        return False
    if reference.title:
        said, wanted = folded(reference.title), folded(title)
        shorter = min(len(said), len(wanted))
        if said[:shorter] == wanted[:shorter] and shorter > 15:
            return False
        return SequenceMatcher(None, said, wanted, autojunk=False).ratio() < TITLES_ALIKE
    if not reference.text or not is_formatted(reference.text):
        return False
    return not _holds_title(reference.text, title)


def faults(reference: Reference, known: Known) -> int:
    """In how many things a reference does not fit a work."""
    return (
        other_year(reference, known)
        + other_author(reference, known.first_author)
        + other_title(reference, known.title)
    )


def title_pieces(text: str) -> list[str]:
    """The pieces of a printed reference that may be its title, or its beginning; the longest first."""
    pieces = [each.strip(" .,'") for each in _PIECES.split(text)]
    likely = [each for each in pieces if len(each.split()) > 2 and not _AUTHORS.match(each)]
    return sorted(likely or [text], key=len, reverse=True)[:4]


def first_named(text: str) -> str:
    """The first name of a printed reference."""
    bare = MARK.sub("", text)
    return _FIRST.split(bare[:80], maxsplit=1)[0]


def is_formatted(text: str) -> bool:
    """Does a text begin as references do, with an author and initials? Then it is one, not a remark of the author's."""
    return bool(_NAMED.match(MARK.sub("", text)))


def _holds_title(text: str, title: str | None) -> bool:
    words = {word for word in folded(title or "").split() if len(word) > 3}
    if not words:
        return True
    there = folded(text)
    found = set(there.split())
    # A word that was divided at the end of a line is found with the blank left out.
    joined = there.replace(" ", "")
    return sum(word in found or word in joined for word in words) / len(words) >= WORDS_FOUND


def _name(text: str) -> str:
    return _SPELT_OUT.sub("", folded(text))


def folded(text: str) -> str:
    """Letters and digits in lower case, accents and markup gone, blanks between words."""
    bare = re.sub(r"<[^>]+>|[{}\\$\u00ad]", "", text)
    plain = unicodedata.normalize("NFKD", bare).casefold()
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return " ".join(re.findall(r"[^\W_]+", letters.translate(_LETTERS)))
