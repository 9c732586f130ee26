"""The records a stand-in NCBI holds: reading them from files, and what it must know of each to search."""

from __future__ import annotations

import gzip
import re
import tarfile
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

Element = Any
RECORD_TAGS = ("PubmedArticle", "PubmedBookArticle")
SUFFIXES = (".xml", ".xml.gz", ".tar.gz", ".tgz")
MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        start=1,
    )
}
SEASONS = {"winter": 1, "spring": 4, "summer": 7, "fall": 10, "autumn": 10}


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its XML, and the facts that searches look at."""

    pmid: str
    xml: bytes
    title: tuple[str, ...]
    abstract: tuple[str, ...]
    keywords: tuple[str, ...]
    affiliations: tuple[str, ...]
    other: tuple[str, ...]
    """Texts found only by an untagged word: chemicals, grants, accession numbers."""
    headings: tuple[str, ...]
    major_headings: tuple[str, ...]
    subheadings: tuple[str, ...]
    publication_types: tuple[str, ...]
    authors: tuple[tuple[str, str], ...]
    """(last or group name, initials)."""
    journals: tuple[str, ...]
    """Title, abbreviations and ISSNs."""
    languages: tuple[str, ...]
    identifiers: tuple[str, ...]
    accessions: tuple[str, ...]
    volume: str
    issue: str
    pages: str
    published: tuple[date, ...]
    created: date
    entered: date
    modified: date
    indexed: date | None


def folded(text: str) -> str:
    """The text in lower case and without accents."""
    if not text.isascii():
        split = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in split if not unicodedata.combining(char))
    return text.lower()


def normal_words(text: str) -> list[str]:
    """The words of a text as the index holds them: folded, without punctuation."""
    return re.findall(r"[^\W_]+", folded(text))


def normal(text: str) -> str:
    """`normal_words`, joined by single spaces."""
    return " ".join(normal_words(text))


def read_sources(sources: Iterable[Any] | Any) -> Iterator[Element]:
    """Every record element (and ``DeleteCitation``) of paths, folders, bytes or elements, in order.

    A file that is not XML is passed over: such files lie among recorded replies.
    """
    single = isinstance(sources, (bytes, str, Path)) or etree.iselement(sources)
    for source in [sources] if single else sources:
        yield from _read(source)


def _read(source: Any) -> Iterator[Element]:
    if etree.iselement(source):
        yield from _records_within(source)
    elif isinstance(source, bytes):
        content = gzip.decompress(source) if source[:2] == b"\x1f\x8b" else source
        yield from _records_within(etree.fromstring(content, _parser()))
    elif Path(source).is_dir():
        for path in sorted(Path(source).rglob("*")):
            if path.name.endswith(SUFFIXES):
                yield from _read(path)
    else:
        yield from _read_file(Path(source))


def _read_file(path: Path) -> Iterator[Element]:
    if path.name.endswith((".tar.gz", ".tgz")):
        with tarfile.open(path) as archive:
            for member in archive:
                content = archive.extractfile(member) if member.name.endswith(".xml") else None
                if content is not None:
                    yield from _stream(content)
    else:
        with path.open("rb") as file:
            yield from _stream(gzip.GzipFile(fileobj=file) if path.suffix == ".gz" else file)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False, huge_tree=True)


def _records_within(root: Element) -> Iterator[Element]:
    if root.tag in RECORD_TAGS:
        yield root
    else:
        yield from root.iter(*RECORD_TAGS, "DeleteCitation")


def _stream(content: BinaryIO | Any) -> Iterator[Element]:
    tags = (*RECORD_TAGS, "DeleteCitation")
    try:
        for _, element in etree.iterparse(
            content,
            tag=tags,
            load_dtd=False,
            no_network=True,
            resolve_entities=False,
            huge_tree=True,
        ):
            yield element
            element.clear()
    except etree.XMLSyntaxError:
        return


def read_record(element: Element, day: date, keep: Record | None = None) -> Record:
    """The facts of one record element; dates it lacks are ``day``, or those of the record it replaces (``keep``)."""
    book = element.tag == "PubmedBookArticle"
    core = element.find("BookDocument" if book else "MedlineCitation")
    data = element.find("PubmedBookData" if book else "PubmedData")
    parts = _Parts(core)
    history = (
        {} if data is None else {each.get("PubStatus"): each for each in data.iterfind("History/*")}
    )
    created = _date(history.get("entrez")) or (keep.created if keep else day)
    meshes = [_mesh(heading) for heading in parts["MeshHeading"]]
    listed = [] if data is None else data.findall("ArticleIdList/ArticleId")
    return Record(
        pmid=parts.text("PMID"),
        xml=etree.tostring(element, encoding="utf-8", with_tail=False),
        title=parts.texts("ArticleTitle", "VernacularTitle", "BookTitle"),
        abstract=parts.texts("AbstractText"),
        keywords=parts.texts("Keyword"),
        affiliations=parts.texts("Affiliation"),
        other=parts.texts("NameOfSubstance", "GrantID", "Agency", "CollectionTitle"),
        headings=tuple(name for mesh in meshes for name in mesh[0]),
        major_headings=tuple(name for mesh in meshes for name in mesh[1]),
        subheadings=parts.texts("QualifierName"),
        publication_types=parts.texts("PublicationType"),
        authors=tuple(_author(author) for author in parts["Author"]),
        journals=parts.texts("Title", "ISOAbbreviation", "MedlineTA", "ISSN", "ISSNLinking"),
        languages=parts.texts("Language"),
        identifiers=(*map(_text, listed), *parts.texts("ELocationID", "ArticleId")),
        accessions=parts.texts("AccessionNumber"),
        volume=parts.text("Volume"),
        issue=parts.text("Issue"),
        pages=parts.text("MedlinePgn") or parts.text("StartPage"),
        published=tuple(filter(None, map(_date, (*parts["PubDate"], *parts["ArticleDate"]))))
        or (created,),
        created=created,
        entered=_date(history.get("pubmed")) or (keep.entered if keep else created),
        modified=_date(core.find("DateRevised")) or (keep.modified if keep else created),
        indexed=_date(history.get("medline")),
    )


class _Parts(dict[str, list[Element]]):
    """The elements of a record by tag, found in one walk."""

    def __init__(self, core: Element) -> None:
        super().__init__()
        for node in core.iter(etree.Element):
            self.setdefault(node.tag, []).append(node)

    def __missing__(self, tag: str) -> list[Element]:
        return []

    def texts(self, *tags: str) -> tuple[str, ...]:
        found = (_text(node) for tag in tags for node in self[tag])
        return tuple(text for text in found if text)

    def text(self, tag: str) -> str:
        return _text(self[tag][0]) if self[tag] else ""


def _text(node: Element) -> str:
    return ("".join(node.itertext()) if len(node) else node.text or "").strip()


def _mesh(heading: Element) -> tuple[list[str], list[str]]:
    """All names a heading is found by ("A", "A/b"), and those of major topics."""
    descriptor = heading.find("DescriptorName")
    name = descriptor.text or ""
    names, major = [name], [name] if descriptor.get("MajorTopicYN") == "Y" else []
    for qualifier in heading.iterfind("QualifierName"):
        names.append(f"{name}/{qualifier.text}")
        if qualifier.get("MajorTopicYN") == "Y":
            major += [name, f"{name}/{qualifier.text}"]
    return names, major


def _author(author: Element) -> tuple[str, str]:
    group = author.find("CollectiveName")
    name = "".join(group.itertext()) if group is not None else author.findtext("LastName")
    return name or "", author.findtext("Initials") or ""


def _date(element: Element | None) -> date | None:
    """A date as PubMed searches it: the first day of what is not stated."""
    if element is None:
        return None
    written = element.findtext("MedlineDate") or ""
    year = (element.findtext("Year") or "").strip() or _first(r"\d{4}", written)
    if not year:
        return None
    month = (element.findtext("Month") or "").strip() or _first(r"[A-Z][a-z]{2}", written)
    number = int(month) if month.isdigit() else MONTHS.get(month[:3].lower(), 0)
    number = number or SEASONS.get((element.findtext("Season") or "").strip().lower(), 1)
    day = (element.findtext("Day") or "").strip()
    try:
        return date(int(year), number, int(day) if day.isdigit() else 1)
    except ValueError:
        return date(int(year), 1, 1)


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found.group() if found else ""
