"""What happened to a study, in the words of its page: each thing once, with everyone who tells it."""

from __future__ import annotations

from dataclasses import dataclass

from littrack.integrity.events import Happening, listed
from littrack.integrity.kinds import CLEARED, FAULTS, MEANINGS, OTHER, REINSTATEMENT
from littrack.store.standing import Account

TOLD_FIRST = (*FAULTS, REINSTATEMENT, CLEARED)
"""Kinds that stand against a study, or say how something that stood against it ended."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened to the study, as all who tell it tell it."""

    kind: str
    date: str | None
    notice: str | None
    notice_pmid: str | None
    reason: str | None
    sources: tuple[str, ...]
    first_seen: str
    withdrawn: str | None
    meaning: str
    notice_doi: str | None
    dates: tuple[tuple[str, str], ...]
    """Who gives which date, where they do not agree."""
    last_confirmed: str | None
    """When a source was last seen to tell it; none where it is told no more."""

    @property
    def told_by(self) -> str:
        """ "PubMed, Crossref and Retraction Watch"."""
        return listed(self.sources)

    @property
    def stands(self) -> bool:
        """It stands against the study, or says how something that did so ended."""
        return self.withdrawn is None and self.kind in TOLD_FIRST


def notice(happening: Happening) -> Notice:
    """One thing that happened."""
    return Notice(
        kind=happening.kind,
        date=happening.date,
        notice=happening.notice,
        notice_pmid=happening.notice_pmid,
        reason=happening.reason,
        sources=happening.tellers,
        first_seen=happening.seen,
        withdrawn=happening.withdrawn,
        meaning=MEANINGS.get(happening.kind, MEANINGS[OTHER]),
        notice_doi=happening.notice_doi,
        dates=happening.dates,
        last_confirmed=happening.confirmed,
    )


def standing_facts(account: Account) -> dict[str, object]:
    """For programs: how a study stands, who says so and who does not, and when each source was asked."""
    standing = account.standing
    return {
        "status": standing.status,
        "since": standing.since,
        "told_by": list(standing.told_by),
        "not_told_by": list(standing.silent),
        "told_otherwise": [{"source": each, "as": said} for each, said in standing.otherwise],
        "disputed": standing.disputed,
        "sentence": standing.sentence or None,
        "asked": [
            {"source": each.source, "checked": each.checked, "why_not": each.why_not}
            for each in account.asked
        ],
    }
