"""Take in what PubMed delivers, and settle what it does not. Runs inside the publishing transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlite_utils import Database

from littrack.errors import SourceError
from littrack.pubmed.client import Batch
from littrack.records import Parsed, Unparsed
from littrack.refresh.asking import Source
from littrack.refresh.known import read_debts
from littrack.refresh.plan import Debt, Known, gives_up, is_gone
from littrack.refresh.staging import Staging
from littrack.refresh.summary import Debtor
from littrack.review import classify_arrivals
from littrack.store.accounting import exclude, note_checked, owe, quarantine, settle
from littrack.store.leaving import mark_deleted, mark_merged
from littrack.store.preparing import DesignRow, Ready
from littrack.store.saving import PUBMED, Saved, save_articles, save_ready
from littrack.times import to_text

MISSING = "PubMed did not deliver it"
UNREADABLE = "it could not be read"
UNANSWERED = "PubMed did not answer"


@dataclass(slots=True)
class Tally:
    """What a run took in so far."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0
    arrived: set[str] = field(default_factory=set)
    missing: dict[str, str] = field(default_factory=dict)
    """PMIDs that did not arrive, and the reason."""
    gone: list[str] = field(default_factory=list)
    excluded: list[Debtor] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Receiver:
    """Writes what arrives for one run."""

    db: Database
    run: int
    known: Known
    wanted: Mapping[str, str]
    started: datetime
    tally: Tally = field(default_factory=Tally)

    @property
    def now(self) -> str:
        """The run's instant, as stored."""
        return to_text(self.started)

    def take_staged(self, staging: Staging) -> None:
        """Publish what an interrupted run had fetched, where it is still wanted and newer than what is stored."""
        fetched = staging.fetched(self.started)
        usable = {pmid for pmid, at in fetched.items() if self._newer(pmid, at)}
        batch: list[Parsed] = []
        for each in staging.records() if usable else ():
            if each.article.pmid in usable:
                batch.append(each)
            if len(batch) >= 200:
                self._save(batch, min(fetched.values()))
                batch = []
        self._save(batch, min(fetched.values(), default=self.now))

    def _newer(self, pmid: str, fetched: str) -> bool:
        holding = self.known.stored.get(pmid)
        stale = holding is not None and holding.checked is not None and holding.checked >= fetched
        return pmid in self.wanted and not stale

    def take(self, batch: Batch) -> None:
        """Store one batch of EFetch: its records, what could not be read, what is missing."""
        asked = set(batch.asked)
        read = [each for each in batch.records if isinstance(each, Parsed)]
        unread = [each for each in batch.records if isinstance(each, Unparsed)]
        self._save([each for each in read if each.pmid in asked], self.now)
        self._save_ready(
            [each for each in batch.records if isinstance(each, Ready) and each.pmid in asked]
        )
        self.tally.quarantined += quarantine(self.db, self.run, unread, PUBMED, self.now)
        for pmid in batch.missing:
            said = f"{UNANSWERED}: {batch.error}" if batch.error else MISSING
            self.tally.missing[pmid] = said
        for record in unread:
            if record.pmid in asked and record.pmid is not None:
                self.tally.missing[record.pmid] = f"{UNREADABLE}: {record.reason}"

    def _save(self, items: Sequence[Parsed], checked: str) -> None:
        if items:
            saved = save_articles(self.db, self.run, items, PUBMED, self.now)
            self._note(saved, {each.pmid for each in items}, checked, {})

    def _save_ready(self, items: Sequence[Ready]) -> None:
        if items:
            saved = save_ready(self.db, self.run, items, PUBMED, self.now)
            designs = {each.pmid: each.design for each in items if each.design}
            self._note(saved, {each.pmid for each in items}, self.now, designs)

    def _note(
        self, saved: Saved, pmids: set[str], checked: str, designs: Mapping[str, DesignRow]
    ) -> None:
        note_checked(self.db, pmids, checked)
        classify_arrivals(self.db, saved.new, designs)
        self.tally.new += len(saved.new)
        self.tally.changed += len(saved.changed)
        self.tally.unchanged += len(saved.unchanged) + len(saved.older)
        self.tally.arrived |= pmids

    def stop(self, problem: SourceError) -> None:
        """PubMed went away: everything not received is owed."""
        for pmid in self.wanted:
            if pmid not in self.tally.arrived and pmid not in self.tally.missing:
                self.tally.missing[pmid] = f"{UNANSWERED}: {problem}"

    def settle_missing(self, pubmed: Source) -> None:
        """Owe what did not arrive; give up on what never came, and mark what PubMed no longer holds."""
        for pmid, reason in self.tally.missing.items():
            self._owe(pmid, reason)
        debts = read_debts(self.db)
        for pmid in self.tally.missing:
            debt = debts.get(pmid)
            if debt is not None and not debt.reason.startswith(UNANSWERED):
                self._judge(pmid, debt, pubmed)

    def _owe(self, pmid: str, reason: str) -> None:
        holding = self.known.stored.get(pmid)
        if pmid in self.known.excluded and pmid not in self.known.owed:
            return
        if holding is not None and holding.state != "current":
            note_checked(self.db, [pmid], self.now)
            return
        before = self.known.owed.get(pmid)
        if before and reason.startswith(UNANSWERED):
            return  # an outage says nothing about the record: the tries so far stand
        if before and before.reason.split(":")[0] != reason.split(":")[0]:
            settle(self.db, [pmid])
        owe(self.db, [pmid], self.wanted.get(pmid, "owed"), reason, self.now)

    def _judge(self, pmid: str, debt: Debt, pubmed: Source) -> None:
        if pmid in self.known.stored:
            if debt.reason.startswith(MISSING) and is_gone(debt):
                self._mark_gone(pmid, pubmed)
        elif gives_up(debt, self.started):
            listed = "PubMed lists it but has not delivered it"
            said = listed if debt.reason == MISSING else debt.reason
            reason = f"{said} since {debt.since:%Y-%m-%d}"
            exclude(self.db, self.run, [pmid], reason, self.now)
            self.tally.excluded.append(Debtor(pmid, reason))

    def _mark_gone(self, pmid: str, pubmed: Source) -> None:
        """Ask for the record alone: a merged one comes back under its new PMID."""
        try:
            batch = next(iter(pubmed.fetch([pmid])))
        except SourceError:
            return
        if batch.error or pmid not in batch.missing:
            return
        if len(batch.unasked) == 1:
            mark_merged(self.db, self.run, pmid, batch.unasked[0], self.now)
        else:
            mark_deleted(self.db, self.run, [pmid], self.now)
        note_checked(self.db, [pmid], self.now)
        settle(self.db, [pmid])
        self.tally.gone.append(pmid)


def still_wanted(receiver: Receiver) -> tuple[str, ...]:
    """PMIDs that the run wants and has not received yet."""
    return tuple(pmid for pmid in receiver.wanted if pmid not in receiver.tally.arrived)
