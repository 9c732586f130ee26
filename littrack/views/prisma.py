"""The PRISMA 2020 flow of a topic, counted from what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from littrack.appraise.prisma import Appraised, Count, Flow, Reason, SearchCount
from littrack.topics.model import STORED_TEXT

_TOPIC = "SELECT id, title FROM topics WHERE id = ?"
_SEARCHES = """
SELECT searches.name, last.asked, coalesce(last.returned, 0), (
        SELECT count(*) FROM search_hits WHERE search = searches.id AND left_on IS NULL),
    coalesce(last.new, 0)
FROM searches LEFT JOIN search_runs AS last ON last.search = searches.id AND last.run = (
    SELECT max(run) FROM search_runs WHERE search = searches.id AND outcome = 'complete')
WHERE searches.topic = ? AND searches.retired IS NULL AND searches.query NOT LIKE ? ORDER BY searches.id
"""
_SINCE = """
SELECT max(asked) FROM search_runs JOIN searches ON searches.id = search_runs.search
WHERE searches.topic = ? AND search_runs.outcome = 'complete'
"""
_FATES = """
WITH found AS (
    SELECT study, min(first_seen) AS arrived FROM search_hits
    WHERE search IN (SELECT id FROM searches WHERE topic = :topic AND retired IS NULL) AND left_on IS NULL
    GROUP BY study),
withdrawn AS (SELECT id FROM studies INDEXED BY studies_browsing WHERE state <> 'current'),
suggested AS (
    SELECT study, iif(max(state = 'unreviewed'), 'waiting', 'dismissed') AS fate FROM claim_candidates
    WHERE claim IN (SELECT id FROM claims WHERE topic = :topic AND removed IS NULL) GROUP BY study)
SELECT CASE
        WHEN found.study IN (SELECT study FROM appraisals WHERE topic = :topic AND removed IS NULL) THEN 'assessed'
        WHEN found.study IN (SELECT id FROM withdrawn) THEN 'withdrawn'
        ELSE coalesce(suggested.fate, 'not suggested') END AS fate,
    count(*), coalesce(sum(found.arrived >= :since), 0)
FROM found LEFT JOIN suggested ON suggested.study = found.study GROUP BY 1
"""
_APPRAISED = """
WITH cited AS (
    SELECT DISTINCT claim_evidence.study FROM claim_evidence JOIN claims ON claims.id = claim_evidence.claim
    WHERE claims.topic = :topic AND claims.removed IS NULL),
pooled AS (
    SELECT DISTINCT json_extract(trial.value, '$.key') AS key
    FROM syntheses JOIN claims ON claims.id = syntheses.claim, json_each(syntheses.inputs, '$.trials') AS trial
    WHERE claims.topic = :topic AND claims.removed IS NULL AND syntheses.superseded IS NULL),
works AS (
    SELECT appraisals.study, appraisals.key, studies.first_seen, studies.integrity, (
        SELECT min(search_hits.first_seen) FROM search_hits JOIN searches ON searches.id = search_hits.search
        WHERE search_hits.study = appraisals.study AND search_hits.left_on IS NULL
        AND searches.topic = :topic AND searches.retired IS NULL) AS arrived
    FROM appraisals JOIN studies ON studies.id = appraisals.study
    WHERE appraisals.topic = :topic AND appraisals.removed IS NULL)
SELECT arrived IS NOT NULL, coalesce(arrived, first_seen) >= :since, study NOT GLOB '*[^0-9]*',
    study IN (SELECT study FROM cited), key IN (SELECT key FROM pooled), coalesce(integrity, '') IN ('retracted', 'withdrawn')
FROM works
"""
_REASONS = """
SELECT reason, count(*) FROM (
    SELECT CASE WHEN instr(reason, ' since ') THEN substr(reason, 1, instr(reason, ' since ') - 1)
        ELSE reason END AS reason FROM exclusions
    UNION ALL SELECT 'owed: ' || reason FROM retries)
GROUP BY reason ORDER BY count(*) DESC, reason
"""
_TRIALS = """
SELECT count(*), count(study) FROM trials WHERE topic = ? AND removed IS NULL
"""


def read_flow(db: Database, topic: str) -> Flow | None:
    """The flow of a topic, or ``None`` where there is no such topic. Call it inside one transaction."""
    known = db.execute(_TOPIC, (topic,)).fetchone()
    if known is None:
        return None
    since = db.execute(_SINCE, (topic,)).fetchone()[0]
    asked = {"topic": topic, "since": since}
    fates = {fate: Count(total, new) for fate, total, new in db.execute(_FATES, asked)}
    works = [_Work(*map(bool, row)) for row in db.execute(_APPRAISED, asked)]
    found, by_hand = ([each for each in works if each.found is side] for side in (True, False))
    waiting, dismissed = fates.get("waiting", Count()), fates.get("dismissed", Count())
    withdrawn, unfit = fates.get("withdrawn", Count()), fates.get("not suggested", Count())
    registered, published = db.execute(_TRIALS, (topic,)).fetchone()
    return Flow(
        topic=topic,
        title=known[1],
        since=since,
        searches=tuple(
            SearchCount(*row) for row in db.execute(_SEARCHES, (topic, f"{STORED_TEXT}%"))
        ),
        distinct=sum(fates.values(), Count()),
        reasons=tuple(Reason(*row) for row in db.execute(_REASONS)),
        withdrawn=withdrawn,
        not_suggested=unfit,
        waiting=waiting,
        dismissed=dismissed,
        found=_appraised(found),
        by_hand=_appraised(by_hand),
        by_hand_without_pmid=sum(not each.has_pmid for each in by_hand),
        retracted=sum(each.retracted and each.cited for each in works),
        registered=registered,
        registered_published=published,
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """An appraised work as the flow counts it."""

    found: bool
    new: bool
    has_pmid: bool
    cited: bool
    pooled: bool
    retracted: bool


def _appraised(works: Sequence[_Work]) -> Appraised:
    return Appraised(
        assessed=_count(works),
        included=_count(each for each in works if each.cited),
        pooled=_count(each for each in works if each.cited and each.pooled),
    )


def _count(works: Iterable[_Work]) -> Count:
    new = [each.new for each in works]
    return Count(len(new), sum(new))
