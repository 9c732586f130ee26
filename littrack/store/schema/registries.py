"""Trials as their registries state them, where studies can be read, and how far they reach."""

REGISTRIES = """
CREATE TABLE registry_records (
    id TEXT PRIMARY KEY,
    registry TEXT NOT NULL,
    source TEXT NOT NULL,
    title TEXT,
    status TEXT,
    why_stopped TEXT,
    phase TEXT,
    conditions TEXT,
    interventions TEXT,
    enrollment INTEGER,
    enrollment_basis TEXT,
    started TEXT,
    primary_completion TEXT,
    completed TEXT,
    first_posted TEXT,
    last_updated TEXT,
    results_posted TEXT,
    primary_outcomes TEXT,
    secondary_outcomes TEXT,
    result_pmids TEXT,
    first_seen TEXT NOT NULL,
    last_changed TEXT NOT NULL,
    run INTEGER REFERENCES refreshes(id)
);
CREATE INDEX registry_records_run ON registry_records(run);
CREATE TABLE registry_changes (
    id INTEGER PRIMARY KEY,
    trial TEXT NOT NULL REFERENCES registry_records(id),
    field TEXT NOT NULL,
    before TEXT,
    after TEXT,
    former_since TEXT NOT NULL,
    registry_updated TEXT,
    seen TEXT NOT NULL,
    run INTEGER REFERENCES refreshes(id)
);
CREATE INDEX registry_changes_trial ON registry_changes(trial);
CREATE INDEX registry_changes_run ON registry_changes(run);
CREATE TABLE registry_matches (
    trial TEXT NOT NULL REFERENCES registry_records(id),
    topic TEXT NOT NULL REFERENCES topics(id),
    first_seen TEXT NOT NULL,
    PRIMARY KEY (trial, topic)
) WITHOUT ROWID;
CREATE TABLE trial_publications (
    trial TEXT NOT NULL,
    study TEXT NOT NULL REFERENCES studies(id),
    told_by TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    PRIMARY KEY (trial, study, told_by)
) WITHOUT ROWID;
CREATE INDEX trial_publications_study ON trial_publications(study);
CREATE TABLE trial_flags (
    id INTEGER PRIMARY KEY,
    trial TEXT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    raised TEXT NOT NULL,
    cleared TEXT,
    run INTEGER REFERENCES refreshes(id)
);
CREATE INDEX trial_flags_trial ON trial_flags(trial);
CREATE INDEX trial_flags_run ON trial_flags(run);
CREATE TABLE reading_links (
    study TEXT NOT NULL REFERENCES studies(id),
    source TEXT NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    version TEXT,
    licence TEXT,
    identifier TEXT,
    seen TEXT NOT NULL,
    PRIMARY KEY (study, source, position)
) WITHOUT ROWID;
CREATE TABLE reach (
    study TEXT NOT NULL REFERENCES studies(id),
    source TEXT NOT NULL,
    relative_citation_ratio REAL,
    percentile REAL,
    cited_by INTEGER,
    provisional INTEGER NOT NULL,
    year INTEGER,
    seen TEXT NOT NULL,
    PRIMARY KEY (study, source)
) WITHOUT ROWID;
"""
