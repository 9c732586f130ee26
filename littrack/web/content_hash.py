"""A hash of what a claim's page says, so that a reader of a citation can see whether it still says it. Pure."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from littrack.views.claim import ClaimView

COVERS = (
    "quote", "question", "state", "certainty", "one_line", "review", "rationale", "would_change", "evidence", "pools",
)  # fmt: skip
"""What goes into the hash: the sentence, the verdict and its reason, the works with their stance and standing, and the
pooled figures. Dates on which somebody looked do not."""


def content_of(view: ClaimView) -> dict[str, Any]:
    """What is hashed, by the names of `COVERS`."""
    page, verdict = view.page, view.page.verdict
    return {
        "quote": page.quote,
        "question": page.question,
        "state": verdict.state,
        "certainty": verdict.certainty,
        "one_line": verdict.one_line,
        "review": verdict.review,
        "rationale": page.rationale,
        "would_change": page.would_change,
        "evidence": sorted(
            [each.study, each.stance, each.integrity or ""] for each in page.evidence
        ),
        "pools": [
            [each.name, each.measure, each.trials, each.estimate, each.low, each.high]
            for each in page.pools
        ],
    }


def content_sha256(view: ClaimView) -> str:
    """SHA-256 of `content_of` as JSON: keys sorted, no blanks, UTF-8."""
    text = json.dumps(content_of(view), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
