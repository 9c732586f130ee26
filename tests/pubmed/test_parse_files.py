"""Whole files: what is read of good, cut, damaged, hostile and foreign ones."""

from __future__ import annotations

import gzip
import io
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from littrack.errors import DataError
from littrack.pubmed.parse import Item, parse, parse_record
from littrack.records import Deleted, Parsed, Unparsed

from .made_up import HEAD, book, file_of, pmids, record


class Trickle(io.RawIOBase):
    """A source that gives a few bytes at a time, as a socket may."""

    def __init__(self, data: bytes, step: int) -> None:
        self._data, self._step, self._at = data, step, 0

    def read(self, size: int = -1) -> bytes:
        piece = self._data[self._at : self._at + self._step]
        self._at += len(piece)
        return piece


def until_error(source: bytes | BinaryIO | gzip.GzipFile) -> tuple[list[Item], str | None]:
    """The items of a file, and the words of the ``DataError`` that ended it."""
    found: list[Item] = []
    try:
        for item in parse(source):  # type: ignore[arg-type]
            found.append(item)
    except DataError as error:
        return found, str(error)
    return found, None


def test_a_set_gives_its_records_in_order() -> None:
    items = list(parse(file_of(record(pmid=1), book(), record(pmid=3))))
    assert [type(item) for item in items] == [Parsed, Parsed, Parsed]
    assert pmids(file_of(record(pmid=1), book(), record(pmid=3))) == ["1", "7", "3"]


def test_an_empty_set_is_an_answer() -> None:
    assert list(parse(file_of())) == []
    assert list(parse(b"<PubmedArticleSet/>")) == []
    assert list(parse(b'<?xml version="1.0"?><PubmedArticleSet />\n')) == []


@pytest.mark.parametrize("step", [1, 2, 3, 7, 64])
def test_the_size_of_the_reads_changes_nothing(step: int) -> None:
    source = file_of(record(pmid=1), "<!-- a note --><?a b?>", book(), record(pmid=3))
    assert list(parse(Trickle(source, step))) == list(parse(source))  # type: ignore[arg-type]


def test_a_record_keeps_the_bytes_it_was_written_with() -> None:
    text = record(pmid=1, title="<ArticleTitle>Caf&#xe9; &amp;  né</ArticleTitle>")
    (item,) = parse(file_of(text))
    assert isinstance(item, Parsed)
    assert item.xml == text.encode()
    assert parse_record(item.xml) == item.article


def test_deletions() -> None:
    source = file_of(
        record(pmid=1), '<DeleteCitation><PMID Version="1">8</PMID><PMID>9</PMID></DeleteCitation>'
    )
    assert list(parse(source))[1] == Deleted(("8", "9"))


def test_older_sets_and_single_records() -> None:
    inner = record(pmid=4).removeprefix("<PubmedArticle>").partition("<PubmedData>")[0]
    source = f"<MedlineCitationSet>{inner}</MedlineCitationSet>".encode()
    assert pmids(source) == ["4"]
    assert pmids(f"\n\n{record(pmid=5)}".encode()) == ["5"]
    assert pmids(f"<PubmedBookArticleSet>{book()}</PubmedBookArticleSet>".encode()) == ["7"]


def test_a_byte_order_mark_and_lines_before_the_declaration() -> None:
    assert pmids(b"\xef\xbb\xbf" + file_of(record(pmid=1))) == ["1"]
    assert pmids(b"\n \n" + file_of(record(pmid=1))) == ["1"]


def test_latin_1_is_read_where_the_file_says_so() -> None:
    text = record(pmid=1, title="<ArticleTitle>Café</ArticleTitle>")
    head = '<?xml version="1.0" encoding="ISO-8859-1"?>'
    source = f"{head}<PubmedArticleSet>{text}</PubmedArticleSet>".encode("latin-1")
    (item,) = parse(source)
    assert isinstance(item, Parsed)
    assert item.article.title.plain == "Café"
    assert item.xml == text.encode()


# --- cut and damaged files ------------------------------------------------------------------


@given(st.integers(min_value=1))
@settings(max_examples=150, deadline=None)
def test_a_cut_file_gives_the_records_before_the_cut_and_then_an_error(cut: int) -> None:
    source = file_of(record(pmid=1), record(pmid=2), record(pmid=3)).rstrip()
    whole = [source.index(f">{n}</PMID>".encode()) for n in (1, 2, 3)]
    ends = [source.index(b"</PubmedArticle>", at) + len(b"</PubmedArticle>") for at in whole]
    length = cut % len(source)
    found, said = until_error(source[:length])
    assert said is not None
    assert "\n" not in said
    assert len(found) == sum(end <= length for end in ends)


def test_a_cut_gzip_file() -> None:
    source = file_of(*(record(pmid=n, late=f"<!--{n * 7919}-->" * 50) for n in range(1, 300)))
    packed = gzip.compress(source, mtime=0)
    with gzip.GzipFile(fileobj=io.BytesIO(packed[: len(packed) * 2 // 3])) as cut:
        found, said = until_error(cut)
    assert said is not None
    assert said.startswith(f"after {len(found)} records")
    assert "cut or damaged" in said
    assert len(found) > 100


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"", "it is empty"),
        (b" \n\n", "it is empty"),
        (b"<!DOCTYPE html><html><head><title>NCBI - WWW Error Blocked</title>", "NCBI - WWW Error"),
        (b'<html lang="en"><body>502 Bad Gateway', "web page"),
        (b"<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>\n<head>", "web page|<head>"),
        (
            b"<eFetchResult><ERROR>Supplied id parameter is empty.</ERROR></eFetchResult>",
            "Supplied",
        ),
        (HEAD.encode() + b"<ERROR>Search Backend failed</ERROR>", "Search Backend failed"),
        (b'{"error":"API rate limit exceeded","count":"11"}', "API rate limit exceeded"),
        (b"<eSearchResult><Count>0</Count></eSearchResult>", "<eSearchResult>"),
        (b"PMID- 1\nTI  - Nothing\n", "NBIB"),
        (gzip.compress(b"<PubmedArticleSet/>", mtime=0), "gzip"),
        (b"\xff\xfe<\x00P\x00", "UTF-16"),
        (b'<?xml version="1.0" encoding="UTF-7"?><PubmedArticleSet/>', "utf-7"),
        (b"Bad Gateway", "begins with 'Bad Gateway'"),
        (b"<PubmedArticleSet", "ends, or is not XML"),
        (b"<" * 200_000, "not XML"),
        (b"<!--" + b"x" * 200_000, "not XML"),
    ],
)
def test_what_is_no_pubmed_xml_is_named_in_one_line(source: bytes, said: str) -> None:
    with pytest.raises(DataError, match=said) as caught:
        list(parse(source))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_key_in_an_error_body_is_not_repeated() -> None:
    body = b'{"error":"API key invalid: 0123456789abcdef0123456789abcdef0123","api-key":"abcdef"}'
    with pytest.raises(DataError) as caught:
        list(parse(body))
    assert "0123456789" not in str(caught.value)
    assert "abcdef" not in str(caught.value)


def test_an_error_inside_the_set_stops_the_file() -> None:
    found, said = until_error(file_of(record(pmid=1), "<ERROR>Unable to obtain query #1</ERROR>"))
    assert len(found) == 1
    assert said is not None
    assert "Unable to obtain query #1" in said


@pytest.mark.parametrize(
    "rest", ["stray words", "</Other>", "&amp;", "<!DOCTYPE a>", "<![CDATA[a]]>"]
)
def test_something_else_between_records_is_no_record(rest: str) -> None:
    found, said = until_error(file_of(record(pmid=1), rest, record(pmid=2)))
    assert len(found) == 1
    assert said is not None
    assert said.startswith("after 1 records (the last is PMID 1)")


def test_something_after_the_end() -> None:
    source = file_of(record(pmid=1))
    assert until_error(source + b"\n<!-- done -->\n\0\0")[1] is None
    found, said = until_error(source + source)
    assert len(found) == 1
    assert said is not None
    assert "goes on after its end" in said


# --- records that cannot be read --------------------------------------------------------------


def broken() -> Iterator[tuple[str, str | None, str]]:
    good = record(pmid=2)
    yield good.replace('<PMID Version="1">2</PMID>', ""), None, "no PMID"
    yield record(pmid="2x"), None, "not a number"
    yield record(pmid=""), None, "not a number"
    yield record(pmid="٣"), None, "not a number"
    yield record(pmid=0), "0", "not a number"
    yield record(pmid="9" * 5000), "9" * 5000, "not a number"
    yield good.replace('Version="1"', 'Version="one"'), "2", "version"
    yield "<PubmedArticle></PubmedArticle>", None, "MedlineCitation"
    yield "<PubmedArticle/>", None, "MedlineCitation"
    yield (
        "<PubmedArticle><MedlineCitation><PMID>2</PMID></MedlineCitation></PubmedArticle>",
        "2",
        "Article",
    )
    yield "<PubmedBookArticle/>", None, "BookDocument"
    yield good.replace("</Title>", ""), "2", "well-formed"
    yield good.replace("nothing.", "a & b"), "2", "well-formed"
    yield good.replace("nothing.", "a &nbsp; b"), "2", "nbsp"
    yield good.replace("nothing.", "a \x01 b"), "2", "well-formed"
    yield good.replace("nothing.", "a &#0; b"), "2", "well-formed"
    yield good.replace("nothing.", "<i>" * 300 + "a" + "</i>" * 300), "2", "nested"
    yield good.replace("nothing.", "<i>" * 9000 + "a" + "</i>" * 9000), "2", "well-formed|nested"
    yield "<Something><PMID>3</PMID></Something>", "3", "no record"
    yield "<DeleteCitation><PMID>abc</PMID></DeleteCitation>", None, "other than PMIDs"


@pytest.mark.parametrize(("text", "pmid", "reason"), list(broken()))
def test_an_unreadable_record_is_set_apart_and_the_rest_go_on(
    text: str, pmid: str | None, reason: str
) -> None:
    items = list(parse(file_of(record(pmid=1), text, record(pmid=3))))
    assert [type(item) for item in items] == [Parsed, Unparsed, Parsed]
    item = items[1]
    assert isinstance(item, Unparsed)
    assert item.xml == text.encode()
    assert item.pmid == pmid
    assert re.search(reason, item.reason)
    assert "\n" not in item.reason


def test_bytes_that_are_not_utf_8_cost_one_record() -> None:
    for place in (b"Made-up", b"J Noth", b"</Article>"):
        bad = record(pmid=2).encode().replace(place, b"\xff\xfe" + place, 1)
        items = list(parse(file_of(record(pmid=1), "HERE", record(pmid=3)).replace(b"HERE", bad)))
        assert [type(item) for item in items] == [Parsed, Unparsed, Parsed]
        item = items[1]
        assert isinstance(item, Unparsed)
        assert item.xml == bad
        assert item.pmid == "2"


def test_bytes_that_are_not_utf_8_in_a_list_read_at_speed() -> None:
    names = "<AuthorList><Author><LastName>HERE</LastName></Author></AuthorList>"
    source = file_of(record(names, pmid=1), record(pmid=2)).replace(b"HERE", b"\xe9\xff")
    items = list(parse(source))
    assert [type(item) for item in items] == [Unparsed, Parsed]


def test_a_missing_end_tag_costs_one_record() -> None:
    cut = record(pmid=2).removesuffix("</PubmedArticle>")
    source = file_of(record(pmid=1), cut, record(pmid=3), record(pmid=4))
    items = list(parse(source))
    assert [type(item) for item in items] == [Parsed, Unparsed, Parsed, Parsed]
    assert pmids(source) == ["1", "3", "4"]
    assert isinstance(items[1], Unparsed)
    assert items[1].pmid == "2"


def test_tags_inside_comments_and_cdata_are_no_tags() -> None:
    text = record(
        pmid=1,
        title="<ArticleTitle>a<!-- </PubmedArticle> --><![CDATA[ <b> </PubmedArticle> & ]]></ArticleTitle>",
    )
    (item,) = parse(file_of(text))
    assert isinstance(item, Parsed)
    assert item.article.title.plain == "a <b> </PubmedArticle> &"
    assert item.article.title.markup is None
    assert item.xml == text.encode()


# --- hostile files ------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "subset",
    [
        f'<!ENTITY l0 "ha">{LAUGHS}',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % a SYSTEM "http://127.0.0.1:1/a.dtd"> %a;',
        '<!ATTLIST PubmedArticle a CDATA "b">',
        "",
    ],
)
@pytest.mark.parametrize("outer", ["", ' SYSTEM "a.dtd"', ' PUBLIC "a[b" "c>d"'])
def test_a_document_type_of_its_own_is_refused(subset: str, outer: str) -> None:
    head = f"<?xml version='1.0'?><!-- a --><!DOCTYPE PubmedArticleSet{outer} [{subset}]>"
    text = record(title="<ArticleTitle>&l9;&a;</ArticleTitle>")
    with pytest.raises(DataError, match="internal DTD"):
        list(parse(file_of(text, head=head)))


def test_a_document_type_that_only_points_elsewhere_is_ignored() -> None:
    for head in (
        '<!DOCTYPE PubmedArticleSet SYSTEM "http://127.0.0.1:1/nothing.dtd">',
        "<!DOCTYPE PubmedArticleSet PUBLIC 'a [b]' 'file:///nothing.dtd'  >",
        "<!DOCTYPE PubmedArticleSet>",
    ):
        assert pmids(file_of(record(pmid=1), head=head)) == ["1"]


@pytest.mark.parametrize(
    "start", ["<!DOCTYPE " + "a " * 30_000, "<!DOCTYPE a '", "<a " * 20_000, "<a b='c' " * 7000]
)
def test_a_beginning_that_does_not_end_is_given_up_soon(start: str) -> None:
    began = time.process_time()
    with pytest.raises(DataError):
        list(parse(start.encode()))
    assert time.process_time() - began < 2


def test_entities_in_a_stored_record_are_refused() -> None:
    text = f'<!DOCTYPE PubmedArticle [<!ENTITY a "b">]>{record()}'
    with pytest.raises(DataError, match="internal DTD"):
        parse_record(text.encode())


@pytest.mark.parametrize("bomb", ["text", "depth", "attribute", "tags", "comment"])
def test_bombs_end_soon(bomb: str) -> None:
    large = 17 * 1024 * 1024
    inside = {
        "text": "x" * large,
        "depth": "<i>" * (large // 3),
        "attribute": f'<i a="{"x" * large}"/>',
        "tags": "<i/>" * (large // 4),
        "comment": f"<!--{'x' * large}-->",
    }[bomb]
    source = file_of(record(pmid=1), record(pmid=2, title=f"<ArticleTitle>{inside}</ArticleTitle>"))
    began = time.process_time()
    found, said = until_error(source)
    assert time.process_time() - began < 10
    assert len(found) == 1
    assert said == "after 1 records (the last is PMID 1): a record is larger than 16 MB"


def test_a_record_of_too_many_tags_is_set_apart() -> None:
    title = f"<ArticleTitle>{'<i/>' * 600_000}</ArticleTitle>"
    items = list(parse(file_of(record(pmid=1, title=title), record(pmid=2))))
    assert [type(item) for item in items] == [Unparsed, Parsed]


def test_a_deep_list_of_references_costs_one_record() -> None:
    deep = "<ReferenceList>" * 1500 + "</ReferenceList>" * 1500
    items = list(parse(file_of(record(pmid=1, data=deep), record(pmid=2))))
    assert [type(item) for item in items] == [Unparsed, Parsed]


MEASURE = """
import re, sys
from littrack.pubmed.parse import parse
with open(sys.argv[1], "rb") as file:
    number = sum(1 for _ in parse(file))
with open("/proc/self/status") as status:
    print(number, int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read())[1]) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_memory_stays_flat(tmp_path: Path) -> None:
    from benchmarks.records import write_set

    path = tmp_path / "many.xml"
    write_set(path, 3000)
    shown = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True
    )
    number, megabytes = map(int, shown.stdout.split())
    assert number == 3000
    assert megabytes < 80
