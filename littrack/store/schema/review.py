"""What a review of the stored studies remembers, so that the next one does only what is new."""

REVIEW = """
CREATE TABLE study_reviews (
    study TEXT PRIMARY KEY,
    content TEXT NOT NULL,
    rules TEXT NOT NULL,
    links TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE verdict_baselines (
    claim TEXT PRIMARY KEY REFERENCES claims(id),
    verdict TEXT NOT NULL,
    since TEXT NOT NULL,
    rests_on TEXT NOT NULL
) WITHOUT ROWID;
"""
