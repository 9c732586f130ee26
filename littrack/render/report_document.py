"""The whole report as blocks: what was checked and by whom, the claims at a glance, each claim, and what is behind. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from littrack.appraise.flags import UNSIGNED
from littrack.appraise.report import Report, ReportClaim
from littrack.integrity.status import WARNED
from littrack.render.blocks import (
    Block,
    Heading,
    Inlines,
    Link,
    Numbers,
    Paragraph,
    References,
    Table,
    Words,
    joined,
    words,
)
from littrack.render.columns import shortened
from littrack.render.report_back import (
    flow_blocks,
    method_blocks,
    record_blocks,
    trial_blocks,
    works_blocks,
)
from littrack.render.report_claims import anchor, claim_blocks
from littrack.topics.model import STATES

NOTICE = "Data from PubMed, courtesy of the U.S. National Library of Medicine. NCBI's disclaimer and copyright notice applies"
NOTICE_ADDRESS = "https://www.ncbi.nlm.nih.gov/home/about/policies/"


def document(report: Report) -> Iterator[Block]:
    """The report, top to bottom."""
    yield from _front(report)
    yield from _summary(report)
    yield Heading(2, "Claims", "claims")
    for claim in report.claims:
        yield from claim_blocks(claim, report.language)
    yield from works_blocks(report)
    yield from trial_blocks(report)
    yield from method_blocks()
    yield from flow_blocks(report)
    yield from record_blocks(report)
    yield from _references(report)


def title(report: Report) -> str:
    """ "Fact check: Botox and Depression"."""
    return f"Fact check: {report.article}"


def _front(report: Report) -> Iterator[Block]:
    yield Heading(1, title(report), "top")
    source = ", ".join(part for part in (report.article, report.publisher) if part)
    link: Inlines = (Link(report.url, report.url),) if report.url else ()
    yield Paragraph(
        joined([words(f"What was checked: {source}."), words(report.description), link])
    )
    yield Paragraph(words(standing(report), strong=True))
    asked = (
        f"PubMed last answered on {_when(report.asked)}"
        if report.asked
        else "PubMed has not been asked yet"
    )
    yield Paragraph(words(f"{asked}. Written by littrack {report.version} from the topic {report.topic}."))  # fmt: skip
    for status in WARNED:
        numbers = tuple(each.number for each in report.retracted if each.integrity == status)
        if numbers:
            count = "A work" if len(numbers) == 1 else f"{len(numbers)} works"
            were = "was" if len(numbers) == 1 else "were"
            said = f"{status.upper()}: {count} cited here {were} {status} "
            yield Paragraph((Words(said, strong=True), Numbers(numbers)), warning=True)


def standing(report: Report) -> str:
    """Who answers for the verdicts, honestly."""
    claims, signed = len(report.claims), report.signed
    if not claims:
        return "No claim has been checked yet."
    if signed == claims:
        who = "Every verdict was signed by the person it names."
    elif signed:
        who = f"{signed} of {claims} verdicts were signed by the person they name. The others are drafts that nobody signed."
    else:
        who = "Every verdict is a draft: no named person has signed one."
    return f"{who} This is not medical advice."


def _when(instant: str) -> str:
    return f"{instant[:10]} at {instant[11:16]} UTC"


def _summary(report: Report) -> Iterator[Block]:
    yield Heading(2, "Summary", "summary")
    counts = Counter(claim.verdict.state for claim in report.claims)
    told = ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])
    parts = sum("." in claim.place for claim in report.claims)
    said = f"{len(report.claims) - parts} sentences and {parts} parts of sentences"
    yield Paragraph(words(f"{said}: {told or 'none judged'}."))
    yield Table(
        "The claims at a glance",
        ("No.", "Claim", "Verdict", "Certainty", "For", "Against", "Qualify", "Standing", "Flags"),
        tuple(_line(claim) for claim in report.claims),
        frozenset({4, 5, 6}),
    )
    yield Paragraph(
        words(
            "For, Against, Qualify: cited works by their stance. These are counts of what was read, not votes. "
            "2.1 is a part of sentence 2."
        )
    )


def _line(claim: ReportClaim) -> tuple[Inlines, ...]:
    flags = "; ".join(dict.fromkeys(flag.kind for flag in claim.flags if flag.kind != UNSIGNED))
    stances = (claim.stances(stance) for stance in ("supports", "contradicts", "qualifies"))
    standings = {work.integrity for work in claim.retracted}
    worst = next((each for each in WARNED if each in standings), None)
    shout = (Words(" "), Words(f"CITES A {worst.upper()} WORK", strong=True)) if worst else ()
    judged = words(f" (judged: “{claim.highlight}”)") if claim.highlight else ()
    return (
        (Link(claim.place, f"#{anchor(claim)}"),),
        (*words(shortened(claim.quote, 120)), *judged, *shout),
        words(claim.verdict.state),
        words(claim.verdict.certainty),
        *(words(str(count)) for count in stances),
        words("signed" if claim.verdict.review == "signed" else "draft"),
        words(flags),
    )


def _references(report: Report) -> Iterator[Block]:
    yield Heading(2, "References", "references")
    yield References(report.references)
    yield Heading(2, "Notice", "notice")
    rest = "; abstracts may be under copyright and are not reproduced here."
    yield Paragraph((Words(f"{NOTICE} ("), Link("read it", NOTICE_ADDRESS), Words(f"){rest}")))
