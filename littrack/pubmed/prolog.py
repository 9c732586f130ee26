"""The beginning of a file: is it PubMed XML, and is it safe to parse?

Everything before the root element is read here, before an XML library sees it, so an internal DTD
subset (the only place where entities can be declared) never reaches a parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from littrack.errors import DataError

MAX_PROLOG = 65_536
"""Bytes within which the root element must begin."""

RECORDS = frozenset({"PubmedArticle", "PubmedBookArticle", "MedlineCitation", "BookDocument"})
"""Elements that hold one record; a file may have one as its root."""

DELETIONS = frozenset({"DeleteCitation", "DeleteDocument"})
"""Elements that list the PMIDs of deleted records."""

SETS = frozenset(
    {"PubmedArticleSet", "PubmedBookArticleSet", "MedlineCitationSet", "BookDocumentSet"}
)
"""Root elements of files of many records, older DTDs included."""

_SKIP = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->)?", re.DOTALL)
_DECLARATION = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DOCTYPE = re.compile(rb"""<!DOCTYPE(?:[^"'<>\[]|"[^"]*"|'[^']*')*([>\[])""", re.IGNORECASE)
_ROOT = re.compile(rb"<([^\s<>/!?=\"']+)(?=[\s/>])")
_ERROR = re.compile(rb"<ERROR>\s*(.*?)\s*</ERROR>|\"error\"\s*:\s*\"(.*?)\"", re.DOTALL | re.I)
_TITLE = re.compile(rb"<title[^>]*>\s*(.*?)\s*</title>", re.DOTALL | re.I)
_KEY = re.compile(r"[0-9A-Fa-f]{24,}")
_ENCODINGS = {
    **dict.fromkeys(("utf-8", "utf8", "us-ascii", "ascii"), "utf-8"),
    **dict.fromkeys(("iso-8859-1", "latin1"), "latin-1"),
    "windows-1252": "cp1252",
}
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


@dataclass(frozen=True, slots=True)
class Prolog:
    """The name of the root element, the byte it starts at, and the encoding of the file."""

    root: str
    start: int
    encoding: str


def read_prolog(head: bytes, at_end: bool) -> Prolog | None:
    """What ``head``, the first bytes of a file, says; ``None`` if more bytes are needed.

    Raises ``DataError`` for anything but PubMed XML that can be parsed without risk.
    """
    if head.startswith(_UTF16):
        raise DataError("it is UTF-16; PubMed XML is UTF-8, convert it first")
    position, doctype = _skip(head, 0), None
    if found := _DOCTYPE.match(head, position):
        doctype, position = found[1], _skip(head, found.end())
    if doctype == b"[":
        raise DataError(
            "it declares entities or rules of its own (internal DTD): refused as unsafe"
        )
    root = _ROOT.match(head, position)
    if not root:
        if not at_end and len(head) < MAX_PROLOG and _may_go_on(head[position:]):
            return None
        raise DataError(_not_xml(head))
    name = root[1].decode("utf-8", "replace")
    if name not in SETS | RECORDS | DELETIONS:
        raise DataError(_wrong_root(name, head))
    declared = _DECLARATION.search(head[:position])
    encoding = declared[1].decode().lower() if declared else "utf-8"
    if encoding not in _ENCODINGS:
        raise DataError(f"its encoding is {encoding[:40]}; PubMed XML is UTF-8, convert it first")
    return Prolog(name, root.start(), _ENCODINGS[encoding])


def _skip(head: bytes, position: int) -> int:
    if position == 0 and head.startswith(b"\xef\xbb\xbf"):
        position = 3
    while found := _SKIP.match(head, position):
        if found.end() == position:
            break
        position = found.end()
    return position


def _may_go_on(rest: bytes) -> bool:
    return not rest or rest.startswith(b"<")


def _wrong_root(name: str, head: bytes) -> str:
    error = _said(_ERROR, head)
    if name.lower() == "html":
        title = _said(_TITLE, head)
        return f"it is a web page (HTML){f' titled {title}' * bool(title)}, not PubMed XML"
    if error:
        return f"PubMed answered with an error: {error}"
    return f"its root element is <{name[:60]}>, not <PubmedArticleSet>"


def _not_xml(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lstrip(b"\0")
    if not text:
        return "it is empty"
    if error := _said(_ERROR, text):
        return f"PubMed answered with an error: {error}"
    if text.startswith(b"PMID-"):
        return "it is in the MEDLINE (NBIB) format, not XML"
    if text.lower().startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "it is a web page (HTML), not PubMed XML"
    if text.startswith(b"\x1f\x8b"):
        return "it is compressed with gzip: decompress it first"
    if text.startswith(b"<"):
        return "it ends, or is not XML, before its first element"
    return f"it is not XML: it begins with {_shown(text[:40])}"


def _said(pattern: re.Pattern[bytes], head: bytes) -> str:
    found = pattern.search(head)
    if not found:
        return ""
    return _shown(next(group for group in found.groups() if group is not None)[:160])


def _shown(text: bytes) -> str:
    words = " ".join(text.decode("utf-8", "replace").split())
    return repr(_KEY.sub("(hidden)", words)[:120])
