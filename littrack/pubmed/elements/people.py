"""Authors, editors and investigators with their affiliations and identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from lxml.etree import _Element

from littrack.pubmed.elements.children import Children, Notes
from littrack.pubmed.markup import plain
from littrack.records import Affiliation, Author, Identifier

_ORCID = re.compile(
    r"(?:https?:/*)?(?:(?:www\.)?orcid\.org/)?(?:orcid:?\s*)?"
    r"(\d{4})[-‐–\s]?(\d{4})[-‐–\s]?(\d{4})[-‐–\s]?(\d{3}[\dXx])/?",
    re.IGNORECASE,
)
_AFFILIATION = frozenset({"Affiliation", "Identifier"})
_NAME_PARTS = frozenset({"LastName", "ForeName", "Initials", "Suffix", "CollectiveName"})
_OLD_FORE_NAMES = frozenset({"FirstName", "MiddleName"})


def bare_orcid(text: str) -> str | None:
    """The 19-character form of an ORCID given bare, without hyphens or as a URL; else ``None``."""
    found = _ORCID.fullmatch(text.strip())
    return "-".join(found.groups()).upper() if found else None


def people(lists: Iterable[_Element], role: str, notes: Notes) -> tuple[Author, ...]:
    """Everyone in the given "AuthorList" or "InvestigatorList" elements, in order.

    An "AuthorList" of type "editors" makes editors, whatever ``role`` is.
    """
    found: list[Author] = []
    for each in lists:
        if (done := notes.taken(each, Author)) is not None:
            found += done
            continue
        own = "editor" if each.get("Type") == "editors" else role
        group = each.get("ID")
        for child in each:
            if child.tag == "Author" or child.tag == "Investigator":
                found.append(_person(child, own, group, notes))
            else:
                notes.strange(child)
    return tuple(found)


def with_shared_place(authors: tuple[Author, ...], place: str | None) -> tuple[Author, ...]:
    """The authors, the first with the one affiliation that records before 1988 give for all."""
    if not place or not authors:
        return authors
    first = authors[0]
    return (replace(first, affiliations=(Affiliation(place), *first.affiliations)), *authors[1:])


def complete(lists: Iterable[_Element]) -> bool:
    """Whether no list says that it was cut."""
    return all(each.get("CompleteYN") != "N" for each in lists)


def display_name(element: _Element, notes: Notes) -> str | None:
    """ "LastName Initials Suffix" of a "PersonalNameSubject", with its fore name where given."""
    person = _person(element, "subject", None, notes)
    if person.fore_name and person.last_name:
        return f"{person.last_name}, {person.fore_name}{f' {person.suffix}' * bool(person.suffix)}"
    return person.name or None


def _person(element: _Element, role: str, group: str | None, notes: Notes) -> Author:
    names: dict[str, str] = {}
    ids: list[Identifier] = []
    orcid = None
    affiliations: list[Affiliation] = []
    for child in element:
        tag = child.tag
        if tag in _NAME_PARTS:
            names[tag] = plain(child)
            group = group or child.get("Investigators")
        elif tag == "AffiliationInfo":
            _add_affiliation(child, affiliations, notes)
        elif tag == "Identifier" or tag == "NameID":
            found = Identifier(child.get("Source") or "", plain(child))
            bare = bare_orcid(found.value) if found.source.upper() == "ORCID" else None
            if bare and orcid is None:
                orcid = bare
            elif found.value:
                ids.append(found)
        elif tag == "Affiliation":  # before 2015
            if place := plain(child):
                affiliations.append(Affiliation(place))
        elif tag in _OLD_FORE_NAMES:  # before 2006
            names["ForeName"] = f"{names.get('ForeName', '')} {plain(child)}".strip()
        else:
            notes.strange(child)
    return Author(
        role,
        names.get("LastName") or None,
        names.get("ForeName") or None,
        names.get("Initials") or None,
        names.get("Suffix") or None,
        names.get("CollectiveName") or None,
        orcid,
        element.get("EqualContrib") == "Y",
        element.get("ValidYN") != "N",
        tuple(ids),
        tuple(affiliations),
        group,
    )


def _add_affiliation(element: _Element, into: list[Affiliation], notes: Notes) -> None:
    if len(element) == 1 and element[0].tag == "Affiliation":
        if text := plain(element[0]):
            into.append(Affiliation(text))
        return
    children = Children(element, _AFFILIATION, notes)
    ids = tuple(
        Identifier(each.get("Source") or "", value)
        for each in children.all("Identifier")
        if (value := plain(each))
    )
    text = children.text("Affiliation") or ""
    if text or ids:
        into.append(Affiliation(text, ids))
