"""Ask PubMed and Crossref about cited works that the base does not know, or has not asked about lately."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from littrack.check.manuscript import Known
from littrack.check.stored import PREPRINT, REVIEWS
from littrack.errors import BadResponse, ConfigError, SourceError
from littrack.integrity import kinds
from littrack.integrity.events import CROSSREF, Told
from littrack.integrity.status import status_of
from littrack.pubmed.client import PubMed
from littrack.records import Article, Parsed
from littrack.sources import crossref
from littrack.sources.web import PoliteWeb
from littrack.topics.titles import same_title

DOIS_A_SEARCH = 25
OK = 200
Name = tuple[str, str]
_STANDING = {
    "RetractionIn": "retracted", "RetractedandRepublishedIn": "retracted and republished",
    "PartialRetractionIn": "partly retracted", "ExpressionOfConcernIn": "expression of concern",
    "CorrectedandRepublishedIn": "corrected and republished", "ErratumIn": "corrected",
}  # fmt: skip
"""What a link in a record says of how the work stands, the gravest first."""


def ask_pubmed(pubmed: PubMed, names: Sequence[Name]) -> dict[Name, Known]:
    """What PubMed holds of these PMIDs, DOIs and PMC ids. ``SourceError`` where it cannot be asked."""
    pmids = [value for kind, value in names if kind == "pmid"]
    hits = _search(pubmed, [name for name in names if name[0] in ("doi", "pmcid")])
    wanted, found = set(names), {}
    for article in _fetch(pubmed, [*pmids, *hits]):
        known = known_article(article)
        found.update(dict.fromkeys(names_of_article(article) & wanted, known))
    return found


def ask_title(pubmed: PubMed, title: str) -> Known | None:
    """The one record of PubMed that has this title. ``SourceError`` where PubMed cannot be asked."""
    words = " ".join(re.findall(r"[\w'’-]+", title))
    try:
        hits = pubmed.search(f"{words}[title]").pmids
    except ConfigError:  # PubMed dropped a phrase or could not read the query: not found
        return None
    articles = _fetch(pubmed, hits) if len(hits) == 1 else []
    alike = [each for each in articles if each.title and same_title(each.title.plain, title)]
    return known_article(alike[0]) if alike else None


def _search(pubmed: PubMed, names: Sequence[Name]) -> list[str]:
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


def names_of_article(article: Article) -> set[Name]:
    """Every identifier of a record."""
    named = {"doi": "doi", "pmc": "pmcid", "pubmed": "pmid"}
    found = {("pmid", article.pmid)}
    for each in article.article_ids:
        if each.source in named:
            value = each.value.lower() if each.source == "doi" else each.value
            found.add((named[each.source], value))
    found |= {("doi", each.value.lower()) for each in article.elocation_ids if each.source == "doi"}
    return found


def known_article(article: Article) -> Known:
    """What a record of PubMed says of its work."""
    names = dict(names_of_article(article))
    types = {each.name for each in article.publication_types}
    by_kind = {relation.kind: relation for relation in article.relations}
    integrity = next((word for kind, word in _STANDING.items() if kind in by_kind), None)
    if "Retracted Publication" in types and integrity != "retracted and republished":
        integrity = "retracted"
    notice = next((by_kind[kind].citation for kind in _STANDING if kind in by_kind), None)
    update = by_kind.get("UpdateIn")
    told = (
        " ".join(filter(None, (update.citation, f"PMID {update.pmid}" if update.pmid else "")))
        if update
        else None
    )
    first = article.authors[0] if article.authors else None
    preprint, review = PREPRINT in types, bool(types & REVIEWS)
    return Known(
        id=article.pmid, pmid=article.pmid, doi=names.get("doi"), title=article.title.plain if article.title else None,
        first_author=(first.last_name or first.collective_name) if first else None, years=tuple(_years(article)),
        integrity=integrity, notice=notice, published_as=told if preprint else None,
        newer_version=told if review and not preprint else None,
        updated_in=told if not review and not preprint else None,
    )  # fmt: skip


def _years(article: Article) -> list[int]:
    dates = [*((article.published,) if article.published else ()), *article.electronic_dates]
    found = {int(year) for each in dates for year in re.findall(r"(?<!\d)\d{4}", each.text)}
    return sorted(year for year in found if 1800 < year < 2200)


def ask_crossref(web: PoliteWeb, doi: str) -> Known | bool:
    """What Crossref says of a DOI; else whether any agency registered it. ``SourceError`` where it cannot be asked."""
    reply = web.get(f"/works/{quote(doi, safe='')}")
    if reply.status_code != OK:
        return crossref.exists(web, doi)
    try:
        work = reply.json()["message"]
        return _known_work(work, doi) if work.get("title") else True
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise BadResponse(f"Crossref's reply about {doi} cannot be read") from None


def _known_work(work: Mapping[str, Any], doi: str) -> Known:
    facts = crossref.parse_updates(work)
    told = [Told(each.kind, CROSSREF, each.date, notice_doi=each.notice_doi) for each in facts]
    newer = next((each.notice_doi for each in facts if each.kind == kinds.NEW_VERSION), None)
    author: Mapping[str, Any] = next(iter(work.get("author") or ()), {})
    return Known(
        id=f"doi:{doi}", doi=doi, title=str(work["title"][0]).removeprefix("RETRACTED: "),
        first_author=author.get("family") or author.get("name"), years=tuple(sorted(_work_years(work))),
        integrity=status_of(told), notice=next((f"doi:{each.notice_doi}" for each in facts if each.notice_doi), None),
        published_as=next(_articles_of(work), None), newer_version=f"doi:{newer}" if newer else None,
    )  # fmt: skip


def _work_years(work: Mapping[str, Any]) -> set[int]:
    found = set()
    for name in ("issued", "published-print", "published-online", "published", "posted"):
        parts = (work.get(name) or {}).get("date-parts") or [[None]]
        if parts[0] and parts[0][0]:
            found.add(int(parts[0][0]))
    return found


def _articles_of(work: Mapping[str, Any]) -> Iterator[str]:
    """The articles that a preprint became."""
    related: Iterable[Mapping[str, Any]] = (work.get("relation") or {}).get("is-preprint-of") or ()
    yield from (f"doi:{each['id']}" for each in related if each.get("id-type") == "doi")
