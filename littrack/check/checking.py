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
from littrack.check.looking_up import (
    Library,
    last_asked,
    look_up,
    names_of,
    read_claims,
    read_vocabulary,
    same_work,
)
from littrack.check.manuscript import (
    ClaimVerdict,
    Findings,
    Manuscript,
    Place,
    Reference,
    Remark,
)
from littrack.check.meanings import Vocabulary
from littrack.check.sentences import repetitions
from littrack.errors import DataError
from littrack.pubmed.client import PubMed
from littrack.sources.web import PoliteWeb
from littrack.store.database import open_readonly, sqlite_errors

SEVERITIES = (judging.ERROR, judging.WARNING, judging.NOTE)
_NO_WORDS = re.compile(r"[^\n\u2028\u2029]")
HARMLESS = ("supported",)
"""States of a claim whose repetition needs no remark."""


@dataclass(frozen=True, slots=True)
class Askable:
    """What may be asked beside the base; none: offline."""

    pubmed: PubMed | None = None
    registry: PoliteWeb | None = None


def check(database: Path, manuscripts: Sequence[Manuscript], askable: Askable) -> Findings:
    """Every remark on these manuscripts, in their order. Errors as for ``open_readonly``."""
    whole = [with_bibliographies(each) for each in manuscripts]
    with sqlite_errors(database), closing(open_readonly(database)) as db:
        everything = [
            reference for one, others in whole for reference in (*one.references, *others)
        ]
        library = look_up(db, everything, askable.pubmed, askable.registry)
        claims, vocabulary = read_claims(db), read_vocabulary(db)
        remarks = [
            remark
            for one, others in whole
            for remark in _remarks(one, others, library, claims, vocabulary)
        ]
        asked = last_asked(Database(db.conn))
    return Findings(tuple(remarks), len(everything), asked, tuple(library.asked))


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
) -> Iterator[Remark]:
    references = (*_with_places(manuscript, others), *manuscript.references)
    found = [*_of_references(manuscript, references, library)]
    if manuscript.bibliographies:
        entries = {each.label: each for each in others}
        found += judging.keys(manuscript, entries, complete=False)
    if manuscript.is_prose:
        found += _of_sentences(manuscript, claims, vocabulary)
    ignored = {each.name for each in manuscript.ignored if each.reason}
    yield from _unexplained(manuscript)
    seen: set[tuple[str, str, str]] = set()
    for remark in sorted(found, key=lambda each: each.place):
        key = (remark.kind, remark.link or remark.about, remark.message)
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
        if not reference.identified:
            if reference.entry:
                yield judging.unknown(
                    manuscript,
                    reference,
                    "it carries no PMID, PMC id or DOI by which to look it up",
                )
            continue
        wrong = [name for name in names_of(reference) if name in library.wrong]
        for kind, value in wrong:
            yield judging.missing(
                manuscript, reference, f"{kind.upper().replace('PMCID', 'PMC id')} {value}"
            )
        works = library.of(reference)
        if len(works) > 1 and not all(same_work(works[0], other) for other in works[1:]):
            yield judging.disagreeing(manuscript, reference, [each.id for each in works])
        elif works:
            resolved.append((reference, works[0].id))
            yield from judging.judge(manuscript, reference, works[0])
        elif not wrong:
            why = next(
                (library.silent[name] for name in names_of(reference) if name in library.silent),
                "nothing is known of it",
            )
            yield judging.unknown(manuscript, reference, why)
    yield from judging.duplicates(manuscript, resolved)


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


def exit_code(findings: Findings, fail_on: str) -> int:
    """1 where something is wrong, 3 where nothing is and something is unknown, else 0."""
    if fail_on != "never":
        counted = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        if any(each.severity in counted and each.kind != "unknown" for each in findings.remarks):
            return 1
        if any(each.kind == "unknown" for each in findings.remarks):
            return 3
    return 0
