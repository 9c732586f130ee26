"""Topics, searches, runs and the books that prove that nothing was lost, described."""

from __future__ import annotations

from littrack.store.schema.described import RUN, SEEN, STUDY, TableDescription

RUN_TABLES: dict[str, TableDescription] = {
    "topics": TableDescription(
        "Topics",
        "One row a health article whose claims are checked.",
        {
            "id": "The topic's folder under queries/",
            "title": "What the topic is about",
            "article_title": "Title of the article that is checked",
            "article_publisher": "Who published the article",
            "article_url": "Where the article stands",
            "description": "What the article is, in a sentence",
            "language": "Language of the article (BCP 47)",
            "time_zone": "Time zone in which dates are shown",
            "loaded": "When the topic's files were last loaded with a change (UTC)",
        },
        label="title",
    ),
    "refreshes": TableDescription(
        "Runs",
        "One row a run that wrote to the database: what it was, how it ended, what it counted.",
        {
            "id": "Number of the run",
            "command": "The command that ran",
            "started": "When it began (UTC)",
            "finished": "When it ended (UTC); empty while it runs or when it was killed",
            "outcome": "complete: every id is accounted for; owed: something is still to come; "
            "failed; interrupted: stopped before its end; running",
            "message": "The summary a person can read, or what went wrong",
            "returned": "Ids that PubMed returned, each counted once",
            "new": "Records stored for the first time",
            "changed": "Records in which something changed",
            "unchanged": "Records looked at and found unchanged",
            "excluded": "Ids that were left out, with a reason",
            "owed": "Ids that did not arrive and will be asked for again",
            "quarantined": "Records that could not be read",
            "requests": "Requests sent to PubMed",
            "littrack_version": "The version of littrack that ran",
        },
        label="started",
    ),
    "searches": TableDescription(
        "Searches",
        "Each version of each search that is asked of PubMed every night.",
        {
            "id": "Number of this version of the search",
            "topic": "The topic it belongs to",
            "name": "Name of the search",
            "version": "Counts up each time the text of the search changes",
            "question": "The question that the search answers",
            "query": "The text sent to PubMed, verbatim",
            "dated": "The date on which a person wrote or last revised it",
            "first_run": "When this version was first used (UTC)",
            "retired": "When another version took its place (UTC)",
        },
        label="name",
    ),
    "search_runs": TableDescription(
        "Searches as answered",
        "What PubMed answered to each search, run by run.",
        {
            "run": "The run",
            "search": "The search",
            "asked": "When PubMed was asked (UTC)",
            "outcome": "complete, owed or failed",
            "message": "What went wrong, if anything did",
            "found": "How many records PubMed says the search finds",
            "returned": "How many ids it listed",
            "new": "Studies found for the first time",
            "left_search": "Studies that the search finds no longer",
            "translation": "How PubMed understood the search",
            "warnings": "PubMed's warnings",
            "revised_since": "Start of the range of revision dates that was asked for, where it was",
            "dropped_phrases": "Words that PubMed does not know and left out of the search",
        },
    ),
    "search_hits": TableDescription(
        "Studies that a search finds",
        "Which search finds which study, and since when.",
        {
            "search": "The search",
            "study": STUDY,
            "first_seen": "When the search first found it (UTC)",
            "left_on": "When the search found it no longer (UTC)",
        },
    ),
    "changes": TableDescription(
        "Changes",
        "Each field that changed in a stored record.",
        {
            "id": "Number",
            "run": "The run that saw it",
            "study": STUDY,
            "field": "What changed",
            "before": "What stood there before",
            "after": "What stands there now",
            "seen": SEEN,
            "source_date": "When PubMed says the record was revised",
        },
    ),
    "retries": TableDescription(
        "Records owed",
        "Records that PubMed named and has not delivered. They are asked for again at every run.",
        {
            "pmid": "PubMed's number",
            "wanted_for": "What it is wanted for",
            "reason": "Why it did not arrive",
            "first_failed": "When it first failed to arrive (UTC)",
            "last_tried": "When it was last asked for (UTC)",
            "tries": "How often it was asked for",
        },
    ),
    "exclusions": TableDescription(
        "Records left out",
        "Records that a search names and that are not stored, with the reason.",
        {
            "pmid": "PubMed's number",
            "reason": "Why it is left out",
            "since": "Since when (UTC)",
            "run": RUN,
        },
    ),
    "quarantine": TableDescription(
        "Records that could not be read",
        "Kept with the reason until a version of them can be read.",
        {
            "id": "Number",
            "pmid": "PubMed's number, where that much could be read",
            "reason": "Why it could not be read",
            "source": "Where it came from",
            "sha256": "SHA-256 of the record",
            "first_seen": SEEN,
            "resolved": "When a readable version arrived (UTC)",
            "run": RUN,
            "record": "The record, compressed (zlib)",
        },
    ),
    "superseded_records": TableDescription(
        "Superseded texts",
        "Texts of records that another text of the same date of revision replaced; "
        "by this, reading the same files again changes nothing.",
        {
            "study": STUDY,
            "sha256": "SHA-256 of the replaced text",
            "superseded": "When it was replaced (UTC)",
        },
    ),
    "record_checks": TableDescription(
        "Records last checked",
        "When PubMed was last asked for a record, whether or not it had changed.",
        {"study": STUDY, "checked": "When (UTC)"},
    ),
}
