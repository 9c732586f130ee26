"""How a study stands, from everything that any source says happened to it. No input or output.

The rules, in their order:
1. An event that its source no longer tells counts for nothing.
2. A reinstatement takes back the retractions and withdrawals up to its date; a concern that was cleared takes back the
   concerns up to its date. Without a date it takes back those that were seen before it.
3. A version that took the article's place (retracted and republished) settles the retractions up to its date: what now
   stands under the identifier is the corrected version. A later retraction is a new one.
4. Of what is left the gravest counts. A correction is never a retraction, and an update is no fault.
Sources are never averaged: where one says more than another that was asked, the gravest counts and the difference is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from littrack.integrity import kinds

STATUS: dict[str, str] = {
    kinds.RETRACTION: "retracted",
    kinds.WITHDRAWAL: "withdrawn",
    kinds.REPLACED: "retracted and republished",
    kinds.PARTIAL: "partly retracted",
    kinds.CONCERN: "expression of concern",
    kinds.REINSTATEMENT: "reinstated",
    kinds.REPUBLISHED: "corrected and republished",
    kinds.ERRATUM: "corrected",
}
"""What is said of the study, by the kind of event, the gravest first."""

GRAVE = (kinds.RETRACTION, kinds.WITHDRAWAL)
_PRIMARY = {"PubMed": "PubMed", "PubMed notice": "PubMed"}


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

    @property
    def teller(self) -> str:
        """Who says so. What Crossref passes on from Retraction Watch is Retraction Watch's word."""
        if self.asserted_by == "retraction-watch":
            return "Retraction Watch"
        return _PRIMARY.get(self.source, self.source)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a study stands. ``status`` is none where nothing is known against it."""

    status: str | None = None
    kind: str | None = None
    since: str | None = None
    """The earliest date that a source gives for it."""
    told_by: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    """Sources that were asked after it and say nothing of the kind."""

    @property
    def disputed(self) -> bool:
        """Sources that were asked do not agree."""
        return bool(self.told_by and self.silent)

    @property
    def sentence(self) -> str:
        """For a reader: who says what, and who does not."""
        if self.status is None:
            return ""
        since = f" since {self.since}" if self.since else ""
        told = f"{self.status[:1].upper()}{self.status[1:]}{since}, according to {_listed(self.told_by)}"
        if not self.silent:
            return f"{told}."
        verb = "says" if len(self.silent) == 1 else "say"
        return f"{told}; {_listed(self.silent)} {verb} nothing of it."


def standing_of(events: Iterable[Told], asked: Mapping[str, str | None] | None = None) -> Standing:
    """How a study stands, given what every source tells of it.

    ``asked``: when each source last answered for the study (ISO); one that never did cannot disagree.
    """
    told = [event for event in events if event.withdrawn is None]
    left = _left(told)
    kind = next((kind for kind in STATUS if any(event.kind == kind for event in left)), None)
    if kind is None:
        return Standing()
    same = [event for event in left if event.kind == kind]
    tellers = tuple(dict.fromkeys(event.teller for event in same))
    dates = [event.date for event in same if event.date]
    first = min((event.seen for event in same if event.seen), default="")
    silent = tuple(
        source
        for source, when in (asked or {}).items()
        if when
        and when >= first
        and source not in tellers
        and kind in _MAY_TELL.get(source, STATUS)
    )
    return Standing(STATUS[kind], kind, min(dates, default=None), tellers, silent)


def status_of(events: Iterable[Told]) -> str | None:
    """The one word of `standing_of`."""
    return standing_of(events).status


_MAY_TELL: dict[str, Sequence[str]] = {
    "Retraction Watch": (kinds.RETRACTION, kinds.REPLACED, kinds.CONCERN, kinds.REINSTATEMENT),
    "Crossref": (kinds.RETRACTION, kinds.WITHDRAWAL, kinds.REPLACED, kinds.PARTIAL, kinds.CONCERN),
}
"""What a source's silence means something about: few corrections are in Retraction Watch or deposited with Crossref."""


def _left(told: Sequence[Told]) -> list[Told]:
    """The events that nothing later has taken back or settled."""
    left = _without(told, kinds.REINSTATEMENT, (*GRAVE, kinds.REPLACED, kinds.PARTIAL))
    left = _without(left, kinds.CLEARED, (kinds.CONCERN,))
    left = _without(left, kinds.REPLACED, GRAVE)
    grave_after = any(event.kind in GRAVE for event in left)
    if grave_after:  # a retraction after a reinstatement, or after a replacement, is what counts
        return [event for event in left if event.kind not in (kinds.REINSTATEMENT,)]
    return left


def _without(told: Sequence[Told], taking_back: str, taken: Sequence[str]) -> list[Told]:
    """The events without those of the kinds ``taken`` that an event ``taking_back`` comes after."""
    enders = [event for event in told if event.kind == taking_back]
    return [
        event
        for event in told
        if event.kind not in taken or not any(_comes_after(ender, event) for ender in enders)
    ]


def _comes_after(later: Told, earlier: Told) -> bool:
    """Is ``later`` not before ``earlier``? By dates, to the precision that both have; without, by when we saw them."""
    if later.date and earlier.date:
        precision = min(len(later.date), len(earlier.date))
        return later.date[:precision] >= earlier.date[:precision]
    return later.seen >= earlier.seen


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
