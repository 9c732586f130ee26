"""Ask each source for what is due. Nothing is written here; a source that fails ends its own turn only."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from littrack.errors import LittrackError
from littrack.sources.protocol import (
    Answer,
    Memory,
    Portion,
    RegistryQuery,
    Remember,
    Source,
    Unchanged,
    Web,
)
from littrack.sources.settings import budget_name, budget_of, contact, url_of
from littrack.sources.web import BudgetSpent, PoliteWeb
from littrack.store import sources as stored
from littrack.store.sources import COMPLETE, FAILED, PAUSED, SourceRun, SourceState
from littrack.times import Clock, from_text, to_text
from littrack.topics.model import Topic

FAILURES = 3
"""Failed runs in a row after which a source is left alone until the next night, however often we run."""
PAUSE = timedelta(hours=23)
"""Not longer: what it has to tell may overturn a verdict, and one try a night burdens nobody."""
OFTEN = timedelta(hours=20)
"""A source that answers for every study at once, and a registry query, is asked once a night, however often we run."""

MakeWeb = Callable[[Source, int], Web]


@dataclass(slots=True)
class Asker:
    """One source, what it is asked, and what it said."""

    source: Source
    portion: Portion
    state: SourceState
    allowance: int
    started: str = ""
    finished: str = ""
    requests: int = 0
    answers: list[Answer] = field(default_factory=list)
    memory: Memory | None = None
    """Set where it answered for everyone, or that nothing changed."""
    unchanged: bool = False
    problem: str | None = None
    spent: bool = False

    @property
    def due(self) -> int:
        """How many things are to be asked."""
        portion = self.portion
        return len(portion.subjects) + len(portion.queries) + len(portion.registrations)

    @property
    def paused(self) -> bool:
        """It failed often lately, and is left alone."""
        until = self.state.paused_until
        return until is not None and until > self.started

    def run(self, news: int = 0) -> SourceRun:
        """What came of it, for ``source_runs``."""
        outcome = PAUSED if self.paused else FAILED if self.problem else COMPLETE
        return SourceRun(
            self.source.name, self.source.title, self.started, self.finished or self.started, outcome, self.problem,
            self.requests, self.due, len(self.answers), news,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gathered:
    """What all sources said in one run."""

    askers: tuple[Asker, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """What went wrong, a line each."""
        return tuple(each.problem for each in self.askers if each.problem)


def planned(
    db: Database, sources: Sequence[Source], topics: Sequence[Topic], now: datetime
) -> tuple[Asker, ...]:
    """The sources that have something to be asked now, each with its portion."""
    known = {state.source: state.believed(to_text(now)) for state in stored.states(db)}
    found = []
    for source in sources:
        state = known.get(source.name) or SourceState(source.name, source.title)
        portion = _portion(db, source, state, topics, now)
        spent = state.requests_on(to_text(now)[:10])
        asker = Asker(source, portion, state, budget_of(source) - spent, started=to_text(now))
        if asker.due:
            found.append(asker)
    return tuple(found)


def gather(
    db: Database,
    sources: Sequence[Source],
    topics: Sequence[Topic],
    clock: Clock,
    make_web: MakeWeb | None = None,
) -> Gathered:
    """Ask every source that has something due, side by side. Raises nothing but our own faults."""
    askers = planned(db, sources, topics, clock())
    threads = [
        threading.Thread(
            target=_ask, args=(each, clock, make_web or _polite), name=each.source.name
        )
        for each in askers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Gathered(askers)


def _polite(source: Source, allowance: int) -> PoliteWeb:
    return PoliteWeb(source, url_of(source), allowance, contact())


def _ask(asker: Asker, clock: Clock, make_web: MakeWeb) -> None:
    asker.started = to_text(clock())
    if asker.paused:
        last = asker.state.message or "it failed"
        asker.problem = (
            f"{asker.source.title} is left alone until {asker.state.paused_until}: {last}"
        )
        return
    web = make_web(asker.source, asker.allowance)
    try:
        for reply in asker.source.ask(web, asker.portion):
            _take(asker, reply)
    except BudgetSpent as error:
        asker.spent = True
        if asker.source.portion == 0:  # it answers for every study at once, or for none
            asker.problem = f"{error}; {budget_name(asker.source)} says how many they may be"
    except LittrackError as error:
        asker.problem = " ".join(str(error).split())
    except Exception as error:  # noqa: BLE001 - one broken adapter must not cost the night
        asker.problem = (
            f"{asker.source.title}: a fault of littrack's own ({type(error).__name__}: {error})"
        )
    finally:
        asker.requests = web.requests_made
        asker.finished = to_text(clock())
        with suppress(AttributeError):
            web.close()  # type: ignore[attr-defined]


def _take(asker: Asker, reply: Answer | Unchanged | Remember) -> None:
    if isinstance(reply, Answer):
        asker.answers.append(reply)
    else:
        asker.memory = reply.memory
        asker.unchanged = isinstance(reply, Unchanged)


def _portion(
    db: Database, source: Source, state: SourceState, topics: Sequence[Topic], now: datetime
) -> Portion:
    today, present, often = now.date(), to_text(now), to_text(now - OFTEN)
    before = to_text(now - timedelta(days=source.days))
    if source.name == "clinicaltrials":
        queries = _queries(topics)
        asked = stored.checks_of(db, source.name, (each.name for each in queries))
        return Portion(
            today,
            queries=tuple(
                each for each in queries if not often < asked.get(each.name, "") <= present
            ),
            registrations=stored.due_numbers(db, source.name, before, present)[
                : source.portion or None
            ],
        )
    if source.portion == 0:
        fresh = state.everyone is not None and state.everyone > often
        everyone = () if fresh else stored.every_subject(db, source.name)
        return Portion(today, everyone, everyone, memory=state.memory)
    return Portion(today, stored.due_subjects(db, source.name, before, present, source.portion))


def _queries(topics: Sequence[Topic]) -> tuple[RegistryQuery, ...]:
    return tuple(
        RegistryQuery(topic.id, f"{topic.id}/{each.name}", each.query)
        for topic in topics
        for each in topic.registry_queries
    )


def next_state(asker: Asker) -> SourceState:
    """How the source is after this run."""
    state, day = asker.state, asker.started[:10]
    state = replace(
        state,
        title=asker.source.title,
        day=day,
        day_requests=state.requests_on(day) + asker.requests,
    )
    if asker.paused:
        return state
    state = replace(state, tried=asker.started, message=asker.problem)
    if asker.problem:
        failures = state.failures + 1
        return replace(
            state, outcome=FAILED, failures=failures, paused_until=_pause(asker.started, failures)
        )
    state = replace(state, outcome=COMPLETE, failures=0, paused_until=None, answered=asker.finished)
    memory = asker.memory
    if memory is None:
        return state
    return replace(
        state,
        everyone=asker.started,
        etag=memory.etag,
        last_modified=memory.last_modified,
        sha256=memory.sha256,
    )


def _pause(started: str, failures: int) -> str | None:
    if failures < FAILURES:
        return None
    return to_text(from_text(started) + PAUSE)


def topic_of(asker: Asker, about: str) -> str | None:
    """The topic whose registry query an answer is about."""
    named: Mapping[str, str] = {each.name: each.topic for each in asker.portion.queries}
    return named.get(about)
