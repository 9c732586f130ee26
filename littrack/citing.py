"""Cite stored studies: find them by whatever they are called, and print their references in a style."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from littrack.cite.citable import Citable
from littrack.cite.listing import warning, written
from littrack.cite.styles import ALIASES, STYLES, Entry, Style, reference_list
from littrack.claimview.asked import unknown_claim
from littrack.csl_styles import CslStyle, made_by_pandoc, read_style
from littrack.errors import ConfigError, DataError
from littrack.store.citing import read_citables, rowids_of
from littrack.store.database import open_readonly, sqlite_errors
from littrack.store.studies import find_id

_NAME = re.compile(r"(?:pmid:?|doi:|pmcid:?)\s+\S+|\S+", re.IGNORECASE)
_EVIDENCE = """
SELECT claim_evidence.study FROM claim_evidence JOIN claims ON claims.id = claim_evidence.claim
WHERE claims.id = ? ORDER BY claim_evidence.position
"""
_INCOMPLETE = """
SELECT studies.id, studies.journal IS NULL, appraisals.authors_note FROM studies
JOIN appraisals ON appraisals.study = studies.id
WHERE studies.source = 'topic file' AND studies.kind = 'article' AND appraisals.removed IS NULL
    AND (studies.journal IS NULL OR appraisals.authors_note IS NOT NULL)
"""
_CLAIM = "SELECT 1 FROM claims WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be cited, and how."""

    names: tuple[str, ...] = ()
    """PMIDs, DOIs, PMCIDs, study ids or keys."""
    claims: tuple[str, ...] = ()
    """Claims whose evidence is cited."""
    style: str = "ama"
    """A name of `STYLES`, or the path of a ``.csl`` file."""
    form: str = "text"
    """One of ``littrack.cite.listing.FORMS``."""
    marks: bool = False


@dataclass(frozen=True, slots=True)
class Cited:
    """The list, and what whoever cites must be told."""

    text: str
    entries: tuple[Entry, ...]
    warnings: tuple[str, ...]


def names_in(text: str) -> tuple[str, ...]:
    """The names in a text, divided by blanks or lines; "PMID: 123" is one. A line that begins with # is none."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return tuple(name.rstrip(",;") for line in lines for name in _NAME.findall(line))


def cite(database: Path, asked: Asked) -> Cited:
    """The references of what is asked for, each work once.

    Raises ``ConfigError`` for an unknown style or claim, ``DataError`` for works that are not stored.
    """
    style = _known(asked.style) or _file(asked.style)
    with sqlite_errors(database), closing(open_readonly(database)) as db:
        works = tuple(read_citables(db, rowids_of(db, _wanted(db, asked))))
        incomplete = _incomplete(db)
    if isinstance(style, Style):
        entries, numbered = reference_list(style, works), style.number is not None
    else:
        entries, numbered = made_by_pandoc(style, works), style.numbered
    return Cited(
        written(entries, asked.form, numbered, asked.marks),
        entries,
        tuple(
            f"{_called(each)}: {told}"
            for each in works
            for told in (warning(each), incomplete.get(each.id))
            if told
        ),
    )


def _incomplete(db: Database) -> dict[str, str]:
    """By study, what no reader saw of a work that stands here from a topic's files alone."""
    return {
        study: f"incomplete until PubMed's record is stored: {_missing(bool(journal), authors)}"
        for study, journal, authors in db.execute(_INCOMPLETE)
    }


def _missing(journal: bool, authors: str | None) -> str:
    parts = (f"authors {authors}" if authors else None, "no journal" if journal else None)
    return "; ".join(part for part in parts if part)


def _known(name: str) -> Style | None:
    lower = name.lower()
    return STYLES.get(ALIASES.get(lower, lower))


def _file(name: str) -> CslStyle:
    path = Path(name)
    if path.suffix.lower() == ".csl" or path.is_file():
        return read_style(path)
    raise ConfigError(
        f"there is no style {name!r}: choose {', '.join(STYLES)}, or give the path of a .csl file"
    )


def _wanted(db: Database, asked: Asked) -> list[str]:
    """The ids of the studies, each once, in the order asked for."""
    found = [(name, find_id(db, name)) for name in asked.names]
    unknown = [name for name, study in found if study is None]
    if unknown:
        raise DataError(_unknown(unknown))
    known = [study for _, study in found if study]
    for claim in asked.claims:
        known += _evidence(db, claim)
    if not known:
        raise ConfigError("nothing to cite: give a PMID, DOI or key, or --claim ID")
    return list(dict.fromkeys(known))


def _evidence(db: Database, claim: str) -> list[str]:
    if not db.execute(_CLAIM, (claim,)).fetchone():
        raise unknown_claim(db, claim)
    studies = [study for (study,) in db.execute(_EVIDENCE, (claim,))]
    if not studies:
        raise DataError(f"the claim {claim!r} rests on no study: there is nothing to cite")
    return studies


def _unknown(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:5]) + (
        f" and {len(names) - 5} more" if len(names) > 5 else ""
    )
    verb = "is no stored study" if len(names) == 1 else "are no stored studies"
    return f"{shown} {verb}: 'littrack search WORDS' finds what is stored, 'littrack refresh' asks PubMed for more"


def _called(work: Citable) -> str:
    """ "24345483 (Doe 2014)"."""
    first = (work.authors[0].literal or work.authors[0].family) if work.authors else None
    return f"{work.id} ({' '.join(filter(None, (first, str(work.year or ''))))})"
