"""A made-up year of nights: studies come, change and fall, and each source is out of order now and then.

What each source tells and since when is written down as it happens (`Telling`), so that every night's database can be
held against it: what was found, how late, and whether anything was made up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from random import Random

from lxml.etree import _Element

from littrack.errors import SourceError
from littrack.integrity.events import Told
from littrack.integrity.status import FALLEN
from tests.refresh.nightly import record, records
from tests.sources.services import NAMES
from tests.watch.nightly import Watch, doi

PUBMED = "pubmed"
FAULTS = ("500", "html", "cut", "nonsense", "403", "empty", "slow down")
TITLES = {"PubMed": PUBMED, "Crossref": "crossref", "Retraction Watch": "retractionwatch"}
LONG = 6
"""Nights of each source's longest outage."""
_EVENTS = """
SELECT study, kind, source, asserted_by, first_seen, withdrawn FROM integrity_events ORDER BY id
"""


@dataclass(frozen=True)
class Telling:
    """A source tells of a study's fate from the night of this number on (until, where it takes that back)."""

    study: str
    kind: str
    source: str
    night: int
    until: int | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return self.study, self.kind, self.source


@dataclass(frozen=True)
class Found:
    """A telling, how many nights late it was found (nights on which its source was in order), and after how many in all."""

    telling: Telling
    late: int | None
    delay: int | None


@dataclass
class Account:
    """What the year came to."""

    nights: int
    found: list[Found] = field(default_factory=list)
    invented: list[tuple[str, str, str]] = field(default_factory=list)
    wrongly_fallen: set[str] = field(default_factory=set)
    new: int = 0
    new_late: int = 0
    """Most nights that a new study was late."""
    unlike: list[str] = field(default_factory=list)
    """Studies that stand otherwise in the end than they should."""
    codes: dict[str, int] = field(default_factory=dict)
    """How the nights ended: "complete", "owed" (exit 3), "PubMed out of reach"."""
    silent_failures: int = 0
    """Nights on which a source that was asked failed, and the run did not say so."""
    quiet: list[tuple[int, float]] = field(default_factory=list)
    """Requests over all sources and CPU seconds (stand-ins included) of nights on which nothing happened."""

    @property
    def worst(self) -> int | None:
        """The most nights that an event was late; none where one was not found at all."""
        lates = [each.late for each in self.found]
        return None if None in lates else max((each for each in lates if each is not None), default=0)  # fmt: skip


class Year:
    """Plays the nights. ``studies`` are there at the start; what happens is spread over ``nights``."""

    def __init__(
        self, watch: Watch, nights: int = 365, studies: int = 300, seed: str = "1"
    ) -> None:
        self.watch, self.nights, self.random = watch, nights, Random(seed)
        self.first = range(101, 101 + studies)
        self.told: list[Telling] = []
        self.stand: dict[str, str | None] = {}
        self.script: dict[int, list[Callable[[int], None]]] = {}
        self.account = Account(nights)
        self._added: dict[str, int] = {}
        self._next, self._notice = 5001, 9001
        self._write_script()
        self.down = self._outages()

    def play(self) -> Account:
        """The whole year, and then two nights on which everything is in order."""
        self.watch.ncbi.add(records(self.first, "toxin"))
        for night in range(self.nights + 2):
            happenings = self.script.get(night, []) if 0 < night < self.nights else []
            for happen in happenings:
                happen(night)
            self._night(night, quiet=not happenings)
            self._hold_against(night)
        self._settle()
        return self.account

    # --- what happens --------------------------------------------------------------------------

    def _write_script(self) -> None:
        fates = [self._everywhere, self._notice_only, self._taken_back, self._two_at_once, self._pubmed_only,
                 self._concern, self._concern_lifted, self._preprint, self._erratum_retracted]  # fmt: skip
        fates += [self._erratum] * 6
        studies = self.random.sample(list(self.first), len(fates))
        for fate, pmid in zip(fates, studies, strict=True):
            fate(str(pmid), self._day(0.05, 0.6))
        for night in range(1, self.nights):
            if self.random.random() < 0.3:
                self._at(night, self._new)
            if self.random.random() < 0.3:
                self._at(night, self._revised)

    def _day(self, first: float, last: float) -> int:
        return max(1, round(self.nights * self.random.uniform(first, last)))

    def _at(self, night: int, happen: Callable[[int], None]) -> None:
        self.script.setdefault(min(night, self.nights - 1), []).append(happen)

    def _after(self, night: int, share: float) -> int:
        return min(self.nights - 1, night + max(1, round(self.nights * share)))

    def _tell(self, study: str, kind: str, source: str, night: int) -> None:
        self.told.append(Telling(study, kind, source, night))

    def _everywhere(self, study: str, night: int) -> None:
        self._in_crossref(study, "retraction", night)
        self._in_watch(study, "Retraction", "retraction", self._after(night, 0.02))
        self._in_pubmed(study, "retraction", self._after(night, 0.1))
        self.stand[study] = "retracted"

    def _notice_only(self, study: str, night: int) -> None:
        self._in_crossref(study, "retraction", night, notice_only=True)
        self.stand[study] = "retracted"

    def _taken_back(self, study: str, night: int) -> None:
        later = self._after(night, 0.25)
        self._in_watch(study, "Retraction", "retraction", night)
        self._in_watch(study, "Reinstatement", "reinstatement", later)
        self.stand[study] = "reinstated"

    def _two_at_once(self, study: str, night: int) -> None:
        self._in_crossref(study, "retraction", night)
        self._in_pubmed(study, "retraction", night)
        self.stand[study] = "retracted"

    def _pubmed_only(self, study: str, night: int) -> None:
        self._in_pubmed(study, "retraction", night)
        self.stand[study] = "retracted"

    def _concern(self, study: str, night: int) -> None:
        self._in_pubmed(study, "expression of concern", night)
        self.stand[study] = "expression of concern"

    def _concern_lifted(self, study: str, night: int) -> None:
        self._in_crossref(study, "expression_of_concern", night, kind="expression of concern")
        self._in_crossref(
            study,
            "removal_of_expression_of_concern",
            self._after(night, 0.2),
            kind="concern cleared",
        )
        self.stand[study] = None

    def _preprint(self, study: str, night: int) -> None:
        self._in_watch(study, "Retraction", "notice of its preprint", night, doi="10.1101/made.up")
        self.stand[study] = None

    def _erratum(self, study: str, night: int) -> None:
        where = self.random.choice(("PubMed", "Crossref", "Retraction Watch"))
        if where == "PubMed":
            self._in_pubmed(study, "erratum", night)
        elif where == "Crossref":
            self._in_crossref(study, "correction", night, kind="erratum")
        else:
            self._in_watch(study, "Correction", "erratum", night)
        self.stand[study] = "corrected"

    def _erratum_retracted(self, study: str, night: int) -> None:
        """A correction whose own notice is retracted later: nothing of it touches the article but the correction."""
        notice = str(self._notice)
        self._in_pubmed(study, "erratum", night)
        self._at(self._after(night, 0.1), lambda _: self._retract_notice(notice))
        self.stand[study] = "corrected"

    def _retract_notice(self, notice: str) -> None:
        self.watch.ncbi.retract(notice)

    def _in_pubmed(self, study: str, kind: str, night: int) -> None:
        number, self._notice = str(self._notice), self._notice + 1
        ncbi = self.watch.ncbi
        publish = {"retraction": ncbi.retract, "expression of concern": ncbi.concern, "erratum": ncbi.erratum}[kind]  # fmt: skip
        self._at(night, lambda _: (publish(study, number), None)[1])
        self._tell(study, kind, "PubMed", min(night, self.nights - 1))

    def _in_crossref(
        self, study: str, said: str, night: int, kind: str | None = None, notice_only: bool = False
    ) -> None:
        services, notice = self.watch.services, f"10.5555/notice.{study}.{said}"
        publish = services.notice if notice_only else services.update
        self._at(night, lambda _: publish(doi(study), said, notice, self.watch.day))
        self._tell(study, kind or said, "Crossref", min(night, self.nights - 1))

    def _in_watch(self, study: str, nature: str, kind: str, night: int, doi: str = "") -> None:
        services = self.watch.services
        self._at(night, lambda _: services.enter(nature, self.watch.day, pmid=study, doi=doi))
        self._tell(study, kind, "Retraction Watch", min(night, self.nights - 1))

    def _new(self, night: int) -> None:
        self.watch.ncbi.add(record(self._next, "toxin"))
        self._added[str(self._next)] = night
        self._next += 1

    def _revised(self, night: int) -> None:
        pmid = self.random.choice(list(self.first))
        self.watch.ncbi.revise(pmid, _mark(f"Made-up revision of night {night}."))

    # --- what fails ----------------------------------------------------------------------------

    def _outages(self) -> dict[str, set[int]]:
        """By source: the nights on which it is out of order. Single nights (those of its own news first), and a long one."""
        found = {}
        for name in (PUBMED, *NAMES):
            told = [each.night for each in self.told if TITLES[each.source] == name]
            single = self.random.sample(told, min(2, len(told))) or [self._day(0.2, 0.9)]
            start = self.random.randrange(1, max(2, self.nights - LONG))
            found[name] = {*single, *range(start, min(start + LONG, self.nights))}
        return found

    def _night(self, night: int, quiet: bool) -> None:
        down = {name for name, nights in self.down.items() if night in nights}
        faults = self.watch.services.faults
        faults.clear()
        faults.update({name: self.random.choice(FAULTS) for name in sorted(down - {PUBMED})})
        before, began = self._requests(), time.process_time()
        try:
            with self.watch.ncbi.unreachable() if PUBMED in down else nullcontext():
                summary = self.watch.next_night()
        except SourceError:
            self._count("PubMed out of reach")
            return
        self._count(summary.outcome)
        failed = {each.source for each in summary.sources if each.outcome == "failed"}
        asked = {name for name, _ in self.watch.services.requests[before[1]:]}  # fmt: skip
        if (asked & down) - failed or (failed and summary.exit_code != 3):
            self.account.silent_failures += 1
        if quiet and not down and night > 7:
            made = sum(self._requests()) - sum(before)
            self.account.quiet.append((made, time.process_time() - began))

    def _requests(self) -> tuple[int, int]:
        return len(self.watch.ncbi.requests), len(self.watch.services.requests)

    def _count(self, how: str) -> None:
        self.account.codes[how] = self.account.codes.get(how, 0) + 1

    # --- what came of it -----------------------------------------------------------------------

    def _hold_against(self, night: int) -> None:
        """Nothing may stand in the database that no source tells by now, and no study may have fallen by itself."""
        told = {each.key for each in self.told if each.night <= night}
        standing = {key for key, _, withdrawn in self._events() if withdrawn is None}
        known = {str(pmid) for pmid in self.first}
        self.account.invented += [key for key in standing - told if key[0] in known]
        fallen = {study for study, kind, _ in told if kind == "retraction"}
        words = ", ".join(f"'{word}'" for word in FALLEN)
        rows = self.watch.rows(f"SELECT id FROM studies WHERE integrity IN ({words})")
        self.account.wrongly_fallen |= {study for (study,) in rows} & known - fallen

    def _events(self) -> Iterator[tuple[tuple[str, str, str], str, str | None]]:
        for study, kind, source, asserted_by, seen, withdrawn in self.watch.rows(_EVENTS):
            told = Told(kind, source, asserted_by=asserted_by)
            yield (study, kind, told.asked), seen, withdrawn

    def _settle(self) -> None:
        account, seen = self.account, {}
        for key, when, _ in self._events():
            seen.setdefault(key, self._number(when))
        for each in self.told:
            account.found.append(self._found(each, seen.get(each.key)))
        stored = dict(self.watch.rows("SELECT id, first_seen FROM studies"))
        account.new = len(self._added)
        account.new_late = max(
            (self._late(PUBMED, night, self._number(stored[pmid])) for pmid, night in self._added.items()),
            default=0,
        )  # fmt: skip
        stands = dict(self.watch.rows("SELECT id, integrity FROM studies"))
        account.unlike = [
            study for study in map(str, self.first) if stands[study] != self.stand.get(study)
        ]

    def _number(self, when: str) -> int:
        """The number of the night that began at ``when``."""
        return (date.fromisoformat(when[:10]) - self.watch.day).days + self.nights + 1

    def _found(self, telling: Telling, night: int | None) -> Found:
        if night is None:
            return Found(telling, None, None)
        late = self._late(TITLES[telling.source], telling.night, night)
        return Found(telling, late, night - telling.night)

    def _late(self, name: str, told: int, found: int) -> int:
        """Nights on which the source was in order and yet it was not found."""
        return sum(night not in self.down[name] for night in range(told, found))


def _mark(text: str) -> Callable[[_Element], None]:
    def change(element: _Element) -> None:
        title = next(element.iter("ArticleTitle"))
        title.text = f"{str(title.text).split(' (')[0]} ({text})"

    return change
