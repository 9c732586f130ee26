"""A run that is watched: its log has a line for each thing that happened, and a dead-man's switch hears of its end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from littrack.errors import FAILED, OK, OWED, LittrackError
from littrack.night.logs import RunLog
from littrack.night.ping import FAIL, START, SUCCESS, check_address, ping
from littrack.refresh.summary import Summary

WELL = (OK, OWED)
"""Ends that are no alarm: what is owed is asked for again by the next night, and the message says so."""


@dataclass(slots=True)
class Watched:
    """What is told of a run when it ends."""

    log: RunLog
    code: int = FAILED
    message: str = "it was stopped before its end"

    def end(self, message: str) -> None:
        """The command did what it was asked for."""
        self.code, self.message = OK, message
        self.log.write("end", exit_code=OK, message=message)

    def done(self, summary: Summary) -> None:
        """The refresh ended by itself."""
        self.code, self.message = summary.exit_code, summary.message
        for search in summary.searches:
            account = search.account
            self.log.write(
                "search", run=summary.run, topic=search.topic, name=search.name,
                returned=account.returned if account else None, new=search.joined, left=search.left,
                problem=search.problem,
            )  # fmt: skip
        for source in summary.sources:
            self.log.write(
                "source", run=summary.run, source=source.source, outcome=source.outcome, requests=source.requests,
                asked=source.asked, answered=source.answered, news=source.news, problem=source.message,
            )  # fmt: skip
        for kind, lines in (("integrity", summary.integrity), ("note", summary.notes)):
            for line in lines:
                self.log.write(kind, run=summary.run, message=line)
        for flag in summary.flags:
            self.log.write("flag", run=summary.run, message=flag.sentence, claims=flag.claims)
        self.log.write(
            "end", run=summary.run, outcome=summary.outcome, exit_code=summary.exit_code, seconds=summary.seconds,
            new=summary.new, changed=summary.changed, unchanged=summary.unchanged, owed=len(summary.owed),
            requests=summary.requests, message=summary.message,
        )  # fmt: skip


@contextmanager
def watched(log: RunLog, url: str | None = None) -> Iterator[Watched]:
    """Tell of the start, run the body, tell of the end whichever it is. What the body raises goes on."""
    address = check_address(url) if url else None
    told = Watched(log)
    log.write("start")
    try:
        _ping(told, address, START)
        yield told
    except BaseException as error:
        if isinstance(error, LittrackError):
            told.code, told.message = error.exit_code, str(error)
        elif isinstance(error, SystemExit) and isinstance(error.code, int):
            told.code = error.code
        elif not isinstance(error, (SystemExit, KeyboardInterrupt)):
            told.message = f"{type(error).__name__}: {error}"
        log.write("failed", exit_code=told.code, message=told.message)
        raise
    finally:
        _ping(told, address, SUCCESS if told.code in WELL else FAIL)
        log.close()


def _ping(told: Watched, address: str | None, ending: str) -> None:
    if address is None:
        return
    said = "" if ending == START else f"exit code {told.code}: {told.message}"
    problem = ping(address, ending, said)
    if problem:
        told.log.write("ping", problem=problem)
        print(f"Warning: {problem}", file=sys.stderr)
