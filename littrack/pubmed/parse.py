"""PubMed XML as a stream of records, in flat memory.

No DTD is fetched and no entity is ever expanded (``littrack.pubmed.prolog`` refuses files that declare
any). A record that cannot be read is handed over as ``Unparsed`` and the rest go on; a file that
cannot be read on raises ``DataError`` after every record before that point was yielded.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from gzip import BadGzipFile
from io import BytesIO
from typing import BinaryIO

from lxml import etree
from lxml.etree import XMLPullParser, XMLSyntaxError, _Element

from littrack.errors import DataError
from littrack.pubmed.elements.article import read_article
from littrack.pubmed.elements.books import read_book
from littrack.pubmed.elements.children import BadRecord
from littrack.pubmed.markup import plain
from littrack.pubmed.prolog import RECORDS, Prolog, read_prolog, without_mark
from littrack.pubmed.utf8 import MARK, Mender, original
from littrack.records import Article, Deleted, Parsed, Unparsed

CHUNK = 65_536
"""Bytes read at a time."""

MAX_RECORD = 32 * 1024 * 1024
"""Bytes that one record may take; the largest real ones (thousands of authors) take a quarter."""

_BOOKS = frozenset({"PubmedBookArticle", "BookDocument"})
_DELETIONS = frozenset({"DeleteCitation", "DeleteDocument"})
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)[^;]{0,40};?")
_FAULTS = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)
_PLACE = re.compile(r",? ?\(?(?:<string>, )?line \d+(?:, column \d+)?\)?")

Item = Parsed | Unparsed | Deleted


def parse(source: BinaryIO | bytes) -> Iterator[Item]:
    """Yield each record, unreadable record and list of deletions of a PubMed XML file, in order.

    ``source`` holds a "PubmedArticleSet" (or "PubmedBookArticleSet", the older "MedlineCitationSet",
    or a single record), uncompressed or as an opened gzip file. Memory stays flat.
    Raises ``DataError`` where the file is not PubMed XML, is unsafe, is cut or is malformed; the items
    before that point have been yielded by then.
    """
    return _Reader(BytesIO(source) if isinstance(source, bytes) else source).items()


def parse_record(xml: bytes) -> Article:
    """Read one record element, such as ``Parsed.xml``; raises ``DataError`` if it cannot be read."""
    found = list(parse(xml))
    if len(found) == 1 and isinstance(found[0], Parsed):
        return found[0].article
    if len(found) == 1 and isinstance(found[0], Unparsed):
        raise DataError(f"the record cannot be read: {found[0].reason}")
    raise DataError(f"one record was expected, {len(found)} found")


class _Reader:
    """The state of one pass over one file."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._number = 0
        self._last_pmid: str | None = None

    def items(self) -> Iterator[Item]:
        head, prolog = self._head()
        parser = XMLPullParser(
            events=("end",),
            tag=prolog.wanted,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            attribute_defaults=False,
            huge_tree=True,
            remove_comments=True,
            remove_pis=True,
            recover=False,
        )
        since = 0
        for chunk in self._chunks(head, prolog):
            failure = None
            try:
                parser.feed(chunk)
            except XMLSyntaxError as error:
                failure = error
            since += len(chunk)
            for _, element in parser.read_events():
                if isinstance(element, _Element):
                    yield from self._take(element, prolog)
                since = 0
            if failure is not None:
                raise DataError(self._malformed(failure))
            if since > MAX_RECORD:
                raise DataError(f"{self._where()}: a record is larger than {MAX_RECORD >> 20} MB")
        try:
            root = parser.close()
        except XMLSyntaxError:
            raise DataError(f"{self._where()}: the file is cut, its end is missing") from None
        yield from self._strays(root, prolog)

    def _head(self) -> tuple[bytes, Prolog]:
        head = b""
        while True:
            more = self._read()
            head += more
            prolog = read_prolog(head, at_end=not more)
            if prolog:
                return without_mark(head), prolog

    def _chunks(self, head: bytes, prolog: Prolog) -> Iterator[bytes]:
        mender = Mender() if prolog.utf8 else None
        chunk = head
        while chunk:
            yield mender.mend(chunk) if mender else chunk
            chunk = self._read()
        if mender and (rest := mender.end()):
            yield rest

    def _read(self) -> bytes:
        try:
            return self._source.read(CHUNK)
        except (EOFError, zlib.error, BadGzipFile) as error:
            raise DataError(f"{self._where()}: the compressed file is cut or damaged") from error

    def _take(self, element: _Element, prolog: Prolog) -> Iterator[Item]:
        parent = element.getparent()
        if parent is None and element.tag != prolog.root:
            return
        if parent is not None and parent.getparent() is not None:
            return
        if parent is not None:
            yield from self._strays(parent, prolog, before=element)
        self._number += 1
        item = _item(element)
        if isinstance(item, Parsed):
            self._last_pmid = item.article.pmid
        yield item
        element.clear()

    def _strays(
        self, root: _Element, prolog: Prolog, before: _Element | None = None
    ) -> Iterator[Item]:
        """Children of the set that are no records; all children before ``before`` are let go."""
        if root.tag in RECORDS or root.tag in _DELETIONS:
            return
        while len(root) and root[0] is not before:
            stray = root[0]
            if stray.tag == "ERROR":
                raise DataError(f"{self._where()}: PubMed reports {plain(stray)[:160]!r}")
            if stray.tag not in prolog.wanted:
                reason = f"<{root.tag}> holds <{stray.tag}>, which is no record"
                yield Unparsed(reason, etree.tostring(stray, encoding="utf-8", with_tail=False))
            del root[0]

    def _malformed(self, error: XMLSyntaxError) -> str:
        said = " ".join(_PLACE.sub("", str(error.msg)).split())[:160]
        return f"{self._where()}: not well-formed XML in line {error.lineno} ({said})"

    def _where(self) -> str:
        if self._last_pmid:
            return f"after {self._number} records (the last is PMID {self._last_pmid})"
        return f"after {self._number} records" if self._number else "at the first record"


def _item(element: _Element) -> Item:
    xml = etree.tostring(element, encoding="utf-8", with_tail=False)
    if element.tag in _DELETIONS:
        return _deleted(element, xml)
    if MARK in xml:
        reason = "it holds bytes that are not UTF-8"
        return Unparsed(reason, original(xml), _pmid_of(element))
    try:
        if b"&" in xml and (entity := _ENTITY.search(xml)):
            raise BadRecord(f"it uses an entity that XML does not have: {entity[0].decode()}")
        read = read_book if element.tag in _BOOKS else read_article
        return Parsed(read(element), xml)
    except BadRecord as error:
        return Unparsed(str(error), xml, _pmid_of(element))
    except _FAULTS as error:  # a fault of ours: kept to be mended, at the cost of one record only
        return Unparsed(f"littrack failed: {type(error).__name__}: {error}", xml, _pmid_of(element))


def _deleted(element: _Element, xml: bytes) -> Deleted | Unparsed:
    pmids = tuple(plain(each) for each in element)
    if all(each.isascii() and each.isdigit() for each in pmids):
        return Deleted(pmids)
    return Unparsed(f"<{element.tag}> holds something other than PMIDs", xml)


def _pmid_of(element: _Element) -> str | None:
    found = element.find("PMID" if element.tag in {"MedlineCitation", "BookDocument"} else "*/PMID")
    text = plain(found) if found is not None else ""
    return text if text.isascii() and text.isdigit() else None
