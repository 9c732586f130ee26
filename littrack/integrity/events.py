"""Events as sources tell them, and what happened: one happening may have several tellers. No input or output."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

PUBMED, NOTICE = "PubMed", "PubMed notice"
CROSSREF, RETRACTION_WATCH = "Crossref", "Retraction Watch"
SOURCES = (PUBMED, CROSSREF, RETRACTION_WATCH)
"""Who is asked, by the names that readers see."""
PASSED_ON = "retraction-watch"
"""How Crossref marks what it has from Retraction Watch."""
ALIKE = 7
"""Days by which two dates may differ before readers are told of it: a notice is dated online and in print."""
APART = 31
"""Days by which two tellers may date one happening differently."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event as one source tells it. ``date`` is when it happened, to the precision given; ``seen`` when we saw it."""

    kind: str
    source: str
    date: str | None = None
    seen: str = ""
    asserted_by: str | None = None
    withdrawn: str | None = None
    """When the source was seen to tell it no more."""
    notice_pmid: str | None = None
    notice_doi: str | None = None
    notice: str | None = None
    reason: str | None = None
    confirmed: str = ""
    """When the source was last seen to say so."""

    @property
    def asked(self) -> str:
        """Which source was asked: one of `SOURCES`."""
        return PUBMED if self.source == NOTICE else self.source

    @property
    def teller(self) -> str:
        """Who says so. What Crossref passes on from Retraction Watch is Retraction Watch's word."""
        return RETRACTION_WATCH if self.asserted_by == PASSED_ON else self.asked

    @property
    def notices(self) -> frozenset[str]:
        """The names under which the notice is known."""
        return frozenset(filter(None, (self.notice_pmid, (self.notice_doi or "").lower())))


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a study, with everyone who tells it, the best dated first."""

    told: tuple[Told, ...]

    @property
    def kind(self) -> str:
        """A kind of `littrack.integrity.kinds`."""
        return self.told[0].kind

    @property
    def date(self) -> str | None:
        """The earliest date that is told, to the best precision of those that agree with it."""
        return earliest(each.date for each in self.told)

    @property
    def first(self) -> Told:
        """The telling that we saw first; of those seen together, one that has a date."""
        return min(self.told, key=lambda each: (each.seen, each.date is None))

    @property
    def seen(self) -> str:
        """When we first saw it."""
        return self.first.seen

    @property
    def confirmed(self) -> str | None:
        """When a source was last seen to tell it; none where it is told no more."""
        return None if self.withdrawn else max(each.confirmed for each in self.told) or None

    @property
    def withdrawn(self) -> str | None:
        """When it was seen to be told no more; none while anyone tells it."""
        return self.told[0].withdrawn

    @property
    def tellers(self) -> tuple[str, ...]:
        """Who says so, in the order of `SOURCES`."""
        found = {each.teller for each in self.told}
        return tuple(sorted(found, key=_rank))

    @property
    def dates(self) -> tuple[tuple[str, str], ...]:
        """Who gives which date, where they are more than `ALIKE` days apart; else empty."""
        found = {(each.date, each.teller) for each in self.told if each.date}
        days = [_day(day) for day, _ in found]
        known = sorted(day for day, _ in found)
        if all(agree(known[0], day) for day in known[1:]) or (max(days) - min(days)).days <= ALIKE:
            return ()
        return tuple((teller, day) for day, teller in sorted(found))

    @property
    def notice(self) -> str | None:
        """The notice's citation."""
        return next((each.notice.strip().rstrip(".") for each in self.told if each.notice), None)

    @property
    def notice_pmid(self) -> str | None:
        """The notice's PMID."""
        return next((each.notice_pmid for each in self.told if each.notice_pmid), None)

    @property
    def notice_doi(self) -> str | None:
        """The notice's DOI."""
        return next((each.notice_doi for each in self.told if each.notice_doi), None)

    @property
    def reason(self) -> str | None:
        """The reason that is given."""
        return next((each.reason for each in self.told if each.reason), None)


def happenings(events: Iterable[Told]) -> tuple[Happening, ...]:
    """The events of one study with the tellings of one thing put together, in the order of their dates.

    Tellings of one kind are one thing where they name the same notice, or where sources that name no common notice date
    it within `APART` days. A source that tells two things tells two things. The order of ``events`` does not matter.
    """
    groups: list[list[Told]] = []
    for event in sorted(set(events), key=_order):
        of_kind = [each for each in groups if _like(each[0], event)]
        home = next((each for each in of_kind if _share_notice(each, event)), None) or next(
            (each for each in of_kind if _may_be_one(each, event)), None
        )
        if home is None:
            groups.append([event])
        else:
            home.append(event)
    return tuple(Happening(tuple(each)) for each in groups)


def agree(one: str, other: str) -> bool:
    """Are two dates (ISO, to whatever precision) the same as far as both go?"""
    precision = min(len(one), len(other))
    return one[:precision] == other[:precision]


def earliest(dates: Iterable[str | None]) -> str | None:
    """The earliest of the dates, to the best precision of those that agree with it."""
    known = sorted(each for each in dates if each)
    if not known:
        return None
    same = [each for each in known if each.startswith(known[0])]
    return min(same, key=lambda each: (-len(each), each))


def listed(names: Sequence[str]) -> str:
    """ "PubMed, Crossref and Retraction Watch"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _rank(source: str) -> tuple[int, str]:
    return (SOURCES.index(source) if source in SOURCES else len(SOURCES)), source


def _order(event: Told) -> tuple[object, ...]:
    return (
        event.date is None, event.date or "", event.withdrawn or "", event.kind, *_rank(event.asked),
        event.source, event.asserted_by or "", sorted(event.notices), event.seen, event.notice or "", event.reason or "",
    )  # fmt: skip


def _like(one: Told, other: Told) -> bool:
    return one.kind == other.kind and (one.withdrawn is None) == (other.withdrawn is None)


def _share_notice(group: Sequence[Told], event: Told) -> bool:
    return any(each.notices & event.notices for each in group)


def _may_be_one(group: Sequence[Told], event: Told) -> bool:
    return all(_compatible(each, event) for each in group)


def _compatible(one: Told, other: Told) -> bool:
    if (one.source, one.asserted_by) == (other.source, other.asserted_by):
        return one.date == other.date and not (one.notices and other.notices)
    if _differ(one.notice_pmid, other.notice_pmid) or _differ(one.notice_doi, other.notice_doi):
        return False
    if not one.date or not other.date or agree(one.date, other.date):
        return True
    days = [_day(each.date) for each in (one, other)]
    return abs((days[0] - days[1]).days) <= APART


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one and other and one.lower() != other.lower())


def _day(text: str | None) -> date:
    """The first day that a date of any precision can mean."""
    try:
        year, month, day = (*(int(each) for each in (text or "").split("-")), 1, 1)[:3]
        return date(year, month, day)
    except ValueError:
        return date.min
