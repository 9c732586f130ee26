"""How everything on the site is made: searches as run, the flow of records, and the rules, read from the code itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from littrack.appraise import certainty, flags, registry
from littrack.appraise.claim_page import CERTAINTY_MEANINGS, STATE_MEANINGS
from littrack.appraise.design import DESIGNS
from littrack.appraise.design_rules import RULES
from littrack.appraise.level import level, level_words
from littrack.appraise.prisma import Flow
from littrack.appraise.search_record import SearchRecord
from littrack.store.descriptions import HIDDEN, TABLES
from littrack.store.schema.described import TableDescription
from littrack.topics.model import REVIEW_AFTER_MONTHS
from littrack.views.prisma import read_flow
from littrack.views.search_record import read_search_record

STANCE_WORDS: Mapping[str, str] = {
    "supports": "What the study found speaks for the sentence.",
    "contradicts": "What it found speaks against the sentence.",
    "qualifies": "It holds the sentence to narrower terms: other people, other numbers, other conditions.",
    "background": "It explains or gives context, and settles nothing.",
}
FLAG_WORDS: Mapping[str, str] = {
    flags.RETRACTED: "A cited study was retracted or withdrawn.",
    flags.CONCERN: "An expression of concern stands against a cited study.",
    flags.CROSSED: "A pooled result’s interval has moved onto, off or across the line of no effect since the verdict.",
    flags.LEFT_INTERVAL: "A pooled result now lies outside the interval it had when the verdict was given.",
    flags.NEW_HARM: "The claim is about safety, and a new, unread study’s abstract mentions serious events or deaths.",
    flags.CORRECTED: "A cited study was corrected after the verdict.",
    flags.NEW_STUDY: "A study of level 1 or 2 came after the verdict and nobody has judged it.",
    flags.NEW_SETTING: "A new, unread study was done in a group of people that no cited study is indexed with.",
    flags.INPUTS_CHANGED: "Figures or GRADE concerns that the verdict rested on have changed.",
    flags.UNREAD_STUDIES: "Studies of level 1 or 2 that PubMed held before the verdict have not been read.",
    flags.OVERDUE: "Registered trials of the topic owe their results, and the claim is about the treatment.",
    flags.OLD: f"The verdict was given longer ago than the topic allows: {REVIEW_AFTER_MONTHS} months unless it says otherwise.",
    flags.UNSIGNED: "No named person has signed the verdict.",
}
"""What each kind of flag means, by the code's own names."""

_TOPICS = "SELECT id FROM topics ORDER BY title"


@dataclass(frozen=True, slots=True)
class TopicMethods:
    """The flow of a topic's records and the record of its searches."""

    flow: Flow
    record: SearchRecord


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule for study design, in the order in which they are asked."""

    number: int
    looks_at: str
    name: str
    design: str
    percent: int


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules by which the program reads, as the code holds them now."""

    states: Mapping[str, str]
    certainties: Mapping[str, str]
    stances: Mapping[str, str]
    flags: tuple[tuple[str, str], ...]
    designs: tuple[RuleLine, ...]
    levels: tuple[tuple[str, str], ...]
    """Each design with its level in words."""
    domains: tuple[str, ...]
    serious_i2: float
    very_serious_i2: float
    missing_percent: int
    people_needed: int
    results_due_months: int
    silent_months: int
    trial_flags: tuple[tuple[str, str], ...]
    """What may be flagged of a registered trial, and what it means."""
    tables: Mapping[str, TableDescription]


def read_methods(db: Database) -> tuple[TopicMethods, ...]:
    """What the database tells of its searches, topic by topic."""
    found = []
    for (topic,) in db.execute(_TOPICS).fetchall():
        flow = read_flow(db, topic)
        record = read_search_record(db, topic, flow)
        if flow and record:
            found.append(TopicMethods(flow, record))
    return tuple(found)


def rules() -> Rules:
    """The rules, read from the rooms that apply them, so that this page cannot go stale."""
    return Rules(
        states=STATE_MEANINGS,
        certainties=CERTAINTY_MEANINGS,
        stances=STANCE_WORDS,
        flags=tuple((kind, FLAG_WORDS[kind]) for kind in flags.KINDS),
        designs=tuple(
            RuleLine(at, rule.looks_at, rule.name, rule.design, round(100 * rule.confidence))
            for at, rule in enumerate(RULES, 1)
        ),
        levels=tuple((design, level_words(level(design))) for design in DESIGNS),
        domains=certainty.DOMAINS,
        serious_i2=certainty.SERIOUS_I2,
        very_serious_i2=certainty.VERY_SERIOUS_I2,
        missing_percent=round(100 * certainty.MISSING_SHARE),
        people_needed=certainty.TOTAL_NEEDED,
        results_due_months=registry.RESULTS_DUE_MONTHS,
        silent_months=registry.SILENT_MONTHS,
        trial_flags=tuple(registry.TRIAL_FLAG_WORDS.items()),
        tables={name: table for name, table in TABLES.items() if name not in HIDDEN},
    )
