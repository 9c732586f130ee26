"""Read what E-utilities answer: pure, from bytes to frozen values.

Error texts are those that NCBI was seen to send; HTTP status alone says little, for an outage often comes
with status 200.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

from lxml import etree

from littrack.errors import BadResponse, ConfigError, LittrackError, RateLimited, Unavailable


class Rejected(BadResponse):
    """PubMed answers with an error that is no known outage: the request itself may be wrong."""


class Unreachable(Unavailable):
    """Not even a connection to PubMed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP reply, read to its end. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed, whether another may succeed, and how many seconds PubMed asks to wait.

    ``silent``: time ran out without an answer.
    """

    error: type[LittrackError]
    message: str
    transient: bool = True
    retry_after: float | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """A phrase that PubMed left out of a search, or searched for otherwise; ``kind`` is PubMed's name for it."""

    phrase: str
    kind: str


@dataclass(frozen=True, slots=True)
class SearchReply:
    """One page of an ESearch: ``count`` is the whole number of hits, ``pmids`` those of this page."""

    count: int
    pmids: tuple[str, ...] = ()
    translation: str | None = None
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Posted:
    """A set of ids kept by NCBI's History server for some hours."""

    webenv: str
    query_key: str


@dataclass(frozen=True, slots=True)
class SearchField:
    """A field that a query may name, such as ("TIAB", "Title/Abstract")."""

    name: str
    full_name: str


@dataclass(frozen=True, slots=True)
class DatabaseInfo:
    """PubMed's own account of itself: records held, date of the last update as printed, build, fields."""

    count: int
    last_update: str | None
    build: str | None
    fields: tuple[SearchField, ...]


# --- is it an answer at all? ---------------------------------------------------------------------------------

_HEAD = 4_000
_ERROR = re.compile(rb"<ERROR>\s*(.*?)\s*</ERROR>", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(rb"<([A-Za-z][\w.:-]*)")

OUTAGES = (
    "search backend failed",
    "unable to obtain query",
    "can't run executor",
    "database is not supported",
    "cannot connect",
    "timed out",
    "timeout",
    "temporarily",
    "at this time",
    "try again",
    "server error",
    "exception",
)
"""Parts of ``<ERROR>`` texts (lower case) that say NCBI is in trouble, not the request."""

MISTAKES = (
    "cannot be larger than 9998",
    "out of acceptable range",
    "empty term",
    "invalid db name",
    "id parameter is empty",
    "empty id list",
    "can not retrieve dbinfo",
    "invalid value and were omitted",
    "invalid characters",
)
"""Parts of ``<ERROR>`` texts that no second try will change."""


def classify(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> Failure | None:
    """Why this reply is no answer, or ``None``; the body decides before the status does.

    ``now`` (aware) turns a ``Retry-After`` date into seconds.
    """
    head = body[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if status == 429 or (head[:1] == b"{" and b"API rate limit exceeded" in head):
        return Failure(
            RateLimited, "asks for fewer requests (HTTP 429)", retry_after=retry_after(headers, now)
        )
    if status == 400 and re.search(rb"api[ _-]?key", head, re.IGNORECASE):
        return Failure(ConfigError, "refuses the API key: check NCBI_API_KEY", transient=False)
    if not 200 <= status < 300:
        return _failed_status(status, headers, head, now)
    if not head:
        return Failure(BadResponse, "sent an empty reply")
    if _is_html(head, headers):
        return Failure(
            Unavailable, "answers with a web page instead of data: an outage, most likely"
        )
    error = _ERROR.search(head)
    if error and not _is_records(head):
        return _failed_text(error_text(error.group(1)))
    if re.match(rb"(?i)\W*Search Backend failed", head):
        return _failed_text(error_text(head[:200]))
    return None


def _failed_status(status: int, headers: Mapping[str, str], head: bytes, now: datetime) -> Failure:
    if status >= 500:
        wait = retry_after(headers, now)
        return Failure(Unavailable, f"is out of order (HTTP {status})", retry_after=wait)
    if 300 <= status < 400:
        return Failure(Unavailable, f"sends us elsewhere (HTTP {status}), which is not followed")
    if status == 403:
        said = "refuses this computer (HTTP 403): NCBI blocks addresses that asked too much"
        return Failure(Unavailable, said, transient=False)
    if status == 414:
        return Failure(BadResponse, "finds the request too long (HTTP 414)", transient=False)
    if status == 404:
        said = "has nothing at this address (HTTP 404): an outage, or LITTRACK_EUTILS_URL is wrong"
        return Failure(Unavailable, said)
    error = _ERROR.search(head)
    if error:
        return _failed_text(error_text(error.group(1)))
    return Failure(Rejected, f"rejects the request (HTTP {status})")


def _failed_text(text: str) -> Failure:
    said, low = f"answers with an error: {text}", text.lower()
    if any(part in low for part in MISTAKES):
        return Failure(Rejected, said, transient=False)
    if any(part in low for part in OUTAGES):
        return Failure(BadResponse, said)
    return Failure(Rejected, said)


def _is_html(head: bytes, headers: Mapping[str, str]) -> bool:
    if re.match(rb"(?i)<!doctype\s+html|<html", head):
        return True
    return "text/html" in headers.get("content-type", "").lower() and not head.startswith(b"<?xml")


def _is_records(head: bytes) -> bool:
    """Whether the root is a set of records, in which "<ERROR>" could only be part of a text."""
    root = _ROOT.search(head)
    return root is not None and root.group(1).startswith(b"Pubmed")


def error_text(raw: bytes) -> str:
    """PubMed's words on one line, at most 200 characters."""
    text = re.sub(r"<[^>]*>", " ", raw.decode("utf-8", "replace"))
    text = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())
    return text if len(text) <= 200 else text[:199] + "…"


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that ``Retry-After`` asks for (RFC 9110: a number or an HTTP date); ``None`` where unreadable."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=timezone.utc)
    return max(0.0, (date - now).total_seconds())


# --- the answers ---------------------------------------------------------------------------------------------

LEFT_OUT = ("PhraseNotFound", "FieldNotFound", "QuotedPhraseNotFound", "PhraseIgnored")
"""How PubMed names what it left out: an unknown phrase; an unknown field, then searched in all fields; a quoted
phrase not in its index, then searched as separate words; a phrase ignored (which stop words always are)."""


def read_search(body: bytes) -> SearchReply:
    """An ESearch reply. Raises ``BadResponse`` where it is cut, not XML or without a count."""
    root = _root(body, "eSearchResult")
    return SearchReply(
        count=_number(root, "Count"),
        pmids=tuple((each.text or "").strip() for each in root.iterfind("IdList/Id")),
        translation=_text(root.find("QueryTranslation")),
        dropped=tuple(_dropped(root)),
        warnings=tuple(_warnings(root)),
    )


def _dropped(root: etree._Element) -> list[Dropped]:
    found = []
    for kind in LEFT_OUT:
        for each in root.iterfind(f".//{kind}"):
            phrase = _text(each)
            if phrase and not (kind == "PhraseIgnored" and phrase.lower() in STOP_WORDS):
                found.append(Dropped(phrase, kind))
    return found


def _warnings(root: etree._Element) -> list[str]:
    said = []
    for place in ("ErrorList", "WarningList"):
        for each in root.iterfind(f"{place}/*"):
            text = _text(each) or ""
            said.append(text if each.tag == "OutputMessage" else f"{each.tag}: {text}")
    return said


def read_count(body: bytes) -> int:
    """The ``Count`` of an ESearch asked with ``rettype=count``."""
    return _number(_root(body, "eSearchResult"), "Count")


def read_post(body: bytes) -> Posted:
    """An EPost reply."""
    root = _root(body, "ePostResult")
    webenv, key = _text(root.find("WebEnv")), _text(root.find("QueryKey"))
    if not webenv or not key:
        raise BadResponse("sent an EPost reply without WebEnv and QueryKey")
    return Posted(webenv, key)


def read_info(body: bytes) -> DatabaseInfo:
    """An EInfo reply about one database."""
    root = _root(body, "eInfoResult")
    about = root.find("DbInfo")
    if about is None:
        raise BadResponse("sent an EInfo reply that describes no database")
    fields = tuple(
        SearchField(_text(each.find("Name")) or "", _text(each.find("FullName")) or "")
        for each in about.iterfind("FieldList/Field")
    )
    updated, build = _text(about.find("LastUpdate")), _text(about.find("DbBuild"))
    return DatabaseInfo(_number(about, "Count"), updated, build, fields)


def read_matches(body: bytes) -> dict[str, str | None]:
    """An ECitMatch reply: for each key the PMID, or ``None`` where none or several fit."""
    try:
        lines = body.decode("utf-8").replace("\r", "\n").split("\n")
    except UnicodeDecodeError:
        raise BadResponse("sent an ECitMatch reply that is not UTF-8") from None
    matches: dict[str, str | None] = {}
    for line in filter(str.strip, lines):
        parts = line.split("|")
        if len(parts) < 7:
            raise BadResponse("sent an ECitMatch reply that cannot be read")
        found = parts[6].strip()
        matches[parts[5].strip()] = found if is_pmid(found) else None
    return matches


def is_pmid(text: str) -> bool:
    """Whether ``text`` has the form of a PubMed id: a number of up to nine digits."""
    return _PMID.fullmatch(text) is not None


_PMID = re.compile(r"[1-9][0-9]{0,8}")


# --- XML -----------------------------------------------------------------------------------------------------


def _root(body: bytes, expected: str) -> etree._Element:
    if b"<!ENTITY" in body:
        raise BadResponse("sent XML that declares entities: refused")
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise BadResponse("sent a reply that is cut short or not XML") from None
    if root.tag != expected:
        raise BadResponse(f"sent a reply of the wrong kind ({error_text(str(root.tag).encode())})")
    return root


def _text(element: etree._Element | None) -> str | None:
    if element is None:
        return None
    return " ".join("".join(str(each) for each in element.itertext()).split()) or None


def _number(parent: etree._Element, name: str) -> int:
    text = _text(parent.find(name))
    if text is None or not re.fullmatch(r"[0-9]{1,12}", text):
        raise BadResponse(f"sent a reply without {name}")
    return int(text)


_STOP_WORDS = """
    a about again all almost also although always among an and another any are as at be because been before
    being between both but by can could did do does done due during each either enough especially etc for
    found from further had has have having here how however i if in into is it its itself just kg km made
    mainly make may mg might ml mm most mostly must nearly neither no nor obtained of often on our overall
    perhaps pmid quite rather really regarding seem seen several should show showed shown shows
    significantly since so some such than that the their theirs them then there therefore these they this
    those through thus to upon use used using various very was we were what when which while with within
    without would
"""

STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that PubMed never searches for (PubMed Help, "Stopwords")."""
