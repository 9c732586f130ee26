"""A real ``littrack serve`` and a real Chromium, one of each for all browser tests."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import find_browser
from tests.loopback import free_port

playwright_api = pytest.importorskip(
    "playwright.sync_api", reason="the browser tests need Playwright for Python"
)
PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"
SECONDS_TO_START = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@contextlib.contextmanager
def serving(db: Path, *options: str) -> Iterator[str]:
    """``littrack serve`` on ``db`` in a process of its own; gives its address, without a slash at the end."""
    port = free_port()
    command = [sys.executable, "-m", "littrack", "serve", "--db", str(db), "--port", str(port)]
    server = subprocess.Popen(
        [*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address + "/", server)
        yield address
    finally:
        server.terminate()
        server.communicate(timeout=60)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return when the server answers; fail with its own words where it ends or takes too long."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        if server.poll() is not None:
            raise AssertionError(server.communicate()[1].decode())
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.1)
    raise AssertionError(f"nothing answers at {address}")


@pytest.fixture(scope="package")
def site(site_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on a copy of the made-up database."""
    copy = tmp_path_factory.mktemp("served") / "littrack.db"
    shutil.copy(site_db, copy)
    with serving(copy) as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """A Chromium for the tests of this folder; closed before other tests need an event loop."""
    with playwright_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield found
        found.close()


def complaints(message: Any) -> list[str]:
    """What a page wrote to the console as an error; that an error page was an error is none."""
    expected = "status of 404" in message.text and "/static/" not in message.location["url"]
    return [] if message.type != "error" or expected else [message.text]


@pytest.fixture
def open_page(browser: Any, site: str) -> Iterator[Callable[..., Any]]:
    """Open pages: ``open_page("/", width=360, color_scheme="dark")``; PubMed is answered by a stand-in.

    At its end the test fails where a page wrote an error to the console or asked another host.
    """
    contexts: list[Any] = []
    problems: list[str] = []

    def open_one(path: str, width: int = 1280, height: int = 900, **options: Any) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height}, base_url=site, **options
        )
        contexts.append(context)
        context.route(
            lambda url: not url.startswith((site, PUBMED, "data:")),
            lambda route: (problems.append(f"asked {route.request.url}"), route.abort()),
        )
        context.route(
            f"{PUBMED}**",
            lambda route: route.fulfill(body="<title>PubMed</title>", content_type="text/html"),
        )
        page = context.new_page()
        page.on("console", lambda each: problems.extend(complaints(each)))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not problems, problems
