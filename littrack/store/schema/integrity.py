"""What sources beside PubMed say happened to a study."""

from __future__ import annotations

INTEGRITY = """
ALTER TABLE integrity_events ADD COLUMN notice_doi TEXT;
ALTER TABLE integrity_events ADD COLUMN asserted_by TEXT;
CREATE INDEX integrity_events_run ON integrity_events(run)
"""
