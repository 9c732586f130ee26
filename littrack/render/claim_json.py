"""Claims as JSON: the fields of the dataclasses by their names, absent ones as ``null``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from littrack.appraise.claim_page import ClaimLine, ClaimPage


def as_json_text(claims: ClaimPage | Sequence[ClaimLine]) -> str:
    """One claim as an object, or many as an array, with a line end."""
    told = asdict(claims) if isinstance(claims, ClaimPage) else [asdict(line) for line in claims]
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
