"""Europe PMC: where a study can be read, and which preprint became which article.

Many studies are asked for at once (``searchPOST``, ``resultType=core``). Described at
https://europepmc.org/RestfulWebService; the links between versions are those of ``commentCorrectionList``, where an
article has its preprint under "Preprint in" and a preprint its article under "Preprint of".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from littrack.errors import BadResponse
from littrack.sources.protocol import Answer, Portion, ReadingLink, Reply, Subject, Web
from littrack.sources.shapes import as_described

BATCH = 100
"""Studies in one request: a reply holds about 10 kB of each."""
PREPRINT, PUBLISHED = "preprint", "published version"
OPEN_ACCESS, FULL_TEXT = "open access", "full text"

_AVAILABILITY = {"OA": OPEN_ACCESS, "F": FULL_TEXT}
"""Codes of ``fullTextUrlList`` under which anyone can read; "S" is for subscribers, "U" unknown."""
_STYLES = ("html", "doi", "pdf")
"""What a reader wants first."""
_WEB = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class EuropePmc:
    """Europe PMC as a source."""

    name: str = "europepmc"
    title: str = "Europe PMC"
    url: str = "https://www.ebi.ac.uk/europepmc/webservices/rest"
    budget: int = 50
    per_second: float = 2.0
    days: int = 30
    portion: int = 200

    def ask(self, web: Web, portion: Portion) -> Iterator[Reply]:
        """An answer for each subject; those without PMID and DOI are none of its own."""
        named = [each for each in portion.subjects if _term(each)]
        for subject in portion.subjects:
            if subject not in named:
                yield Answer(subject.study, known=False)
        for start in range(0, len(named), BATCH):
            yield from _batch(web, named[start : start + BATCH])


def parse_result(result: Mapping[str, Any]) -> tuple[ReadingLink, ...]:
    """The links of one result of the "core" kind, open access first."""
    return tuple(dict.fromkeys((*_readable(result), *_versions(result))))


def _batch(web: Web, subjects: Sequence[Subject]) -> Iterator[Answer]:
    query = " OR ".join(filter(None, map(_term, subjects)))
    results = _results(web, query, 4 * len(subjects))
    with as_described(SOURCE.title):
        answers = tuple(_answers(results, subjects))
    yield from answers


def _answers(results: Sequence[Mapping[str, Any]], subjects: Sequence[Subject]) -> Iterator[Answer]:
    by_pmid = {str(each.get("pmid")): each for each in results if each.get("source") == "MED"}
    by_doi: dict[str, Mapping[str, Any]] = {}
    for each in sorted(results, key=lambda result: result.get("source") != "MED"):
        by_doi.setdefault(str(each.get("doi") or "").lower(), each)
    for subject in subjects:
        found = (
            by_pmid.get(subject.pmid) if subject.pmid else by_doi.get((subject.doi or "").lower())
        )
        if found:
            yield Answer(subject.study, parse_result(found))
        else:
            yield Answer(subject.study, known=False)


def _results(web: Web, query: str, most: int) -> list[Mapping[str, Any]]:
    """Everything that the query finds. Raises ``BadResponse`` where it is not all, or no list of results."""
    fields = {"query": query, "resultType": "core", "format": "json", "pageSize": str(most)}
    reply = web.post("/searchPOST", {**fields, "cursorMark": "*", "synonym": "false"})
    try:
        body = reply.json()
        results = body["resultList"]["result"]
        stated = int(body["hitCount"])
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise BadResponse("Europe PMC sent something that is no list of results") from error
    if not isinstance(results, list):
        raise BadResponse("Europe PMC sent something that is no list of results")
    if len(results) < stated:
        raise BadResponse(f"Europe PMC states {stated} results and sent {len(results)}; the next run asks again")  # fmt: skip
    return results


def _term(subject: Subject) -> str | None:
    if subject.pmid and subject.pmid.isdigit():
        return f"(EXT_ID:{subject.pmid} AND SRC:MED)"
    if subject.doi and '"' not in subject.doi and "\\" not in subject.doi:
        return f'DOI:"{subject.doi}"'
    return None


def _readable(result: Mapping[str, Any]) -> Iterator[ReadingLink]:
    """The page that anyone can read: one for each kind, not the PDF of it as well."""
    offered = (result.get("fullTextUrlList") or {}).get("fullTextUrl") or ()
    usable = [
        each
        for each in offered
        if each.get("availabilityCode") in _AVAILABILITY
        and str(each.get("url", "")).startswith(_WEB)
    ]
    for code, kind in _AVAILABILITY.items():
        of_kind = [each for each in usable if each["availabilityCode"] == code]
        if of_kind:
            best = min(of_kind, key=_order)
            yield _link(kind, best, result)


def _order(offer: Mapping[str, Any]) -> tuple[bool, int]:
    style = offer.get("documentStyle")
    return offer.get("site") != "Europe_PMC", _STYLES.index(style) if style in _STYLES else len(_STYLES)  # fmt: skip


def _link(kind: str, offer: Mapping[str, Any], result: Mapping[str, Any]) -> ReadingLink:
    manuscript = "Y" in (result.get("authMan"), result.get("epmcAuthMan"), result.get("nihAuthMan"))
    own = offer.get("site") == "Europe_PMC"
    version = "submittedVersion" if result.get("source") == "PPR" else None
    if own and result.get("pmcid"):
        version = "acceptedVersion" if manuscript else "publishedVersion"
    return ReadingLink(
        kind,
        str(offer["url"]),
        version,
        str(result["license"]) if kind == OPEN_ACCESS and result.get("license") else None,
        str(result["pmcid"]) if own and result.get("pmcid") else None,
    )


def _versions(result: Mapping[str, Any]) -> Iterator[ReadingLink]:
    """The preprint of an article, or the article that a preprint became."""
    for each in (result.get("commentCorrectionList") or {}).get("commentCorrection") or ():
        kind = {"preprint in": PREPRINT, "preprint of": PUBLISHED}.get(
            str(each.get("type")).lower()
        )
        number, source = str(each.get("id") or ""), str(each.get("source") or "")
        if kind and number.isalnum() and source.isalnum():
            address = f"https://europepmc.org/article/{source}/{number}"
            version = "submittedVersion" if kind == PREPRINT else "publishedVersion"
            yield ReadingLink(kind, address, version, None, number)


SOURCE = EuropePmc()
