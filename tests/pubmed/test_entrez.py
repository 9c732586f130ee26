"""One request on the wire: what is sent, what every kind of reply becomes, and that it always ends."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from types import SimpleNamespace
from unittest.mock import patch

import Bio.Entrez
import pytest

from littrack import __version__
from littrack.errors import BadResponse, LittrackError, Unavailable
from littrack.pubmed import entrez
from littrack.pubmed.entrez import Line
from littrack.pubmed.replies import Answer, Failure, Unreachable
from littrack.pubmed.settings import Settings
from tests.pubmed import scripted
from tests.pubmed.scripted import Scripted, dribble, hang, reply, reset, verbatim

KEY = "5ecre7c0ffee5ecre7c0ffee"
FINE = b"<?xml version='1.0'?><eSearchResult><Count>0</Count></eSearchResult>"
Limits = tuple[float, float]
"""Seconds for each piece of a reply, and for all of it."""
PATIENT, SILENCE, DRIP = (30, 60), (0.3, 60), (30, 0.5)
"""Only what a test is about may run into a limit, however busy the machine is."""


def nothing() -> None:
    """No pause."""


def ask(
    url: str, utility: str = "esearch", limits: Limits = PATIENT, **parameters: str
) -> Answer | Failure:
    timeout, deadline = limits
    settings = Settings(
        url=url, email="a@example.org", api_key=KEY, timeout=timeout, deadline=deadline
    )
    parameters = parameters or {"db": "pubmed", "term": "botox"}
    return Line(settings).ask(utility, parameters, nothing)


def failure(url: str, limits: Limits = PATIENT) -> Failure:
    outcome = ask(url, limits=limits)
    assert isinstance(outcome, Failure), outcome
    assert KEY not in repr(outcome)
    assert "\n" not in outcome.message
    return outcome


def test_who_asks_is_on_every_request() -> None:
    with Scripted(reply(FINE)) as server:
        ask(server.url)
        ask(server.url, "einfo", db="pubmed")
        ask(server.url, "efetch", db="pubmed", id="1")
        ask(server.url, "epost", db="pubmed", id="1,2")
        ask(server.url, "ecitmatch", db="pubmed", bdata="a|b|||c|k|")
    assert len(server.requests) == 5
    for request in server.requests:
        assert request.params["tool"] == "littrack"
        assert request.params["email"] == "a@example.org"
        assert request.params["api_key"] == KEY
        assert request.headers["user-agent"] == f"littrack/{__version__}"
        assert request.path.startswith("/entrez/eutils/")
    assert server.requests[-1].params["bdata"] == "a|b|||c|k|"


def test_nothing_is_taken_from_biopythons_own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bio.Entrez, "api_key", "another")
    monkeypatch.setattr(Bio.Entrez, "email", "another@example.org")
    with Scripted(reply(FINE)) as server:
        Line(Settings(url=server.url)).ask("einfo", {"db": "pubmed"}, nothing)
    assert "api_key" not in server.requests[0].params
    assert server.requests[0].params["email"] == ""


def test_long_requests_are_posted() -> None:
    with Scripted(reply(FINE)) as server:
        ask(server.url, "efetch", db="pubmed", id=",".join(map(str, range(1, 201))))
        ask(server.url, db="pubmed", term="botox OR " * 600)
        ask(server.url)
    assert [each.method for each in server.requests] == ["POST", "POST", "GET"]
    assert len(server.requests[1].params["term"]) > 5_000
    assert "api_key" not in server.requests[0].path


def test_biopython_neither_waits_nor_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(Bio.Entrez, "time", SimpleNamespace(time=time.time, sleep=slept.append))
    with Scripted(reply(b"", "503 Service Unavailable")) as server:
        for _ in range(3):
            assert failure(server.url).error is Unavailable
    assert len(server.requests) == 3
    assert slept == []


def test_biopython_is_left_to_others_as_it_was() -> None:
    with (
        patch.object(entrez, "_urlopen", side_effect=OSError("the original")),
        pytest.raises(OSError, match="the original"),
    ):
        Bio.Entrez.einfo(email="a@example.org")


def test_a_biopython_that_sends_otherwise_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bio.Entrez, "urlopen", lambda request: entrez._Handed())
    with pytest.raises(LittrackError, match="install biopython"):
        ask("http://127.0.0.1:9/")


def test_the_pause_comes_before_the_request_leaves() -> None:
    order: list[str] = []
    with Scripted(lambda connection: order.append("sent")) as server:
        Line(Settings(url=server.url)).ask("einfo", {"db": "pubmed"}, lambda: order.append("pause"))
    assert order == ["pause", "sent"]


@pytest.mark.parametrize(
    ("send", "error", "said", "limits"),
    [(*each, PATIENT) for each in (
        (reply(FINE, "429 Too Many Requests"), None, "fewer requests"),
        (reply(b"", "500 Internal Server Error"), Unavailable, "HTTP 500"),
        (reply(b"<html></html>"), Unavailable, "web page"),
        (reply(b""), BadResponse, "empty"),
        (verbatim(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + FINE), BadResponse, "cut short"),
        (verbatim(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n80\r\n" + FINE), BadResponse, "cut"),
        (verbatim(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), None, ""),
        (verbatim(b"HTTP/1.1 abc\r\n\r\n"), Unavailable, "no answer"),
        (verbatim(b"\x00\xff" * 50), Unavailable, "no answer"),
        (verbatim(b""), Unavailable, "broke off"),
        (reset, Unavailable, "broke off"),
        (verbatim(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<eSearch"), BadResponse, "8 of 900"),
        (reply(gzip.compress(FINE)[:-9], headers=["Content-Encoding: gzip"]), BadResponse, "compressed"),
        (reply(FINE, headers=["Content-Encoding: gzip"]), BadResponse, "compressed"),
    )] + [
        (hang(120), Unavailable, "within 0.3 seconds", SILENCE),
        (dribble(b"HTTP/1.1 200 OK\r\n\r\n", 0.05), Unavailable, "did not finish", DRIP),
        (dribble(b"HTTP/1.1 200 OK\r\nX: ", 0.05), Unavailable, "did not finish", DRIP),
        (dribble(b"", 0.05), Unavailable, "did not finish", DRIP),
    ],
)  # fmt: skip
def test_whatever_the_server_does_becomes_a_named_failure_in_time(
    send: scripted.Send, error: type[LittrackError] | None, said: str, limits: Limits
) -> None:
    with Scripted(send) as server:
        began = time.monotonic()
        outcome = failure(server.url, limits)
        assert time.monotonic() - began < 30, "what hangs or drips would go on for longer"
    assert error in (None, outcome.error)
    assert said in outcome.message


def test_a_compressed_reply_is_read() -> None:
    with Scripted(reply(gzip.compress(FINE), headers=["Content-Encoding: gzip"])) as server:
        outcome = ask(server.url)
    assert isinstance(outcome, Answer)
    assert outcome.body == FINE


def test_a_reply_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrez, "LARGEST", 1_000_000)

    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 100_000)

    with Scripted(endless) as server:
        assert "more than 1,000,000 bytes" in failure(server.url).message
    bomb = gzip.compress(b"x" * 2_000_000)
    with Scripted(reply(bomb, headers=["Content-Encoding: gzip"])) as server:
        assert "far too large" in failure(server.url).message


def test_a_redirect_is_not_followed() -> None:
    with Scripted(reply(FINE)) as elsewhere:
        location = f"Location: {elsewhere.url}einfo.fcgi"
        with Scripted(reply(b"", "302 Found", [location])) as server:
            assert "not followed" in failure(server.url).message
    assert elsewhere.requests == []


def test_no_connection_is_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    outcome = failure(f"http://127.0.0.1:{port}/")
    assert outcome.error is Unreachable
    assert f"127.0.0.1:{port} refuses the connection" in outcome.message


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (socket.gaierror(-2, "Name or service not known"), "is the network up"),
        (TimeoutError("timed out"), "did not answer within"),
        (OSError(101, "Network is unreachable"), "no connection"),
        (OSError("Tunnel connection failed: 407 Proxy Authentication Required"), "the proxy"),
        ("no host given", "no connection"),
    ],
)
def test_why_there_is_no_connection(reason: object, said: str) -> None:
    line = Line(Settings(url="http://127.0.0.1:9/"))
    outcome = line._no_connection(reason)
    assert outcome.error is Unreachable
    assert said in outcome.message


@pytest.mark.parametrize(
    ("bypass", "said"),
    [
        ("", "the proxy made-up.example:3128 (HTTPS_PROXY) refuses"),
        ("eutils.ncbi.nlm.nih.gov", "eutils.ncbi.nlm.nih.gov refuses"),
    ],
)
def test_a_proxy_that_fails_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, bypass: str, said: str
) -> None:
    monkeypatch.setenv("https_proxy", "http://user:secret@made-up.example:3128")
    monkeypatch.setenv("no_proxy", bypass)
    outcome = Line(Settings())._no_connection(ConnectionRefusedError())
    assert outcome.message == f"cannot be reached: {said} the connection"
    assert "secret" not in repr(outcome)


def test_threads_do_not_mix_their_requests() -> None:
    results: dict[int, Answer | Failure] = {}
    with Scripted(reply(FINE)) as server:

        def work(n: int) -> None:
            results[n] = ask(server.url, db="pubmed", term=f"term{n}")

        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert all(isinstance(each, Answer) for each in results.values())
    assert {each.params["term"] for each in server.requests} == {f"term{n}" for n in range(8)}
