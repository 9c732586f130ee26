"""One check of some files, start to end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from sqlite_utils import Database

from littrack.check import judging
from littrack.check.files import read_file
from littrack.check.looking_up import TITLE, Library, look_up, names_of, same_work
from littrack.check.manuscript import (
    ClaimVerdict,
    Findings,
    Known,
    Manuscript,
    Place,
    Reference,
    Remark,
    Work,
)
from littrack.check.meanings import Vocabulary
from littrack.check.sentences import repetitions
from littrack.check.stored import last_asked, read_claims, read_vocabulary
from littrack.errors import DataError
from littrack.pubmed.client import PubMed
from littrack.sources.web import PoliteWeb
from littrack.store.database import open_readonly, sqlite_errors
from littrack.times import Clock, now

SEVERITIES = (judging.ERROR, judging.WARNING, judging.NOTE)
_NO_WORDS = re.compile(r"[^\n\u2028\u2029]")
HARMLESS = ("supported",)
"""States of a claim whose repetition needs no remark."""


@dataclass(frozen=True, slots=True)
class Askable:
    """What may be asked beside the base; none: offline."""

    pubmed: PubMed | None = None
    registry: PoliteWeb | None = None


def check(
    database: Path, manuscripts: Sequence[Manuscript], askable: Askable, clock: Clock = now
) -> Findings:
    """Every remark on these manuscripts, in their order. Errors as for ``open_readonly``."""
    whole = [with_bibliographies(each) for each in manuscripts]
    with sqlite_errors(database), closing(open_readonly(database)) as db:
        everything = [
            reference for one, others in whole for reference in (*one.references, *others)
        ]
        today = clock().date()
        library = look_up(db, everything, today, askable.pubmed, askable.registry)
        bibliographies = any(not one.is_prose for one, _ in whole)
        claims, vocabulary = read_claims(db), read_vocabulary(db)
        remarks = [
            remark
            for one, others in whole
            for remark in _remarks(one, others, library, claims, vocabulary, bibliographies)
        ]
        asked = last_asked(Database(db.conn))
    works = tuple(work for one, others in whole for work in _works(one, others, library))
    return Findings(tuple(remarks), len(everything), asked, works, tuple(library.asked))


def _works(
    manuscript: Manuscript, others: tuple[Reference, ...], library: Library
) -> Iterator[Work]:
    for each in (*_with_places(manuscript, others), *manuscript.references):
        known = next(iter(library.of(each)), None)
        yield Work(
            manuscript.name, each.place, each.label,
            *((known.id, known.checked) if known else (None, None)),
        )  # fmt: skip


def with_bibliographies(manuscript: Manuscript) -> tuple[Manuscript, tuple[Reference, ...]]:
    """The manuscript, and the entries of the files that it says its references are in."""
    found: list[Reference] = []
    for name in manuscript.bibliographies:
        path = Path(manuscript.name).parent / name
        if not path.exists():
            raise DataError(f"{manuscript.name} names {name}, which is not there")
        found += read_file(path).references
    cited = {key for key, _ in manuscript.cited_keys}
    return manuscript, tuple(each for each in found if each.label in cited)


def _remarks(
    manuscript: Manuscript,
    others: tuple[Reference, ...],
    library: Library,
    claims: Sequence[ClaimVerdict],
    vocabulary: Vocabulary,
    bibliographies: bool,
) -> Iterator[Remark]:
    references = (*_with_places(manuscript, others), *manuscript.references)
    found = [*_of_references(manuscript, references, library)]
    if manuscript.bibliographies:
        entries = {each.label: each for each in others}
        found += judging.keys(manuscript, entries, complete=False)
    elif manuscript.cites_by_key and not bibliographies:
        found += judging.without_bibliography(manuscript)
    found += judging.unread(manuscript)
    if manuscript.is_prose:
        found += _of_sentences(manuscript, claims, vocabulary)
    ignored = {each.name for each in manuscript.ignored if each.reason}
    yield from _unexplained(manuscript)
    seen: set[tuple[str, str, str, Place | None]] = set()
    for remark in sorted(found, key=lambda each: each.place):
        place = remark.place if remark.kind == "duplicate" else None
        key = (remark.kind, remark.link or remark.about, remark.message, place)
        if key not in seen and not _is_ignored(remark, ignored):
            seen.add(key)
            yield remark


def _with_places(manuscript: Manuscript, others: Iterable[Reference]) -> Iterator[Reference]:
    """Entries of another file, at the place where the manuscript first cites them."""
    first: dict[str, Place] = {}
    for key, place in manuscript.cited_keys:
        first.setdefault(key, place)
    for each in others:
        yield replace(each, place=first[each.label])


def _of_references(
    manuscript: Manuscript, references: Sequence[Reference], library: Library
) -> Iterator[Remark]:
    resolved: list[tuple[Reference, str]] = []
    for reference in references:
        names = names_of(reference)
        wrong = [name for name in names if name in library.wrong]
        for kind, value in wrong:
            what = {"pmid": "PMID", "doi": "DOI"}.get(kind, "PMC id")
            yield judging.missing(manuscript, reference, f"{what} {value}")
        works = library.of(reference)
        if reference.identified and not _agree(works):
            yield judging.disagreeing(manuscript, reference, [each.id for each in works])
        elif works:
            resolved.append((reference, works[0].id))
            yield from judging.judge(manuscript, reference, works[0])
        elif not wrong and (reference.identified or reference.entry):
            resolved.append((reference, ":".join(names[0]).lower() if names else ""))
            yield judging.unknown(manuscript, reference, _why(reference, library))
    yield from judging.duplicates(manuscript, [each for each in resolved if each[1]])


def _agree(works: Sequence[Known]) -> bool:
    return all(same_work(works[0], other) for other in works[1:])


def _why(reference: Reference, library: Library) -> str:
    """Why nothing is known of a work."""
    names = names_of(reference)
    told = next((library.silent[name] for name in names if name in library.silent), None)
    if reference.identified:
        return told or "nothing is known of it"
    if any(kind == TITLE for kind, _ in names):
        return f"it carries no PMID, PMC id or DOI, and by its title {told or 'it was not found'}"
    return "it carries no PMID, PMC id or DOI, and no title by which to look it up"


def _of_sentences(
    manuscript: Manuscript, claims: Sequence[ClaimVerdict], vocabulary: Vocabulary
) -> Iterator[Remark]:
    for found in repetitions(_prose_of(manuscript), claims, vocabulary):
        if found.claim.state not in HARMLESS:
            yield judging.repetition(
                manuscript, found.sentence, found.start, found.claim, found.how
            )


def _prose_of(manuscript: Manuscript) -> str:
    """The text without its reference list: titles of works are no sentences of the author's."""
    start, end = manuscript.listed
    text = manuscript.text
    return f"{text[:start]}{_NO_WORDS.sub(' ', text[start:end])}{text[end:]}"


def _unexplained(manuscript: Manuscript) -> Iterator[Remark]:
    for each in manuscript.ignored:
        if not each.reason:
            yield Remark(
                "ignored without a reason", judging.WARNING, manuscript.name, each.place, each.name,
                "this remark is to be ignored, but it is not said why", "Write the reason after the identifier.",
            )  # fmt: skip


def _is_ignored(remark: Remark, ignored: set[str]) -> bool:
    named = {remark.about.lower(), remark.about.lower().removeprefix("pmid "), remark.claim}
    if remark.link:
        named.add(remark.link.rstrip("/").rsplit("/", 1)[-1].lower())
        named.add(remark.link.removeprefix("https://doi.org/").lower())
    return bool(named & ignored)


def counts(remark: Remark, fail_on: str, allow_unknown: bool) -> bool:
    """Does the remark count for the exit code?"""
    if fail_on == "never":
        return False
    if remark.kind == judging.UNKNOWN:
        return not allow_unknown
    return SEVERITIES.index(remark.severity) <= SEVERITIES.index(fail_on)


def exit_code(findings: Findings, fail_on: str, allow_unknown: bool = False) -> int:
    """1 where something is wrong, 3 where nothing is and something is unknown, else 0."""
    counted = [each.kind for each in findings.remarks if counts(each, fail_on, allow_unknown)]
    if any(kind != judging.UNKNOWN for kind in counted):
        return 1
    return 3 if counted else 0
