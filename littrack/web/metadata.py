"""What Datasette is told about the database: descriptions, facets, sort orders, labels and ready-made queries."""

from __future__ import annotations

from functools import cache
from typing import Any

from littrack.store.descriptions import HIDDEN, TABLES

FACETS: dict[str, list[str]] = {
    "studies": ["design", "level", "integrity", "year"],
    "claims": ["state", "certainty", "kind"],
    "claim_evidence": ["stance", "claim"],
    "search_hits": ["search"],
    "trials": ["status", "overdue"],
    "registry_records": ["status", "phase"],
    "registry_changes": ["field"],
    "trial_flags": ["kind"],
    "reading_links": ["kind", "source"],
    "refreshes": ["outcome"],
    "search_runs": ["outcome", "search"],
    "changes": ["field"],
    "integrity_events": ["kind", "source"],
    "publication_types": ["publication_type"],
}
SORT_NEWEST: dict[str, str] = {
    "studies": "year",
    "refreshes": "id",
    "changes": "id",
    "integrity_events": "id",
    "flags": "raised",
    "registry_changes": "id",
    "trial_flags": "raised",
}
SORT: dict[str, str] = {"claims": "position", "claim_evidence": "position"}
LABELS: dict[str, str] = {
    "studies": "title",
    "claims": "quote",
    "searches": "name",
    "topics": "title",
    "refreshes": "started",
    "trials": "title",
    "registry_records": "title",
}

QUERIES: dict[str, dict[str, str]] = {
    "find_studies": {
        "title": "Find studies by words, best match first",
        "description": "Words in title, abstract, authors, keywords or MeSH. Several words must all occur.",
        "sql": """
select studies.id, studies.title, studies.authors, studies.year, studies.design, studies.integrity,
  snippet(studies_fts, -1, '', '', ' … ', 30) as passage
from studies_fts join studies on studies.rowid = studies_fts.rowid
where studies_fts match :words
order by bm25(studies_fts, 10.0, 1.0, 3.0, 4.0, 4.0) limit 100""",
    },
    "evidence_of_a_claim": {
        "title": "The evidence of a claim, strongest design first",
        "description": "Each study that bears on the claim, with its stance and the one-line finding.",
        "sql": """
select studies.id, studies.title, studies.year, studies.design, studies.level, claim_evidence.stance,
  appraisals.participants, appraisals.one_line, appraisals.limits, studies.integrity
from claim_evidence
join studies on studies.id = claim_evidence.study
left join appraisals on appraisals.study = studies.id
where claim_evidence.claim = :claim
order by studies.level is null, studies.level, studies.year desc""",
    },
    "claims_and_their_evidence": {
        "title": "Each claim with its verdict and how many studies bear on it",
        "description": "Counts are no verdict: a claim is judged by what the studies are, not by how many there are.",
        "sql": """
select claims.id, claims.quote, claims.state, claims.certainty, claims.review,
  sum(claim_evidence.stance = 'supports') as supports,
  sum(claim_evidence.stance = 'contradicts') as contradicts,
  sum(claim_evidence.stance = 'qualifies') as qualifies
from claims left join claim_evidence on claim_evidence.claim = claims.id
where claims.removed is null
group by claims.id order by claims.position""",
    },
    "new_studies": {
        "title": "Studies first seen in the last so many days",
        "description": "By the day littrack first saw them, not the day of publication.",
        "sql": """
select id, title, authors, journal, year, design, level, first_seen
from studies where first_seen >= datetime('now', '-' || cast(:days as integer) || ' days')
order by first_seen desc limit 500""",
    },
    "retracted_or_doubted": {
        "title": "Studies that were retracted, corrected or are under concern",
        "description": "As the sources named in the events say; a source that was not asked is not an all-clear.",
        "sql": """
select studies.id, studies.title, studies.year, studies.integrity, integrity_events.kind,
  integrity_events.date, integrity_events.source, integrity_events.notice
from integrity_events join studies on studies.id = integrity_events.study
where integrity_events.withdrawn is null
order by integrity_events.first_seen desc""",
    },
    "owed": {
        "title": "Records PubMed named and has not delivered yet",
        "description": "Each is asked for again at every refresh until it arrives.",
        "sql": "select pmid, wanted_for, reason, first_failed, last_tried, tries from retries order by first_failed",
    },
    "last_answers": {
        "title": "What PubMed answered to each search, last time",
        "description": "The count, how PubMed translated the query, and its warnings.",
        "sql": """
select searches.topic, searches.name, search_runs.asked, search_runs.outcome, search_runs.found,
  search_runs.returned, search_runs.new, search_runs.translation, search_runs.warnings,
  search_runs.dropped_phrases
from searches join search_runs on search_runs.search = searches.id
where searches.retired is null
  and search_runs.run = (select max(run) from search_runs as latest where latest.search = searches.id)
order by searches.topic, searches.name""",
    },
    "trials_without_results": {
        "title": "Registered trials without a publication or posted results",
        "description": "What was planned and never told can tilt the evidence.",
        "sql": """
select id, registry, title, comparison, status, enrollment, primary_completion, overdue
from trials where removed is null and study is null and coalesce(results_on_registry, 0) = 0
  and id not in (select trial from trial_publications)
  and id not in (select id from registry_records where results_posted is not null)
order by overdue desc, primary_completion""",
    },
}


def table_metadata(table: str) -> dict[str, Any]:
    """Datasette's metadata for one table."""
    described = TABLES.get(table)
    facts: dict[str, Any] = {"hidden": True} if table in HIDDEN else {}
    if described:
        facts |= {
            "title": described.title,
            "description": described.description,
            "columns": dict(described.columns),
        }
    if table in FACETS:
        facts["facets"] = FACETS[table]
    if table in SORT:
        facts["sort"] = SORT[table]
    if table in SORT_NEWEST:
        facts["sort_desc"] = SORT_NEWEST[table]
    if table in LABELS:
        facts["label_column"] = LABELS[table]
    return facts


@cache
def database_metadata() -> dict[str, Any]:
    """Datasette's metadata for the whole database."""
    return {
        "title": "littrack: claims and the studies behind them",
        "description": "Studies from PubMed, the claims they bear on, and what each nightly run saw. "
        "Draft appraisals are not medical advice.",
        "source": "PubMed, National Library of Medicine",
        "source_url": "https://pubmed.ncbi.nlm.nih.gov/",
        "about": "NCBI's disclaimer and copyright notice",
        "about_url": "https://www.ncbi.nlm.nih.gov/home/about/policies/",
        "tables": {table: table_metadata(table) for table in (*TABLES, *HIDDEN)},
    }
