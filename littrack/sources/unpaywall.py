"""Unpaywall: the best free copy of a study, one request a DOI, so a small share of the studies each night.

It asks every user for an e-mail address. Described at https://unpaywall.org/products/api.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from littrack.errors import BadResponse, ConfigError
from littrack.sources.protocol import Answer, Portion, ReadingLink, Reply, Subject, Web
from littrack.sources.shapes import as_described

NOT_FOUND = 404
VERSIONS = ("publishedVersion", "acceptedVersion", "submittedVersion")
EMAIL = ("UNPAYWALL_EMAIL", "LITTRACK_EMAIL", "NCBI_EMAIL")
"""Where the address is looked for, in this order."""


@dataclass(frozen=True, slots=True)
class Unpaywall:
    """Unpaywall as a source: 17 studies a night see 1,000 in 60 days."""

    name: str = "unpaywall"
    title: str = "Unpaywall"
    url: str = "https://api.unpaywall.org/v2"
    budget: int = 40
    per_second: float = 2.0
    days: int = 60
    portion: int = 17

    def ask(self, web: Web, portion: Portion) -> Iterator[Reply]:
        """An answer for each subject; one without a DOI is unknown here. ``ConfigError`` without an address.

        A DOI that is refused while others are answered is unknown here too: it must not stand in their way every night.
        """
        refused: list[tuple[Subject, BadResponse]] = []
        answered = False
        for subject in portion.subjects:
            if not subject.doi:
                yield Answer(subject.study, known=False)
                continue
            try:
                yield _ask(web, subject, subject.doi)
                answered = True
            except BadResponse as problem:
                refused.append((subject, problem))
                if not answered and len(refused) > 1:
                    raise
        if refused and not answered:
            raise refused[0][1]
        yield from (Answer(subject.study, known=False) for subject, _ in refused)


def email() -> str | None:
    """The address that the environment gives."""
    return next((found for name in EMAIL if (found := os.environ.get(name, "").strip())), None)


def parse_copy(body: Mapping[str, Any]) -> tuple[ReadingLink, ...]:
    """The best free copy, if there is one."""
    best = body.get("best_oa_location") or {}
    address = str(best.get("url_for_landing_page") or best.get("url") or "")
    if not address.startswith(("https://", "http://")):
        return ()
    version = best.get("version")
    licence = best.get("license")
    return (
        ReadingLink(
            "open access" if licence else "full text",
            address,
            version if version in VERSIONS else None,
            str(licence) if licence else None,
        ),
    )


def _ask(web: Web, subject: Subject, doi: str) -> Answer:
    address = email()
    if address is None:
        raise ConfigError("Unpaywall asks for an e-mail address: set UNPAYWALL_EMAIL or NCBI_EMAIL")
    reply = web.get("/" + quote(doi, safe="/"), {"email": address})
    if reply.status_code == NOT_FOUND:
        return Answer(subject.study, known=False)
    try:
        body = reply.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or "best_oa_location" not in body:
        raise BadResponse(f"Unpaywall sent something that is no account of doi:{doi}")
    with as_described(SOURCE.title):
        return Answer(subject.study, parse_copy(body))


SOURCE = Unpaywall()
