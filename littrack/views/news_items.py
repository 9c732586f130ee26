"""What a run can tell: studies found, changed or lost, notices, flags and verdicts; each kind as a plain object."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlite_utils import Database

from littrack.appraise.flags import UNSIGNED
from littrack.integrity.events import Told


@dataclass(frozen=True, slots=True)
class StudyLine:
    """A study in one line."""

    id: str
    title: str
    first_author: str | None
    authors: str | None
    journal: str | None
    year: int | None
    design: str | None
    level: int | None
    integrity: str | None
    state: str
    markup: str | None
    """The title with its inline markup."""

    @property
    def label(self) -> str:
        """ "Doe 2020", or the study's number where nobody is named."""
        name = (self.first_author or "").split(" ")[0]
        return f"{name} {self.year}" if name and self.year else name or self.id


@dataclass(frozen=True, slots=True)
class NewStudy:
    """A study stored for the first time, and the claims it was suggested for."""

    study: StudyLine
    at: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record, before and after."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ChangedStudy:
    """A stored record in which something changed."""

    study: StudyLine
    at: str
    fields: tuple[FieldChange, ...]
    revised: str | None
    """When PubMed says that it revised the record."""


@dataclass(frozen=True, slots=True)
class LeftSearch:
    """A study that a search finds no longer."""

    study: StudyLine
    search: str
    at: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened to a publication; ``withdrawn``: its record tells it no longer."""

    study: StudyLine
    kind: str
    source: str
    date: str | None
    notice_pmid: str | None
    notice: str | None
    at: str
    withdrawn: str | None


@dataclass(frozen=True, slots=True)
class FlagNews:
    """A reason to look again, raised (``raised``) or settled, at ``at``."""

    claim: str
    quote: str
    kind: str
    detail: str
    study: str | None
    at: str
    raised: bool


@dataclass(frozen=True, slots=True)
class TrialNews:
    """What a run learned of a registered trial: a flag, an entry of its registry that changed, or that there is one."""

    trial: str
    title: str | None
    kind: str
    detail: str
    at: str


@dataclass(frozen=True, slots=True)
class VerdictNews:
    """A verdict that a person wrote; ``before`` is the one it took the place of."""

    claim: str
    quote: str
    verdict: str
    one_line: str | None
    before: str | None
    at: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A study that may bear on a claim, and why."""

    study: StudyLine
    why: str
    at: str


STUDY_COLUMNS = """studies.id, studies.title, studies.first_author, studies.authors, studies.journal, studies.year,
    studies.design, studies.level, studies.integrity, studies.state, studies.title_markup"""
_WIDTH = 11

_NEW = f"""
SELECT {STUDY_COLUMNS}, studies.first_seen,
    (SELECT group_concat(claim, ' ') FROM claim_candidates WHERE study = studies.id AND state = 'unreviewed')
FROM ({{picked}}) JOIN studies ON studies.rowid = picked ORDER BY studies.level IS NULL, studies.level, studies.year DESC, studies.id
"""
_PICKED = """
SELECT rowid AS picked FROM studies WHERE first_run = ? ORDER BY level IS NULL, level, year DESC, id LIMIT ?
"""
_PICKED_OF_MANY = """
SELECT rowid AS picked FROM studies INDEXED BY studies_browsing
WHERE rowid IN (SELECT rowid FROM studies WHERE first_run = ?)
ORDER BY level IS NULL, level, year DESC, rowid DESC LIMIT ?
"""
"""From two narrow indexes, whatever is stored; the other reads every new study: gigabytes after a first run."""
MANY_NEW = 5000
_NEW_COUNT = "SELECT count(*) FROM studies WHERE first_run = ?"
_CHANGED = f"""
SELECT {STUDY_COLUMNS}, changes.seen, changes.field, changes.before, changes.after, changes.source_date
FROM changes JOIN studies ON studies.id = changes.study
WHERE changes.run = :run AND changes.study IN (SELECT DISTINCT study FROM changes WHERE run = :run LIMIT :limit)
ORDER BY changes.study, changes.id
"""
_CHANGED_COUNT = "SELECT count(DISTINCT study) FROM changes WHERE run = ?"
_CHANGED_EVIDENCE = f"""
SELECT {STUDY_COLUMNS}, changes.seen, changes.field, changes.before, changes.after, changes.source_date
FROM claim_evidence JOIN changes ON changes.study = claim_evidence.study JOIN studies ON studies.id = changes.study
WHERE claim_evidence.claim = ? ORDER BY changes.run DESC, changes.study, changes.id LIMIT ?
"""
_LEFT = f"""
SELECT {STUDY_COLUMNS}, searches.name, search_hits.left_on
FROM search_hits JOIN searches ON searches.id = search_hits.search JOIN studies ON studies.id = search_hits.study
WHERE search_hits.left_on = ? ORDER BY searches.name, studies.id LIMIT ?
"""
_NOTICE = f"""
SELECT {STUDY_COLUMNS}, integrity_events.kind, integrity_events.source, integrity_events.date,
    integrity_events.notice_pmid, integrity_events.notice, integrity_events.first_seen, integrity_events.withdrawn,
    integrity_events.asserted_by
FROM integrity_events JOIN studies ON studies.id = integrity_events.study
"""
_NOTICES = _NOTICE + (
    "WHERE integrity_events.run = ? OR integrity_events.withdrawn IN (SELECT value FROM json_each(?))"
    " ORDER BY integrity_events.id LIMIT ?"
)
_LATEST_NOTICES = _NOTICE + (
    "ORDER BY max(integrity_events.first_seen, coalesce(integrity_events.withdrawn, '')) DESC,"
    " integrity_events.id DESC LIMIT ?"
)
_NOTICES_OF_CLAIM = _NOTICE + (
    "WHERE integrity_events.study IN (SELECT study FROM claim_evidence WHERE claim = ?)"
    " ORDER BY integrity_events.id DESC LIMIT ?"
)
_FLAGS = """
SELECT flags.claim, claims.quote, flags.kind, flags.detail, flags.study, flags.raised, flags.cleared
FROM flags JOIN claims ON claims.id = flags.claim WHERE flags.kind != :unsigned
"""
_FLAGS_AT = _FLAGS + "AND (flags.raised = :at OR flags.cleared = :at) ORDER BY flags.id"
_FLAGS_OF_CLAIM = _FLAGS + "AND flags.claim = :claim ORDER BY flags.id DESC LIMIT :limit"
_TRIALS = """
SELECT told.trial, coalesce(trials.title, registry_records.title), told.kind, told.detail, told.at
FROM (
    SELECT 1 AS part, id AS place, trial, kind, detail, raised AS at FROM trial_flags WHERE run = :run
    UNION ALL SELECT 2, rowid, id, 'found in a registry', 'Its status is ' || coalesce(status, 'not stated') || '.',
        first_seen FROM registry_records WHERE run = :run AND id IN (SELECT trial FROM registry_matches)
            AND id NOT IN (SELECT id FROM trials WHERE removed IS NULL)
    UNION ALL SELECT 3, id, trial, CASE field WHEN 'status' THEN 'status changed' ELSE 'results posted' END,
        coalesce('Before: ' || before || '; now: ', 'Now: ') || coalesce(after, 'nothing') || '.', seen
    FROM registry_changes WHERE run = :run AND field IN ('status', 'results_posted')
) AS told
LEFT JOIN trials ON trials.id = told.trial AND trials.removed IS NULL
LEFT JOIN registry_records ON registry_records.id = told.trial
ORDER BY told.part, told.place LIMIT :limit
"""
_VERDICT = """
SELECT verdict.claim, claims.quote, verdict.state, verdict.certainty, verdict.review, verdict.reviewer,
    verdict.one_line, former.state, former.certainty, former.review, former.reviewer, verdict.since
FROM verdict_history AS verdict JOIN claims ON claims.id = verdict.claim
LEFT JOIN verdict_history AS former ON former.id =
    (SELECT max(id) FROM verdict_history WHERE claim = verdict.claim AND id < verdict.id)
"""
_VERDICTS = _VERDICT + "WHERE verdict.run = ? ORDER BY claims.position"
_VERDICTS_OF_CLAIM = _VERDICT + "WHERE verdict.claim = ? ORDER BY verdict.id DESC LIMIT ?"
_CANDIDATES = f"""
SELECT {STUDY_COLUMNS}, why, suggested
FROM (SELECT study, why, suggested FROM claim_candidates WHERE claim = ? AND state = 'unreviewed'
    ORDER BY suggested DESC, study DESC LIMIT ?) AS latest JOIN studies ON studies.id = latest.study
ORDER BY suggested DESC, studies.level IS NULL, studies.level, studies.year DESC, studies.id
"""


def new_studies(db: Database, run: int, limit: int) -> tuple[NewStudy, ...]:
    """Studies that a run stored for the first time, strongest design first."""
    picked = _PICKED_OF_MANY if count_new(db, run) > MANY_NEW else _PICKED
    return tuple(
        NewStudy(StudyLine(*row[:_WIDTH]), row[_WIDTH], tuple(sorted((row[-1] or "").split())))
        for row in db.execute(_NEW.format(picked=picked), (run, limit))
    )


def count_new(db: Database, run: int) -> int:
    """How many studies a run stored for the first time."""
    return int(db.execute(_NEW_COUNT, (run,)).fetchone()[0])


def changed_studies(db: Database, run: int, limit: int) -> tuple[ChangedStudy, ...]:
    """Records in which a run saw a change."""
    return tuple(_by_study(db.execute(_CHANGED, {"run": run, "limit": limit})))


def count_changed(db: Database, run: int) -> int:
    """In how many records a run saw a change."""
    return int(db.execute(_CHANGED_COUNT, (run,)).fetchone()[0])


def changed_evidence(db: Database, claim: str, limit: int) -> tuple[ChangedStudy, ...]:
    """Changes in the records of the works that a claim cites, newest first; ``limit`` counts fields."""
    return tuple(_by_study(db.execute(_CHANGED_EVIDENCE, (claim, limit))))


def _by_study(rows: Any) -> Iterator[ChangedStudy]:
    for study, group in groupby(rows, key=lambda row: row[: _WIDTH + 1]):
        found = list(group)
        fields = tuple(FieldChange(*row[_WIDTH + 1 : _WIDTH + 4]) for row in found)
        yield ChangedStudy(StudyLine(*study[:_WIDTH]), study[_WIDTH], fields, found[0][-1])


def left_searches(db: Database, at: str, limit: int) -> tuple[LeftSearch, ...]:
    """Studies that searches found no longer at this moment."""
    return tuple(
        LeftSearch(StudyLine(*row[:_WIDTH]), *row[_WIDTH:])
        for row in db.execute(_LEFT, (at, limit))
    )


def notices(db: Database, run: int, moments: Sequence[str], limit: int) -> tuple[Notice, ...]:
    """Retractions, concerns, corrections and updates that a run learned of, or heard of no more at ``moments``."""
    return tuple(_notices(db.execute(_NOTICES, (run, json.dumps(list(moments)), limit))))


def latest_notices(db: Database, limit: int) -> tuple[Notice, ...]:
    """The same of every run, newest first."""
    return tuple(_notices(db.execute(_LATEST_NOTICES, (limit,))))


def notices_of_claim(db: Database, claim: str, limit: int) -> tuple[Notice, ...]:
    """The same of the works that a claim cites."""
    return tuple(_notices(db.execute(_NOTICES_OF_CLAIM, (claim, limit))))


def _notices(rows: Any) -> Iterable[Notice]:
    """One for each study and kind, though several sources, or an article's own record and the notice's, tell it."""
    found: dict[tuple[str, str], Notice] = {}
    for *row, asserted_by in rows:
        notice = Notice(StudyLine(*row[:_WIDTH]), *row[_WIDTH:])
        told = Told(notice.kind, notice.source, asserted_by=asserted_by)
        notice = replace(notice, source=told.teller)
        key = (notice.study.id, notice.kind)
        found[key] = _both(found[key], notice) if key in found else notice
    return found.values()


def _both(one: Notice, other: Notice) -> Notice:
    return replace(
        one,
        source=one.source if other.source in one.source else f"{one.source}, {other.source}",
        date=one.date or other.date,
        notice_pmid=one.notice_pmid or other.notice_pmid,
        notice=one.notice or other.notice,
        at=min(one.at, other.at),
        withdrawn=one.withdrawn and other.withdrawn and max(one.withdrawn, other.withdrawn),
    )


def flags_at(db: Database, at: str) -> tuple[FlagNews, ...]:
    """Flags raised or settled at this moment, "verdict unsigned" left out: drafts say so themselves."""
    found = db.execute(_FLAGS_AT, {"unsigned": UNSIGNED, "at": at})
    return tuple(each for each in _flags(found) if each.at == at)


def flags_of_claim(db: Database, claim: str, limit: int) -> tuple[FlagNews, ...]:
    """Flags of a claim, raised and settled."""
    asked = {"unsigned": UNSIGNED, "claim": claim, "limit": limit}
    return tuple(_flags(db.execute(_FLAGS_OF_CLAIM, asked)))


def _flags(rows: Any) -> Iterator[FlagNews]:
    for claim, quote, kind, detail, study, raised, cleared in rows:
        yield FlagNews(claim, quote, kind, detail, study, raised, True)
        if cleared:
            yield FlagNews(claim, quote, kind, detail, study, cleared, False)


def trial_news(db: Database, run: int, limit: int) -> tuple[TrialNews, ...]:
    """What a run learned of registered trials: flags first, then trials found, then changes on the registry."""
    return tuple(TrialNews(*row) for row in db.execute(_TRIALS, {"run": run, "limit": limit}))


def verdicts(db: Database, run: int) -> tuple[VerdictNews, ...]:
    """Verdicts that a run read for the first time."""
    return tuple(_verdict(row) for row in db.execute(_VERDICTS, (run,)))


def verdicts_of_claim(db: Database, claim: str, limit: int) -> tuple[VerdictNews, ...]:
    """The verdicts of a claim, newest first."""
    return tuple(_verdict(row) for row in db.execute(_VERDICTS_OF_CLAIM, (claim, limit)))


def _verdict(row: Sequence[Any]) -> VerdictNews:
    claim, quote, *now = row[:6]
    one_line, former, at = row[6], row[7:11], row[11]
    before = verdict_words(*former) if former[0] else None
    return VerdictNews(claim, quote, verdict_words(*now), one_line, before, at)


def verdict_words(state: str, certainty: str | None, review: str, reviewer: str | None) -> str:
    """ "partly supported, certainty low (draft)"."""
    sure = f", certainty {certainty}" if certainty else ""
    return f"{state}{sure} ({review}{f' by {reviewer}' if reviewer else ''})"


def candidates(db: Database, claim: str, limit: int) -> tuple[Candidate, ...]:
    """Studies that nobody has judged for a claim, the latest suggested first."""
    return tuple(
        Candidate(StudyLine(*row[:_WIDTH]), *row[_WIDTH:])
        for row in db.execute(_CANDIDATES, (claim, limit))
    )
