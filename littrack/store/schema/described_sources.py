"""The words for the tables of ``littrack.store.schema.sources``."""

from __future__ import annotations

from littrack.store.schema.described import RUN, TableDescription

_SOURCE = "The source, such as crossref"

SOURCES_TABLES: dict[str, TableDescription] = {
    "source_runs": TableDescription(
        "Runs of other sources",
        "What came of asking a source beside PubMed, run by run.",
        {
            "run": RUN,
            "source": _SOURCE,
            "started": "When it was first asked (UTC)",
            "finished": "When it had answered or failed (UTC)",
            "outcome": "complete, failed, or paused (after failures in a row)",
            "message": "What went wrong",
            "requests": "Requests made",
            "asked": "Studies, trials and queries that were due",
            "answered": "How many of them it answered for",
            "news": "How many answers said something new",
        },
    ),
    "source_states": TableDescription(
        "Other sources",
        "Each source beside PubMed: when it last answered, and whether it is in order.",
        {
            "source": _SOURCE,
            "title": "Its name",
            "answered": "When it last answered without a failure (UTC)",
            "tried": "When it was last asked (UTC)",
            "outcome": "What came of that: complete or failed",
            "message": "What went wrong",
            "failures": "Failed runs in a row",
            "paused_until": "It is left alone until then (UTC)",
            "day": "The day to which the count of requests belongs (UTC)",
            "day_requests": "Requests made on that day",
            "everyone": "When it last answered for every stored study at once (UTC)",
            "etag": "What its last file was called, for conditional requests",
            "last_modified": "When its last file was made, for conditional requests",
            "sha256": "Hash of its last file",
        },
    ),
    "source_checks": TableDescription(
        "Checks by other sources",
        "When a source last answered for a study, a registered trial or a registry query.",
        {
            "source": _SOURCE,
            "subject": "The study, the registration number, or the name of the query",
            "checked": "When (UTC)",
            "known": "1 if the source holds it, 0 if not",
        },
    ),
}
