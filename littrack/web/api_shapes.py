"""The shapes of the JSON API, version 1. Fields may be added; none is renamed or removed within a version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from littrack.appraise.claim_page import EvidenceStudy
from littrack.integrity.status import FALLEN
from littrack.views.claim import ClaimView
from littrack.views.home import ClaimCard, HomePage, TopicLine
from littrack.views.tallies import StanceTally
from littrack.web.addresses import study_path
from littrack.web.content_hash import COVERS, content_sha256

Address = Callable[[str], str]
"""An absolute address of a path of the site."""

LICENSE_NOTE = "Draft appraisals are not medical advice. Bibliographic data from PubMed."


def claims_shape(homes: Sequence[HomePage], address: Address) -> dict[str, Any]:
    """Every topic with its claims in the order of the article, parts after their sentence."""
    return {
        "version": 1,
        "note": LICENSE_NOTE,
        "topics": [_topic_shape(home, address) for home in homes],
    }


def _topic_shape(home: HomePage, address: Address) -> dict[str, Any]:
    cards = [card for each in home.sentences for card in (each, *each.parts)]
    return {
        **_topic(home.topic),
        "pubmed_asked": home.asked,
        "sentences_by_state": dict(home.tally),
        "works_cited": home.works,
        "claims": [_card(card, address) for card in cards],
    }


def _topic(topic: TopicLine) -> dict[str, Any]:
    return {
        "id": topic.id,
        "title": topic.title,
        "article": {
            "title": topic.article,
            "publisher": topic.publisher,
            "url": topic.url,
            "description": topic.description,
            "language": topic.language,
        },
    }


def _card(card: ClaimCard, address: Address) -> dict[str, Any]:
    return {
        "id": card.id,
        "parent": card.parent,
        "page": address(f"/claims/{card.id}"),
        "json": address(f"/-/littrack/api/v1/claims/{card.id}.json"),
        "quote": card.quote,
        "highlight": card.highlight,
        "kind": card.kind,
        "question": card.question,
        "state": card.state,
        "certainty": card.certainty,
        "one_line": card.one_line,
        "review": card.review,
        "evidence": {tally.stance: _tally(tally) for tally in card.stances},
        "flags": card.flags,
        "unreviewed_candidates": card.candidates,
    }


def _tally(tally: StanceTally) -> dict[str, Any]:
    return {"works": tally.total, "by_kind": dict(tally.kinds)}


def claim_shape(view: ClaimView, address: Address) -> dict[str, Any]:
    """One claim with all that stands behind it."""
    page, verdict = view.page, view.page.verdict
    return {
        "version": 1,
        "note": LICENSE_NOTE,
        "topic": _topic(view.topic),
        **_card(view.card, address),
        "parts": [part.id for part in view.card.parts],
        "overlaps": [each.id for each in page.related if each.relation == "overlaps"],
        "verdict": {
            "state": verdict.state,
            "state_meaning": verdict.meaning,
            "certainty": verdict.certainty,
            "certainty_meaning": verdict.certainty_meaning,
            "one_line": verdict.one_line,
            "review": verdict.review,
            "standing": verdict.standing,
            "judged": verdict.judged,
        },
        "rationale": page.rationale,
        "would_change": page.would_change,
        "works": [_work(study, address) for study in page.evidence],
        "pools": [asdict(pool) for pool in page.pools],
        "worksheet": asdict(page.worksheet) if page.worksheet else None,
        "open_flags": [asdict(flag) for flag in page.flags],
        "settled_flags": [asdict(flag) for flag in page.past_flags],
        "candidates": [asdict(each) for each in page.candidates],
        "unpublished_trials": [asdict(trial) for trial in page.trials],
        "history": [asdict(past) for past in page.history],
        "searches": list(page.searches),
        "pubmed_asked": view.checked,
        "content_sha256": content_sha256(view),
        "content_sha256_covers": list(COVERS),
    }


def _work(study: EvidenceStudy, address: Address) -> dict[str, Any]:
    told = asdict(study)
    return {
        **told,
        "page": address(study_path(study.study)),
        "retracted": study.integrity in FALLEN,
    }
