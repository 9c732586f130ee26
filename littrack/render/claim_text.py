"""Everything about one claim as text, in the order in which a clinician asks: is it true, how sure, says who."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from littrack.appraise.certainty import CERTAINTIES
from littrack.appraise.claim_page import (
    CandidateLine,
    ClaimPage,
    DomainLine,
    EvidenceStudy,
    FlagLine,
    TrialLine,
    WorksheetPage,
    beyond,
)
from littrack.appraise.level import NEVER_CLINICAL, level_words
from littrack.render.columns import item, paragraph, section
from littrack.render.pool_text import pool_lines

MOST_CANDIDATES = 15

_RELATIONS = {"whole": "A part of", "part": "Its part", "overlaps": "Says the same again"}


def claim_as_text(page: ClaimPage) -> str:
    """The whole page; each part stands only where there is something to say."""
    parts = (
        _head(page),
        section("Flags: reasons to look again", (flag_line(flag) for flag in page.flags)),
        section("Why", (paragraph(page.rationale, 2),)),
        section("The numbers", _pools(page)),
        section("Evidence, strongest design first", _evidence(page)),
        section("What would change the verdict", (paragraph(page.would_change or "", 2),)),
        section("Certainty worksheet (GRADE)", _worksheet(page)),
        section("Registered trials without a known publication", map(_trial, page.trials)),
        section("Studies that may bear on it, judged by nobody yet", _candidates(page)),
        section("Related claims", _related(page)),
        section("Where each figure was read", _sources(page)),
        section("History of the verdict", _history(page)),
        section("Flags that ended", (flag_line(flag) for flag in page.past_flags)),
        _foot(page),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(page: ClaimPage) -> str:
    verdict = page.verdict
    certainty = f" · certainty {verdict.certainty}" if verdict.certainty else ""
    source = ", ".join(part for part in (page.article, page.publisher) if part)
    lines = [
        f"{page.id}: {verdict.state.upper()}{certainty}",
        "",
        paragraph(f"“{page.quote}”", 2),
        paragraph(f"Judged words: “{page.highlight}”", 2) if page.highlight else None,
        paragraph(f"From: {source}", 2) if source else None,
        "",
        paragraph(beyond(verdict.one_line, verdict.state)) if verdict.one_line else None,
        paragraph(f"{verdict.state.capitalize()}: {verdict.meaning}"),
        paragraph(f"Certainty {verdict.certainty}: {verdict.certainty_meaning}")
        if verdict.certainty
        else None,
        paragraph(verdict.standing),
        "",
        paragraph(f"Question: {page.question}"),
    ]
    return "\n".join(line for line in lines if line is not None)


def flag_line(flag: FlagLine) -> str:
    """A flag with the day it was raised and, if it ended, the day it did."""
    ended = f", ended {flag.cleared[:10]}" if flag.cleared else ""
    return item(f"{flag.kind} (since {flag.raised[:10]}{ended}): {flag.detail}", "!")


def _pools(page: ClaimPage) -> Iterator[str]:
    told: set[str] = set()
    for pool in page.pools:
        if told:
            yield " "
        yield from pool_lines(pool, page, told)
        told.update(pool.record.findings)


def strongest_first(evidence: Iterable[EvidenceStudy]) -> list[EvidenceStudy]:
    """By level of evidence, what has none last; within a level in the order in which the reason names them."""
    return sorted(evidence, key=lambda each: (each.level or 9, each.number))


def _evidence(page: ClaimPage) -> Iterator[str]:
    heading = None
    for study in strongest_first(page.evidence):
        level = level_words(study.level).capitalize()
        if level != heading:
            yield f"  {level}"
            heading = level
        yield _study(study)


def _study(study: EvidenceStudy) -> str:
    kind = study.design or "design unknown"
    if study.design in NEVER_CLINICAL:
        kind += ", not evidence in patients"
    people = f", {study.participants} people" if study.participants else ""
    note = f" ({study.note})" if study.note else ""
    lines = [
        item(f"{study.label}: {study.stance.upper()}{note}. {kind.capitalize()}{people}.", f"[{study.number}]"),
    ]  # fmt: skip
    told = (
        (study.integrity, "PUBMED SAYS: {}."), (study.finding, "{}"), (study.population, "In: {}."),
        (study.limits, "Limits: {}"), (study.funding, "Funding: {}."), (study.conflicts, "Conflicts: {}."),
        (study.citation, "{}"), (study.link, "{}"),
    )  # fmt: skip
    lines += [_under(form.format(value)) for value, form in told if value]
    return "\n".join(lines)


def _under(text: str) -> str:
    return paragraph(text.replace("..", "."), 6)


def _worksheet(page: ClaimPage) -> Iterator[str]:
    sheet = page.worksheet
    if sheet is None:
        return
    yield item(f"starts {sheet.start}: {sheet.start_reason}", "·")
    for line in sheet.domains:
        yield _domain(line)
    own = (
        f"The verdict's own certainty, which a person gives, is {page.verdict.certainty or 'none'}."
    )
    yield item(f"{worksheet_result(sheet)} {own}", "=")


def _domain(line: DomainLine) -> str:
    if line.entered is None:
        return item(f"{line.domain}: {line.proposed}, proposed by littrack. {line.reason}", "·")
    told = f"{line.domain}: {line.entered}, entered by {line.entered_by}: {line.entered_reason}"
    return item(f"{told} (littrack proposed {line.proposed}: {line.reason})", "·")


def worksheet_result(sheet: WorksheetPage) -> str:
    """What follows from the domains, and which of them nobody has judged."""
    at_most = "at most " if sheet.unassessed and sheet.proposed != CERTAINTIES[0] else ""
    waiting = f"; {', '.join(sheet.unassessed)} awaits a person" if sheet.unassessed else ""
    return f"by arithmetic {at_most}{sheet.proposed}{waiting}."


def _trial(trial: TrialLine) -> str:
    people = f"{trial.enrollment} people" if trial.enrollment is not None else None
    results = {True: "results on the registry", False: "no results on the registry", None: None}
    dates = " to ".join(date for date in (trial.started, trial.ended) if date)
    told = (trial.status, people, dates, results[trial.results_on_registry])
    due = "OVERDUE. " if trial.overdue else ""
    facts = "; ".join(part for part in told if part)
    return item(f"{trial.id} ({trial.registry}): {due}{trial.title}. {facts}.")


def _candidates(page: ClaimPage) -> Iterator[str]:
    for each in page.candidates[:MOST_CANDIDATES]:
        yield item(_candidate(each))
    more = len(page.candidates) - MOST_CANDIDATES
    if more > 0:
        yield f"  and {more} more (--json lists all)"


def _candidate(each: CandidateLine) -> str:
    kind = f"{each.design or 'design unknown'}, {level_words(each.level)}"
    warning = f"{each.integrity.upper()}. " if each.integrity else ""
    return f"{warning}{each.study} {each.label}: {each.title} ({kind}; {each.why})"


def _related(page: ClaimPage) -> Iterable[str]:
    return (
        item(f"{_RELATIONS[each.relation]}: {each.id}, {each.state}: “{each.quote}”")
        for each in page.related
    )


def _sources(page: ClaimPage) -> Iterator[str]:
    for study in page.evidence:
        lines = [*_figures(study), *_readings(study)]
        if lines:
            yield f"  [{study.number}] {study.label}"
            yield from lines


def _figures(study: EvidenceStudy) -> Iterator[str]:
    for arm in study.arms:
        of = f"{arm.people} people" if arm.people is not None else "number of people not given"
        told = "; ".join((of, *arm.figures))
        yield item(f"{arm.name}: {told}.{_derived(arm.derived)}{_basis(arm.basis)}", "-", 6)
    for outcome in study.outcomes:
        note = f" ({outcome.note})" if outcome.note else ""
        yield item(f"{outcome.told}.{_derived(outcome.derived)}{note}", "-", 6)


def _derived(names: tuple[str, ...]) -> str:
    return f" DERIVED, not printed: {', '.join(names)}." if names else ""


def _basis(basis: str | None) -> str:
    return f" Basis: {basis}." if basis else ""


def _readings(study: EvidenceStudy) -> Iterator[str]:
    for source in study.sources:
        if source.kind == "reading":
            where = f" read in {source.read_at}" if source.read_at else ""
            yield item(f"{source.statement}:{where}", "-", 6)
        else:
            yield item(f"{source.kind}: {source.statement}", "-", 6)


def _history(page: ClaimPage) -> Iterator[str]:
    for past in page.history:
        signed = f"signed by {past.reviewer}" if past.review == "signed" else past.review
        certainty = f", certainty {past.certainty}" if past.certainty else ""
        yield item(f"since {past.since[:10]}: {past.state}{certainty} ({signed})")


def fed_by(page: ClaimPage) -> str:
    """Which searches feed the claim and when PubMed last answered them; nothing where none does."""
    if not page.searches:
        return ""
    several = len(page.searches) > 1
    name = f"search{'es' if several else ''} {', '.join(page.searches)}"
    if page.asked:
        return f"Fed by the {name}: PubMed last answered on {page.asked[:10]}."
    return f"Fed by the {name}: PubMed has not answered {'all of them' if several else 'it'} yet."


def _foot(page: ClaimPage) -> str:
    checks = sorted({study.retraction_check for study in page.evidence if study.retraction_check})
    told = f"Retraction checks of the appraisal: {'; '.join(checks)}." if checks else ""
    return "\n".join(paragraph(line) for line in (fed_by(page), told) if line)
