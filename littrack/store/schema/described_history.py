"""The words for the tables of ``littrack.store.schema.history``."""

from __future__ import annotations

from littrack.store.schema.described import RUN, STUDY, TableDescription

_CLAIM = "The claim"
_SINCE = "When littrack first read it so (UTC)"

HISTORY_TABLES: dict[str, TableDescription] = {
    "evidence_history": TableDescription(
        "Evidence over time",
        "Which works a claim cited, with which stance, and from when to when. Nothing is erased from this table.",
        {
            "id": "Number",
            "claim": _CLAIM,
            "study": STUDY,
            "stance": "supports, contradicts, qualifies or background",
            "note": "What the work says about the claim",
            "since": _SINCE,
            "until": "When littrack first read it otherwise (UTC); empty where it still stands",
            "run": RUN,
        },
    ),
    "claim_wordings": TableDescription(
        "Wordings over time",
        "How a claim and the reason for its verdict were worded. Nothing is erased from this table.",
        {
            "id": "Number",
            "claim": _CLAIM,
            "since": _SINCE,
            "quote": "The sentence, verbatim",
            "question": "The question asked of the studies",
            "rationale": "The reason for the verdict",
            "would_change": "What would change the verdict",
            "run": RUN,
        },
    ),
}
