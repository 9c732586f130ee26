"""Write each study's design and level: the appraised design where a person gave one, else what the rules say."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from littrack.appraise.design import DesignAnswer, classify
from littrack.appraise.level import REVIEWS, level, reviews_trials
from littrack.review.stale import APPRAISED, StaleStudy

_WRITE = """
UPDATE studies SET design = ?, level = ?, design_rule = ?, design_confidence = ? WHERE id = ?
"""


def classify_studies(db: Database, stale: Iterable[StaleStudy]) -> tuple[int, dict[str, str]]:
    """Write designs that differ from what is stored; returns how many did, and the rule behind each one asked for."""
    rows, rules = [], {}
    for each in stale:
        if not each.redesign:
            continue
        answer = _answer(each)
        rules[each.study] = answer.rule
        trials = reviews_trials(each.facts) if answer.design in REVIEWS else None
        number = level(answer.design, reviews_trials=trials)
        now = (answer.design, number, answer.rule, answer.confidence)
        if now != (each.design, each.level, each.rule, each.confidence):
            rows.append((*now, each.study))
    db.conn.executemany(_WRITE, rows)
    return len(rows), rules


def _answer(study: StaleStudy) -> DesignAnswer:
    if study.appraised:
        return DesignAnswer(study.appraised, APPRAISED, 1.0)
    return classify(study.facts)
