"""PMIDs, PMC ids and DOIs in running text, in all their disguises. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

_DOI = re.compile(
    r"10\.\d{4,9}(?:\.\d+)*/(?:(?!\]\()[^\s\"'<>{}|\\^`\u201c\u201d\u2018\u00ab\u00bb])+",
    re.IGNORECASE,
)
_PMID = re.compile(
    r"(?:PMID(?:s)?\s*(?:[:#=]|\bno\.?)?\s*|pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/|\bpubmed:\s*)(\d{1,9})\b(?![./]\d)",
    re.IGNORECASE,
)
_PMC = re.compile(r"\bPMC\s?(\d{3,9})\b", re.IGNORECASE)
_TRAILING = ".,;:!?*_~"
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Found:
    """An identifier: its kind ("pmid", "pmcid", "doi"), its value, and where it stands."""

    kind: str
    value: str
    start: int
    end: int


def find_identifiers(text: str) -> Iterator[Found]:
    """Every identifier of a text, in order."""
    found = [*_dois(text)]
    covered = [(each.start, each.end) for each in found]

    def free(at: int) -> bool:
        return not any(start <= at < end for start, end in covered)

    for match in _PMID.finditer(text):
        if free(match.start(1)) and int(match[1]):
            found.append(Found("pmid", match[1].lstrip("0"), match.start(), match.end()))
    for match in _PMC.finditer(text):
        if free(match.start()):
            found.append(Found("pmcid", f"PMC{match[1]}", match.start(), match.end()))
    yield from sorted(found, key=lambda each: each.start)


def _dois(text: str) -> Iterator[Found]:
    for match in _DOI.finditer(text):
        value = trimmed(match[0])
        if "/" in value and value.split("/", 1)[1]:
            yield Found("doi", normal_doi(value), match.start(), match.start() + len(value))


def trimmed(doi: str) -> str:
    """Without the punctuation of the sentence around it: a full stop, a bracket that the DOI did not open."""
    while doi:
        last = doi[-1]
        if last in _TRAILING or (last in _PAIRS and doi.count(last) > doi.count(_PAIRS[last])):
            doi = doi[:-1]
        elif match := re.search(r"(?:&[a-z]+;?|&#\d+;|\]\()\S*$", doi):
            doi = doi[: match.start()]
        else:
            return doi
    return doi


def normal_doi(doi: str) -> str:
    """Lower case, percent signs undone."""
    return unquote(doi).lower() if "%" in doi else doi.lower()
