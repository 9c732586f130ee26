"""Pooled results as a claim's page shows them: people before ratios, plots, and the same numbers as tables.

The figures are pooled again from the record of what went in, so that a plot can never differ from its table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain

from littrack.appraise.claim_page import PoolPage
from littrack.appraise.pool_record import LeftOutStudy, OtherWay, PooledTrial, PoolRecord
from littrack.errors import DataError
from littrack.synthesis import words
from littrack.synthesis.absolute import ArmTotal, crude_difference, number_needed
from littrack.synthesis.diagnostics import Step, cumulative
from littrack.synthesis.effects import Counts, Means, Study, ZeroCells
from littrack.synthesis.forest import PlotWords, Reference
from littrack.synthesis.measures import SCALES, as_measure
from littrack.synthesis.pooling import pool
from littrack.synthesis.results import Pooled, as_interval, as_model
from littrack.synthesis.rows import ForestRow, cumulative_table, forest_table

DONE = {"responders": "responded", "remitters": "remitted"}
"""What happened to people, by the outcome that was counted."""
FIRST_MEASURES = ("risk ratio", "mean difference", "Hedges g", "risk difference", "odds ratio")
"""Measures in the order in which they are shown: what speaks of people first."""
_TOLD_ELSEWHERE = ("Not in the pool:", "Not usable:", "Other ways with", words.DAGGER)
_NEEDED = "number needed to treat"


@dataclass(frozen=True, slots=True)
class StudyLink:
    """Where to find a study: its page here, PubMed's, and whether it still stands."""

    key: str
    label: str
    study: str
    pmid: str | None
    link: str | None
    integrity: str | None

    @property
    def place(self) -> str:
        """Where ``link`` leads, in a word."""
        if self.pmid or (self.link or "").startswith("https://pubmed.ncbi.nlm.nih.gov/"):
            return "PubMed"
        return "DOI" if "doi.org/" in (self.link or "") else "Source"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table beside a plot, with the study it is about (none for a pooled row)."""

    row: ForestRow
    study: StudyLink | None


@dataclass(frozen=True, slots=True)
class PlotView:
    """One pooled result, ready to draw. ``pooled`` ``None``: nothing could be pooled, and ``note`` says why."""

    name: str
    title: str
    measure: str
    computed: str
    note: str | None
    words: tuple[str, ...]
    pooled: Pooled | None
    rows: tuple[TableRow, ...]
    plot: PlotWords
    reference: Reference | None
    steps: tuple[Step, ...]
    step_rows: tuple[ForestRow, ...]
    others: tuple[OtherWay, ...]

    @property
    def figure(self) -> str:
        """ "4.16 [2.12, 8.17]†"."""
        if self.pooled is None:
            return ""
        return words.interval(self.pooled.effect) + (words.DAGGER if self.pooled.derived else "")

    @property
    def several(self) -> bool:
        """More than one trial went in."""
        return self.pooled is not None and self.pooled.k > 1


@dataclass(frozen=True, slots=True)
class People:
    """Shares of people on both sides, added over the trials without weights."""

    done: str
    treatment: ArmTotal
    control: ArmTotal
    treatment_name: str
    control_name: str
    derived: bool
    needed: str
    more: bool
    """More people on treatment than on control had the outcome."""

    def same_as(self, other: People | None) -> bool:
        """The same counts of the same outcome."""
        if other is None:
            return False
        return (self.done, self.treatment, self.control) == (
            other.done,
            other.treatment,
            other.control,
        )


@dataclass(frozen=True, slots=True)
class Ratio:
    """A headline figure beside the people: ``times`` is read aloud, ``what`` names it."""

    value: str
    times: str
    what: str
    printed: str | None


@dataclass(frozen=True, slots=True)
class PoolGroup:
    """Every way in which the same comparisons were pooled; the first plot leads."""

    people: People | None
    ratios: tuple[Ratio, ...]
    plots: tuple[PlotView, ...]
    trials: tuple[tuple[PooledTrial, StudyLink | None], ...]
    left_out: tuple[tuple[LeftOutStudy, StudyLink | None], ...]

    @property
    def derived(self) -> bool:
        """A figure that went in was worked out, not printed."""
        return any(trial.derived for trial, _ in self.trials)


def pool_groups(
    pools: Sequence[PoolPage], studies: Mapping[str, StudyLink]
) -> tuple[PoolGroup, ...]:
    """A claim's pooled results, those of the same comparisons together, in the order of the plan.

    Where a later group counts the same people again, it does not show them a second time.
    """
    groups: dict[tuple[tuple[str, str, str], ...], list[PoolPage]] = {}
    for page in pools:
        groups.setdefault(_comparisons(page), []).append(page)
    found: list[PoolGroup] = []
    for pages in groups.values():
        group = _group(pages, studies)
        again = any(group.people and group.people.same_as(each.people) for each in found)
        found.append(replace(group, people=None) if again else group)
    return tuple(found)


def _comparisons(page: PoolPage) -> tuple[tuple[str, str, str], ...]:
    outcome = page.record.outcome
    trials = [(each.key, each.treatment.name, each.control.name) for each in page.record.trials]
    return ((outcome, "", ""), *sorted(trials))


def _group(pages: Sequence[PoolPage], studies: Mapping[str, StudyLink]) -> PoolGroup:
    first = sorted(pages, key=lambda page: FIRST_MEASURES.index(as_measure(page.measure)))
    plots = tuple(_plot(page, studies) for page in first)
    left = {each.key: each for each in chain(*(page.record.left_out for page in first))}
    return PoolGroup(
        people=_people(first[0]),
        ratios=tuple(
            chain(*(_ratios(page, plot) for page, plot in zip(first, plots, strict=True)))
        ),
        plots=plots,
        trials=tuple((trial, studies.get(trial.key)) for trial in first[0].record.trials),
        left_out=tuple((each, studies.get(each.key)) for each in left.values()),
    )


def pool_again(page: PoolPage) -> Pooled | None:
    """The pooled result from its record, or ``None`` where nothing can be pooled."""
    with suppress(DataError):
        return pool(
            _studies(page), as_measure(page.measure), as_model(page.model),
            as_interval(page.record.interval), ZeroCells(page.record.correction),
        )  # fmt: skip
    return None


def _studies(page: PoolPage) -> list[Study]:
    return [study for trial in page.record.trials for study in _study(trial)]


def _study(trial: PooledTrial) -> Iterator[Study]:
    one, two = trial.treatment, trial.control
    if one.people is None or two.people is None:
        return
    if one.events is not None and two.events is not None:
        yield Counts(
            trial.label, one.events, one.people, two.events, two.people, trial.derived, trial.year
        )
    elif None not in (one.mean, one.sd, two.mean, two.sd):
        yield Means(
            trial.label, one.mean or 0.0, one.sd or 0.0, one.people, two.mean or 0.0, two.sd or 0.0,
            two.people, trial.derived, trial.year,
        )  # fmt: skip


def _reference(record: PoolRecord) -> Reference | None:
    """The line for the figure the article gives, else for one that a paper printed."""
    if record.claimed is not None:
        return Reference(record.claimed, f"article: {record.claimed:g}")
    printed = record.published
    return Reference(printed.value, f"{printed.label}: {printed.value:g}") if printed else None


def _plot(page: PoolPage, studies: Mapping[str, StudyLink]) -> PlotView:
    pooled, record = pool_again(page), page.record
    steps = _steps(page) if pooled else ()
    links = {trial.label: studies.get(trial.key) for trial in record.trials}
    rows = forest_table(pooled, _pooled_label(pooled)) if pooled else ()
    return PlotView(
        name=page.name,
        title=record.title,
        measure=page.measure,
        computed=page.computed,
        note=page.note,
        words=tuple(_told(record.findings, bool(pooled))),
        pooled=pooled,
        rows=tuple(
            TableRow(row, links.get(row.label) if row.mark == "square" else None) for row in rows
        ),
        plot=_words(page, pooled),
        reference=_reference(record),
        steps=steps,
        step_rows=cumulative_table(steps),
        others=record.others,
    )


def _told(findings: Sequence[str], pooled: bool) -> Iterator[str]:
    """The sentences that say more than the cards, tables and lists of the page do."""
    for at, sentence in enumerate(findings):
        headline = pooled and at == 0
        shares = _NEEDED in sentence and not sentence.startswith("At ")
        if not (headline or shares or sentence.startswith(_TOLD_ELSEWHERE)):
            yield sentence


def _steps(page: PoolPage) -> tuple[Step, ...]:
    studies = _studies(page)
    if len(studies) < 2 or any(study.year is None for study in studies):
        return ()
    with suppress(DataError):
        return cumulative(
            studies, as_measure(page.measure), as_model(page.model),
            as_interval(page.record.interval), ZeroCells(page.record.correction),
        )  # fmt: skip
    return ()


def _pooled_label(pooled: Pooled) -> str:
    heading = SCALES[pooled.measure].heading
    return "" if pooled.k > 1 else f"{heading}, one trial"


def _words(page: PoolPage, pooled: Pooled | None) -> PlotWords:
    done = DONE.get(page.record.outcome)
    return PlotWords(
        title=page.record.title,
        treatment="Treated",
        low_side=f"more {done} on control" if done else "lower on treatment",
        high_side=f"more {done} on treatment" if done else "higher on treatment",
        pooled=_pooled_label(pooled) if pooled else "",
        derived_note="A figure of this trial was derived, not printed in a paper.",
    )


def _people(page: PoolPage) -> People | None:
    totals = page.record.totals()
    if totals is None:
        return None
    treatment, control = ArmTotal(*totals[:2]), ArmTotal(*totals[2:])
    trials = page.record.trials
    return People(
        done=DONE.get(page.record.outcome, "had the outcome"),
        treatment=treatment,
        control=control,
        treatment_name=_arms(trial.treatment.name for trial in trials),
        control_name=_arms(trial.control.name for trial in trials),
        derived=page.derived,
        needed=number_needed(crude_difference(treatment, control)).describe(),
        more=treatment.risk > control.risk,
    )


def _arms(names: Iterable[str]) -> str:
    """The names of the arms, where they are few enough to be read."""
    found = list(dict.fromkeys(names))
    return " or ".join(found) if len(found) < 3 else ""


def _ratios(page: PoolPage, plot: PlotView) -> Iterator[Ratio]:
    if plot.pooled is None or page.measure == "risk difference":
        return
    times = {"risk ratio": "times as many people", "odds ratio": "times the odds"}
    what = {
        "risk ratio": f"ratio of patients who {DONE.get(page.record.outcome, 'had the outcome')}",
        "odds ratio": "odds ratio, which is not a ratio of patients",
    }
    effect, mark = plot.pooled.effect, words.DAGGER if plot.pooled.derived else ""
    printed = page.record.published
    yield Ratio(
        words.number(effect.value) + mark,
        times.get(page.measure, ""),
        f"{what.get(page.measure, page.measure)}, 95% interval {words.number(effect.low)} to {words.number(effect.high)}",
        f"{printed.label} printed {printed.value:g}" if printed else None,
    )
