from __future__ import annotations

import gzip
import re
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from littrack.errors import BadResponse, ConfigError, LittrackError, RateLimited, Unavailable
from littrack.pubmed.replies import (
    Dropped,
    Rejected,
    classify,
    read_count,
    read_info,
    read_matches,
    read_post,
    read_search,
    retry_after,
)
from tests.shared import SHARED, needs_shared

NOW = datetime(2026, 11, 24, 2, 0, 0, tzinfo=timezone.utc)
REPLIES = SHARED / "pubmed" / "eutils_replies"

DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN" '
    '"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">\n'
)


def search_xml(inside: str) -> bytes:
    return f"{DOCTYPE}<eSearchResult>{inside}</eSearchResult>".encode()


LIMIT = b'{"error":"API rate limit exceeded","api-key":"198.51.100.7","count":"4","limit":"3"}'
HTML = b"<!DOCTYPE html>\n<html><head><title>NCBI - WWW Error</title></head></html>"


@pytest.mark.parametrize(
    ("status", "body", "error", "transient"),
    [
        (429, LIMIT, RateLimited, True),
        (200, LIMIT, RateLimited, True),
        (429, b"", RateLimited, True),
        (200, b"\n  " + LIMIT, RateLimited, True),
        (500, HTML, Unavailable, True),
        (502, b"", Unavailable, True),
        (503, b"Service Unavailable", Unavailable, True),
        (504, HTML, Unavailable, True),
        (200, HTML, Unavailable, True),
        (200, b"\xef\xbb\xbf<html>", Unavailable, True),
        (200, b"<!doctype HTML PUBLIC '-//W3C//DTD'>", Unavailable, True),
        (200, b"", BadResponse, True),
        (200, b" \n\t", BadResponse, True),
        (200, b"Search Backend failed: no route", BadResponse, True),
        (
            200,
            search_xml("<ERROR>Search Backend failed: Database is not supported: pubmed</ERROR>"),
            BadResponse,
            True,
        ),
        (
            200,
            search_xml("<ERROR>Search Backend failed: Exception:\n'retstart' cannot be larger than 9998.</ERROR>"),
            Rejected,
            False,
        ),
        (
            200,
            search_xml("<ERROR>Empty term and query_key - nothing todo</ERROR>"),
            Rejected,
            False,
        ),
        (
            200,
            b"<eFetchResult>\n<ERROR>Supplied id parameter is empty.</ERROR></eFetchResult>",
            Rejected,
            False,
        ),
        (
            200,
            b"<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>",
            BadResponse,
            True,
        ),
        (200, search_xml("<ERROR>Something never seen before</ERROR>"), Rejected, True),
        (400, search_xml("<ERROR>Something never seen before</ERROR>"), Rejected, True),
        (400, b'{"error":"API key invalid","api-key":"0123"}', ConfigError, False),
        (400, b"", Rejected, True),
        (301, b"", Unavailable, True),
        (302, HTML, Unavailable, True),
        (403, HTML, Unavailable, False),
        (404, HTML, Unavailable, True),
        (414, HTML, BadResponse, False),
    ],
)  # fmt: skip
def test_failures_are_told_by_their_body(
    status: int, body: bytes, error: type[LittrackError], transient: bool
) -> None:
    failure = classify(status, {}, body, NOW)
    assert failure is not None
    assert (failure.error, failure.transient) == (error, transient)
    assert "\n" not in failure.message
    assert "0123" not in failure.message


@pytest.mark.parametrize(
    "body",
    [
        search_xml("<Count>0</Count><IdList/>"),
        b"<?xml version='1.0'?><PubmedArticleSet></PubmedArticleSet>",
        b"<PubmedArticleSet><PubmedArticle>said <ERROR>x</ERROR></PubmedArticle></PubmedArticleSet>",
        b"Made-up J|2020|1|1|Doe J|k|1",
    ],
)
def test_an_answer_is_no_failure(body: bytes) -> None:
    assert classify(200, {"content-type": "text/xml"}, body, NOW) is None


def test_a_web_page_is_told_by_its_type_too() -> None:
    headers = {"content-type": "text/html; charset=utf-8"}
    assert classify(200, headers, b"<!-- down for repair --><body>", NOW) is not None
    assert classify(200, headers, search_xml("<Count>1</Count>"), NOW) is None


@given(st.integers(100, 599), st.binary(max_size=300))
def test_any_reply_can_be_classified(status: int, body: bytes) -> None:
    failure = classify(status, {}, body, NOW)
    assert failure is not None or 200 <= status < 300


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        (" 120 ", 120),
        ("Tue, 24 Nov 2026 02:00:30 GMT", 30),
        ("Tue, 24 Nov 2026 01:00:00 GMT", 0),
        ("Tue, 24 Nov 2026 02:00:30", 30),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("9" * 40, None),
        ("", None),
        ("Tue, 99 Nov 2026 02:00:30 GMT", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == seconds


@given(st.text(max_size=60))
def test_retry_after_of_any_text_is_harmless(value: str) -> None:
    wait = retry_after({"retry-after": value}, NOW)
    assert wait is None or wait >= 0


def test_a_search_reply_says_all_that_pubmed_said() -> None:
    reply = read_search(
        search_xml(
            "<Count>2</Count><RetMax>2</RetMax><RetStart>0</RetStart><IdList><Id>31</Id><Id>4</Id></IdList>"
            "<TranslationSet/><QueryTranslation>\"botox\"[All Fields] AND 'x &lt; y'</QueryTranslation>"
            "<ErrorList><PhraseNotFound>zzqq</PhraseNotFound><FieldNotFound>foo</FieldNotFound></ErrorList>"
            "<WarningList><PhraseIgnored>the</PhraseIgnored><PhraseIgnored>toxin</PhraseIgnored>"
            '<QuotedPhraseNotFound>"frown line"</QuotedPhraseNotFound>'
            "<OutputMessage>Wildcard cut at 600</OutputMessage></WarningList>"
        )
    )
    assert (reply.count, reply.pmids) == (2, ("31", "4"))
    assert reply.translation == "\"botox\"[All Fields] AND 'x < y'"
    assert reply.dropped == (
        Dropped("zzqq", "PhraseNotFound"),
        Dropped("foo", "FieldNotFound"),
        Dropped('"frown line"', "QuotedPhraseNotFound"),
        Dropped("toxin", "PhraseIgnored"),
    )
    assert reply.warnings == (
        "PhraseNotFound: zzqq",
        "FieldNotFound: foo",
        "PhraseIgnored: the",
        "PhraseIgnored: toxin",
        'QuotedPhraseNotFound: "frown line"',
        "Wildcard cut at 600",
    )


@pytest.mark.parametrize(
    "body",
    [
        search_xml("<Count>2</Count><IdList><Id>1</Id></IdList>")[:-9],
        search_xml("<IdList/>"),
        search_xml("<Count>many</Count>"),
        search_xml("<Count>-1</Count>"),
        b"<eSearchResult><Count>\xff\xfe</Count></eSearchResult>",
        b"<eFetchResult/>",
        b"not XML",
        b'<!DOCTYPE x [<!ENTITY a "b">]><eSearchResult><Count>&a;</Count></eSearchResult>',
        b"<eSearchResult><Count>&undeclared;</Count></eSearchResult>",
    ],
)
def test_a_search_reply_that_cannot_be_right_is_refused(body: bytes) -> None:
    with pytest.raises(BadResponse) as caught:
        read_search(body)
    assert "\n" not in str(caught.value)


def test_other_replies() -> None:
    assert read_count(b"<eSearchResult>\n<Count>58778</Count>\n</eSearchResult>") == 58_778
    posted = read_post(b"<ePostResult><QueryKey>1</QueryKey><WebEnv>MCID_1</WebEnv></ePostResult>")
    assert (posted.webenv, posted.query_key) == ("MCID_1", "1")
    info = read_info(
        b"<eInfoResult><DbInfo><DbName>pubmed</DbName><DbBuild>B1</DbBuild><Count>7</Count>"
        b"<LastUpdate>2026/11/23 06:33</LastUpdate><FieldList><Field><Name>UID</Name><FullName>UID</FullName>"
        b"</Field></FieldList></DbInfo></eInfoResult>"
    )
    assert (info.count, info.build, info.last_update) == (7, "B1", "2026/11/23 06:33")
    assert [each.name for each in info.fields] == ["UID"]
    with pytest.raises(BadResponse):
        read_post(b"<ePostResult><QueryKey>1</QueryKey></ePostResult>")
    with pytest.raises(BadResponse):
        read_info(b"<eInfoResult><DbList><DbName>pubmed</DbName></DbList></eInfoResult>")


def test_citation_matches() -> None:
    said = (
        b"Made-up J|2019|7|11|doe j|k1|1234\r"
        b"Made-up J|2019|7|12|doe j|k2|NOT_FOUND\n"
        b"No J|2019|7|12|doe j|k3|NOT_FOUND;INVALID_JOURNAL\r\n"
        b"Made-up J|||||AMBIGUOUS|AMBIGUOUS (12 citations)\n"
    )
    assert read_matches(said) == {"k1": "1234", "k2": None, "k3": None, "AMBIGUOUS": None}
    for wrong in (b"\xff\xfe|", b"two|parts"):
        with pytest.raises(BadResponse):
            read_matches(wrong)


@needs_shared
def test_recorded_search_replies_are_read() -> None:
    read = 0
    for path in REPLIES.rglob("*.xml*"):
        body = path.read_bytes()
        body = gzip.decompress(body) if path.suffix == ".gz" else body
        if b"<eSearchResult>" not in body or b"<ERROR>" in body or classify(200, {}, body, NOW):
            continue
        if b"<Count>" not in body or b"<!--" in body[:200]:
            continue
        reply = read_search(body)
        assert len(reply.pmids) == len(re.findall(rb"<Id>", body))
        read += 1
    assert read >= 10


@needs_shared
def test_recorded_replies_of_other_utilities() -> None:
    folder = REPLIES / "biopython"
    posted = read_post((folder / "epost1.xml").read_bytes())
    assert posted.webenv.startswith("MCID_")
    info = read_info((folder / "einfo2.xml").read_bytes())
    assert info.count == 39_730_388
    assert {"UID", "EDAT", "MDAT"} <= {each.name for each in info.fields}
    nothing = read_search((folder / "esearch8.xml").read_bytes())
    assert nothing.count == 0
    assert nothing.dropped == (Dropped("abcXYZ", "PhraseNotFound"),)
    for name in ("epost2.xml", "epost3.xml"):
        assert classify(200, {}, (folder / name).read_bytes(), NOW) is not None
    with pytest.raises(BadResponse, match="cut short"):
        read_info((folder / "einfo4.xml").read_bytes())
