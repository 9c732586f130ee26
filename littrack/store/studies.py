"""One study with all its parts, as a person wants to see it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlite_utils import Database

from littrack.store.parts import Parts


@dataclass(frozen=True, slots=True)
class Section:
    """A paragraph of an abstract."""

    kind: str
    language: str | None
    label: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another record: what it says ("RetractionIn"), its PMID and citation."""

    kind: str
    pmid: str | None
    citation: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class IntegrityEvent:
    """What happened to the study after its publication; ``withdrawn`` when the source says so no longer."""

    kind: str
    source: str
    date: str | None
    notice_pmid: str | None
    notice: str | None
    reason: str | None
    first_seen: str
    withdrawn: str | None


@dataclass(frozen=True, slots=True)
class SeenChange:
    """A field that changed since the study was first seen."""

    seen: str
    field: str
    before: str | None
    after: str | None
    source_date: str | None


@dataclass(frozen=True, slots=True)
class FoundBy:
    """A search that finds the study, or did."""

    topic: str
    search: str
    first_seen: str
    left_on: str | None


@dataclass(frozen=True, slots=True)
class BearsOn:
    """A claim that the study is evidence for, against or about."""

    claim: str
    stance: str
    quote: str
    state: str
    note: str | None
    language: str | None = None
    """Of the quotation."""


@dataclass(frozen=True, slots=True)
class Study:
    """A stored study."""

    id: str
    pmid: str | None
    title: str
    authors: str | None
    journal: str | None
    journal_abbreviation: str | None
    year: int | None
    published_text: str | None
    volume: str | None
    issue: str | None
    pages: str | None
    doi: str | None
    pmcid: str | None
    url: str | None
    kind: str
    languages: str | None
    design: str | None
    level: int | None
    design_rule: str | None
    integrity: str | None
    state: str
    merged_into: str | None
    keywords: str | None
    mesh: str | None
    publication_types: str | None
    conflict_of_interest: str | None
    vernacular_title: str | None
    revised: str | None
    source: str
    first_seen: str
    last_changed: str
    sections: tuple[Section, ...]
    identifiers: tuple[tuple[str, str], ...]
    registrations: tuple[tuple[str, str], ...]
    links: tuple[Link, ...]
    events: tuple[IntegrityEvent, ...]
    changes: tuple[SeenChange, ...]
    searches: tuple[FoundBy, ...]
    claims: tuple[BearsOn, ...]

    @property
    def citation(self) -> str:
        """The study as a reference list prints it: authors, title, journal, date, place, DOI."""
        place = "".join(
            (self.volume or "", f"({self.issue})" if self.issue else "", f":{self.pages}" if self.pages else "")
        )  # fmt: skip
        when = ";".join(filter(None, (self.published_text or str(self.year or ""), place)))
        parts = (self.authors, self.title, self.journal_abbreviation or self.journal, when)
        text = " ".join(
            part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part
        )
        return f"{text} doi: {self.doi}" if self.doi else text

    @property
    def badges(self) -> tuple[str, ...]:
        """What a reader must know before reading on, the gravest first: "RETRACTED", "deleted by PubMed"."""
        return badges_of(self.integrity, self.state, self.merged_into)


def badges_of(integrity: str | None, state: str, merged_into: str | None = None) -> tuple[str, ...]:
    """What stands against a study and its record, the gravest first."""
    found = [integrity.upper()] if integrity else []
    if state == "deleted":
        found.append("deleted by PubMed")
    if state == "merged":
        found.append(f"merged into PMID {merged_into}" if merged_into else "merged by PubMed")
    return tuple(found)


_COLUMNS = (
    "id, pmid, title, authors, journal, journal_abbreviation, year, published_text, volume, issue, pages, doi,"
    " pmcid, url, kind, languages, design, level, design_rule, integrity, state, merged_into, keywords, mesh,"
    " publication_types, conflict_of_interest, vernacular_title, revised, source, first_seen, last_changed"
)
_BY_ID = f"SELECT {_COLUMNS} FROM studies WHERE id = ?"
_LOOK_UP = (
    "SELECT id FROM studies WHERE id = ?",
    "SELECT id FROM studies WHERE pmid = ?",
    "SELECT study FROM study_aliases WHERE alias = ?",
    "SELECT study FROM appraisals WHERE key = ? ORDER BY removed IS NOT NULL LIMIT 1",
)
_BY_DOI = (
    "SELECT id FROM studies WHERE doi = ? ORDER BY state <> 'current', pmid IS NULL, id LIMIT 1"
)
_BY_DOI_IN_CAPITALS = """
SELECT id FROM studies
WHERE rowid IN (SELECT rowid FROM studies INDEXED BY studies_doi WHERE doi = ? COLLATE NOCASE)
ORDER BY pmid IS NULL, id LIMIT 1
"""
"""The topic's files keep a DOI as they have it; PubMed's are stored in lower case. A narrow index is read from end to
end, not the studies themselves: ten times as fast, and again so where they are not in memory."""
_BY_PMC = """
SELECT id FROM studies
WHERE rowid = (SELECT rowid FROM studies INDEXED BY studies_browsing WHERE pmcid = ? LIMIT 1)
"""
SECTIONS = """
SELECT kind, language, label, text, markup FROM abstract_sections WHERE study = ? ORDER BY position
"""
_IDENTIFIERS = "SELECT source, value FROM identifiers WHERE study = ? ORDER BY position"
_REGISTRATIONS = "SELECT registry, number FROM registrations WHERE study = ? ORDER BY position"
_LINKS = "SELECT kind, pmid, citation, note FROM relations WHERE study = ? ORDER BY position"
_EVENTS = """
SELECT kind, source, date, notice_pmid, notice, reason, first_seen, withdrawn FROM integrity_events
WHERE study = ? ORDER BY withdrawn IS NOT NULL, id
"""
_CHANGES = "SELECT seen, field, before, after, source_date FROM changes WHERE study = ? ORDER BY id"
_SEARCHES = """
SELECT topic, name, first_seen, left_on FROM search_hits JOIN searches ON searches.id = search_hits.search
WHERE study = ? AND searches.retired IS NULL ORDER BY topic, name
"""
_CLAIMS = """
SELECT claims.id, stance, quote, state, note, language FROM claim_evidence
JOIN claims ON claims.id = claim_evidence.claim LEFT JOIN topics ON topics.id = claims.topic
WHERE study = ? AND claims.removed IS NULL ORDER BY claims.position
"""
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_PMC = re.compile(r"PMC\d{1,12}", re.IGNORECASE)
_PMID = re.compile(r"(?:pmid:?\s*|https?://(?:www\.)?pubmed\.ncbi\.nlm\.nih\.gov/)?(\d{1,9})/?", re.IGNORECASE)  # fmt: skip


def find_id(db: Database, name: str) -> str | None:
    """The id of the study that ``name`` means: its id, PMID, DOI (bare or as a link), PMCID, an earlier id,
    or its key in a topic's files."""
    name = name.strip()
    if found := _first(db, _LOOK_UP, name):
        return found
    if pmid := _PMID.fullmatch(name):
        return _first(db, _LOOK_UP[:3], pmid[1].lstrip("0"))
    if doi := _DOI.fullmatch(name):
        return (
            _first(db, (_BY_DOI,), doi[1].lower())
            or _first(db, _LOOK_UP[2:3], f"doi:{doi[1].lower()}")
            or _first(db, (_BY_DOI_IN_CAPITALS,), doi[1])
        )
    return _first(db, (_BY_PMC,), name.upper()) if _PMC.fullmatch(name) else None


def read_study(db: Database, name: str) -> Study | None:
    """The study that ``name`` means (see `find_id`) with all its parts, or ``None``."""
    study = find_id(db, name)
    return None if study is None else study_of(db, Parts(db, study))


def study_of(db: Database, parts: Parts) -> Study:
    """The stored study with these parts."""
    cursor = db.execute(_BY_ID, (parts.study,))
    columns = dict(zip((each[0] for each in cursor.description), cursor.fetchone(), strict=True))
    return Study(
        **columns,
        sections=tuple(Section(*each[:4]) for each in parts.rows("abstract_sections", SECTIONS)),
        identifiers=tuple(parts.rows("identifiers", _IDENTIFIERS)),
        registrations=tuple(parts.rows("registrations", _REGISTRATIONS)),
        links=tuple(Link(*each) for each in parts.rows("relations", _LINKS)),
        events=tuple(IntegrityEvent(*each) for each in parts.rows("integrity_events", _EVENTS)),
        changes=tuple(SeenChange(*each) for each in parts.rows("changes", _CHANGES)),
        searches=tuple(FoundBy(*each) for each in parts.rows("search_hits", _SEARCHES)),
        claims=tuple(BearsOn(*each) for each in parts.rows("claim_evidence", _CLAIMS)),
    )


def _first(db: Database, queries: tuple[str, ...], value: str) -> str | None:
    for query in queries:
        if found := db.execute(query, (value,)).fetchone():
            return str(found[0])
    return None
