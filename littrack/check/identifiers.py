"""PMIDs, PMC ids and DOIs in running text, in all their disguises. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

_SICI = r"\u2060?(?:<|&lt;|%3c)\w+::aid-[\w-]+\u2060?(?:>|&gt;|%3e)"
"""Wiley's older DOIs hold angle brackets."""
_SIGNS = r"(?!\]\()[^\s\"'<>{}|\\^`\u201c\u201d\u2018\u00ab\u00bb]"
_DOI = re.compile(
    rf"(?<![\d.])10\.\d{{4,9}}(?:\.\d+)*(?:/|%2f)(?:[ \t]*\n[ \t]*(?=[^\s/]*\d))?(?:{_SICI}|{_SIGNS})+", re.IGNORECASE
)  # fmt: skip
_REST = re.compile(rf"[ \t]*\n[ \t]*(?!\[?\d{{1,3}}[.)\]:](?:\s|$))((?:{_SIGNS})+)")
"""What stands at the beginning of the next line, unless that is the mark of the next entry."""
_ARXIV = re.compile(
    r"(?:\barxiv:\s?|\barxiv\.org/(?:abs|pdf|html)/)(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})",
    re.IGNORECASE,
)
_PMID = re.compile(
    r"(?:(?:pmids?|pubmed\s+id)\s*(?:[:#=]|\bno\.?)?\s*|pubmed\.ncbi\.nlm\.nih\.gov/(?:\?term=)?|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/(?:\?term=)?"
    r"|europepmc\.org/(?:article|abstract)/med/|\bpubmed:\s*)(\d{1,9})(?![\d]|[./]\d)",
    re.IGNORECASE,
)
_MORE_PMIDS = re.compile(r"(?:\s*[,;&]\s*|\s+and\s+|\s*,\s*and\s+)(\d{6,8})(?![\d]|[./:(-]\d)")
_PMC = re.compile(r"(?:\bpmcid\s*[:#=]?\s*(?:pmc)?|(?<![a-z])pmc)\s?(\d{3,9})(?!\d)", re.IGNORECASE)
_TRAILING = ".,;:!?*_~"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]|[ \t]*\n[ \t]*")
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))
"""Word processors make hyphens of their own."""
_PAGES = re.compile(
    r"(?:/(?:full(?:[/.-](?:html|text|pdf))?|abstract|e?pdf|epub|fulltext|html|meta|summary)|\.full(?:[.-](?:pdf|text))?|\.abstract|\.pdf"
    r"|;jsessionid=.*|[?#](?!sa\d+$)[a-z].*)+$",
    re.IGNORECASE,
)
"""What an address adds to the DOI in it: a page of the article, a question to the server."""
_REVISION = re.compile(r"^(10\.(?:1101|64898)/\d{4}\.\d\d\.\d\d\.\d+)v\d+$", re.IGNORECASE)
"""A preprint server's address of one version; the DOI is that of all."""


@dataclass(frozen=True, slots=True)
class Found:
    """An identifier: its kind ("pmid", "pmcid", "doi"), its value, and where it stands."""

    kind: str
    value: str
    start: int
    end: int
    printed: str = ""
    """A DOI in the letters in which it is printed."""


def find_identifiers(text: str) -> Iterator[Found]:
    """Every identifier of a text, in order."""
    dois = [*_dois(text)]
    starts = [each.start for each in dois]
    found = list(dois)
    for each in (*_arxiv(text), *_pmids(text), *_pmcs(text)):
        before = bisect_right(starts, each.start) - 1
        if before < 0 or each.start >= dois[before].end:
            found.append(each)
    yield from sorted(found, key=lambda each: each.start)


def _dois(text: str) -> Iterator[Found]:
    last = 0
    for match in _DOI.finditer(text):
        if match.start() < last:
            continue
        whole = trimmed(match[0] + _continued(text, match))
        printed = _plain(whole)
        if "/" in printed and printed.split("/", 1)[1]:
            last = match.start() + len(whole)
            yield Found("doi", printed.lower(), match.start(), last, printed)


def _continued(text: str, match: re.Match[str]) -> str:
    """The rest of a DOI that was broken at the end of a line; empty where the next line is another matter."""
    sign = match[0][-1]
    rest = _REST.match(text, match.end()) if sign in "./-_(" else None
    if rest is None:
        return ""
    word = trimmed(rest[1])
    if sign == ".":
        likely = re.fullmatch(r"\d{5,}|\w*\d\w*(?:[.-]\w+)+", word)
    else:
        likely = re.search(r"\d", word)
    return rest[0] if likely else ""


def _arxiv(text: str) -> Iterator[Found]:
    for match in _ARXIV.finditer(text):
        doi = f"10.48550/arXiv.{match[1]}"
        yield Found("doi", doi.lower(), match.start(), match.end(), doi)


def _pmids(text: str) -> Iterator[Found]:
    for match in _PMID.finditer(text):
        if int(match[1]):
            yield Found("pmid", match[1].lstrip("0"), match.start(), match.end())
        at = match.end()
        while more := _MORE_PMIDS.match(text, at):
            at = more.end()
            yield Found("pmid", more[1].lstrip("0"), more.start(1), at)


def _pmcs(text: str) -> Iterator[Found]:
    for match in _PMC.finditer(text):
        yield Found("pmcid", f"PMC{match[1].lstrip('0')}", match.start(), match.end())


def trimmed(doi: str) -> str:
    """Without the punctuation of the sentence around it: a full stop, a bracket that the DOI did not open."""
    while doi:
        last = doi[-1]
        if (
            last in _TRAILING
            or last.isspace()
            or (last in _PAIRS and doi.count(last) > doi.count(_PAIRS[last]))
        ):
            doi = doi[:-1]
        elif match := re.search(r"(?:&(?!lt;\d|gt;\d)[a-z]+;?|&#\d+;|\]\()\S*$", doi):
            doi = doi[: match.start()]
        else:
            return doi
    return doi


def normal_doi(doi: str) -> str:
    """The DOI as it is compared: lower case, percent signs undone, without what an address adds."""
    return _plain(doi).lower()


def _plain(doi: str) -> str:
    bare = _UNSEEN.sub("", doi).translate(_HYPHENS)
    if "%" in bare:
        bare = unquote(bare)
    if "&" in bare:
        bare = bare.replace("&lt;", "<").replace("&gt;", ">")
    bare = trimmed(_PAGES.sub("", bare))
    return _REVISION.sub(r"\1", bare)
