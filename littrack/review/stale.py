"""Which studies a review has to look at: new ones, changed ones, those whose searches or whose rules changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from littrack.appraise.clues import RecordFacts, stored_facts
from littrack.appraise.design import RULES_VERSION
from littrack.appraise.linking import LINKING_VERSION, ClaimScope
from littrack.topics.model import Topic

RULES = f"designs {RULES_VERSION}"


@dataclass(frozen=True, slots=True)
class StaleStudy:
    """A study to review. ``content`` and ``links`` are the marks by which the next review knows it again."""

    study: str
    columns: tuple[str, str | None, str | None, str | None, str | None, str | None]
    """Of ``studies``: title, abstract, publication types, MeSH, keywords, journal."""
    searches: frozenset[str]
    """"topic/name" of each search that finds it today."""
    content: str
    links: str
    design: str | None
    level: int | None
    rule: str | None
    confidence: float | None
    appraised: str | None
    """The design a person gave it."""
    redesign: bool
    relink: bool

    @property
    def facts(self) -> RecordFacts:
        """What the rules look at. Worked out when asked for: of most studies of a night nothing does."""
        return stored_facts(*self.columns)


_SEARCHES = "SELECT id, topic || '/' || name FROM searches WHERE retired IS NULL"
_STALE = """
WITH found AS MATERIALIZED (
    SELECT study, group_concat(search) AS searches FROM (
        SELECT study, search FROM search_hits
        WHERE left_on IS NULL AND search IN (SELECT id FROM searches WHERE retired IS NULL)
        ORDER BY study, search)
    GROUP BY study
), now AS (
    SELECT studies.id AS study, coalesce(raw_records.sha256, studies.title) AS content,
        :signature || coalesce(' ' || found.searches, '') AS links, coalesce(found.searches, '') AS searches,
        appraisals.design AS appraised,
        study_reviews.study IS NULL
            OR study_reviews.content <> coalesce(raw_records.sha256, studies.title) AS changed,
        study_reviews.rules AS rules, study_reviews.links AS linked,
        (appraisals.design IS NULL AND studies.design_rule IS :appraised_rule)
            OR (appraisals.design IS NOT NULL AND (studies.design_rule IS NOT :appraised_rule
                OR studies.design IS NOT appraisals.design)) AS rejudged
    FROM studies
    LEFT JOIN raw_records ON raw_records.study = studies.id
    LEFT JOIN found ON found.study = studies.id
    LEFT JOIN appraisals ON appraisals.study = studies.id AND appraisals.removed IS NULL
    LEFT JOIN study_reviews ON study_reviews.study = studies.id
    WHERE studies.state = 'current'
)
SELECT now.study, studies.title, studies.abstract, studies.publication_types, studies.mesh, studies.keywords,
    studies.journal, now.searches, now.content, now.links, studies.design, studies.level, studies.design_rule,
    studies.design_confidence, now.appraised,
    now.changed OR now.rules <> :rules OR now.rejudged, now.changed OR now.linked <> now.links
FROM now JOIN studies ON studies.id = now.study
WHERE now.changed OR now.rules <> :rules OR now.linked <> now.links OR now.rejudged
ORDER BY now.study
"""
_ARRIVED = """
SELECT studies.id, studies.title, studies.abstract, studies.publication_types, studies.mesh, studies.keywords,
    studies.journal, '', raw_records.sha256, '', studies.design, studies.level, studies.design_rule,
    studies.design_confidence, appraisals.design, 1, 0
FROM json_each(?) AS arrived JOIN studies ON studies.id = arrived.value
JOIN raw_records ON raw_records.study = studies.id
LEFT JOIN appraisals ON appraisals.study = studies.id AND appraisals.removed IS NULL
WHERE studies.id NOT IN (SELECT study FROM study_reviews)
"""
_REMEMBER = """
INSERT INTO study_reviews (study, content, rules, links) VALUES (?, ?, ?, ?)
ON CONFLICT (study) DO UPDATE SET content = excluded.content, rules = excluded.rules, links = excluded.links
"""
_TIDY = (
    "DELETE FROM study_reviews WHERE study NOT IN (SELECT id FROM studies WHERE state = 'current')"
)

APPRAISED = "appraised"
"""``studies.design_rule`` of a design that a person gave."""


def scopes(topics: Sequence[Topic]) -> tuple[ClaimScope, ...]:
    """What leads a record to each claim; searches are named "topic/name"."""
    return tuple(
        ClaimScope(
            claim.id, frozenset(f"{topic.id}/{name}" for name in claim.searches), claim.terms
        )
        for topic in topics
        for claim in topic.claims
    )


def stale_studies(db: Database, topics: Sequence[Topic]) -> list[StaleStudy]:
    """Studies to review, in the order of their ids."""
    asked = {"signature": _signature(topics), "rules": RULES, "appraised_rule": APPRAISED}
    names = {str(number): name for number, name in db.execute(_SEARCHES)}
    return [_stale(names, *row) for row in db.execute(_STALE, asked)]


def arrived_studies(db: Database, pmids: Iterable[str]) -> list[StaleStudy]:
    """Those of the studies with these PMIDs that were never reviewed; their claims are left to the review itself."""
    return [_stale({}, *row) for row in db.execute(_ARRIVED, (json.dumps(list(pmids)),))]


def write_reviews(db: Database, stale: Sequence[StaleStudy]) -> None:
    """Remember that these studies were reviewed as they are."""
    db.conn.executemany(
        _REMEMBER, [(each.study, each.content, RULES, each.links) for each in stale]
    )


def tidy_reviews(db: Database) -> None:
    """Forget studies that are no longer current."""
    db.execute(_TIDY)


def _signature(topics: Sequence[Topic]) -> str:
    told = [
        [scope.claim, sorted(scope.searches), list(scope.terms)]
        for scope in sorted(scopes(topics), key=lambda scope: scope.claim)
    ]
    text = json.dumps([LINKING_VERSION, told])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _stale(
    names: Mapping[str, str],
    study: str,
    title: str,
    abstract: str | None,
    types: str | None,
    mesh: str | None,
    keywords: str | None,
    journal: str | None,
    searches: str,
    content: str,
    links: str,
    design: str | None,
    level: int | None,
    rule: str | None,
    confidence: float | None,
    appraised: str | None,
    redesign: int,
    relink: int,
) -> StaleStudy:
    columns = (title, abstract, types, mesh, keywords, journal)
    found = frozenset(names[number] for number in searches.split(",")) if searches else frozenset()
    return StaleStudy(
        study, columns, found, content, links, design, level, rule, confidence, appraised,
        bool(redesign), bool(relink),
    )  # fmt: skip
