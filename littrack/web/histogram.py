"""Years as bars that lead to the studies of that year; the same numbers stand beside them in words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from littrack.views.studies import YearBar

HEIGHT, STEP = 56, 10


def histogram(years: Sequence[YearBar], path: str) -> Markup:
    """One bar a year. Hidden from screen readers and the keyboard, which have the list of years."""
    top = max((bar.count for bar in years), default=0) or 1
    any_chosen = any(bar.chosen for bar in years)
    bars = "".join(_bar(at, bar, top, path, any_chosen) for at, bar in enumerate(years))
    width = len(years) * STEP
    return Markup(
        f'<svg class="years" viewBox="0 0 {width} {HEIGHT}" preserveAspectRatio="none" aria-hidden="true" '
        f'focusable="false">{bars}</svg>'
    )


def _bar(at: int, bar: YearBar, top: int, path: str, any_chosen: bool) -> str:
    height = max(3.0, bar.count / top * (HEIGHT - 2)) if bar.count else 0
    named = "out" if any_chosen and not bar.chosen else "in"
    x = at * STEP
    return (
        f'<a href="{escape(path + bar.address)}" tabindex="-1"><title>{bar.year}: {bar.count:,}</title>'
        f'<rect class="hit" x="{x}" y="0" width="{STEP}" height="{HEIGHT}" fill="transparent"/>'
        f'<rect class="{named}" x="{x + 1}" y="{HEIGHT - height:.1f}" width="{STEP - 2}" height="{height:.1f}"/></a>'
    )
