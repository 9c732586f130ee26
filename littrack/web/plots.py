"""Plots of a claim's page: each drawn wide and narrow, of which the style sheet shows one."""

from __future__ import annotations

from markupsafe import Markup

from littrack.synthesis.absolute import ArmTotal
from littrack.synthesis.forest import PlotWords, cumulative_svg, forest_svg
from littrack.synthesis.icons import icon_array_svg
from littrack.views.pools import PlotView

_SIZES = (("wide", False), ("narrow", True))


def forest(view: PlotView, place: str) -> Markup:
    """The forest plot; ``place`` makes its ids unique on the page."""
    pooled = view.pooled
    if pooled is None:
        return Markup("")
    return _both(
        {
            size: forest_svg(pooled, view.plot, view.reference, f"{place}-{size}", compact)
            for size, compact in _SIZES
        }
    )


def cumulative(view: PlotView, place: str) -> Markup:
    """How the pooled figure stood after each trial."""
    words = PlotWords(
        title=f"{view.title}: as the trials came in",
        low_side=view.plot.low_side,
        high_side=view.plot.high_side,
    )
    return _both(
        {
            size: cumulative_svg(view.steps, words, None, f"{place}-steps-{size}", compact)
            for size, compact in _SIZES
        }
    )


def people(total: ArmTotal, words: str, place: str) -> Markup:
    """A hundred people, as many filled as had the outcome of a hundred."""
    return Markup(icon_array_svg(total.per_100, 100, words, place))


def _both(drawn: dict[str, str]) -> Markup:
    return Markup("").join(
        Markup('<div class="{}">{}</div>').format(size, Markup(svg)) for size, svg in drawn.items()
    )
