"""The parts of a record that recur, read straight from their text because that is several times faster.

A dozen kinds of list and leaf hold nine tenths of a record's elements. Where one is written exactly as
PubMed writes it, it is read here, and an empty element with the attribute ``littrack`` stands in its
place for the XML library; the reader of that element (``littrack.pubmed.elements``) then takes what was
read here. In the least doubt an element stays as it is and is read like everything else, so both ways
give the same; tests hold this on every real record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from littrack.pubmed import dates
from littrack.pubmed.elements.children import Notes
from littrack.pubmed.elements.people import bare_orcid
from littrack.pubmed.elements.quick import quick
from littrack.pubmed.shortcuts.recurring import (
    chemicals,
    day,
    grants,
    journal_info,
    mesh,
    types,
)
from littrack.pubmed.shortcuts.references import references
from littrack.pubmed.shortcuts.text import TEXT, simple_entries
from littrack.pubmed.splitting import Piece
from littrack.records import Affiliation, Author, HistoryDate, Identifier

_affiliation, _author = quick(Affiliation), quick(Author)
_history_date, _identifier = quick(HistoryDate), quick(Identifier)

_Reading = tuple[object, ...]
_Reader = Callable[[bytes, str], _Reading | None]
_Found = tuple[int, int, _Reading]
"""Where the start tag closes, where the element ends, and what it says."""

_CONTROLS = tuple(code for code in range(32) if code not in b"\t\n\r")
_ATTRIBUTES = re.compile(r'(?: [A-Za-z]+="[^"<&]*")*')

_AUTHOR = re.compile(
    r'(<(?:Author|Investigator)(?: ValidYN="([YN])")?(?: EqualContrib="([YN])")?>'
    rf"(?:<CollectiveName>{TEXT}</CollectiveName>|<LastName>{TEXT}</LastName>"
    rf"(?:<ForeName>{TEXT}</ForeName>)?(?:<Initials>{TEXT}</Initials>)?"
    rf"(?:<Suffix>{TEXT}</Suffix>)?)"
    rf'(?:<Identifier Source="ORCID">{TEXT}</Identifier>)?'
    r"((?:<AffiliationInfo><Affiliation>(?! )[^<]*(?<! )</Affiliation></AffiliationInfo>)*)"
    r"</(?:Author|Investigator)>)"
)
_AFFILIATION = re.compile(r"<Affiliation>([^<]+)</Affiliation>")
_STEP = re.compile(
    rf'(<PubMedPubDate PubStatus="([A-Za-z-]*)"><Year>{TEXT}</Year><Month>{TEXT}</Month>'
    rf"<Day>{TEXT}</Day>(?:<Hour>{TEXT}</Hour>)?(?:<Minute>{TEXT}</Minute>)?</PubMedPubDate>)"
)
_ARTICLE_ID = re.compile(rf'(<ArticleId IdType="([A-Za-z]*)">{TEXT}</ArticleId>)')
_JOURNAL = re.compile(
    rf'((?:<ISSN IssnType="([A-Za-z]+)">{TEXT}</ISSN>)?'
    rf'<JournalIssue(?: CitedMedium="([A-Za-z]+)")?>'
    rf"(?:<Volume>{TEXT}</Volume>)?(?:<Issue>{TEXT}</Issue>)?"
    rf"<PubDate>(?:<MedlineDate>{TEXT}</MedlineDate>|<Year>{TEXT}</Year>(?:<Month>{TEXT}</Month>"
    rf"(?:<Day>{TEXT}</Day>)?|<Season>{TEXT}</Season>)?)</PubDate></JournalIssue>"
    rf"(?:<Title>{TEXT}</Title>)?(?:<ISOAbbreviation>{TEXT}</ISOAbbreviation>)?)"
)


def shorten(piece: Piece, notes: Notes) -> bytes:
    """The record with what was read here emptied; ``notes.read`` holds what it says."""
    xml = piece.xml
    if not piece.simple or any(map(xml.__contains__, _CONTROLS)):
        return xml
    parts: list[bytes] = []
    copied = 0
    for close, end, reading in _readings(xml):
        parts += (xml[copied:close], notes.take(reading), b"/>")
        copied = end
    parts.append(xml[copied:])
    return b"".join(parts)


def _readings(xml: bytes) -> Iterator[_Found]:
    data = xml.rfind(b"<PubmedData")
    yield from _between(xml, 0, data, _OF_CITATION)
    if data >= 0:
        # what follows has lists that are called as the record's own
        rest = xml.find(b"<ReferenceList", data)
        yield from _between(xml, data, rest, _OF_DATA)
        found = _reading(xml, rest, *_REFERENCES) if rest >= 0 else None
        if found:
            yield found


def _between(xml: bytes, at: int, stop: int, parts: tuple[_Part, ...]) -> Iterator[_Found]:
    """What is read of ``parts``, which stand in this order."""
    for part in parts:
        start = xml.find(part[0], at, stop)
        found = _reading(xml, start, *part) if start >= 0 else None
        if found:
            at = found[1]
            yield found


def _reading(xml: bytes, start: int, name: bytes, tag: bytes, reader: _Reader) -> _Found | None:
    """What the element at ``start`` says, where it is written as PubMed writes it."""
    # reference lists may be nested, and nothing else of that name follows
    end = xml.rfind(tag, start) if reader is references else xml.find(tag, start)
    close = xml.find(b">", start, end) if end > 0 else -1
    if close < 0:
        return None
    attributes = xml[start + len(name) : close].decode()
    if attributes and (not _ATTRIBUTES.fullmatch(attributes) or "littrack" in attributes):
        return None
    reading = reader(xml[close + 1 : end], attributes)
    return None if reading is None else (close, end + len(tag), reading)


def _authors(section: bytes, attributes: str) -> _Reading | None:
    return _people(section, "editor" if 'Type="editors"' in attributes else "author")


def _investigators(section: bytes, attributes: str) -> _Reading | None:
    return None if "ID=" in attributes else _people(section, "investigator")


def _people(section: bytes, role: str) -> _Reading | None:
    found = []
    for entry in simple_entries(_AUTHOR, section):
        _, valid, equal, group, last, fore, initials, suffix, number, places = entry
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


def _history(section: bytes, _: str) -> _Reading | None:
    found = []
    for _, status, *parts in simple_entries(_STEP, section):
        when = dates.moment(*parts)
        if when is None:
            return None
        found.append(_history_date(status, when))
    return tuple(found) or None


def _article_ids(section: bytes, _: str) -> _Reading | None:
    entries = simple_entries(_ARTICLE_ID, section)
    return tuple([_identifier(kind, value) for _, kind, value in entries if value]) or None


def _journal(section: bytes, _: str) -> _Reading | None:
    """ISSN type, ISSN, medium, volume, issue, date, title and ISO abbreviation."""
    for entry in simple_entries(_JOURNAL, section):
        _, kind, issn, medium, volume, issue, printed, *date, season, title, short = entry
        published = dates.printed(printed) if printed else dates.from_parts(*date, season)
        return (
            kind or None,
            issn or None,
            medium or None,
            volume or None,
            issue or None,
            published,
            title or None,
            short or None,
        )
    return None


_Part = tuple[bytes, bytes, _Reader]


def _part(name: str, reader: _Reader) -> _Part:
    return f"<{name}".encode(), f"</{name}>".encode(), reader


_OF_CITATION = (
    _part("DateCompleted", day),
    _part("DateRevised", day),
    _part("Journal", _journal),
    _part("AuthorList", _authors),
    _part("GrantList", grants),
    _part("PublicationTypeList", types),
    _part("ArticleDate", day),
    _part("MedlineJournalInfo", journal_info),
    _part("ChemicalList", chemicals),
    _part("MeshHeadingList", mesh),
    _part("InvestigatorList", _investigators),
)
"""What is read here of a "MedlineCitation", in PubMed's order."""

_OF_DATA = (_part("History", _history), _part("ArticleIdList", _article_ids))
_REFERENCES = _part("ReferenceList", references)
