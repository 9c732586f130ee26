"""Names as the reference styles print them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from littrack.cite.citable import Name, one_line

_ROMAN = {"2nd": "II", "3rd": "III", "4th": "IV", "5th": "V", "Jr.": "Jr", "Sr.": "Sr"}
_ARABIC = {"II": "2nd", "III": "3rd", "IV": "4th", "V": "5th", "Jr.": "Jr", "Sr.": "Sr"}
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PARTICLES = re.compile(r"^(?:[a-zà-ÿ]+(?:['’]|\s+))+(?=\S)")


def _curly(text: str | None) -> str:
    """One line, the apostrophe of "d'Oro" as printers set it."""
    line = one_line(text)
    return re.sub(r"(?<=\w)'", "’", line) if "'" in line else line


def _family(name: Name) -> str:
    """The family name. Records from before 1966 shout it: "PALMBORG" is printed as "Palmborg"."""
    line = _curly(name.family)
    if len(line) < 2 or not line.isupper():
        return line
    return re.sub(r"\bMc[a-z]", lambda found: found[0][:2] + found[0][2].upper(), line.title())


def surname(name: Name) -> str:
    """What stands for the author in the text: family name, or the group."""
    return _curly(name.literal) or _family(name)


def compact(name: Name, most: int | None = None, arabic: bool = False) -> str:
    """ "King ML Jr" (AMA: "Roe JP III"; NLM, ``arabic``: "Roe JP 3rd", of initials at ``most`` two)."""
    if name.literal:
        return _curly(name.literal)
    if _east_asian(name):
        return one_line(name.family) + one_line(name.given)
    letters = _all_initials(name)
    suffix = one_line(name.suffix)
    suffix = (_ARABIC if arabic else _ROMAN).get(suffix, suffix)
    return " ".join(part for part in (_family(name), letters[:most], suffix) if part)


def inverted(name: Name, between: str) -> str:
    """ "King, M. L., Jr." (``between`` a blank) or "King, M.L., Jr." (without)."""
    if name.literal or _east_asian(name):
        return _curly(name.literal) or one_line(name.family) + one_line(name.given)
    parts = (_family(name), _dotted(name, between), _suffix(name))
    return ", ".join(part for part in parts if part)


def upright(name: Name, between: str) -> str:
    """ "M. L. King Jr.", as editors of a book stand before its title."""
    if name.literal or _east_asian(name):
        return inverted(name, between)
    parts = (_dotted(name, between), _family(name), _suffix(name))
    return " ".join(part for part in parts if part)


def in_full(name: Name, first: bool) -> str:
    """Chicago's: "King, Martin L., Jr." where it stands ``first``, else "Martin L. King Jr."."""
    if name.literal or _east_asian(name):
        return inverted(name, " ")
    given, family, suffix = _given(name), _family(name), _suffix(name)
    if first:
        return ", ".join(part for part in (family, given, suffix) if part)
    return " ".join(part for part in (given, family, suffix) if part)


def alphabetical(names: Sequence[Name], given: bool = False) -> str:
    """What authors are sorted by: family names with initials, or with ``given`` names."""
    return ", ".join(
        name.literal
        or f"{name.family}  {name.first_names if given else name.initials or _letters(name.given)}"
        for name in names
    )


def without_particles(text: str) -> str:
    """ "Berg" of "van der Berg": where an alphabet leaves the particles out."""
    return _PARTICLES.sub("", text)


def _east_asian(name: Name) -> bool:
    return bool(name.family and not name.family.isascii() and _EAST_ASIAN.search(name.family))


def _suffix(name: Name) -> str:
    suffix = one_line(name.suffix)
    suffix = _ROMAN.get(suffix, suffix)
    return f"{suffix}." if suffix in ("Jr", "Sr") else suffix


def _dotted(name: Name, between: str) -> str:
    return _initials(one_line(name.given) or " ".join(one_line(name.initials)), between)


@lru_cache(maxsize=16384)
def _initials(given: str, between: str) -> str:
    """ "Jean-Pierre K" gives "J.-P. K."; words in lower case ("de") stay words."""
    text = ""
    for word in filter(None, re.split(r"[.\s]+", given)):
        if word[0].islower():
            text = f"{text.rstrip()} {word} ".lstrip()
        else:
            text += "-".join(f"{part[0].upper()}." for part in word.split("-") if part) + between
    return text.rstrip()


def _all_initials(name: Name) -> str:
    """PubMed cuts initials at two: where the given names begin with those and go on ("Ian P M", "IP"), theirs."""
    known, derived = one_line(name.initials), _letters(name.given)
    return derived if derived.startswith(known) else known


def _letters(given: str | None) -> str:
    """ "AYT" of "Ann Yu-ting"; words in lower case ("de") have none."""
    return "".join(
        part[0].upper()
        for word in re.split(r"[.\s]+", one_line(given))
        if not word[:1].islower()
        for part in word.split("-")
        if part
    )


def _given(name: Name) -> str:
    """Given names, single letters with full stops: "Martin L.", "Y.-M.", "H.-Heinrich"."""
    return " ".join(_stopped(word) for word in one_line(name.first_names).split())


def _stopped(word: str) -> str:
    first, hyphen, rest = word.partition("-")
    if len(first) != 1 or not first.isalpha():
        return word
    return f"{first}.{hyphen}{_stopped(rest)}"
