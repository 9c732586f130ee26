"""What is wrong with a reference, given what is known of the work. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from littrack.check.manuscript import Known, Manuscript, Reference, Remark

ERROR, WARNING, NOTE = "error", "warning", "note"
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
TITLES_ALIKE = 0.75
WORDS_FOUND = 0.6


def judge(manuscript: Manuscript, reference: Reference, known: Known) -> Iterator[Remark]:
    """Everything to be said of one reference whose work is known."""
    yield from _standing(manuscript, reference, known)
    yield from _metadata(manuscript, reference, known)


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


def _metadata(manuscript: Manuscript, reference: Reference, known: Known) -> Iterator[Remark]:
    if reference.years and known.years and not set(reference.years) & set(known.years):
        said, right = (
            ", ".join(map(str, reference.years)),
            " or ".join(map(str, sorted(set(known.years)))),
        )
        yield _remark(
            manuscript,
            reference,
            "wrong year",
            WARNING,
            f"the year is {right}, not {said}",
            None,
            known,
        )
    if known.first_author and _other_author(reference, known.first_author):
        yield _remark(
            manuscript, reference, "wrong first author", WARNING,
            f"the first author is {known.first_author}" + (f", not {reference.first_author}" if reference.first_author else ""),
            None, known,
        )  # fmt: skip
    if known.title and _other_title(reference, known.title):
        yield _remark(
            manuscript, reference, "title differs", WARNING, f"the title is “{known.title}”",
            "Is it the work that you mean?", known,
        )  # fmt: skip


def _other_author(reference: Reference, family: str) -> bool:
    wanted = folded(family)
    if reference.first_author:
        said = folded(reference.first_author)
        return wanted not in said and said not in wanted
    return bool(reference.text) and wanted not in folded(reference.text or "")


def _other_title(reference: Reference, title: str) -> bool:
    wanted = folded(title)
    if reference.title:
        said = folded(reference.title)
        shorter = min(len(said), len(wanted))
        if said[:shorter] == wanted[:shorter] and shorter > 15:
            return False
        return SequenceMatcher(None, said, wanted, autojunk=False).ratio() < TITLES_ALIKE
    if not reference.text:
        return False
    words = [word for word in wanted.split() if len(word) > 3]
    text = set(folded(reference.text).split())
    return bool(words) and sum(word in text for word in words) / len(words) < WORDS_FOUND


def folded(text: str) -> str:
    """Letters and digits in lower case, accents and markup gone, blanks between words."""
    bare = re.sub(r"<[^>]+>|[{}\\$]", "", text)
    plain = unicodedata.normalize("NFKD", bare).casefold()
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return " ".join(re.findall(r"[^\W_]+", letters))


def missing(manuscript: Manuscript, reference: Reference, what: str) -> Remark:
    """An identifier that its own registry does not know."""
    return _remark(
        manuscript, reference, "does not exist", ERROR, f"{what} does not exist",
        "Look the work up: the identifier may be mistyped, or the work invented.",
    )  # fmt: skip


def unknown(manuscript: Manuscript, reference: Reference, why: str) -> Remark:
    """A work of which nothing could be learned: never as good as fine."""
    return _remark(manuscript, reference, "unknown", NOTE, f"unknown: {why}", None)


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
        if reference.entry:
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
