"""How PubMed is to be asked: base URL, who we are, time limits and caps."""

from __future__ import annotations

import math
import os
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from littrack.errors import ConfigError

NCBI = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
"""The address that Biopython's requests carry; every request is moved from here to ``Settings.url``."""

RATE = 3.0
"""Requests a second that NCBI allows without an API key (NBK25497)."""

RATE_WITH_KEY = 10.0
"""Requests a second that NCBI allows with an API key (NBK25497)."""

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Settings:
    """How PubMed is asked. Times are in seconds; raises ``ConfigError`` for a value that cannot be used."""

    url: str = NCBI
    """Base URL of every E-utilities request, ending in a slash."""
    email: str | None = None
    """NCBI asks for the address of whoever runs the program."""
    api_key: str | None = field(default=None, repr=False)
    """Raises the rate to 10 requests a second. Never shown, logged or stored."""
    tool: str = "littrack"
    timeout: float = 60.0
    """For each step of a request: to connect, and for each piece of the reply."""
    deadline: float = 180.0
    """For one whole request, so that a reply that dribbles in ends too."""
    tries: int = 5
    """For one question, before it counts as failed."""
    patience: float = 600.0
    """For one question with all its tries and pauses."""
    max_requests: int = 20_000
    """For one run, tries included."""
    rate: float | None = None
    """Requests a second; ``None``: what NCBI allows, by key."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", _checked_url(self.url))
        object.__setattr__(self, "email", _checked_email(self.email))
        object.__setattr__(self, "api_key", _checked_key(self.api_key))
        if not re.fullmatch(r"[\w.-]+", self.tool, re.ASCII):
            raise ConfigError("tool must be one word of letters, digits, '.', '_' or '-'")
        for name in ("timeout", "deadline", "patience"):
            _check_positive(name, getattr(self, name))
        for name in ("tries", "max_requests"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} must be 1 or more, not {getattr(self, name)}")
        if self.rate is not None and not self.rate > 0:
            raise ConfigError(f"rate must be more than 0 requests a second, not {self.rate}")

    @classmethod
    def from_environment(
        cls,
        *,
        url: str | None = None,
        email: str | None = None,
        api_key: str | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        tries: int | None = None,
        patience: float | None = None,
        max_requests: int | None = None,
        rate: float | None = None,
    ) -> Settings:
        """Settings from what is given, else LITTRACK_EUTILS_URL, NCBI_EMAIL, NCBI_API_KEY, LITTRACK_EUTILS_RATE."""
        chosen = {
            "url": url or _environment("LITTRACK_EUTILS_URL"),
            "email": email or _environment("NCBI_EMAIL"),
            "api_key": api_key or _environment("NCBI_API_KEY"),
            "timeout": timeout,
            "deadline": deadline,
            "tries": tries,
            "patience": patience,
            "max_requests": max_requests,
            "rate": rate or _environment_number("LITTRACK_EUTILS_RATE"),
        }
        return cls(**{name: value for name, value in chosen.items() if value is not None})  # type: ignore[arg-type]

    @property
    def requests_a_second(self) -> float:
        """The rate that applies; infinite when none should."""
        if self.rate is not None:
            return self.rate
        return RATE_WITH_KEY if self.api_key else RATE

    @property
    def host(self) -> str:
        """The host (and port) asked, for messages."""
        return urlsplit(self.url).netloc

    @property
    def on_loopback(self) -> bool:
        """Whether the base URL is on this computer."""
        return urlsplit(self.url).hostname in LOOPBACK

    def require_email(self) -> str:
        """The address given; ``ConfigError`` saying how to give one."""
        if self.email is None:
            raise ConfigError(
                "NCBI asks for an e-mail address with each request: "
                "set NCBI_EMAIL, or pass --email you@example.org"
            )
        return self.email

    def scrub(self, text: str) -> str:
        """``text`` without the API key, in whatever form it got there."""
        if self.api_key:
            text = text.replace(self.api_key, "[hidden]")
        return re.sub(r"""(?i)(api[_-]key["']?\s*[=:]\s*["']?)[\w-]+""", r"\1[hidden]", text)


def _environment(name: str) -> str | None:
    return os.environ.get(name, "").strip() or None


def _environment_number(name: str) -> float | None:
    text = _environment(name)
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not number > 0:
        raise ConfigError(f"{name} must be a number of requests a second above 0, not {text!r}")
    return number


def _checked_url(url: str) -> str:
    shown = f"LITTRACK_EUTILS_URL {url!r}"
    if re.search(r"[\s\x00-\x1f\x7f]", url):
        raise ConfigError(f"{shown} must not hold spaces or control characters")
    try:
        parts = urlsplit(url)
        port_is_readable = parts.port is None or parts.port > 0
    except ValueError:
        raise ConfigError(f"{shown} is not a URL; NCBI's is {NCBI}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_readable:
        raise ConfigError(f"{shown} is not a URL; NCBI's is {NCBI}")
    if "@" in parts.netloc:
        raise ConfigError("LITTRACK_EUTILS_URL must not hold a user name or password")
    if parts.query or parts.fragment:
        raise ConfigError(f"{shown} must end with the folder, as {NCBI} does")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ConfigError(f"{shown} must begin with https:// (http:// only for 127.0.0.1)")
    return url.rstrip("/") + "/"


def _checked_email(email: str | None) -> str | None:
    if email is None or not email.strip():
        return None
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", email.strip()):
        raise ConfigError(f"{email!r} is not an e-mail address (NCBI_EMAIL or --email)")
    return email.strip()


def _checked_key(key: str | None) -> str | None:
    if key is None or not key.strip():
        return None
    if not re.fullmatch(r"[\w-]+", key.strip(), re.ASCII):
        raise ConfigError("NCBI_API_KEY holds characters that no NCBI key has; copy it again")
    return key.strip()


def _check_positive(name: str, seconds: float) -> None:
    if not 0 < seconds < math.inf:
        raise ConfigError(f"{name} must be a number of seconds above 0, not {seconds}")
