"""The axis of a plot: which values it spans, where its ticks stand, how a value becomes a position."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from littrack.synthesis.results import Figure

MOST_TICKS = 8
_REACH = 0.35
"""How far beyond the estimates the axis follows wide intervals, as a share of the estimates' own span."""


@dataclass(frozen=True, slots=True)
class Axis:
    """From ``low`` to ``high`` (as shown), drawn between ``left`` and ``right`` (user units)."""

    log: bool
    low: float
    high: float
    ticks: tuple[float, ...]
    left: float = 0.0
    right: float = 1.0

    def at(self, value: float) -> float:
        """The position of a value, held within the axis."""
        value = min(max(value, self.low), self.high)
        share = (self._place(value) - self._place(self.low)) / (
            self._place(self.high) - self._place(self.low)
        )
        return self.left + share * (self.right - self.left)

    def clips_low(self, value: float) -> bool:
        """The value lies left of the axis."""
        return value < self.low * (1 - 1e-9) if self.log else value < self.low - 1e-9

    def clips_high(self, value: float) -> bool:
        """The value lies right of the axis."""
        return value > self.high * (1 + 1e-9) if self.log else value > self.high + 1e-9

    def labelled(self, null: float) -> tuple[float, ...]:
        """The ticks that have room for their label, no effect among them."""
        start = self.ticks.index(null) if null in self.ticks else 0
        for stride in range(1, len(self.ticks)):
            chosen = self.ticks[start % stride :: stride]
            ends = [(self.at(tick), 3.8 * len(tick_label(tick)) + 2) for tick in chosen]
            if all(x2 - x1 >= h1 + h2 for (x1, h1), (x2, h2) in pairwise(ends)):
                return chosen
        return self.ticks[:1]

    def _place(self, value: float) -> float:
        return math.log(value) if self.log else value


def axis_for(
    figures: Sequence[Figure],
    keep: Sequence[float],
    log: bool,
    left: float,
    right: float,
    most: int = MOST_TICKS,
) -> Axis:
    """An axis that shows every estimate and every value of ``keep`` (no effect first), and intervals as far as
    is useful."""
    place: Callable[[float], float] = _log_clamped if log else float
    centres = [place(value) for value in (*(figure.value for figure in figures), *keep)]
    low, high = min(centres), max(centres)
    span = high - low or _widest(figures, log) or 1.0
    low_end = min([low, *(place(figure.low) for figure in figures)])
    high_end = max([high, *(place(figure.high) for figure in figures)])
    low, high = max(low_end, low - _REACH * span), min(high_end, high + _REACH * span)
    if high - low < 1e-9:
        low, high = low - 0.5, high + 0.5
    low, high = _room_beside(keep[0] if keep else None, low, high, place)
    ticks = _log_ticks(low, high, most) if log else _linear_ticks(low, high, most)
    return Axis(log, ticks[0], ticks[-1], tuple(ticks), left, right)


def _room_beside(
    null: float | None, low: float, high: float, place: Callable[[float], float]
) -> tuple[float, float]:
    """A little axis beyond the line of no effect, where everything lies on one side of it."""
    if null is None:
        return low, high
    spare = 0.04 * (high - low)
    return min(low, place(null) - spare), max(high, place(null) + spare)


def tick_label(value: float) -> str:
    """A tick's text: no needless zeros, a true minus."""
    text = f"{abs(value):.10g}"
    return f"−{text}" if value < 0 else text


def _widest(figures: Sequence[Figure], log: bool) -> float:
    if not figures:
        return 0.0
    if log:
        return max(_log_clamped(figure.high) - _log_clamped(figure.low) for figure in figures)
    return max(figure.high - figure.low for figure in figures)


def _log_clamped(value: float) -> float:
    return math.log(min(max(value, 1e-12), 1e12))


def _log_ticks(low: float, high: float, most: int) -> list[float]:
    """Powers of 2, 4 or 8 for a narrow axis, of 10, 100 … for a wide one; always two at least."""
    for base in (2.0, 4.0, 10.0, 100.0, 1e3, 1e4, 1e6, 1e8, 1e12):
        unit = math.log(base)
        first, last = math.floor(low / unit + 1e-9), math.ceil(high / unit - 1e-9)
        if last == first:
            last += 1
        if last - first + 1 <= most:
            return [base**power for power in range(first, last + 1)]
    return [math.exp(low), math.exp(high)]


def _linear_ticks(low: float, high: float, most: int) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten."""
    power = math.floor(math.log10((high - low) / most))
    for step in (
        factor * 10.0**exponent for exponent in range(power, power + 3) for factor in (1, 2, 5)
    ):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first + 1 <= most:
            return [round(at * step, 12) for at in range(first, last + 1)]
    return [low, high]
