"""One claim of the report, in the order in which a clinician asks: is it true, how sure, says who. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from littrack.appraise.claim_page import EvidenceStudy
from littrack.appraise.level import NEVER_CLINICAL, level_words
from littrack.appraise.report import ReportClaim, ReportPool, Told, as_text
from littrack.render.blocks import (
    Block,
    Figure,
    Heading,
    Inlines,
    Items,
    Numbers,
    Paragraph,
    Quotation,
    Table,
    Words,
    joined,
    sentence,
    words,
)
from littrack.render.columns import shortened
from littrack.synthesis.forest import PlotWords, forest_svg
from littrack.synthesis.forest import Reference as Mark
from littrack.synthesis.results import Pooled
from littrack.synthesis.rows import ForestRow
from littrack.synthesis.words import DAGGER, conventions, heading, heterogeneity
from littrack.synthesis.words import sentence as as_sentence

LEGEND = f"{DAGGER} derived by the appraisers, not printed in a paper."


def anchor(claim: ReportClaim) -> str:
    """The name by which a link finds the claim."""
    return f"claim-{claim.id}"


def title(claim: ReportClaim) -> str:
    """ "3.1 Overstated: “It helps most people.”"."""
    return f"{claim.place} {claim.verdict.state.capitalize()}: “{shortened(claim.quote, 90)}”"


def claim_blocks(claim: ReportClaim, language: str) -> Iterator[Block]:
    """Everything about one claim."""
    yield Heading(3, title(claim), anchor(claim))
    yield Quotation(claim.quote, claim.highlight, language)
    if claim.highlight:
        yield Paragraph(words(f"Judged words: “{claim.highlight}”"))
    yield from _verdict(claim)
    for study in claim.retracted:
        said = f"{study.integrity} work is cited here: {study.label} ".upper()
        yield Paragraph((Words(said, strong=True), Numbers((study.number,))), warning=True)
    yield from _part(claim, "Why", (Paragraph(sentence(claim.reason)),))
    yield from _part(claim, "The numbers", tuple(_numbers(claim)))
    yield from _part(claim, "Evidence", tuple(_evidence(claim)))
    if claim.would_change:
        yield from _part(
            claim, "What would change the verdict", (Paragraph(sentence(claim.would_change)),)
        )
    yield from _part(claim, "Certainty worksheet (GRADE)", tuple(_worksheet(claim)))
    yield from _part(claim, "Reasons to look again", tuple(_flags(claim)))


def _part(claim: ReportClaim, name: str, blocks: tuple[Block, ...]) -> Iterator[Block]:
    if blocks:
        place = name.split(" (")[0].lower().replace(" ", "-")
        yield Heading(4, name, f"{anchor(claim)}-{place}")
        yield from blocks


def _verdict(claim: ReportClaim) -> Iterator[Block]:
    verdict = claim.verdict
    if verdict.one_line:
        yield Paragraph(words(verdict.one_line, strong=True))
    sure = f"Certainty {verdict.certainty}: {verdict.certainty_meaning}"
    yield Items(
        tuple(
            words(each)
            for each in (
                f"{verdict.state.capitalize()}: {verdict.meaning}",
                sure if verdict.certainty else None,
                verdict.standing,
                f"Question: {claim.question}",
            )
            if each
        )
    )


def _numbers(claim: ReportClaim) -> Iterator[Block]:
    for pool in claim.pools:
        yield Paragraph(words(pool.page.record.title, strong=True))
        said = tuple(sentence(each) for each in pool.findings if not _told_below(each))
        if said:
            yield Items(said)
        if pool.pooled is not None:
            counted = {each.label for each in pool.page.record.trials}
            for label in sorted(counted & pool.warned.keys()):
                shout = f"{pool.warned[label].upper()}, and still counted here: {label}."
                yield Paragraph(words(shout, strong=True), warning=True)
            name = f"{claim.id}-{pool.page.name}"
            draw = partial(_forest, pool.pooled, pool.plot, pool.mark)
            yield Figure(name, f"Forest plot: {pool.page.record.title}", draw)
            yield _table(pool, pool.pooled)
            yield Paragraph(words(_method(pool.pooled)))
        if pool.note:
            yield Paragraph((Words("Note: "), *sentence(pool.note)))
        sources = tuple(_sources(pool))
        if sources:
            yield Items(sources)


def _told_below(finding: Told) -> bool:
    """Whether the list beneath the table says the same with more."""
    first = finding[0] if finding else ""
    return isinstance(first, str) and first.startswith(("Not in the pool:", DAGGER))


def _forest(pooled: Pooled, plot: PlotWords, mark: Mark | None, name: str, standalone: bool) -> str:
    return forest_svg(pooled, plot, mark, name=name, standalone=standalone)


def _table(pool: ReportPool, pooled: Pooled) -> Table:
    return Table(
        f"{pool.page.record.title}: trials and pooled result",
        ("Trial", pool.plot.treatment, pool.plot.control, heading(pooled), "Weight"),
        tuple(_row(pool, row) for row in pool.rows),
        frozenset({1, 2, 3, 4}),
    )


def _row(pool: ReportPool, row: ForestRow) -> tuple[Inlines, ...]:
    number = pool.numbers.get(row.label) if row.mark == "square" else None
    label = words(row.label + (DAGGER if row.derived else ""))
    named = (*label, Words(" "), Numbers((number,))) if number else label
    named = (*named, *_warning(pool, row.label))
    cells = (row.treatment, row.control, row.effect, row.weight_text)
    return (named, *(words(cell) for cell in cells))


def _warning(pool: ReportPool, label: str) -> Inlines:
    standing = pool.warned.get(label)
    return (Words(" "), Words(standing.upper(), strong=True)) if standing else ()


def _method(pooled: Pooled) -> str:
    parts = [as_sentence(conventions(pooled)), as_sentence(heterogeneity(pooled))]
    return " ".join([*parts, LEGEND] if pooled.derived else parts)


def _sources(pool: ReportPool) -> Iterator[Inlines]:
    """Where each count of the pool was read, and what stayed out."""
    for trial in pool.page.record.trials:
        arms = (trial.treatment, trial.control)
        bases = [
            f"{arm.name}: {arm.basis or 'basis not stated'}" + _derived(arm.derived)
            for arm in arms
            if arm.basis or arm.derived
        ]
        if bases:
            number = pool.numbers.get(trial.label)
            named = (Words(trial.label), *((Words(" "), Numbers((number,))) if number else ()))
            yield (*named, Words(f", counts: {stopped('; '.join(bases))}"))
    for left in pool.left_out:
        named = (Words(f"Not in the pool: {left.label}"),)
        at = (Words(" "), Numbers((left.number,))) if left.number else ()
        end = () if as_text(left.why).endswith(".") else (Words("."),)
        yield (*named, *at, *_warning(pool, left.label), Words(": "), *sentence(left.why), *end)


def _derived(names: tuple[str, ...]) -> str:
    return f" ({DAGGER} derived: {', '.join(names)})" if names else ""


def _evidence(claim: ReportClaim) -> Iterator[Block]:
    if claim.evidence:
        yield Table(
            f"Works cited for claim {claim.place}, strongest design first",
            ("Study", "Stance", "Design", "Level", "People", "Finding and limits", "Funding"),
            tuple(_study(study) for study in claim.evidence),
            frozenset({4}),
        )
    if claim.waiting:
        some = "1 study" if claim.waiting == 1 else f"{claim.waiting:,} studies"
        yield Paragraph(words(f"{some} that may bear on it: judged by nobody yet."))


def _study(study: EvidenceStudy) -> tuple[Inlines, ...]:
    kind = study.design or "design unknown"
    if study.design in NEVER_CLINICAL:
        kind += " (not evidence in patients)"
    money = (study.funding, f"Conflicts: {study.conflicts}" if study.conflicts else None)
    found = joined(
        [
            words(study.finding),
            words(f"In: {stopped(study.population)}" if study.population else None),
            words(f"Limits: {study.limits}" if study.limits else None),
        ]
    )
    return (
        joined([words(study.label), (Numbers((study.number,)),), _shout(study.integrity)]),
        words(study.stance + (f" ({study.note})" if study.note else "")),
        words(kind),
        words(level_words(study.level)),
        words(f"{study.participants:,}" if study.participants is not None else None),
        found,
        words("; ".join(each for each in money if each) or "not recorded"),
    )


def stopped(text: str) -> str:
    """The text with a full stop at its end, unless it has one."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _shout(integrity: str | None) -> Inlines:
    return words(integrity.upper(), strong=True) if integrity else ()


def _worksheet(claim: ReportClaim) -> Iterator[Block]:
    sheet = claim.worksheet
    if sheet is None:
        return
    rows = [(words("start"), words(sheet.start), words(sheet.start_reason), words("littrack"))]
    for line in sheet.domains:
        reason = line.reason
        if line.entered is not None:
            reason = f"{line.entered_reason} (littrack proposed {line.proposed}: {line.reason})"
        by = line.entered_by or "littrack, a proposal"
        rows.append((words(line.domain), words(line.stands), words(reason), words(by)))
    yield Table(
        f"GRADE worksheet of claim {claim.place}",
        ("Domain", "Concern", "Reason", "By"),
        tuple(rows),
    )
    most = "at most " if sheet.unassessed else ""
    yield Paragraph(
        words(
            f"By arithmetic: {most}{sheet.proposed}. The certainty that stands is the one a person gave: "
            f"{claim.verdict.certainty or 'none'}."
        )
    )


def _flags(claim: ReportClaim) -> Iterator[Block]:
    lines = tuple(
        words(f"{flag.kind} (since {flag.raised[:10]}): {flag.detail}") for flag in claim.flags
    )
    if lines:
        yield Items(lines)
