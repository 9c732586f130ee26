"""The long lists of a record, read straight from their text because that is several times faster.

Eight kinds of list hold four fifths of a record's elements. Where such a list is written exactly as
PubMed writes it, it is read here, and an empty element with the attribute ``littrack`` stands in its
place for the XML library; the reader of that list (``littrack.pubmed.elements``) then takes what was
read here. In the least doubt a list stays as it is and is read like everything else, so both ways give
the same; tests hold this on every real record.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from littrack.pubmed import dates
from littrack.pubmed.elements.children import Notes
from littrack.pubmed.elements.people import bare_orcid
from littrack.pubmed.elements.quick import quick
from littrack.pubmed.shortcuts.recurring import chemicals, grants, mesh, types
from littrack.pubmed.shortcuts.references import references
from littrack.pubmed.shortcuts.text import simple_entries
from littrack.pubmed.splitting import Piece
from littrack.records import Affiliation, Author, HistoryDate

_affiliation, _author, _history_date = quick(Affiliation), quick(Author), quick(HistoryDate)

_Reading = tuple[object, ...]

_CONTROLS = tuple(code for code in range(32) if code not in b"\t\n\r")
_ATTRIBUTES = re.compile(r'(?: [A-Za-z]+="[^"<&]*")*')

_AUTHOR = re.compile(
    r'<(?:Author|Investigator)(?: ValidYN="([YN])")?(?: EqualContrib="([YN])")?>'
    r"(?:<CollectiveName>([^<]*)</CollectiveName>|<LastName>([^<]*)</LastName>"
    r"(?:<ForeName>([^<]*)</ForeName>)?(?:<Initials>([^<]*)</Initials>)?"
    r"(?:<Suffix>([^<]*)</Suffix>)?)"
    r'(?:<Identifier Source="ORCID">([^<]*)</Identifier>)?'
    r"((?:<AffiliationInfo><Affiliation>[^<]*</Affiliation></AffiliationInfo>)*)"
    r"</(?:Author|Investigator)>"
)
_AFFILIATION = re.compile(r"<Affiliation>([^<]+)</Affiliation>")
_STEP = re.compile(
    r'<PubMedPubDate PubStatus="([^"<&]*)"><Year>([^<]*)</Year><Month>([^<]*)</Month>'
    r"<Day>([^<]*)</Day>(?:<Hour>([^<]*)</Hour>)?(?:<Minute>([^<]*)</Minute>)?</PubMedPubDate>"
)


def shorten(piece: Piece, notes: Notes) -> bytes:
    """The record with the lists that were read here emptied; ``notes.read`` holds what they say."""
    xml = piece.xml
    if not piece.simple or any(map(xml.__contains__, _CONTROLS)):
        return xml
    after = xml.rfind(b"<PubmedData")
    for name, from_data, reader in _LISTS:
        start = xml.find(name, after if from_data else 0, None if from_data else after)
        tag = b"</" + name[1:] + b">"  # of reference lists the last one: they may be nested
        end = (xml.rfind if from_data else xml.find)(tag, start) if start > 0 else -1
        if end < 0:
            continue
        close = xml.find(b">", start, end)
        attributes = xml[start + len(name) : close].decode()
        if not _ATTRIBUTES.fullmatch(attributes) or "littrack" in attributes:
            continue
        reading = reader(xml[close + 1 : end], attributes)
        if reading is not None:
            mark = notes.take(reading)
            xml = b"".join((xml[:close], mark, b"/>", xml[end + len(name) + 2 :]))
    return xml


def _authors(section: bytes, attributes: str) -> _Reading | None:
    return _people(section, "editor" if 'Type="editors"' in attributes else "author")


def _investigators(section: bytes, attributes: str) -> _Reading | None:
    return None if "ID=" in attributes else _people(section, "investigator")


def _people(section: bytes, role: str) -> _Reading | None:
    found = []
    for entry in simple_entries(_AUTHOR, section):
        valid, equal, group, last, fore, initials, suffix, number, places = entry
        orcid = bare_orcid(number) if number else None
        if number and not orcid:
            return None
        found.append(
            _author(
                role,
                last or None,
                fore or None,
                initials or None,
                suffix or None,
                group or None,
                orcid,
                equal == "Y",
                valid != "N",
                (),
                tuple([_affiliation(each) for each in _AFFILIATION.findall(places)])
                if places
                else (),
            )
        )
    return tuple(found) or None


def _history(section: bytes, attributes: str) -> _Reading | None:
    found = []
    for status, *parts in simple_entries(_STEP, section):
        when = dates.moment(*parts)
        if when is None:
            return None
        found.append(_history_date(status, when))
    return tuple(found) or None


_LISTS: tuple[tuple[bytes, bool, Callable[[bytes, str], _Reading | None]], ...] = (
    (b"<ReferenceList", True, references),
    (b"<History", True, _history),
    (b"<AuthorList", False, _authors),
    (b"<MeshHeadingList", False, mesh),
    (b"<InvestigatorList", False, _investigators),
    (b"<ChemicalList", False, chemicals),
    (b"<GrantList", False, grants),
    (b"<PublicationTypeList", False, types),
)
"""Each list with whether it stands in "PubmedData"; the longest first, so that less is searched for the others."""
