"""Studies as programs read them: the shapes of the JSON API, version 1. Fields are added, never renamed or removed."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from littrack.views.studies import StudiesPage, StudyLine
from littrack.views.study import StudyPage
from littrack.views.study_standing import standing_facts

API = "/-/littrack/api/v1/studies"


@dataclass(frozen=True, slots=True)
class StudySummary:
    """A study in a list."""

    id: str
    pmid: str | None
    doi: str | None
    pmcid: str | None
    title: str
    authors: str | None
    journal: str | None
    year: int | None
    design: str | None
    level: int | None
    integrity: str | None
    state: str
    merged_into: str | None
    first_seen: str
    one_line: str | None
    stances: dict[str, int]
    unreviewed_claims: int
    path: str


def summary(line: StudyLine, path: str) -> StudySummary:
    """The summary of a line; ``path`` is the study's page."""
    return StudySummary(
        id=line.id,
        pmid=line.pmid,
        doi=line.doi,
        pmcid=line.pmcid,
        title=line.title.replace("\x02", "").replace("\x03", ""),
        authors=line.authors,
        journal=line.journal,
        year=line.year,
        design=line.design,
        level=line.level,
        integrity=line.integrity,
        state=line.state,
        merged_into=line.merged_into,
        first_seen=line.first_seen,
        one_line=line.one_line,
        stances=dict(line.stances),
        unreviewed_claims=line.candidate_of,
        path=path,
    )


def studies_facts(
    page: StudiesPage, summaries: list[StudySummary], next_path: str | None
) -> dict[str, object]:
    """The reply of ``studies.json``."""
    return {
        "query": page.query.address,
        "total": page.total,
        "stored": page.stored,
        "page": page.query.page,
        "pages": page.pages,
        "size": page.query.size,
        "sort": page.query.sorted_by,
        "next": next_path,
        "facets": {
            facet.name: [
                {"value": each.value, "label": each.label, "count": each.count, "chosen": each.chosen}
                for each in facet.values
            ]
            for facet in page.facets
        },
        "years": [{"year": bar.year, "count": bar.count} for bar in page.years if bar.count],
        "studies": [asdict(each) for each in summaries],
    }  # fmt: skip


def study_facts(page: StudyPage, path: str) -> dict[str, object]:
    """The reply of ``studies/ID.json``."""
    study, work = page.study, page.citable
    return {
        "id": study.id,
        "path": path,
        "aliases": list(page.aliases),
        "pmid": study.pmid,
        "doi": study.doi,
        "pmcid": study.pmcid,
        "url": study.url,
        "title": study.title,
        "title_markup": page.title_markup,
        "authors": [asdict(each) for each in page.people],
        "authors_text": study.authors,
        "journal": study.journal,
        "journal_abbreviation": study.journal_abbreviation,
        "published": work.published,
        "published_online": work.published_online,
        "year": study.year,
        "volume": study.volume,
        "issue": study.issue,
        "pages": study.pages,
        "languages": list(work.languages),
        "kind": study.kind,
        "publication_types": list(work.publication_types),
        "design": study.design,
        "design_rule": study.design_rule,
        "design_confidence": page.design_confidence,
        "level": study.level,
        "integrity": study.integrity,
        "integrity_events": [asdict(each) for each in page.events],
        "standing": standing_facts(page.account),
        "state": study.state,
        "merged_into": study.merged_into,
        "abstracts": [asdict(each) for each in page.abstracts],
        "mesh": [asdict(each) for each in page.headings],
        "keywords": list(page.keywords),
        "chemicals": [{"name": name, "number": number} for name, number in page.chemicals],
        "registrations": [asdict(each) for each in page.registrations],
        "trials": [number for number, _ in page.elsewhere.trials],
        "reading_links": [asdict(each) for each in page.elsewhere.copies],
        "reach": asdict(page.elsewhere.reach) if page.elsewhere.reach else None,
        "related": [asdict(each) for each in page.related],
        "appraisal": asdict(page.appraisal) if page.appraisal else None,
        "claims": [asdict(each) for each in study.claims],
        "suggested_for": [asdict(each) for each in page.suggested],
        "searches": [asdict(each) for each in study.searches],
        "changes": [asdict(each) for each in study.changes],
        "source": study.source,
        "first_seen": study.first_seen,
        "last_changed": study.last_changed,
        "checked": page.checked,
    }
