"""Claims, appraised evidence, syntheses, flags and registered trials."""

from __future__ import annotations

EVIDENCE = """
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
    authors_note TEXT,
    appraised TEXT,
    looked_up TEXT,
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
    derived_figures TEXT,
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
    derived_figures TEXT,
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
    title TEXT,
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
