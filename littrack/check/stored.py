"""What the base knows of a cited work, and how lately it was asked about."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from sqlite_utils import Database

from littrack.check.manuscript import ClaimVerdict, Known
from littrack.check.meanings import Vocabulary
from littrack.check.metadata import title_pieces
from littrack.integrity import kinds
from littrack.store.studies import Link, Study, find_id, read_study
from littrack.topics.titles import plain_title

FRESH = 45
"""Days for which an answer about a work stands: a refresh reads every record again within 30."""
REVIEWS = frozenset(
    ("Systematic Review", "Review", "Meta-Analysis", "Practice Guideline", "Guideline")
)
PREPRINT = "Preprint"
_CLAIMS = """
SELECT id, quote, state, certainty, one_line, review, parent, highlight, question FROM claims WHERE removed IS NULL
ORDER BY topic, position
"""
_QUERIES = "SELECT query FROM searches WHERE retired IS NULL ORDER BY id"
_ASKED = """
SELECT CASE WHEN count(*) = count(answered) THEN min(answered) END FROM (
    SELECT (SELECT max(asked) FROM search_runs WHERE search = searches.id AND outcome = 'complete') AS answered
    FROM searches WHERE retired IS NULL AND id IN (SELECT search FROM search_runs))
"""
_VERSION = "SELECT identifier, url FROM reading_links WHERE study = ? AND kind = 'published version' LIMIT 1"
_YEARS = "SELECT published, published_online, year FROM studies WHERE id = ?"
_CHECKED = """
SELECT max(coalesce((SELECT checked FROM record_checks WHERE study = :id), ''),
    coalesce((SELECT fetched FROM raw_records WHERE study = :id), ''),
    coalesce((SELECT max(checked) FROM source_checks WHERE subject = :id), ''))
"""
_TITLED = """
SELECT id, title FROM studies WHERE +state = 'current'
AND rowid IN (SELECT rowid FROM studies_fts WHERE studies_fts MATCH :words LIMIT 200)
"""
_UPDATES = "SELECT citation, pmid FROM relations WHERE study = ? AND kind = 'UpdateIn' ORDER BY position DESC LIMIT 1"
_LATER = (
    "SELECT study, pmid, citation FROM relations WHERE kind = 'UpdateOf' ORDER BY study, position"
)
_NAMESAKES = "SELECT id FROM studies WHERE doi = ? AND +id <> ? AND +state = 'current' LIMIT 5"
"""The pluses keep SQLite to the index of DOIs."""
_BEGINNING = 5
"""Words by which titles are sought."""
_TELLING = 5
"""Letters of the longest word that a title must have."""
_SHORT = 25
"""Letters of a title below which the author must be right too."""
_SUFFIX = re.compile(r"\s+(?:2nd|3rd|\dth|Jr|Sr|II|III|IV)\.?$")
_DOI_TOLD = re.compile(r"doi: (10\.\S+?)\.?(?:\s|$)")
_SERVERS = re.compile(r"rxiv\b|preprint|research square|ssrn", re.IGNORECASE)


def read_claims(db: Database) -> tuple[ClaimVerdict, ...]:
    """Every checked claim."""
    return tuple(ClaimVerdict(*row) for row in db.execute(_CLAIMS))


def read_vocabulary(db: Database) -> Vocabulary:
    """Which words mean one thing, by the topics' searches."""
    return Vocabulary.of_queries(query for (query,) in db.execute(_QUERIES))


def last_asked(db: Database) -> str | None:
    """Since when every search has its answer from PubMed."""
    found: str | None = db.execute(_ASKED).fetchone()[0]
    return found


def known_by_name(db: Database, name: str, today: date) -> Known | None:
    """The stored work with this PMID, PMC id or DOI, and others that bear the same DOI."""
    study = find_id(db, name)
    if study is None:
        return None
    others = [each for (each,) in db.execute(_NAMESAKES, (name, study))]
    first, *namesakes = (known for each in (study, *others) if (known := _by_id(db, each, today)))
    return replace(first, namesakes=tuple(namesakes))


def _by_id(db: Database, study: str, today: date) -> Known | None:
    found = read_study(db, study)
    return _known(db, found, today) if found else None


def known_by_title(db: Database, text: str, today: date) -> Known | None:
    """The stored work whose whole title stands in a printed reference or a title, where it is only one."""
    printed = f" {plain_title(text)} "
    titled: dict[str, str] = {}
    for piece in title_pieces(text):
        beginning = re.findall(r"\w+", piece)[:_BEGINNING]
        if max(map(len, beginning), default=0) >= _TELLING:
            titled.update(db.execute(_TITLED, {"words": f'title : "{" ".join(beginning)}"'}))
    alike = {
        study: plain
        for study, title in sorted(titled.items())
        if f" {(plain := plain_title(title))} " in printed
    }
    longest = max(map(len, alike.values()), default=0)
    known = [
        found for study, plain in alike.items() if len(plain) == longest and (found := _by_id(db, study, today))
    ]  # fmt: skip
    if longest < _SHORT:
        known = [
            each
            for each in known
            if each.first_author and plain_title(each.first_author) in printed
        ]
    return replace(known[0], namesakes=tuple(known[1:])) if known else None


def successors(db: Database) -> dict[tuple[str, str], tuple[str, str]]:
    """By PMID and DOI of an earlier work: the stored one that took its place, and how that cites the earlier one."""
    found = {}
    for study, pmid, citation in db.execute(_LATER):
        for name in (("pmid", pmid), *(("doi", doi) for doi in _dois(citation))):
            if name[1]:
                found[name] = str(study), str(citation or "")
    return found


def known_by_successor(db: Database, name: tuple[str, str], told: tuple[str, str]) -> Known | None:
    """An earlier work that is not stored, by what took its place."""
    (kind, value), (study, citation) = name, told
    later = read_study(db, study)
    if later is None:
        return None
    successor = _named(_cited(later), later.pmid)
    preprint = bool(_SERVERS.search(citation))
    return Known(
        id=f"{kind}:{value}", pmid=value if kind == "pmid" else None, doi=value if kind == "doi" else None,
        published_as=successor if preprint else None, newer_version=None if preprint else successor,
        checked=_checked(db, later.id),
        unknown="it is not in the base itself, so whether it was retracted or corrected was not asked",
    )  # fmt: skip


def _dois(citation: str | None) -> list[str]:
    return [each.lower() for each in _DOI_TOLD.findall(citation or "")]


def _known(db: Database, study: Study, today: date) -> Known:
    published, online, year = db.execute(_YEARS, (study.id,)).fetchone()
    years = {int(text[:4]) for text in (published, online) if text and text[:4].isdigit()}
    types = set((study.publication_types or "").split("; "))
    preprint = PREPRINT in types or study.kind == "preprint"
    told = _newest(db, study)
    if preprint and told is None:
        told = _published_version(db, study.id)
    notices = [event for event in study.events if event.withdrawn is None and event.notice]
    checked = _checked(db, study.id)
    return Known(
        id=study.id, pmid=study.pmid, doi=study.doi, title=study.title,
        first_author=_first_author(study.authors), years=tuple(sorted(years | ({int(year)} if year else set()))),
        integrity=study.integrity, notice=notices[0].notice if notices else None,
        published_as=told if preprint else None,
        newer_version=told if not preprint and types & REVIEWS else None,
        updated_in=told if not preprint and not types & REVIEWS else None,
        checked=checked, unknown=unchecked(checked, today),
    )  # fmt: skip


def unchecked(checked: str | None, today: date) -> str | None:
    """Why it cannot be said how a work stands now, by when a source last spoke of it."""
    if not checked:
        return "it is in the base, but no source has been asked yet whether it was retracted or corrected"
    day = date.fromisoformat(checked[:10])
    if (today - day).days <= FRESH:
        return None
    return f"what happened to it since {day}, when it was last checked, nobody has asked"


def _checked(db: Database, study: str) -> str | None:
    found: str | None = db.execute(_CHECKED, {"id": study}).fetchone()[0]
    return found or None


def _newest(db: Database, study: Study) -> str | None:
    """The last of the versions that each took the place of the one before, as far as the base knows them."""
    links = [link for link in study.links if link.kind == "UpdateIn"]
    told: Link | None = links[-1] if links else None
    events = [
        each for each in study.events if each.withdrawn is None and each.kind in _FOLLOWED and each.notice
    ]  # fmt: skip
    if told is None:
        return events[-1].notice if events else None
    citation, pmid = told.citation, told.pmid
    seen = {study.id}
    while pmid and pmid not in seen:
        seen.add(pmid)
        row = db.execute(_UPDATES, (pmid,)).fetchone()
        if row is None:
            break
        citation, pmid = row
    return _named(citation, pmid)


_FOLLOWED = (kinds.NEW_VERSION, kinds.PREPRINT_OF)


def _published_version(db: Database, study: str) -> str | None:
    row = db.execute(_VERSION, (study,)).fetchone()
    return (row[0] or row[1]) if row else None


def _cited(study: Study) -> str:
    place = f"{study.journal_abbreviation or study.journal or ''}"
    return " ".join(
        filter(None, (place, f"{study.year}." if study.year else "", f"doi:{study.doi}." if study.doi else ""))
    )  # fmt: skip


def _first_author(authors: str | None) -> str | None:
    first = _SUFFIX.sub("", (authors or "").split(", ")[0])
    if not first:
        return None
    family, _, initials = first.rpartition(" ")
    return family if family and initials.isupper() and len(initials) <= 4 else first


def _named(citation: str | None, pmid: str | None) -> str | None:
    return " ".join(part for part in (citation, f"PMID {pmid}" if pmid else None) if part) or None
