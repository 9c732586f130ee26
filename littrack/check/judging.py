"""What is wrong with a reference, given what is known of the work. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from littrack.appraise.claim_page import beyond
from littrack.check.manuscript import ClaimVerdict, Known, Manuscript, Reference, Remark
from littrack.check.metadata import first_named, other_author, other_title, other_year
from littrack.check.sentences import ODDS
from littrack.integrity.status import FALLEN

ERROR, WARNING, NOTE = "error", "warning", "note"
UNKNOWN = "unknown"
_INTEGRITY = {
    "retracted": (ERROR, "retracted", "Do not rely on it; if you must name it, say that it was retracted."),
    "withdrawn": (ERROR, "withdrawn", "Do not rely on it."),
    "retracted and republished": (WARNING, "retracted and republished", "Cite the version that took its place, and read its figures again."),
    "partly retracted": (WARNING, "partly retracted", "Read the notice: rely only on what it leaves standing."),
    "expression of concern": (WARNING, "under an expression of concern", "Read the notice, and tell your readers."),
    "corrected and republished": (WARNING, "corrected and republished", "Cite the corrected version."),
    "corrected": (NOTE, "corrected", "See whether the correction touches what you cite."),
    "reinstated": (NOTE, "reinstated after a retraction", "It stands again."),
}  # fmt: skip


def judge(manuscript: Manuscript, reference: Reference, known: Known) -> Iterator[Remark]:
    """Everything to be said of one reference whose work is known."""
    author = other_author(reference, known.first_author)
    title = other_title(reference, known.title)
    if author and title:
        yield _another(manuscript, reference, known)
        return
    yield from _standing(manuscript, reference, known)
    yield from _metadata(manuscript, reference, known, author, title)
    if known.unknown:
        yield unknown(manuscript, reference, known.unknown, known)


def _standing(manuscript: Manuscript, reference: Reference, known: Known) -> Iterator[Remark]:
    if known.integrity in _INTEGRITY:
        severity, words, advice = _INTEGRITY[known.integrity]
        notice = f" ({known.notice.rstrip('.')})" if known.notice else ""
        yield _remark(
            manuscript,
            reference,
            known.integrity,
            severity,
            f"this work was {words}{notice}"
            if not words.startswith("under")
            else f"this work is {words}{notice}",
            advice,
            known,
        )
    if known.published_as:
        yield _remark(
            manuscript, reference, "preprint now published", WARNING,
            f"this preprint has since been published: {known.published_as}", "Cite the article.", known,
        )  # fmt: skip
    if known.newer_version:
        yield _remark(
            manuscript, reference, "newer version", WARNING,
            f"a newer version has taken its place: {known.newer_version}", "Cite the newer version, or say why not.", known,
        )  # fmt: skip
    if known.updated_in:
        yield _remark(
            manuscript, reference, "updated", NOTE, f"an update of it was published: {known.updated_in}",
            "See whether it touches what you cite.", known,
        )  # fmt: skip


def _another(manuscript: Manuscript, reference: Reference, known: Known) -> Remark:
    year = f" ({min(known.years)})" if known.years else ""
    work = f"{known.first_author}{year}: “{(known.title or '').rstrip('.')}”"
    standing = f", which was {known.integrity}" if known.integrity in FALLEN else ""
    return _remark(
        manuscript, reference, "another work", ERROR,
        f"{_identifier(reference)} belongs to another work: {work}{standing}",
        "Look up the identifier of the work that you mean.", known,
    )  # fmt: skip


def _metadata(
    manuscript: Manuscript, reference: Reference, known: Known, author: bool, title: bool
) -> Iterator[Remark]:
    if other_year(reference, known):
        said = ", ".join(map(str, reference.years))
        right = " or ".join(map(str, sorted(set(known.years))))
        yield _remark(
            manuscript, reference, "wrong year", WARNING, f"the year is {right}, not {said}", None, known
        )  # fmt: skip
    if author:
        told = reference.first_author or first_named(reference.text or "").strip()
        yield _remark(
            manuscript, reference, "wrong first author", WARNING,
            f"the first author is {known.first_author}, not {told}", None, known,
        )  # fmt: skip
    if title:
        yield _remark(
            manuscript, reference, "title differs", WARNING, f"the title is “{(known.title or '').rstrip('.')}”",
            "Is it the work that you mean?", known,
        )  # fmt: skip


def _identifier(reference: Reference) -> str:
    if reference.pmid:
        return f"PMID {reference.pmid}"
    return f"DOI {reference.doi}" if reference.doi else f"PMC id {reference.pmcid}"


def missing(manuscript: Manuscript, reference: Reference, what: str) -> Remark:
    """An identifier that its own registry does not know."""
    return _remark(
        manuscript, reference, "does not exist", ERROR, f"{what} does not exist",
        "Look the work up: the identifier may be mistyped, or the work invented.",
    )  # fmt: skip


def repetition(
    manuscript: Manuscript, sentence: str, start: int, claim: ClaimVerdict, how: str
) -> Remark:
    """A sentence that says again what was checked, with the verdict beside it."""
    certainty = f", certainty {claim.certainty}" if claim.certainty else ""
    standing = "verdict" if claim.review == "signed" else "draft verdict"
    said = f"“{sentence[:120].rstrip()}{'…' if len(sentence) > 120 else ''}”"
    verdict = (
        f"{claim.state}{certainty} ({standing}). {beyond(claim.one_line, claim.state)}".rstrip()
    )
    if how == ODDS:
        kind, severity = "near a checked claim", NOTE
        message = (
            f"do not tell this ratio as times as many. A claim that did was checked: {verdict}"
        )
    else:
        kind, severity = "repeats a checked claim", WARNING
        message = f"this repeats a checked claim ({how}): {verdict}"
    return Remark(
        kind, severity, manuscript.name, manuscript.place(start), said, message,
        f"See 'littrack claims {claim.id}'.", claim=claim.id,
    )  # fmt: skip


def unknown(
    manuscript: Manuscript, reference: Reference, why: str, known: Known | None = None
) -> Remark:
    """A work of which nothing could be learned: never as good as fine."""
    return _remark(manuscript, reference, UNKNOWN, NOTE, f"unknown: {why}", None, known)


def unread(manuscript: Manuscript) -> Iterator[Remark]:
    """Entries that the file does not hold as they should be."""
    for each in manuscript.unread:
        yield Remark(
            "cannot be read", WARNING, manuscript.name, each.place, "entry", each.why, "Mend the file."
        )  # fmt: skip


def without_bibliography(manuscript: Manuscript) -> Iterator[Remark]:
    """Keys of a manuscript that names no bibliography, told once."""
    keys = list(dict(manuscript.cited_keys))
    if keys:
        yield Remark(
            UNKNOWN, NOTE, manuscript.name, manuscript.cited_keys[0][1], keys[0],
            f"unknown: {len(keys)} {'key is' if len(keys) == 1 else 'keys are'} cited, but the file names no bibliography to find {'it' if len(keys) == 1 else 'them'} in",
            "Name it in the file, or give it too: littrack check FILE refs.bib.",
        )  # fmt: skip


def disagreeing(manuscript: Manuscript, reference: Reference, ids: Sequence[str]) -> Remark:
    """Identifiers of one reference that belong to different works."""
    return _remark(
        manuscript, reference, "identifiers disagree", ERROR,
        f"its identifiers belong to different works ({', '.join(ids)})", "One of them is wrong.",
    )  # fmt: skip


def duplicates(manuscript: Manuscript, found: Iterable[tuple[Reference, str]]) -> Iterator[Remark]:
    """Entries of the bibliography that are one work."""
    places: dict[str, list[Reference]] = defaultdict(list)
    for reference, study in found:
        if reference.entry and not reference.is_note:
            places[study].append(reference)
    for entries in places.values():
        for other in entries[1:]:
            yield _remark(
                manuscript, other, "duplicate", WARNING,
                f"the same work as {entries[0].label} in line {entries[0].place.line}", "Keep one of them.",
            )  # fmt: skip


def keys(
    manuscript: Manuscript, entries: Mapping[str, Reference], complete: bool
) -> Iterator[Remark]:
    """Keys that no entry has; and, where the bibliography is the manuscript's own, entries that nothing cites."""
    told = set()
    for key, place in manuscript.cited_keys:
        if key not in entries and key not in told:
            told.add(key)
            yield Remark(
                "key without entry",
                ERROR,
                manuscript.name,
                place,
                key,
                f"no entry has the key {key}",
                "Add it to the bibliography.",
            )
    if complete and manuscript.cited_keys:
        cited = {key for key, _ in manuscript.cited_keys}
        for key, reference in entries.items():
            if key not in cited:
                yield _remark(
                    manuscript, reference, "never cited", NOTE, "this entry is never cited", None
                )


def _remark(
    manuscript: Manuscript,
    reference: Reference,
    kind: str,
    severity: str,
    message: str,
    advice: str | None,
    known: Known | None = None,
) -> Remark:
    pmid = known.pmid if known else reference.pmid
    doi = known.doi if known else reference.doi
    link = (
        f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"
        if pmid
        else f"https://doi.org/{doi}"
        if doi
        else None
    )
    about = reference.label if reference.label else (reference.pmid or reference.doi or "")
    return Remark(kind, severity, manuscript.name, reference.place, about, message, advice, link)
