"""The claims as one table."""

from __future__ import annotations

from sqlite_utils import Database

from littrack.appraise.claim_page import ClaimLine
from littrack.appraise.flags import KINDS

_CLAIMS = """
SELECT claims.id, claims.topic, claims.parent, claims.quote, claims.kind, claims.state, claims.certainty,
    claims.review, claims.one_line,
    coalesce(sum(claim_evidence.stance = 'supports'), 0), coalesce(sum(claim_evidence.stance = 'contradicts'), 0),
    coalesce(sum(claim_evidence.stance = 'qualifies'), 0), coalesce(sum(claim_evidence.stance = 'background'), 0),
    (SELECT group_concat(DISTINCT flags.kind) FROM flags WHERE flags.claim = claims.id AND flags.cleared IS NULL),
    (SELECT count(*) FROM claim_candidates
        WHERE claim_candidates.claim = claims.id AND claim_candidates.state = 'unreviewed'),
    nullif(max(coalesce(claims.reviewed, ''), coalesce(claims.last_appraised, '')), '')
FROM claims LEFT JOIN claim_evidence ON claim_evidence.claim = claims.id
WHERE claims.removed IS NULL
GROUP BY claims.id ORDER BY claims.topic, claims.position
"""


def read_claims(db: Database) -> tuple[ClaimLine, ...]:
    """Every claim that stands in the topic files, in the order of the article."""
    return tuple(_line(*row) for row in db.execute(_CLAIMS))


def _line(*row: object) -> ClaimLine:
    *first, flags, candidates, judged = row
    kinds = set(str(flags).split(",")) if flags else set()
    values = (*first, tuple(kind for kind in KINDS if kind in kinds), candidates, judged)
    return ClaimLine(*values)  # type: ignore[arg-type]
