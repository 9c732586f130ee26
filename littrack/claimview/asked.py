"""Answer ``littrack claims`` from a database file."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from sqlite_utils import Database

from littrack.appraise.claim_page import ClaimLine, ClaimPage
from littrack.claimview.listing import read_claims
from littrack.claimview.page import read_claim
from littrack.errors import ConfigError
from littrack.store.database import open_readonly


def all_claims(path: Path) -> tuple[ClaimLine, ...]:
    """Every claim. Raises ``ConfigError`` where there is no database at ``path``."""
    db = open_readonly(path)
    try:
        return read_claims(db)
    finally:
        db.conn.close()


def one_claim(path: Path, claim: str) -> ClaimPage:
    """Everything about a claim. Raises ``ConfigError`` for an unknown id, with ids that look like it."""
    db = open_readonly(path)
    try:
        page = read_claim(db, claim)
        if page is None:
            raise unknown_claim(db, claim)
        return page
    finally:
        db.conn.close()


def unknown_claim(db: Database, claim: str) -> ConfigError:
    """The error for an id that no claim has, with ids that look like it."""
    return ConfigError(_unknown(claim, [line.id for line in read_claims(db)]))


def _unknown(claim: str, known: list[str]) -> str:
    if not known:
        return f"there is no claim {claim!r}: no claims are loaded; run 'littrack load'"
    near = get_close_matches(claim, known, 3)
    hint = f"did you mean {' or '.join(near)}?" if near else "'littrack claims' lists them"
    return f"there is no claim {claim!r}: {hint}"
