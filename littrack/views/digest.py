"""Gather what has happened since the last digest: verdicts first, then integrity, strong new studies, trials, the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from sqlite_utils import Database

from littrack.appraise.digest import Digest, Item, Section
from littrack.claimview.evidence import study_link
from littrack.errors import ConfigError
from littrack.health import status_of
from littrack.integrity import kinds
from littrack.store.sources import FAILED, SourceState
from littrack.times import from_text, now, to_text
from littrack.views.news import Run, RunNews, read_run, read_runs
from littrack.views.news_items import StudyLine

STRONG = 2
"""New studies of this level of evidence or better are told one by one."""
MOST = 500
QUIET = (kinds.UPDATE, kinds.NEW_VERSION, kinds.PREPRINT_OF, kinds.OTHER)
INTEGRITY_ORDER = tuple(kind for kind in kinds.MEANINGS if kind not in QUIET)

_LAST = "SELECT until_run FROM digests WHERE way = ? ORDER BY id DESC LIMIT 1"
_RECORD = "INSERT INTO digests (made, way, since_run, until_run, items) VALUES (?, ?, ?, ?, ?)"
_TOPICS = "SELECT title FROM topics ORDER BY title"
_POOLS = """
SELECT new.claim, new.name, new.measure, old.estimate, old.ci_low, old.ci_high, new.estimate, new.ci_low, new.ci_high,
    new.trials, old.trials, claims.quote
FROM syntheses AS new JOIN claims ON claims.id = new.claim
JOIN syntheses AS old ON old.id = (SELECT max(id) FROM syntheses
    WHERE claim = new.claim AND name = new.name AND id < new.id)
WHERE new.run = ? AND new.superseded IS NULL AND (old.estimate IS NOT new.estimate OR old.trials <> new.trials)
ORDER BY new.id
"""
_APPRAISED = """
SELECT studies.id FROM studies JOIN appraisals ON appraisals.study = studies.id
WHERE studies.first_run = ? AND appraisals.removed IS NULL
"""
_IDENTIFIERS = "SELECT pmid, doi, url FROM studies WHERE id = ?"


def last_told(db: Database, way: str) -> int:
    """The last run that a digest of this way told of; 0 where there was none."""
    row = db.execute(_LAST, (way,)).fetchone()
    return int(row[0]) if row else 0


def record(db: Database, digest: Digest, way: str, made: str) -> None:
    """Note that a digest was told, so that the next one begins after it."""
    with db.atomic():
        db.conn.execute(_RECORD, (made, way, digest.since_run, digest.until_run, digest.items))


def run_before(db: Database, day: str) -> int:
    """The last run that began before a day (ISO date or instant). ``ConfigError`` for what is none, or has not come."""
    try:
        start = to_text(from_text(day.strip()))
    except ValueError:
        raise ConfigError(f"--since {day!r} is no day: write it as 2026-11-24, or 'last'") from None
    runs = read_runs(db)
    if start > max((to_text(now()), *(run.started for run in runs))):
        raise ConfigError(f"--since {day}: that day has not come yet")
    return max((run.id for run in runs if run.started < start), default=0)


def read_digest(db: Database, database: Path, since_run: int) -> Digest:
    """What the runs after ``since_run`` changed."""
    runs = read_runs(db)
    told = [run for run in reversed(runs) if run.id > since_run]
    before = next((run for run in runs if run.id <= since_run), None)
    news = [read_run(db, run, MOST) for run in told if run.tells]
    status = status_of(db, database, now())
    return Digest(
        topic=", ".join(title for (title,) in db.execute(_TOPICS)) or "littrack",
        since=before.finished if before else None,
        until=told[-1].finished if told else None,
        since_run=since_run,
        until_run=told[-1].id if told else since_run,
        sections=tuple(section for section in _sections(db, news) if section.items),
        counts=tuple(each for each in _counts(news, _appraised(db, news)) if each[1]),
        nights=len({run.started[:10] for run in told if run.command == "refresh"}),
        troubles=tuple(_troubles(told)),
        asked=status.fresh_as_of,
        unchecked=tuple(_unchecked(each) for each in status.sources if each.outcome == FAILED),
    )


def _unchecked(source: SourceState) -> str:
    since = f"since {source.answered[:10]}" if source.answered else "so far"
    why = (source.message or "it failed").rstrip(".")
    told = why if source.title in why else f"{source.title}: {why}"
    return f"Not checked {since}: {told}."


def _sections(db: Database, news: Sequence[RunNews]) -> Iterator[Section]:
    yield Section("Verdicts to look at again", tuple(chain.from_iterable(map(_raised, news))))
    yield Section("Verdicts that changed", tuple(chain.from_iterable(map(_verdicts, news))))
    pools = (_pools(db, each.run) for each in news)
    yield Section("Pooled results that moved", tuple(chain.from_iterable(pools)))
    yield Section("Retractions, concerns and corrections", tuple(_notices(db, news)))
    yield Section("Strong new studies", tuple(_strong(db, news, _appraised(db, news))))
    yield Section("Registered trials", tuple(chain.from_iterable(map(_trials, news))))
    yield Section("Settled", tuple(chain.from_iterable(map(_settled, news))))


def _raised(news: RunNews) -> Iterator[Item]:
    for group in news.raised_together:
        first, said = group[0], f"{group[0].kind}: {group[0].detail}"
        if len(group) == 1:
            yield Item(first.quote, said, f"/claims/{first.claim}")
        else:
            yield Item(
                f"{len(group)} claims: {', '.join(flag.claim for flag in group)}", said, "/new"
            )


def _settled(news: RunNews) -> Iterator[Item]:
    for flag in news.settled:
        yield Item(flag.quote, f"{flag.kind}: {flag.detail}", f"/claims/{flag.claim}")


def _verdicts(news: RunNews) -> Iterator[Item]:
    for each in news.verdicts:
        yield Item(
            each.quote,
            f"now {each.verdict}; before, {each.before}",
            f"/claims/{each.claim}",
            detail=each.one_line,
        )


def _pools(db: Database, run: Run) -> Iterator[Item]:
    for claim, name, measure, *figures, trials, former, quote in db.execute(_POOLS, (run.id,)):
        before, after = _figure(figures[:3]), _figure(figures[3:])
        earlier = "1 trial" if former == 1 else f"{former} trials"
        counted = f" ({earlier} before, {trials} now)" if trials != former else ""
        yield Item(quote, f"{name}: {measure} {before} → {after}{counted}", f"/claims/{claim}")


def _figure(numbers: Sequence[float | None]) -> str:
    value, low, high = numbers
    if value is None or low is None or high is None:
        return "none"
    return f"{value:.2f} [{low:.2f}, {high:.2f}]"


def _notices(db: Database, news: Sequence[RunNews]) -> Iterator[Item]:
    found = [each for one in news for each in one.notices if each.kind in INTEGRITY_ORDER]
    for each in sorted(found, key=lambda notice: INTEGRITY_ORDER.index(notice.kind)):
        gone = ", told no more" if each.withdrawn else ""
        date = f" of {each.date}" if each.date else ""
        yield Item(
            f"{each.study.label}. {each.study.title}",
            f"{each.kind}{date} ({each.source}{gone})",
            f"/studies/{each.study.id}",
            _link(db, each.study),
            each.notice,
        )


def _appraised(db: Database, news: Sequence[RunNews]) -> frozenset[str]:
    """Studies stored for the first time that a person has appraised: those are no news."""
    return frozenset(study for one in news for (study,) in db.execute(_APPRAISED, (one.run.id,)))


def _is_strong(study: StudyLine, appraised: frozenset[str]) -> bool:
    return study.level is not None and study.level <= STRONG and study.id not in appraised


def _strong(db: Database, news: Sequence[RunNews], appraised: frozenset[str]) -> Iterator[Item]:
    for each in (study for one in news for study in one.new):
        if not _is_strong(each.study, appraised):
            continue
        claims = f"; may bear on {', '.join(each.claims)}" if each.claims else ""
        place = f", {each.study.journal}" if each.study.journal else ""
        yield Item(
            f"{each.study.label}{place}. {each.study.title}",
            f"{each.study.design}, level {each.study.level}{claims}",
            f"/studies/{each.study.id}",
            _link(db, each.study),
        )


def _trials(news: RunNews) -> Iterator[Item]:
    for each in news.trials:
        about = f"{each.trial}{f': {each.title}' if each.title else ''}"
        yield Item(about, f"{each.kind}. {each.detail}", f"/trials/{each.trial}")


def _link(db: Database, study: StudyLine) -> str | None:
    pmid, doi, url = db.execute(_IDENTIFIERS, (study.id,)).fetchone()
    return study_link(study.id, pmid, doi, url)


def _counts(news: Sequence[RunNews], appraised: frozenset[str]) -> Iterator[tuple[str, int]]:
    strong = sum(_is_strong(each.study, appraised) for one in news for each in one.new)
    yield "new studies that are appraised already", len(appraised)
    yield "other new studies", sum(each.new_count for each in news) - strong - len(appraised)
    yield "records that changed", sum(each.changed_count for each in news)
    yield "studies that a search finds no longer", sum(len(each.left) for each in news)
    yield "claims with a first verdict", sum(each.first_verdicts for each in news)


def _troubles(runs: Sequence[Run]) -> Iterator[str]:
    for run in runs:
        if run.command == "refresh" and run.outcome in ("failed", "interrupted"):
            yield f"The night of {run.started[:10]} failed: {run.message or 'no reason is known'}."
