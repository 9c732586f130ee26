"""A published site in Chromium: from a disk and from the plainest of servers, wide and on a phone, with and without script."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from littrack.publish.layout import study_file
from tests.conftest import find_browser
from tests.loopback import Server
from tests.web.browser.test_pages import violations
from tests.web.made_up import HOSTILE, MARKED_UP, QUERIES, RETRACTED

playwright_api = pytest.importorskip("playwright.sync_api", reason="the browser tests need Playwright for Python")  # fmt: skip
pytestmark = pytest.mark.browser
KINDS = (
    "index.html", "claims/eight-times.html", "claims/eight-times/card.html", "studies.html", "studies.html?q=nosuchword",
    "studies.html?q=depression", "browse/design-randomized-controlled-trial.html", f"studies/{RETRACTED}.html", "data.html",
)  # fmt: skip
ON_A_PHONE = (KINDS[0], KINDS[5], KINDS[6], KINDS[8])
FOUND = """
SELECT id FROM studies_fts JOIN studies ON studies.rowid = studies_fts.rowid WHERE studies_fts MATCH ?
"""


class Quiet(SimpleHTTPRequestHandler):
    """``python -m http.server`` without its log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def served(published: Path) -> Iterator[str]:
    """The site under a path of a plain web server."""
    handler = partial(Quiet, directory=str(published.parent))
    with Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{published.name}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield found
        found.close()


@pytest.fixture
def open_page(browser: Any, published: Path) -> Iterator[Callable[..., Any]]:
    """Open pages; at the end no page may have complained or asked another host."""
    contexts, problems = [], []

    def open_one(
        path: str, root: str = published.as_uri(), width: int = 1280, **options: Any
    ) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda each: problems.append(each.text) if each.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("requestfailed", lambda request: problems.append(f"failed: {request.url}"))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((root, "data:")) else problems.append(request.url)
            ),
        )
        page.goto(f"{root}/{path}")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not problems, problems


def found_in(page: Any) -> list[str]:
    """The files of the studies that a search found."""
    page.locator("#found:not(:empty)", has_not_text="Searching …").wait_for()
    return [each.get_attribute("href") for each in page.locator("#results h3 a").all()]


@pytest.mark.parametrize("kind", KINDS)
def test_no_axe_violation_from_a_disk(open_page: Callable[..., Any], kind: str) -> None:
    look = {"width": 360, "color_scheme": "dark"} if kind in ON_A_PHONE else {}
    page = open_page(kind, **look)
    if "?q=" in kind:
        found_in(page)
    assert violations(page, preload=False) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize("from_disk", [True, False])
def test_search_in_the_page(open_page: Callable[..., Any], served: str, from_disk: bool) -> None:
    root = {} if from_disk else {"root": served}
    page = open_page("claims/eight-times.html", **root)
    page.get_by_role("searchbox", name="Search the studies").fill("cohort, moods")
    page.keyboard.press("Enter")
    page.wait_for_url("**/studies.html?q=*")
    assert any("99000004" in each for each in found_in(page))
    page.locator("#results h3 a").first.click()
    page.wait_for_url("**/studies/*.html")


@pytest.mark.parametrize("words", ["randomized trials", "DEPRESSIVE", "depres*"])
def test_search_finds_what_the_live_search_finds(
    open_page: Callable[..., Any], published: Path, words: str
) -> None:
    with closing(sqlite3.connect(published / "littrack.db")) as db:
        found = db.execute(FOUND, (words.lower(),)).fetchall()
    wanted = {f"studies/{study_file}" for study_file in map(_file, found)}
    page = open_page(f"studies.html?q={words}")
    shown = found_in(page)
    while page.locator("#more-results").is_visible():
        page.locator("#more-results").click()
        page.locator("#results h3").nth(len(shown)).wait_for()
        shown = found_in(page)
    assert set(shown) == wanted
    assert len(shown) == len(wanted) > 3


def _file(row: tuple[str]) -> str:
    return study_file(row[0]).removeprefix("studies/")


def test_a_search_for_a_number_finds_its_study(
    open_page: Callable[..., Any], published: Path
) -> None:
    with closing(sqlite3.connect(published / "littrack.db")) as db:
        study, doi = db.execute("SELECT id, doi FROM studies WHERE doi AND pmid LIMIT 1").fetchone()
    assert found_in(open_page(f"studies.html?q={MARKED_UP}")) == [f"studies/{MARKED_UP}.html"]
    doi_found = found_in(open_page(f"studies.html?q=https://doi.org/{doi.upper()}"))
    assert doi_found == [f"studies/{study}.html"]
    hostile = open_page(f"studies.html?q=pmid:{HOSTILE}")
    assert found_in(hostile) == [f"studies/{HOSTILE}.html"]
    assert hostile.locator("#results script, #results img").count() == 0


def test_stems_are_those_of_the_full_text_index(open_page: Callable[..., Any]) -> None:
    words = sorted(_words("".join(each.read_text("utf-8") for each in QUERIES.rglob("*.yaml"))))
    words += ["caresses", "ponies", "agreed", "feed", "plastered", "motoring", "conflated", "troubled", "sized", "hopping",
              "falling", "filing", "happy", "sky", "relational", "conditional", "rationally", "vietnamization", "predication",
              "operator", "feudalism", "decisiveness", "hopefulness", "callousness", "formaliti", "sensibiliti", "triplicate",
              "formative", "electriciti", "goodness", "revival", "allowance", "inference", "airliner", "adjustable",
              "replacement", "adoption", "homologou", "communism", "angulariti", "bowdlerize", "controll", "rate", "cease",
              "syzygy", "yes", "by", "saying", "enjoyed", "dying", "generalizations", "oscillators"]  # fmt: skip
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(
            "CREATE VIRTUAL TABLE texts USING fts5(word, tokenize='porter unicode61 remove_diacritics 2')"
        )
        db.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab('texts', 'instance')")
        db.executemany("INSERT INTO texts (rowid, word) VALUES (?, ?)", enumerate(words, 1))
        wanted = dict(db.execute("SELECT doc, term FROM vocabulary"))
    made = open_page("studies.html").evaluate("words => words.map(littrackStem)", words)
    assert len(words) > 2000
    assert {(word, stem) for word, stem in zip(words, made, strict=True)} == {
        (word, wanted[at]) for at, word in enumerate(words, 1)
    }


def _words(text: str) -> set[str]:
    found = "".join(each if each.isascii() and each.isalpha() else " " for each in text.lower())
    return {word for word in found.split() if len(word) < 40}


def test_without_script_every_study_is_reached_by_lists(open_page: Callable[..., Any]) -> None:
    page = open_page("studies.html?q=depression", java_script_enabled=False)
    assert "Searching this copy needs JavaScript" in page.locator("noscript").inner_text()
    assert not page.locator("#results").is_visible()
    for link, studies in (("All of them, newest first", 100), ("Page 2", 26)):
        with page.expect_navigation():
            page.get_by_role("link", name=link).click()
        assert page.locator("ol.studies > li").count() == studies


def test_the_age_of_the_copy(open_page: Callable[..., Any]) -> None:
    page = open_page("data.html")
    note = page.locator(".fixed-copy")
    for day, words, state in (
        ("2026-11-24T20:00:00Z", "", ""),
        ("2026-11-27T02:00:00Z", "3 days ago.", ""),
        ("2026-12-10T02:00:00Z", "16 days ago.", " is-old"),
        ("2027-03-01T02:00:00Z", "Retractions and studies of that time are missing here.", " is-very-old"),
    ):  # fmt: skip
        page.clock.set_fixed_time(day)
        page.reload()
        assert words in note.inner_text()
        assert "24 November 2026" in note.inner_text()
        assert note.get_attribute("class") == f"fixed-copy{state}"


def test_a_search_without_its_index_says_so(browser: Any, published: Path, tmp_path: Path) -> None:
    (tmp_path / "assets").symlink_to(published / "assets")
    (tmp_path / "studies.html").write_bytes((published / "studies.html").read_bytes())
    page = browser.new_page()
    page.goto(f"{(tmp_path / 'studies.html').as_uri()}?q=depression")
    page.get_by_text("The index of the search could not be read").wait_for()
    page.close()
