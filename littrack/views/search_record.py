"""The PRISMA-S search record of a topic, from the run log."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from littrack.appraise.prisma import Flow
from littrack.appraise.search_record import SearchFacts, SearchRecord, Strategy, search_record
from littrack.topics.model import STORED_TEXT
from littrack.views.prisma import read_flow

_STRATEGIES = """
SELECT searches.name, version, question, query, dated, first_run, retired,
    (SELECT count(*) FROM search_runs WHERE search = searches.id AND outcome = 'complete'),
    (SELECT min(asked) FROM search_runs WHERE search = searches.id AND outcome = 'complete'),
    last.asked, last.found, last.returned, last.translation, last.warnings, last.dropped_phrases,
    latest.outcome, latest.message
FROM searches
LEFT JOIN search_runs AS last ON last.search = searches.id AND last.run = (
    SELECT max(run) FROM search_runs WHERE search = searches.id AND outcome = 'complete')
LEFT JOIN search_runs AS latest ON latest.search = searches.id AND latest.run = (
    SELECT max(run) FROM search_runs WHERE search = searches.id)
WHERE searches.topic = ? AND searches.query NOT LIKE ?
ORDER BY searches.retired IS NOT NULL, searches.id
"""
_CHECKS = """
SELECT question FROM searches WHERE topic = ? AND retired IS NULL AND query LIKE ? ORDER BY id
"""
_RUNS = """
SELECT count(DISTINCT refreshes.id), min(search_runs.asked), max(search_runs.asked)
FROM search_runs JOIN searches ON searches.id = search_runs.search JOIN refreshes ON refreshes.id = search_runs.run
WHERE searches.topic = ? AND search_runs.outcome = 'complete' AND refreshes.outcome = 'complete'
"""
_REGISTERED = "SELECT count(*) FROM registry_matches WHERE topic = ?"
_REGISTRIES = """
SELECT registry, count(*) FROM trials WHERE topic = ? AND removed IS NULL GROUP BY registry ORDER BY 2 DESC, 1
"""
_ELSEWHERE = """
SELECT count(*) FROM appraisals WHERE topic = ? AND removed IS NULL AND study GLOB '*[^0-9]*'
"""
_LOOKED_UP = """
SELECT matched_by, count(*) FROM appraisals JOIN studies ON studies.id = appraisals.study
WHERE appraisals.topic = ? AND appraisals.removed IS NULL AND studies.pmid IS NOT NULL
GROUP BY matched_by ORDER BY 2 DESC, 1
"""
_GONE = """
SELECT coalesce(sum(state = 'merged'), 0), coalesce(sum(state = 'deleted'), 0) FROM studies
WHERE state IN ('merged', 'deleted') AND EXISTS (
    SELECT 1 FROM search_hits JOIN searches ON searches.id = search_hits.search
    WHERE search_hits.study = studies.id AND searches.topic = ?)
"""


def read_search_record(db: Database, topic: str, flow: Flow | None = None) -> SearchRecord | None:
    """The record of a topic, or ``None`` where there is no such topic. Call it inside one transaction.

    ``flow`` saves counting the records again where the caller has it.
    """
    flow = flow or read_flow(db, topic)
    if flow is None:
        return None
    checks = f"{STORED_TEXT}%"
    runs, first, last = db.execute(_RUNS, (topic,)).fetchone()
    merged, withdrawn = db.execute(_GONE, (topic,)).fetchone()
    return search_record(
        SearchFacts(
            topic=topic,
            title=flow.title,
            strategies=tuple(_strategy(*row) for row in db.execute(_STRATEGIES, (topic, checks))),
            checks=tuple(asked for (asked,) in db.execute(_CHECKS, (topic, checks)) if asked),
            runs=runs,
            first_run=first,
            last_run=last,
            listed=flow.listed,
            distinct=flow.distinct.total,
            registries=tuple(db.execute(_REGISTRIES, (topic,)).fetchall()),
            registered=db.execute(_REGISTERED, (topic,)).fetchone()[0],
            elsewhere=db.execute(_ELSEWHERE, (topic,)).fetchone()[0],
            looked_up=tuple(db.execute(_LOOKED_UP, (topic,)).fetchall()),
            merged=merged,
            withdrawn=withdrawn,
        )
    )


def _strategy(*row: Any) -> Strategy:
    *told, warnings, dropped, outcome, message = row
    failed = (message or "it failed") if outcome == "failed" else None
    values = (*told, _lines(warnings), _lines(dropped), failed)
    return Strategy(*values)


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(text.splitlines()) if text else ()
