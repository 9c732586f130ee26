"""The full-text index over the studies (FTS5, its text kept in ``studies`` alone) and its triggers."""

from __future__ import annotations

from sqlite_utils import Database

_FULL_TEXT = """
CREATE VIRTUAL TABLE "studies_fts" USING FTS5 (
    "title", "abstract", "authors", "keywords", "mesh",
    tokenize='porter unicode61 remove_diacritics 2',
    content="studies"
)
"""
FULL_TEXT_TRIGGERS = {
    "studies_ai": """
CREATE TRIGGER studies_ai AFTER INSERT ON studies BEGIN
  INSERT INTO studies_fts (rowid, title, abstract, authors, keywords, mesh)
  VALUES (new.rowid, new.title, new.abstract, new.authors, new.keywords, new.mesh);
END""",
    "studies_ad": """
CREATE TRIGGER studies_ad AFTER DELETE ON studies BEGIN
  INSERT INTO studies_fts (studies_fts, rowid, title, abstract, authors, keywords, mesh)
  VALUES ('delete', old.rowid, old.title, old.abstract, old.authors, old.keywords, old.mesh);
END""",
    "studies_au": """
CREATE TRIGGER studies_au AFTER UPDATE OF title, abstract, authors, keywords, mesh ON studies BEGIN
  INSERT INTO studies_fts (studies_fts, rowid, title, abstract, authors, keywords, mesh)
  VALUES ('delete', old.rowid, old.title, old.abstract, old.authors, old.keywords, old.mesh);
  INSERT INTO studies_fts (rowid, title, abstract, authors, keywords, mesh)
  VALUES (new.rowid, new.title, new.abstract, new.authors, new.keywords, new.mesh);
END""",
}
"""Named as sqlite-utils names them. Unlike its own, the update trigger fires for the indexed columns only:
setting a study's design or integrity must not index its abstract anew."""


def create_full_text(db: Database) -> None:
    """Make the full-text index and its three triggers, in place of any there are, and fill it."""
    for trigger in FULL_TEXT_TRIGGERS:
        db.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    db.execute("DROP TABLE IF EXISTS studies_fts")
    db.execute(_FULL_TEXT)
    db.execute("INSERT INTO studies_fts(studies_fts) VALUES ('rebuild')")
    for statement in FULL_TEXT_TRIGGERS.values():
        db.execute(statement)
