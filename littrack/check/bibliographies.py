"""Read a bibliography: BibTeX, RIS, NBIB, CSL-JSON."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from littrack.check.identifiers import find_identifiers, normal_doi, trimmed
from littrack.check.latex import plain
from littrack.check.manuscript import Manuscript, Place, Reference, Unread
from littrack.errors import DataError

if TYPE_CHECKING:
    from bibtexparser.model import Block, Entry

_YEAR = re.compile(r"(?:1[89]|20)\d\d")


def read_bib(name: str, text: str) -> Manuscript:
    """BibTeX or BibLaTeX."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import Entry

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it logs is told as remarks
    try:
        library = parse_string(text)
    except Exception as error:  # noqa: BLE001 - the parser's own faults are the file's to us
        raise DataError(f"{name} is no BibTeX: {type(error).__name__}") from None
    kept = [getattr(block, "ignore_error_block", None) for block in library.failed_blocks]
    entries = [*library.entries, *(each for each in kept if isinstance(each, Entry))]
    if library.failed_blocks and not entries:
        line = (library.failed_blocks[0].start_line or 0) + 1
        raise DataError(f"{name} is no BibTeX: line {line} cannot be read")
    entries.sort(key=lambda each: each.start_line or 0)
    return Manuscript(
        name, text, tuple(map(_bib_reference, entries)), is_prose=False,
        unread=tuple(map(_unread, library.failed_blocks)),
    )  # fmt: skip


def _unread(block: Block) -> Unread:
    place = Place((block.start_line or 0) + 1)
    kind = type(block).__name__
    if kind == "DuplicateBlockKeyBlock":
        return Unread(place, "its key stands on an earlier entry too: LaTeX refuses that")
    if kind == "DuplicateFieldKeyBlock":
        return Unread(place, "one of its fields stands twice: only the last is read")
    return Unread(place, "this entry cannot be read: look for a bracket or a comma that is missing")


def _bib_reference(entry: Entry) -> Reference:
    fields = {field.key.lower(): str(field.value) for field in entry.fields}
    archive = (fields.get("eprinttype") or fields.get("archiveprefix") or "").lower()
    eprint = fields.get("eprint", "")
    author = re.split(r"\s+and\s+", fields.get("author", ""))[0]
    note = " ".join(fields.get(key, "") for key in ("note", "url", "howpublished", "addendum"))
    return _reference(
        Place((entry.start_line or 0) + 1), entry.key,
        pmid=fields.get("pmid") or (eprint if archive == "pubmed" else ""),
        pmcid=fields.get("pmcid") or fields.get("pmc") or (eprint if archive in ("pmc", "pmcid") else ""),
        doi=plain(fields.get("doi", "")), title=plain(fields.get("title", "")), first_author=plain(_family(author)),
        year=fields.get("year") or fields.get("date"),
        text=plain(note) + (f" arXiv:{eprint}" if archive == "arxiv" else ""),
    )  # fmt: skip


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


def read_ris(name: str, text: str) -> Manuscript:
    """RIS."""
    import rispy

    lines = [at for at, line in enumerate(text.split("\n"), 1) if re.match(r"\s*TY\s{1,2}-", line)]
    try:
        entries = rispy.loads(text)
    except Exception as error:  # noqa: BLE001 - the parser's own faults are the file's to us
        raise DataError(f"{name} is no RIS: {' '.join(str(error).split())[:100]}") from None
    _at_least_one(name, text, entries, "RIS")

    def references() -> Iterator[Reference]:
        for at, entry in enumerate(entries):
            place = Place(lines[at] if at < len(lines) else 1)
            unknown = " ".join(" ".join(each) for each in (entry.get("unknown_tag") or {}).values())
            authors = entry.get("authors") or entry.get("first_authors") or [""]
            yield _reference(
                place, str(entry.get("id") or entry.get("label") or f"entry {at + 1}"),
                pmid=_pmid_only(entry), pmcid=_pmc_only(entry.get("custom2")), doi=entry.get("doi"),
                title=entry.get("title") or entry.get("primary_title"), first_author=_family(str(authors[0])),
                year=entry.get("year") or entry.get("publication_year") or entry.get("date"),
                text=" ".join([*map(str, entry.get("urls") or ()), *map(str, entry.get("notes") or ()), unknown]),
            )  # fmt: skip

    return Manuscript(name, text, tuple(references()), is_prose=False)


def _at_least_one(name: str, text: str, entries: Iterable[object], form: str) -> None:
    if text.strip() and not any(True for _ in entries):
        raise DataError(f"{name} is no {form}: no entry was found in it")


def _pmid_only(entry: Mapping[str, Any]) -> str | None:
    """An accession number is a PMID unless another database is named."""
    text = str(entry.get("accession_number") or "").strip()
    source = str(entry.get("name_of_database") or "").lower()
    ours = not source or any(word in source for word in ("pubmed", "medline", "nlm"))
    return text if ours and re.fullmatch(r"\d{1,8}", text) else None


def _pmc_only(value: object) -> str | None:
    text = str(value or "").strip()
    return text if re.fullmatch(r"PMC\d+", text, re.IGNORECASE) else None


def read_csl(name: str, text: str) -> Manuscript:
    """CSL-JSON, as Zotero and pandoc write it."""
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
    if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
        raise DataError(f"{name} is no CSL-JSON: it is to be a list of items")

    def references() -> Iterator[Reference]:
        at = 0
        for number, item in enumerate(items, 1):
            found = text.find(json.dumps(str(item.get("id", "")), ensure_ascii=False), at)
            at = found if found >= 0 else at
            yield csl_reference(item, Place(text.count("\n", 0, at) + 1), f"item {number}")

    return Manuscript(name, text, tuple(references()), is_prose=False)


def csl_reference(item: Mapping[str, Any], place: Place, label: str) -> Reference:
    """One item of CSL-JSON."""
    authors = item.get("author")
    first = (
        authors[0] if isinstance(authors, list) and authors and isinstance(authors[0], dict) else {}
    )
    particle = first.get("non-dropping-particle") or ""
    family = str(first.get("family") or first.get("literal") or "")
    return _reference(
        place, str(item.get("id") or label), pmid=str(item.get("PMID") or ""), pmcid=str(item.get("PMCID") or ""),
        doi=str(item.get("DOI") or ""), title=str(item.get("title") or ""),
        first_author=f"{particle} {family}".strip(), year=_issued(item.get("issued")),
        text=f"{item.get('URL') or ''} {item.get('note') or ''}",
    )  # fmt: skip


def _issued(issued: object) -> str:
    if not isinstance(issued, dict):
        return ""
    parts = issued.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
        return str(parts[0][0])
    return str(issued.get("raw") or issued.get("literal") or "")


def read_nbib(name: str, content: bytes) -> Manuscript:
    """NBIB, as PubMed sends it to reference managers."""
    from littrack.pubmed.nbib import parse_nbib
    from littrack.records import Parsed

    text = content.decode("utf-8-sig", "replace")
    lines = [at for at, line in enumerate(text.split("\n"), 1) if line.startswith("PMID-")]
    records = [each for each in parse_nbib(io.BytesIO(content)) if isinstance(each, Parsed)]
    _at_least_one(name, text, records, "NBIB")

    def references() -> Iterator[Reference]:
        for at, each in enumerate(records):
            article = each.article
            doi = next((one.value for one in article.article_ids if one.source == "doi"), None)
            author = article.authors[0] if article.authors else None
            published = article.published.text if article.published else ""
            yield _reference(
                Place(lines[at] if at < len(lines) else 1), article.pmid, pmid=article.pmid, doi=doi,
                title=article.title.plain if article.title else None,
                first_author=(author.last_name or author.collective_name) if author else None, year=published,
            )  # fmt: skip

    return Manuscript(name, text, tuple(references()), is_prose=False)


def managed_references(code: str, place: Place) -> Iterator[Reference]:
    """Works that Zotero, Mendeley or EndNote keep in a field of a document."""
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
                    yield csl_reference(data, place, "citation")
        at = code.find("CSL_CITATION", max(at + 1, begin + end if begin >= 0 else 0))
    for cite in re.findall(r"<Cite>.*?</Cite>", code, re.DOTALL):
        yield _of_endnote(cite, place)


def _of_endnote(cite: str, place: Place) -> Reference:
    def field(name: str) -> str:
        found = re.search(rf"<{name}>(.*?)</{name}>", cite, re.DOTALL)
        return re.sub(r"<[^>]*>", "", found[1]).strip() if found else ""

    accession = field("accession-num")
    return _reference(
        place, " ".join(filter(None, (field("Author"), field("Year")))) or "citation",
        pmid=accession if re.fullmatch(r"\d{1,8}", accession) else None, doi=field("electronic-resource-num"),
        title=field("title"), first_author=_family(field("author")), year=field("year") or field("Year"),
    )  # fmt: skip
