"""Addresses of the site's pages, without the path of a proxy in front of it."""

from __future__ import annotations

from urllib.parse import quote


def study_path(study: str) -> str:
    """The page of a study: ids hold colons, slashes and brackets."""
    return f"/studies/{quote(study, safe=':/')}"


def claim_path(claim: str) -> str:
    """The page of a claim."""
    return f"/claims/{quote(claim)}"
