"""Open a manuscript or bibliography, whatever its format."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lxml import etree

from littrack.check.identifiers import find_identifiers, normal_doi, trimmed
from littrack.check.manuscript import Manuscript, Place, Reference
from littrack.check.prose import read_html, read_latex, read_markdown, read_paragraphs
from littrack.errors import ConfigError, DataError

LARGEST = 60_000_000
"""Bytes of a file, and of all that a packed one unpacks to."""
FORMATS = ("md", "txt", "html", "tex", "docx", "odt", "bib", "ris", "nbib", "csl.json")
_ENDINGS = {
    ".md": "md", ".markdown": "md", ".qmd": "md", ".rmd": "md", ".txt": "txt", ".text": "txt", ".rst": "txt",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".tex": "tex", ".ltx": "tex", ".docx": "docx", ".odt": "odt",
    ".bib": "bib", ".ris": "ris", ".nbib": "nbib", ".medline": "nbib", ".json": "csl.json",
}  # fmt: skip
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_YEAR = re.compile(r"(?:1[89]|20)\d\d")


def read_file(path: Path, form: str | None = None) -> Manuscript:
    """The manuscript of a file. ``ConfigError`` for one that is not there or of unknown format, ``DataError`` for one
    that cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise DataError(f"{path} is larger than {LARGEST // 1_000_000} MB")
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    return read_content(str(path), content, form or format_of(path))


def format_of(path: Path) -> str:
    """The format that a file's name tells. ``ConfigError`` where it tells none."""
    found = _ENDINGS.get(path.suffix.lower())
    if found is None:
        raise ConfigError(f"{path} does not say its format: give --as, one of {', '.join(FORMATS)}")
    return found


def read_content(name: str, content: bytes, form: str) -> Manuscript:
    """The manuscript of some bytes. ``DataError`` where they are not what ``form`` says."""
    readers: dict[str, Callable[[str, bytes], Manuscript]] = {
        "docx": _read_docx, "odt": _read_odt, "nbib": _read_nbib,
    }  # fmt: skip
    if form in readers:
        return readers[form](name, content)
    text = (
        content.decode("utf-8-sig", "replace")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\0", " ")
    )
    texts: dict[str, Callable[[str, str], Manuscript]] = {
        "md": read_markdown, "txt": read_markdown, "html": read_html, "tex": read_latex, "bib": _read_bib,
        "ris": _read_ris, "csl.json": _read_csl,
    }  # fmt: skip
    return texts[form](name, text)


def _bibliography(name: str, text: str, references: Iterator[Reference]) -> Manuscript:
    return Manuscript(name, text, tuple(references), is_prose=False)


def _read_bib(name: str, text: str) -> Manuscript:
    from bibtexparser.entrypoint import parse_string

    try:
        library = parse_string(text)
    except Exception as error:  # noqa: BLE001 - the parser's own faults are the file's to us
        raise DataError(f"{name} is no BibTeX: {type(error).__name__}") from None
    if library.failed_blocks and not library.entries:
        raise DataError(
            f"{name} is no BibTeX: line {(library.failed_blocks[0].start_line or 0) + 1} cannot be read"
        )

    def references() -> Iterator[Reference]:
        for entry in library.entries:
            fields = {field.key.lower(): str(field.value) for field in entry.fields}
            eprint = (
                fields.get("eprint", "") if fields.get("eprinttype", "").lower() == "pubmed" else ""
            )
            author = re.split(r"\s+and\s+", fields.get("author", ""))[0]
            yield _reference(
                Place((entry.start_line or 0) + 1), entry.key,
                pmid=fields.get("pmid") or eprint, pmcid=fields.get("pmcid") or fields.get("pmc"),
                doi=_unlatexed(fields.get("doi", "")) or fields.get("url", ""), title=_unlatexed(fields.get("title", "")),
                first_author=_unlatexed(_family(author)), year=fields.get("year") or fields.get("date"),
                text=fields.get("note", ""),
            )  # fmt: skip

    return _bibliography(name, text, references())


_ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "c": "\u0327",
    "v": "\u030c",
    "r": "\u030a",
}
_LETTERS = {
    "ss": "ß",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ae": "æ",
    "AE": "Æ",
    "aa": "å",
    "AA": "Å",
    "i": "i",
}


def _unlatexed(text: str) -> str:
    """Plain words of LaTeX's: accents, special letters, marks."""
    text = re.sub(r"\\([`'^\"~cvr])\s*\{?\\?(\w)\}?", lambda m: m[2] + _ACCENTS[m[1]], text)
    text = re.sub(
        r"\\(ss|ae|AE|aa|AA|[oOlLi])(?![A-Za-z])\s*(?:\{\})?", lambda m: _LETTERS[m[1]], text
    )
    text = re.sub(r"\\text[a-z]+\b|\\emph\b|\\(?=[&%$#_{}])", "", text)
    return " ".join(re.sub(r"[{}]", "", text).split())


def _family(author: str) -> str:
    author = author.strip()
    if author.startswith("{") and author.endswith("}"):
        return author.strip("{}")
    return author.split(",")[0] if "," in author else author.split(" ")[-1] if author else ""


def _reference(
    place: Place,
    label: str,
    *,
    pmid: str | None = None,
    pmcid: str | None = None,
    doi: str | None = None,
    title: str | None = None,
    first_author: str | None = None,
    year: str | None = None,
    text: str = "",
) -> Reference:
    """An entry whose fields were told one by one; identifiers may also stand in an address or a note."""
    named = {each.kind: each.value for each in reversed([*find_identifiers(f"{text} {doi or ''}")])}
    number = re.sub(r"\D", "", pmid or "")
    pmc = re.sub(r"\D", "", pmcid or "")
    found = _YEAR.search(year or "")
    bare = trimmed((doi or "").strip())
    own = normal_doi(bare) if bare.lower().startswith("10.") else named.get("doi")
    return Reference(
        place, label, number.lstrip("0") or named.get("pmid"), f"PMC{pmc}" if pmc else named.get("pmcid"), own,
        title or None, first_author or None, (int(found[0]),) if found else (), entry=True,
    )  # fmt: skip


def _read_ris(name: str, text: str) -> Manuscript:
    import rispy

    lines = [at for at, line in enumerate(text.split("\n"), 1) if re.match(r"\s*TY\s{1,2}-", line)]
    try:
        entries = rispy.loads(text)
    except Exception as error:  # noqa: BLE001 - the parser's own faults are the file's to us
        raise DataError(f"{name} is no RIS: {' '.join(str(error).split())[:100]}") from None

    def references() -> Iterator[Reference]:
        for at, entry in enumerate(entries):
            place = Place(lines[at] if at < len(lines) else 1)
            unknown = " ".join(" ".join(each) for each in (entry.get("unknown_tag") or {}).values())
            authors = entry.get("authors") or entry.get("first_authors") or [""]
            yield _reference(
                place, str(entry.get("id") or entry.get("label") or f"entry {at + 1}"),
                pmid=_digits_only(entry.get("accession_number")), pmcid=_pmc_only(entry.get("custom2")), doi=entry.get("doi"),
                title=entry.get("title") or entry.get("primary_title"), first_author=_family(str(authors[0])),
                year=entry.get("year") or entry.get("publication_year") or entry.get("date"),
                text=" ".join([*map(str, entry.get("urls") or ()), *map(str, entry.get("notes") or ()), unknown]),
            )  # fmt: skip

    return _bibliography(name, text, references())


def _digits_only(value: object) -> str | None:
    text = str(value or "").strip()
    return text if text.isdigit() else None


def _pmc_only(value: object) -> str | None:
    text = str(value or "").strip()
    return text if re.fullmatch(r"PMC\d+", text, re.IGNORECASE) else None


def _read_csl(name: str, text: str) -> Manuscript:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise DataError(f"{name} is no CSL-JSON") from None
    items = (
        content
        if isinstance(content, list)
        else content.get("items", [content])
        if isinstance(content, dict)
        else []
    )
    if not all(isinstance(each, dict) for each in items):
        raise DataError(f"{name} is no CSL-JSON: it is to be a list of items")

    def references() -> Iterator[Reference]:
        at = 0
        for number, item in enumerate(items, 1):
            found = text.find(json.dumps(str(item.get("id", "")), ensure_ascii=False), at)
            at = found if found >= 0 else at
            yield _csl_reference(item, Place(text.count("\n", 0, at) + 1), f"item {number}")

    return _bibliography(name, text, references())


def _csl_reference(item: Mapping[str, Any], place: Place, label: str) -> Reference:
    authors = item.get("author") or [{}]
    first = authors[0] if isinstance(authors, list) and isinstance(authors[0], dict) else {}
    issued = item.get("issued") or {}
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    year = (
        str(parts[0][0])
        if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]
        else str((issued or {}).get("raw", ""))
        if isinstance(issued, dict)
        else ""
    )
    return _reference(
        place, str(item.get("id") or label), pmid=str(item.get("PMID") or ""), pmcid=str(item.get("PMCID") or ""),
        doi=str(item.get("DOI") or ""), title=str(item.get("title") or ""),
        first_author=str(first.get("family") or first.get("literal") or ""), year=year,
        text=f"{item.get('URL') or ''} {item.get('note') or ''}",
    )  # fmt: skip


def _read_nbib(name: str, content: bytes) -> Manuscript:
    from littrack.pubmed.nbib import parse_nbib
    from littrack.records import Parsed

    text = content.decode("utf-8-sig", "replace")
    lines = [at for at, line in enumerate(text.split("\n"), 1) if line.startswith("PMID-")]

    def references() -> Iterator[Reference]:
        for at, each in enumerate(parse_nbib(io.BytesIO(content))):
            if not isinstance(each, Parsed):
                continue
            article = each.article
            doi = next((one.value for one in article.article_ids if one.source == "doi"), None)
            author = article.authors[0] if article.authors else None
            published = article.published.text if article.published else ""
            yield _reference(
                Place(lines[at] if at < len(lines) else 1), article.pmid, pmid=article.pmid, doi=doi,
                title=article.title.plain if article.title else None,
                first_author=(author.last_name or author.collective_name) if author else None, year=published,
            )  # fmt: skip

    return _bibliography(name, text, references())


def _parts_of(name: str, content: bytes, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The parts of a packed document, within what a document may unpack to."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            chosen = [each for each in packed.infolist() if wanted(each.filename)]
            if sum(each.file_size for each in chosen) > LARGEST:
                raise DataError(f"{name} unpacks to more than {LARGEST // 1_000_000} MB")
            found = {}
            for each in chosen:
                with packed.open(each) as part:
                    found[each.filename] = part.read(LARGEST + 1)
            return found
    except (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise DataError(f"{name} cannot be unpacked: {type(error).__name__}") from None
    except Exception as error:  # noqa: BLE001 - zlib's and lzma's own errors have no common parent
        raise DataError(f"{name} cannot be unpacked: {type(error).__name__}") from None


def _xml(name: str, content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DataError(f"{name} holds a part that is no XML: {str(error)[:80]}") from None


def _read_docx(name: str, content: bytes) -> Manuscript:
    """Word: body, footnotes and endnotes; what a reviewer deleted is not read."""
    parts = _parts_of(
        name,
        content,
        lambda part: bool(
            re.fullmatch(
                r"word/(?:document|footnotes|endnotes)\.xml|word/_rels/document\.xml\.rels", part
            )
        ),
    )
    if "word/document.xml" not in parts:
        raise DataError(f"{name} is no Word document")
    links = _docx_links(name, parts.get("word/_rels/document.xml.rels"))
    paragraphs: list[str] = []
    managed: list[Reference] = []
    for part in ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"):
        if part in parts:
            root = _xml(name, parts[part])
            for paragraph in root.iter(f"{_W}p"):
                managed += _managed(paragraph, Place(len(paragraphs) + 1))
                paragraphs.append("".join(_docx_text(paragraph, links)))
    return read_paragraphs(name, paragraphs, tuple(dict.fromkeys(managed)))


def _docx_links(name: str, content: bytes | None) -> dict[str, str]:
    if content is None:
        return {}
    return {
        each.get("Id", ""): each.get("Target", "")
        for each in _xml(name, content)
        if isinstance(each.tag, str)
    }


def _docx_text(paragraph: etree._Element, links: Mapping[str, str]) -> Iterator[str]:
    if paragraph.find(f"{_W}pPr/{_W}numPr") is not None:
        yield "• "
    for each in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}hyperlink"):
        if each.tag == f"{_W}t":
            yield each.text or ""
        elif each.tag == f"{_W}hyperlink":
            target = links.get(each.get(f"{_R}id", ""), "")
            if any(True for _ in find_identifiers(target)):
                yield f" {target} "
        else:
            yield " "


def _managed(paragraph: etree._Element, place: Place) -> Iterator[Reference]:
    """Works that Zotero or Mendeley keep in a field of the document."""
    code = "".join(each.text or "" for each in paragraph.iter(f"{_W}instrText"))
    at = code.find("CSL_CITATION")
    while at >= 0:
        begin = code.find("{", at)
        try:
            content, end = json.JSONDecoder().raw_decode(code[begin:]) if begin >= 0 else (None, 0)
        except (ValueError, RecursionError):
            content, end = None, 0
        if isinstance(content, dict):
            for cited in content.get("citationItems") or ():
                data = cited.get("itemData") if isinstance(cited, dict) else None
                if isinstance(data, dict):
                    yield _csl_reference(data, place, "citation")
        at = code.find("CSL_CITATION", max(at + 1, begin + end if begin >= 0 else 0))


def _read_odt(name: str, content: bytes) -> Manuscript:
    """OpenDocument; tracked deletions are not read."""
    parts = _parts_of(name, content, lambda part: part == "content.xml")
    if "content.xml" not in parts:
        raise DataError(f"{name} is no OpenDocument text")
    root = _xml(name, parts["content.xml"])
    for deleted in list(root.iter(f"{_TEXT}tracked-changes")):
        parent = deleted.getparent()
        if parent is not None:
            parent.remove(deleted)
    paragraphs = []
    for each in root.iter(f"{_TEXT}p", f"{_TEXT}h"):
        lead = "• " if any(one.tag == f"{_TEXT}list-item" for one in each.iterancestors()) else ""
        targets = (link.get(f"{_XLINK}href", "") for link in each.iter(f"{_TEXT}a"))
        named = " ".join(
            target for target in targets if any(True for _ in find_identifiers(target))
        )
        paragraphs.append(
            f"{lead}{''.join(str(text) for text in each.itertext())} {named}".rstrip()
        )
    return read_paragraphs(name, paragraphs)
