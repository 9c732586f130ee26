"""What the topic files said of a claim on any day: the verdicts themselves are in ``verdict_history``."""

from __future__ import annotations

HISTORY = """
CREATE TABLE evidence_history (
    id INTEGER PRIMARY KEY,
    claim TEXT NOT NULL REFERENCES claims(id),
    study TEXT NOT NULL REFERENCES studies(id),
    stance TEXT NOT NULL,
    note TEXT,
    since TEXT NOT NULL,
    until TEXT,
    run INTEGER REFERENCES refreshes(id)
);
CREATE INDEX evidence_history_claim ON evidence_history(claim);
CREATE INDEX evidence_history_study ON evidence_history(study);
CREATE TABLE claim_wordings (
    id INTEGER PRIMARY KEY,
    claim TEXT NOT NULL REFERENCES claims(id),
    since TEXT NOT NULL,
    quote TEXT NOT NULL,
    question TEXT NOT NULL,
    rationale TEXT NOT NULL,
    would_change TEXT,
    run INTEGER REFERENCES refreshes(id)
);
CREATE INDEX claim_wordings_claim ON claim_wordings(claim);
INSERT INTO evidence_history (claim, study, stance, note, since)
SELECT claim, study, stance, note, (SELECT min(since) FROM verdict_history WHERE verdict_history.claim = claims.id)
FROM claim_evidence JOIN claims ON claims.id = claim_evidence.claim
WHERE claims.removed IS NULL AND EXISTS (SELECT 1 FROM verdict_history WHERE verdict_history.claim = claims.id);
INSERT INTO claim_wordings (claim, since, quote, question, rationale, would_change)
SELECT id, (SELECT min(since) FROM verdict_history WHERE verdict_history.claim = claims.id), quote, question,
    rationale, would_change
FROM claims WHERE EXISTS (SELECT 1 FROM verdict_history WHERE verdict_history.claim = claims.id)
"""
"""Ends with what an older database holds: it stood at least since the first verdict was noted."""
