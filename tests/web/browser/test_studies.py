"""Searching and reading studies in a browser: by mouse, by keyboard, on a phone, without script, under attack."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.web.browser.test_eight_times import tab_to
from tests.web.browser.test_pages import LOOKS, violations
from tests.web.made_up import CANDIDATE, HOSTILE, MARKED_UP, RETRACTED, REVISED

LISTS = ("/studies", "/studies?q=botulinum&design=meta-analysis&from=2005", "/studies?q=depresion+xyzzy",
         "/studies?integrity=retracted")  # fmt: skip
STUDIES = tuple(f"/studies/{each}" for each in (RETRACTED, HOSTILE, REVISED, MARKED_UP, "22364892"))


LOOKED_AT = (
    *((address, "light") for address in LISTS + STUDIES),
    *(
        (address, look)
        for address in (LISTS[1], STUDIES[0], STUDIES[4])
        for look in ("dark", "phone")
    ),
)


@pytest.mark.parametrize(("address", "look"), LOOKED_AT)
def test_no_axe_violation(open_page: Callable[..., Any], address: str, look: str) -> None:
    page = open_page(address, **LOOKS[look])
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert not violations(page)


@pytest.mark.parametrize("address", LISTS + STUDIES)
def test_nothing_is_wider_than_a_phone(open_page: Callable[..., Any], address: str) -> None:
    page = open_page(address, width=360, height=640)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(
    "options",
    [{}, {"java_script_enabled": False}, {"width": 360, "height": 640}],
    ids=["laptop", "without script", "phone"],
)
def test_search_filter_and_read(open_page: Callable[..., Any], options: dict[str, Any]) -> None:
    page = open_page("/studies", **options)
    page.get_by_label("Words in title").fill("botulinum")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/studies?q=botulinum")
    found = int(page.locator("#found").inner_text().split()[0])
    page.locator("#filters").get_by_role("link", name="Meta-analysis").click()
    page.wait_for_url("**/studies?q=botulinum&design=meta-analysis")
    assert 0 < int(page.locator("#found").inner_text().split()[0]) < found
    page.get_by_role("link", name=re.compile("^Remove the filter")).click()
    page.wait_for_url("**/studies?q=botulinum")
    page.locator(".studies h3 a").first.click()
    page.locator("#abstract").wait_for()


def test_by_keyboard_only(open_page: Callable[..., Any]) -> None:
    page = open_page("/studies")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'main'")
    page.keyboard.press("Tab")
    page.keyboard.type("retracted")
    page.keyboard.press("Enter")
    page.wait_for_url("**/studies?q=retracted")
    tab_to(page, "that was retracted")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/studies/{RETRACTED}")
    assert page.locator(".banner.grave").bounding_box()["y"] < 200


def test_a_year_of_the_histogram(open_page: Callable[..., Any]) -> None:
    page = open_page("/studies")
    page.locator("svg.years a").last.click()
    page.wait_for_url("**/studies?from=2026&to=2026")
    assert page.locator(".studies > li").count() >= 2


def test_years_typed(open_page: Callable[..., Any]) -> None:
    page = open_page("/studies?q=botulinum")
    page.get_by_label("From").fill("2010")
    page.get_by_role("button", name="Set the years").click()
    page.wait_for_url("**/studies?q=botulinum&from=2010")


@pytest.mark.parametrize("address", [f"/studies/{HOSTILE}", "/studies?q=javascript"])
def test_an_attack_does_nothing(open_page: Callable[..., Any], address: str) -> None:
    page = open_page(address)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.wait_for_timeout(200)
    assert page.locator("main script, main img, main [onclick], main [onload]").count() == 0
    assert page.locator("main a[href^='javascript']").count() == 0
    assert "desrever" in page.locator("main").inner_text()


def test_the_citation_can_be_copied(open_page: Callable[..., Any]) -> None:
    page = open_page(f"/studies/{CANDIDATE}", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Doe J, Roe RA. Made-up")


def test_a_download(open_page: Callable[..., Any]) -> None:
    page = open_page(f"/studies/{CANDIDATE}")
    with page.expect_download() as download:
        page.get_by_role("link", name="RIS").click()
    assert download.value.suggested_filename == "studies.ris"


def test_one_click_to_pubmed(open_page: Callable[..., Any]) -> None:
    page = open_page("/studies/22364892")
    page.get_by_role("link", name="PubMed 22364892").click()
    page.wait_for_url("https://pubmed.ncbi.nlm.nih.gov/22364892/")
