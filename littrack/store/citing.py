"""Stored studies as references need them: `Citable`, in batches, so that any number can be written as they are read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from sqlite_utils import Database

from littrack.cite.citable import Citable, Name, read_name
from littrack.integrity.status import STATUS
from littrack.records import MarkedText

BATCH = 500

_STUDIES = """
SELECT studies.id, studies.title, title_markup, vernacular_title, kind, authors, journal, journal_abbreviation, issn,
  studies.published, published_text, published_online, publication_status, studies.volume, issue, pages,
  coalesce((SELECT value FROM identifiers WHERE study = studies.id AND source = 'doi' AND lower(value) = doi), doi), pmid,
  pmcid, url, books.publisher, publisher_location, books.title, edition, isbns, languages, abstract, keywords, mesh,
  publication_types, integrity, state, design, level, first_seen
FROM json_each(?) AS wanted JOIN studies ON studies.rowid = wanted.value
LEFT JOIN books ON books.study = studies.id
ORDER BY wanted.key
"""
"""The DOI in the letters in which its publisher prints it; ``studies.doi`` is in small ones, for looking up."""
_INTEGRITY = 30
"""The place of ``integrity`` in such a row."""
_PEOPLE = """
SELECT study, role, last_name, fore_name, initials, suffix, CASE WHEN collective THEN name END, name FROM authors
WHERE study IN (SELECT value FROM json_each(?)) AND role <> 'investigator' AND valid ORDER BY study, position
"""
_NOTICES = """
SELECT study, kind, coalesce(notice_pmid, notice), notice FROM integrity_events
WHERE study IN (SELECT value FROM json_each(?)) AND withdrawn IS NULL AND notice IS NOT NULL
ORDER BY source NOT LIKE 'PubMed%', id
"""
_HEADINGS = """
SELECT study, descriptor, qualifier, major FROM mesh_headings
WHERE study IN (SELECT value FROM json_each(?)) ORDER BY study, position
"""
_ROWIDS = """
SELECT studies.rowid FROM json_each(?) AS wanted JOIN studies ON studies.id = wanted.value ORDER BY wanted.key
"""


def read_citables(db: Database, rowids: Iterable[int], headings: bool = False) -> Iterator[Citable]:
    """The studies of these rows, in that order; rows that are not there are left out.

    With ``headings``, MeSH headings as MEDLINE prints them, which cost a second look at each study.
    """
    wanted = iter(rowids)
    while batch := list(islice(wanted, BATCH)):
        found = read_batch(db, batch)
        yield from _with_headings(db, found) if headings else found


def read_batch(db: Database, rowids: Sequence[int]) -> list[Citable]:
    """As `read_citables`, all at once."""
    rows = db.execute(_STUDIES, (json.dumps(list(rowids)),)).fetchall()
    ids = json.dumps([row[0] for row in rows])
    marked = [row[0] for row in rows if row[_INTEGRITY]]
    people: dict[str, list[tuple[str, Name]]] = defaultdict(list)
    for study, role, *parts in db.execute(_PEOPLE, (ids,)):
        people[study].append((role, _name(parts)))
    notices = _notices(db, json.dumps(marked)) if marked else {}
    return [_citable(row, people, notices) for row in rows]


def _with_headings(db: Database, works: Sequence[Citable]) -> Iterator[Citable]:
    """ "Depression/*drug therapy/psychology": a star marks what is major. What is no heading (a substance, a disease that
    MeSH has no heading for) stays as it is."""
    found: dict[str, dict[str, list[tuple[str, bool]]]] = defaultdict(dict)
    for study, descriptor, qualifier, major in db.execute(
        _HEADINGS, (json.dumps([work.id for work in works]),)
    ):
        found[study].setdefault(descriptor, []).append((qualifier or "", bool(major)))
    for work in works:
        known = found.get(work.id, {})
        others = [each for each in work.mesh if each not in known and _base(each) not in known]
        yield replace(work, headings=(*map(_heading, known.items()), *others))


def _base(heading: str) -> str:
    return heading.rpartition(" (")[0]


def _heading(found: tuple[str, list[tuple[str, bool]]]) -> str:
    descriptor, qualifiers = found
    if not qualifiers[0][0]:
        return f"*{descriptor}" if qualifiers[0][1] else descriptor
    return "/".join((descriptor, *(f"{'*' * major}{name}" for name, major in qualifiers)))


def _notices(db: Database, ids: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Of a study and what stands against it: the notices behind that, each once, in PubMed's words where it has any."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for study, kind, notice, citation in db.execute(_NOTICES, (ids,)):
        found[study, STATUS.get(kind, kind)].setdefault(notice, citation)
    return {behind: tuple(known.values()) for behind, known in found.items()}


def rowids_of(db: Database, ids: Iterable[str]) -> list[int]:
    """The rows of these studies, in that order; unknown ids are left out."""
    return [rowid for (rowid,) in db.execute(_ROWIDS, (json.dumps(list(ids)),))]


def _name(parts: Sequence[str | None]) -> Name:
    family, given, initials, suffix, group, name = parts
    if group or not family:
        return Name(literal=group or name)
    return Name(family, given, initials, suffix)


def _citable(
    row: Sequence[str | None],
    people: Mapping[str, Sequence[tuple[str, Name]]],
    notices: Mapping[tuple[str, str], tuple[str, ...]],
) -> Citable:
    (
        study, title, markup, vernacular, kind, authors, journal, abbreviation, issn, published, published_text, online, status,
        volume, issue, pages, doi, pmid, pmcid, url, publisher, place, book, edition, isbns, languages, abstract,
        keywords, mesh, types, integrity, state, design, level, first_seen,
    ) = row  # fmt: skip
    known = people.get(study or "", ())
    named = tuple(name for role, name in known if role == "author")
    is_book = kind in ("book", "book chapter")
    all_types = _split(types, "; ")
    return Citable(
        id=study or "",
        title=MarkedText(title or "", markup),
        kind="preprint" if "Preprint" in all_types else kind or "article",
        authors=named or tuple(read_name(name) for name in _split(authors, ", ")),
        editors=tuple(name for role, name in known if role == "editor"),
        journal=None if is_book else journal,
        journal_abbreviation=None if is_book else abbreviation,
        issn=issn,
        published=published,
        published_text=published_text,
        published_online=online,
        ahead_of_print=status == "aheadofprint",
        online_only=status == "epublish",
        volume=volume,
        issue=issue,
        pages=pages,
        doi=doi,
        pmid=pmid,
        pmcid=pmcid,
        url=url,
        publisher=publisher,
        publisher_place=place,
        book_title=book if kind == "book chapter" else None,
        edition=edition,
        isbns=_split(isbns, ", "),
        languages=_split(languages, ", "),
        vernacular_title=vernacular,
        abstract=abstract,
        keywords=_split(keywords, "; "),
        mesh=_split(mesh, "; "),
        publication_types=all_types,
        integrity=integrity,
        notices=notices.get((study or "", integrity or ""), ()),
        state=state or "current",
        design=design,
        level=int(level) if level else None,
        first_seen=first_seen,
    )


def _split(text: str | None, separator: str) -> tuple[str, ...]:
    return tuple(text.split(separator)) if text else ()
