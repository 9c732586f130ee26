"""Is "eight times" true? From the home page to the forest plot in two clicks, and to PubMed in one more."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

QUESTION = "eight times as many"
TRIAL = "https://pubmed.ncbi.nlm.nih.gov/22364892/"

PLOT = "figure.plot svg:visible"


def wait_until_in_view(page: Any, selector: str) -> None:
    """Until the top of the element is on the screen; fail where it never is."""
    end = time.monotonic() + 30
    while True:
        box = page.locator(selector).first.bounding_box()
        if box is not None and 0 <= box["y"] < page.viewport_size["height"]:
            return
        assert time.monotonic() < end, f"{selector} is out of view: {box}"
        page.wait_for_timeout(50)


def tab_to(page: Any, words: str, limit: int = 250) -> None:
    """Press Tab until the focused link holds the words, and see the focus."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.innerText") or ""
        if words in focused:
            width = page.evaluate(
                "parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
            )
            assert width >= 2, f"no visible focus on {focused!r}"
            return
    raise AssertionError(f"Tab never reached {words!r}")


@pytest.mark.parametrize(
    "options",
    [{}, {"width": 360, "height": 640, "has_touch": True}, {"java_script_enabled": False},
     {"width": 360, "height": 640, "java_script_enabled": False}],
    ids=["laptop", "phone", "without script", "phone without script"],
)  # fmt: skip
def test_by_mouse_or_finger(open_page: Callable[..., Any], options: dict[str, Any]) -> None:
    page = open_page("/", **options)
    page.get_by_role("link", name=QUESTION).first.click()
    page.get_by_role("link", name="Trial by trial").click()
    wait_until_in_view(page, PLOT)
    assert "Misleading" in page.locator(".verdict").inner_text()
    page.get_by_role("link", name="PubMed record of Wollmer 2012").first.click()
    page.wait_for_url(TRIAL)


def test_by_keyboard_only(open_page: Callable[..., Any]) -> None:
    page = open_page("/")
    tab_to(page, QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims/eight-times")
    tab_to(page, "Trial by trial")
    page.keyboard.press("Enter")
    wait_until_in_view(page, PLOT)
    tab_to(page, "PubMed")
    page.keyboard.press("Enter")
    page.wait_for_url("https://pubmed.ncbi.nlm.nih.gov/**")


def test_the_first_stop_skips_to_the_content(open_page: Callable[..., Any]) -> None:
    page = open_page("/claims/eight-times")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'main'")


def test_from_the_evidence_to_the_study(open_page: Callable[..., Any]) -> None:
    page = open_page("/claims/eight-times")
    link = page.locator("table.evidence").get_by_role("link", name="Brin 2020", exact=True)
    assert link.get_attribute("href") == "/studies/31609787"
