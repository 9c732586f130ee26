"""Begin an appraisal: the entry for evidence.yaml that a stored record allows, printed or added to the file."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from littrack.errors import ConfigError
from littrack.topics.read import read_files, topic_folders
from littrack.topics.skeleton import KnownStudy, skeleton

_STUDY = """
SELECT studies.id, title, journal, year, volume, issue, pages, pmid, pmcid, doi, design, design_rule,
    conflict_of_interest
FROM studies WHERE studies.id = :number
    OR studies.id = (SELECT study FROM study_aliases WHERE alias = :number) OR studies.doi = :number
LIMIT 1
"""
_AUTHORS = "SELECT name FROM authors WHERE study = ? AND role = 'author' ORDER BY position"
_NUMBERS = "SELECT DISTINCT number FROM registrations WHERE study = ? ORDER BY position"
_GRANTS = """
SELECT DISTINCT agency FROM grants WHERE study = ? AND agency IS NOT NULL ORDER BY position
"""
_SUGGESTED = """
SELECT claims.id, why FROM claim_candidates JOIN claims ON claims.id = claim_candidates.claim
WHERE study = ? AND topic = ? AND claim_candidates.state = 'unreviewed' AND claims.removed IS NULL
ORDER BY claims.position
"""
_APPRAISED = "SELECT key, topic FROM appraisals WHERE study = ? AND removed IS NULL"


@dataclass(frozen=True, slots=True)
class Begun:
    """An entry, the file it belongs to, and the line it begins in where it was added."""

    entry: str
    file: Path
    line: int | None


def begin_appraisal(
    db: Database, queries: Path, number: str, topic: str | None, write: bool, today: str
) -> Begun:
    """The entry for a stored study, given by its PMID, DOI or id; ``write`` adds it to the topic's evidence.yaml.

    Raises ``ConfigError`` where the study is not stored or is appraised already, where it is unclear which topic is
    meant, and where the file cannot be written.
    """
    folder = _folder(queries, topic)
    row = db.execute(_STUDY, {"number": number.strip()}).fetchone()
    if row is None:
        raise ConfigError(f"{number} is not stored: run `littrack refresh`, or check the number")
    study = str(row[0])
    file = folder / "evidence.yaml"
    files = read_files(folder)
    _refuse_twice(
        db, study, number, {work.pmid: work.key for work in files.topic.works if work.pmid}
    )
    taken = {work.key for work in files.topic.works}
    entry = skeleton(_known(db, row, folder.name), taken, today)
    return Begun(entry, file, _add(file, entry) if write else None)


def _folder(queries: Path, topic: str | None) -> Path:
    folders = topic_folders(queries, [topic] if topic else [])
    if len(folders) > 1:
        names = ", ".join(folder.name for folder in folders)
        raise ConfigError(f"there are several topics ({names}): say which with --topic")
    return folders[0]


def _refuse_twice(db: Database, study: str, number: str, keys: dict[str, str]) -> None:
    found = db.execute(_APPRAISED, (study,)).fetchone()
    key = found[0] if found else keys.get(study)
    if key:
        raise ConfigError(f"{number} is in evidence.yaml already, as {key}: edit that entry")


def _known(db: Database, row: tuple[str | int | None, ...], topic: str) -> KnownStudy:
    study, title, journal, year, volume, issue, pages, pmid, pmcid, doi, design, rule, interests = (
        row
    )

    def texts(query: str) -> tuple[str, ...]:
        return tuple(str(value) for (value,) in db.execute(query, (study,)))

    return KnownStudy(
        title=str(title).rstrip("."),
        authors=texts(_AUTHORS),
        journal=_text(journal),
        year=int(year) if year else None,
        volume=_text(volume),
        issue=_text(issue),
        pages=_text(pages),
        pmid=_text(pmid),
        pmcid=_text(pmcid),
        doi=_text(doi),
        design=_text(design),
        design_rule=_text(rule),
        registrations=texts(_NUMBERS),
        grants=texts(_GRANTS),
        conflicts=_text(interests),
        suggested_for=tuple(db.execute(_SUGGESTED, (study, topic)).fetchall()),
    )


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


def _add(file: Path, entry: str) -> int:
    """Add an entry at the end of the file and return its first line; the file is replaced whole or not at all."""
    try:
        text = file.read_text(encoding="utf-8")
        emptied = text.replace("\nstudies: []\n", "\nstudies:\n", 1)
        if "\nstudies:" not in f"\n{emptied}":
            raise ConfigError(f"{file} has no list `studies:` to add to")
        if not emptied.endswith("\n"):
            emptied += "\n"
        gap = "" if emptied.endswith("studies:\n") else "\n"
        _replace(file, emptied + gap + entry)
    except OSError as error:
        raise ConfigError(f"cannot write {file}: {error.strerror}") from error
    return (emptied + gap).count("\n") + 1


def _replace(file: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".evidence-", suffix=".yaml")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        fresh.chmod(file.stat().st_mode)
        fresh.replace(file)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
