"""Which claims a new record may bear on: through the searches that feed a claim, and the claim's own terms.

A suggestion is a request to a person to read; it carries no stance and no verdict.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from littrack.appraise.clues import plain_words

LINKING_VERSION = 2
"""Raise it whenever these rules change: every record is then linked again."""

_NOTICES = ("a notice of retraction, correction or concern",)


@dataclass(frozen=True, slots=True)
class ClaimScope:
    """What leads a record to a claim: the names of its searches, and its terms ("glabell*" allows any ending)."""

    claim: str
    searches: frozenset[str]
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A stored record as linking sees it: its words and the searches that find it today."""

    study: str
    words: str
    searches: frozenset[str]
    design_rule: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A record that may bear on a claim, and why littrack thinks so."""

    claim: str
    study: str
    why: str


def record_words(title: str, abstract: str | None, keywords: str | None, mesh: str | None) -> str:
    """The words in which a claim's terms are looked for."""
    return plain_words(" . ".join(part for part in (title, abstract, keywords, mesh) if part))


def suggest(record: FoundRecord, scopes: Iterable[ClaimScope]) -> tuple[Suggestion, ...]:
    """The claims that a record may bear on, in the order of ``scopes``.

    A claim with terms needs one of its searches and one of its terms; a claim without terms only a search.
    Notices of retraction or correction are never suggested: they concern their article, which carries the event.
    """
    if record.design_rule.endswith(_NOTICES):
        return ()
    found = (_suggestion(record, scope) for scope in scopes)
    return tuple(each for each in found if each)


def _suggestion(record: FoundRecord, scope: ClaimScope) -> Suggestion | None:
    searches = sorted(record.searches & scope.searches)
    if not searches:
        return None
    terms = [term for term in scope.terms if _needle(term) in record.words]
    if scope.terms and not terms:
        return None
    return Suggestion(scope.claim, record.study, _why(searches, terms))


@lru_cache(maxsize=4096)
def _needle(term: str) -> str:
    """A term as it stands in ``record_words``; every ending is allowed after ``*``."""
    words = plain_words(term)
    return words[:-1] if term.rstrip().endswith("*") else words


def _why(searches: list[str], terms: list[str]) -> str:
    by_search = f"found by {_listed(searches)}"
    return f"{by_search}; says {_listed(terms)}" if terms else by_search


def _listed(names: list[str]) -> str:
    quoted = [f"“{name[:-1]}…”" if name.endswith("*") else f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
