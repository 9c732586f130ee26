"""What can happen to a study after its publication, and how each source calls it. No input or output."""

from __future__ import annotations

RETRACTION = "retraction"
WITHDRAWAL = "withdrawal"
REPLACED = "retracted and republished"
PARTIAL = "partial retraction"
CONCERN = "expression of concern"
REPUBLISHED = "corrected and republished"
ERRATUM = "erratum"
REINSTATEMENT = "reinstatement"
CLEARED = "concern cleared"
UPDATE = "update"
NEW_VERSION = "new version"
PREPRINT_OF = "preprint of"
OTHER = "other notice"

CROSSREF: dict[str, str] = {
    "retraction": RETRACTION,
    "retration": RETRACTION,
    "withdrawal": WITHDRAWAL,
    "removal": WITHDRAWAL,
    "retract_and_replace": REPLACED,
    "retraction_and_replacement": REPLACED,
    "partial_retraction": PARTIAL,
    "expression_of_concern": CONCERN,
    "reinstatement": REINSTATEMENT,
    "erratum": ERRATUM,
    "err": ERRATUM,
    "correction": ERRATUM,
    "corrigendum": ERRATUM,
    "corrected_article": ERRATUM,
    "addendum": UPDATE,
    "clarification": UPDATE,
    "publisher_note": OTHER,
    "new_version": NEW_VERSION,
    "new_edition": NEW_VERSION,
}
"""Types of update that publishers deposit with Crossref, misspelt ones included, and what they mean. An erratum, a
correction and a corrigendum are one thing: none of them retracts anything."""

RETRACTION_WATCH: dict[str, str] = {
    "retraction": RETRACTION,
    "correction": ERRATUM,
    "expression of concern": CONCERN,
    "reinstatement": REINSTATEMENT,
}
"""``RetractionNature`` in the Retraction Watch data."""

REPLACING = ("retract and replace",)
"""Reasons of Retraction Watch that say that a corrected version took the article's place."""


def of_crossref(kind: str) -> str:
    """A type of update in our words; one that is not known is told as such, and stands for nothing."""
    return CROSSREF.get(kind.strip().lower().replace("-", "_").replace(" ", "_"), OTHER)


def of_retraction_watch(nature: str, reasons: str) -> str:
    """The nature of an entry in our words."""
    kind = RETRACTION_WATCH.get(nature.strip().lower(), OTHER)
    replaced = any(reason in reasons.lower() for reason in REPLACING)
    return REPLACED if kind == RETRACTION and replaced else kind
