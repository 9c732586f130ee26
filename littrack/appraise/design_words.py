"""The wording that the rules of :mod:`littrack.appraise.design_rules` look for, named.

Each name is a test over a record. Phrases came from reading titles and abstracts of many fields; none is about a topic.
"""

from __future__ import annotations

from littrack.appraise.clues import (
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

PATIENTS = worded(
    "patients", "patient", "participants", "participant", "volunteers", "volunteer", "women", "men", "adults",
    "children", "adolescents", "infants", "people", "individuals", "persons", "outpatients", "inpatients", "students",
    "residents", "caregivers", "veterans", "subjects", "probands", "families",
)  # fmt: skip
ANIMAL_WORDS = (
    "mouse", "mice", "rat", "rats", "murine", "rodent*", "zebrafish", "drosophila", "elegans", "rabbit*",
    "porcine", "pigs", "piglets", "sheep", "canine", "dogs", "cats", "feline", "macaque*", "monkey*",
    "rhesus", "guinea pig*", "chick", "chicken*", "xenopus", "hamster*", "marmoset*", "gerbil*", "bovine", "cattle",
    "equine", "horses", "nonhuman primate*", "non human primate*", "ferret*",
)  # fmt: skip
CELL_TERMS = indexed(
    "cells, cultured", "cell line", "cell line, tumor", "hek293 cells", "hela cells", "cho cells", "pc12 cells",
    "in vitro techniques", "tumor cells, cultured", "cos cells", "3t3 cells", "nih 3t3 cells", "hep g2 cells",
    "mcf-7 cells", "jurkat cells", "cell culture techniques", "induced pluripotent stem cells", "organoids",
)  # fmt: skip
CELL_WORDS = worded(
    "in vitro", "cell line", "cell lines", "cultured cells", "cells were", "hek293*", "hela cells", "primary cultures",
    "cell culture", "crystal structure*", "cryo em", "recombinant protein*", "transfected", "escherichia coli",
    "saccharomyces", "yeast", "ipsc*", "organoids", "fibroblasts", "neuronal cultures", "cryoelectron microscopy",
    "x ray crystallograph*", "knockdown",
)  # fmt: skip
ONLY_ANIMALS = both(indexed("animals"), no(indexed("humans")))
NO_CHECK_TAG = both(no(indexed("animals")), no(indexed("humans")))
ANIMAL_MODEL = indexed(
    "disease models, animal", "mice, transgenic", "mice, knockout", "mice, inbred c57bl", "rats, sprague-dawley",
    "rats, wistar", "mice", "rats", "zebrafish", "drosophila", "caenorhabditis elegans", "drosophila melanogaster",
)  # fmt: skip

META_TITLE = titled(
    "meta analys*", "meta analytic", "meta regression", "pooled analysis of randomized*"
)
GENOME = worded("genome wide", "gwas", "transcriptom*", "expression quantitative")
META_ABSTRACT = abstracted(
    "we conducted a meta analysis", "we performed a meta analysis", "this meta analysis", "a meta analysis was",
    "random effects meta analysis", "meta analysis of randomized", "we meta analyzed", "our meta analysis",
    "systematic review and meta analysis", "were included in the meta analysis", "present meta analysis",
    "meta analysis was performed", "meta analysis was conducted", "individual patient data meta analysis",
    "network meta analysis", "meta analyses were performed", "meta analyses were conducted",
)  # fmt: skip
SYSTEMATIC_TITLE = titled(
    "systematic review*", "systematic literature review*", "systematic critical review", "umbrella review",
    "systematic search", "cochrane review", "systematic overview", "systematic scoping review", "overview of reviews",
    "systematic and critical review", "systematically review*", "evidence synthesis", "rapid review",
)  # fmt: skip
SYSTEMATIC_ABSTRACT = abstracted(
    "this systematic review", "we conducted a systematic review", "we performed a systematic review",
    "systematic review was conducted", "systematic review was performed", "systematically searched",
    "systematically reviewed", "prisma", "preferred reporting items for systematic*", "prospero",
    "a systematic search of", "systematic literature search", "systematic review of", "systematic searches",
    "a systematic review of the literature", "studies met the inclusion criteria", "systematic literature review",
    "studies met inclusion criteria", "studies were eligible for inclusion", "selection criteria randomized",
    "two review authors independently", "two reviewers independently", "systematic electronic search",
)  # fmt: skip
SCOPING = titled("scoping review", "scoping study", "mapping review", "scoping literature review")

PROTOCOL_TITLE = either(
    titled(
        "study protocol", "trial protocol", "review protocol", "protocol of a", "protocol for a randomized*",
        "protocol of the", "rationale and design", "design and rationale", "study design and rationale",
        "rationale and study design", "a protocol for a", "protocol for an", "protocol for the", "research protocol",
        "protocol for systematic*", "protocol for a systematic*", "statistical analysis plan", "clinical protocol",
        "rationale design and*", "design and methods of", "design and methodology of",
    ),
    title_ends("protocol", "a protocol", "protocol and rationale"),
)  # fmt: skip
LABORATORY_METHOD = either(
    ANIMAL_MODEL, CELL_TERMS, titled(*ANIMAL_WORDS), in_journal("star protocols")
)
FUTURE_TRIAL = abstracted(
    "will be randomized", "will be randomly", "participants will be recruited", "patients will be recruited",
    "will be recruited", "this protocol describes", "we will recruit", "we will conduct", "will be enrolled",
    "this paper describes the protocol", "this study will", "the trial will", "this trial will",
    "will be included in this", "the review will",
)  # fmt: skip

SECONDARY_TITLE = titled(
    "secondary analysis", "secondary analyses", "posthoc*", "exploratory analysis", "exploratory analyses",
    "ancillary analysis", "pooled posthoc*", "secondary data analysis", "baseline data from", "baseline characteristics",
    "retrospective analysis", "ancillary study", "substudy", "sub study",
)  # fmt: skip
SECONDARY_ABSTRACT = abstracted(
    "this secondary analysis", "in this secondary analysis", "a secondary analysis of", "this posthoc analysis",
    "posthoc analysis of data from", "we conducted a secondary analysis", "we performed a secondary analysis",
    "in a secondary analysis of", "who participated in a", "data from a randomized*", "enrolled in a randomized*",
    "participants in a randomized*", "participants from a randomized*",
)  # fmt: skip
NOT_RANDOM = worded(
    "nonrandomiz*", "quasi randomiz*", "quasi experimental", "without randomization", "alternately assigned",
    "nonrandomly", "non randomly", "not randomly", "non random",
)  # fmt: skip
NOT_RANDOM_TITLE = titled("nonrandomiz*", "quasi randomiz*", "quasi experimental", "non random")
RANDOM_TITLE = titled(
    "randomized", "randomization", "double blind", "double blinded", "placebo controlled", "rct", "randomly assigned",
    "controlled trial", "cluster randomized", "controlled clinical trial", "sham controlled", "triple blind",
)  # fmt: skip
RANDOM_PHRASES = (
    "randomly assigned", "randomly allocated", "were randomized", "was randomized", "randomized to", "randomized into",
    "randomly divided", "randomly assigning", "randomly received", "randomized controlled trial", "randomized clinical trial",
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
RANDOM_ABSTRACT = abstracted(*RANDOM_PHRASES)
ABOUT_TRIALS = abstracted(
    "randomized controlled trials", "randomized clinical trials", "randomized trials", "clinical trials", "rcts",
    "placebo controlled trials", "placebo controlled studies", "controlled trials",
)  # fmt: skip
OWN_RANDOM = abstracted(
    "randomly assigned", "randomly allocated", "were randomized", "randomized to", "we randomized", "patients randomized",
    "participants randomized", "randomly assigning", "was randomized", "randomly divided", "in this randomized",
    "we conducted a randomized", "we performed a randomized", "this randomized", "a randomized controlled trial",
    "in a randomized", "this double blind", "in a double blind", "a double blind", "randomly received",
)  # fmt: skip
FUTURE = abstracted(
    "trials are needed", "studies are needed", "trials are warranted", "needs to be confirmed in"
)
REVIEW_WORDS = either(
    titled("review", "overview", "a narrative review", "state of the art", "review of the literature", "perspectives"),
    abstracted(
        "this review", "we review", "in this review", "the present review", "we here review", "here we review",
        "this article reviews", "this paper reviews", "review summarizes", "review of the literature", "are reviewed",
        "this article discusses", "is reviewed", "we summarize recent", "recent advances", "this chapter",
        "review the evidence", "we discuss recent", "this overview", "this article summarizes", "review discusses",
        "review focuses on", "review the current", "review article",
    ),
)  # fmt: skip

CASE_TITLE = either(
    titled(
        "case report", "case reports", "a case of", "report of a case", "report of two cases", "report of three cases",
        "a rare case", "case study and", "report of 2 cases", "report of 3 cases", "an unusual case", "first case of",
        "a case with", "two cases of", "three cases of", "report of one case", "report of four cases", "report of five cases", "report of six cases", "a report of", "single case", "a unique case",
        "the case of", "an autopsy case", "autopsy case", "case and review*", "unusual presentation of",
        "an unusual cause", "a case presenting", "rare presentation of",
    ),
    title_ends("a case", "in a patient", "case study", "two cases", "three cases", "case presentation"),
)  # fmt: skip
CASE_ABSTRACT = abstracted(
    "we report a case", "we report the case", "we present a case", "we present the case", "we describe a case",
    "we describe the case", "this case report", "a case is reported", "case report a", "we report two cases",
    "case presentation", "we herein report", "we report here a case", "case description",
    "this case highlights", "this case illustrates", "we report two patients", "we describe two patients",
    "we report a patient", "we describe a patient", "the authors report a case", "the authors describe a case",
    "the authors present a case", "an autopsy case", "the patient was a", "we report an unusual", "we report a rare",
    "we report one case", "the authors report the case", "we describe two cases", "we report 2 cases",
    "we describe an unusual", "this case demonstrates", "to report a case", "to describe a case",
    "we report three cases",         )  # fmt: skip
ONE_PATIENT = abstracted(
    "year old man", "year old woman", "year old male", "year old female", "year old patient", "year old boy",
    "year old girl", "year old white*", "year old african*", "year old caucasian*", "yr old man", "yr old woman",
    "month old boy", "month old girl", "month old infant", "year old japanese*", "year old right handed*",
    "year old lady", "year old gentleman", "year old chinese", "year old hispanic", "year old previously",
)  # fmt: skip
SERIES = worded(
    "case series", "a series of", "consecutive patients", "consecutive cases", "series of patients", "our series",
    "series of cases", "retrospective case study",
)  # fmt: skip
PEOPLE_MEASURED = worded(
    "healthy volunteers", "healthy participants", "healthy subjects", "healthy adults", "undergraduate*", "participants",
    "subjects", "healthy individuals", "volunteers", "students", "healthy women", "healthy men", "patients", "people",
)  # fmt: skip
LABORATORY_MEASURES = worded(
    "functional magnetic resonance*", "fmri", "electromyograph*", "emg", "electroencephalograph*", "eeg",
    "event related potential*", "reaction time*", "facial feedback", "experiment 1", "experiments 1", "two experiments",
    "three experiments", "transcranial magnetic stimulation", "magnetoencephalograph*", "skin conductance",
    "facial expressions", "eye tracking", "response times", "evoked potential*", "psychophysic*",
    "replication report", "event related fmri", "facial muscle*", "cognitive task", "replication study",
)  # fmt: skip

NOTICE_TYPE = typed(
    "retraction of publication", "published erratum", "expression of concern", "retraction notice",
)  # fmt: skip
NOTICE_TITLE = title_begins(
    "erratum", "corrigendum", "correction to", "correction", "corrections", "retraction note", "retraction notice",
    "retraction", "expression of concern", "errata", "addendum", "publisher correction", "author correction",
    "withdrawal notice",
)  # fmt: skip
GUIDELINE_TYPE = typed(
    "practice guideline", "guideline", "consensus development conference",
    "consensus development conference, nih", "consensus statement",
)  # fmt: skip
GUIDELINE_TITLE = titled(
    "clinical practice guideline*", "practice guideline*", "guidelines for", "consensus statement", "position statement",
    "guideline for", "guidelines on", "expert consensus", "consensus guideline*", "consensus recommendations",
    "guideline on", "practice parameter*", "clinical policy",
)  # fmt: skip
COMMENT_TYPE = typed(
    "comment", "editorial", "news", "newspaper article", "interview", "personal narrative",
    "introductory journal article",
)  # fmt: skip
COMMENT_TITLE = either(
    title_begins(
        "reply to", "author reply", "authors reply", "comment on", "comments on", "commentary", "letter to the editor",
        "editorial", "in reply", "re", "reply", "response to letter", "response to the letter", "response to comment",
        "invited commentary", "letter", "author response", "authors response",
    ),
    titled("letter to the editor", "commentary on"),
)  # fmt: skip
REGULATOR = either(
    titled(
        "prescribing information", "fda approves", "fda approved indications", "summary of product characteristics",
        "assessment report",
    ),
    typed("government publication", "legislation"),
)  # fmt: skip
VETERINARY_TYPE = typed(
    "randomized controlled trial, veterinary", "clinical trial, veterinary", "observational study, veterinary",
)  # fmt: skip
REVIEW_TYPE = typed("review")
SYSTEMATIC_TYPE = typed("systematic review")
META_TYPE = typed("meta-analysis", "network meta-analysis")
CASE_TYPE = typed("case reports")
LETTER_TYPE = typed("letter")
RANDOM_TYPE = typed("randomized controlled trial", "pragmatic clinical trial", "equivalence trial")
TRIAL_TYPE = typed(
    "clinical trial", "controlled clinical trial", "clinical trial, phase i", "clinical trial, phase ii",
    "clinical trial, phase iii", "clinical trial, phase iv", "adaptive clinical trial",
)  # fmt: skip
OBSERVED_TYPE = typed("observational study")
NO_STUDY_TYPE = typed(
    "biography", "historical article", "congress", "portrait", "autobiography", "bibliography", "lecture", "address",
    "patient education handout", "directory", "dataset", "video-audio media", "overall",
)  # fmt: skip
BOOK_TYPE = typed("study guide", "book", "book chapter", "academic dissertation")
REPORTS = worded(
    "faers", "vigibase", "adverse event reporting system", "pharmacovigilance", "disproportionality", "eudravigilance",
    "vaers", "reporting odds ratio", "spontaneous reports", "spontaneous reporting", "postmarketing safety surveillance",
    "post marketing surveillance", "postmarketing surveillance", "yellow card",
)  # fmt: skip
REPORTS_MESH = indexed("adverse drug reaction reporting systems", "pharmacovigilance")
OPEN_TRIAL = worded(
    "open label", "single arm", "open trial", "open study", "pilot trial", "quasi experimental", "phase i trial",
    "phase ii trial", "phase 2 trial", "phase 1 trial", "phase ii study", "phase i study", "dose escalation",
    "uncontrolled trial", "pretest posttest", "pre post intervention", "feasibility trial",
)  # fmt: skip
BLINDED_MESH = indexed("double-blind method", "random allocation", "single-blind method")
NOT_CLINICAL_WORDS = worded(
    "mice", "rats", "rat", "mouse", "mendelian randomization", "animals", "dogs", "rabbits", "cohort study",
    "case control",
)  # fmt: skip
CASE_CONTROL_TITLE = titled("case control", "nested case control", "case controlled")
CROSS_SECTION_TITLE = titled("cross sectional", "survey", "prevalence of", "questionnaire study")
COHORT_TITLE = titled(
    "cohort", "prospective study", "longitudinal study", "longitudinal", "registry", "retrospective study",
    "population based study", "follow up study", "incidence of", "prospective", "framingham*",
)  # fmt: skip
QUALITATIVE = either(
    indexed("qualitative research", "grounded theory"),
    titled("qualitative", "lived experience*", "interview study"),
    abstracted(
        "semi structured interviews", "thematic analysis", "grounded theory", "focus groups were", "qualitative study",
        "qualitative interviews", "in depth interviews",
    ),
)  # fmt: skip
CASE_CONTROL_MESH = indexed("case-control studies", "matched-pair analysis")
COHORT_MESH = indexed(
    "cohort studies", "prospective studies", "longitudinal studies", "follow-up studies", "retrospective studies",
)  # fmt: skip
CASE_CONTROL_ABSTRACT = abstracted(
    "case control study", "nested case control", "cases and controls"
)
CROSS_SECTION_ABSTRACT = abstracted(
    "cross sectional", "survey of", "were surveyed", "online survey", "a questionnaire",
)  # fmt: skip
COHORT_ABSTRACT = abstracted(
    "cohort study", "prospective study", "longitudinal study", "retrospective study", "were followed",
    "were followed up", "years of follow up", "hazard ratio", "prospective cohort", "retrospective cohort",
    "person years", "follow up of", "medical records", "retrospectively", "prospectively", "cohort of patients",
    "a cohort of",
)  # fmt: skip
COMPARED = abstracted(
    "healthy controls", "control subjects", "and controls", "normal controls", "controls were",
    "compared with controls", "control group",
)  # fmt: skip
LABORATORY_MESH = indexed(
    "reaction time", "photic stimulation", "magnetic resonance imaging", "electromyography",
    "electroencephalography", "evoked potentials", "facial expression", "psychomotor performance", "brain mapping",
)  # fmt: skip
BENCH_ONLY = worded("mice", "mouse", "rats", "cell line*", "transgenic")
FOLLOWED = abstracted("cohort", "prospective*", "longitudinal*")
ANIMAL_TITLE = titled(*ANIMAL_WORDS)
PROTOCOL_WORDS = worded("protocol", "trial registration", "ethics and dissemination")
