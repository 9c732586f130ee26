"""Bytes that are not UTF-8, marked so that they cost one record and not the rest of the file.

An XML parser gives up at such a byte. Here each one is replaced by a mark (U+FDD0, a code point that
Unicode keeps out of texts) and a character that tells which byte it was; the record it stands in is
then known, and its original bytes can be put back.
"""

from __future__ import annotations

import codecs
import re

MARK = "\ufdd0".encode()
"""Stands, with the character after it, for one damaged byte."""

_FIRST = 0x4E00
_MARKED = re.compile("\ufdd0([\u4e00-\u4eff])")
_SURROGATE = re.compile("[\udc80-\udcff]")


class Mender:
    """Passes chunks of a file through; valid UTF-8 comes out as it went in."""

    def __init__(self) -> None:
        self._held = b""

    def mend(self, chunk: bytes) -> bytes:
        """The next chunk, up to its last whole character."""
        chunk = self._held + chunk if self._held else chunk
        try:
            _, length = codecs.utf_8_decode(chunk, "strict", False)
        except UnicodeDecodeError:
            text, length = codecs.utf_8_decode(chunk, "surrogateescape", False)
            self._held = chunk[length:]
            return _marked(text)
        self._held = chunk[length:]
        return chunk[:length] if self._held else chunk

    def end(self) -> bytes:
        """What is left when the file ends within a character."""
        return _marked(self._held.decode("utf-8", "surrogateescape"))


def original(xml: bytes) -> bytes:
    """The bytes as they were before :class:`Mender` marked the damaged ones."""

    def restore(found: re.Match[str]) -> str:
        return chr(0xDC00 + ord(found[1]) - _FIRST)

    return _MARKED.sub(restore, xml.decode()).encode("utf-8", "surrogateescape")


def _marked(text: str) -> bytes:
    def mark(found: re.Match[str]) -> str:
        return "\ufdd0" + chr(_FIRST + ord(found[0]) - 0xDC00)

    return _SURROGATE.sub(mark, text).encode()
