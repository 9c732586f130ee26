"""Every fault does to a client what its name says."""

from __future__ import annotations

import http.client
import socket
import time
from collections import Counter
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
from lxml import etree

from tests.eutils import QUICK_FAULTS, Fault, Faults, StandIn, make_record
from tests.eutils.asking import ask, ask_json, ask_xml, fetched, search

RECORDS = [make_record(number, f"Made-up trial {number} of sleep") for number in range(1, 41)]
IDS = ",".join(str(number) for number in range(1, 31))


@pytest.fixture
def ncbi():
    with StandIn(RECORDS, faults=Faults(slow_seconds=0.3)) as standing:
        yield standing


def outcome(ncbi, utility="efetch", patience=30, **params):
    """What a bare client sees: the name of an exception, or what is wrong with the reply, or "right"."""
    params = params or ({"id": IDS} if utility == "efetch" else {"term": "sleep", "retmax": 40})
    connection = http.client.HTTPConnection(urlsplit(ncbi.url).netloc, timeout=patience)
    try:
        query = "&".join(f"{name}={value}" for name, value in params.items())
        connection.request("GET", f"/entrez/eutils/{utility}.fcgi?db=pubmed&{query}")
        reply = connection.getresponse()
        body = reply.read()
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()
    if reply.status != 200:
        return reply.status
    try:
        root = etree.fromstring(body)
    except etree.XMLSyntaxError:
        return "not XML"
    if root.find("ERROR") is not None:
        return root.findtext("ERROR")
    shown = root.xpath("IdList/Id/text()") or root.xpath(
        "PubmedArticle/MedlineCitation/PMID/text()"
    )
    expected = 40 if utility == "esearch" else 30
    if len(set(shown)) != expected:
        return f"{len(set(shown))} of {expected}"
    return "right" if len(shown) == expected else "doubled"


SEEN = {
    Fault.RATE_LIMITED: 429,
    Fault.RATE_LIMITED_SECONDS: 429,
    Fault.RATE_LIMITED_DATE: 429,
    Fault.RATE_LIMITED_200: "not XML",
    Fault.SERVER_ERROR: 500,
    Fault.BAD_GATEWAY: 502,
    Fault.UNAVAILABLE: 503,
    Fault.UNAVAILABLE_SECONDS: 503,
    Fault.GATEWAY_TIMEOUT: 504,
    Fault.RESET: "ConnectionResetError",
    Fault.RESET_MIDWAY: {"ConnectionResetError", "IncompleteRead"},
    Fault.CLOSED: "RemoteDisconnected",
    Fault.CUT_SHORT: "IncompleteRead",
    Fault.CUT_CHUNKED: "IncompleteRead",
    Fault.TRUNCATED: "not XML",
    Fault.EMPTY_BODY: "not XML",
    Fault.SLOW: "right",
    Fault.HANG: "TimeoutError",
    Fault.HTML_PAGE: "0 of 30",
    Fault.ERROR_BODY: "The request could not be processed at this time",
    Fault.RECORD_MISSING: "29 of 30",
    Fault.RECORD_TWICE: "doubled",
    Fault.RECORD_UNASKED: "31 of 30",
    Fault.EMPTY_SET: "0 of 30",
    Fault.BACKEND_FAILED: "Search Backend failed: Database is not supported: pubmed",
    Fault.IDS_SHORT: {"36 of 40", "37 of 40", "38 of 40", "39 of 40"},
    Fault.NO_IDS: "0 of 40",
    Fault.INVALID_UTF8: "not XML",
    Fault.GZIP_UNASKED: "not XML",
    Fault.REDIRECT: 302,
}
OF_SEARCH = {Fault.BACKEND_FAILED, Fault.IDS_SHORT, Fault.NO_IDS}


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.HISTORY_EXPIRED])
def test_a_fault_on_order_is_met_once(ncbi, fault):
    utility = "esearch" if fault in OF_SEARCH else "efetch"
    ncbi.faults.order(fault)
    expected = SEEN[fault]
    seen = outcome(ncbi, utility, patience=1 if fault is Fault.HANG else 30)
    assert seen in expected if isinstance(expected, set) else seen == expected
    assert outcome(ncbi, utility) == "right"
    assert [request.fault for request in ncbi.requests] == [fault, None]
    assert ncbi.faults.outstanding == 0


def test_every_fault_is_described_here():
    assert set(SEEN) | {Fault.HISTORY_EXPIRED} == set(Fault)


def test_an_environment_expires_on_order(ncbi):
    where = {"WebEnv": ask_xml(ncbi, "epost", id="1,2").findtext("WebEnv"), "query_key": 1}
    ncbi.faults.order(Fault.HISTORY_EXPIRED)
    assert fetched(ncbi, id="1") == ["1"]
    for _ in range(2):
        assert ask_xml(ncbi, "efetch", **where).findtext("ERROR") == "Unable to obtain query #1"


def test_orders_wait_for_the_utility_they_name(ncbi):
    ncbi.faults.order(Fault.UNAVAILABLE, times=2, utility="efetch").order(Fault.BAD_GATEWAY)
    seen = [outcome(ncbi, utility) for utility in ("efetch", "esearch", "efetch", "efetch")]
    assert seen == [503, 502, 503, "right"]


def test_retry_after_comes_in_both_forms(ncbi):
    ncbi.faults.retry_after = 7
    ncbi.faults.order(Fault.RATE_LIMITED_SECONDS, Fault.RATE_LIMITED_DATE, Fault.RATE_LIMITED)
    assert ask(ncbi, "einfo")[2]["Retry-After"] == "7"
    began = time.time()
    until = parsedate_to_datetime(ask(ncbi, "einfo")[2]["Retry-After"]).timestamp()
    assert began + 6 < until <= time.time() + 7, "a date has whole seconds"
    assert "Retry-After" not in ask(ncbi, "einfo")[2]


def test_a_short_list_keeps_its_count(ncbi):
    ncbi.faults.order(Fault.IDS_SHORT)
    result = ask_json(ncbi, "esearch", term="sleep", retmax=40)
    assert result["count"] == "40"
    assert len(result["idlist"]) < 40
    assert "warninglist" not in result


def test_some_records_never_come(ncbi):
    ncbi.faults.missing = {"5", "6"}
    assert fetched(ncbi, id="4,5,6,7") == ["4", "7"]
    assert len(search(ncbi, "sleep")) == 40


def test_a_slow_body_takes_its_time(ncbi):
    ncbi.faults.order(Fault.SLOW)
    began = time.monotonic()
    assert len(fetched(ncbi, id=IDS)) == 30
    assert time.monotonic() - began > 0.25


def test_a_hanging_request_does_not_outlive_the_server():
    ncbi = StandIn(RECORDS, faults=Faults().order(Fault.HANG)).start()
    client = socket.create_connection(("127.0.0.1", urlsplit(ncbi.url).port))
    client.sendall(b"GET /entrez/eutils/einfo.fcgi HTTP/1.1\r\nHost: x\r\n\r\n")
    while not ncbi.requests:
        time.sleep(0.01)
    began = time.monotonic()
    ncbi.close()
    assert time.monotonic() - began < 30, "it hangs for 60 seconds"
    assert client.recv(1) == b""
    client.close()


def test_a_redirect_shows_whether_the_client_follows(ncbi):
    ncbi.faults.order(Fault.REDIRECT)
    ask(ncbi, "einfo")
    assert [request.utility for request in ncbi.requests] == ["einfo", "maintenance"]


def drawn(rate, seed, count=300, **settings):
    faults = Faults(rate, seed=seed, **settings)
    return [faults.draw("efetch", {}) for _ in range(count)]


def test_faults_at_a_rate_follow_their_seed():
    first = drawn(0.1, 7)
    assert first == drawn(0.1, 7)
    assert first != drawn(0.1, 8)
    assert 10 < sum(fault is not None for fault in first) < 60
    assert not {Fault.HANG, Fault.SLOW, Fault.IDS_SHORT, Fault.HISTORY_EXPIRED} & set(first)


def test_at_a_rate_every_quick_fault_has_its_turn():
    faults = Faults(1.0)
    params = {"WebEnv": "x"}
    kinds = Counter(faults.draw(name, params) for name in ("efetch", "esearch") for _ in range(600))
    assert set(kinds) == set(QUICK_FAULTS)


def test_a_request_over_the_rate_meets_no_fault():
    faults = Faults().order(Fault.CLOSED, utility="efetch")
    with StandIn(RECORDS, rate=1, faults=faults, ticks=lambda: 0.0) as ncbi:
        assert [outcome(ncbi, "einfo", x=1), outcome(ncbi)] == ["0 of 30", 429]
        assert ncbi.faults.outstanding == 1


def test_faults_can_be_called_off(ncbi):
    ncbi.faults.order(Fault.CLOSED, times=9)
    ncbi.faults.rate = 1.0
    ncbi.faults.clear()
    assert outcome(ncbi) == "right"
