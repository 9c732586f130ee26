"""The MEDLINE (NBIB) format: what PubMed's "Save ... PubMed" and "Citation manager" write.

Tags are NLM's (https://www.nlm.nih.gov/bsd/mms/medlineelements.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from littrack.errors import DataError
from littrack.pubmed.nbib.article import BadEntry, read_entry
from littrack.pubmed.nbib.fields import read_fields
from littrack.records import Parsed, Unparsed

__all__ = ["looks_like_nbib", "parse_nbib"]

MAX_RECORD = 16 * 1024 * 1024
"""Bytes that one record may take."""

_TAGGED = re.compile(rb"(?:\xef\xbb\xbf)?[A-Z][A-Z0-9]{1,3} *- ?")
_PMID = re.compile(rb"^PMID *- *(\d+)\s*$", re.MULTILINE)


def looks_like_nbib(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a MEDLINE file."""
    return bool(_TAGGED.match(head.lstrip()))


def parse_nbib(source: BinaryIO | bytes) -> Iterator[Parsed | Unparsed]:
    """Yield each record of a MEDLINE (NBIB) file; ``Parsed.xml`` holds its lines as they were.

    Raises ``DataError`` for a file that is empty, is something else, or holds a record larger than
    ``MAX_RECORD``; the records before that have been yielded by then.
    """
    number = 0
    for text in _entries(BytesIO(source) if isinstance(source, bytes) else source):
        if not number and not looks_like_nbib(text):
            raise DataError(f"it is not in the MEDLINE (NBIB) format: it begins with {text[:40]!r}")
        number += 1
        yield _item(text)
    if not number:
        raise DataError("it is empty")


def _entries(source: BinaryIO) -> Iterator[bytes]:
    """The lines of each record, which a blank line or the next PMID ends."""
    lines: list[bytes] = []
    size = 0
    while line := source.readline(MAX_RECORD):
        if lines and (not line.strip() or line.startswith(b"PMID")):
            yield b"".join(lines)
            lines, size = [], 0
        if line.strip():
            lines.append(line)
            size += len(line)
        if size > MAX_RECORD:
            raise DataError(f"a record is larger than {MAX_RECORD >> 20} MB")
    if lines:
        yield b"".join(lines)


def _item(text: bytes) -> Parsed | Unparsed:
    found = _PMID.search(text)
    pmid = found[1].decode() if found else None
    try:
        return Parsed(read_entry(read_fields(text.decode("utf-8-sig"))), text)
    except UnicodeDecodeError:
        return Unparsed("it holds bytes that are not UTF-8", text, pmid)
    except BadEntry as error:
        return Unparsed(str(error), text, pmid)
    except (TypeError, AttributeError, ValueError, LookupError) as error:  # a fault of ours
        return Unparsed(f"littrack failed: {type(error).__name__}: {error}", text, pmid)
