"""The table of claims as text."""

from __future__ import annotations

from collections.abc import Sequence

from littrack.appraise.claim_page import ClaimLine
from littrack.appraise.flags import UNSIGNED
from littrack.line_width import line_width
from littrack.render.columns import paragraph, shortened, table

_HEADING = ("Claim", "State", "Certainty", "For", "Against", "Qualify", "To read", "Flags")
_NUMBERS = frozenset({3, 4, 5, 6})
_LEAST = _HEADING.index("To read")
"""Columns that stand however narrow the terminal is."""
_WIDEST = 200


def claims_as_text(claims: Sequence[ClaimLine]) -> str:
    """One line a claim, parts under their sentence; flags that every claim has are said once, below."""
    if not claims:
        return "No claims are loaded: run 'littrack load'.\n"
    common = _common(claims)
    rows = [_HEADING, *(_row(claim, common) for claim in claims)]
    whole = table(rows, indent=0, numbers=_NUMBERS)
    if max(map(len, whole.splitlines())) > line_width(_WIDEST):
        whole = _narrow(rows)
    return f"{whole}\n\n{_below(claims, common)}\n"


def _narrow(rows: Sequence[Sequence[str]]) -> str:
    """For a narrow terminal: what is to read and the flags of a claim on a line below it."""
    cells = [row[:_LEAST] for row in rows]
    lines = table(cells, 0, _NUMBERS, gap=1).splitlines()
    below = ["", *(_to_do(row) for row in rows[1:])]
    return "\n".join(each for pair in zip(lines, below, strict=True) for each in pair if each)


def _to_do(row: Sequence[str]) -> str:
    *_, unread, flags = row
    told = "; ".join(part for part in (flags, f"{unread} to read" if unread else "") if part)
    return f"      ! {told}" if told else ""


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
    lines.append("One of them: littrack claims ID; with everything: littrack claims ID --full")
    return "\n".join(paragraph(line) for line in lines)
