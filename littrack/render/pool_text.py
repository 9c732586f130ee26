"""A pooled result as text: what it says, the trials behind it, and how the figure changes when it is made otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from littrack.appraise.claim_page import ClaimPage, PoolPage
from littrack.appraise.numbering import with_numbers
from littrack.appraise.pool_record import PooledArm, PooledTrial
from littrack.render.columns import item, paragraph, table
from littrack.synthesis.words import DAGGER, number, p_value

_NUMBERS = frozenset({1, 2, 3, 4})


def pool_lines(pool: PoolPage, page: ClaimPage, told: Collection[str] = ()) -> Iterator[str]:
    """The lines of one pooled result; sentences that were ``told`` of another are not said again."""
    record = pool.record
    yield paragraph(record.title, 2)
    for finding in record.findings:
        if finding not in told:
            yield item(with_numbers(finding, page.numbers), "-", 4)
    if record.trials:
        yield trials_table(pool, page)
    yield paragraph(_method(pool), 4)
    if pool.note:
        yield paragraph(f"Note: {with_numbers(pool.note, page.numbers)}", 4)


def trials_table(pool: PoolPage, page: ClaimPage) -> str:
    """The trials with their counts, effects and weights, and the pooled figure below them."""
    heading = ("Trial", "Treatment", "Control", pool.measure.capitalize() + " [95% CI]", "Weight")
    rows = [heading, *(_trial(trial, page) for trial in pool.record.trials), _total(pool)]
    text = table(rows, 4, _NUMBERS)
    marked = any(trial.derived for trial in pool.record.trials)
    return f"{text}\n    {DAGGER} derived, not printed in a paper" if marked else text


def _trial(trial: PooledTrial, page: ClaimPage) -> tuple[str, ...]:
    known = page.numbers.get(trial.key)
    label = f"{trial.label} [{known}]" if known else trial.label
    weight = "" if trial.weight is None else f"{trial.weight:.1f}%"
    effect = effect_words(trial.effect, trial.low, trial.high)
    return (label, _arm(trial.treatment), _arm(trial.control), effect, weight)


def _arm(arm: PooledArm) -> str:
    mark = DAGGER if arm.derived else ""
    if arm.events is not None:
        return f"{arm.events}/{arm.people}{mark}"
    if arm.mean is not None:
        return f"{arm.mean:g} (SD {arm.sd:g}, n {arm.people}){mark}"
    return f"{arm.people}{mark}"


def _total(pool: PoolPage) -> tuple[str, ...]:
    totals = pool.record.totals()
    sides = (f"{totals[0]}/{totals[1]}", f"{totals[2]}/{totals[3]}") if totals else ("", "")
    name = "Pooled" if pool.trials > 1 else "Result"
    return (name, *sides, effect_words(pool.estimate, pool.low, pool.high), "")


def effect_words(value: float | None, low: float | None, high: float | None) -> str:
    """A figure with its interval."""
    if value is None or low is None or high is None:
        return "not estimable"
    return f"{number(value)} [{number(low)}, {number(high)}]"


def _method(pool: PoolPage) -> str:
    parts = [f"{pool.model}, {pool.record.interval} interval"]
    if pool.p is not None:
        parts.append(p_value(pool.p))
    if pool.i2 is not None and pool.tau2 is not None and pool.q is not None:
        parts.append(f"I² {pool.i2:.0f}%, tau² {number(pool.tau2)}, Q {number(pool.q)}")
    if pool.prediction_low is not None and pool.prediction_high is not None:
        span = f"[{number(pool.prediction_low)}, {number(pool.prediction_high)}]"
        parts.append(f"a further such trial is expected in {span}")
    return f"{'; '.join(parts)}. Computed {pool.computed[:10]}."
