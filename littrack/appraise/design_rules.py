"""The table of rules for study design, in the order they are asked; the first that fits wins.

Order matters and is the reasoning: what is no study at all (notices, protocols) first; then what gathers studies; then
animals and cells, so that they can never pass as clinical; then PubMed's own publication types, with their known
false friends just before them; then MeSH; then wording. Confidence is our estimate of how often the rule is right,
checked against real records by ``python -m benchmarks.designs``.
"""

from __future__ import annotations

from dataclasses import dataclass

from littrack.appraise.clues import (
    Test,
    abstracted,
    both,
    either,
    in_journal,
    indexed,
    no,
    title_begins,
    title_ends,
    titled,
    typed,
    worded,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of reasoning: what it looks at, its name, the design it gives and how far it is trusted (0 to 1)."""

    looks_at: str
    name: str
    design: str
    confidence: float
    fits: Test


_PATIENTS = worded(
    "patients", "patient", "participants", "participant", "volunteers", "volunteer", "women", "men", "adults",
    "children", "adolescents", "infants", "people", "individuals", "persons", "outpatients", "inpatients", "students",
    "residents", "caregivers", "veterans", "subjects", "probands", "families",
)  # fmt: skip
_ANIMAL_WORDS = (
    "mouse", "mice", "rat", "rats", "murine", "rodent*", "zebrafish", "drosophila", "elegans", "rabbit*",
    "porcine", "pigs", "piglets", "sheep", "canine", "dogs", "cats", "feline", "macaque*", "monkey*",
    "rhesus", "guinea pig*", "chick", "chicken*", "xenopus", "hamster*", "marmoset*", "gerbil*", "bovine", "cattle",
    "equine", "horses", "nonhuman primate*", "non human primate*", "ferret*",
)  # fmt: skip
_CELL_TERMS = indexed(
    "cells, cultured", "cell line", "cell line, tumor", "hek293 cells", "hela cells", "cho cells", "pc12 cells",
    "in vitro techniques", "tumor cells, cultured", "cos cells", "3t3 cells", "nih 3t3 cells", "hep g2 cells",
    "mcf-7 cells", "jurkat cells", "cell culture techniques", "induced pluripotent stem cells", "organoids",
)  # fmt: skip
_CELL_WORDS = worded(
    "in vitro", "cell line", "cell lines", "cultured cells", "cells were", "hek293*", "hela cells", "primary cultures",
    "cell culture", "crystal structure*", "cryo em", "recombinant protein*", "transfected", "escherichia coli",
    "saccharomyces", "yeast", "ipsc*", "organoids", "fibroblasts", "neuronal cultures", "cryoelectron microscopy",
    "x ray crystallograph*", "knockdown",
)  # fmt: skip
_ONLY_ANIMALS = both(indexed("animals"), no(indexed("humans")))
_NO_CHECK_TAG = both(no(indexed("animals")), no(indexed("humans")))
_ANIMAL_MODEL = indexed(
    "disease models, animal", "mice, transgenic", "mice, knockout", "mice, inbred c57bl", "rats, sprague-dawley",
    "rats, wistar", "mice", "rats", "zebrafish", "drosophila", "caenorhabditis elegans", "drosophila melanogaster",
)  # fmt: skip

_META_TITLE = titled(
    "meta analys*", "meta analytic", "meta regression", "pooled analysis of randomized*"
)
_GENOME = worded("genome wide", "gwas", "transcriptom*", "expression quantitative")
_META_ABSTRACT = abstracted(
    "we conducted a meta analysis", "we performed a meta analysis", "this meta analysis", "a meta analysis was",
    "random effects meta analysis", "meta analysis of randomized", "we meta analyzed", "our meta analysis",
    "systematic review and meta analysis", "were included in the meta analysis", "present meta analysis",
    "meta analysis was performed", "meta analysis was conducted", "individual patient data meta analysis",
    "network meta analysis", "meta analyses were performed", "meta analyses were conducted",
)  # fmt: skip
_SYSTEMATIC_TITLE = titled(
    "systematic review*", "systematic literature review*", "systematic critical review", "umbrella review",
    "systematic search", "cochrane review", "systematic overview", "systematic scoping review", "overview of reviews",
    "systematic and critical review", "systematically review*", "evidence synthesis", "rapid review",
)  # fmt: skip
_SYSTEMATIC_ABSTRACT = abstracted(
    "this systematic review", "we conducted a systematic review", "we performed a systematic review",
    "systematic review was conducted", "systematic review was performed", "systematically searched",
    "systematically reviewed", "prisma", "preferred reporting items for systematic*", "prospero",
    "a systematic search", "systematic literature search", "systematic review of", "systematic searches",
    "a systematic review of the literature", "studies met the inclusion criteria", "systematic literature review",
    "studies met inclusion criteria", "studies were eligible for inclusion", "selection criteria randomized",
    "two review authors independently", "two reviewers independently", "systematic electronic search",
)  # fmt: skip
_SCOPING = titled("scoping review", "scoping study", "mapping review", "scoping literature review")

_PROTOCOL_TITLE = either(
    titled(
        "study protocol", "trial protocol", "review protocol", "protocol of a", "protocol for a randomized*",
        "protocol of the", "rationale and design", "design and rationale", "study design and rationale",
        "rationale and study design", "a protocol for a", "protocol for an", "protocol for the", "research protocol",
        "protocol for systematic*", "protocol for a systematic*", "statistical analysis plan", "clinical protocol",
        "rationale design and*", "design and methods of", "design and methodology of",
    ),
    title_ends("protocol", "a protocol", "protocol and rationale"),
)  # fmt: skip
_LABORATORY_METHOD = either(
    _ANIMAL_MODEL, _CELL_TERMS, titled(*_ANIMAL_WORDS), in_journal("star protocols")
)
_FUTURE_TRIAL = abstracted(
    "will be randomized", "will be randomly", "participants will be recruited", "patients will be recruited",
    "will be recruited", "this protocol describes", "we will recruit", "we will conduct", "will be enrolled",
    "this paper describes the protocol", "this study will", "the trial will", "this trial will",
    "will be included in this", "the review will",
)  # fmt: skip

_SECONDARY_TITLE = titled(
    "secondary analysis", "secondary analyses", "posthoc*", "exploratory analysis", "exploratory analyses",
    "ancillary analysis", "pooled posthoc*", "secondary data analysis", "baseline data from", "baseline characteristics",
    "retrospective analysis", "ancillary study", "substudy", "sub study",
)  # fmt: skip
_SECONDARY_ABSTRACT = abstracted(
    "this secondary analysis", "in this secondary analysis", "a secondary analysis of", "this posthoc analysis",
    "posthoc analysis of data from", "we conducted a secondary analysis", "we performed a secondary analysis",
    "in a secondary analysis of",
)  # fmt: skip
_NOT_RANDOM = worded(
    "nonrandomiz*", "quasi randomiz*", "quasi experimental", "without randomization", "alternately assigned",
    "nonrandomly", "non randomly", "not randomly", "non random",
)  # fmt: skip
_NOT_RANDOM_TITLE = titled("nonrandomiz*", "quasi randomiz*", "quasi experimental", "non random")
_RANDOM_TITLE = titled(
    "randomized", "randomization", "double blind", "double blinded", "placebo controlled", "rct", "randomly assigned",
    "controlled trial", "cluster randomized", "controlled clinical trial", "sham controlled", "triple blind",
)  # fmt: skip
_RANDOM_PHRASES = (
    "randomly assigned", "randomly allocated", "were randomized", "was randomized", "randomized to", "randomized into",
    "randomly divided", "were randomly", "randomly received", "randomized controlled trial", "randomized clinical trial",
    "randomized double blind", "randomized placebo controlled", "double blind randomized", "randomized crossover",
    "randomized cross over", "randomized trial", "randomized parallel", "double blind placebo controlled",
    "placebo controlled double blind", "double blind crossover", "randomly selected to receive", "randomized patients",
    "double blind cross over", "randomized study", "patients randomized", "participants randomized", "block randomiz*",
    "randomized single blind", "prospective randomized", "randomized open label", "randomized prospective",
    "randomized comparative", "stratified randomization", "random allocation", "subjects randomized", "randomized 1 1",
    "randomized in a", "cluster randomized", "by random allocation", "at random to", "assigned at random",
    "allocated at random", "allocated randomly", "assigned randomly", "divided randomly", "double blind trial",
    "double blind study", "double blind comparison", "double blind controlled", "randomized blinded",
    "randomized phase", "randomized multicenter", "randomized multicentre", "randomized active controlled",
    "double blinded placebo*", "in random order", "participants were randomized", "randomized controlled study",
    "randomized controlled", "patients were randomized", "randomized clinical study", "double blind design",
    "placebo controlled trial", "placebo controlled study", "placebo controlled crossover", "randomized to receive",
)  # fmt: skip
_RANDOM_ABSTRACT = abstracted(*_RANDOM_PHRASES)
_ABOUT_TRIALS = abstracted(
    "randomized controlled trials", "randomized clinical trials", "randomized trials", "clinical trials", "rcts",
    "placebo controlled trials", "placebo controlled studies", "controlled trials",
)  # fmt: skip
_OWN_RANDOM = abstracted(
    "randomly assigned", "randomly allocated", "were randomized", "randomized to", "we randomized", "patients randomized",
    "participants randomized", "were randomly", "was randomized", "randomly divided", "in this randomized",
    "we conducted a randomized", "we performed a randomized", "this randomized", "a randomized controlled trial",
    "in a randomized", "this double blind", "in a double blind", "a double blind", "randomly received",
)  # fmt: skip
_FUTURE = abstracted(
    "trials are needed", "studies are needed", "trials are warranted", "needs to be confirmed in"
)
_REVIEW_WORDS = either(
    titled("review", "overview", "a narrative review", "state of the art", "review of the literature", "perspectives"),
    abstracted(
        "this review", "we review", "in this review", "the present review", "we here review", "here we review",
        "this article reviews", "this paper reviews", "review summarizes", "review of the literature", "are reviewed",
        "this article discusses", "is reviewed", "we summarize recent", "recent advances", "this chapter",
        "review the evidence", "we discuss recent", "this overview", "this article summarizes", "review discusses",
        "review focuses on", "review the current", "review article",
    ),
)  # fmt: skip

_CASE_TITLE = either(
    titled(
        "case report", "case reports", "a case of", "report of a case", "report of two cases", "report of three cases",
        "a rare case", "case study and", "report of 2 cases", "report of 3 cases", "an unusual case", "first case of",
        "a case with", "two cases of", "three cases of", "report of one case", "single case", "a unique case",
        "the case of", "an autopsy case", "autopsy case", "case and review*", "unusual presentation of",
        "an unusual cause", "a case presenting", "rare presentation of",
    ),
    title_ends("a case", "in a patient", "case study", "two cases", "three cases", "case presentation"),
)  # fmt: skip
_CASE_ABSTRACT = abstracted(
    "we report a case", "we report the case", "we present a case", "we present the case", "we describe a case",
    "we describe the case", "this case report", "a case is reported", "case report a", "we report two cases",
    "we report on a", "case presentation", "we herein report", "we report here a case", "case description",
    "this case highlights", "this case illustrates", "we report two patients", "we describe two patients",
    "we report a patient", "we describe a patient", "the authors report a case", "the authors describe a case",
    "the authors present a case", "an autopsy case", "the patient was a", "we report an unusual", "we report a rare",
    "we report one case", "the authors report the case", "we describe two cases", "we report 2 cases",
    "we describe an unusual", "a case of", "this case demonstrates", "to report a case", "to describe a case",
    "we report three cases", "we report a 1*", "we report a 2*", "we report a 3*", "we report a 4*", "we report a 5*",
    "we report a 6*", "we report a 7*", "we report a 8*", "we describe a 1*", "we describe a 2*", "we describe a 3*",
    "we describe a 4*", "we describe a 5*", "we describe a 6*", "we describe a 7*", "we present a 1*",
    "we present a 2*", "we present a 3*", "we present a 4*", "we present a 5*", "we present a 6*", "we present a 7*",
)  # fmt: skip
_ONE_PATIENT = abstracted(
    "year old man", "year old woman", "year old male", "year old female", "year old patient", "year old boy",
    "year old girl", "year old white*", "year old african*", "year old caucasian*", "yr old man", "yr old woman",
    "month old boy", "month old girl", "month old infant", "year old japanese*", "year old right handed*",
    "year old lady", "year old gentleman", "year old chinese", "year old hispanic", "year old previously",
)  # fmt: skip
_SERIES = worded(
    "case series", "a series of", "consecutive patients", "consecutive cases", "series of patients", "our series",
    "series of cases", "retrospective case study",
)  # fmt: skip
_PEOPLE_MEASURED = worded(
    "healthy volunteers", "healthy participants", "healthy subjects", "healthy adults", "undergraduate*", "participants",
    "subjects", "healthy individuals", "volunteers", "students", "healthy women", "healthy men", "patients", "people",
)  # fmt: skip
_LABORATORY_MEASURES = worded(
    "functional magnetic resonance*", "fmri", "electromyograph*", "emg", "electroencephalograph*", "eeg",
    "event related potential*", "reaction time*", "facial feedback", "experiment 1", "experiments 1", "two experiments",
    "three experiments", "transcranial magnetic stimulation", "magnetoencephalograph*", "skin conductance",
    "facial expressions", "eye tracking", "response times", "evoked potential*", "psychophysic*",
    "replication report", "event related fmri", "facial muscle*", "cognitive task", "replication study",
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    # What is no study.
    Rule("publication type", "a notice of retraction, correction or concern", "other", 0.99, typed("retraction of publication", "published erratum", "expression of concern", "retraction notice")),
    Rule("title", "a notice of retraction, correction or concern", "other", 0.95, title_begins("erratum", "corrigendum", "correction to", "correction", "corrections", "retraction note", "retraction notice", "retraction", "expression of concern", "errata", "addendum", "publisher correction", "author correction", "withdrawal notice")),
    Rule("publication type", "a trial's protocol", "protocol", 0.98, typed("clinical trial protocol")),
    Rule("title", "the protocol of a study", "protocol", 0.93, both(_PROTOCOL_TITLE, no(_LABORATORY_METHOD), no(typed("case reports", "letter", "comment")))),
    Rule("abstract", "a study still to be done", "protocol", 0.85, both(_FUTURE_TRIAL, worded("protocol", "trial registration", "ethics and dissemination"), no(typed("systematic review", "meta-analysis", "review")))),
    # What gathers studies.
    Rule("MeSH", "a review or meta-analysis of animal studies", "animal study", 0.85, both(typed("meta-analysis", "systematic review", "network meta-analysis"), _ONLY_ANIMALS)),
    Rule("publication type", "typed as a meta-analysis", "meta-analysis", 0.97, typed("meta-analysis", "network meta-analysis")),
    Rule("title", "a systematic review whose title says meta-analysis", "meta-analysis", 0.9, both(typed("systematic review"), _META_TITLE)),
    Rule("publication type", "typed as a systematic review", "systematic review", 0.96, typed("systematic review")),
    Rule("publication type", "typed as a guideline", "guideline", 0.96, typed("practice guideline", "guideline", "consensus development conference", "consensus development conference, nih", "consensus statement")),
    Rule("publication type", "typed as a scoping review", "narrative review", 0.9, typed("scoping review")),
    Rule("publication type", "typed as a case report", "case report", 0.95, both(typed("case reports"), no(_SYSTEMATIC_TITLE), no(_META_TITLE))),
    # Comments, before a title's words can be taken for the commentator's own.
    Rule("publication type", "a comment, editorial or news item", "commentary", 0.95, both(typed("comment", "editorial", "news", "newspaper article", "interview", "personal narrative", "introductory journal article"), no(typed("randomized controlled trial", "clinical trial", "observational study", "review")))),
    Rule("title", "a reply or comment", "commentary", 0.9, either(title_begins("reply to", "author reply", "authors reply", "comment on", "comments on", "commentary", "letter to the editor", "editorial", "in reply", "re", "reply", "response to letter", "response to the letter", "response to comment", "invited commentary", "letter", "author response", "authors response"), titled("letter to the editor"))),
    Rule("publication type", "a comment on a trial, without an abstract", "commentary", 0.85, both(typed("comment", "editorial"), lambda clues: len(clues.abstract) < 200)),
    Rule("title", "title says meta-analysis", "meta-analysis", 0.9, both(_META_TITLE, no(_GENOME), no(_ONLY_ANIMALS), no(typed("case reports", "randomized controlled trial")))),
    Rule("title", "a scoping review", "narrative review", 0.85, _SCOPING),
    Rule("title", "title says systematic review", "systematic review", 0.9, both(_SYSTEMATIC_TITLE, no(_ONLY_ANIMALS), no(typed("case reports", "randomized controlled trial")))),
    Rule("title", "a guideline or consensus statement", "guideline", 0.8, titled("clinical practice guideline*", "practice guideline*", "guidelines for", "consensus statement", "position statement", "guideline for", "guidelines on", "expert consensus", "consensus guideline*", "consensus recommendations", "guideline on", "practice parameter*")),
    Rule("title", "a regulator's document", "regulatory document", 0.8, either(titled("prescribing information", "fda approves", "fda approved indications", "summary of product characteristics", "assessment report"), typed("government publication", "legislation"))),
    # Animals and cells.
    Rule("publication type", "a veterinary study", "animal study", 0.97, typed("randomized controlled trial, veterinary", "clinical trial, veterinary", "observational study, veterinary")),
    Rule("publication type", "a review", "narrative review", 0.9, both(typed("review"), no(_META_ABSTRACT), no(_SYSTEMATIC_ABSTRACT))),
    Rule("abstract", "a review of animal studies", "narrative review", 0.7, both(typed("review"), _ONLY_ANIMALS)),
    Rule("MeSH", "isolated tissue of animals", "in vitro study", 0.85, both(_ONLY_ANIMALS, indexed("in vitro techniques"))),
    Rule("MeSH", "cells in culture, no living animal named", "in vitro study", 0.8, both(_ONLY_ANIMALS, _CELL_TERMS, no(titled(*_ANIMAL_WORDS)), no(indexed("disease models, animal", "mice, transgenic", "behavior, animal")))),
    Rule("MeSH", "animals, not humans", "animal study", 0.95, _ONLY_ANIMALS),
    Rule("MeSH", "animals and human material, no patients", "animal study", 0.85, both(indexed("animals"), _ANIMAL_MODEL, no(typed("randomized controlled trial", "clinical trial", "review", "observational study")), no(indexed("cohort studies", "case-control studies", "prospective studies", "retrospective studies")))),
    Rule("title", "an animal in the title, not indexed as human", "animal study", 0.85, both(titled(*_ANIMAL_WORDS), no(indexed("humans")), no(_REVIEW_WORDS), no(titled("patients", "human", "humans", "children")))),
    # Abstract wording of reviews without the type.
    Rule("abstract", "abstract reports a meta-analysis of its own", "meta-analysis", 0.8, both(_META_ABSTRACT, no(_GENOME), no(_OWN_RANDOM), no(typed("case reports", "randomized controlled trial", "clinical trial", "observational study", "letter")))),
    Rule("abstract", "abstract reports a systematic search", "systematic review", 0.75, both(_SYSTEMATIC_ABSTRACT, no(_OWN_RANDOM), no(typed("case reports", "randomized controlled trial", "clinical trial", "observational study", "letter")))),
    Rule("publication type", "a review, typed so", "narrative review", 0.8, typed("review")),
    # Trials: first the false friends of the type.
    Rule("title", "a secondary analysis of a trial", "cohort study", 0.6, both(typed("randomized controlled trial", "clinical trial"), _SECONDARY_TITLE, no(titled("and secondary analysis")))),
    Rule("title", "typed as a trial, but not randomized by its own title", "non-randomized trial", 0.8, both(typed("randomized controlled trial", "clinical trial", "controlled clinical trial"), _NOT_RANDOM_TITLE)),
    Rule("publication type", "typed as a randomized controlled trial", "randomized controlled trial", 0.96, typed("randomized controlled trial", "pragmatic clinical trial", "equivalence trial")),
    Rule("wording", "pharmacovigilance", "pharmacovigilance", 0.85, either(worded("faers", "vigibase", "adverse event reporting system", "pharmacovigilance", "disproportionality", "eudravigilance", "vaers", "reporting odds ratio", "spontaneous reports", "spontaneous reporting", "postmarketing safety surveillance", "post marketing surveillance", "postmarketing surveillance", "yellow card"), indexed("adverse drug reaction reporting systems", "pharmacovigilance"))),
    Rule("wording", "typed as a trial, and says it was randomized", "randomized controlled trial", 0.85, both(typed("clinical trial", "controlled clinical trial", "clinical trial, phase i", "clinical trial, phase ii", "clinical trial, phase iii", "clinical trial, phase iv", "adaptive clinical trial"), either(_RANDOM_TITLE, _RANDOM_ABSTRACT), no(_NOT_RANDOM))),
    Rule("publication type", "typed as a clinical trial, not said to be randomized", "non-randomized trial", 0.8, typed("clinical trial", "controlled clinical trial", "clinical trial, phase i", "clinical trial, phase ii", "clinical trial, phase iii", "clinical trial, phase iv", "adaptive clinical trial")),
    # Single patients, by wording.
    Rule("title", "title says case series", "case series", 0.85, titled("case series", "a series of", "retrospective case study")),
    Rule("title", "title reports a case", "case report", 0.88, both(_CASE_TITLE, no(typed("review")), no(titled("case control", "case crossover")))),
    Rule("title", "protocol of a case-control study or cohort", "cohort study", 0.4, both(titled("cohort profile"), no(_ONE_PATIENT))),
    Rule("abstract", "abstract tells of one patient", "case report", 0.82, both(_ONE_PATIENT, either(_CASE_ABSTRACT, lambda clues: len(clues.abstract) < 1300), no(_RANDOM_ABSTRACT), no(titled("cohort", "trial", "case control", "mutations in", "cases")))),
    Rule("abstract", "abstract reports a case", "case report", 0.75, both(_CASE_ABSTRACT, no(abstracted("controls", "cohort", "participants", "mice", "randomized")), no(_GENOME), no(typed("observational study")), lambda clues: len(clues.abstract) < 1800)),
    Rule("publication type", "a letter without an abstract", "commentary", 0.85, both(typed("letter"), lambda clues: len(clues.abstract) < 150)),
    Rule("publication type", "biography, history or meeting", "other", 0.85, typed("biography", "historical article", "congress", "portrait", "autobiography", "bibliography", "lecture", "address", "patient education handout", "directory", "dataset", "video-audio media", "overall")),
    # Trials by wording.
    Rule("title", "title says it was not randomized", "non-randomized trial", 0.8, _NOT_RANDOM_TITLE),
    Rule("title", "title says secondary analysis", "cohort study", 0.6, both(_SECONDARY_TITLE, either(_RANDOM_TITLE, _RANDOM_ABSTRACT))),
    Rule("title", "title says randomized", "randomized controlled trial", 0.88, both(_RANDOM_TITLE, no(titled("trials", "mendelian randomization", "studies", "simulation")), no(_REVIEW_WORDS), no(_SECONDARY_ABSTRACT), no(titled(*_ANIMAL_WORDS)))),
    Rule("abstract", "abstract says participants were allocated at random", "randomized controlled trial", 0.78, both(_OWN_RANDOM, _PATIENTS, no(worded("mice", "rats", "rat", "mouse", "mendelian randomization", "animals", "dogs", "rabbits", "cohort study", "case control")), no(_SECONDARY_ABSTRACT), no(_NOT_RANDOM), no(_REVIEW_WORDS), no(both(_ABOUT_TRIALS, no(abstracted("were randomized", "were randomly", "was randomized", "randomly assigned", "randomly allocated")))))),
    Rule("abstract", "abstract describes a placebo-controlled or double-blind study", "randomized controlled trial", 0.68, both(_RANDOM_ABSTRACT, _PATIENTS, no(_ABOUT_TRIALS), no(_FUTURE), no(worded("mice", "rats", "rat", "mouse", "mendelian randomization", "animals", "dogs", "rabbits", "cohort study", "cross sectional")), no(_SECONDARY_ABSTRACT), no(_NOT_RANDOM), no(_REVIEW_WORDS))),
    Rule("wording", "an uncontrolled or openly allocated trial", "non-randomized trial", 0.7, both(_PATIENTS, either(worded("open label", "single arm", "open trial", "open study", "pilot trial", "quasi experimental", "phase i trial", "phase ii trial", "phase 2 trial", "phase 1 trial", "phase ii study", "phase i study", "dose escalation", "uncontrolled trial", "pretest posttest", "pre post intervention", "feasibility trial"), _NOT_RANDOM), no(_REVIEW_WORDS), no(_ABOUT_TRIALS))),
    # Observational studies: the title's own word, then MeSH, then the abstract's.
    Rule("title", "title says case-control", "case-control study", 0.88, titled("case control", "nested case control", "case controlled")),
    Rule("title", "title says cross-sectional", "cross-sectional study", 0.88, titled("cross sectional", "survey", "prevalence of", "questionnaire study")),
    Rule("title", "title says cohort", "cohort study", 0.85, titled("cohort", "prospective study", "longitudinal study", "longitudinal", "registry", "retrospective study", "population based study", "follow up study", "incidence of", "prospective", "framingham*")),
    Rule("wording", "qualitative", "qualitative study", 0.85, either(indexed("qualitative research", "grounded theory"), titled("qualitative", "lived experience*", "interview study"), abstracted("semi structured interviews", "thematic analysis", "grounded theory", "focus groups were", "qualitative study", "qualitative interviews", "in depth interviews"))),
    Rule("abstract", "abstract tells of a series of patients", "case series", 0.65, both(_SERIES, _PATIENTS, no(abstracted("controls", "randomized")), no(indexed("cohort studies", "prospective studies", "case-control studies")))),
    Rule("MeSH", "indexed under case-control studies", "case-control study", 0.75, both(indexed("case-control studies", "matched-pair analysis"), no(abstracted("cohort", "prospective*", "longitudinal*")))),
    Rule("abstract", "abstract says case-control", "case-control study", 0.72, both(abstracted("case control study", "nested case control", "cases and controls"), _PATIENTS)),
    Rule("MeSH", "indexed under cohort, prospective or follow-up studies", "cohort study", 0.72, indexed("cohort studies", "prospective studies", "longitudinal studies", "follow-up studies", "retrospective studies")),
    Rule("MeSH", "indexed under cross-sectional studies", "cross-sectional study", 0.75, indexed("cross-sectional studies")),
    Rule("MeSH", "indexed under case-control studies, abstract also follows people", "case-control study", 0.6, indexed("case-control studies")),
    Rule("abstract", "abstract says cross-sectional", "cross-sectional study", 0.7, both(abstracted("cross sectional", "survey of", "were surveyed", "online survey", "a questionnaire"), _PATIENTS)),
    Rule("abstract", "abstract says cohort or follow-up", "cohort study", 0.65, both(abstracted("cohort study", "prospective study", "longitudinal study", "retrospective study", "were followed", "were followed up", "years of follow up", "hazard ratio", "prospective cohort", "retrospective cohort", "person years", "follow up of", "medical records", "retrospectively", "prospectively", "cohort of patients", "a cohort of"), _PATIENTS)),
    Rule("publication type", "typed as an observational study", "cohort study", 0.6, typed("observational study")),
    # The laboratory.
    Rule("wording", "people measured in a laboratory", "experimental study", 0.7, both(_LABORATORY_MEASURES, _PEOPLE_MEASURED, no(worded("mice", "mouse", "rats", "cell line*", "transgenic")), no(_REVIEW_WORDS))),
    Rule("MeSH", "human cells in culture", "in vitro study", 0.75, both(_CELL_TERMS, no(_PATIENTS))),
    Rule("abstract", "animals in the abstract, not indexed", "animal study", 0.7, both(_NO_CHECK_TAG, abstracted(*_ANIMAL_WORDS, "transgenic"), no(_REVIEW_WORDS), no(abstracted("patients", "participants", "children", "women")))),
    Rule("abstract", "cells or molecules at the bench", "in vitro study", 0.6, both(_CELL_WORDS, no(_REVIEW_WORDS), no(abstracted("patients", "participants", "women", "children")))),
    Rule("MeSH", "human cells in culture, from patients", "in vitro study", 0.55, both(_CELL_TERMS, no(_REVIEW_WORDS))),
    # What is left.
    Rule("wording", "reviews or discusses the literature", "narrative review", 0.6, _REVIEW_WORDS),
    Rule("publication type", "a textbook chapter", "narrative review", 0.7, typed("study guide", "book", "book chapter", "academic dissertation")),
    Rule("abstract", "patients compared with controls", "case-control study", 0.45, both(abstracted("healthy controls", "control subjects", "and controls", "normal controls", "controls were", "compared with controls", "control group"), _PATIENTS)),
    Rule("MeSH", "people measured in a laboratory", "experimental study", 0.5, both(indexed("humans"), indexed("reaction time", "photic stimulation", "magnetic resonance imaging", "electromyography", "electroencephalography", "evoked potentials", "facial expression", "psychomotor performance", "brain mapping"), _PEOPLE_MEASURED)),
    Rule("publication type", "a letter", "commentary", 0.5, typed("letter")),
    Rule("MeSH", "patients observed, design not said", "cross-sectional study", 0.35, both(indexed("humans"), abstracted("patients", "participants", "women", "children", "subjects"), no(_CELL_WORDS))),
)  # fmt: skip
"""Asked from the top; ``design.classify`` takes the first that fits."""
