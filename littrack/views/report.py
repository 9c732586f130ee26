"""Read a topic's whole fact check from one state of the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlite_utils import Database

from littrack import __version__
from littrack.appraise.claim_page import ClaimPage, EvidenceStudy, PoolPage
from littrack.appraise.numbering import named_keys
from littrack.appraise.report import (
    Citation,
    LeftOutTrial,
    Report,
    ReportClaim,
    ReportPool,
    Told,
    told,
)
from littrack.cite.ama import ama
from littrack.cite.citable import Citable
from littrack.cite.styled import html, markdown, plain
from littrack.claimview import read_claim, read_claims
from littrack.claimview.page import one_view, unpublished_trials
from littrack.integrity.status import WARNED
from littrack.store.citing import read_citables, rowids_of
from littrack.views.home import TopicLine, read_topics
from littrack.views.pools import PlotView, pool_groups
from littrack.views.prisma import read_flow
from littrack.views.search_record import read_search_record

_SAID = "SELECT rationale, would_change FROM claims WHERE id = ?"
_APPRAISED = "SELECT key, study FROM appraisals WHERE topic = ? AND removed IS NULL"

_WARNED = """
SELECT appraisals.key, studies.integrity FROM appraisals JOIN studies ON studies.id = appraisals.study
WHERE appraisals.topic = ? AND studies.integrity IN (SELECT value FROM json_each(?))
"""


def read_report(db: Database, topic: str) -> Report | None:
    """The report of a topic, or ``None`` where there is no such topic."""
    with one_view(db):
        found = next((each for each in read_topics(db) if each.id == topic), None)
        return _report(db, found) if found else None


def _report(db: Database, topic: TopicLine) -> Report:
    lines = [line for line in read_claims(db) if line.topic == topic.id]
    pages = [page for line in lines if (page := read_claim(db, line.id))]
    studies = dict(db.execute(_APPRAISED, (topic.id,)).fetchall())
    numbers = _numbered(db, pages, studies)
    flow = read_flow(db, topic.id)
    record = read_search_record(db, topic.id, flow)
    assert flow is not None
    assert record is not None
    warned = dict(db.execute(_WARNED, (topic.id, json.dumps(WARNED))).fetchall())
    places = _places([(line.id, line.parent) for line in lines])
    parents = {line.id: line.parent for line in lines}
    return Report(
        topic=topic.id,
        title=topic.title,
        article=topic.heading,
        publisher=topic.publisher,
        url=topic.url,
        description=topic.description,
        language=topic.language or "en",
        claims=tuple(
            _claim(db, page, places[page.id], parents[page.id], numbers, warned) for page in pages
        ),
        works=_works(pages, numbers),
        trials=unpublished_trials(db, topic.id),
        flow=flow,
        record=record,
        references=_references(db, numbers, studies),
        asked=flow.since,
        version=__version__,
    )


def _numbered(
    db: Database, pages: Iterable[ClaimPage], studies: Mapping[str, str]
) -> dict[str, int]:
    """The number of each study by its key, in the order in which the document names it."""
    order: dict[str, None] = {}
    for page in pages:
        order.update(dict.fromkeys(study.key for study in page.evidence if study.key))
        texts = [text or "" for text in db.execute(_SAID, (page.id,)).fetchone()]
        texts += [text for pool in page.pools for text in _texts(pool)]
        order.update(
            dict.fromkeys(key for text in texts for key in named_keys(text) if key in studies)
        )
        left = (each.key for pool in page.pools for each in pool.record.left_out)
        order.update(dict.fromkeys(key for key in left if key in studies))
    return {key: number for number, key in enumerate(order, 1)}


def _texts(pool: PoolPage) -> Iterator[str]:
    yield from pool.record.findings
    yield pool.note or ""
    yield from (each.why for each in pool.record.left_out)


def _places(claims: Sequence[tuple[str, str | None]]) -> dict[str, str]:
    """ "1", "2", and "2.1" for the parts of the second; a part whose sentence is not there stands for itself."""
    known = {claim for claim, _ in claims}
    children: dict[str | None, list[str]] = {}
    for claim, parent in claims:
        children.setdefault(parent if parent in known else None, []).append(claim)
    places: dict[str, str] = {}

    def number(parent: str | None, before: str) -> None:
        for at, claim in enumerate(children.get(parent, ()), 1):
            places[claim] = f"{before}{at}"
            number(claim, f"{before}{at}.")

    number(None, "")
    return places


def _claim(
    db: Database,
    page: ClaimPage,
    place: str,
    parent: str | None,
    numbers: Mapping[str, int],
    warned: Mapping[str, str],
) -> ReportClaim:
    rationale, would_change = db.execute(_SAID, (page.id,)).fetchone()
    evidence = (_renumbered(study, numbers) for study in page.evidence)
    return ReportClaim(
        place=place,
        id=page.id,
        parent=parent,
        quote=page.quote,
        highlight=page.highlight,
        question=page.question,
        kind=page.kind,
        verdict=page.verdict,
        reason=told(rationale, numbers),
        would_change=told(would_change, numbers),
        pools=tuple(_pools(page, numbers, warned)),
        evidence=tuple(sorted(evidence, key=lambda study: (study.level or 9, study.number))),
        worksheet=page.worksheet,
        flags=page.flags,
        waiting=len(page.candidates),
        searches=page.searches,
        asked=page.asked,
    )


def _renumbered(study: EvidenceStudy, numbers: Mapping[str, int]) -> EvidenceStudy:
    return replace(study, number=numbers[study.key]) if study.key else study


def _pools(
    page: ClaimPage, numbers: Mapping[str, int], warned: Mapping[str, str]
) -> Iterator[ReportPool]:
    drawn = {plot.name: plot for group in pool_groups(page.pools, {}) for plot in group.plots}
    before: set[str] = set()
    for pool in page.pools:
        new = [each for each in pool.record.findings if each not in before]
        before.update(new)
        yield _pool(
            pool, drawn[pool.name], tuple(told(each, numbers) for each in new), numbers, warned
        )


def _pool(
    page: PoolPage,
    plot: PlotView,
    findings: tuple[Told, ...],
    numbers: Mapping[str, int],
    warned: Mapping[str, str],
) -> ReportPool:
    named = [(each.label, each.key) for each in page.record.trials]
    named += [(each.label, each.key) for each in page.record.left_out]
    return ReportPool(
        page=page,
        pooled=plot.pooled,
        rows=tuple(each.row for each in plot.rows),
        plot=plot.plot,
        mark=plot.reference,
        findings=findings,
        note=told(page.note, numbers),
        numbers={
            each.label: numbers[each.key] for each in page.record.trials if each.key in numbers
        },
        left_out=tuple(
            LeftOutTrial(each.label, numbers.get(each.key), told(each.why, numbers))
            for each in page.record.left_out
        ),
        warned={label: warned[key] for label, key in named if key in warned},
    )


def _works(pages: Iterable[ClaimPage], numbers: Mapping[str, int]) -> tuple[EvidenceStudy, ...]:
    found: dict[int, EvidenceStudy] = {}
    for page in pages:
        for study in page.evidence:
            if study.key:
                found.setdefault(numbers[study.key], _renumbered(study, numbers))
    return tuple(study for _, study in sorted(found.items()))


def _references(
    db: Database, numbers: Mapping[str, int], studies: Mapping[str, str]
) -> tuple[Citation, ...]:
    ids = [studies[key] for key in numbers]
    works = {work.id: work for work in read_citables(db, rowids_of(db, ids))}
    return tuple(
        _citation(number, works[study]) for number, study in zip(numbers.values(), ids, strict=True)
    )


def _citation(number: int, work: Citable) -> Citation:
    runs = ama(work)
    pmid = work.pmid or (work.id if work.id.isdigit() else None)
    links = {
        "PubMed": f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else None,
        "DOI": f"https://doi.org/{work.doi}" if work.doi else None,
        "PubMed Central": f"https://pmc.ncbi.nlm.nih.gov/articles/{work.pmcid}/"
        if work.pmcid
        else None,
        "Source": work.url if work.url and not pmid and not work.doi else None,
    }
    return Citation(
        number,
        work.id,
        plain(runs),
        markdown(runs),
        html(runs),
        tuple((word, address) for word, address in links.items() if address),
        work.integrity,
    )
