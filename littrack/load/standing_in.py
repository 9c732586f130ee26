"""Studies that stand in the database on the word of evidence.yaml alone, and their move to a PubMed record."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from littrack.load.matching import TOPIC_FILE
from littrack.load.tables import Row, joined
from littrack.topics.model import Work

FACTS = (
    "title", "authors", "first_author", "journal", "year", "doi", "pmcid", "url", "volume", "issue",
    "pages", "published", "kind",
)  # fmt: skip
_READ = f"SELECT {', '.join(FACTS)} FROM studies WHERE id = ? AND source = '{TOPIC_FILE}'"
_EXISTS = "SELECT source FROM studies WHERE id = ?"
_INSERT = f"""
INSERT INTO studies ({", ".join(FACTS)}, id, source, first_seen, last_changed, first_run)
VALUES ({", ".join("?" * len(FACTS))}, ?, '{TOPIC_FILE}', ?, ?, ?)
"""
_UPDATE = f"""
UPDATE studies SET {", ".join(f"{name} = ?" for name in FACTS)}, last_changed = ? WHERE id = ?
"""
_LINKS = """
SELECT tables.name, links."from" FROM sqlite_master AS tables, pragma_foreign_key_list(tables.name) AS links
WHERE tables.type = 'table' AND links."table" = 'studies'
"""
_ALIAS = """
INSERT INTO study_aliases (alias, study, how) VALUES (?, ?, ?)
ON CONFLICT (alias) DO UPDATE SET study = excluded.study, how = excluded.how
"""
_KINDS = {"regulatory document": "regulatory document"}


def keep_facts(db: Database, run: int | None, study: str, work: Work, now: str) -> None:
    """Give a work without a PubMed record a row of its own. A PubMed record is never touched."""
    row = _facts(work)
    found = db.execute(_EXISTS, (study,)).fetchone()
    if found is None:
        db.conn.execute(_INSERT, (*row, study, now, now, run))
        db.conn.execute("DELETE FROM study_aliases WHERE alias = ?", (study,))
    elif found[0] == TOPIC_FILE and tuple(db.execute(_READ, (study,)).fetchone()) != row:
        db.conn.execute(_UPDATE, (*row, now, study))


def _facts(work: Work) -> Row:
    address = work.url
    if work.pmid:
        address = f"https://pubmed.ncbi.nlm.nih.gov/{work.pmid}/"
    elif work.doi:
        address = f"https://doi.org/{work.doi}"
    return (
        work.title,
        joined(work.authors),
        work.authors[0] if work.authors else None,
        work.journal,
        work.year,
        work.doi,
        work.pmcid,
        address,
        work.volume,
        work.issue,
        work.pages,
        str(work.year) if work.year else None,
        _KINDS.get(work.design, "article"),
    )


def is_stand_in(db: Database, study: str) -> bool:
    """Whether a study stands on the word of evidence.yaml alone."""
    found = db.execute(_EXISTS, (study,)).fetchone()
    return found is not None and found[0] == TOPIC_FILE


def move(db: Database, old: str, new: str, how: str) -> None:
    """Let a study take over all that points at a stand-in, which then lives on as an alias.

    What both have (a claim's candidate, say) stays as the surviving study has it.
    """
    for table, column in list(_links(db)):
        db.conn.execute(
            f'UPDATE OR IGNORE "{table}" SET "{column}" = ? WHERE "{column}" = ?', (new, old)
        )
        db.conn.execute(f'DELETE FROM "{table}" WHERE "{column}" = ?', (old,))
    db.conn.execute("DELETE FROM study_reviews WHERE study = ?", (old,))
    db.conn.execute("DELETE FROM studies WHERE id = ?", (old,))
    db.conn.execute(_ALIAS, (old, new, how))


def _links(db: Database) -> Iterator[tuple[str, str]]:
    yield from db.execute(_LINKS)
