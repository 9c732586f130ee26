"""Write each study's design and level: the appraised design where a person gave one, else what the rules say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlite_utils import Database

from littrack.appraise.design import DesignAnswer
from littrack.appraise.level import by_rules, placed
from littrack.review.stale import APPRAISED, StaleStudy
from littrack.store.preparing import DesignRow

_WRITE = """
UPDATE studies SET design = ?, level = ?, design_rule = ?, design_confidence = ? WHERE id = ?
"""


def classify_studies(
    db: Database, stale: Iterable[StaleStudy], known: Mapping[str, DesignRow] | None = None
) -> tuple[int, dict[str, str]]:
    """Write designs that differ from what is stored; returns how many did, and the rule behind each one asked for.

    ``known`` are answers of `level.by_rules` that were had before, by study.
    """
    rows, rules = [], {}
    for each in stale:
        if not each.redesign:
            continue
        now = _answer(each, known or {})
        rules[each.study] = now[2]
        if now != (each.design, each.level, each.rule, each.confidence):
            rows.append((*now, each.study))
    db.conn.executemany(_WRITE, rows)
    return len(rows), rules


def _answer(study: StaleStudy, known: Mapping[str, DesignRow]) -> DesignRow:
    if study.appraised:
        return placed(DesignAnswer(study.appraised, APPRAISED, 1.0), study.facts)
    return known.get(study.study) or by_rules(study.facts)
