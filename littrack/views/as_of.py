"""What the database and its verdicts said on a given day, from the logs that are only ever added to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from littrack.appraise.claim_page import PastVerdict
from littrack.claimview.evidence import study_link
from littrack.claimview.page import pool_page
from littrack.review.claims import label
from littrack.store.studies import BearsOn, Study, read_study
from littrack.views.claim import Reference, Words, appraised_links, told
from littrack.views.pools import PoolGroup, pool_groups

_TOPIC = """
SELECT topic, quote, language FROM claims LEFT JOIN topics ON topics.id = claims.topic WHERE claims.id = ?
"""
_VERDICT = """
SELECT since, state, certainty, review, reviewer, one_line FROM verdict_history
WHERE claim = ? AND since <= ? ORDER BY id DESC LIMIT 1
"""
_FIRST = "SELECT min(since) FROM verdict_history WHERE claim = ?"
_WORDING = """
SELECT quote, question, rationale, would_change FROM claim_wordings
WHERE claim = ? AND since <= ? ORDER BY id DESC LIMIT 1
"""
_EVIDENCE = """
SELECT studies.id, appraisals.key, studies.first_author, studies.year, studies.title, studies.pmid, studies.doi,
    studies.url, studies.design, studies.level, evidence_history.stance, evidence_history.note, studies.integrity
FROM evidence_history JOIN studies ON studies.id = evidence_history.study
LEFT JOIN appraisals ON appraisals.study = studies.id
WHERE claim = :claim AND since <= :at AND (until IS NULL OR until > :at)
ORDER BY studies.level IS NULL, studies.level, studies.year DESC, studies.id
"""
_POOLS = """
SELECT name, computed, measure, model, trials, participants, estimate, ci_low, ci_high, prediction_low,
    prediction_high, p, tau2, i2, q, derived, note, inputs
FROM syntheses WHERE claim = :claim AND computed <= :at AND (superseded IS NULL OR superseded > :at) ORDER BY id
"""
_FLAGS = """
SELECT kind, detail, raised FROM flags
WHERE claim = :claim AND raised <= :at AND (cleared IS NULL OR cleared > :at) ORDER BY id
"""
_SUGGESTED = "SELECT count(*) FROM claim_candidates WHERE claim = ? AND suggested <= ?"
_ASKED = """
SELECT max(finished) FROM refreshes WHERE command = 'refresh' AND outcome = 'complete' AND finished <= ?
"""
_STORED = "SELECT count(*) FROM studies WHERE first_seen <= ?"
_FIELD_THEN = """
SELECT before FROM changes WHERE study = ? AND field = ? AND seen > ? ORDER BY id LIMIT 1
"""
_CLAIMS_THEN = """
SELECT evidence_history.claim, stance, claims.quote, (
    SELECT state FROM verdict_history WHERE verdict_history.claim = claims.id AND since <= :at ORDER BY id DESC LIMIT 1
), note
FROM evidence_history JOIN claims ON claims.id = evidence_history.claim
WHERE study = :study AND since <= :at AND (until IS NULL OR until > :at) ORDER BY claims.topic, claims.position
"""
_LATER = """
SELECT since AS day, 'verdict' AS what, state || coalesce(', certainty ' || certainty, '') || ', ' || review AS said,
    NULL AS study FROM verdict_history WHERE claim = :claim AND since > :at
UNION ALL
SELECT since, 'evidence added', study || ' ' || stance, study FROM evidence_history WHERE claim = :claim AND since > :at
UNION ALL
SELECT until, 'evidence taken out', study || ' ' || stance, study FROM evidence_history
WHERE claim = :claim AND since <= :at AND until > :at
UNION ALL
SELECT computed, CASE WHEN id = (SELECT min(id) FROM syntheses AS every WHERE every.claim = syntheses.claim
    AND every.name = syntheses.name) THEN 'pooled' ELSE 'pooled again' END, name || ': ' || measure || ' ' || round(estimate, 2) || ' [' || round(ci_low, 2)
    || ', ' || round(ci_high, 2) || ']', NULL FROM syntheses
WHERE claim = :claim AND computed > :at AND estimate IS NOT NULL
UNION ALL
SELECT raised, 'to look at again', kind || ': ' || detail, NULL FROM flags WHERE claim = :claim AND raised > :at
UNION ALL
SELECT changes.seen, 'standing of ' || changes.study, coalesce(before, 'nothing against it') || ' → '
    || coalesce(after, 'nothing against it'), study
FROM changes WHERE field = 'integrity' AND seen > :at AND study IN (
    SELECT study FROM evidence_history WHERE claim = :claim)
ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class PastWork:
    """A work cited on the day, and what stood against it then and stands now."""

    study: str
    label: str
    title: str
    link: str | None
    design: str | None
    level: int | None
    stance: str
    note: str | None
    integrity: str | None
    """As littrack knew it on the day."""
    integrity_now: str | None


@dataclass(frozen=True, slots=True)
class PastFlag:
    """A flag that stood on the day."""

    kind: str
    detail: str
    raised: str


@dataclass(frozen=True, slots=True)
class Since:
    """Something that happened after the day, to ``study`` where it is about one."""

    day: str
    what: str
    said: str
    study: str | None = None


@dataclass(frozen=True, slots=True)
class PastClaim:
    """A claim as it stood at an instant. Without a verdict littrack did not know the claim yet, or no longer."""

    id: str
    topic: str
    language: str | None
    """Of the quotation."""
    at: str
    known_since: str | None
    quote: str
    question: str | None
    verdict: PastVerdict | None
    reason: tuple[Words, ...]
    would_change: str | None
    evidence: tuple[PastWork, ...]
    groups: tuple[PoolGroup, ...]
    flags: tuple[PastFlag, ...]
    suggested: int
    """Studies suggested by then, read since or not."""
    asked: str | None
    """When PubMed had last answered in full."""
    stored: int
    since: tuple[Since, ...]
    known: Mapping[str, Reference]

    @property
    def labels(self) -> dict[str, str]:
        """What the studies of this topic are called, by their ids."""
        return {each.study: each.label for each in self.known.values() if each.study}

    def told(self, text: str) -> tuple[Words, ...]:
        """A sentence of this page with its studies as references."""
        return told(text, self.known)


def read_past_claim(db: Database, claim: str, at: str) -> PastClaim | None:
    """The claim as it stood at ``at`` (ISO instant, UTC); ``None`` where no such claim was ever stored."""
    found = db.execute(_TOPIC, (claim,)).fetchone()
    if found is None:
        return None
    topic, quote, language = found
    values = {"claim": claim, "at": at}
    verdict = db.execute(_VERDICT, (claim, at)).fetchone()
    wording = db.execute(_WORDING, (claim, at)).fetchone() or (quote, None, "", None)
    links = appraised_links(db, topic)
    known = {key: Reference(None, link.study, link.label) for key, link in links.items()}
    pools = tuple(pool_page(*row) for row in db.execute(_POOLS, values))
    return PastClaim(
        id=claim,
        topic=topic,
        language=language,
        at=at,
        known_since=db.execute(_FIRST, (claim,)).fetchone()[0],
        quote=wording[0],
        question=wording[1],
        verdict=PastVerdict(*verdict) if verdict else None,
        reason=told(wording[2], known),
        would_change=wording[3],
        evidence=tuple(_works(db, values)),
        groups=pool_groups(pools, links),
        flags=tuple(PastFlag(*row) for row in db.execute(_FLAGS, values)),
        suggested=db.execute(_SUGGESTED, (claim, at)).fetchone()[0],
        asked=db.execute(_ASKED, (at,)).fetchone()[0],
        stored=db.execute(_STORED, (at,)).fetchone()[0],
        since=tuple(Since(*row) for row in db.execute(_LATER, values)),
        known=known,
    )


def _works(db: Database, values: dict[str, str]) -> Iterator[PastWork]:
    for row in db.execute(_EVIDENCE, values).fetchall():
        study, key, author, year, title, pmid, doi, url, design, level, stance, note, integrity = (
            row
        )
        yield PastWork(
            study=study,
            label=label(author, year, key or study),
            title=field_then(db, study, "title", values["at"], title) or "",
            link=study_link(study, pmid, doi, url),
            design=design,
            level=level,
            stance=stance,
            note=note,
            integrity=field_then(db, study, "integrity", values["at"], integrity),
            integrity_now=integrity,
        )


def field_then(db: Database, study: str, field: str, at: str, present: str | None) -> str | None:
    """What a field said at ``at``: what the first change after it found there, else what it says now."""
    row = db.execute(_FIELD_THEN, (study, field, at)).fetchone()
    return row[0] if row else present


ROLLED_BACK = {
    "title": "title",
    "integrity": "integrity",
    "vernacular title": "vernacular_title",
    "pages": "pages",
    "published": "published_text",
    "languages": "languages",
    "publication types": "publication_types",
    "MeSH headings": "mesh",
    "keywords": "keywords",
    "conflict of interest": "conflict_of_interest",
    "design": "design",
}
"""Fields of ``changes`` that a study's page prints as they are logged; others are told as later changes."""


@dataclass(frozen=True, slots=True)
class PastStudy:
    """A study as stored at an instant. ``later`` are the changes seen after it, ``abstract`` the text then."""

    study: Study
    at: str
    abstract: str | None
    """Where the abstract has changed since: what it said then."""
    later: tuple[Since, ...]

    @property
    def known(self) -> bool:
        """Was the study stored by then?"""
        return self.study.first_seen <= self.at


def read_past_study(db: Database, name: str, at: str) -> PastStudy | None:
    """The study that ``name`` means as it stood at ``at`` (ISO instant, UTC), or ``None`` where there is none."""
    study = read_study(db, name)
    if study is None:
        return None
    after = [change for change in study.changes if change.seen > at]
    first = {change.field: change.before for change in reversed(after)}
    fields: dict[str, Any] = {
        name: first[field] for field, name in ROLLED_BACK.items() if field in first
    }
    then = replace(
        study,
        **fields,
        sections=() if "abstract" in first else study.sections,
        events=tuple(
            replace(event, withdrawn=event.withdrawn if (event.withdrawn or "~") <= at else None)
            for event in study.events
            if event.first_seen <= at
        ),
        changes=tuple(change for change in study.changes if change.seen <= at),
        searches=tuple(
            replace(each, left_on=each.left_on if (each.left_on or "~") <= at else None)
            for each in study.searches
            if each.first_seen <= at
        ),
        claims=tuple(_claims_then(db, study.id, at)),
    )
    later = tuple(
        Since(
            change.seen, change.field, f"{change.before or 'nothing'} → {change.after or 'nothing'}"
        )
        for change in after
    )
    return PastStudy(then, at, first.get("abstract"), later)


def _claims_then(db: Database, study: str, at: str) -> Iterator[BearsOn]:
    for claim, stance, quote, state, note in db.execute(_CLAIMS_THEN, {"study": study, "at": at}):
        yield BearsOn(claim, stance, quote, state or "no verdict yet", note)
