"""Raise and clear flags. A flag keeps the day it was raised and the day it ended; it never changes a verdict."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from sqlite_utils import Database

from littrack.appraise.clues import any_of, needles, plain_words
from littrack.appraise.flags import (
    Baseline,
    CitedStudy,
    ClaimState,
    Event,
    Flag,
    PoolFigure,
    UnreadStudy,
    flags,
)
from littrack.integrity.events import Happening
from littrack.review.certainty import START
from littrack.review.claims import (
    OF_HARM,
    OF_TREATMENT,
    StoredClaim,
    label,
    stored_claims,
    stored_pools,
)
from littrack.review.registry import missing_trials
from littrack.store.standing import read_happenings
from littrack.topics.model import Topic

_CITED = """
SELECT studies.id, studies.first_author, studies.year
FROM claim_evidence JOIN studies ON studies.id = claim_evidence.study
WHERE claim_evidence.claim = ? ORDER BY claim_evidence.position
"""
_UNREAD = """
SELECT studies.id, studies.first_author, studies.year, studies.design, studies.level, studies.entered,
    EXISTS (SELECT 1 FROM search_hits JOIN searches ON searches.id = search_hits.search
        JOIN claim_searches ON claim_searches.search = searches.name AND claim_searches.claim = :claim
            AND searches.topic = :topic
        WHERE search_hits.study = studies.id AND search_hits.first_seen > searches.first_run),
    CASE WHEN :harm THEN studies.abstract END
FROM claim_candidates JOIN studies ON studies.id = claim_candidates.study
WHERE claim_candidates.claim = :claim AND claim_candidates.state = 'unreviewed'
    AND (studies.level <= 2 OR :harm)
ORDER BY studies.id
"""
_GROUPS = """
SELECT study, descriptor FROM mesh_headings
WHERE study IN (SELECT value FROM json_each(?)) AND descriptor IN (SELECT value FROM json_each(?))
"""
_CITED_IDS = "SELECT study FROM claim_evidence WHERE claim = ?"
_CONCERNS = """
SELECT domain, coalesce(entered, proposed) FROM certainty_domains WHERE claim = ? AND domain <> ? ORDER BY position
"""
_BASELINE = "SELECT verdict, rests_on FROM verdict_baselines WHERE claim = ?"
_NEW_BASELINE = """
INSERT INTO verdict_baselines (claim, verdict, since, rests_on) VALUES (?, ?, ?, ?)
ON CONFLICT (claim) DO UPDATE SET verdict = excluded.verdict, since = excluded.since, rests_on = excluded.rests_on
"""
_STANDING = "SELECT id, kind, detail, study FROM flags WHERE claim = ? AND cleared IS NULL"
_RAISE = "INSERT INTO flags (claim, kind, study, detail, raised, run) VALUES (?, ?, ?, ?, ?, ?)"
_CLEAR = "UPDATE flags SET cleared = ? WHERE id = ?"
_GONE = """
UPDATE flags SET cleared = ? WHERE cleared IS NULL AND claim IN (SELECT id FROM claims WHERE removed IS NOT NULL)
"""

_GROUP_TERMS = ("Infant", "Child", "Adolescent", "Aged", "Pregnancy", "Female", "Male")
_HARM = needles(
    ("serious adverse", "death", "deaths", "fatal", "life threatening", "fatalities", "boxed warning")
)  # fmt: skip
_DENIED = ("no serious adverse", "no deaths", "without serious adverse", "nor deaths")


def raise_flags(
    db: Database, run: int | None, topics: Sequence[Topic], now: str
) -> tuple[int, int]:
    """Raise what holds and is not raised, clear what no longer holds. Returns how many of each."""
    raised = 0
    cleared = int(db.conn.execute(_GONE, (now,)).rowcount)
    months = {topic.id: topic.review_after_months for topic in topics}
    for claim in stored_claims(db, topics):
        wanted = flags(_state(db, claim, now), now[:10], months[claim.topic])
        more, fewer = _update(db, run, claim.id, wanted, now)
        raised, cleared = raised + more, cleared + fewer
    return raised, cleared


def _update(
    db: Database, run: int | None, claim: str, wanted: Sequence[Flag], now: str
) -> tuple[int, int]:
    standing = {Flag(*row[1:]): row[0] for row in db.execute(_STANDING, (claim,))}
    new = [flag for flag in wanted if flag not in standing]
    ended = [number for flag, number in standing.items() if flag not in wanted]
    db.conn.executemany(
        _RAISE, [(claim, flag.kind, flag.study, flag.detail, now, run) for flag in new]
    )
    db.conn.executemany(_CLEAR, [(now, number) for number in ended])
    return len(new), len(ended)


def _state(db: Database, claim: StoredClaim, now: str) -> ClaimState:
    standing = Baseline(
        tuple(pool.figure for pool in stored_pools(db, claim.id)),
        tuple(db.execute(_CONCERNS, (claim.id, START)).fetchall()),
    )
    about_treatment = claim.kind in OF_TREATMENT
    late = missing_trials(db, claim.topic, now) if about_treatment else ()
    return ClaimState(
        review=claim.review,
        judged=claim.judged,
        cited=_cited(db, claim.id),
        unread=_unread(db, claim),
        now=standing,
        baseline=_baseline(db, claim, standing, now),
        overdue=tuple(trial.id for trial in late if trial.overdue),
        about_harm=claim.kind == OF_HARM,
    )


def _baseline(db: Database, claim: StoredClaim, standing: Baseline, now: str) -> Baseline:
    """What the verdict rested on when it was first seen in its present form: today, if that is now."""
    kept = db.execute(_BASELINE, (claim.id,)).fetchone()
    if kept and kept[0] == claim.verdict:
        return _from_json(kept[1])
    text = json.dumps(asdict(standing), sort_keys=True)
    db.execute(_NEW_BASELINE, (claim.id, claim.verdict, now, text))
    return standing


def _from_json(text: str) -> Baseline:
    kept = json.loads(text)
    return Baseline(
        tuple(PoolFigure(**pool) for pool in kept["pools"]),
        tuple((domain, concern) for domain, concern in kept["concerns"]),
    )


def _cited(db: Database, claim: str) -> tuple[CitedStudy, ...]:
    cited = db.execute(_CITED, (claim,)).fetchall()
    happened = read_happenings(db, [study for study, _, _ in cited])
    return tuple(
        CitedStudy(study, label(author, year, study), _events(happened.get(study, ())))
        for study, author, year in cited
    )


def _events(happened: Sequence[Happening]) -> tuple[Event, ...]:
    """What stands against a study, as it was told first: who else tells it later raises no new flag."""
    found = sorted(((each.first, each) for each in happened), key=lambda pair: pair[0].seen)
    return tuple(Event(each.kind, first.date, first.seen) for first, each in found)


def _unread(db: Database, claim: StoredClaim) -> tuple[UnreadStudy, ...]:
    asked = {"claim": claim.id, "topic": claim.topic, "harm": int(claim.kind == OF_HARM)}
    rows = db.execute(_UNREAD, asked).fetchall()
    groups = _new_groups(db, claim.id, [row[0] for row in rows])
    return tuple(
        UnreadStudy(
            study, label(author, year, study), design, number, entered, bool(joined),
            groups.get(study, ()), _tells_harm(abstract),
        )
        for study, author, year, design, number, entered, joined, abstract in rows
    )  # fmt: skip


def _new_groups(db: Database, claim: str, studies: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Groups of people by study that no cited study is indexed with; none where no cited study is indexed."""
    cited = [study for (study,) in db.execute(_CITED_IDS, (claim,))]
    known = {group for groups in _groups(db, cited).values() for group in groups}
    if not known:
        return {}
    return {
        study: tuple(group for group in _GROUP_TERMS if group in groups - known)
        for study, groups in _groups(db, studies).items()
    }


def _groups(db: Database, studies: Sequence[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    asked = (json.dumps(list(studies)), json.dumps(_GROUP_TERMS))
    for study, group in db.execute(_GROUPS, asked):
        found.setdefault(study, set()).add(group)
    return found


def _tells_harm(abstract: str | None) -> bool:
    words = plain_words(abstract or "")
    for denial in _DENIED:
        words = words.replace(denial, "")
    return any_of(words, _HARM)
