"""Authors, editors and investigators of a MEDLINE record: names, then what belongs to each."""

from __future__ import annotations

from dataclasses import dataclass, field

from littrack.pubmed.elements.people import bare_orcid
from littrack.pubmed.nbib.fields import Fields
from littrack.records import Affiliation, Author, Identifier

_SUFFIXES = frozenset(
    {"Jr", "Sr", "2nd", "3rd", "4th", "5th", "6th", "1st", "II", "III", "IV", "V", "VI"}
)


@dataclass(slots=True)
class _Draft:
    role: str
    full: str | None = None
    short: str | None = None
    group: str | None = None
    orcid: str | None = None
    identifiers: list[Identifier] = field(default_factory=list)
    affiliations: list[Affiliation] = field(default_factory=list)


def people(fields: Fields, role: str, full: str, short: str, place: str) -> tuple[Author, ...]:
    """Those named with the tags ``full`` ("FAU"), ``short`` ("AU") and, for authors, "CN".

    What follows a name (AUID, the tag ``place``) belongs to it; an affiliation before all names, as
    older records have it, belongs to the first.
    """
    groups = ("CN",) if role == "author" else ()
    drafts: list[_Draft] = []
    early: list[Affiliation] = []
    for tag, value in fields.tagged(full, short, *groups, "AUID", place):
        if tag == full or tag in groups or (tag == short and not _awaited(drafts)):
            drafts.append(_Draft(role))
        if tag == place:
            (drafts[-1].affiliations if drafts else early).append(Affiliation(value))
        elif tag == "AUID" and drafts:
            _identify(drafts[-1], value)
        elif tag == full:
            drafts[-1].full = value
        elif tag == short:
            drafts[-1].short = value
        elif tag in groups:
            drafts[-1].group = value
    if drafts:
        drafts[0].affiliations[:0] = early
    return tuple(_author(draft) for draft in drafts)


def _awaited(drafts: list[_Draft]) -> bool:
    """Whether the name just before is a full one whose short form is still to come."""
    return bool(drafts) and drafts[-1].full is not None and drafts[-1].short is None


def _identify(draft: _Draft, value: str) -> None:
    source, _, number = value.partition(":")
    orcid = bare_orcid(number) if source.strip().upper() == "ORCID" else None
    if orcid and draft.orcid is None:
        draft.orcid = orcid
    else:
        draft.identifiers.append(Identifier(source.strip(), number.strip() or value))


def _author(draft: _Draft) -> Author:
    last, fore, initials, suffix = _parts(draft.full, draft.short)
    return Author(
        role=draft.role,
        last_name=last,
        fore_name=fore,
        initials=initials,
        suffix=suffix,
        collective_name=draft.group,
        orcid=draft.orcid,
        identifiers=tuple(draft.identifiers),
        affiliations=tuple(draft.affiliations),
    )


def _parts(
    full: str | None, short: str | None
) -> tuple[str | None, str | None, str | None, str | None]:
    """Last name, fore name, initials and suffix of "King, Martin Luther Jr" and "King ML Jr"."""
    last, _, fore = (full or "").partition(", ")
    words = (short or "").split(" ")
    suffix = words.pop() if len(words) > 2 and words[-1] in _SUFFIXES else None
    if not last:
        last = " ".join(words[:-1]) or words[0]
    initials = " ".join(words)[len(last) :].strip() if short else ""
    if suffix and fore.endswith(f" {suffix}"):
        fore = fore[: -len(suffix) - 1]
    return last or None, fore or None, initials or None, suffix
