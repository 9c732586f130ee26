"""Addresses of the site's pages, without the path of a proxy in front of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote


def study_path(study: str) -> str:
    """The page of a study: ids hold colons, slashes and brackets."""
    return f"/studies/{quote(study, safe=':/')}"


def claim_path(claim: str) -> str:
    """The page of a claim."""
    return f"/claims/{quote(claim)}"


def trial_path(trial: str) -> str:
    """The page of a registered trial."""
    return f"/trials/{quote(trial, safe='')}"


def plain_path(datasette: Any, path: str) -> str:
    """``path`` behind the proxy's own path, as a plain string.

    Datasette's is a string that lists all methods of strings whenever one is called: 5 ms of a page of addresses.
    """
    return str(datasette.urls.path(path))
