"""What every test shares: no network but loopback, no settings of the machine, and a word on what was skipped."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

UNHURRIED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
"""A busy machine is no failure."""
settings.register_profile("same", derandomize=True, **UNHURRIED)
settings.register_profile("other", **UNHURRIED)  # --hypothesis-profile=other looks further
settings.load_profile("same")  # the same examples on every machine

for name in [each for each in os.environ if each.lower().endswith("_proxy")]:
    del os.environ[name]  # every server of the tests is on loopback, and its proxy is not

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """The path of a Chromium, if this machine has one."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(autouse=True)
def _no_machine_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "NCBI_API_KEY",
        "NCBI_EMAIL",
        "UNPAYWALL_EMAIL",
        "LITTRACK_EMAIL",
        "LITTRACK_PING",
        "LITTRACK_SITE",
        "LITTRACK_DIGEST_TO",
        "LITTRACK_MAIL_FROM",
        "LITTRACK_SMTP",
        "LITTRACK_SMTP_USER",
        "LITTRACK_SMTP_PASSWORD",
        "LITTRACK_EUTILS_URL",
        "LITTRACK_EUTILS_RATE",
        "LITTRACK_DB",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LITTRACK_SOURCES", "none")  # a test that asks them says so


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that reaches for the internet fails, whatever machine it runs on."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test tried to connect to {address[0]}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
    return


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests are skipped where there is no browser."""
    if find_browser():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end which tests the machine could not run."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any("no Chromium" in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(
            "The browser tests were skipped: no Chromium was found, nor could one be installed."
        )
