"""The table of rules for study design, in the order they are asked; the first that fits wins.

Order matters and is the reasoning: what is no study at all (notices, protocols) first; then what gathers studies; then
animals and cells, so that they can never pass as clinical; then PubMed's own publication types, with their known
false friends just before them; then MeSH; then wording. Confidence is our estimate of how often the rule is right,
checked against real records by ``python -m benchmarks.designs``.
"""

from __future__ import annotations

from dataclasses import dataclass

from littrack.appraise import design_words as say
from littrack.appraise.clues import Test, abstracted, both, either, indexed, no, titled, typed


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of reasoning: what it looks at, its name, the design it gives and how far it is trusted (0 to 1)."""

    looks_at: str
    name: str
    design: str
    confidence: float
    fits: Test


def _short(length: int) -> Test:
    """An abstract of fewer characters than this, or none."""
    return lambda clues: len(clues.abstract) < length


_TYPE, _TITLE, _ABSTRACT, _MESH, _WORDS = "publication type", "title", "abstract", "MeSH", "wording"
_ANY_REVIEW_TYPE = either(say.META_TYPE, say.SYSTEMATIC_TYPE)
_ANY_TRIAL_TYPE = either(say.RANDOM_TYPE, say.TRIAL_TYPE)
_NOT_OTHERWISE_TYPED = no(
    either(say.CASE_TYPE, _ANY_TRIAL_TYPE, say.OBSERVED_TYPE, say.LETTER_TYPE)
)
_CLINICALLY_TYPED = either(_ANY_TRIAL_TYPE, say.REVIEW_TYPE, say.OBSERVED_TYPE)
_ALLOCATED = abstracted(
    "were randomized",
    "was randomized",
    "randomly assigned",
    "randomly allocated",
    "randomly assigning",
)
_IN_PEOPLE = abstracted("patients", "participants", "children", "women")

# fmt: off
_NO_STUDY = (
    Rule(_TYPE, "a notice of retraction, correction or concern", "other", 0.99, say.NOTICE_TYPE),
    Rule(_TITLE, "a notice of retraction, correction or concern", "other", 0.95, say.NOTICE_TITLE),
    Rule(_TYPE, "a trial's protocol", "protocol", 0.98, typed("clinical trial protocol")),
    Rule(_TITLE, "the protocol of a study", "protocol", 0.93,
         both(say.PROTOCOL_TITLE, no(say.LABORATORY_METHOD), no(either(say.CASE_TYPE, say.LETTER_TYPE)))),
    Rule(_ABSTRACT, "a study still to be done", "protocol", 0.85,
         both(say.FUTURE_TRIAL, say.PROTOCOL_WORDS, no(_ANY_REVIEW_TYPE), no(say.REVIEW_TYPE))),
)

_GATHERED = (
    Rule(_MESH, "a review or meta-analysis of animal studies", "animal study", 0.85,
         both(_ANY_REVIEW_TYPE, say.ONLY_ANIMALS)),
    Rule(_TYPE, "typed as a meta-analysis", "meta-analysis", 0.97, say.META_TYPE),
    Rule(_TITLE, "a systematic review whose title says meta-analysis", "meta-analysis", 0.9,
         both(say.SYSTEMATIC_TYPE, say.META_TITLE)),
    Rule(_TYPE, "typed as a systematic review", "systematic review", 0.96, say.SYSTEMATIC_TYPE),
    Rule(_TYPE, "typed as a guideline", "guideline", 0.96, say.GUIDELINE_TYPE),
    Rule(_TYPE, "typed as a scoping review", "narrative review", 0.9, typed("scoping review")),
    Rule(_TYPE, "typed as a case report", "case report", 0.95,
         both(say.CASE_TYPE, no(say.SYSTEMATIC_TITLE), no(say.META_TITLE), no(say.RANDOM_TYPE),
              no(say.ONLY_ANIMALS))),
    Rule(_TYPE, "a comment, editorial or news item", "commentary", 0.95,
         both(say.COMMENT_TYPE, no(_CLINICALLY_TYPED))),
    Rule(_TITLE, "a reply or comment", "commentary", 0.9, both(say.COMMENT_TITLE, no(_CLINICALLY_TYPED))),
    Rule(_TYPE, "a comment on a trial, without an abstract", "commentary", 0.85,
         both(typed("comment", "editorial"), _short(200))),
    Rule(_TITLE, "title says meta-analysis", "meta-analysis", 0.9,
         both(say.META_TITLE, no(say.GENOME), no(say.ONLY_ANIMALS), no(say.ANIMAL_TITLE),
              no(either(say.CASE_TYPE, say.RANDOM_TYPE)))),
    Rule(_TITLE, "a scoping review", "narrative review", 0.85, say.SCOPING),
    Rule(_TITLE, "title says systematic review", "systematic review", 0.9,
         both(say.SYSTEMATIC_TITLE, no(say.ONLY_ANIMALS), no(say.ANIMAL_TITLE),
              no(either(say.CASE_TYPE, say.RANDOM_TYPE)))),
    Rule(_TITLE, "a guideline or consensus statement", "guideline", 0.8, say.GUIDELINE_TITLE),
    Rule(_TITLE, "a regulator's document", "regulatory document", 0.8, say.REGULATOR),
    Rule(_TYPE, "a review", "narrative review", 0.9,
         both(say.REVIEW_TYPE, no(say.META_ABSTRACT), no(say.SYSTEMATIC_ABSTRACT))),
    Rule(_ABSTRACT, "a review of animal studies", "narrative review", 0.7,
         both(say.REVIEW_TYPE, say.ONLY_ANIMALS)),
)

_NOT_PEOPLE = (
    Rule(_TYPE, "a veterinary study", "animal study", 0.97, say.VETERINARY_TYPE),
    Rule(_MESH, "isolated tissue of animals", "in vitro study", 0.85,
         both(say.ONLY_ANIMALS, indexed("in vitro techniques"))),
    Rule(_MESH, "cells in culture, no living animal named", "in vitro study", 0.8,
         both(say.ONLY_ANIMALS, say.CELL_TERMS, no(say.ANIMAL_TITLE),
              no(indexed("disease models, animal", "mice, transgenic", "behavior, animal")))),
    Rule(_MESH, "animals, not humans", "animal study", 0.95, say.ONLY_ANIMALS),
    Rule(_MESH, "animals and human material, no patients", "animal study", 0.85,
         both(indexed("animals"), say.ANIMAL_MODEL, no(_CLINICALLY_TYPED),
              no(either(say.COHORT_MESH, say.CASE_CONTROL_MESH)))),
    Rule(_TITLE, "an animal in the title, not indexed as human", "animal study", 0.85,
         both(say.ANIMAL_TITLE, no(indexed("humans")), no(say.REVIEW_WORDS), no(say.CASE_TITLE),
              no(titled("patients", "human", "humans", "children", "bite", "bites")))),
)

_REVIEWS_BY_WORDING = (
    Rule(_ABSTRACT, "abstract reports a meta-analysis of its own", "meta-analysis", 0.8,
         both(say.META_ABSTRACT, no(say.GENOME), no(say.OWN_RANDOM), _NOT_OTHERWISE_TYPED)),
    Rule(_ABSTRACT, "abstract reports a systematic search", "systematic review", 0.75,
         both(say.SYSTEMATIC_ABSTRACT, no(say.OWN_RANDOM), _NOT_OTHERWISE_TYPED)),
    Rule(_TYPE, "a review, typed so", "narrative review", 0.8, say.REVIEW_TYPE),
)

_TYPED_TRIALS = (
    Rule(_TITLE, "a secondary analysis of a trial", "cohort study", 0.6,
         both(_ANY_TRIAL_TYPE, say.SECONDARY_TITLE, no(titled("and secondary analysis")))),
    Rule(_TITLE, "typed as a trial, but not randomized by its own title", "non-randomized trial", 0.8,
         both(_ANY_TRIAL_TYPE, say.NOT_RANDOM_TITLE)),
    Rule(_TYPE, "typed as a randomized controlled trial", "randomized controlled trial", 0.96,
         say.RANDOM_TYPE),
    Rule(_WORDS, "pharmacovigilance", "pharmacovigilance", 0.85, either(say.REPORTS, say.REPORTS_MESH)),
    Rule(_WORDS, "typed as a trial, and says it was randomized", "randomized controlled trial", 0.85,
         both(say.TRIAL_TYPE, either(say.RANDOM_TITLE, say.RANDOM_ABSTRACT), no(say.NOT_RANDOM))),
    Rule(_TYPE, "typed as a clinical trial, not said to be randomized", "non-randomized trial", 0.8,
         say.TRIAL_TYPE),
)

_CASES = (
    Rule(_TITLE, "title says case series", "case series", 0.85,
         titled("case series", "a series of", "retrospective case study")),
    Rule(_TITLE, "title reports a case", "case report", 0.88,
         both(say.CASE_TITLE, no(titled("case control", "case crossover", "trial")))),
    Rule(_TITLE, "a cohort described", "cohort study", 0.8, titled("cohort profile")),
    Rule(_ABSTRACT, "abstract tells of one patient", "case report", 0.82,
         both(say.ONE_PATIENT, either(say.CASE_ABSTRACT, _short(1300)), no(say.RANDOM_ABSTRACT),
              no(titled("cohort", "trial", "case control", "mutations in", "cases")))),
    Rule(_ABSTRACT, "abstract reports a case", "case report", 0.75,
         both(say.CASE_ABSTRACT, _short(1800), no(say.GENOME), no(say.OBSERVED_TYPE),
              no(abstracted("controls", "cohort", "participants", "mice", "randomized", "protein")))),
    Rule(_TYPE, "a letter without an abstract", "commentary", 0.85, both(say.LETTER_TYPE, _short(150))),
    Rule(_TYPE, "biography, history or meeting", "other", 0.85, say.NO_STUDY_TYPE),
)

_TRIALS_BY_WORDING = (
    Rule(_TITLE, "title says it was not randomized", "non-randomized trial", 0.8, say.NOT_RANDOM_TITLE),
    Rule(_WORDS, "says it analyses a finished trial again", "cohort study", 0.6,
         both(either(say.SECONDARY_TITLE, say.SECONDARY_ABSTRACT),
              either(say.RANDOM_TITLE, say.RANDOM_ABSTRACT), no(say.META_TITLE))),
    Rule(_TITLE, "title says randomized", "randomized controlled trial", 0.88,
         both(say.RANDOM_TITLE, no(titled("trials", "mendelian randomization", "studies", "simulation")),
              no(say.REVIEW_WORDS), no(say.ANIMAL_TITLE))),
    Rule(_ABSTRACT, "participants were allocated at random", "randomized controlled trial", 0.78,
         both(say.OWN_RANDOM, say.PATIENTS, no(say.NOT_CLINICAL_WORDS), no(say.NOT_RANDOM),
              no(say.REVIEW_WORDS), either(_ALLOCATED, no(say.ABOUT_TRIALS)))),
    Rule(_ABSTRACT, "a placebo-controlled or double-blind study", "randomized controlled trial", 0.68,
         both(say.RANDOM_ABSTRACT, say.PATIENTS, no(say.ABOUT_TRIALS), no(say.FUTURE),
              no(say.NOT_CLINICAL_WORDS), no(say.NOT_RANDOM), no(say.REVIEW_WORDS))),
    Rule(_MESH, "blinded or randomly allocated, in people", "randomized controlled trial", 0.65,
         both(say.BLINDED_MESH, indexed("humans"), no(say.REVIEW_WORDS), no(say.NOT_RANDOM),
              abstracted("placebo", "randomly", "randomized", "double blind", "sham"))),
    Rule(_WORDS, "an uncontrolled or openly allocated trial", "non-randomized trial", 0.7,
         both(say.PATIENTS, either(say.OPEN_TRIAL, say.NOT_RANDOM), no(say.REVIEW_WORDS),
              no(say.ABOUT_TRIALS))),
)

_OBSERVED = (
    Rule(_TITLE, "title says case-control", "case-control study", 0.88, say.CASE_CONTROL_TITLE),
    Rule(_TITLE, "title says cross-sectional", "cross-sectional study", 0.88, say.CROSS_SECTION_TITLE),
    Rule(_TITLE, "title says cohort", "cohort study", 0.85, say.COHORT_TITLE),
    Rule(_WORDS, "qualitative", "qualitative study", 0.85, say.QUALITATIVE),
    Rule(_ABSTRACT, "a series of patients", "case series", 0.65,
         both(say.SERIES, say.PATIENTS, no(abstracted("controls", "randomized")),
              no(indexed("cohort studies", "prospective studies", "case-control studies")))),
    Rule(_MESH, "indexed under case-control studies", "case-control study", 0.75,
         both(say.CASE_CONTROL_MESH, no(say.FOLLOWED))),
    Rule(_ABSTRACT, "abstract says case-control", "case-control study", 0.72,
         both(say.CASE_CONTROL_ABSTRACT, say.PATIENTS)),
    Rule(_MESH, "indexed under cohort, prospective or follow-up studies", "cohort study", 0.72,
         say.COHORT_MESH),
    Rule(_MESH, "indexed under cross-sectional studies", "cross-sectional study", 0.75,
         indexed("cross-sectional studies")),
    Rule(_MESH, "indexed under case-control studies, abstract also follows people", "case-control study",
         0.6, say.CASE_CONTROL_MESH),
    Rule(_ABSTRACT, "abstract says cross-sectional", "cross-sectional study", 0.7,
         both(say.CROSS_SECTION_ABSTRACT, say.PATIENTS)),
    Rule(_ABSTRACT, "abstract says cohort or follow-up", "cohort study", 0.65,
         both(say.COHORT_ABSTRACT, say.PATIENTS)),
    Rule(_TYPE, "typed as an observational study", "cohort study", 0.6, say.OBSERVED_TYPE),
)

_LABORATORY = (
    Rule(_WORDS, "people measured in a laboratory", "experimental study", 0.7,
         both(say.LABORATORY_MEASURES, say.PEOPLE_MEASURED, no(say.BENCH_ONLY), no(say.REVIEW_WORDS))),
    Rule(_MESH, "human cells in culture", "in vitro study", 0.75, both(say.CELL_TERMS, no(say.PATIENTS))),
    Rule(_ABSTRACT, "animals in the abstract, not indexed", "animal study", 0.7,
         both(say.NO_CHECK_TAG, abstracted(*say.ANIMAL_WORDS, "transgenic"), no(say.REVIEW_WORDS),
              no(_IN_PEOPLE))),
    Rule(_ABSTRACT, "cells or molecules at the bench", "in vitro study", 0.6,
         both(say.CELL_WORDS, no(say.REVIEW_WORDS), no(_IN_PEOPLE))),
    Rule(_MESH, "human cells in culture, from patients", "in vitro study", 0.55,
         both(say.CELL_TERMS, no(say.REVIEW_WORDS))),
)

_LEFT = (
    Rule(_WORDS, "reviews or discusses the literature", "narrative review", 0.6, say.REVIEW_WORDS),
    Rule(_TYPE, "a textbook chapter", "narrative review", 0.7, say.BOOK_TYPE),
    Rule(_ABSTRACT, "patients compared with controls", "case-control study", 0.45,
         both(say.COMPARED, say.PATIENTS)),
    Rule(_MESH, "people measured in a laboratory", "experimental study", 0.5,
         both(indexed("humans"), say.LABORATORY_MESH, say.PEOPLE_MEASURED)),
    Rule(_TYPE, "a letter", "commentary", 0.5, say.LETTER_TYPE),
    Rule(_MESH, "patients observed, design not said", "cross-sectional study", 0.35,
         both(indexed("humans"), _IN_PEOPLE, no(say.CELL_WORDS))),
)
# fmt: on

RULES: tuple[Rule, ...] = (
    *_NO_STUDY,
    *_GATHERED,
    *_NOT_PEOPLE,
    *_REVIEWS_BY_WORDING,
    *_TYPED_TRIALS,
    *_CASES,
    *_TRIALS_BY_WORDING,
    *_OBSERVED,
    *_LABORATORY,
    *_LEFT,
)
"""Asked from the top; ``design.classify`` takes the first that fits."""
