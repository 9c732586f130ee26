"""The search record of a topic: the sixteen items of PRISMA-S, answered from the run log. Pure.

Item names follow Rethlefsen ML et al., Syst Rev 2021;10:39. An item that does not apply says so, and one that
littrack does not record says that: nothing is filled in on anybody's behalf.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

REPORTED, NOT_APPLICABLE, NOT_RECORDED = "reported", "not applicable", "not recorded"


@dataclass(frozen=True, slots=True)
class Strategy:
    """One version of one strategy, as PubMed last answered it. Times are UTC; absent is ``None`` or empty."""

    name: str
    version: int
    question: str | None
    query: str
    dated: str | None
    first_used: str | None
    retired: str | None
    answers: int
    """How many runs got a complete answer."""
    first_asked: str | None
    last_asked: str | None
    found: int | None
    """PubMed's own count."""
    listed: int | None
    translation: str | None
    warnings: tuple[str, ...]
    dropped: tuple[str, ...]
    failed: str | None
    """What went wrong the last time, where the latest answer is a failure."""

    @property
    def current(self) -> bool:
        """Whether it is asked today."""
        return self.retired is None


@dataclass(frozen=True, slots=True)
class SearchFacts:
    """What the run log and the tables say, from which the items are answered."""

    topic: str
    title: str
    strategies: tuple[Strategy, ...]
    """Those asked of PubMed, former versions included."""
    checks: tuple[str, ...]
    """Questions that are asked of the stored records only."""
    runs: int
    """Runs in which every id was accounted for."""
    first_run: str | None
    last_run: str | None
    listed: int
    distinct: int
    registries: tuple[tuple[str, int], ...]
    """Registries of the trials that people entered, with how many."""
    registered: int
    """Trials that the topic's registry queries found."""
    elsewhere: int
    """Appraised works without a PubMed number."""
    looked_up: tuple[tuple[str, int], ...]
    """How works without a PMID were found in PubMed, and how many."""
    merged: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Item:
    """One item of PRISMA-S. ``status`` is one of the three words above."""

    number: int
    section: str
    name: str
    status: str
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """The strategies and the sixteen items."""

    facts: SearchFacts
    items: tuple[Item, ...]

    @property
    def current(self) -> tuple[Strategy, ...]:
        """The strategies that are asked today."""
        return tuple(each for each in self.facts.strategies if each.current)

    @property
    def former(self) -> tuple[Strategy, ...]:
        """Versions that are asked no longer."""
        return tuple(each for each in self.facts.strategies if not each.current)


_SECTIONS = (
    (7, "Information sources and methods"),
    (13, "Search strategies"),
    (14, "Peer review"),
    (16, "Managing records"),
)
_NAMES = (
    "Database name",
    "Multi-database searching",
    "Study registries",
    "Online resources and browsing",
    "Citation searching",
    "Contacts",
    "Other methods",
    "Full search strategies",
    "Limits and restrictions",
    "Search filters",
    "Prior work",
    "Updates",
    "Dates of searches",
    "Peer review",
    "Total records",
    "Deduplication",
)


def search_record(facts: SearchFacts) -> SearchRecord:
    """The record with its items answered."""
    items = tuple(
        Item(number, _section(number), name, status, text)
        for number, (name, (status, text)) in enumerate(
            zip(_NAMES, _answers(facts), strict=True), 1
        )
    )
    return SearchRecord(facts, items)


def _section(number: int) -> str:
    return next(name for last, name in _SECTIONS if number <= last)


Answer = tuple[str, tuple[str, ...]]


def _answers(facts: SearchFacts) -> Iterator[Answer]:
    yield (
        REPORTED,
        ("PubMed (MEDLINE, PubMed Central and in-process records), on NCBI's E-utilities.",),
    )
    yield NOT_APPLICABLE, ("One database is searched.",)
    yield _registries(facts)
    yield _elsewhere(facts)
    yield (
        NOT_RECORDED,
        ("littrack searches no citations and keeps no record of citation searching.",),
    )
    yield NOT_RECORDED, ("No contact with authors or experts is recorded.",)
    yield _looked_up(facts)
    yield _full_strategies(facts)
    yield REPORTED, (
        "littrack adds no limit of language, date or publication type to a strategy. "
        "Any limit stands in the text of the strategy itself.",
    )  # fmt: skip
    yield (
        REPORTED,
        ("Only those that stand in the text of a strategy. Their origin is not recorded.",),
    )
    yield NOT_RECORDED, ("Whether a strategy was taken over from earlier work is not recorded.",)
    yield _updates(facts)
    yield _dates(facts)
    yield NOT_RECORDED, ("No peer review of the strategies is recorded.",)
    yield _total(facts)
    yield _deduplication(facts)


def _registries(facts: SearchFacts) -> Answer:
    if not facts.registries and not facts.registered:
        return NOT_APPLICABLE, ("No registered trial is followed.",)
    lines = []
    if facts.registered:
        found = "trial was" if facts.registered == 1 else "trials were"
        lines.append(
            "ClinicalTrials.gov is searched with the topic's registry queries, whose text stands in topic.yaml: "
            f"{facts.registered} {found} found."
        )
    if facts.registries:
        told = ", ".join(f"{name} ({count})" for name, count in facts.registries)
        searched = "" if facts.registered else "No registry search has been answered. "
        lines.append(f"{searched}A person entered registered trials by hand: {told}.")
    return REPORTED, tuple(lines)


def _elsewhere(facts: SearchFacts) -> Answer:
    if not facts.elsewhere:
        return NOT_APPLICABLE, ("Every appraised work has a PubMed number.",)
    works = "work that has" if facts.elsewhere == 1 else "works that have"
    return REPORTED, (
        f"A person added {facts.elsewhere} appraised {works} no PubMed number. "
        "Where each was read stands in its entry; how it was come upon is not recorded.",
    )


def _looked_up(facts: SearchFacts) -> Answer:
    if not facts.looked_up:
        return NOT_APPLICABLE, ("None.",)
    told = ", ".join(f"{how} ({count})" for how, count in facts.looked_up)
    return REPORTED, (f"How appraised works were joined to PubMed records: {told}.",)


def _full_strategies(facts: SearchFacts) -> Answer:
    current = [each for each in facts.strategies if each.current]
    former = len(facts.strategies) - len(current)
    if not current:
        return NOT_RECORDED, ("No search has been run yet.",)
    told = f"{len(current)} {'strategy' if len(current) == 1 else 'strategies'}, verbatim as sent to PubMed, below."
    more = (f"{former} former {'version' if former == 1 else 'versions'} below as well.",)
    checks = tuple(f"Asked of the stored records, not of PubMed: {each}" for each in facts.checks)
    return REPORTED, (told, *(more if former else ()), *checks)


def _updates(facts: SearchFacts) -> Answer:
    every = "Each run asks for the full set of ids of each strategy and compares it with what is stored; dates decide nothing."
    if not facts.runs:
        return REPORTED, (every, "No run has been complete yet.")
    return REPORTED, (
        every,
        f"{facts.runs} complete {'run' if facts.runs == 1 else 'runs'} so far.",
    )


def _dates(facts: SearchFacts) -> Answer:
    if facts.first_run is None or facts.last_run is None:
        return NOT_RECORDED, ("PubMed has not been asked yet.",)
    dates = f"First {moment(facts.first_run)}, last {moment(facts.last_run)} (UTC)."
    return REPORTED, (dates, "The date of each strategy's last answer stands beside it below.")


def moment(instant: str) -> str:
    """ "2026-11-24 02:00" of a stored instant."""
    return f"{instant[:10]} {instant[11:16]}".strip()


def _total(facts: SearchFacts) -> Answer:
    if facts.last_run is None:
        return NOT_RECORDED, ("PubMed has not been asked yet.",)
    return REPORTED, (
        f"{facts.listed:,} records listed by the strategies together; {facts.distinct:,} different ones stored.",
    )


def _deduplication(facts: SearchFacts) -> Answer:
    how = "By PubMed's number: a record that several strategies list is stored once."
    gone = f"{facts.merged} merged by PubMed into another, {facts.withdrawn} deleted by PubMed: marked, not erased."
    return REPORTED, (how, gone) if facts.merged or facts.withdrawn else (how,)
