"""Made-up records, parsed."""

from __future__ import annotations

from typing import Any

from littrack.pubmed.parse import parse_record
from littrack.records import Parsed
from littrack.store.raw import read_record
from tests.eutils.minimal import make_record

NOW = "2026-01-02T03:04:05Z"
LATER = "2026-02-02T03:04:05Z"


def record(pmid: str | int = 1, title: str | None = None, **facts: Any) -> Parsed:
    """A made-up PubMed record, as the parser hands it over."""
    xml = make_record(pmid, title, **facts)
    return Parsed(parse_record(xml), xml)


def nbib(pmid: str, title: str, revised: str = "20200115") -> Parsed:
    """A made-up NBIB record."""
    text = f"PMID- {pmid}\nOWN - NLM\nSTAT- MEDLINE\nLR  - {revised}\nTI  - {title}\nDP  - 2020 Jan\n".encode()
    return Parsed(read_record(text), text)
