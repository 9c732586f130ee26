"""The design of a study, by transparent rules in a fixed order: the first rule that fits gives the answer.

Each answer carries the rule that gave it and how far that rule may be trusted. A person's appraisal always wins over
these rules (``littrack.review``); ``python -m benchmarks.designs`` measures them.
"""

from __future__ import annotations

from dataclasses import dataclass

from littrack.appraise.clues import Clues, RecordFacts, clues, facts_of
from littrack.appraise.design_rules import RULES
from littrack.topics.model import DESIGNS

__all__ = ["DESIGNS", "RULES_VERSION", "DesignAnswer", "RecordFacts", "classify", "facts_of"]

RULES_VERSION = 1
"""Raise it whenever a rule changes: every stored record is then classified again."""


@dataclass(frozen=True, slots=True)
class DesignAnswer:
    """A design, the rule that gave it ("publication type: typed as a meta-analysis") and a confidence from 0 to 1."""

    design: str
    rule: str
    confidence: float


_UNKNOWN = DesignAnswer("other", "no rule fits", 0.3)


def classify(facts: RecordFacts) -> DesignAnswer:
    """The design that the first fitting rule gives, or ``other`` where none fits."""
    return _first(clues(facts))


def _first(record: Clues) -> DesignAnswer:
    for rule in RULES:
        if rule.fits(record):
            return DesignAnswer(rule.design, f"{rule.looks_at}: {rule.name}", rule.confidence)
    return _UNKNOWN
