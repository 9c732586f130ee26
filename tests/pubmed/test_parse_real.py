"""Real PubMed records: every one is read, and nothing they say is lost on the way."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from pathlib import Path

import pytest
from lxml import etree
from lxml.etree import _Element

from littrack.errors import DataError
from littrack.pubmed.elements.article import read_article
from littrack.pubmed.elements.books import read_book
from littrack.pubmed.elements.children import SAFE_PARSER, Notes
from littrack.pubmed.elements.people import bare_orcid
from littrack.pubmed.markup import tidy
from littrack.pubmed.nbib import parse_nbib
from littrack.pubmed.parse import Item, parse, parse_record
from littrack.records import Article, Deleted, Parsed, Unparsed
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared

PUBMED = SHARED / "pubmed"


def read_file(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def files(*patterns: str) -> list[Path]:
    return sorted(path for each in patterns for path in PUBMED.glob(each) if path.is_file())


AWKWARD = files("awkward/*.xml")
SETS = [
    *AWKWARD,
    *files("raw_efetch/*.xml", "raw_efetch/metapub_pmid_xml/*", "raw_efetch/agr_pubmed_xml/*"),
    *files("updatefiles/*", "revisions/*", "bulk/mixed.xml.gz"),
]


@cache
def items(path: Path) -> tuple[Item, ...]:
    return tuple(parse(read_file(path)))


def records(path: Path) -> list[Article]:
    return [item.article for item in items(path) if isinstance(item, Parsed)]


def distinct() -> list[Parsed]:
    found = {item.xml: item for path in SETS for item in items(path) if isinstance(item, Parsed)}
    return list(found.values())


def index() -> list[tuple[str, list[str]]]:
    rows = (PUBMED / "awkward" / "INDEX.tsv").read_text().splitlines()[1:] if AWKWARD else []
    return [(row.split("\t")[2], row.split("\t")[3].split()) for row in rows]


@pytest.mark.parametrize(("name", "pmids"), index(), ids=lambda each: str(each)[:40])
def test_awkward_records_are_all_read(name: str, pmids: list[str]) -> None:
    path = PUBMED / "awkward" / name
    assert not [item for item in items(path) if isinstance(item, Unparsed)]
    assert {article.pmid for article in records(path)} == set(pmids)


def test_each_file_of_sets_is_read_to_its_end() -> None:
    read = 0
    for path in SETS:
        for item in items(path):
            assert not isinstance(item, Unparsed), (path.name, item.reason)
            read += isinstance(item, Parsed)
    assert read > 1900


def test_what_is_no_article_set_is_refused() -> None:
    for path in files("raw_efetch/rayyan_stubbed/*", "eutils_replies/**/*.xml"):
        text = read_file(path)
        if b"<PubmedArticle" in text or b"<PubmedBookArticle" in text:
            continue
        with pytest.raises(DataError) as caught:
            list(parse(text))
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "number"),
    [("pubmed22n1313.xml.gz", 559), ("pubmed22n1115.xml.gz", 34), ("pubmed20n1203.xml.gz", 23)],
)
def test_deletions_of_update_files(name: str, number: int) -> None:
    found = items(PUBMED / "updatefiles" / name)
    (deleted,) = [item for item in found if isinstance(item, Deleted)]
    assert len(deleted.pmids) == number
    assert all(pmid.isdigit() for pmid in deleted.pmids)


def test_revisions_differ() -> None:
    old = {each.pmid: each for each in records(PUBMED / "revisions" / "old.xml.gz")}
    new = {each.pmid: each for each in records(PUBMED / "revisions" / "new.xml.gz")}
    assert len(old) == 68
    assert old.keys() == new.keys()
    assert sum(old[pmid] != new[pmid] for pmid in old) >= 60


# --- both ways of reading, and each record by itself ------------------------------------------


def unhurried(xml: bytes) -> Article:
    element = etree.fromstring(xml, SAFE_PARSER)
    is_book = element.tag in ("PubmedBookArticle", "BookDocument")
    return (read_book if is_book else read_article)(element, Notes())


def test_lists_read_at_speed_say_the_same_as_all_others() -> None:
    for item in distinct():
        assert item.article == unhurried(item.xml), item.article.pmid


def test_a_stored_record_reads_as_it_did_in_its_file() -> None:
    for path in AWKWARD[::6]:
        for item in items(path):
            assert isinstance(item, Parsed)
            assert parse_record(item.xml) == item.article


def test_written_anew_by_an_xml_library_it_says_the_same() -> None:
    for path in AWKWARD[::5]:
        tree = etree.fromstring(read_file(path), SAFE_PARSER)
        again = etree.tostring(tree, encoding="ascii")
        spread = [each.article for each in parse(again) if isinstance(each, Parsed)]
        assert spread == records(path)


# --- nothing lost: every text and every telling attribute is somewhere in the article -----------

DATE_PARTS = {"Year", "Month", "Day", "Hour", "Minute", "Second"}
"""Dates are held to their own tests; here only their years are looked for."""

DEFAULTS = {
    *("ValidYN=Y", "CompleteYN=Y", "MajorTopicYN=N", "MajorTopicYN=Y", "EqualContrib=N"),
    "Source=ORCID",
    *("EqualContrib=Y", "AutoHM=Y", "CompleteYN=N", "ValidYN=N", "DateType=Electronic"),
    *("Type=authors", "Type=editors"),
}
"""Attributes that become true or false, or a role."""

DROPPED_ATTRIBUTES = {
    ("PMID", "Version"),  # of linked records; the record's own is a number
    ("LocationLabel", "Type"),  # "chapter" beside "Chapter 2"
    ("SectionTitle", "book"),
    ("SectionTitle", "part"),
    ("SectionTitle", "sec"),
    ("CollectionTitle", "book"),
    ("document", "id"),
    ("math", "display"),  # in the markup
    ("mi", "mathvariant"),
}
"""Nor is "CDATA" looked for, which hand-made files have by mistake."""
DROPPED_TEXT = {("RegistryNumber", "0")}
"""Means "no number"."""


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from strings(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from strings(getattr(value, each.name))


@lru_cache
def squeezed(text: str) -> str:
    return re.sub(r"[\s\W_]+", "", text).casefold()


def lost(element: _Element, article: Article) -> Iterator[str]:
    said = [*strings(article), str(article.version)]
    known = "\n".join(said)
    for each in element.iter():
        name = etree.QName(each).localname
        for text in (each.text, each.tail):
            words = tidy(text or "")
            if name == "Identifier" and each.get("Source") == "ORCID":
                words = bare_orcid(words) or words
            if words and not said_of(name, words, each, text is each.tail, known):
                yield f"{name}: {words[:80]}"
        for key, value in each.attrib.items():
            if key == "CDATA" or (name, key) in DROPPED_ATTRIBUTES or f"{key}={value}" in DEFAULTS:
                continue
            if name in ("s", "e", "w") or value in known or tidy(str(value)) in known:
                continue
            yield f"{name}@{key}: {value}"


def in_subject(element: _Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == "PersonalNameSubject"


def said_of(name: str, words: str, each: _Element, tail: bool, known: str) -> bool:
    if words in known or (not tail and (name, words) in DROPPED_TEXT):
        return True
    if not tail and name in DATE_PARTS and name != "Year":
        return True
    if name == "Initials" and in_subject(each):
        return True  # "Last, Fore" says more
    return squeezed(words) in squeezed(known)


def test_no_text_of_a_record_is_lost() -> None:
    missing: dict[str, list[str]] = {}
    for item in distinct():
        if found := list(lost(etree.fromstring(item.xml, SAFE_PARSER), item.article)):
            missing[item.article.pmid] = found
    assert missing == {}


def test_unknown_elements_are_only_those_of_hand_made_files() -> None:
    seen = {each.kind for path in SETS for article in records(path) for each in article.unknown}
    assert seen <= {
        "MedlineCitation/DataBankList",
        "PubmedBookArticle/ArticleIdList",
        "PubmedBookArticle/ObjectList",
    }


# --- MEDLINE text ---------------------------------------------------------------------------------


def test_nbib_files() -> None:
    found = [item for path in files("nbib/*") for item in parse_nbib(read_file(path))]
    assert len(found) == 9
    for item in found:
        assert isinstance(item, Parsed)
        assert item.article.unknown == ()
        assert item.article.title.plain
        assert item.article.authors
        assert item.article.published
        assert list(parse_nbib(item.xml)) == [item]
