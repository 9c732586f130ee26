"""The utilities over HTTP: shapes, windows, History, limits, keys."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from Bio import Entrez

from tests.eutils import Fault, Faults, StandIn, article_set, make_book_record, make_record
from tests.eutils.asking import ask, ask_json, ask_xml, fetched, search
from tests.eutils.utilities import UTILITIES

SMALL = [make_record(number, f"Made-up trial {number} of sleep") for number in range(1, 31)]


@pytest.fixture
def ncbi():
    with StandIn(SMALL, day="2026-03-01") as standing:
        yield standing


# --- ESearch -------------------------------------------------------------------------------------


@pytest.mark.parametrize("post", [False, True])
def test_a_search_answers_by_get_and_by_post(ncbi, post):
    status, body, headers = ask(
        ncbi, "esearch", post=post, term="sleep[ti]", tool="t", email="e@x.org"
    )
    assert status == 200
    assert b"<Count>30</Count><RetMax>20</RetMax><RetStart>0</RetStart>" in body
    assert headers["Content-Type"].startswith("text/xml")
    (request,) = ncbi.requests
    assert (request.method, request.utility) == ("POST" if post else "GET", "esearch")
    assert request.params["term"] == "sleep[ti]"
    assert request.params["email"] == "e@x.org"


def test_json_says_the_same_as_xml(ncbi):
    result = ask_json(ncbi, "esearch", term="sleep[ti]", retmax=5, retstart=3, sort="pub_date")
    root = ask_xml(ncbi, "esearch", term="sleep[ti]", retmax=5, retstart=3, sort="pub_date")
    assert result["idlist"] == root.xpath("IdList/Id/text()") == ["27", "26", "25", "24", "23"]
    assert result["count"] == root.findtext("Count") == "30"
    assert result["querytranslation"] == root.findtext("QueryTranslation") == '"sleep"[Title]'
    assert (result["retstart"], result["retmax"]) == ("3", "5")


def test_count_alone(ncbi):
    assert [child.tag for child in ask_xml(ncbi, "esearch", term="sleep", rettype="count")] == [
        "Count"
    ]
    assert ask_json(ncbi, "esearch", term="sleep", rettype="count") == {"count": "30"}


def test_relevance_is_no_order_of_dates(ncbi):
    by_date = search(ncbi, "sleep", sort="pub_date")
    assert sorted(by_date) == sorted(search(ncbi, "sleep"))
    assert search(ncbi, "sleep") not in (by_date, by_date[::-1])


def test_nothing_found_is_a_success(ncbi):
    root = ask_xml(ncbi, "esearch", term="nightmares[ti]")
    assert root.findtext("Count") == "0"
    assert root.find("IdList").text is None
    assert root.findtext("WarningList/OutputMessage") == "No items found."
    assert ask_json(ncbi, "esearch", term="nightmares")["warninglist"]["outputmessages"] == [
        "No items found."
    ]


def test_a_phrase_pubmed_does_not_know_is_dropped_and_a_broader_question_answered(ncbi):
    ncbi.unknown = ["slumberoid", "deep slumber"]
    root = ask_xml(ncbi, "esearch", term="sleep[ti] AND slumberoid[tiab]")
    assert root.findtext("Count") == "30"
    assert root.findtext("ErrorList/PhraseNotFound") == "slumberoid[tiab]"
    root = ask_xml(ncbi, "esearch", term='sleep[ti] OR "deep slumber"[tiab]')
    assert root.findtext("WarningList/QuotedPhraseNotFound") == '"deep slumber"[tiab]'
    result = ask_json(ncbi, "esearch", term="slumberoid")
    assert result["count"] == "0"
    assert result["errorlist"] == {"phrasesnotfound": ["slumberoid"], "fieldsnotfound": []}


def test_a_strict_vocabulary_knows_only_what_records_hold():
    with StandIn(SMALL, strict_vocabulary=True) as ncbi:
        root = ask_xml(ncbi, "esearch", term="sleep[ti] AND waking[tiab]")
    assert root.findtext("Count") == "30"
    assert root.findtext("ErrorList/PhraseNotFound") == "waking[tiab]"


def test_an_unknown_field_is_reported_and_all_fields_searched(ncbi):
    root = ask_xml(ncbi, "esearch", term="sleep[titel]")
    assert root.findtext("ErrorList/FieldNotFound") == "titel"
    assert root.findtext("Count") == "30"


def test_stopwords_are_ignored_aloud(ncbi):
    root = ask_xml(ncbi, "esearch", term="the sleep")
    assert root.findtext("WarningList/PhraseIgnored") == "the"


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"term": ""}, "Empty term and query_key - nothing todo"),
        ({"term": "x", "db": "pubmud"}, "Invalid db name specified: pubmud"),
        ({"term": "#1", "WebEnv": "MCID_gone"}, "Unable to obtain query #1"),
        ({"term": "#2 AND sleep"}, "Unable to obtain query #2"),
    ],
)
def test_errors_of_a_search_come_with_status_200(ncbi, params, message):
    assert ask_xml(ncbi, "esearch", **params).findtext("ERROR") == message
    assert ask_json(ncbi, "esearch", **params)["ERROR"] == message


def test_dates_as_parameters():
    records = [make_record(n, created=f"2026-01-{n:02d}") for n in range(1, 11)]
    with StandIn(records, day="2026-01-12") as ncbi:
        between = {"mindate": "2026/01/03", "maxdate": "2026/01/05", "datetype": "edat"}
        assert sorted(search(ncbi, "trial", **between)) == ["3", "4", "5"]
        assert sorted(search(ncbi, "trial", reldate=3, datetype="mdat")) == ["10", "9"]
        assert len(search(ncbi, "trial", mindate="2026/01/03")) == 10


# --- the window ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many():
    records = [make_record(number, "Made-up sleep", abstract=None) for number in range(1, 10_051)]
    with StandIn([article_set(*records)]) as standing:
        yield standing


def test_only_the_first_9999_hits_are_reached(many):
    result = ask_json(many, "esearch", term="sleep", retmax=100_000)
    assert (result["count"], result["retmax"], len(result["idlist"])) == ("10050", "9999", 9_999)
    assert result["warninglist"]["outputmessages"] == [
        "Restrictions achieved. start and count adjusted to 0, 9999"
    ]
    assert len(ask_json(many, "esearch", term="sleep", retstart=9_998, retmax=10)["idlist"]) == 1


def test_a_page_beyond_the_window_is_an_error_with_status_200(many):
    status, body, _ = ask(many, "esearch", term="sleep", retstart=9_999)
    assert status == 200
    assert b"'retstart' cannot be larger than 9998. For PubMed, ESearch can only" in body
    status, body, _ = ask(many, "esearch", term="sleep", retstart=9_999, retmode="json")
    assert status == 200
    with pytest.raises(json.JSONDecodeError, match="control character"):
        json.loads(body)
    assert "first 9,999 records" in json.loads(body, strict=False)["esearchresult"]["ERROR"]


def test_a_small_result_answers_a_high_start_with_an_empty_page(many):
    assert ask_json(many, "esearch", term="1:9[uid]", retstart=20_000)["idlist"] == []


def test_history_has_the_window_too(many):
    root = ask_xml(many, "esearch", term="sleep", usehistory="y", retmax=0)
    where = {"WebEnv": root.findtext("WebEnv"), "query_key": root.findtext("QueryKey")}
    assert len(fetched(many, retstart=9_950, retmax=50, **where)) == 49
    status, body, _ = ask(many, "efetch", retstart=9_999, retmax=1, **where)
    assert status == 400
    assert b"<eFetchResult><ERROR>Search Backend failed" in body


# --- History -------------------------------------------------------------------------------------


def test_sets_are_combined_within_one_environment(ncbi):
    first = ask_xml(ncbi, "esearch", term="1:10[uid]", usehistory="y")
    env = first.findtext("WebEnv")
    second = ask_xml(ncbi, "esearch", term="8:20[uid]", usehistory="y", WebEnv=env)
    assert (second.findtext("QueryKey"), second.findtext("WebEnv")) == ("2", env)
    assert sorted(search(ncbi, "#1 AND #2", WebEnv=env)) == ["10", "8", "9"]
    assert sorted(search(ncbi, "#2 NOT #1", WebEnv=env)) == sorted(map(str, range(11, 21)))
    assert sorted(search(ncbi, "9[uid]", WebEnv=env, query_key=1)) == ["9"]
    assert fetched(ncbi, WebEnv=env, query_key=1, retstart=0, retmax=3) == search(
        ncbi, "1:10[uid]", retmax=3
    )


def test_posted_ids_are_fetched_in_their_order(ncbi):
    root = ask_xml(ncbi, "epost", post=True, id="7,3,99,5")
    where = {"WebEnv": root.findtext("WebEnv"), "query_key": root.findtext("QueryKey")}
    assert fetched(ncbi, **where) == ["7", "3", "5"]
    assert fetched(ncbi, retstart=1, retmax=2, **where) == ["3"]


def test_posting_rubbish(ncbi):
    root = ask_xml(ncbi, "epost", id="abc")
    assert root.xpath("ERROR/text()")[0] == "Empty ID list; Nothing to store"
    root = ask_xml(ncbi, "epost", id="1,abc")
    assert root.findtext("QueryKey") == "1"
    assert root.findtext("ERROR").startswith("Some IDs have invalid value")


def test_an_expired_environment(ncbi):
    root = ask_xml(ncbi, "epost", id="1")
    ncbi.expire_history()
    gone = ask_xml(ncbi, "efetch", WebEnv=root.findtext("WebEnv"), query_key=1)
    assert (gone.tag, gone.findtext("ERROR")) == ("eFetchResult", "Unable to obtain query #1")


# --- EFetch --------------------------------------------------------------------------------------


def test_unknown_ids_are_simply_absent(ncbi):
    assert fetched(ncbi, id="2,777,4") == ["2", "4"]
    status, body, _ = ask(ncbi, "efetch", id="777")
    assert status == 200
    assert body.endswith(b"<PubmedArticleSet>\n</PubmedArticleSet>")


def test_a_record_comes_as_it_was_put_in(ncbi):
    assert make_record(4, "Made-up trial 4 of sleep") in ask(ncbi, "efetch", id="4")[1]


def test_books_come_in_the_same_set(ncbi):
    ncbi.add(make_book_record(900))
    assert fetched(ncbi, id="2,900") == ["2", "900"]


def test_ids_may_be_repeated_parameters(ncbi):
    assert ask(ncbi, "efetch&id=1&id=2".replace("efetch", "efetch"), id="3")[0] == 404
    connection = http.client.HTTPConnection(urlsplit(ncbi.url).netloc)
    connection.request("POST", "/entrez/eutils/efetch.fcgi", "db=pubmed&id=1&id=2")
    body = connection.getresponse().read()
    connection.close()
    assert body.count(b"<PubmedArticle>") == 2
    assert ncbi.requests[-1].ids == ("1", "2")


@pytest.mark.parametrize(
    ("params", "status", "message"),
    [
        ({}, 200, "Supplied id parameter is empty."),
        ({"id": "abc"}, 400, "ID list is empty! Possibly it has no correct IDs."),
        ({"id": "1", "retmode": "json"}, 400, "Unsupported retmode: json"),
    ],
)
def test_errors_of_a_fetch(ncbi, params, status, message):
    code, body, _ = ask(ncbi, "efetch", **params)
    assert (code, message in body.decode()) == (status, True)


def test_a_long_get_is_refused_and_a_long_post_is_not(ncbi):
    ids = ",".join(str(number) for number in range(10_000_000, 10_001_000))
    assert ask(ncbi, "efetch", id=ids)[0] == 414
    assert ask(ncbi, "efetch", id=ids, post=True)[0] == 200


def test_the_list_of_ids_alone(ncbi):
    assert ask(ncbi, "efetch", id="2,3", rettype="uilist", retmode="text")[1] == b"2\n3\n"


# --- EInfo, ECitMatch ----------------------------------------------------------------------------


def test_info(ncbi):
    assert "pubmed" in ask_xml(ncbi, "einfo", db="").xpath("DbList/DbName/text()")
    root = ask_xml(ncbi, "einfo")
    assert root.findtext("DbInfo/Count") == "30"
    assert root.findtext("DbInfo/LastUpdate") == "2026/03/01 06:33"
    assert ask_json(ncbi, "einfo")["dbinfo"][0]["count"] == "30"
    assert "Can not retrieve DbInfo" in ask_xml(ncbi, "einfo", db="pubmud").findtext("ERROR")


def test_citations_are_matched():
    records = [
        make_record(
            11, journal="Made Up J", volume="5", pages="10-19", authors=("Doe J",), year=2011
        ),
        make_record(
            12, journal="Made Up J", volume="5", pages="20-29", authors=("Doe J",), year=2011
        ),
    ]
    lines = (
        "made up j|2011|5|10|doe j|one|",
        "made up j|2011|5||doe j|two|",
        "made up j|1999|5|10|doe j|three|",
        "no such j|2011|5|10|doe j|four|",
        "made up j|2011|5|20|doe|five|",
    )
    with StandIn(records) as ncbi:
        _, body, _ = ask(ncbi, "ecitmatch", retmode="xml", bdata="\r".join(lines))
    assert [line.split("|")[-1] for line in body.decode().splitlines()] == [
        "11",
        "AMBIGUOUS (2 citations)",
        "NOT_FOUND",
        "NOT_FOUND;INVALID_JOURNAL",
        "12",
    ]


# --- limits and keys -----------------------------------------------------------------------------


def test_more_than_three_requests_a_second_are_refused():
    moment = [100.0]
    with StandIn(SMALL, rate=3, ticks=lambda: moment[0]) as ncbi:
        replies = [ask(ncbi, "einfo") for _ in range(4)]
        assert [status for status, _, _ in replies] == [200, 200, 200, 429]
        assert [headers["X-RateLimit-Remaining"] for _, _, headers in replies] == [
            "2",
            "1",
            "0",
            "0",
        ]
        said = json.loads(replies[3][1])
        assert said["error"] == "API rate limit exceeded"
        assert (said["count"], said["limit"]) == ("4", "3")
        assert "Retry-After" not in replies[3][2]
        moment[0] += 0.99
        assert ask(ncbi, "einfo")[0] == 429
        moment[0] += 1.01
        assert ask(ncbi, "einfo")[0] == 200
        assert [request.status for request in ncbi.requests] == [200, 200, 200, 429, 429, 200]


def test_with_a_key_ten_are_allowed_and_the_key_is_not_kept():
    with StandIn(SMALL, rate=3, api_keys=["made-up-key"], ticks=lambda: 0.0) as ncbi:
        statuses = [ask(ncbi, "einfo", api_key="made-up-key")[0] for _ in range(11)]
        assert statuses == [200] * 10 + [429]
        assert all(request.had_key for request in ncbi.requests)
        assert "made-up-key" not in repr(ncbi.requests)


def test_a_wrong_key_is_repeated_in_the_reply():
    with StandIn(SMALL, api_keys=["right"]) as ncbi:
        status, body, _ = ask(ncbi, "einfo", api_key="wrong")
    assert status == 400
    assert json.loads(body)["api-key"] == "wrong"


# --- the server ----------------------------------------------------------------------------------


def test_one_connection_serves_many_requests_and_compresses_when_asked(ncbi):
    connection = http.client.HTTPConnection(urlsplit(ncbi.url).netloc)
    connection.connect()
    port = connection.sock.getsockname()
    for _ in range(3):
        connection.request(
            "GET",
            "/entrez/eutils/efetch.fcgi?db=pubmed&id=1,2",
            headers={"Accept-Encoding": "gzip"},
        )
        reply = connection.getresponse()
        assert reply.headers["Content-Encoding"] == "gzip"
        assert reply.read()[:2] == b"\x1f\x8b"
        assert connection.sock.getsockname() == port
    connection.close()


def test_threads_and_sockets_end_with_the_server():
    before = set(threading.enumerate())
    ncbi = StandIn(SMALL).start()
    idle = socket.create_connection(("127.0.0.1", urlsplit(ncbi.url).port))
    idle.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert idle.recv(10_000).startswith(b"HTTP/1.1 404")
    began = time.monotonic()
    ncbi.close()
    assert idle.recv(1) == b""
    idle.close()
    assert set(threading.enumerate()) <= before
    assert time.monotonic() - began < 30, "it would wait 60 seconds for the client to go on"
    ncbi.close()


def test_it_can_be_out_of_reach_for_a_while(ncbi):
    url = ncbi.url
    with ncbi.unreachable(), pytest.raises(OSError, match="refused"):
        ask(ncbi, "einfo")
    assert (ncbi.url, ask(ncbi, "einfo")[0]) == (url, 200)


def test_questions_may_come_all_at_once(ncbi):
    answered = []

    def asking():
        answered.append(sorted(search(ncbi, "1:9[uid] AND sleep")))

    threads = [threading.Thread(target=asking) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answered == [list("123456789")] * 12


def test_a_bug_of_the_stand_in_is_not_taken_for_a_fault(monkeypatch):
    ncbi = StandIn(SMALL).start()
    monkeypatch.setitem(UTILITIES, "esearch", lambda *_: 1 / 0)
    with pytest.raises(http.client.RemoteDisconnected):
        ask(ncbi, "esearch", term="x")
    with pytest.raises(RuntimeError, match="stand-in NCBI failed"):
        ncbi.close()


def test_other_paths_are_not_found(ncbi):
    assert ask(ncbi, "espell", term="x")[0] == 404


# --- through Biopython ---------------------------------------------------------------------------


@pytest.fixture
def entrez(ncbi, monkeypatch):
    cgi = urlsplit(ncbi.url).netloc
    opened = Entrez.urlopen

    def to_stand_in(request):
        request.full_url = f"http://{cgi}{request.selector}"
        return opened(request, timeout=10)

    monkeypatch.setattr(Entrez, "urlopen", to_stand_in)
    monkeypatch.setattr(Entrez, "email", "nobody@example.org")
    monkeypatch.setattr(Entrez, "sleep_between_tries", 0)
    return ncbi


def test_biopython_reads_its_answers(entrez):
    with Entrez.esearch(db="pubmed", term="sleep[ti]", usehistory="y", retmax=4) as handle:
        found = Entrez.read(handle)
    assert (found["Count"], len(found["IdList"])) == ("30", 4)
    with Entrez.epost(db="pubmed", id="1,2,3") as handle:
        posted = Entrez.read(handle)
    with Entrez.efetch(
        db="pubmed", WebEnv=posted["WebEnv"], query_key=posted["QueryKey"], retmode="xml"
    ) as handle:
        records = Entrez.read(handle)["PubmedArticle"]
    assert [str(record["MedlineCitation"]["PMID"]) for record in records] == ["1", "2", "3"]
    with Entrez.einfo(db="pubmed") as handle:
        assert Entrez.read(handle)["DbInfo"][0]["Count"] == "30"
    citation = {
        "journal_title": "journal of made-up trials",
        "year": "2020",
        "volume": "1",
        "first_page": "1",
        "author_name": "doe j",
        "key": "k",
    }
    with Entrez.ecitmatch(db="pubmed", bdata=[citation]) as handle:
        assert handle.read().strip().endswith("k|AMBIGUOUS (30 citations)")


def test_biopython_posts_when_there_are_many_ids(entrez):
    with Entrez.efetch(db="pubmed", id=[str(number) for number in range(1, 301)]) as handle:
        assert handle.read().count(b"<PubmedArticle>") == 30
    assert entrez.requests[-1].method == "POST"


def test_biopython_raises_for_an_error_body(entrez):
    entrez.faults.order(Fault.BACKEND_FAILED)
    with (
        Entrez.esearch(db="pubmed", term="x") as handle,
        pytest.raises(RuntimeError, match="Backend"),
    ):
        Entrez.read(handle)


# --- from a shell --------------------------------------------------------------------------------


def test_it_runs_from_a_shell(tmp_path):
    file = tmp_path / "records.xml"
    file.write_bytes(article_set(*SMALL))
    command = [
        sys.executable,
        "-m",
        "tests.eutils",
        "--records",
        str(file),
        "--rate",
        "3",
        "--seed",
        "7",
    ]
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        url = process.stdout.readline().decode().strip()
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
        connection.request(
            "GET", urlsplit(url).path + "esearch.fcgi?db=pubmed&term=sleep&rettype=count"
        )
        body = connection.getresponse().read()
        connection.close()
        process.terminate()
    assert b"<Count>30</Count>" in body
    assert process.returncode == 0


def test_records_come_from_everywhere(tmp_path):
    import gzip
    import io
    import tarfile

    (tmp_path / "one.xml").write_bytes(article_set(make_record(1)))
    (tmp_path / "two.xml.gz").write_bytes(gzip.compress(article_set(make_record(2), deleted=[1])))
    (tmp_path / "page.xml").write_bytes(b"<html><body>not a record")
    with tarfile.open(tmp_path / "three.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("inside.xml")
        content = article_set(make_record(3), make_book_record(4))
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert set(StandIn(tmp_path).pmids) == {"2", "3", "4"}
        assert StandIn([tmp_path / "one.xml", tmp_path / "two.xml.gz", make_record(9)]).pmids == (
            "2",
            "9",
        )


def test_settings_of_faults_are_told_apart():
    assert Faults().draw("efetch", {}) is None
