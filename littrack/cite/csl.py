"""CSL-JSON, the form that citation processors, Zotero and pandoc read (CSL 1.0.2, csl-data.json)."""

from __future__ import annotations

import json
from typing import TypeAlias

from littrack.cite.citable import Citable, Name, one_line
from littrack.cite.places import date_parts, full_pages
from littrack.cite.styled import marked
from littrack.cite.titles import verbatim_title

Json: TypeAlias = "dict[str, object]"

TYPES = {
    "article": "article-journal",
    "preprint": "article",
    "book": "book",
    "book chapter": "chapter",
    "regulatory document": "report",
}
_MARKS = {style: (f"<{style}>", f"</{style}>") for style in ("i", "b", "sub", "sup")}


def csl_type(work: Citable) -> str:
    """The CSL type: an article without a journal is a web page."""
    if work.kind == "article" and not work.journal:
        return "webpage"
    return TYPES.get(work.kind, "document")


def csl(work: Citable) -> Json:
    """One item. The title keeps italics and the like as the tags that CSL processors know; a preprint's server is its
    publisher, as the CSL project has it."""
    server = work.journal if work.kind == "preprint" else None
    item: Json = {
        "id": work.id,
        "type": csl_type(work),
        "title": marked(verbatim_title(work), _MARKS, str),
        "author": [_name(each) for each in work.authors],
        "editor": [_name(each) for each in work.editors],
        "genre": "preprint" if server else None,
        "container-title": None if server else one_line(work.journal or work.book_title),
        "container-title-short": None if server else one_line(work.journal_abbreviation),
        "issued": _date(work.published or work.published_online),
        "volume": one_line(work.volume),
        "issue": one_line(work.issue),
        "page": one_line(full_pages(work.pages)),
        "edition": one_line(work.edition),
        "publisher": one_line(work.publisher or server),
        "publisher-place": one_line(work.publisher_place),
        "ISBN": " ".join(work.isbns),
        "ISSN": one_line(work.issn),
        "DOI": work.doi,
        "PMID": work.pmid,
        "PMCID": work.pmcid,
        "URL": work.link,
        "language": _language(work),
        "abstract": work.abstract,
        "keyword": "; ".join(work.subjects),
        "status": "advance online publication" if work.ahead_of_print else None,
        "accessed": _date(work.accessed),
        "note": _note(work),
    }
    return {name: value for name, value in item.items() if value}


def csl_text(work: Citable) -> str:
    """The item as JSON text."""
    return json.dumps(csl(work), ensure_ascii=False)


def _name(name: Name) -> Json:
    parts = {
        "literal": name.literal,
        "family": None if name.literal else name.family,
        "given": None if name.literal else name.first_names,
        "suffix": None if name.literal else name.suffix,
    }
    return {key: one_line(value) for key, value in parts.items() if value}


def _date(iso: str | None) -> Json | None:
    parts = date_parts(iso)
    return {"date-parts": [list(parts)]} if parts else None


def _note(work: Citable) -> str | None:
    """ "RETRACTED. J Made Up …": processors take "Word: text" at the start of a note for a variable of that name."""
    return work.caution.replace(": ", ". ", 1) if work.caution else None


_LANGUAGES = {
    "eng": "en", "ger": "de", "fre": "fr", "spa": "es", "ita": "it", "por": "pt", "rus": "ru", "chi": "zh",
    "jpn": "ja", "kor": "ko", "pol": "pl", "dut": "nl", "swe": "sv", "dan": "da", "nor": "no", "fin": "fi",
    "cze": "cs", "hun": "hu", "tur": "tr", "gre": "el", "heb": "he", "ara": "ar", "per": "fa", "ukr": "uk",
    "rum": "ro", "bul": "bg", "hrv": "hr", "srp": "sr", "slv": "sl", "slo": "sk", "ice": "is", "cat": "ca",
}  # fmt: skip


def language_tag(code: str | None) -> str | None:
    """The BCP 47 tag of a PubMed language code ("eng" gives "en"); the code itself is a valid tag too."""
    return _LANGUAGES.get(code, code) if code and code != "und" else None


def _language(work: Citable) -> str | None:
    return language_tag(work.languages[0]) if work.languages else None
