"""The back of the report: what each work says and where, silent trials, methods, flow, search record. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from littrack.appraise.claim_page import (
    CERTAINTY_MEANINGS,
    STATE_MEANINGS,
    ArmFigures,
    EvidenceStudy,
    TrialLine,
)
from littrack.appraise.report import Report
from littrack.appraise.search_record import Item, Strategy, moment
from littrack.render.blocks import (
    Block,
    Figure,
    Heading,
    Inlines,
    Items,
    Numbers,
    Paragraph,
    Table,
    Verbatim,
    Words,
    words,
)
from littrack.render.prisma_svg import FlowRow, flow_rows, prisma_svg
from littrack.render.report_claims import LEGEND, stopped
from littrack.synthesis.words import DAGGER


def works_blocks(report: Report) -> Iterator[Block]:
    """The figures of each cited work, and where each was read."""
    if not report.works:
        return
    yield Heading(2, "What each work reports, and where it was read", "works")
    yield Paragraph(words(LEGEND))
    for study in report.works:
        lines = (*_figures(study), *_readings(study))
        if lines:
            yield Paragraph((Words(f"{study.label} ", strong=True), Numbers((study.number,))))
            yield Items(tuple(words(line) for line in lines))


def _figures(study: EvidenceStudy) -> Iterator[str]:
    for arm in study.arms:
        yield f"{arm.name}: {'; '.join((_people(arm), *arm.figures))}.{_derived(arm.derived)}{_basis(arm)}"
    for outcome in study.outcomes:
        note = f" ({outcome.note})" if outcome.note else ""
        yield f"{outcome.told}.{_derived(outcome.derived)}{note}"


def _people(arm: ArmFigures) -> str:
    return f"{arm.people:,} people" if arm.people is not None else "number of people not given"


def _derived(names: tuple[str, ...]) -> str:
    return f" {DAGGER} derived: {', '.join(names)}." if names else ""


def _basis(arm: ArmFigures) -> str:
    return f" Basis: {stopped(arm.basis)}" if arm.basis else ""


def _readings(study: EvidenceStudy) -> Iterator[str]:
    if study.registration:
        yield f"Registration: {stopped(study.registration)}"
    for source in study.sources:
        if source.kind == "reading":
            where = f": {source.read_at}" if source.read_at else ""
            yield stopped(f"Read, {source.statement}{where}")
        else:
            yield f"{source.kind.capitalize()}: {source.statement}"


def trial_blocks(report: Report) -> Iterator[Block]:
    """Registered trials that no known publication reports."""
    yield Heading(2, "Registered trials without a known publication", "trials")
    if not report.trials:
        yield Paragraph(words("None is followed, or all of them are published."))
        return
    yield Table(
        "Registered trials without a known publication, overdue ones first",
        ("Trial", "Title", "Status", "People", "Dates", "Results on the registry"),
        tuple(_trial(trial) for trial in report.trials),
        frozenset({3}),
    )
    yield Paragraph(
        words(
            "Overdue: finished twelve months ago or more, or begun five years ago without a stated end, and neither "
            "published nor with results on the registry."
        )
    )


def _trial(trial: TrialLine) -> tuple[Inlines, ...]:
    results = {True: "yes", False: "no", None: "not known"}[trial.results_on_registry]
    due = words("OVERDUE", strong=True) if trial.overdue else ()
    return (
        words(f"{trial.id} ({trial.registry})"),
        words(trial.title),
        (*words(trial.status), *((Words(" "), *due) if due else ())),
        words(f"{trial.enrollment:,}" if trial.enrollment is not None else None),
        words(" to ".join(date for date in (trial.started, trial.ended) if date)),
        words(results),
    )


def method_blocks() -> Iterator[Block]:
    """How verdicts, levels, figures and certainty are made."""
    yield Heading(2, "Methods", "methods")
    for name, paragraphs in _METHODS:
        yield Heading(3, name, f"methods-{name.split()[0].lower()}")
        yield from (Paragraph(words(text)) for text in paragraphs)
    yield Heading(3, "The words used", "methods-words")
    yield Table("Words of a verdict", ("State", "What it means"), _meanings(STATE_MEANINGS))
    yield Table(
        "Words of certainty (GRADE)", ("Certainty", "What it means"), _meanings(CERTAINTY_MEANINGS)
    )


def _meanings(told: dict[str, str]) -> tuple[tuple[Inlines, ...], ...]:
    return tuple((words(word), words(meaning)) for word, meaning in told.items())


_METHODS = (
    (
        "Verdicts",
        (
            "People wrote the verdicts, after reading the works cited. The program never changes one: it raises a flag "
            "when new evidence, a retraction or another pooled figure may overturn it. A verdict is a draft until a "
            "named person signs it.",
        ),
    ),
    (
        "Designs and levels",
        (
            "Rules over publication types, MeSH and the wording of title and abstract give each PubMed record a design; "
            "an appraiser's word overrides them. Levels are those of the Oxford Centre for Evidence-Based Medicine, "
            "2011, for treatment benefit: 1 is strongest. Studies in animals or cells and protocols never count as "
            "evidence in patients.",
        ),
    ),
    (
        "Figures",
        (
            "Every figure was read in the place that is named. A figure that the appraisers worked out is marked with "
            f"{DAGGER} wherever it is used. Figures are pooled by littrack, in the model that stands beneath each "
            "table; a pool never mixes effect measures.",
        ),
    ),
    (
        "Certainty",
        (
            "The GRADE worksheet begins with the design and goes down for each concern. The program proposes each "
            "concern from the data and says why; a person's entry replaces it. The certainty of a verdict is what a "
            "person gave.",
        ),
    ),
    (
        "Retractions",
        (
            "Retractions, corrections and expressions of concern are taken from PubMed's records each time they are "
            "fetched. No other source was asked.",
        ),
    ),
)


def flow_blocks(report: Report) -> Iterator[Block]:
    """The PRISMA 2020 flow diagram and its table."""
    flow = report.flow
    yield Heading(2, "Flow of records (PRISMA 2020)", "flow")
    yield Figure(
        "prisma-flow", "PRISMA 2020 flow diagram", lambda name, alone: prisma_svg(flow, name, alone)
    )
    yield Table(
        "The flow in numbers: before the last run, new with it, in all",
        ("Box", "Stage", "Before", "New", "In all"),
        tuple(_flow_row(row) for row in flow_rows(flow)),
        frozenset({2, 3, 4}),
    )
    notes = [
        f"Registered trials followed by hand: {flow.registered}, of which {flow.registered_published} published."
    ]
    if flow.reasons:
        told = "; ".join(f"{each.reason} ({each.pmids:,})" for each in flow.reasons)
        notes.append(f"Why records are not stored, over all topics of this database: {told}.")
    notes += [f"THE NUMBERS DO NOT ADD UP: {fault}." for fault in flow.faults()]
    yield Items(tuple(words(note) for note in notes))


def _flow_row(row: FlowRow) -> tuple[Inlines, ...]:
    numbers = (row.previous, row.new, row.total)
    return (
        words(row.text, strong=row.first),
        words(row.stage),
        *(words(f"{n:,}") if n is not None else () for n in numbers),
    )


def record_blocks(report: Report) -> Iterator[Block]:
    """The PRISMA-S search record and each strategy."""
    record = report.record
    yield Heading(2, "Search record (PRISMA-S)", "search-record")
    yield Table(
        "The sixteen items of PRISMA-S",
        ("Item", "Name", "Answer"),
        tuple(_item(item) for item in record.items),
    )
    for each in record.current:
        yield from _strategy(each, f"Search {each.name}")
    for each in record.former:
        yield from _strategy(each, f"Former search {each.name}, version {each.version}")


def _item(item: Item) -> tuple[Inlines, ...]:
    said = " ".join(item.text)
    status = f"{item.status.capitalize()}. " if item.status != "reported" else ""
    return words(str(item.number)), words(item.name), words(status + said)


def _strategy(each: Strategy, title: str) -> Iterator[Block]:
    yield Heading(3, title, f"search-{each.name}-{each.version}")
    listed = f"PubMed counted {each.found:,} and listed {each.listed:,}" if each.listed is not None and each.found is not None else None  # fmt: skip
    facts = (
        f"Question: {each.question}" if each.question else None,
        f"Version {each.version}{f', dated {each.dated}' if each.dated else ''}.",
        f"Complete answers: {each.answers}, from {moment(each.first_asked)} to {moment(each.last_asked)} UTC. "
        f"Last: {listed}."
        if listed and each.first_asked and each.last_asked
        else "PubMed has not answered it yet.",
        f"The latest attempt failed: {each.failed}" if each.failed else None,
        f"No longer asked since {moment(each.retired)} UTC." if each.retired else None,
        f"PubMed warned: {'; '.join(each.warnings)}" if each.warnings else None,
        f"PubMed dropped: {'; '.join(each.dropped)}" if each.dropped else None,
    )
    yield Items(tuple(words(fact) for fact in facts if fact))
    yield Verbatim(each.query)
    if each.translation:
        yield Paragraph(words("PubMed understood:"))
        yield Verbatim(each.translation)
