"""What browsing the studies reads of each one, small enough to be read for all of them at once."""

BROWSING = """
CREATE INDEX studies_browsing ON studies(
    published, year, design, level, integrity, journal, pmcid, state, first_seen
);
"""
