"""A PubMed XML file cut into its records, each as the bytes it was written with.

Only the borders are found here; what is inside a record is read (and proved well-formed) later, one
record at a time. So damage inside a record costs that record, and the rest of the file goes on.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from gzip import BadGzipFile
from typing import BinaryIO

from littrack.errors import DataError
from littrack.pubmed.prolog import DELETIONS, RECORDS, Prolog, read_prolog

CHUNK = 131_072
"""Bytes read at a time."""

MAX_RECORD = 16 * 1024 * 1024
"""Bytes that one record may take; the largest real ones (thousands of authors) take a fifth."""

_BLANK = re.compile(rb"[ \t\r\n]*")
_START = re.compile(
    rb"""<([^\s<>/!?="'&]+)(?:\s+[^\s<>/="']+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(/?)>"""
)
_END = re.compile(rb"</([^\s<>/]+)\s*>")
_CLOSED = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_AFTER_NAME = b"> \t\r\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """One element of the set, with the bytes it was written with (UTF-8)."""

    name: str
    xml: bytes
    simple: bool = True
    """Whether it is free of comments, CDATA sections and processing instructions."""


class Splitter:
    """The pieces of one file; ``number`` of them were handed out so far."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._decoder: codecs.IncrementalDecoder | None = None
        self._data = b""
        self._at = 0
        self.number = 0
        self.last_pmid: str | None = None

    def pieces(self) -> Iterator[Piece]:
        """Yield the children of the set, or the record that the file consists of.

        Raises ``DataError`` where the file is no PubMed XML, is unsafe, is cut, or has something else
        between its records.
        """
        prolog = self._prolog()
        if prolog.root in RECORDS or prolog.root in DELETIONS:
            yield self._piece()
        else:
            is_empty = self._start_tag()
            while not is_empty and not self._at_end_of(prolog.root):
                yield self._piece()
                self.number += 1
        self._nothing_more()

    def where(self) -> str:
        """The place reached, in words."""
        if self.last_pmid:
            return f"after {self.number} records (the last is PMID {self.last_pmid})"
        return f"after {self.number} records" if self.number else "at the first record"

    def _prolog(self) -> Prolog:
        while True:
            grew = self._more()
            prolog = read_prolog(self._data, at_end=not grew)
            if prolog:
                break
        if prolog.encoding != "utf-8":
            self._decoder = codecs.getincrementaldecoder(prolog.encoding)("replace")
            self._data = self._decoder.decode(self._data).encode()
            prolog = read_prolog(self._data, at_end=True) or prolog
        self._at = prolog.start
        return prolog

    def _more(self) -> bool:
        """Read on; what was used up is let go. False at the end of the file."""
        left = self._data[self._at :]
        if len(left) > MAX_RECORD:
            raise DataError(f"{self.where()}: a record is larger than {MAX_RECORD >> 20} MB")
        try:
            chunk = self._source.read(max(CHUNK, min(len(left), MAX_RECORD + 1 - len(left))))
        except (EOFError, zlib.error, BadGzipFile) as error:
            raise DataError(f"{self.where()}: the compressed file is cut or damaged") from error
        if chunk and self._decoder:
            chunk = self._decoder.decode(chunk).encode()
        self._data, self._at = left + chunk, 0
        return bool(chunk)

    def _find(self, what: bytes, offset: int) -> int:
        """Where ``what`` begins, counted from the present place; reads on until it is found."""
        while (found := self._data.find(what, self._at + offset)) < 0:
            offset = max(offset, len(self._data) - self._at - len(what))
            if not self._more():
                raise self._cut()
        return found - self._at

    def _byte(self, offset: int) -> bytes:
        """The byte at ``offset`` from the present place; empty at the end of the file."""
        while self._at + offset >= len(self._data):
            if not self._more():
                return b""
        return self._data[self._at + offset : self._at + offset + 1]

    def _cut(self) -> DataError:
        return DataError(f"{self.where()}: the file is cut, its end is missing")

    def _start_tag(self) -> bool:
        """Pass the start tag at the present place; whether its element is empty."""
        found = self._tag(_START)
        self._at = found.end()
        return bool(found[2])

    def _tag(self, pattern: re.Pattern[bytes]) -> re.Match[bytes]:
        end = self._find(b">", 0)
        while not (found := pattern.match(self._data, self._at)):
            if end > CHUNK:
                raise self._strange()
            end = self._find(b">", end + 1)
        return found

    def _strange(self) -> DataError:
        seen = self._data[self._at : self._at + 60].decode("utf-8", "replace")
        return DataError(f"{self.where()}: {' '.join(seen.split())!r} stands where a record should")

    def _skip(self) -> None:
        """Pass white space, comments and processing instructions."""
        while True:
            blank = _BLANK.match(self._data, self._at)
            self._at = blank.end() if blank else self._at
            if self._at == len(self._data):
                if not self._more():
                    return
            elif self._begins_with(b"<?"):
                self._pass(b"?>", 2)
            elif self._begins_with(b"<!--"):
                self._pass(b"-->", 4)
            else:
                return

    def _begins_with(self, what: bytes) -> bool:
        self._byte(len(what) - 1)
        return self._data.startswith(what, self._at)

    def _pass(self, end: bytes, offset: int) -> None:
        length = self._find(end, offset) + len(end)  # which may move the present place
        self._at += length

    def _at_end_of(self, root: str) -> bool:
        self._skip()
        if not self._byte(0):
            raise self._cut()
        if self._byte(0) != b"<" or self._byte(1) == b"!":
            raise self._strange()
        if self._byte(1) != b"/":
            return False
        found = self._tag(_END)
        if found[1].decode("utf-8", "replace") != root:
            raise self._strange()
        self._at = found.end()
        return True

    def _nothing_more(self) -> None:
        self._skip()
        if self._data[self._at :].strip(b"\0"):
            seen = self._data[self._at : self._at + 60].decode("utf-8", "replace")
            raise DataError(f"{self.where()}: the file goes on after its end with {seen[:40]!r}")

    def _piece(self) -> Piece:
        found = self._tag(_START)
        name = found[1].decode("utf-8", "replace")
        start = found.end() - self._at
        length, simple = (start, True) if found[2] else self._length(found[1], start)
        xml = self._data[self._at : self._at + length]
        self._at += length
        return Piece(name, xml, simple)

    def _length(self, name: bytes, start: int) -> tuple[int, bool]:
        """Bytes up to the end tag, and whether they are simple.

        An end tag within a comment or CDATA section is none.
        """
        end_tag, offset = b"</" + name, start
        while True:
            offset = self._find(end_tag, offset) + len(end_tag)
            follows = self._byte(offset)
            if follows and follows in _AFTER_NAME:
                length = self._find(b">", offset) + 1
                text = self._data[self._at : self._at + length]
                simple = _is_simple(text)
                if simple or _is_simple(_CLOSED.sub(b"", text)):
                    return length, simple


def restarts(piece: Piece) -> list[Piece]:
    """A record that is broken because its end is missing, and those that begin inside it."""
    start = f"<{piece.name}>".encode()
    if not piece.simple or piece.xml.find(start, 1) < 0:
        return [piece]
    return [Piece(piece.name, start + rest) for rest in piece.xml.split(start)[1:]]


def _is_simple(xml: bytes) -> bool:
    return not _occurs(xml, b"!") and not _occurs(xml, b"?")


def _occurs(xml: bytes, sign: bytes) -> bool:
    """Whether "<" stands before ``sign`` anywhere (faster than looking for both)."""
    at = xml.find(sign)
    while at > 0:
        if xml[at - 1] == 0x3C:
            return True
        at = xml.find(sign, at + 1)
    return False
