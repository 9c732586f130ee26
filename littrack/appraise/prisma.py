"""The way of the records through a topic, in the boxes of the PRISMA 2020 flow diagram. Pure.

Box names follow Page MJ et al., BMJ 2021;372:n71 (updated review, with other methods). What littrack does not
record is said so in its box and never counted.
"""

from __future__ import annotations

from dataclasses import dataclass

IDENTIFICATION, SCREENING, INCLUDED = "Identification", "Screening", "Included"
MAIN, SIDE, OTHER = "main", "side", "other"


@dataclass(frozen=True, slots=True)
class Count:
    """Records or studies: how many in all, and how many of them came with the last run (``None``: not known)."""

    total: int = 0
    new: int | None = 0

    @property
    def previous(self) -> int | None:
        """Those that were there before the last run."""
        return None if self.new is None else self.total - self.new

    def __add__(self, other: Count) -> Count:
        known = self.new is not None and other.new is not None
        return Count(
            self.total + other.total, (self.new or 0) + (other.new or 0) if known else None
        )

    def __sub__(self, other: Count) -> Count:
        known = self.new is not None and other.new is not None
        return Count(
            self.total - other.total, (self.new or 0) - (other.new or 0) if known else None
        )


@dataclass(frozen=True, slots=True)
class SearchCount:
    """One search strategy: what PubMed listed when it last answered, and how many of these are stored.

    ``asked`` ``None``: PubMed has not answered this version yet, and it counts for nothing.
    """

    name: str
    asked: str | None
    listed: int
    stored: int
    joined: int
    """Stored records that the last answer added."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why PMIDs that PubMed listed are not stored, and how many there are."""

    reason: str
    pmids: int


@dataclass(frozen=True, slots=True)
class Appraised:
    """Works that a person appraised: all, those that a standing claim cites, those that a pooled result uses."""

    assessed: Count = Count()
    included: Count = Count()
    pooled: Count = Count()

    @property
    def not_cited(self) -> Count:
        """Appraised, but cited by no claim."""
        return self.assessed - self.included


@dataclass(frozen=True, slots=True)
class Flow:
    """The flow of a topic. Each record that a search finds stands in exactly one of the boxes.

    ``since``: when the last run asked PubMed (UTC); a record that a search first found then is new.
    """

    topic: str
    title: str
    since: str | None
    searches: tuple[SearchCount, ...]
    distinct: Count
    """Stored records that any search finds, each once."""
    reasons: tuple[Reason, ...]
    """Of the whole database: PubMed's numbers that are left out or owed."""
    withdrawn: Count
    not_suggested: Count
    waiting: Count
    dismissed: Count
    found: Appraised
    """Appraised works that the searches find."""
    by_hand: Appraised
    """Appraised works that no search finds: a person added them."""
    by_hand_without_pmid: int
    retracted: int
    """Included works that were retracted."""
    registered: int
    registered_published: int

    @property
    def listed(self) -> int:
        """Records identified: the sum of what PubMed listed for each search."""
        return sum(each.listed for each in self.searches)

    @property
    def duplicates(self) -> int:
        """Listings of a record that another search lists as well."""
        return sum(each.stored for each in self.searches) - self.distinct.total

    @property
    def not_stored(self) -> int:
        """Listings whose record is not stored: owed, left out or unreadable."""
        return sum(each.listed - each.stored for each in self.searches)

    @property
    def screened(self) -> Count:
        """Records that a person has judged or is asked to judge."""
        return self.waiting + self.dismissed + self.found.assessed

    @property
    def included(self) -> Count:
        """Studies that a standing claim cites."""
        return self.found.included + self.by_hand.included

    @property
    def pooled(self) -> Count:
        """Studies of which a pooled result uses figures."""
        return self.found.pooled + self.by_hand.pooled

    def faults(self) -> tuple[str, ...]:
        """Sums that do not hold; empty in a sound database."""
        removed = self.duplicates + self.not_stored + self.withdrawn.total
        removed += self.not_suggested.total
        checks = (
            (self.listed - removed == self.screened.total, "identified less removed is screened"),
            (min(self.duplicates, self.not_stored) >= 0, "nothing is removed that was not listed"),
            (
                self.distinct == self.withdrawn + self.not_suggested + self.screened,
                "each record stands in one box",
            ),
            (min(self.found.not_cited.total, self.by_hand.not_cited.total) >= 0, "included"),
        )
        return tuple(rule for holds, rule in checks if not holds)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a box. ``count`` ``None``: not recorded, or a heading."""

    text: str
    count: Count | None = None

    @property
    def told(self) -> str:
        """ "Records screened (n = 812)"; the bracket does not break over lines."""
        return f"{self.text} (n\u00a0=\u00a0{self.count.total:,})" if self.count else self.text


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the diagram: its stage, its column, its row, its lines (the first is its name)."""

    stage: str
    column: str
    row: int
    lines: tuple[Line, ...]


def boxes(flow: Flow) -> tuple[Box, ...]:
    """The diagram's boxes, row by row, main column first."""
    found, hand = flow.found, flow.by_hand
    return (
        Box(IDENTIFICATION, MAIN, 0, _identified(flow)),
        Box(IDENTIFICATION, SIDE, 0, _removed(flow)),
        Box(IDENTIFICATION, OTHER, 0, _added(flow)),
        Box(SCREENING, MAIN, 1, (Line("Records screened", flow.screened),)),
        Box(SCREENING, SIDE, 1, (
            Line("Records excluded: a person found that they bear on no claim", flow.dismissed),
            Line("Awaiting a person's judgement", flow.waiting),
        )),
        Box(SCREENING, MAIN, 2, (Line("Reports sought for retrieval", found.assessed),)),
        Box(SCREENING, SIDE, 2, (Line("Reports not retrieved: not recorded"),)),
        Box(SCREENING, MAIN, 3, (Line("Reports assessed for eligibility", found.assessed),)),
        Box(SCREENING, SIDE, 3, (Line("Reports excluded: appraised, cited by no claim", found.not_cited),)),
        Box(SCREENING, OTHER, 3, (
            Line("Reports assessed for eligibility", hand.assessed),
            Line("Reports excluded: appraised, cited by no claim", hand.not_cited),
        )),
        Box(INCLUDED, MAIN, 4, _included(flow)),
    )  # fmt: skip


def _identified(flow: Flow) -> tuple[Line, ...]:
    named = (Line(f"search {each.name}", Count(each.listed, None)) for each in flow.searches)
    waiting = [each.name for each in flow.searches if each.asked is None]
    note = (Line(f"not answered yet: {', '.join(waiting)}"),) if waiting else ()
    return (Line("Records identified from PubMed", Count(flow.listed, None)), *named, *note)


def _removed(flow: Flow) -> tuple[Line, ...]:
    return (
        Line("Records removed before screening"),
        Line("Duplicate records removed (found by several searches)", Count(flow.duplicates, None)),
        Line(
            "Records marked as ineligible by automation tools (they fit the words of no claim)",
            flow.not_suggested,
        ),
        Line(
            "Records removed for other reasons: owed, left out or unreadable",
            Count(flow.not_stored, None),
        ),
        Line("Records removed for other reasons: withdrawn from PubMed", flow.withdrawn),
    )


def _added(flow: Flow) -> tuple[Line, ...]:
    without = flow.by_hand_without_pmid
    return (
        Line("Records identified by other methods (added by hand)", flow.by_hand.assessed),
        Line(
            "with a PubMed number, not found by the searches",
            Count(flow.by_hand.assessed.total - without, None),
        ),
        Line("without a PubMed number", Count(without, None)),
    )


def _included(flow: Flow) -> tuple[Line, ...]:
    included = flow.included
    return (
        Line("Studies included in review", included),
        Line("included before the last run", Count(included.previous or 0, None)),
        Line("new with the last run", Count(included.new or 0, None)),
        Line("used in a pooled result", flow.pooled),
        *(
            (Line("RETRACTED, and shown as such", Count(flow.retracted, None)),)
            if flow.retracted
            else ()
        ),
    )
