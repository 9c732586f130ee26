"""How fresh the site is, in plain words: each check with what it found and whether a person should worry. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from littrack.health import AHEAD, Status
from littrack.store.sources import FAILED, SourceState
from littrack.times import from_text

MAX_AGE = timedelta(hours=36)
"""A nightly run and half a day's grace: older answers count as stale."""
LONG = 5
"""So many times ``MAX_AGE`` is no longer a late night but a standstill."""

LEFT = timedelta(days=70)
"""A source is asked for each study at least every 60 days: one unasked for longer was switched off."""

WELL, WATCH, ALARM = "well", "watch", "alarm"
_WORDS = {
    WELL: "Everything is as it should be.",
    WATCH: "Something wants watching, and what is shown still holds.",
    ALARM: "What is shown here may be out of date.",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. ``at`` is a stored instant that the words speak of."""

    name: str
    state: str
    words: str
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Freshness:
    """The checks, and the worst of them in a sentence."""

    checks: tuple[Check, ...]

    @property
    def state(self) -> str:
        """The worst state among the checks."""
        states = {check.state for check in self.checks}
        return next(state for state in (ALARM, WATCH, WELL) if state in states)

    @property
    def words(self) -> str:
        """What the worst state means."""
        return _WORDS[self.state]


def judge(status: Status, max_age: timedelta = MAX_AGE) -> Freshness:
    """Look at the figures as a careful nurse would: what is late, what failed, what is missing."""
    return Freshness(
        (
            _answers(status, max_age),
            *_last_run(status),
            _owed(status, max_age),
            _unreadable(status),
            *_failed_searches(status),
            *_sources(status),
        )
    )


def _answers(status: Status, max_age: timedelta) -> Check:
    name, fresh = "PubMed’s answers", status.fresh_as_of
    if fresh is None:
        return Check(name, ALARM, "PubMed has not answered every search yet.")
    age = from_text(status.at) - from_text(fresh)
    if age < -AHEAD:
        told = "PubMed’s last answers are dated in the future: a clock is or was wrong."
        return Check(name, WATCH, told, fresh)
    if age > max_age * LONG:
        return Check(name, ALARM, "PubMed has not answered every search for far too long.", fresh)
    if age > max_age:
        return Check(name, WATCH, "PubMed’s last answers are older than they should be.", fresh)
    return Check(name, WELL, "PubMed has answered every search.", fresh)


def _last_run(status: Status) -> Iterator[Check]:
    name, run = "The last run", status.last_run
    if status.running:
        since = status.running.since or None
        yield Check(
            name, WELL, "A run is at work now; what is shown is the state before it.", since
        )
    elif run is None:
        yield Check(name, ALARM, "littrack has never asked PubMed.")
    elif run.outcome == "complete":
        yield Check(name, WELL, "It accounted for every record that PubMed named.", run.finished)
    elif run.outcome == "owed":
        yield Check(name, WATCH, "It ended with something still to come.", run.finished)
    elif run.outcome == "failed":
        told = "It failed; what was stored before stays as it was."
        yield Check(name, WATCH, told, run.finished or run.started)
    else:
        told = "It was stopped before its end; the next run goes on from there."
        yield Check(name, WATCH, told, run.started)


def _owed(status: Status, max_age: timedelta) -> Check:
    name, count = "Records owed", status.owed
    if not count:
        return Check(
            name, WELL, "None: every record that PubMed named is here or left out for a reason."
        )
    told = f"{count:,} {'record' if count == 1 else 'records'} that PubMed named and has not delivered yet."
    since = status.owed_since
    late = since is not None and from_text(status.at) - from_text(since) > max_age * LONG
    return Check(name, ALARM if late else WATCH, f"{told} Each run asks again.", since)


def _unreadable(status: Status) -> Check:
    name, count = "Records that could not be read", status.quarantined
    if not count:
        return Check(name, WELL, "None.")
    return Check(name, WATCH, f"{count:,}, kept with the reason until they can be read.")


def _failed_searches(status: Status) -> Iterator[Check]:
    failed = [each for each in status.searches if each.problem]
    if failed:
        told = f"{', '.join(each.name for each in failed)}: the last answer was no answer; the one before it stands."
        yield Check("Searches", WATCH, told)


def _sources(status: Status) -> Iterator[Check]:
    for each in status.sources:
        if _asked_no_more(each, status.at):
            told = "Not checked since the time beside: it is no longer asked. What it said before stands."
            yield Check(each.title, WATCH, told, each.answered)
        elif each.outcome != FAILED:
            yield Check(each.title, WELL, "It answered when it was last asked.", each.answered)
        elif each.answered is None:
            yield Check(
                each.title, WATCH, f"It has never answered yet: {each.message}.{_pause(each)}"
            )
        else:
            told = f"Not checked since the time beside: {each.message}. What it said before stands.{_pause(each)}"
            yield Check(each.title, WATCH, told, each.answered)


def _asked_no_more(state: SourceState, at: str) -> bool:
    return state.tried is not None and from_text(at) - from_text(state.tried) > LEFT


def _pause(state: SourceState) -> str:
    return f" It is left alone until {state.paused_until[:10]}." if state.paused_until else ""
