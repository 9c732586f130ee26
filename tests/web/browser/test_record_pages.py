"""News, trials, methods, health and Datasette's own pages in a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.browser.test_pages import LOOKS, violations
from tests.web.made_up import HOSTILE, RETRACTED

KINDS = (
    "/new",
    "/trials",
    "/methods",
    "/about/health",
    "/claims/eight-times?as_of=2026-11-24",
    "/claims/eight-times?as_of=2001-01-01",
    "/claims/eight-times/card",
    "/littrack/claim_evidence",
    f"/littrack/studies/{RETRACTED}",
    "/littrack/studies?integrity=retracted",
    "/littrack/changes?study=" + RETRACTED,
    f"/littrack/studies/{HOSTILE}",
    "/littrack?sql=select+id,+title+from+studies+limit+3",
    "/-/versions",
    "/-/settings",
)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("address", KINDS)
def test_no_axe_violation(open_page: Callable[..., Any], address: str, look: str) -> None:
    page = open_page(address, **LOOKS[look])
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert not violations(page)


@pytest.mark.parametrize("address", KINDS)
def test_nothing_is_wider_than_a_small_phone(open_page: Callable[..., Any], address: str) -> None:
    page = open_page(address, width=320, height=640)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_from_the_news_to_the_study_without_script(open_page: Callable[..., Any]) -> None:
    page = open_page("/", java_script_enabled=False)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="What is new").click()
    page.wait_for_url("**/new")
    notice = page.locator("li.notice")
    assert "RETRACTED" in notice.inner_text()
    assert notice.get_by_role("link").first.get_attribute("href") == f"/studies/{RETRACTED}"
    page.locator("details summary", has_text="12 more").click()
    assert page.locator("details[open] li").count() == 12


def test_the_rules_can_be_opened_by_keyboard(open_page: Callable[..., Any]) -> None:
    page = open_page("/methods")
    page.locator("#rules summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("table", name="Rules for study design").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#rules') === null")


def test_a_search_can_be_run_again_at_pubmed(open_page: Callable[..., Any]) -> None:
    page = open_page("/methods")
    page.get_by_role("link", name="Run “").first.click()
    page.wait_for_url("https://pubmed.ncbi.nlm.nih.gov/?term=*")


def test_a_trial_has_a_page(open_page: Callable[..., Any]) -> None:
    page = open_page("/trials/NCT00934687")
    assert (
        page.get_by_role("heading", level=1).inner_text()
        == "Botulinum Toxin for the Treatment of Depression"
    )
