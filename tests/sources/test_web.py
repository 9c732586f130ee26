"""The polite client: what it tries again, what it refuses, and that it stays within its budget."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from io import BytesIO

import pytest

from littrack.errors import (
    BadResponse,
    ConfigError,
    DataError,
    RateLimited,
    SourceError,
    Unavailable,
)
from littrack.sources.all import SOURCES
from littrack.sources.crossref import SOURCE
from littrack.sources.protocol import Memory
from littrack.sources.settings import budget_of, contact, enabled, url_of
from littrack.sources.web import BudgetSpent, Limits, PoliteWeb
from tests.sources.services import Services

PATIENT, HURRIED = Limits(), Limits(total=0.3)
WORKS = {"filter": "doi:10.5555/a", "rows": "1"}


@pytest.fixture
def services() -> Iterator[Services]:
    with Services() as found:
        yield found


def web(services: Services, allowance: int = 50, limits: Limits = PATIENT) -> PoliteWeb:
    return PoliteWeb(
        SOURCE, services.url("crossref"), allowance, "me@example.org", limits, sleep=lambda _: None
    )


def test_a_sound_reply_comes_whole(services: Services) -> None:
    asking = web(services)
    assert asking.get("/works", WORKS).json()["status"] == "ok"
    assert asking.requests_made == 1
    asking.close()


@pytest.mark.parametrize(
    ("fault", "error", "words", "tries"),
    [
        ("500", Unavailable, "out of order (HTTP 500)", 3),
        ("429", RateLimited, "asks for fewer requests", 3),
        ("slow down", RateLimited, "asks for fewer requests", 1),
        ("403", BadResponse, "refuses the request (HTTP 403)", 1),
        ("html", BadResponse, "a web page instead of data", 3),
        ("cut", SourceError, "Crossref", 3),
        ("drip", Unavailable, "sends too slowly", 3),
        ("redirects", BadResponse, "redirects", 1),
        ("refused", Unavailable, "no connection to Crossref: connection refused", 3),
    ],
)
def test_each_fault_has_its_name_and_its_tries(
    services: Services, fault: str, error: type[Exception], words: str, tries: int
) -> None:
    services.faults["crossref"] = fault
    asking = web(services, limits=HURRIED if fault == "drip" else PATIENT)
    with pytest.raises(error, match=words.replace("(", r"\(").replace(")", r"\)")) as caught:
        asking.get("/works", WORKS)
    assert "\n" not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)
    assert asking.requests_made == tries
    asking.close()


@pytest.mark.parametrize(
    ("url", "proxy", "words"),
    [
        ("http://no-such-name.invalid", "", "its name is not found"),
        ("https://{here}", "", "its certificate is not accepted"),
        ("http://example.org", "http://127.0.0.1:9", "the proxy (HTTPS_PROXY) does not let us"),
    ],
)
def test_why_there_is_no_connection(
    services: Services, monkeypatch: pytest.MonkeyPatch, url: str, proxy: str, words: str
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, proxy)
        monkeypatch.setenv(name.upper(), proxy)
    here = services.url("crossref").removeprefix("http://")
    limits = Limits(tries=1)
    asking = PoliteWeb(SOURCE, url.format(here=here), 9, None, limits)
    with pytest.raises(Unavailable) as caught:
        asking.get("/works", WORKS)
    assert words in str(caught.value)
    asking.close()


def test_a_full_disk_is_named(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(BytesIO):
        def write(self, _: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("littrack.sources.web.tempfile.TemporaryFile", Full)
    asking = PoliteWeb(SOURCE, services.url("retractionwatch"), 9, sleep=lambda _: None)
    with pytest.raises(DataError, match="has no room for its file"):
        asking.download("/retraction_watch.csv", Memory())
    asking.close()


def test_the_budget_is_not_exceeded(services: Services) -> None:
    asking = web(services, allowance=2)
    asking.get("/works", WORKS)
    asking.get("/works", WORKS)
    with pytest.raises(BudgetSpent):
        asking.get("/works", WORKS)
    assert services.counts["crossref"] == 2
    asking.close()


def test_the_pace_is_kept(services: Services) -> None:
    now, slept = [0.0], []
    asking = PoliteWeb(
        SOURCE,
        services.url("crossref"),
        9,
        sleep=slept.append,
        clock=lambda: now[0],
        limits=PATIENT,
    )
    asking.get("/works", WORKS)
    now[0] = 0.1
    asking.get("/works", WORKS)
    assert slept == [pytest.approx(1 / 3 - 0.1)]
    asking.close()


def test_a_file_comes_once_until_it_changes(services: Services) -> None:
    asking = PoliteWeb(SOURCE, services.url("retractionwatch"), 9, sleep=lambda _: None)
    first = asking.download("/retraction_watch.csv", Memory())
    assert first is not None
    assert b"".join(first).startswith(b"Record ID")
    assert asking.download("/retraction_watch.csv", asking.latest) is None
    by_hash = Memory(sha256=asking.latest.sha256)
    assert asking.download("/retraction_watch.csv", by_hash) is None
    asking.close()


def test_a_body_beyond_measure_is_refused(services: Services) -> None:
    asking = web(services, limits=Limits(body=10, tries=1))
    with pytest.raises(BadResponse, match="sends more than"):
        asking.get("/works", WORKS)
    asking.close()


def test_the_environment_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    assert enabled(SOURCES, {"LITTRACK_SOURCES": "none"}) == ()
    assert [each.name for each in enabled(SOURCES, {"LITTRACK_SOURCES": "icite, crossref"})] == [
        "icite",
        "crossref",
    ]
    with pytest.raises(ConfigError, match="names pubmeb"):
        enabled(SOURCES, {"LITTRACK_SOURCES": "pubmeb"})
    without_address = [each.name for each in enabled(SOURCES, {})]
    assert "unpaywall" not in without_address
    assert without_address[0] == "crossref"
    monkeypatch.setenv("NCBI_EMAIL", "me@example.org")
    assert "unpaywall" in [each.name for each in enabled(SOURCES, {})]
    assert "icite" not in [each.name for each in enabled(SOURCES, {"LITTRACK_ICITE_BUDGET": "0"})]
    with pytest.raises(ConfigError, match="no number"):
        budget_of(SOURCE, {"LITTRACK_CROSSREF_BUDGET": "many"})
    assert url_of(SOURCE, {"LITTRACK_CROSSREF_URL": "http://127.0.0.1:1"}) == "http://127.0.0.1:1"
    assert contact({"NCBI_EMAIL": " a@b.org "}) == "a@b.org"
