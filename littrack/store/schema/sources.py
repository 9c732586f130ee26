"""Which source beside PubMed was asked what, and when."""

from __future__ import annotations

SOURCES = """
CREATE TABLE source_runs (
    run INTEGER NOT NULL REFERENCES refreshes(id),
    source TEXT NOT NULL,
    started TEXT NOT NULL,
    finished TEXT NOT NULL,
    outcome TEXT NOT NULL,
    message TEXT,
    requests INTEGER NOT NULL,
    asked INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    news INTEGER NOT NULL,
    PRIMARY KEY (run, source)
) WITHOUT ROWID;
CREATE INDEX source_runs_source ON source_runs(source);
CREATE TABLE source_states (
    source TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    answered TEXT,
    tried TEXT,
    outcome TEXT,
    message TEXT,
    failures INTEGER NOT NULL,
    paused_until TEXT,
    day TEXT,
    day_requests INTEGER NOT NULL,
    everyone TEXT,
    etag TEXT,
    last_modified TEXT,
    sha256 TEXT
) WITHOUT ROWID;
CREATE TABLE source_checks (
    source TEXT NOT NULL,
    subject TEXT NOT NULL,
    checked TEXT NOT NULL,
    known INTEGER NOT NULL,
    PRIMARY KEY (source, subject)
) WITHOUT ROWID;
"""
