"""What was already told in a digest."""

from __future__ import annotations

DIGESTS = """
CREATE TABLE digests (
    id INTEGER PRIMARY KEY,
    made TEXT NOT NULL,
    way TEXT NOT NULL,
    since_run INTEGER NOT NULL,
    until_run INTEGER NOT NULL,
    items INTEGER NOT NULL
)
"""
