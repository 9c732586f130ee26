"""What machines read on a claim's page: schema.org's ClaimReview, honest about who has signed it."""

from __future__ import annotations

from typing import Any

from littrack.appraise.claim_page import EvidenceStudy
from littrack.integrity.status import FALLEN
from littrack.views.claim import ClaimView

LITTRACK = {"@type": "Organization", "name": "littrack"}
UNSIGNED = "Draft: no named person has signed this appraisal"


def claim_review(view: ClaimView, address: str) -> dict[str, Any]:
    """The verdict as a ClaimReview, without a number: a verdict in words is no point on a scale."""
    page, verdict = view.page, view.page.verdict
    signed = verdict.review == "signed"
    return _without_empty(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "@id": address,
            "url": address,
            "inLanguage": "en",
            "claimReviewed": page.quote,
            "datePublished": verdict.judged,
            "dateModified": page.history[-1].since if page.history else None,
            "creativeWorkStatus": "Published" if signed else UNSIGNED,
            "author": _author(page.history[-1].reviewer if signed and page.history else None),
            "publisher": LITTRACK,
            "reviewBody": verdict.one_line,
            "reviewRating": {
                "@type": "Rating",
                "alternateName": verdict.state.capitalize() + ("" if signed else " (draft)"),
                "ratingExplanation": verdict.meaning,
            },
            "itemReviewed": {
                "@type": "Claim",
                "text": page.quote,
                "inLanguage": view.topic.language,
                "author": _organization(page.publisher),
                "appearance": _without_empty(
                    {
                        "@type": "CreativeWork",
                        "headline": page.article,
                        "url": view.topic.url,
                        "publisher": _organization(page.publisher),
                    }
                ),
            },
            "citation": [_work(study) for study in page.evidence],
        }
    )


def _author(reviewer: str | None) -> dict[str, str]:
    """Who answers for the review: the person who signed it; nobody by name as long as it is a draft."""
    return {"@type": "Person", "name": reviewer} if reviewer else LITTRACK


def _organization(name: str | None) -> dict[str, str] | None:
    return {"@type": "Organization", "name": name} if name else None


def _work(study: EvidenceStudy) -> dict[str, Any]:
    fallen = str(study.integrity).capitalize() if study.integrity in FALLEN else None
    return _without_empty(
        {
            "@type": "ScholarlyArticle",
            "name": study.citation,
            "url": study.link,
            "creativeWorkStatus": fallen,
        }
    )


def _without_empty(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact not in (None, [], {})}
