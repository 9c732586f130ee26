"""Every kind of page in a browser: accessible, quiet, narrow enough, and fit for paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.web.made_up import HOSTILE, RETRACTED

KINDS = (
    "/",
    "/?order=concern",
    "/claims/eight-times",
    "/claims/mood-reduction",
    "/claims/eight-times-comparator",
    "/claims/none",
    "/studies",
    "/studies?q=botulinum&design=randomized+controlled+trial",
    "/studies/31609787",
    f"/studies/{RETRACTED}",
    f"/studies/{HOSTILE}",
    "/new",
    "/methods",
    "/trials",
    "/trials/NCT00934687",
    "/about/health",
    "/littrack",
    "/littrack/studies",
    "/littrack/claims/eight-times",
    "/littrack/owed",
)
"""One address of every kind of page."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"width": 360, "height": 640},
}


def violations(page: Any, **options: Any) -> list[str]:
    """What axe finds wrong with a page."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-core is not here"
    )
    found = (
        axe.Axe()
        .run(page, options={"runOnly": {"type": "tag", "values": RULES}, **options})
        .response
    )
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}: {each['nodes'][0]['failureSummary'][:200]}"
        for each in found["violations"]
    ]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("address", KINDS)
def test_no_axe_violation(open_page: Callable[..., Any], address: str, look: str) -> None:
    page = open_page(address, **LOOKS[look])
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert not violations(page)


@pytest.mark.parametrize("address", KINDS)
def test_nothing_is_wider_than_a_small_phone(open_page: Callable[..., Any], address: str) -> None:
    page = open_page(address, width=320, height=640)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(
    ("claim", "most"), [("eight-times", 2), ("mood-reduction", 3), ("talk-to-doctor", 1)]
)
def test_a_claim_is_a_handout(open_page: Callable[..., Any], claim: str, most: int) -> None:
    pdf = open_page(f"/claims/{claim}").pdf(format="A4")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= most


def test_filter_as_you_type(open_page: Callable[..., Any]) -> None:
    page = open_page("/")
    page.get_by_label("Show only claims with").fill("relaxation germany")
    assert page.locator("#claims > li:visible").count() == 1
    assert page.locator("#claim-count").inner_text() == "1 of 16 shown"
    page.get_by_label("Show only claims with").fill("")
    assert page.locator("#claims > li:visible").count() == 16


def test_what_needs_script_is_not_there_without_it(open_page: Callable[..., Any]) -> None:
    page = open_page("/", java_script_enabled=False)
    assert not page.get_by_label("Show only claims with").is_visible()
    page.get_by_role("link", name="what matters most first").click()
    page.wait_for_url("**/?order=concern*")
    assert "Misleading" in page.locator("#claims > li").first.inner_text()


def test_the_citation_can_be_copied(open_page: Callable[..., Any]) -> None:
    page = open_page("/claims/eight-times", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("littrack. “Some studies")


def test_reduced_motion_is_honoured(open_page: Callable[..., Any]) -> None:
    page = open_page("/", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.querySelector('a')).transitionDuration") == "0s"
