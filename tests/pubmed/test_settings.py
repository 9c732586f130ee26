from __future__ import annotations

import math

import pytest

from littrack.errors import ConfigError
from littrack.pubmed.settings import NCBI, Settings


def test_the_environment_gives_what_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITTRACK_EUTILS_URL", "http://127.0.0.1:8001/entrez/eutils")
    monkeypatch.setenv("NCBI_EMAIL", " one@example.org ")
    monkeypatch.setenv("NCBI_API_KEY", "0123456789abcdef")
    monkeypatch.setenv("LITTRACK_EUTILS_RATE", "50")
    settings = Settings.from_environment(email="two@example.org", tries=2)
    assert settings.url == "http://127.0.0.1:8001/entrez/eutils/"
    assert settings.email == "two@example.org"
    assert settings.api_key == "0123456789abcdef"
    assert settings.requests_a_second == 50
    assert (settings.tries, settings.tool) == (2, "littrack")


def test_an_empty_environment_means_ncbi_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LITTRACK_EUTILS_RATE", raising=False)
    monkeypatch.setenv("NCBI_API_KEY", "")
    settings = Settings.from_environment()
    assert (settings.url, settings.api_key, settings.email) == (NCBI, None, None)
    assert settings.requests_a_second == 3
    assert Settings(api_key="0123456789").requests_a_second == 10
    assert Settings(rate=math.inf).requests_a_second == math.inf


def test_no_address_is_refused_with_the_remedy() -> None:
    with pytest.raises(ConfigError, match="NCBI_EMAIL, or pass --email"):
        Settings().require_email()
    assert Settings(email="a@example.org").require_email() == "a@example.org"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "eutils.ncbi.nlm.nih.gov",
        "ftp://eutils.ncbi.nlm.nih.gov/",
        "file:///etc/passwd",
        "http://eutils.ncbi.nlm.nih.gov/entrez/eutils/",
        "http://127.0.0.1.example.org/",
        "https://user:secret@example.org/",
        "https://example.org/?x=1",
        "https://example.org/#x",
        "https://example.org:port/",
        "https://example.org:99999/",
        "https://[::1/",
        "https://exam ple.org/",
        "https://example.org/\r\nX: y",
    ],
)
def test_a_url_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="LITTRACK_EUTILS_URL") as caught:
        Settings(url=url)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://localhost/x", "http://[::1]:9/"])
def test_plain_http_is_for_this_computer(url: str) -> None:
    assert Settings(url=url).on_loopback


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody"},
        {"email": "a b@example.org"},
        {"email": "a@example.org\r\nBcc: b@example.org"},
        {"tool": "two words"},
        {"timeout": 0},
        {"deadline": math.inf},
        {"patience": math.nan},
        {"tries": 0},
        {"max_requests": 0},
        {"rate": 0},
        {"rate": -1},
        {"rate": math.nan},
    ],
)
def test_values_that_cannot_be_used_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        Settings(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["fast", "0", "-3", "nan"])
def test_a_rate_that_is_no_rate_is_named(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("LITTRACK_EUTILS_RATE", text)
    with pytest.raises(ConfigError, match="LITTRACK_EUTILS_RATE"):
        Settings.from_environment()


def test_the_key_is_not_shown() -> None:
    settings = Settings(api_key="0123456789abcdef")
    assert "0123456789abcdef" not in repr(settings)
    with pytest.raises(ConfigError) as caught:
        Settings(api_key="0123 456\n789")
    assert "456" not in str(caught.value)
    said = settings.scrub('bad 0123456789abcdef; {"api-key":"98765"} api_key=55555&x=1')
    assert not {"0123456789abcdef", "98765", "55555"} & set(said.replace('"', " ").split())
    assert "55555" not in said
    assert "x=1" in said
