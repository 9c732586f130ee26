"""Topics, runs, studies with their parts, and the books that prove that nothing was lost."""

from __future__ import annotations

SEARCHES_AND_RUNS = """
CREATE TABLE topics (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    article_title TEXT,
    article_publisher TEXT,
    article_url TEXT,
    description TEXT,
    language TEXT,
    time_zone TEXT,
    loaded TEXT
);
CREATE TABLE refreshes (
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    started TEXT NOT NULL,
    finished TEXT,
    outcome TEXT NOT NULL,
    message TEXT,
    returned INTEGER,
    new INTEGER,
    changed INTEGER,
    unchanged INTEGER,
    excluded INTEGER,
    owed INTEGER,
    quarantined INTEGER,
    requests INTEGER,
    littrack_version TEXT
);
CREATE TABLE searches (
    id INTEGER PRIMARY KEY,
    topic TEXT NOT NULL REFERENCES topics(id),
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    question TEXT,
    query TEXT NOT NULL,
    dated TEXT,
    first_run TEXT,
    retired TEXT,
    UNIQUE (topic, name, version)
);
CREATE TABLE search_runs (
    run INTEGER NOT NULL REFERENCES refreshes(id),
    search INTEGER NOT NULL REFERENCES searches(id),
    asked TEXT NOT NULL,
    outcome TEXT NOT NULL,
    message TEXT,
    found INTEGER,
    returned INTEGER,
    new INTEGER,
    left_search INTEGER,
    translation TEXT,
    warnings TEXT,
    dropped_phrases TEXT,
    revised_since TEXT,
    PRIMARY KEY (run, search)
) WITHOUT ROWID;
"""
STUDIES = """
CREATE TABLE studies (
    id TEXT PRIMARY KEY,
    pmid TEXT UNIQUE,
    title TEXT NOT NULL,
    authors TEXT,
    first_author TEXT,
    journal TEXT,
    year INTEGER,
    design TEXT,
    level INTEGER,
    design_rule TEXT,
    design_confidence REAL,
    integrity TEXT,
    abstract TEXT,
    keywords TEXT,
    mesh TEXT,
    publication_types TEXT,
    languages TEXT,
    doi TEXT,
    pmcid TEXT,
    url TEXT,
    kind TEXT NOT NULL,
    title_markup TEXT,
    vernacular_title TEXT,
    journal_abbreviation TEXT,
    issn TEXT,
    nlm_id TEXT,
    volume TEXT,
    issue TEXT,
    pages TEXT,
    published TEXT,
    published_text TEXT,
    published_online TEXT,
    entered TEXT,
    completed TEXT,
    revised TEXT,
    country TEXT,
    indexing_status TEXT,
    publication_status TEXT,
    conflict_of_interest TEXT,
    copyright TEXT,
    state TEXT NOT NULL DEFAULT 'current',
    merged_into TEXT,
    source TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_changed TEXT NOT NULL,
    first_run INTEGER REFERENCES refreshes(id)
);
CREATE INDEX studies_doi ON studies(doi);
CREATE INDEX studies_year ON studies(year);
CREATE INDEX studies_design ON studies(design);
CREATE INDEX studies_level ON studies(level);
CREATE INDEX studies_journal ON studies(journal);
CREATE INDEX studies_integrity ON studies(integrity);
CREATE INDEX studies_state ON studies(state);
CREATE INDEX studies_first_run ON studies(first_run);
CREATE TABLE study_aliases (
    alias TEXT PRIMARY KEY,
    study TEXT NOT NULL REFERENCES studies(id),
    how TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX study_aliases_study ON study_aliases(study);
CREATE TABLE abstract_sections (
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    language TEXT,
    label TEXT,
    category TEXT,
    text TEXT NOT NULL,
    markup TEXT,
    PRIMARY KEY (study, position)
) WITHOUT ROWID;
CREATE TABLE authors (
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    last_name TEXT,
    fore_name TEXT,
    initials TEXT,
    suffix TEXT,
    collective INTEGER NOT NULL,
    orcid TEXT,
    equal_contribution INTEGER NOT NULL,
    valid INTEGER NOT NULL,
    PRIMARY KEY (study, position)
) WITHOUT ROWID;
CREATE INDEX authors_name ON authors(name);
CREATE INDEX authors_orcid ON authors(orcid) WHERE orcid IS NOT NULL;
CREATE TABLE affiliations (
    study TEXT NOT NULL REFERENCES studies(id),
    author_position INTEGER NOT NULL,
    position INTEGER NOT NULL,
    affiliation TEXT NOT NULL,
    identifiers TEXT,
    PRIMARY KEY (study, author_position, position)
) WITHOUT ROWID;
CREATE TABLE mesh_headings (
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    descriptor TEXT NOT NULL,
    descriptor_ui TEXT,
    qualifier TEXT,
    qualifier_ui TEXT,
    major INTEGER NOT NULL,
    PRIMARY KEY (study, position)
) WITHOUT ROWID;
CREATE INDEX mesh_headings_descriptor ON mesh_headings(descriptor);
CREATE TABLE supplementary_concepts (
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    ui TEXT,
    kind TEXT,
    PRIMARY KEY (study, position)
) WITHOUT ROWID;
CREATE TABLE publication_types (
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    publication_type TEXT NOT NULL,
    ui TEXT,
    PRIMARY KEY (study, position)
) WITHOUT ROWID;
CREATE INDEX publication_types_type ON publication_types(publication_type);
CREATE TABLE keywords (
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    keyword TEXT NOT NULL,
    owner TEXT,
    major INTEGER NOT NULL,
    PRIMARY KEY (study, position)
) WITHOUT ROWID;
CREATE TABLE chemicals (
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    ui TEXT,
    registry_number TEXT,
    PRIMARY KEY (study, position)
) WITHOUT ROWID;
CREATE TABLE grants (
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    number TEXT,
    acronym TEXT,
    agency TEXT,
    country TEXT,
    PRIMARY KEY (study, position)
) WITHOUT ROWID;
CREATE TABLE registrations (
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    registry TEXT NOT NULL,
    number TEXT NOT NULL,
    PRIMARY KEY (study, position)
) WITHOUT ROWID;
CREATE INDEX registrations_number ON registrations(number);
CREATE TABLE identifiers (
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    source TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (study, position)
) WITHOUT ROWID;
CREATE INDEX identifiers_value ON identifiers(value);
CREATE TABLE relations (
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    pmid TEXT,
    citation TEXT,
    note TEXT,
    PRIMARY KEY (study, position)
) WITHOUT ROWID;
CREATE INDEX relations_pmid ON relations(pmid);
CREATE TABLE cited_references (
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    section TEXT,
    citation TEXT,
    pmid TEXT,
    doi TEXT,
    other_identifiers TEXT,
    PRIMARY KEY (study, position)
) WITHOUT ROWID;
CREATE TABLE history_dates (
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    status TEXT NOT NULL,
    date TEXT NOT NULL,
    PRIMARY KEY (study, position)
) WITHOUT ROWID;
CREATE TABLE other_details (
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (study, position)
) WITHOUT ROWID;
CREATE TABLE books (
    study TEXT PRIMARY KEY REFERENCES studies(id),
    title TEXT NOT NULL,
    publisher TEXT,
    publisher_location TEXT,
    collection_title TEXT,
    edition TEXT,
    volume TEXT,
    volume_title TEXT,
    medium TEXT,
    report_number TEXT,
    isbns TEXT,
    published TEXT,
    sections TEXT
) WITHOUT ROWID;
CREATE TABLE raw_records (
    study TEXT PRIMARY KEY REFERENCES studies(id),
    format TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    version INTEGER NOT NULL,
    revised TEXT,
    fetched TEXT NOT NULL,
    run INTEGER REFERENCES refreshes(id),
    bytes INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE raw_texts (
    study TEXT PRIMARY KEY REFERENCES studies(id),
    record BLOB NOT NULL
);
CREATE TABLE superseded_records (
    study TEXT NOT NULL REFERENCES studies(id),
    sha256 TEXT NOT NULL,
    superseded TEXT NOT NULL,
    PRIMARY KEY (study, sha256)
) WITHOUT ROWID;
CREATE TABLE record_checks (
    study TEXT PRIMARY KEY REFERENCES studies(id),
    checked TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE search_hits (
    search INTEGER NOT NULL REFERENCES searches(id),
    study TEXT NOT NULL REFERENCES studies(id),
    first_seen TEXT NOT NULL,
    left_on TEXT,
    PRIMARY KEY (search, study)
) WITHOUT ROWID;
CREATE INDEX search_hits_study ON search_hits(study);
CREATE TABLE changes (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES refreshes(id),
    study TEXT NOT NULL REFERENCES studies(id),
    field TEXT NOT NULL,
    before TEXT,
    after TEXT,
    seen TEXT NOT NULL,
    source_date TEXT
);
CREATE INDEX changes_study ON changes(study);
CREATE INDEX changes_run ON changes(run);
CREATE TABLE integrity_events (
    id INTEGER PRIMARY KEY,
    study TEXT NOT NULL REFERENCES studies(id),
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    date TEXT,
    notice_pmid TEXT,
    notice TEXT,
    reason TEXT,
    first_seen TEXT NOT NULL,
    last_confirmed TEXT NOT NULL,
    withdrawn TEXT,
    run INTEGER REFERENCES refreshes(id)
);
CREATE INDEX integrity_events_study ON integrity_events(study);
"""
ACCOUNTING = """
CREATE TABLE retries (
    pmid TEXT PRIMARY KEY,
    wanted_for TEXT NOT NULL,
    reason TEXT NOT NULL,
    first_failed TEXT NOT NULL,
    last_tried TEXT NOT NULL,
    tries INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE exclusions (
    pmid TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    since TEXT NOT NULL,
    run INTEGER REFERENCES refreshes(id)
) WITHOUT ROWID;
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    pmid TEXT,
    reason TEXT NOT NULL,
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    first_seen TEXT NOT NULL,
    resolved TEXT,
    run INTEGER REFERENCES refreshes(id),
    record BLOB NOT NULL
);
CREATE INDEX quarantine_pmid ON quarantine(pmid);
"""
