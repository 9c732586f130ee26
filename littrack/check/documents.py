"""Read Word and OpenDocument texts, which may come from anywhere."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from littrack.check.bibliographies import managed_references
from littrack.check.identifiers import find_identifiers
from littrack.check.manuscript import Manuscript, Place, Reference
from littrack.check.prose import PART, read_paragraphs
from littrack.errors import DataError

LARGEST = 60_000_000
"""Bytes of a file, and of all that a packed one unpacks to."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_WORD_PARTS = ("document", "footnotes", "endnotes")
_NOTES = frozenset((f"{_W}footnote", f"{_W}endnote"))
_UNREAD = frozenset((f"{_W}p", f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback"))
"""Another paragraph, what a reviewer deleted or moved away, and a second copy for older programs."""
_ODT_UNREAD = frozenset((f"{_TEXT}p", f"{_TEXT}h", f"{_OFFICE}annotation"))
_ODT_BLANKS = frozenset((f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"))


def read_docx(name: str, content: bytes) -> Manuscript:
    """Word: body, footnotes and endnotes; what a reviewer deleted is not read."""
    wanted = "|".join(_WORD_PARTS)
    parts = _parts_of(
        name,
        content,
        lambda part: bool(
            re.fullmatch(rf"word/(?:{wanted})\.xml|word/_rels/(?:{wanted})\.xml\.rels", part)
        ),
    )
    if "word/document.xml" not in parts:
        raise DataError(f"{name} is no Word document")
    paragraphs: list[str] = []
    managed: list[Reference] = []
    for part in _WORD_PARTS:
        if f"word/{part}.xml" not in parts:
            continue
        links = _docx_links(name, parts.get(f"word/_rels/{part}.xml.rels"))
        for paragraph in _xml(name, parts[f"word/{part}.xml"]).iter(f"{_W}p"):
            if any(each.tag == f"{_MC}Fallback" for each in paragraph.iterancestors()):
                continue
            code = "".join(each.text or "" for each in paragraph.iter(f"{_W}instrText"))
            managed += managed_references(code, Place(len(paragraphs) + 1))
            paragraphs.append(_docx_mark(paragraph) + "".join(_docx_text(paragraph, links)))
    return read_paragraphs(name, paragraphs, tuple(dict.fromkeys(managed)))


def _docx_mark(paragraph: etree._Element) -> str:
    """What a paragraph begins with that Word does not keep in its text: a note's number, a list's mark."""
    note = paragraph.getparent()
    if note is not None and note.tag in _NOTES and paragraph is note.find(f"{_W}p"):
        return f"[^{note.get(f'{_W}id', '')}]: "
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    if style is not None and (style.get(f"{_W}val") or "").lower().startswith("heading"):
        return PART
    return "• " if paragraph.find(f"{_W}pPr/{_W}numPr") is not None else ""


def _docx_links(name: str, content: bytes | None) -> dict[str, str]:
    if content is None:
        return {}
    return {
        each.get("Id", ""): each.get("Target", "")
        for each in _xml(name, content)
        if isinstance(each.tag, str)
    }


def _docx_text(element: etree._Element, links: Mapping[str, str]) -> Iterator[str]:
    for each in element:
        if each.tag in _UNREAD:
            continue
        if each.tag == f"{_W}t":
            yield each.text or ""
        elif each.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            yield " "
        elif each.tag in (f"{_W}noBreakHyphen", f"{_W}softHyphen"):
            yield "-" if each.tag == f"{_W}noBreakHyphen" else ""
        elif each.tag == f"{_W}instrText":
            yield from _address(" ".join(re.findall(r'HYPERLINK\s+"([^"]*)"', each.text or "")))
        else:
            if each.tag == f"{_W}hyperlink":
                yield from _address(links.get(each.get(f"{_R}id", ""), ""))
            yield from _docx_text(each, links)


def _address(target: str) -> Iterator[str]:
    """A link's address, where it says something that the text may not."""
    if any(True for _ in find_identifiers(target)):
        yield f" {target} "


def read_odt(name: str, content: bytes) -> Manuscript:
    """OpenDocument; tracked deletions and comments are not read."""
    parts = _parts_of(name, content, lambda part: part == "content.xml")
    if "content.xml" not in parts:
        raise DataError(f"{name} is no OpenDocument text")
    root = _xml(name, parts["content.xml"])
    for deleted in list(root.iter(f"{_TEXT}tracked-changes")):
        parent = deleted.getparent()
        if parent is not None:
            parent.remove(deleted)
    paragraphs: list[str] = []
    managed: list[Reference] = []
    for each in root.iter(f"{_TEXT}p", f"{_TEXT}h"):
        if any(one.tag == f"{_OFFICE}annotation" for one in each.iterancestors()):
            continue
        for mark in each.iter(f"{_TEXT}reference-mark-start"):
            code = mark.get(f"{_TEXT}name", "")
            managed += managed_references(code, Place(len(paragraphs) + 1))
        paragraphs.append(_odt_mark(each) + "".join(_odt_text(each)).rstrip())
    return read_paragraphs(name, paragraphs, tuple(dict.fromkeys(managed)))


def _odt_mark(paragraph: etree._Element) -> str:
    if paragraph.tag == f"{_TEXT}h":
        return PART
    above = {str(one.tag): one for one in paragraph.iterancestors()}
    if f"{_TEXT}note" in above:
        return f"[^{above[f'{_TEXT}note'].get(f'{_TEXT}id', '')}]: "
    return "• " if f"{_TEXT}list-item" in above else ""


def _odt_text(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for each in element:
        if each.tag in _ODT_BLANKS:
            yield " "
        elif isinstance(each.tag, str) and each.tag not in _ODT_UNREAD:
            if each.tag == f"{_TEXT}a":
                yield from _address(each.get(f"{_XLINK}href", ""))
            yield from _odt_text(each)
        yield each.tail or ""


def _parts_of(name: str, content: bytes, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The parts of a packed document, within what a document may unpack to. Never more is unpacked than that."""
    left = LARGEST
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            found = {}
            for each in packed.infolist():
                if not wanted(each.filename):
                    continue
                with packed.open(each) as part:
                    found[each.filename] = part.read(left + 1)
                left -= len(found[each.filename])
                if left < 0:
                    raise DataError(f"{name} unpacks to more than {LARGEST // 1_000_000} MB")
            return found
    except DataError:
        raise
    except Exception as error:  # noqa: BLE001 - zipfile's, zlib's and lzma's errors have no common parent
        raise DataError(
            f"{name} cannot be unpacked ({type(error).__name__}): it is damaged, or no Word or OpenDocument file"
        ) from None


def _xml(name: str, content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DataError(f"{name} holds a part that is no XML: {str(error)[:80]}") from None
