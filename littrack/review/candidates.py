"""Suggest studies to claims, as ``unreviewed``; an answered or outdated suggestion goes.

A row whose state is anything but ``unreviewed`` is a person's decision and is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlite_utils import Database

from littrack.appraise.linking import FoundRecord, Suggestion, record_words, suggest
from littrack.review.stale import StaleStudy, scopes
from littrack.topics.model import Topic

UNREVIEWED = "unreviewed"

_OF_STUDY = "SELECT claim, state, why FROM claim_candidates WHERE study = ?"
_SUGGESTED = "SELECT DISTINCT study FROM claim_candidates"
_CLAIMS = "SELECT id FROM claims WHERE removed IS NULL"
_EVIDENCE = "SELECT claim, study FROM claim_evidence"
_ADD = """
INSERT INTO claim_candidates (claim, study, state, why, suggested, run) VALUES (?, ?, ?, ?, ?, ?)
"""
_REWORD = "UPDATE claim_candidates SET why = ? WHERE claim = ? AND study = ?"
_DROP = "DELETE FROM claim_candidates WHERE claim = ? AND study = ?"
_ANSWERED = """
DELETE FROM claim_candidates WHERE state = 'unreviewed' AND (
    EXISTS (SELECT 1 FROM claim_evidence
        WHERE claim_evidence.claim = claim_candidates.claim AND claim_evidence.study = claim_candidates.study)
    OR claim IN (SELECT id FROM claims WHERE removed IS NOT NULL)
    OR study IN (SELECT id FROM studies WHERE state <> 'current'))
"""


def suggest_candidates(
    db: Database,
    run: int | None,
    topics: Sequence[Topic],
    stale: Iterable[StaleStudy],
    rules: Mapping[str, str],
    now: str,
) -> tuple[int, int]:
    """Bring the suggestions of stale studies up to date. Returns how many were made and how many withdrawn.

    ``rules`` are the design rules of studies classified in this review.
    """
    wanted = scopes(topics)
    ours = {scope.claim for scope in wanted} & {claim for (claim,) in db.execute(_CLAIMS)}
    cited = set(db.execute(_EVIDENCE).fetchall())
    feeding = frozenset().union(*(scope.searches for scope in wanted))
    relinked = [each for each in stale if each.relink]
    suggested = {study for (study,) in db.execute(_SUGGESTED)} if relinked else set()
    made = withdrawn = 0
    for each in relinked:
        found = {
            one.claim: one
            for one in suggest(_record(each, rules.get(each.study, each.rule), feeding), wanted)
            if one.claim in ours and (one.claim, each.study) not in cited
        }
        if found or each.study in suggested:
            more, fewer = _update(db, run, each.study, found, ours, now)
            made, withdrawn = made + more, withdrawn + fewer
    return made, withdrawn + db.conn.execute(_ANSWERED).rowcount


def _record(study: StaleStudy, rule: str | None, feeding: frozenset[str]) -> FoundRecord:
    """The record as linking sees it; its words are not gathered where none of its searches feeds a claim."""
    if not study.searches & feeding:
        return FoundRecord(study.study, "", study.searches)
    facts = study.facts
    words = record_words(
        facts.title, facts.abstract, " . ".join(facts.keywords), " . ".join(facts.mesh)
    )
    return FoundRecord(study.study, words, study.searches, rule or "")


def _update(
    db: Database,
    run: int | None,
    study: str,
    found: dict[str, Suggestion],
    ours: set[str],
    now: str,
) -> tuple[int, int]:
    stored = {claim: (state, why) for claim, state, why in db.execute(_OF_STUDY, (study,))}
    new = [each for claim, each in found.items() if claim not in stored]
    db.conn.executemany(_ADD, [(each.claim, study, UNREVIEWED, each.why, now, run) for each in new])
    gone = 0
    for claim, (state, why) in stored.items():
        if state != UNREVIEWED or claim not in ours:
            continue
        if claim not in found:
            db.execute(_DROP, (claim, study))
            gone += 1
        elif found[claim].why != why:
            db.execute(_REWORD, (found[claim].why, claim, study))
    return len(new), gone
