"""PubMed XML as a stream of records, in flat memory.

No DTD is fetched and no entity is ever expanded: a file that declares any is refused. A record that
cannot be read is handed over as ``Unparsed`` with its bytes, and the rest go on; a file whose records
cannot be told apart any more raises ``DataError`` after every record before that point was yielded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from lxml import etree
from lxml.etree import XMLSyntaxError, _Element

from littrack.errors import DataError
from littrack.pubmed.elements.article import read_article
from littrack.pubmed.elements.books import read_book
from littrack.pubmed.elements.children import SAFE_PARSER, BadRecord, Notes
from littrack.pubmed.markup import plain
from littrack.pubmed.prolog import DELETIONS, RECORDS
from littrack.pubmed.shortcuts import shorten
from littrack.pubmed.splitting import Piece, Splitter, restarts
from littrack.records import Article, Deleted, Parsed, Unparsed

Item = Parsed | Unparsed | Deleted

MAX_TAGS = 500_000
"""Tags that one record may have; the largest real ones have a fifth of that."""

_LARGE = 1_000_000
_BOOKS = frozenset({"PubmedBookArticle", "BookDocument"})
_FAULTS = (TypeError, AttributeError, ValueError, LookupError, ArithmeticError, RecursionError)
_PLACE = re.compile(r",? ?\(?(?:<string>, )?line \d+(?:, column \d+)?\)?")
_TAGS = re.compile(rb"<[^>]*>")
_PMID = re.compile(
    rb"\A<\w+[^>]*>\s*(?:<(?:MedlineCitation|BookDocument)[^>]*>\s*)?<PMID[^>]*>\s*(\d+)\s*</PMID>"
)


def parse(source: BinaryIO | bytes) -> Iterator[Item]:
    """Yield each record, unreadable record and list of deletions of a PubMed XML file, in order.

    ``source`` holds a "PubmedArticleSet" (or "PubmedBookArticleSet", the older "MedlineCitationSet",
    or a single record), uncompressed or as an opened gzip file. Memory stays flat. ``Parsed.xml`` is
    the record as the file has it, in UTF-8.
    Raises ``DataError`` where the file is not PubMed XML, is unsafe, is cut, or has something else
    between its records; the items before that point have been yielded by then.
    """
    splitter = Splitter(BytesIO(source) if isinstance(source, bytes) else source)
    for piece in splitter.pieces():
        if piece.name == "ERROR":
            raise DataError(f"{splitter.where()}: PubMed reports {_error_text(piece)}")
        item = _item(piece)
        if isinstance(item, Parsed):
            splitter.last_pmid = item.article.pmid
            yield item
        else:
            yield from _again(piece, item)


def parse_record(xml: bytes) -> Article:
    """Read one record element, such as ``Parsed.xml``; raises ``DataError`` if it cannot be read."""
    found = list(parse(xml))
    if len(found) == 1 and isinstance(found[0], Parsed):
        return found[0].article
    if len(found) == 1 and isinstance(found[0], Unparsed):
        raise DataError(f"the record cannot be read: {found[0].reason}")
    raise DataError(f"one record was expected, {len(found)} found")


def _item(piece: Piece) -> Item:
    xml = piece.xml
    try:
        if piece.name in DELETIONS:
            return _deleted(etree.fromstring(xml, SAFE_PARSER))
        if piece.name not in RECORDS:
            raise BadRecord(f"<{piece.name}> is no record")
        if len(xml) > _LARGE and xml.count(b"<") > MAX_TAGS:
            raise BadRecord(f"it has more than {MAX_TAGS} tags")
        notes = Notes()
        element = etree.fromstring(shorten(piece, notes), SAFE_PARSER)
        read = read_book if piece.name in _BOOKS else read_article
        return Parsed(read(element, notes), xml)
    except XMLSyntaxError as error:
        return Unparsed(f"it is not well-formed XML: {_said(error)}", xml, _pmid_in(xml))
    except UnicodeDecodeError:
        return Unparsed("it holds bytes that are not UTF-8", xml, _pmid_in(xml))
    except BadRecord as error:
        return Unparsed(str(error), xml, _pmid_in(xml))
    except _FAULTS as error:  # a fault of ours: kept to be mended, at the cost of one record only
        return Unparsed(f"littrack failed: {type(error).__name__}: {error}", xml, _pmid_in(xml))


def _again(piece: Piece, item: Item) -> Iterator[Item]:
    """The records within a broken one: where an end tag is missing, the next record is still good."""
    pieces = restarts(piece) if isinstance(item, Unparsed) else [piece]
    yield from [item] if len(pieces) == 1 else map(_item, pieces)


def _deleted(element: _Element) -> Deleted:
    pmids = tuple(plain(each) for each in element)
    if not all(each.isascii() and each.isdigit() for each in pmids):
        raise BadRecord(f"<{element.tag}> holds something other than PMIDs")
    return Deleted(pmids)


def _said(error: XMLSyntaxError) -> str:
    return " ".join(_PLACE.sub("", str(error.msg)).split())[:160]


def _error_text(piece: Piece) -> str:
    return repr(" ".join(_TAGS.sub(b" ", piece.xml).decode("utf-8", "replace").split())[:160])


def _pmid_in(xml: bytes) -> str | None:
    """The record's own PMID, which stands first, from XML that need not be well-formed."""
    found = _PMID.search(xml)
    return found[1].decode() if found else None
