"""Find what is known of cited works: in the base first, then, where they can be reached, in PubMed and Crossref."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from littrack.check.manuscript import ClaimVerdict, Known, Reference
from littrack.check.meanings import Vocabulary
from littrack.check.metadata import folded
from littrack.errors import LittrackError, SourceError
from littrack.pubmed.client import PubMed
from littrack.records import Article, Parsed
from littrack.sources import crossref
from littrack.sources.web import PoliteWeb
from littrack.store.studies import Study, find_id, read_study

DOIS_A_SEARCH = 25
_CLAIMS = """
SELECT id, quote, state, certainty, one_line, review, parent, highlight FROM claims WHERE removed IS NULL ORDER BY topic, position
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
_RETRACTED = {"RetractionIn": "retracted", "RetractedandRepublishedIn": "retracted and republished",
              "PartialRetractionIn": "partly retracted", "ExpressionOfConcernIn": "expression of concern",
              "CorrectedandRepublishedIn": "corrected and republished", "ErratumIn": "corrected"}  # fmt: skip
_PREPRINT, _REVIEWS = (
    "Preprint",
    ("Systematic Review", "Review", "Meta-Analysis", "Practice Guideline", "Guideline"),
)


@dataclass(slots=True)
class Library:
    """What is known of each identifier. ``wrong``: what its registry does not hold; ``silent``: why nothing is known."""

    found: dict[tuple[str, str], Known] = field(default_factory=dict)
    wrong: set[tuple[str, str]] = field(default_factory=set)
    silent: dict[tuple[str, str], str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def of(self, reference: Reference) -> tuple[Known, ...]:
        """The works that a reference's identifiers mean, each once."""
        known = (self.found.get(name) for name in names_of(reference))
        return tuple({each.id: each for each in known if each}.values())


def names_of(reference: Reference) -> tuple[tuple[str, str], ...]:
    """(kind, value) of each identifier."""
    named = (("pmid", reference.pmid), ("doi", reference.doi), ("pmcid", reference.pmcid))
    return tuple((kind, value) for kind, value in named if value)


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


def look_up(
    db: Database,
    references: Iterable[Reference],
    pubmed: PubMed | None,
    registry: PoliteWeb | None,
) -> Library:
    """What is known of every identifier. Without ``pubmed`` only the base is asked."""
    library = Library()
    names = dict.fromkeys(name for each in references for name in names_of(each))
    for name in names:
        _from_base(db, library, name)
    left = [name for name in names if name not in library.found]
    if not left:
        return library
    if pubmed is None:
        for name in left:
            library.silent[name] = "it is not in the base, and PubMed was not asked (--offline)"
        return library
    _from_pubmed(library, left, pubmed)
    _from_registry(library, [name for name in left if name not in library.found], registry)
    return library


def _from_base(db: Database, library: Library, name: tuple[str, str]) -> None:
    study = find_id(db, name[1])
    found = read_study(db, study) if study else None
    if found:
        library.found[name] = _known(db, found)


def _known(db: Database, study: Study) -> Known:
    published, online, year = db.execute(_YEARS, (study.id,)).fetchone()
    years = {int(text[:4]) for text in (published, online) if text and text[:4].isdigit()}
    updated = [link for link in study.links if link.kind == "UpdateIn"]
    types = (study.publication_types or "").split("; ")
    preprint = _PREPRINT in types or study.kind == "preprint"
    told = _named(updated[0].citation, updated[0].pmid) if updated else None
    if preprint and told is None:
        row = db.execute(_VERSION, (study.id,)).fetchone()
        told = (row[0] or row[1]) if row else None
    notices = [event for event in study.events if event.withdrawn is None and event.notice]
    return Known(
        id=study.id, pmid=study.pmid, doi=study.doi, title=study.title,
        first_author=_first_author(study.authors), years=tuple(sorted(years | ({int(year)} if year else set()))),
        integrity=study.integrity, notice=notices[0].notice if notices else None,
        published_as=told if preprint else None, newer_version=None if preprint else told,
        checked=db.execute(_CHECKED, {"id": study.id}).fetchone()[0] or None,
    )  # fmt: skip


def _first_author(authors: str | None) -> str | None:
    first = (authors or "").split(", ")[0]
    if not first:
        return None
    family, _, initials = first.rpartition(" ")
    return family if family and initials.isupper() and len(initials) <= 4 else first


def _named(citation: str | None, pmid: str | None) -> str | None:
    return " ".join(part for part in (citation, f"PMID {pmid}" if pmid else None) if part) or None


def _from_pubmed(library: Library, left: Sequence[tuple[str, str]], pubmed: PubMed) -> None:
    try:
        pmids = [value for kind, value in left if kind == "pmid"]
        by_search = [name for name in left if name[0] != "pmid"]
        hits = _search(pubmed, by_search)
        articles = _fetch(pubmed, [*pmids, *hits])
    except SourceError as problem:
        for name in left:
            library.silent.setdefault(
                name, f"it is not in the base, and PubMed could not be asked ({problem})"
            )
        library.asked.append(f"PubMed could not be asked: {problem}")
        return
    library.asked.append("PubMed was asked for works that are not in the base")
    for article in articles:
        known = _of_article(article)
        for name in left:
            if name in _names_of_article(article):
                library.found[name] = known
    library.wrong |= {("pmid", pmid) for pmid in pmids if ("pmid", pmid) not in library.found}


def _search(pubmed: PubMed, names: Sequence[tuple[str, str]]) -> list[str]:
    """PMIDs that may be these DOIs and PMC ids."""
    found: list[str] = []
    terms = [
        f'"{value}"[doi]' if kind == "doi" else f"{value}[pmcid]"
        for kind, value in names
        if '"' not in value
    ]
    for start in range(0, len(terms), DOIS_A_SEARCH):
        part = terms[start : start + DOIS_A_SEARCH]
        found += pubmed.search(" OR ".join(part), accept_dropped=part).pmids[: 5 * DOIS_A_SEARCH]
    return found


def _fetch(pubmed: PubMed, pmids: Sequence[str]) -> list[Article]:
    wanted = list(dict.fromkeys(pmids))
    if not wanted:
        return []
    found: list[Article] = []
    for batch in pubmed.fetch(wanted):
        if batch.error:
            raise SourceError(batch.error)
        found += [each.article for each in batch.records if isinstance(each, Parsed)]
    return found


def _names_of_article(article: Article) -> set[tuple[str, str]]:
    kinds = {"doi": "doi", "pmc": "pmcid", "pubmed": "pmid"}
    found = {("pmid", article.pmid)}
    for each in article.article_ids:
        if each.source in kinds:
            value = each.value.lower() if each.source == "doi" else each.value
            found.add((kinds[each.source], value))
    found |= {("doi", each.value.lower()) for each in article.elocation_ids if each.source == "doi"}
    return found


def _of_article(article: Article) -> Known:
    names = dict(_names_of_article(article))
    types = {each.name for each in article.publication_types}
    by_kind = {relation.kind: relation for relation in reversed(article.relations)}
    integrity = next((word for kind, word in _RETRACTED.items() if kind in by_kind), None)
    if "Retracted Publication" in types and integrity != "retracted and republished":
        integrity = "retracted"
    notice = next((by_kind[kind].citation for kind in _RETRACTED if kind in by_kind), None)
    update = by_kind.get("UpdateIn")
    told = _named(update.citation, update.pmid) if update else None
    dates = [
        each.text
        for each in (
            *((article.published,) if article.published else ()),
            *article.electronic_dates,
        )
    ]
    years = {
        int(text[at : at + 4])
        for text in dates
        for at in range(len(text) - 3)
        if text[at : at + 4].isdigit()
    }
    first = article.authors[0] if article.authors else None
    return Known(
        id=article.pmid, pmid=article.pmid, doi=names.get("doi"), title=article.title.plain if article.title else None,
        first_author=(first.last_name or first.collective_name) if first else None,
        years=tuple(sorted(year for year in years if 1800 < year < 2200)), integrity=integrity, notice=notice,
        published_as=told if _PREPRINT in types else None,
        newer_version=told if _PREPRINT not in types and types & set(_REVIEWS) else None,
    )  # fmt: skip


def _from_registry(
    library: Library, left: Sequence[tuple[str, str]], registry: PoliteWeb | None
) -> None:
    """DOIs that PubMed does not hold: does anybody? A DOI may well exist outside PubMed."""
    unreachable: str | None = None
    for name in left:
        kind, value = name
        if name in library.silent or name in library.wrong:
            continue
        if kind != "doi" or registry is None or unreachable:
            why = f"; {unreachable}" if unreachable and kind == "doi" else ""
            library.silent[name] = f"it is neither in the base nor in PubMed{why}"
            continue
        try:
            there = crossref.exists(registry, value)
        except LittrackError as problem:
            unreachable = f"whether it exists could not be asked ({problem})"
            library.asked.append(f"Crossref could not be asked: {problem}")
            library.silent[name] = f"it is neither in the base nor in PubMed; {unreachable}"
            continue
        if there:
            library.silent[name] = (
                "it exists, and is neither in the base nor in PubMed: nobody watches it here"
            )
        else:
            library.wrong.add(name)


def same_work(one: Known, other: Known) -> bool:
    """Two names of one work: a preprint of the same title is another work, but no contradiction."""
    return one.id == other.id or (
        bool(one.title) and folded(one.title or "") == folded(other.title or "")
    )
