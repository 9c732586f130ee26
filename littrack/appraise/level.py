"""Levels of evidence of the Oxford Centre for Evidence-Based Medicine, 2011, for "Does this intervention help?".

Source: OCEBM Levels of Evidence Working Group, "The Oxford 2011 Levels of Evidence", row "Treatment Benefits":
1 systematic review of randomized trials; 2 randomized trial; 3 non-randomized controlled cohort or follow-up study;
4 case series, case-control study, or historically controlled study; 5 mechanism-based reasoning.
What the table does not name is placed by us, and said so here: a case report is a series of one (4); a cross-sectional
study and spontaneous reports of harm or benefit have no comparison in time (4); laboratory studies in people, animals
or cells are mechanism (5), as is opinion in reviews and commentaries (5, as in the Oxford 2009 levels).
A review is no stronger than what it reviews: one that names no randomized trial is level 3.
A guideline rests on its own review of the evidence; regulatory documents, protocols, interviews and notices answer
another question: no level.
"""

from __future__ import annotations

from littrack.appraise.clues import RecordFacts, any_of, needles, plain_words
from littrack.appraise.design import DesignAnswer, classify

_LEVELS = {
    "meta-analysis": 1,
    "systematic review": 1,
    "randomized controlled trial": 2,
    "non-randomized trial": 3,
    "cohort study": 3,
    "case-control study": 4,
    "cross-sectional study": 4,
    "case series": 4,
    "case report": 4,
    "pharmacovigilance": 4,
    "experimental study": 5,
    "narrative review": 5,
    "commentary": 5,
    "animal study": 5,
    "in vitro study": 5,
}

REVIEWS = frozenset({"meta-analysis", "systematic review"})
"""Designs that gather other studies' patients: counting them beside those studies counts patients twice."""

NEVER_CLINICAL = frozenset({"animal study", "in vitro study", "protocol", "other"})
"""Designs that are never clinical evidence, whatever else is true of the record."""

PRIMARY_CLINICAL = frozenset(
    {
        "randomized controlled trial",
        "non-randomized trial",
        "cohort study",
        "case-control study",
        "cross-sectional study",
        "case series",
        "case report",
        "pharmacovigilance",
    }
)
"""Designs that observed patients themselves."""


def level(design: str | None, *, reviews_trials: bool | None = None) -> int | None:
    """The OCEBM 2011 level of a design for treatment benefit, 1 (strongest) to 5, or ``None`` where it has none.

    ``reviews_trials`` says whether a review or meta-analysis names randomized trials: ``False`` makes it level 3;
    unknown (``None``) leaves it at 1.
    """
    if design in REVIEWS and reviews_trials is False:
        return 3
    return _LEVELS.get(design or "")


_TRIAL_WORDS = needles(
    ("randomiz*", "rct", "rcts", "controlled trial*", "placebo*", "clinical trial*")
)


def reviews_trials(facts: RecordFacts) -> bool | None:
    """Does a review name randomized trials in its title or abstract? ``None`` where it has no abstract to say so."""
    if any_of(plain_words(f"{facts.title} . {facts.abstract}"), _TRIAL_WORDS):
        return True
    return False if facts.abstract else None


def by_rules(facts: RecordFacts) -> tuple[str, int | None, str, float]:
    """What the rules say of a record: its design and level, the rule that gave them, and the confidence."""
    return placed(classify(facts), facts)


def placed(answer: DesignAnswer, facts: RecordFacts) -> tuple[str, int | None, str, float]:
    """A design and its level, the rule that gave them, and the confidence."""
    trials = reviews_trials(facts) if answer.design in REVIEWS else None
    number = level(answer.design, reviews_trials=trials)
    return answer.design, number, answer.rule, answer.confidence


def is_clinical(design: str | None) -> bool:
    """May a study of this design be counted as evidence in patients? Animal, in-vitro and protocol papers never."""
    return design is not None and design not in NEVER_CLINICAL


def level_words(number: int | None) -> str:
    """The level as a reader meets it: "level 2 (randomized trial)"."""
    if number is None:
        return "no level"
    return f"level {number} ({_WORDS[number]})"


_WORDS = {
    1: "review of randomized trials",
    2: "randomized trial",
    3: "controlled, not randomized",
    4: "series, case-control or cross-sectional",
    5: "mechanism or opinion",
}
