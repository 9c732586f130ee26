"""The words for the tables of ``littrack.store.schema.registries``."""

from __future__ import annotations

from littrack.store.schema.described import RUN, SEEN, STUDY, TableDescription

_TRIAL = "Registration number of the trial, such as NCT…"
_SOURCE = "The service that says so"

REGISTRIES_TABLES: dict[str, TableDescription] = {
    "registry_records": TableDescription(
        "Records of registries",
        "Trials as their registry states them. What a person entered stands apart, under Registered trials.",
        {
            "id": _TRIAL,
            "registry": "Registry",
            "source": "The service that the record was read from",
            "title": "Title",
            "status": "Status: recruiting, completed, terminated, withdrawn, unknown …",
            "why_stopped": "Why it was stopped, in the registrant's words",
            "phase": "Phase",
            "conditions": "Conditions, one a line",
            "interventions": "Interventions, one a line",
            "enrollment": "How many take part",
            "enrollment_basis": "actual or estimated",
            "started": "Start date",
            "primary_completion": "Date of the last measurement of the primary outcome",
            "completed": "Completion date",
            "first_posted": "When it was first posted",
            "last_updated": "When the registry last posted an update of it",
            "results_posted": "When results were first posted",
            "primary_outcomes": "Primary outcomes, one a line, each with its time in square brackets",
            "secondary_outcomes": "Secondary outcomes, one a line",
            "result_pmids": "PMIDs that the registry names as reports of the trial",
            "first_seen": SEEN,
            "last_changed": "When littrack last saw it change (UTC)",
            "run": "The run that stored it first",
        },
        label="title",
    ),
    "registry_changes": TableDescription(
        "Changes of registry records",
        "What a registry's record said before and after, each time littrack saw a difference. Nothing is erased.",
        {
            "id": "Number",
            "trial": _TRIAL,
            "field": "Which statement changed",
            "before": "What it said before",
            "after": "What it says since",
            "former_since": "Since when littrack had seen the former statement (UTC)",
            "registry_updated": "The registry's own date of the update",
            "seen": SEEN,
            "run": RUN,
        },
        label="field",
    ),
    "registry_matches": TableDescription(
        "Trials found by registry queries",
        "Which topic's registry queries find which trial.",
        {"trial": _TRIAL, "topic": "The topic", "first_seen": SEEN},
    ),
    "trial_publications": TableDescription(
        "Publications of trials",
        "Which stored study reports, or names, which registered trial, and who says so.",
        {
            "trial": _TRIAL,
            "study": STUDY,
            "told_by": "PubMed record (it carries the number), registry (it names the study) or topic file (a person)",
            "first_seen": SEEN,
        },
    ),
    "trial_flags": TableDescription(
        "Flags of trials",
        "What a reader of the evidence should know of a registered trial: results owed, stopped early, outcomes changed.",
        {
            "id": "Number",
            "trial": _TRIAL,
            "kind": "What is the matter",
            "detail": "The same in a sentence",
            "raised": "When littrack first saw it (UTC)",
            "cleared": "When it ceased to be so (UTC)",
            "run": RUN,
        },
    ),
    "reading_links": TableDescription(
        "Where to read",
        "Places where a study can be read, and its preprint or published version.",
        {
            "study": STUDY,
            "source": _SOURCE,
            "position": "Place in the source's order, the best first, from 1",
            "kind": "open access, full text (free to read), preprint or published version",
            "url": "Address",
            "version": "publishedVersion, acceptedVersion or submittedVersion",
            "licence": "Licence, as the source writes it",
            "identifier": "PMID, PMC id or DOI of what is linked",
            "seen": SEEN,
        },
        label="url",
    ),
    "reach": TableDescription(
        "Reach",
        "How often studies are cited. Reach is not quality: a wrong study can be cited often.",
        {
            "study": STUDY,
            "source": _SOURCE,
            "relative_citation_ratio": "Citations a year against those of papers of its field: 1 is the median of NIH's",
            "percentile": "Percentile of that ratio among NIH's papers",
            "cited_by": "How many papers cite it",
            "provisional": "1 while the paper is too young for the ratio to be settled",
            "year": "Year of the paper, as the source gives it",
            "seen": "When the source last said something new of it (UTC)",
        },
        units={"percentile": "%"},
    ),
}
