"""The table of claims as text."""

from __future__ import annotations

from collections.abc import Sequence

from littrack.appraise.claim_page import ClaimLine
from littrack.appraise.flags import UNSIGNED
from littrack.render.columns import paragraph, shortened, table

_HEADING = ("Claim", "State", "Certainty", "For", "Against", "Qualify", "To read", "Flags")
_NUMBERS = frozenset({3, 4, 5, 6})


def claims_as_text(claims: Sequence[ClaimLine]) -> str:
    """One line a claim, parts under their sentence; flags that every claim has are said once, below."""
    if not claims:
        return "No claims are loaded: run 'littrack load'.\n"
    common = _common(claims)
    rows = [_HEADING, *(_row(claim, common) for claim in claims)]
    return f"{table(rows, indent=0, numbers=_NUMBERS)}\n\n{_below(claims, common)}\n"


def _common(claims: Sequence[ClaimLine]) -> frozenset[str]:
    """Flags that stand on every claim."""
    return frozenset.intersection(*(frozenset(claim.flags) for claim in claims))


def _row(claim: ClaimLine, common: frozenset[str]) -> tuple[str, ...]:
    name = f"  {claim.id}" if claim.parent else claim.id
    flags = "; ".join(flag for flag in claim.flags if flag not in common)
    counts = (claim.supports, claim.contradicts, claim.qualifies, claim.candidates)
    told = [str(count) if count else "" for count in counts]
    return (name, claim.state, claim.certainty or "", *told, shortened(flags, 60))


def _below(claims: Sequence[ClaimLine], common: frozenset[str]) -> str:
    lines = [
        "For, Against, Qualify: appraised studies by their stance. To read: suggested studies that nobody has judged. "
        "Certainty in GRADE's words. Indented: a part of the sentence above."
    ]
    if UNSIGNED in common:
        lines.append("Every verdict is a draft that no named person has signed.")
    others = sorted(common - {UNSIGNED})
    if others:
        lines.append(f"On every claim: {'; '.join(others)}.")
    lines.append("Everything about one: littrack claims ID")
    return "\n".join(paragraph(line) for line in lines)
