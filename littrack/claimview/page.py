"""Everything about one claim, read in one transaction so that its parts belong together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlite_utils import Database

from littrack.appraise.certainty import resulting_certainty
from littrack.appraise.claim_page import (
    CandidateLine,
    ClaimPage,
    DomainLine,
    FlagLine,
    PastVerdict,
    PoolPage,
    RelatedClaim,
    TrialLine,
    Verdict,
    WorksheetPage,
)
from littrack.appraise.numbering import with_numbers
from littrack.appraise.pool_record import from_json
from littrack.claimview.evidence import cited_studies, study_link
from littrack.review.certainty import START
from littrack.review.claims import OF_TREATMENT, label
from littrack.store.registries import reported_trials

_CLAIM = """
SELECT claims.id, claims.topic, topics.title, topics.article_title, topics.article_publisher, claims.quote,
    claims.highlight, claims.kind, claims.question, claims.state, claims.certainty, claims.one_line,
    claims.rationale, claims.would_change, claims.review, claims.reviewer, claims.reviewed,
    claims.last_appraised, claims.appraised_by
FROM claims JOIN topics ON topics.id = claims.topic
WHERE claims.id = ? AND claims.removed IS NULL
"""
_POOLS = """
SELECT name, computed, measure, model, trials, participants, estimate, ci_low, ci_high, prediction_low,
    prediction_high, p, tau2, i2, q, derived, note, inputs
FROM syntheses WHERE claim = ? AND superseded IS NULL ORDER BY id
"""
_DOMAINS = """
SELECT domain, proposed, reason, entered, entered_by, entered_reason
FROM certainty_domains WHERE claim = ? ORDER BY position
"""
_FLAGS = """
SELECT kind, detail, study, raised, cleared FROM flags WHERE claim = ? ORDER BY cleared DESC, id
"""
_CANDIDATES = """
SELECT studies.id, studies.first_author, studies.year, studies.title, studies.pmid, studies.doi, studies.url,
    studies.design, studies.level, claim_candidates.why, claim_candidates.suggested, studies.integrity
FROM claim_candidates JOIN studies ON studies.id = claim_candidates.study
WHERE claim_candidates.claim = ? AND claim_candidates.state = 'unreviewed'
ORDER BY studies.level IS NULL, studies.level, studies.year DESC, studies.id
"""
_TRIALS = """
SELECT trials.id, trials.registry, trials.title, trials.status, trials.enrollment, trials.started,
    coalesce(trials.completed, trials.primary_completion),
    CASE WHEN results_posted IS NOT NULL THEN 1 ELSE results_on_registry END, overdue, notes
FROM trials LEFT JOIN registry_records ON registry_records.id = trials.id
WHERE topic = ? AND removed IS NULL AND study IS NULL ORDER BY coalesce(overdue, 0) DESC, trials.id
"""
_RELATED = """
SELECT 'whole', whole.id, whole.quote, whole.state FROM claims JOIN claims AS whole ON whole.id = claims.parent
WHERE claims.id = :claim AND whole.removed IS NULL
UNION ALL
SELECT * FROM (SELECT 'part', id, quote, state FROM claims WHERE parent = :claim AND removed IS NULL ORDER BY position)
UNION ALL
SELECT 'overlaps', other.id, other.quote, other.state FROM claim_overlaps
JOIN claims AS other ON other.id = claim_overlaps.overlaps
WHERE claim_overlaps.claim = :claim AND other.removed IS NULL
"""
_HISTORY = """
SELECT since, state, certainty, review, reviewer, one_line FROM verdict_history WHERE claim = ? ORDER BY id
"""
_SEARCHES = "SELECT search FROM claim_searches WHERE claim = ? ORDER BY search"
_ASKED = """
SELECT CASE WHEN count(*) = count(answered) THEN min(answered) END FROM (
    SELECT (SELECT max(search_runs.asked) FROM search_runs
        WHERE search_runs.search = searches.id AND search_runs.outcome = 'complete') AS answered
    FROM claim_searches JOIN claims ON claims.id = claim_searches.claim
    JOIN searches ON searches.name = claim_searches.search AND searches.topic = claims.topic
        AND searches.retired IS NULL
    WHERE claim_searches.claim = ?)
"""


@contextmanager
def one_view(db: Database) -> Iterator[None]:
    """Read everything inside the block from one state of the database, whatever is written meanwhile."""
    if db.conn.in_transaction:
        yield
        return
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.conn.rollback()


def read_claim(db: Database, claim: str) -> ClaimPage | None:
    """Everything about a claim, or ``None`` where no such claim stands in the topic files."""
    with one_view(db):
        row = db.execute(_CLAIM, (claim,)).fetchone()
        return _page(db, *row) if row else None


def _page(db: Database, *row: Any) -> ClaimPage:
    claim, topic, topic_title, article, publisher, quote, highlight, kind, question, *rest = row
    state, certainty, one_line, rationale, would_change, *told = rest
    studies = cited_studies(db, claim, rationale)
    numbers = {study.key: study.number for study in studies if study.key}
    flags = [FlagLine(*each) for each in db.execute(_FLAGS, (claim,))]
    return ClaimPage(
        id=claim,
        topic=topic,
        topic_title=topic_title,
        article=article,
        publisher=publisher,
        quote=quote,
        highlight=highlight,
        kind=kind,
        question=question,
        verdict=_verdict(state, certainty, one_line, *told),
        rationale=with_numbers(rationale, numbers),
        would_change=would_change,
        evidence=studies,
        pools=tuple(pool_page(*each) for each in db.execute(_POOLS, (claim,))),
        worksheet=_worksheet(db, claim),
        flags=tuple(flag for flag in flags if flag.cleared is None),
        past_flags=tuple(flag for flag in flags if flag.cleared is not None),
        candidates=tuple(_candidate(*each) for each in db.execute(_CANDIDATES, (claim,))),
        trials=unpublished_trials(db, topic) if kind in OF_TREATMENT else (),
        related=tuple(RelatedClaim(*each) for each in db.execute(_RELATED, {"claim": claim})),
        history=tuple(PastVerdict(*each) for each in db.execute(_HISTORY, (claim,))),
        searches=tuple(name for (name,) in db.execute(_SEARCHES, (claim,))),
        asked=db.execute(_ASKED, (claim,)).fetchone()[0],
    )


def _verdict(
    state: str,
    certainty: str | None,
    one_line: str | None,
    review: str,
    reviewer: str | None,
    reviewed: str | None,
    last_appraised: str | None,
    appraised_by: str | None,
) -> Verdict:
    days = [day for day in (reviewed, last_appraised) if day]
    if review == "signed" and reviewer:
        standing = f"Signed by {reviewer}{f' on {reviewed}' if reviewed else ''}."
    else:
        by = f" Appraised by {appraised_by}." if appraised_by else ""
        on = f" Last appraised on {last_appraised}." if last_appraised else ""
        standing = f"A draft appraisal that no named person has signed.{by}{on}"
    return Verdict(state, certainty, one_line, review, standing, max(days) if days else None)


def pool_page(*row: Any) -> PoolPage:
    """A row of ``syntheses``: the name and the figures, then ``derived``, ``note`` and ``inputs``."""
    *figures, derived, note, inputs = row
    values = (*figures, bool(derived), note, from_json(inputs))
    return PoolPage(*values)


def _worksheet(db: Database, claim: str) -> WorksheetPage | None:
    lines = [DomainLine(*row) for row in db.execute(_DOMAINS, (claim,))]
    start = next((line for line in lines if line.domain == START), None)
    if start is None:
        return None
    domains = tuple(line for line in lines if line.domain != START)
    concerns = {line.domain: line.stands for line in domains}
    unassessed = tuple(domain for domain, concern in concerns.items() if concern == "not assessed")
    proposed = resulting_certainty(start.proposed, concerns)
    return WorksheetPage(start.proposed, start.reason, domains, proposed, unassessed)


def _candidate(*row: Any) -> CandidateLine:
    study, author, year, title, pmid, doi, url, *rest = row
    values = (study, label(author, year, study), title, study_link(study, pmid, doi, url), *rest)
    return CandidateLine(*values)


def unpublished_trials(db: Database, topic: str) -> tuple[TrialLine, ...]:
    """Registered trials of a topic that are in no publication known here, overdue ones first."""
    told = reported_trials(db)
    return tuple(_trial(*row) for row in db.execute(_TRIALS, (topic,)) if row[0] not in told)


def _trial(*row: Any) -> TrialLine:
    *first, results, due, notes = row
    values = (*first, _yes(results), _yes(due), notes)
    return TrialLine(*values)


def _yes(number: int | None) -> bool | None:
    return None if number is None else bool(number)
