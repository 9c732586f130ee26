"""What a page costs in a real browser is within what docs/reading.md allows it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import pytest

MANUAL = Path(__file__).parents[3] / "docs" / "reading.md"
_LINE = re.compile(r"\| `(/[^`]*)` \| (.+) \|")
_MEASURE = """
new Promise(done => {
  const shifts = [];
  const watch = new PerformanceObserver(list => shifts.push(...list.getEntries()));
  watch.observe({type: "layout-shift", buffered: true});
  setTimeout(() => {
    shifts.push(...watch.takeRecords());
    const files = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    const bytes = of => files.filter(of).reduce((sum, each) => sum + each.decodedBodySize, 0);
    done([files.length, bytes(() => true), bytes(each => /css$/.test(each.name)), bytes(each => /js$/.test(each.name)),
      document.querySelectorAll("*").length, shifts.reduce((sum, each) => sum + each.value, 0)]);
  }, 300);
})
"""


@dataclass(frozen=True)
class Cost:
    """Requests, bytes, elements, and how much moved while the page loaded."""

    requests: int
    bytes: int
    style: int
    script: int
    elements: int
    shift: float


def allowed() -> dict[str, Cost]:
    """By page: the table in the manual."""
    section = MANUAL.read_text(encoding="utf-8").partition("## What a page may cost")[2]
    lines = _LINE.findall(section.partition("\n## ")[0])
    return {
        path: Cost(*(int(each.replace(",", "")) for each in figures.split(" | ")))
        for path, figures in lines
    }


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("path", allowed())
def test_a_page_costs_no_more_than_it_may(
    open_page: Callable[..., Any], path: str, width: int
) -> None:
    page = open_page(path, width=width)
    cost = Cost(*page.evaluate(_MEASURE))
    over = [
        (name, found, most)
        for name, found, most in zip(
            Cost.__dataclass_fields__, astuple(cost), astuple(allowed()[path]), strict=True
        )
        if found > most
    ]
    assert not over
    assert cost.style > 0 < cost.script  # they were counted


def test_the_manual_states_a_budget() -> None:
    assert len(allowed()) >= 4
