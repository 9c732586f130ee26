"""What can happen to a study after its publication, and how each source calls it. No input or output."""

from __future__ import annotations

RETRACTION = "retraction"
WITHDRAWAL = "withdrawal"
REMOVAL = "removal"
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
OF_PREPRINT = "notice of its preprint"
OTHER = "other notice"

MEANINGS: dict[str, str] = {
    RETRACTION: "The article was retracted.",
    WITHDRAWAL: "The article was withdrawn.",
    REMOVAL: "The article was removed.",
    REPLACED: "The article was retracted, and a corrected version took its place.",
    PARTIAL: "A part of the article was retracted.",
    CONCERN: "The editors express concern about the article.",
    REPUBLISHED: "The article was corrected and published again.",
    ERRATUM: "Something in the article was corrected. This is no retraction.",
    REINSTATEMENT: "A retraction was taken back.",
    CLEARED: "An expression of concern was lifted.",
    UPDATE: "The article was updated or added to.",
    NEW_VERSION: "There is a newer version.",
    PREPRINT_OF: "The preprint was published as an article.",
    OF_PREPRINT: "Something happened to the preprint of the article; the article stands.",
    OTHER: "A notice of another kind.",
}
"""Every kind, the gravest first, in a sentence for readers."""

GRAVE = (RETRACTION, WITHDRAWAL, REMOVAL)
"""After these the article is not to be relied upon at all."""
FAULTS = (*GRAVE, REPLACED, PARTIAL, CONCERN, REPUBLISHED, ERRATUM)
"""Kinds that stand against an article, the gravest first; the others say nothing against it."""

PUBMED: dict[str, str] = {
    "RetractionIn": RETRACTION,
    "PartialRetractionIn": PARTIAL,
    "RetractedandRepublishedIn": REPLACED,
    "ExpressionOfConcernIn": CONCERN,
    "CorrectedandRepublishedIn": REPUBLISHED,
    "ErratumIn": ERRATUM,
    "UpdateIn": UPDATE,
}
"""What a link in the article's own record at PubMed says of it (``RefType``)."""

PUBMED_NOTICE: dict[str, str] = {
    "RetractionOf": RETRACTION,
    "PartialRetractionOf": PARTIAL,
    "RetractedandRepublishedFrom": REPLACED,
    "ExpressionOfConcernFor": CONCERN,
    "CorrectedandRepublishedFrom": REPUBLISHED,
    "ErratumFor": ERRATUM,
    "UpdateOf": UPDATE,
}
"""What a link in the record of a notice says of the article that it names."""

CROSSREF: dict[str, str] = {
    "retraction": RETRACTION,
    "retration": RETRACTION,
    "withdrawal": WITHDRAWAL,
    "removal": REMOVAL,
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
LIFTED = ("eoc lifted",)
"""Reasons that say that an expression of concern stands no longer."""
_LIFTING = (
    "removal of expression of concern", "removal of the expression of concern", "expression of concern lifted",
    "withdrawal of expression of concern", "lifting of expression of concern",
)  # fmt: skip


def of_crossref(kind: str, label: str = "") -> str:
    """A type of update in our words; one that is not known is told as such, and stands for nothing.

    ``label`` is the publisher's own name for it: some lift a concern by a "correction" that says so.
    """
    if any(words in label.lower() for words in _LIFTING):
        return CLEARED
    return CROSSREF.get(kind.strip().lower().replace("-", "_").replace(" ", "_"), OTHER)


def of_retraction_watch(nature: str, reasons: str) -> str:
    """The nature of an entry in our words."""
    kind, said = RETRACTION_WATCH.get(nature.strip().lower(), OTHER), reasons.lower()
    if kind == RETRACTION:
        return REPLACED if any(reason in said for reason in REPLACING) else kind
    return CLEARED if any(reason in said for reason in LIFTED) else kind
