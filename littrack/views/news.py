"""What changed, run by run, newest first; runs in which nothing changed are folded into one line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from littrack.appraise.flags import KINDS, UNSIGNED
from littrack.store.runs import COMPLETE, RUNNING
from littrack.views.news_items import (
    ChangedStudy,
    FlagNews,
    LeftSearch,
    NewStudy,
    Notice,
    TrialNews,
    VerdictNews,
    changed_studies,
    count_changed,
    count_new,
    flags_at,
    left_searches,
    new_studies,
    notices,
    trial_news,
    verdicts,
)

RUNS_A_PAGE = 10
SHOWN = 20
"""Items of one kind that a run shows."""
MANY = 500
"""Notices and departures of one run that are read."""

_RUNS = f"""
SELECT id, command, started, finished, outcome, message,
    EXISTS (SELECT 1 FROM studies WHERE first_run = refreshes.id)
    OR EXISTS (SELECT 1 FROM changes WHERE run = refreshes.id)
    OR id IN (SELECT run FROM integrity_events WHERE run IS NOT NULL)
    OR id IN (SELECT run FROM verdict_history WHERE run IS NOT NULL)
    OR id IN (SELECT run FROM trial_flags WHERE run IS NOT NULL)
    OR id IN (SELECT run FROM registry_changes WHERE run IS NOT NULL AND field IN ('status', 'results_posted')),
    id IN (SELECT run FROM search_runs WHERE left_search > 0)
FROM refreshes WHERE outcome != '{RUNNING}' ORDER BY id
"""
_MOMENTS = """
SELECT raised FROM flags WHERE kind != :unsigned
UNION SELECT cleared FROM flags WHERE kind != :unsigned AND cleared IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: whether it tells anything, and whether searches lost studies.

    ``moments``: when flags were raised or settled between its beginning and the next run's.
    """

    id: int
    command: str
    started: str
    finished: str | None
    outcome: str
    message: str | None
    tells: bool
    lost: bool
    moments: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every id was accounted for."""
        return self.outcome == COMPLETE


@dataclass(frozen=True, slots=True)
class RunNews:
    """What one run changed. Tuples hold at most ``SHOWN`` items; the counts are of all."""

    run: Run
    new_count: int
    new: tuple[NewStudy, ...]
    changed_count: int
    changed: tuple[ChangedStudy, ...]
    left: tuple[LeftSearch, ...]
    notices: tuple[Notice, ...]
    raised: tuple[FlagNews, ...]
    settled: tuple[FlagNews, ...]
    verdicts: tuple[VerdictNews, ...]
    """Verdicts that took the place of others."""
    first_verdicts: int
    """Verdicts of claims that had none before."""
    trials: tuple[TrialNews, ...]
    """What was learned of registered trials."""

    @property
    def raised_together(self) -> tuple[tuple[FlagNews, ...], ...]:
        """Flags raised, those of several claims that say the same together, the most urgent kind first."""
        groups: dict[tuple[str, str], list[FlagNews]] = {}
        for flag in self.raised:
            groups.setdefault((flag.kind, flag.detail), []).append(flag)
        return tuple(
            tuple(groups[key]) for key in sorted(groups, key=lambda key: KINDS.index(key[0]))
        )


@dataclass(frozen=True, slots=True)
class QuietRuns:
    """Runs in a row that changed nothing and ended alike."""

    count: int
    first: str
    last: str
    outcome: str
    message: str | None
    """The latest one's."""

    @property
    def complete(self) -> bool:
        """Whether they accounted for every id."""
        return self.outcome == COMPLETE


@dataclass(frozen=True, slots=True)
class NewsPage:
    """A page of news; ``older`` is the run before which the next page begins."""

    entries: tuple[RunNews | QuietRuns, ...]
    older: int | None
    newest: bool


def read_runs(db: Database) -> tuple[Run, ...]:
    """Every run that has ended, newest first."""
    rows = db.execute(_RUNS).fetchall()
    begun = [row[2] for row in rows]
    moments: dict[int, list[str]] = {}
    for (at,) in db.execute(_MOMENTS, {"unsigned": UNSIGNED}):
        moments.setdefault(max(bisect_right(begun, at) - 1, 0), []).append(at)
    runs = [_run(row, tuple(sorted(moments.get(at, ())))) for at, row in enumerate(rows)]
    return tuple(reversed(runs))


def _run(row: Sequence[Any], moments: tuple[str, ...]) -> Run:
    *facts, writes, lost = row
    values = (*facts, bool(writes or lost or moments), bool(lost), moments)
    return Run(*values)


def read_news(db: Database, before: int | None = None) -> NewsPage:
    """The runs before run ``before`` (all where it is ``None``), as many as tell ``RUNS_A_PAGE`` times something."""
    runs = [each for each in read_runs(db) if before is None or each.id < before]
    taken, telling = 0, 0
    for run in runs:
        if run.tells and telling == RUNS_A_PAGE:
            break
        telling += run.tells
        taken += 1
    older = runs[taken - 1].id if taken < len(runs) else None
    return NewsPage(tuple(_entries(db, runs[:taken])), older, before is None)


def _entries(db: Database, runs: list[Run]) -> Iterator[RunNews | QuietRuns]:
    quiet: list[Run] = []
    for run in runs:
        if quiet and (run.tells or run.outcome != quiet[0].outcome):
            yield _folded(quiet)
            quiet = []
        if run.tells:
            yield read_run(db, run)
        else:
            quiet.append(run)
    if quiet:
        yield _folded(quiet)


def _folded(quiet: list[Run]) -> QuietRuns:
    latest = quiet[0]
    return QuietRuns(len(quiet), quiet[-1].started, latest.started, latest.outcome, latest.message)


def read_run(db: Database, run: Run, shown: int = SHOWN) -> RunNews:
    """What one run changed, at most ``shown`` studies new and changed."""
    flags = [flag for at in run.moments for flag in flags_at(db, at)]
    found = verdicts(db, run.id)
    return RunNews(
        run,
        count_new(db, run.id),
        new_studies(db, run.id, shown),
        count_changed(db, run.id),
        changed_studies(db, run.id, shown),
        left_searches(db, run.started, MANY) if run.lost else (),
        notices(db, run.id, (run.started, *run.moments), MANY),
        tuple(flag for flag in flags if flag.raised),
        tuple(flag for flag in flags if not flag.raised),
        tuple(each for each in found if each.before),
        sum(each.before is None for each in found),
        trial_news(db, run.id, MANY),
    )
