"""What machines read on a study's page: Highwire tags (Zotero, Google Scholar) and schema.org's ScholarlyArticle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from littrack.cite.citable import one_line
from littrack.cite.csl import language_tag
from littrack.cite.places import first_and_last
from littrack.views.study import StudyPage

LONGEST = 5000


def highwire(page: StudyPage, address: str) -> tuple[tuple[str, str], ...]:
    """Name and content of each ``citation_*`` element (scholar.google.com/intl/en/scholar/inclusion.html#indexing)."""
    return tuple(
        (f"citation_{name}", one_line(value)[:LONGEST])
        for name, value in _highwire(page, address)
        if value
    )


def _highwire(page: StudyPage, address: str) -> Iterator[tuple[str, str | None]]:
    work = page.citable
    yield "title", work.title.plain
    people = {person.name: person for person in page.people}
    for name in work.authors:
        yield "author", name.literal or ", ".join(filter(None, (name.family, _given(name))))
        if person := people.get(name.short):
            yield from (("author_institution", place) for place in person.affiliations[:2])
            yield "author_orcid", _orcid(person.orcid)
    yield "publication_date", (work.published or "").replace("-", "/")
    yield "online_date", (work.published_online or "").replace("-", "/")
    yield "journal_title", work.journal
    yield "journal_abbrev", work.journal_abbreviation
    yield "inbook_title", work.book_title
    yield "publisher", work.publisher
    yield "volume", work.volume
    yield "issue", work.issue
    first, last = first_and_last(work.pages)
    yield "firstpage", first
    yield "lastpage", last
    yield "doi", work.doi
    yield "pmid", work.pmid
    yield "issn", work.issn
    yield from (("isbn", isbn) for isbn in work.isbns)
    yield "language", language_tag(work.languages[0]) if work.languages else None
    yield from (("keywords", word) for word in work.keywords)
    yield "abstract_html_url", address if "://" in address else None
    if work.pmcid:
        yield "fulltext_html_url", f"https://pmc.ncbi.nlm.nih.gov/articles/{work.pmcid}/"


def _given(name: Any) -> str | None:
    return " ".join(filter(None, (name.first_names, name.suffix))) or None


def scholarly_article(page: StudyPage, address: str) -> dict[str, Any]:
    """The study as schema.org tells it; a retraction is part of what it is."""
    work, study = page.citable, page.study
    orcids = {person.name: person.orcid for person in page.people}
    same = [
        f"https://pubmed.ncbi.nlm.nih.gov/{work.pmid}/" if work.pmid else None,
        f"https://doi.org/{work.doi}" if work.doi else None,
        f"https://pmc.ncbi.nlm.nih.gov/articles/{work.pmcid}/" if work.pmcid else None,
    ]
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "@id": address,
        "mainEntityOfPage": address,
        "headline": one_line(work.title.plain)[:LONGEST],
        "author": [_author(name, orcids.get(name.short)) for name in work.authors],
        "datePublished": work.published,
        "inLanguage": language_tag(work.languages[0]) if work.languages else None,
        "isPartOf": _container(page),
        "pagination": work.pages,
        "abstract": one_line(work.abstract)[:LONGEST],
        "keywords": list(work.keywords),
        "sameAs": [each for each in same if each],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": name, "value": value}
            for name, value in (("PMID", work.pmid), ("DOI", work.doi), ("PMCID", work.pmcid))
            if value
        ],
        "creativeWorkStatus": study.integrity.capitalize() if study.integrity else None,
        "isAccessibleForFree": True if work.pmcid else None,
    }
    return {name: fact for name, fact in facts.items() if fact not in (None, "", [], {})}


def _author(name: Any, orcid: str | None) -> dict[str, str]:
    if name.literal:
        return {"@type": "Organization", "name": one_line(name.literal)}
    whole = " ".join(filter(None, (name.first_names, name.family, name.suffix)))
    told = {
        "name": whole,
        "givenName": name.first_names,
        "familyName": name.family,
        "honorificSuffix": name.suffix,
        "sameAs": _orcid(orcid),
    }
    return {"@type": "Person", **{key: one_line(value) for key, value in told.items() if value}}


def _orcid(number: str | None) -> str | None:
    """The address that ORCID wants to be named by."""
    return f"https://orcid.org/{number}" if number else None


def _container(page: StudyPage) -> dict[str, Any] | None:
    work = page.citable
    if work.book_title:
        return {"@type": "Book", "name": one_line(work.book_title)}
    if not work.journal:
        return None
    within: dict[str, Any] = {"@type": "Periodical", "name": one_line(work.journal)}
    if work.issn:
        within["issn"] = work.issn
    if work.volume:
        within = {"@type": "PublicationVolume", "volumeNumber": work.volume, "isPartOf": within}
    if work.issue:
        within = {"@type": "PublicationIssue", "issueNumber": work.issue, "isPartOf": within}
    return within
