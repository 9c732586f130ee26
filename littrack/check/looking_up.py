"""Find what is known of cited works: in the base first, then, where they can be reached, in PubMed and Crossref."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlite_utils import Database

from littrack.check.asking import Name, ask_crossref, ask_pubmed, ask_title
from littrack.check.manuscript import Known, Reference
from littrack.check.metadata import faults, folded, title_pieces
from littrack.check.stored import known_by_name, known_by_successor, known_by_title, successors
from littrack.errors import LittrackError, SourceError
from littrack.pubmed.client import PubMed
from littrack.sources.web import PoliteWeb

TITLE = "title"
TITLES_ASKED = 40
"""Titles that PubMed is asked for at most, one request each."""


@dataclass(slots=True)
class Library:
    """What is known of each identifier. ``wrong``: what its registry does not hold; ``silent``: why nothing is known."""

    found: dict[Name, Known] = field(default_factory=dict)
    wrong: set[Name] = field(default_factory=set)
    silent: dict[Name, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def of(self, reference: Reference) -> tuple[Known, ...]:
        """The works that a reference's identifiers mean, each once."""
        found = {}
        for name in names_of(reference):
            if known := self.found.get(name):
                best = min((known, *known.namesakes), key=lambda each: faults(reference, each))
                found[best.id] = best
        return tuple(found.values())

    def add(self, name: Name, known: Known, today: date) -> None:
        """Take what a source says today; what the base knows besides stays."""
        known = replace(known, checked=today.isoformat())
        before = self.found.get(name)
        if before is not None and before.title:
            known = replace(
                before, integrity=before.integrity or known.integrity, notice=before.notice or known.notice, unknown=None, checked=known.checked,
                published_as=before.published_as or known.published_as,
                newer_version=before.newer_version or known.newer_version,
            )  # fmt: skip
        self.found[name] = known


def names_of(reference: Reference) -> tuple[Name, ...]:
    """(kind, value) of each identifier; without any, the title, or the printed reference that holds it."""
    named = (("pmid", reference.pmid), ("doi", reference.doi), ("pmcid", reference.pmcid))
    found = tuple((kind, value) for kind, value in named if value)
    title = reference.title or reference.text
    return found or (((TITLE, title),) if title else ())


def look_up(
    db: Database,
    references: Iterable[Reference],
    today: date,
    pubmed: PubMed | None,
    registry: PoliteWeb | None,
) -> Library:
    """What is known of every identifier. Without ``pubmed`` only the base is asked."""
    library = Library()
    names = dict.fromkeys(name for each in references for name in names_of(each))
    for name in names:
        if known := _from_base(db, name, today):
            library.found[name] = known
    _by_successors(db, library, [name for name in names if name not in library.found])
    left = [name for name in names if name not in library.found or library.found[name].unknown]
    if not left:
        return library
    if pubmed is None:
        for name in left:
            library.silent[name] = "it is not in the base, and PubMed was not asked (--offline)"
        return library
    _from_pubmed(library, left, pubmed, today)
    still = [name for name in left if _is_open(library, name)]
    _from_registry(library, still, registry, today)
    return library


def _by_successors(db: Database, library: Library, names: Sequence[Name]) -> None:
    """Works that are not stored, but that a stored one took the place of."""
    told = successors(db) if names else {}
    for name in names:
        if name in told and (known := known_by_successor(db, name, told[name])):
            library.found[name] = known


def _is_open(library: Library, name: Name) -> bool:
    known = library.found.get(name)
    return name not in library.wrong and (known is None or known.unknown is not None)


def _from_base(db: Database, name: Name, today: date) -> Known | None:
    if name[0] == TITLE:
        return known_by_title(db, name[1], today)
    return known_by_name(db, name[1], today)


def _from_pubmed(library: Library, left: Sequence[Name], pubmed: PubMed, today: date) -> None:
    """Ask by identifiers, the base's where it has better ones; then by titles."""
    better: dict[Name, list[Name]] = {}
    for name in left:
        if asked := _asked_by(library, name):
            better.setdefault(asked, []).append(name)
    titles = [name for name in left if name[0] == TITLE and name not in library.found]
    try:
        for told, known in ask_pubmed(pubmed, list(better)).items():
            for name in better[told]:
                library.add(name, known, today)
        for name in titles[:TITLES_ASKED]:
            if known_title := _ask_title(pubmed, name[1]):
                library.add(name, known_title, today)
    except SourceError as problem:
        for name in left:
            library.silent.setdefault(
                name, f"it is not in the base, and PubMed could not be asked ({problem})"
            )
        library.asked.append(f"PubMed could not be asked: {problem}")
        return
    library.asked.append("PubMed was asked for what the base does not know")
    if len(titles) > TITLES_ASKED:
        library.asked.append(
            f"PubMed was asked for {TITLES_ASKED} titles of works without identifiers, and not for {len(titles) - TITLES_ASKED} more"
        )
    library.wrong |= {name for name in left if name[0] == "pmid" and name not in library.found}


def _ask_title(pubmed: PubMed, text: str) -> Known | None:
    return next(
        (known for piece in title_pieces(text)[:2] if (known := ask_title(pubmed, piece))), None
    )


def _asked_by(library: Library, name: Name) -> Name | None:
    known = library.found.get(name)
    if known is not None and known.pmid:
        return "pmid", known.pmid
    if known is not None and known.doi:
        return "doi", known.doi.lower()
    return name if name[0] != TITLE else None


def _from_registry(
    library: Library, left: Sequence[Name], registry: PoliteWeb | None, today: date
) -> None:
    """DOIs that PubMed does not hold: does anybody? A DOI may well exist outside PubMed."""
    unreachable: str | None = None
    for name in left:
        asked = _asked_by(library, name)
        if name in library.silent:
            continue
        if asked is None or asked[0] != "doi" or registry is None or unreachable:
            why = f"; {unreachable}" if unreachable and asked and asked[0] == "doi" else ""
            library.silent[name] = f"it is neither in the base nor in PubMed{why}"
            continue
        try:
            told = ask_crossref(registry, asked[1])
        except LittrackError as problem:
            unreachable = f"whether it exists could not be asked ({problem})"
            library.asked.append(f"Crossref could not be asked: {problem}")
            library.silent[name] = f"it is neither in the base nor in PubMed; {unreachable}"
            continue
        if isinstance(told, Known):
            library.add(name, told, today)
        elif told:
            library.silent[name] = (
                "it exists, and is neither in the base nor in PubMed: nobody watches it here"
            )
        elif name not in library.found:
            library.wrong.add(name)


def same_work(one: Known, other: Known) -> bool:
    """Two names of one work: a preprint of the same title is another work, but no contradiction."""
    return one.id == other.id or (
        bool(one.title) and folded(one.title or "") == folded(other.title or "")
    )
