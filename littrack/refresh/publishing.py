"""Close the books of a run: hits, topics, review, the account of every search, the run's own row."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from littrack.load import load_topic, note_lookups
from littrack.refresh import known as knowledge
from littrack.refresh.accounting import account
from littrack.refresh.asking import Asked, Revised, Source
from littrack.refresh.looking_up import LookedUp
from littrack.refresh.receiving import Receiver
from littrack.refresh.summary import BROKEN, COMPLETE, INCOMPLETE, Debtor, SearchOutcome, Summary
from littrack.review import review
from littrack.store.hits import (
    SearchRun,
    retire_searches,
    save_hits,
    save_search,
    save_search_run,
    save_topic,
)
from littrack.store.runs import RunCounts, finish_run
from littrack.store.sources import SourceRun
from littrack.times import Clock, to_text
from littrack.topics.model import Topic
from littrack.watch import Gathered, settle

FAILED_SEARCH, ANSWERED = "failed", "complete"


@dataclass(frozen=True, slots=True)
class Places:
    """Where each PMID is now."""

    stored: frozenset[str]
    excluded: frozenset[str]
    owed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Others:
    """What came of asking the sources beside PubMed, and what went wrong with them."""

    runs: tuple[SourceRun, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Books:
    """Everything a run knows when its last record is in."""

    db: Database
    run: int
    topics: tuple[Topic, ...]
    asked: tuple[Asked, ...]
    revised: Revised
    looked_up: LookedUp
    receiver: Receiver
    notes: tuple[str, ...]
    ask_others: Callable[[], Gathered] = Gathered
    """Asks the sources beside PubMed, of what this run brought too."""

    @property
    def listed(self) -> frozenset[str]:
        """Every PMID that any search listed."""
        return frozenset().union(*(each.pmids for each in self.asked))


def close_books(books: Books, pubmed: Source, clock: Clock, began: float) -> Summary:
    """Write what follows from the records and the run's row. Inside the publishing transaction."""
    now = books.receiver.now
    for topic in books.topics:
        save_topic(books.db, topic, now)
    identified = _identify(books, now)
    for topic in books.topics:
        found = books.looked_up.found.get(topic.id)
        load_topic(books.db, books.run, topic, now, found)
    note_lookups(books.db, books.looked_up.works, now)
    places = _places(books)
    searches = tuple(_settle(books, each, identified[each.key], places) for each in books.asked)
    gathered = books.ask_others()
    sources = settle(books.db, books.run, gathered, now)
    review(books.db, books.run, books.topics, now)
    others = Others(sources, gathered.problems)
    summary = _summary(books, searches, places, pubmed, to_text(clock()), began, others)
    finish_run(
        books.db,
        books.run,
        summary.outcome,
        summary.message,
        _counts(books, summary, places),
        summary.finished,
    )
    return summary


def _identify(books: Books, now: str) -> dict[tuple[str, str, str], int]:
    """The row of each search's present version; those no longer in the file are retired."""
    found = {}
    for topic in books.topics:
        for search in topic.searches:
            row = save_search(
                books.db, topic.id, search.name, search.text, search.question, search.dated, now
            )
            found[(topic.id, search.name, search.query or "")] = row
        retire_searches(books.db, topic.id, [search.name for search in topic.searches], now)
    return found


def _places(books: Books) -> Places:
    debts = knowledge.read_debts(books.db)
    return Places(
        knowledge.stored_pmids(books.db),
        knowledge.excluded_pmids(books.db),
        {pmid: debt.reason for pmid, debt in debts.items()},
    )


def _settle(books: Books, asked: Asked, search_id: int, places: Places) -> SearchOutcome:
    """Write one search's hits and what PubMed answered; a failed search is left as it was."""
    now, topic, name = books.receiver.now, asked.topic.id, asked.search.name
    if asked.result is None:
        problem = str(asked.problem)
        entry = SearchRun(books.run, search_id, now, FAILED_SEARCH, problem)
        save_search_run(books.db, entry)
        return SearchOutcome(topic, name, problem=problem)
    change = save_hits(books.db, search_id, asked.result.pmids, now)
    save_search_run(
        books.db, _search_run(books, asked, search_id, len(change.joined), len(change.left))
    )
    found = account(asked.pmids, places.stored, places.excluded, places.owed.keys())
    return SearchOutcome(
        topic,
        name,
        found,
        joined=len(change.joined),
        left=len(change.left),
        warnings=(*asked.result.warnings, *_must_find(asked)),
    )


def _search_run(books: Books, asked: Asked, search_id: int, joined: int, left: int) -> SearchRun:
    result = asked.result
    assert result is not None
    since = books.revised.since
    return SearchRun(
        run=books.run,
        search=search_id,
        asked=books.receiver.now,
        outcome=ANSWERED,
        found=result.count,
        returned=len(asked.pmids),
        new=joined,
        left_search=left,
        translation=result.translation,
        warnings="\n".join(result.warnings) or None,
        dropped_phrases="\n".join(result.dropped) or None,
        revised_since=since.isoformat() if since else None,
    )


def _must_find(asked: Asked) -> tuple[str, ...]:
    missed = [pmid for pmid in asked.search.must_find if pmid not in asked.pmids]
    return (f"does not find {', '.join(missed)}, which must_find names",) if missed else ()


def _summary(
    books: Books,
    searches: tuple[SearchOutcome, ...],
    places: Places,
    pubmed: Source,
    finished: str,
    began: float,
    others: Others,
) -> Summary:
    tally = books.receiver.tally
    own = (each for each in (books.revised.problem, books.looked_up.problem) if each)
    problems = (*own, *others.problems)
    return Summary(
        run=books.run,
        started=books.receiver.now,
        finished=finished,
        seconds=round(time.monotonic() - began, 3),
        outcome=_outcome(searches, places, problems),
        searches=searches,
        new=tally.new,
        changed=tally.changed,
        unchanged=tally.unchanged,
        gone=tuple(tally.gone),
        excluded=tuple(tally.excluded),
        owed=tuple(Debtor(pmid, reason) for pmid, reason in sorted(places.owed.items())),
        quarantined=tally.quarantined,
        integrity=knowledge.notices_of(books.db, books.run),
        flags=knowledge.flags_of(books.db, books.run),
        notes=books.notes,
        requests=pubmed.requests_made,
        problems=problems,
        sources=others.runs,
    )


def _outcome(searches: tuple[SearchOutcome, ...], places: Places, problems: tuple[str, ...]) -> str:
    if any(each.account and not each.account.holds for each in searches):
        return BROKEN
    failed = any(each.problem for each in searches)
    return INCOMPLETE if failed or places.owed or problems else COMPLETE


def _counts(books: Books, summary: Summary, places: Places) -> RunCounts:
    return RunCounts(
        returned=len(books.listed),
        new=summary.new,
        changed=summary.changed,
        unchanged=summary.unchanged,
        excluded=len(books.listed & places.excluded - places.stored),
        owed=len(summary.owed),
        quarantined=summary.quarantined,
        requests=summary.requests,
    )
