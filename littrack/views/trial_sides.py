"""A registered trial from both sides: a person's entry, and its registry's own record."""

from __future__ import annotations

from dataclasses import dataclass

from littrack.appraise.registry_words import WORDS, Disagreement, Statement, disagreements
from littrack.sources.protocol import RegistryRecord
from littrack.views.news_items import StudyLine


@dataclass(frozen=True, slots=True)
class Publication:
    """A stored study that tells of a trial, who says so, and whether it can report what the trial found."""

    study: StudyLine
    told_by: tuple[str, ...]
    reports: bool


@dataclass(frozen=True, slots=True)
class Record:
    """A registry's record as it was last read. ``first_seen``, ``last_changed``: when littrack saw it (UTC)."""

    facts: RegistryRecord
    source: str
    first_seen: str
    last_changed: str
    asked: str | None = None
    """When the registry was last asked for it (UTC)."""

    @property
    def url(self) -> str:
        """The registry's page of the trial."""
        return f"https://clinicaltrials.gov/study/{self.facts.id}"

    @property
    def results_url(self) -> str | None:
        """Where its results stand, if they are posted."""
        return f"{self.url}?tab=results" if self.facts.results_posted else None


@dataclass(frozen=True, slots=True)
class Side:
    """One statement about a trial as both tell it."""

    what: str
    entered: str | None
    registry: str | None
    differs: bool


def sides(entered: Statement | None, record: Record | None) -> tuple[Side, ...]:
    """Every statement that either makes, side by side."""
    theirs = stated(record.facts) if record else Statement()
    mine = entered or Statement()
    differ = {each.what for each in disagreements(mine, theirs)}
    rows = (Side(what, getattr(mine, name), getattr(theirs, name), what in differ) for name, what in WORDS.items())  # fmt: skip
    return tuple(row for row in rows if row.entered or row.registry)


def differences(entered: Statement, record: Record | None) -> tuple[Disagreement, ...]:
    """Where the entry and the record do not agree."""
    return disagreements(entered, stated(record.facts)) if record else ()


def stated(facts: RegistryRecord) -> Statement:
    """What a registry's record states, in the words that an entry uses."""
    return Statement(
        status=facts.status,
        phase=facts.phase,
        enrollment=people(facts.enrollment, facts.enrollment_basis),
        started=facts.started,
        primary_completion=facts.primary_completion,
        completed=facts.completed,
        first_posted=facts.first_posted,
        results_posted=facts.results_posted or "none",
    )


def people(number: int | None, basis: str | None) -> str | None:
    """ "30 (actual)"."""
    return None if number is None else f"{number} ({basis})" if basis else str(number)
