"""How a study stands, from everything that any source says happened to it. No input or output.

The rules, in their order:
1. An event that its source no longer tells counts for nothing. Tellings of one thing are one happening
   (`littrack.integrity.events`), as old as the earliest of them.
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
from littrack.integrity.events import (
    SOURCES,
    Happening,
    Told,
    earliest,
    happenings,
    listed,
)

STATUS: dict[str, str] = {
    kinds.RETRACTION: "retracted",
    kinds.WITHDRAWAL: "withdrawn",
    kinds.REMOVAL: "withdrawn",
    kinds.REPLACED: "retracted and republished",
    kinds.PARTIAL: "partly retracted",
    kinds.CONCERN: "expression of concern",
    kinds.REINSTATEMENT: "reinstated",
    kinds.REPUBLISHED: "corrected and republished",
    kinds.ERRATUM: "corrected",
}
"""What is said of the study, by the kind of event, the gravest first."""

FALLEN = ("retracted", "withdrawn")
"""Standings of a study whose findings must not be relied upon, and whose figures are pooled no longer."""
WARNED = (*FALLEN, "retracted and republished", "partly retracted")
"""Standings of a study that must not be relied upon as it once stood."""

_TOLD = (
    kinds.RETRACTION, kinds.WITHDRAWAL, kinds.REMOVAL, kinds.REPLACED, kinds.PARTIAL, kinds.CONCERN,
)  # fmt: skip
"""Kinds about which silence means something. Few corrections are in Retraction Watch or deposited with Crossref."""
_RELATED: dict[str, tuple[str, ...]] = {
    kinds.REINSTATEMENT: (*kinds.GRAVE, kinds.REPLACED, kinds.PARTIAL),
    kinds.CLEARED: (kinds.CONCERN,),
}
"""What a source that has not heard of the end of something goes on telling."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a study stands. ``status`` is none where nothing is known against it."""

    status: str | None = None
    kind: str | None = None
    """The kind of event that decides; "concern cleared" stands against nothing, and is told."""
    since: str | None = None
    """The earliest date that a source gives for it."""
    told_by: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    """Sources that were asked after it and say nothing of it."""
    otherwise: tuple[tuple[str, str], ...] = ()
    """Sources that have it otherwise, and as what."""

    @property
    def disputed(self) -> bool:
        """Sources that were asked do not agree."""
        return bool(self.told_by and (self.silent or self.otherwise))

    @property
    def sentence(self) -> str:
        """For a reader: who says what, and who does not."""
        if self.kind is None:
            return ""
        words = self.status or "an expression of concern was lifted"
        when = f" {'since' if self.status else 'on'} {self.since}" if self.since else ""
        parts = [
            f"{words[:1].upper()}{words[1:]}{when}, according to {listed(self.told_by)}",
            *(f"{source} has it as {said}" for source, said in self.otherwise),
        ]
        if self.silent:
            verb = "says" if len(self.silent) == 1 else "say"
            parts.append(f"{listed(self.silent)} {verb} nothing of it")
        return f"{'; '.join(parts)}."


def standing_of(events: Iterable[Told], asked: Mapping[str, str | None] | None = None) -> Standing:
    """How a study stands, given what every source tells of it.

    ``asked``: by source, when it last answered for the study (ISO); one that never did cannot disagree.
    """
    told = [event for event in events if event.withdrawn is None]
    kind, same = _decisive(told)
    if kind is None:
        return Standing()
    tellers = {teller for each in same for teller in each.tellers}
    carriers = tellers | {each.asked for one in same for each in one.told}
    otherwise = tuple(
        (source, word)
        for source in SOURCES
        if source not in carriers and (word := _otherwise(told, source, kind))
    )
    differing = {source for source, _ in otherwise}
    since = min(each.seen for each in same)
    silent = [
        source
        for source, when in (asked or {}).items()
        if when and when >= since and source not in carriers and source not in differing
    ]
    return Standing(
        status=STATUS.get(kind),
        kind=kind,
        since=earliest(each.date for one in same for each in one.told),
        told_by=tuple(each for each in SOURCES if each in tellers)
        + tuple(sorted(tellers - set(SOURCES))),
        silent=tuple(silent) if kind in _TOLD else (),
        otherwise=otherwise,
    )


def status_of(events: Iterable[Told]) -> str | None:
    """The one word of `standing_of`."""
    kind, _ = _decisive([event for event in events if event.withdrawn is None])
    return STATUS.get(kind or "")


def still_standing(events: Iterable[Told]) -> tuple[Happening, ...]:
    """What happened and was neither taken back, settled, nor told no more."""
    return tuple(_left(happenings(event for event in events if event.withdrawn is None)))


def _decisive(told: Sequence[Told]) -> tuple[str | None, list[Happening]]:
    """The kind that decides how the study stands, and the happenings of that kind."""
    left = _left(happenings(told))
    for kind in (*STATUS, kinds.CLEARED):
        same = [each for each in left if each.kind == kind]
        if same:
            return kind, same
    return None, []


def _otherwise(told: Sequence[Told], source: str, kind: str) -> str | None:
    """What a source that does not tell ``kind`` has the study as, if it tells anything that bears on it."""
    own = [each for each in told if source in (each.asked, each.teller)]
    if not own:
        return None
    decided, _ = _decisive(own)
    said = STATUS.get(decided or "")
    if kind in _RELATED:
        return said if decided in _RELATED[kind] else None
    return said if kind in _TOLD and said != STATUS[kind] else None


def _left(found: Sequence[Happening]) -> list[Happening]:
    """What nothing later has taken back or settled."""
    left = _without(found, kinds.REINSTATEMENT, (*kinds.GRAVE, kinds.REPLACED, kinds.PARTIAL))
    left = _without(left, kinds.CLEARED, (kinds.CONCERN,))
    return _without(left, kinds.REPLACED, kinds.GRAVE)


def _without(found: Sequence[Happening], ending: str, ended: Sequence[str]) -> list[Happening]:
    """Those that are of none of the kinds ``ended``, or that no happening of the kind ``ending`` comes after."""
    enders = [each for each in found if each.kind == ending]
    return [
        each
        for each in found
        if each.kind not in ended or not any(_comes_after(ender, each) for ender in enders)
    ]


def _comes_after(later: Happening, earlier: Happening) -> bool:
    """Is ``later`` not before ``earlier``? By dates, to the precision that both have; without, by when we saw them."""
    one, other = later.date, earlier.date
    if one and other:
        precision = min(len(one), len(other))
        return one[:precision] >= other[:precision]
    return later.seen >= earlier.seen
