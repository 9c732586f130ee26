"""Figures of a synthesis as words, the same in the terminal, in tables and in plots."""

from __future__ import annotations

import math

from littrack.synthesis.effects import Counts
from littrack.synthesis.measures import SCALES
from littrack.synthesis.results import Figure, Pooled, Weighted

DAGGER = "†"


def number(value: float, places: int = 2) -> str:
    """A figure for readers: two decimals, fewer where it is large, more where it would read as 0."""
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value and round(abs(value), places) == 0:
        places = min(6, 1 - math.floor(math.log10(abs(value))))
    if abs(value) >= 1000:
        places = 0
    elif abs(value) >= 100:
        places = min(places, 1)
    text = f"{abs(value):.{places}f}"
    return f"−{text}" if value < 0 and float(text) else text


def plain(value: float) -> str:
    """A mean or standard deviation as a paper prints it: four digits at most, no needless zeros."""
    return f"{value:.4g}".replace("-", "−")


def interval(figure: Figure, places: int = 2) -> str:
    """ "8.27 [3.36, 20.34]"."""
    low, high = number(figure.low, places), number(figure.high, places)
    return f"{number(figure.value, places)} [{low}, {high}]"


def p_value(p: float) -> str:
    """ "p < 0.001", "p = 0.023" or "p = 0.47"."""
    if p < 0.001:
        return "p < 0.001"
    return f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def heading(pooled: Pooled) -> str:
    """ "Risk ratio [95% CI]"."""
    return f"{SCALES[pooled.measure].heading} [{100 * pooled.level:g}% CI]"


def heterogeneity(pooled: Pooled) -> str:
    """Q with p, I², tau², each with its interval where it has one."""
    found = pooled.heterogeneity
    if found.df < 1:
        return "One trial: heterogeneity cannot be judged"
    parts = [f"Q = {number(found.q)}, df = {found.df}, {p_value(found.p)}"]
    shares = found.i2_interval
    span = f" [{shares[0]:.0f}%, {shares[1]:.0f}%]" if shares else ""
    parts.append(f"I² = {found.i2:.0f}%{span}")
    if pooled.model not in ("common effect", "Mantel-Haenszel", "Peto"):
        parts.append(f"tau² = {number(found.tau2)}{_tau2_span(pooled)}")
    return "Heterogeneity: " + "; ".join(parts)


def prediction(pooled: Pooled) -> str | None:
    """What is expected of a further such trial, or None."""
    expected = pooled.predicted
    if expected is None:
        return None
    return f"[{number(expected.low)}, {number(expected.high)}]"


def conventions(pooled: Pooled) -> str:
    """The model and the choices behind the figures, one line."""
    if pooled.interval == "Hartung-Knapp":
        kind = f"Hartung-Knapp interval (t, {pooled.df} df, not truncated)"
    else:
        kind = "Wald interval (z)"
    model = "common-effect model" if pooled.model == "common effect" else pooled.model
    parts = [model, kind]
    if pooled.model == "REML" and pooled.k > 1:
        parts[0] = "random-effects model (REML)"
    elif pooled.model in ("DerSimonian-Laird", "Paule-Mandel"):
        parts[0] = f"random-effects model ({pooled.model})"
    if SCALES[pooled.measure].needs == "counts":
        if pooled.model in ("Mantel-Haenszel", "Peto"):
            parts.append("counts as they are")
        elif any(map(_has_empty_cell, pooled.studies)):
            parts.append(pooled.correction.describe())
    return "; ".join(parts)


def _has_empty_cell(study: Weighted) -> bool:
    source = study.estimate.source
    return isinstance(source, Counts) and 0 in source.cells


def sentence(text: str) -> str:
    """A capital at its head, a full stop at its end."""
    return f"{text[:1].upper()}{text[1:]}."


def weight(percent: float) -> str:
    """A weight in percent."""
    return f"{percent:.1f}%"


def _tau2_span(pooled: Pooled) -> str:
    between = pooled.heterogeneity.tau2_interval
    if between is None:
        return ""
    high = ("> " if between.open_above else "") + number(between.high)
    return f" [{number(between.low)}, {high}]"
