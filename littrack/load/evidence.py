"""Write the appraised studies: appraisals, arms, outcomes, and where each thing was read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from sqlite_utils import Database

from littrack.load.matching import UNMATCHED, Match
from littrack.load.standing_in import is_stand_in, keep_facts, move
from littrack.load.tables import APPRAISALS, ARMS, OUTCOMES, SOURCES, Row, joined
from littrack.topics.model import Arm, Outcome, Topic, Work

_STUDY_OF = "SELECT study FROM appraisals WHERE key = ?"
_KEY_OF = "SELECT key FROM appraisals WHERE study = ?"
_FORGET = tuple(
    f"DELETE FROM {table} WHERE study = ?"
    for table in ("arms", "outcomes", "appraisal_sources", "appraisals")
)


def load_evidence(
    db: Database, run: int | None, topic: Topic, matches: Iterable[Match], now: str
) -> None:
    """Make the appraised studies of a topic those of its file."""
    by_key = {match.key: match for match in matches}
    for match in by_key.values():
        _leave(db, match, by_key)
    for position, work in enumerate(topic.works, 1):
        match = by_key[work.key]
        study = match.study
        keep_facts(db, run, study, work, now)
        _take_over(db, match)
        APPRAISALS.write(db, study, _appraisal(topic, position, work, match))
        ARMS.write(db, study, (_arm(n, arm) for n, arm in enumerate(work.arms, 1)))
        OUTCOMES.write(db, study, (_outcome(n, each) for n, each in enumerate(work.outcomes, 1)))
        SOURCES.write(db, study, _sources(work))
    kept = json.dumps([match.study for match in by_key.values()])
    db.conn.execute(APPRAISALS.remove, (now, topic.id, kept))


def _leave(db: Database, match: Match, by_key: Mapping[str, Match]) -> None:
    """Where a work now is another study than before, take its appraisal off the former one.

    A stand-in keeps it for now: all that it has moves with it. What was never said by this file under this key
    (a renamed key) gives way as well.
    """
    former = db.execute(_STUDY_OF, (match.key,)).fetchone()
    if former and former[0] != match.study and not is_stand_in(db, former[0]):
        _forget(db, former[0])
    holder = db.execute(_KEY_OF, (match.study,)).fetchone()
    if holder and holder[0] != match.key:
        _forget(db, match.study)


def _forget(db: Database, study: str) -> None:
    for statement in _FORGET:
        db.conn.execute(statement, (study,))


def _take_over(db: Database, match: Match) -> None:
    former = db.execute(_STUDY_OF, (match.key,)).fetchone()
    if former and former[0] != match.study:
        how = "the id in evidence.yaml changed" if match.how == UNMATCHED else match.how
        move(db, former[0], match.study, how)


def _appraisal(topic: Topic, position: int, work: Work, match: Match) -> Row:
    return (
        work.key,
        topic.id,
        position,
        match.how,
        work.design,
        work.design_note,
        work.population,
        work.n_total,
        work.one_line,
        work.limits,
        work.direction,
        work.funding,
        work.conflicts,
        work.registration,
        work.retraction_check,
        work.confidence,
        work.notes,
        work.authors_note,
        work.appraised,
    )


def _arm(position: int, arm: Arm) -> Row:
    return (
        position,
        arm.name,
        arm.n,
        arm.dose,
        arm.scale,
        arm.weeks,
        arm.responders,
        arm.remitters,
        arm.response_percent,
        arm.remission_percent,
        arm.mean_change,
        arm.sd,
        arm.percent_change,
        arm.counts_basis,
        int(bool(arm.derived)),
        joined(arm.derived),
    )


def _outcome(position: int, outcome: Outcome) -> Row:
    return (
        position,
        outcome.measure,
        outcome.value,
        outcome.value_text,
        outcome.ci_low,
        outcome.ci_high,
        outcome.outcome,
        outcome.comparator,
        outcome.timepoint,
        outcome.p,
        outcome.note,
        int(bool(outcome.derived)),
        joined(outcome.derived),
    )


def _sources(work: Work) -> Iterator[Row]:
    position = 0
    for position, reading in enumerate(work.readings, 1):
        yield position, "reading", reading.what, reading.where
    for n, disagreement in enumerate(work.disagreements, position + 1):
        yield n, "disagreement", disagreement, None
