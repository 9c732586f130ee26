"""What a run says of itself: short for a person, whole as JSON."""

from __future__ import annotations

import json

import pytest

from littrack.refresh.summary import COMPLETE, Raised, Summary, to_json, to_text

CLAIMS = tuple(f"claim-{n}" for n in range(1, 13))
FLAG = Raised("verdict unsigned", "The verdict is a draft.", CLAIMS)


@pytest.mark.parametrize(
    ("number", "named"),
    [
        (1, "the claim claim-1"),
        (2, "the claims claim-1, claim-2"),
        (12, "12 claims, among them claim-1, claim-2, claim-3"),
    ],
)
def test_a_flag_of_many_claims_is_one_sentence(number: int, named: str) -> None:
    flag = Raised(FLAG.kind, FLAG.detail, CLAIMS[:number])
    assert flag.sentence == f"Look again at {named}: verdict unsigned: The verdict is a draft."


def test_json_names_every_claim_of_a_flag() -> None:
    start = "2026-01-02T03:04:05Z"
    summary = Summary(1, start, start, 0.1, COMPLETE, flags=(FLAG,))
    (flag,) = json.loads(to_json(summary))["flags"]
    assert flag == {"kind": FLAG.kind, "detail": FLAG.detail, "claims": list(CLAIMS)}
    assert FLAG.sentence in to_text(summary).splitlines()
