"""The database schema, as numbered migrations that are never edited once released.

Each migration runs in a transaction of its own (sqlite-utils' ``Migrations``); a failed one is rolled back.
``littrack.store.descriptions`` says what every table and column means, in a clinician's words.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("littrack")

_SEARCHES_AND_RUNS = """
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
    PRIMARY KEY (run, search)
) WITHOUT ROWID;
"""

_STUDIES = """
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
    first_run INTEGER REFERENCES refreshes(id),
    content_sha256 TEXT
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
    bytes INTEGER NOT NULL,
    record BLOB NOT NULL,
    fetched TEXT NOT NULL,
    run INTEGER REFERENCES refreshes(id)
);
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

_ACCOUNTING = """
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
    record BLOB NOT NULL,
    first_seen TEXT NOT NULL,
    resolved TEXT,
    run INTEGER REFERENCES refreshes(id)
);
CREATE INDEX quarantine_pmid ON quarantine(pmid);
CREATE TABLE staged_records (
    pmid TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    record BLOB NOT NULL,
    fetched TEXT NOT NULL
);
"""

_EVIDENCE = """
CREATE TABLE claims (
    id TEXT PRIMARY KEY,
    topic TEXT NOT NULL REFERENCES topics(id),
    position INTEGER NOT NULL,
    parent TEXT REFERENCES claims(id),
    quote TEXT NOT NULL,
    highlight TEXT,
    kind TEXT NOT NULL,
    question TEXT NOT NULL,
    state TEXT NOT NULL,
    certainty TEXT,
    one_line TEXT,
    rationale TEXT NOT NULL,
    would_change TEXT,
    review TEXT NOT NULL,
    reviewer TEXT,
    reviewed TEXT,
    last_appraised TEXT,
    appraised_by TEXT,
    removed TEXT
);
CREATE INDEX claims_topic ON claims(topic);
CREATE TABLE claim_overlaps (
    claim TEXT NOT NULL REFERENCES claims(id),
    overlaps TEXT NOT NULL REFERENCES claims(id),
    PRIMARY KEY (claim, overlaps)
) WITHOUT ROWID;
CREATE TABLE claim_searches (
    claim TEXT NOT NULL REFERENCES claims(id),
    search TEXT NOT NULL,
    PRIMARY KEY (claim, search)
) WITHOUT ROWID;
CREATE TABLE claim_evidence (
    claim TEXT NOT NULL REFERENCES claims(id),
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    stance TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (claim, study)
) WITHOUT ROWID;
CREATE INDEX claim_evidence_study ON claim_evidence(study);
CREATE TABLE claim_candidates (
    claim TEXT NOT NULL REFERENCES claims(id),
    study TEXT NOT NULL REFERENCES studies(id),
    state TEXT NOT NULL,
    why TEXT NOT NULL,
    suggested TEXT NOT NULL,
    run INTEGER REFERENCES refreshes(id),
    PRIMARY KEY (claim, study)
) WITHOUT ROWID;
CREATE INDEX claim_candidates_study ON claim_candidates(study);
CREATE TABLE verdict_history (
    id INTEGER PRIMARY KEY,
    claim TEXT NOT NULL REFERENCES claims(id),
    since TEXT NOT NULL,
    state TEXT NOT NULL,
    certainty TEXT,
    review TEXT NOT NULL,
    reviewer TEXT,
    one_line TEXT,
    run INTEGER REFERENCES refreshes(id)
);
CREATE INDEX verdict_history_claim ON verdict_history(claim);
CREATE TABLE appraisals (
    study TEXT PRIMARY KEY REFERENCES studies(id),
    key TEXT NOT NULL UNIQUE,
    topic TEXT NOT NULL REFERENCES topics(id),
    position INTEGER NOT NULL,
    matched_by TEXT NOT NULL,
    design TEXT NOT NULL,
    design_note TEXT,
    population TEXT,
    participants INTEGER,
    one_line TEXT NOT NULL,
    limits TEXT,
    direction TEXT,
    funding TEXT,
    conflicts TEXT,
    registration TEXT,
    retraction_check TEXT,
    confidence TEXT,
    notes TEXT,
    removed TEXT
);
CREATE TABLE arms (
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    arm TEXT NOT NULL,
    participants INTEGER,
    dose TEXT,
    scale TEXT,
    weeks REAL,
    responders INTEGER,
    remitters INTEGER,
    response_percent REAL,
    remission_percent REAL,
    mean_change REAL,
    sd REAL,
    percent_change REAL,
    counts_basis TEXT,
    derived INTEGER NOT NULL,
    PRIMARY KEY (study, position)
) WITHOUT ROWID;
CREATE TABLE outcomes (
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    measure TEXT NOT NULL,
    value REAL,
    value_text TEXT,
    ci_low REAL,
    ci_high REAL,
    outcome TEXT,
    comparator TEXT,
    timepoint TEXT,
    p TEXT,
    note TEXT,
    derived INTEGER NOT NULL,
    PRIMARY KEY (study, position)
) WITHOUT ROWID;
CREATE TABLE appraisal_sources (
    study TEXT NOT NULL REFERENCES studies(id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    statement TEXT NOT NULL,
    read_at TEXT,
    PRIMARY KEY (study, position)
) WITHOUT ROWID;
CREATE TABLE syntheses (
    id INTEGER PRIMARY KEY,
    claim TEXT NOT NULL REFERENCES claims(id),
    name TEXT NOT NULL,
    computed TEXT NOT NULL,
    superseded TEXT,
    run INTEGER REFERENCES refreshes(id),
    measure TEXT NOT NULL,
    model TEXT NOT NULL,
    trials INTEGER NOT NULL,
    participants INTEGER,
    estimate REAL,
    ci_low REAL,
    ci_high REAL,
    prediction_low REAL,
    prediction_high REAL,
    p REAL,
    tau2 REAL,
    i2 REAL,
    q REAL,
    derived INTEGER NOT NULL,
    inputs TEXT NOT NULL,
    note TEXT
);
CREATE INDEX syntheses_claim ON syntheses(claim);
CREATE TABLE flags (
    id INTEGER PRIMARY KEY,
    claim TEXT NOT NULL REFERENCES claims(id),
    kind TEXT NOT NULL,
    study TEXT REFERENCES studies(id),
    detail TEXT NOT NULL,
    raised TEXT NOT NULL,
    cleared TEXT,
    run INTEGER REFERENCES refreshes(id)
);
CREATE INDEX flags_claim ON flags(claim);
CREATE TABLE certainty_domains (
    claim TEXT NOT NULL REFERENCES claims(id),
    domain TEXT NOT NULL,
    position INTEGER NOT NULL,
    proposed TEXT NOT NULL,
    reason TEXT NOT NULL,
    entered TEXT,
    entered_by TEXT,
    entered_reason TEXT,
    PRIMARY KEY (claim, domain)
) WITHOUT ROWID;
CREATE TABLE trials (
    id TEXT PRIMARY KEY,
    topic TEXT NOT NULL REFERENCES topics(id),
    registry TEXT NOT NULL,
    title TEXT NOT NULL,
    condition TEXT,
    comparison TEXT,
    phase TEXT,
    status TEXT,
    enrollment INTEGER,
    enrollment_basis TEXT,
    started TEXT,
    primary_completion TEXT,
    completed TEXT,
    first_posted TEXT,
    results_first_posted TEXT,
    results_on_registry INTEGER,
    registered TEXT,
    primary_outcome TEXT,
    sponsor TEXT,
    study TEXT REFERENCES studies(id),
    notes TEXT,
    overdue INTEGER,
    removed TEXT
);
CREATE TABLE trial_discrepancies (
    trial TEXT NOT NULL REFERENCES trials(id),
    position INTEGER NOT NULL,
    discrepancy TEXT NOT NULL,
    PRIMARY KEY (trial, position)
) WITHOUT ROWID;
"""


def _run(db: Database, sql: str) -> None:
    for statement in sql.split(";"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m001_pubmed(db: Database) -> None:
    """Topics, runs, studies with their parts, and what is owed."""
    _run(db, _SEARCHES_AND_RUNS + _STUDIES + _ACCOUNTING)


@migrations()
def m002_full_text(db: Database) -> None:
    """Full-text search over title, abstract, authors, keywords and MeSH."""
    db.table("studies").enable_fts(
        ["title", "abstract", "authors", "keywords", "mesh"],
        tokenize="porter",
        create_triggers=True,
    )


@migrations()
def m003_evidence(db: Database) -> None:
    """Claims, appraised evidence, syntheses, flags and registered trials."""
    _run(db, _EVIDENCE)
