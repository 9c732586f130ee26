"""The client against the stand-in NCBI: every fault, every cap, and the key that never shows."""

from __future__ import annotations

import logging
import math
import random
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from littrack.errors import (
    BadResponse,
    ConfigError,
    DataError,
    LittrackError,
    RateLimited,
    SourceError,
    Unavailable,
)
from littrack.pubmed.client import Citation, DroppedPhrase, PubMed, RequestsSpent, back_off
from littrack.pubmed.limiter import Limiter, shared_limiter
from littrack.pubmed.replies import Failure, Unreachable
from littrack.pubmed.settings import Settings
from littrack.records import Parsed
from tests.eutils import Fault, Faults, StandIn, make_record
from tests.pubmed.scripted import Scripted, Send, hang, reply

KEY = "5ecre7c0ffee5ecre7c0ffee"
RECORDS = [make_record(pmid, f"Made-up trial number{pmid} of sleep") for pmid in range(1, 31)]


def limits(fault: Fault) -> dict[str, Any]:
    """Time limits that only a server that hangs exceeds, however busy the machine is."""
    return {"timeout": 0.1, "deadline": 1} if fault is Fault.HANG else {}


def wait_for_requests(ncbi: StandIn, number: int) -> None:
    """Until as many have come in: a client that stops waiting may be ahead of the server."""
    end = time.monotonic() + 60
    while len(ncbi.requests) < number and time.monotonic() < end:
        time.sleep(0.01)


class Asker:
    """A client whose pauses are only written down, not waited."""

    def __init__(self, url: str, *, rate: float = math.inf, **settings: Any) -> None:
        self.pauses: list[float] = []
        self.now = 0.0
        self.settings = Settings(url=url, email="a@example.org", **settings)
        limiter = Limiter(rate, clock=self.clock, sleep=self.sleep)
        self.pubmed = PubMed(
            self.settings,
            limiter=limiter,
            clock=self.clock,
            sleep=self.sleep,
            random=random.Random(1).random,
        )

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


@pytest.fixture(scope="module")
def _shelf() -> Iterator[StandIn]:
    with StandIn(RECORDS) as server:
        yield server


@pytest.fixture
def ncbi(_shelf: StandIn) -> Iterator[StandIn]:
    _shelf.forget_requests()
    _shelf.unknown = ()
    yield _shelf
    _shelf.faults.clear()


# --- the five utilities ---


def test_search_fetch_count_info_post(ncbi: StandIn) -> None:
    pubmed = Asker(ncbi.url).pubmed
    result = pubmed.search("sleep[tiab]")
    assert set(result.pmids) == set(ncbi.pmids)
    assert result.translation
    assert pubmed.count("sleep[tiab]") == 30
    assert pubmed.count("number7[tiab]") == 1
    assert pubmed.info().count == 30
    assert pubmed.post(["1", "2"]).query_key == "1"
    [batch] = pubmed.fetch(result.pmids)
    assert {each.article.pmid for each in batch.records if isinstance(each, Parsed)} == set(ncbi.pmids)  # fmt: skip
    assert pubmed.requests_made == len(ncbi.requests) == 6
    assert all(each.params["email"] == "a@example.org" for each in ncbi.requests)


def test_citations_are_matched_one_for_one(ncbi: StandIn) -> None:
    ncbi.add(
        make_record(901, journal="Made-up Journal of Rest", volume="7", pages="11-19", year=2019)
    )
    try:
        pubmed = Asker(ncbi.url).pubmed
        known = Citation("Made-up Journal of Rest", "2019", "7", "11")
        unknown = Citation("Made-up Journal of Rest", "2019", "7|\r\n8", "99", "Nobody X")
        assert pubmed.match_citations([unknown, known]) == [None, "901"]
        assert pubmed.match_citations([]) == []
        assert pubmed.match_citations([known] * 60) == ["901"] * 60
        assert [each.method for each in ncbi.asked("ecitmatch")] == ["GET", "POST", "GET"]
    finally:
        ncbi.delete(901)


def test_post_takes_what_epost_takes(ncbi: StandIn) -> None:
    pubmed = Asker(ncbi.url).pubmed
    for wrong in ([], [str(n) for n in range(1, 10_002)], ["x"]):
        with pytest.raises(DataError):
            pubmed.post(wrong)
    assert ncbi.requests == ()
    pubmed.post([str(n) for n in range(1, 10_001)])
    assert ncbi.requests[0].method == "POST"


def test_a_query_of_five_thousand_characters(ncbi: StandIn) -> None:
    query = " OR ".join(f"word{n}[tiab]" for n in range(400)) + " OR sleep[tiab]"
    assert len(query) > 5_000
    assert Asker(ncbi.url).pubmed.search(query).count == 30
    assert ncbi.requests[0].method == "POST"


def test_a_dropped_phrase(ncbi: StandIn) -> None:
    ncbi.unknown = ["zzqq"]
    pubmed = Asker(ncbi.url).pubmed
    with pytest.raises(
        DroppedPhrase, match=r"«zzqq\[tiab\]».*accept_dropped: \[\"zzqq\[tiab\]\"\]"
    ):
        pubmed.search("sleep[tiab] OR zzqq[tiab]")
    assert pubmed.search("sleep[tiab] OR zzqq[tiab]", ["zzqq[tiab]"]).dropped == ("zzqq[tiab]",)
    assert pubmed.search("sleep[tiab] OR zzqq[tiab]", accept_dropped=["zzqq"]).count == 30


def test_large_results_are_sliced() -> None:
    dice = random.Random(3)
    made = [
        make_record(n, created=f"{dice.randrange(1990, 2026)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 28):02}")
        for n in range(1, 301)
    ]  # fmt: skip
    with StandIn(made, window=40) as ncbi, pytest.MonkeyPatch.context() as patch:
        patch.setattr("littrack.pubmed.searching.WINDOW", 40)
        result = Asker(ncbi.url).pubmed.search("made-up[all]")
        assert result.count == ncbi_count(ncbi)
        assert set(result.pmids) == set(ncbi.pmids)
        assert len(result.slices) >= 8
        assert sum(each.count for each in result.slices) == 300


def ncbi_count(ncbi: StandIn) -> int:
    return len(ncbi.matching("made-up[all]"))


# --- faults ---

UTILITIES: dict[str, Callable[[PubMed], object]] = {
    "esearch": lambda pubmed: set(pubmed.search("sleep[tiab]").pmids),
    "efetch": lambda pubmed: [
        (len(batch.records) - len(batch.unasked), batch.missing, batch.error)
        for batch in pubmed.fetch([str(n) for n in range(1, 31)])
    ],
    "einfo": lambda pubmed: pubmed.info(),
    "epost": lambda pubmed: bool(pubmed.post(["1"]).webenv),
    "ecitmatch": lambda pubmed: pubmed.match_citations([Citation(journal="Nothing")]),
}
FAULTS = [fault for fault in Fault if fault is not Fault.HISTORY_EXPIRED]


@pytest.mark.parametrize("utility", UTILITIES)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_is_overcome(ncbi: StandIn, fault: Fault, utility: str) -> None:
    if not fault.touches(utility, {"retmax": "9999"}):
        return
    expected = UTILITIES[utility](Asker(ncbi.url).pubmed)
    ncbi.forget_requests()
    ncbi.faults.hang_seconds = 30
    ncbi.faults.slow_seconds = 1.2 if utility == "efetch" else 0.1
    ncbi.faults.order(fault, utility=utility)
    timed = fault in (Fault.HANG, Fault.SLOW)
    asker = Asker(ncbi.url, timeout=1) if timed else Asker(ncbi.url)
    assert UTILITIES[utility](asker.pubmed) == expected
    assert ncbi.faults.outstanding == 0
    again = fault not in (Fault.SLOW, Fault.GZIP_UNASKED, Fault.RECORD_TWICE, Fault.RECORD_UNASKED)
    if fault is Fault.INVALID_UTF8 and utility == "ecitmatch":
        return  # a byte in what we asked comes back, which nobody needs
    assert len(ncbi.requests) == (2 if again else 1)


PERSISTENT = {
    Fault.RATE_LIMITED: RateLimited,
    Fault.RATE_LIMITED_200: RateLimited,
    Fault.SERVER_ERROR: Unavailable,
    Fault.HTML_PAGE: Unavailable,
    Fault.ERROR_BODY: BadResponse,
    Fault.RESET: Unavailable,
    Fault.CLOSED: Unavailable,
    Fault.CUT_SHORT: BadResponse,
    Fault.CUT_CHUNKED: BadResponse,
    Fault.TRUNCATED: BadResponse,
    Fault.EMPTY_BODY: BadResponse,
    Fault.INVALID_UTF8: BadResponse,
    Fault.IDS_SHORT: BadResponse,
    Fault.NO_IDS: BadResponse,
    Fault.BACKEND_FAILED: BadResponse,
    Fault.REDIRECT: Unavailable,
    Fault.HANG: Unavailable,
}


@pytest.mark.parametrize("fault", PERSISTENT, ids=lambda fault: fault.name)
def test_a_fault_that_stays_is_named_after_five_tries(ncbi: StandIn, fault: Fault) -> None:
    ncbi.faults.hang_seconds = 30
    ncbi.faults.order(fault, times=99)
    asker = Asker(ncbi.url, **limits(fault))
    with pytest.raises(PERSISTENT[fault], match=r"^PubMed .*\(5 tries\)$") as caught:
        asker.pubmed.search("sleep[tiab]")
    assert type(caught.value) is PERSISTENT[fault]
    assert caught.value.exit_code == 75
    assert "\n" not in str(caught.value)
    wait_for_requests(ncbi, 5)
    assert len(ncbi.requests) == asker.pubmed.requests_made == 5
    pauses = asker.pauses if fault not in (Fault.RATE_LIMITED, Fault.RATE_LIMITED_200) else []
    assert all(0 <= pause <= 2.0**n for n, pause in enumerate(pauses))


@pytest.mark.parametrize("seed", range(3))
def test_with_every_fault_at_a_tenth_nothing_is_lost(seed: int) -> None:
    records = [make_record(n, f"Made-up study {n} of rest") for n in range(1, 601)]
    faults = Faults(0.1, seed=seed, missing=["13", "577"])
    with StandIn(records, faults=faults) as ncbi:
        pubmed = Asker(ncbi.url, timeout=1).pubmed
        result = pubmed.search("rest[tiab]")
        assert len(result.pmids) == 600
        batches = list(pubmed.fetch(result.pmids, batch_size=25))
    held = {each.article.pmid for batch in batches for each in batch.records if isinstance(each, Parsed)}  # fmt: skip
    missing = {pmid for batch in batches for pmid in batch.missing}
    assert missing == {"13", "577"}
    assert held == set(result.pmids) - missing
    assert all(batch.error is None for batch in batches)


def test_unreachable_is_told_apart(ncbi: StandIn) -> None:
    asker = Asker(ncbi.url)
    with ncbi.unreachable():
        with pytest.raises(Unreachable, match=r"cannot be reached: 127\.0\.0\.1:"):
            asker.pubmed.search("sleep")
        with pytest.raises(Unavailable):
            next(asker.pubmed.fetch(["1"]))
    assert asker.pubmed.count("sleep[tiab]") == 30


# --- pauses and caps ---


def test_retry_after_is_honoured(ncbi: StandIn) -> None:
    ncbi.faults.retry_after = 7
    ncbi.faults.order(Fault.RATE_LIMITED_SECONDS, Fault.UNAVAILABLE_SECONDS, Fault.RATE_LIMITED_DATE)  # fmt: skip
    asker = Asker(ncbi.url)
    began = time.monotonic()
    asker.pubmed.info()
    passed = time.monotonic() - began
    one, two, three = asker.pauses
    assert 7 <= one < 8
    assert 7 <= two < 8
    assert 6 - passed <= three < 8, "a date has whole seconds, and time goes on towards it"


def test_back_off_doubles_at_random_and_has_a_cap() -> None:
    failed = Failure(Unavailable, "x")
    most = [back_off(n, failed, lambda: 1.0) for n in range(1, 9)]
    assert most == [1, 2, 4, 8, 16, 32, 60, 60]
    assert [back_off(n, failed, lambda: 0.0) for n in range(1, 9)] == [0] * 8
    limited = Failure(RateLimited, "x")
    assert back_off(1, limited, lambda: 0.0) == 1
    asked = Failure(RateLimited, "x", retry_after=86_400)
    assert 120 <= back_off(1, asked, lambda: 0.5) <= 121


def test_a_refusal_slows_the_whole_process(ncbi: StandIn) -> None:
    ncbi.faults.order(Fault.RATE_LIMITED)
    asker = Asker(ncbi.url, rate=3)
    asker.pubmed.info()
    before = asker.now
    asker.pubmed.info()
    assert asker.now - before > 0.4


def test_patience_has_an_end(ncbi: StandIn) -> None:
    ncbi.faults.retry_after = 100
    ncbi.faults.order(Fault.UNAVAILABLE_SECONDS, times=99)
    asker = Asker(ncbi.url, patience=250)
    with pytest.raises(Unavailable, match="3 tries"):
        asker.pubmed.info()
    assert asker.now < 250


def test_a_server_that_hangs_is_not_waited_for_by_every_question_in_full() -> None:
    """Six searches of five tries of a minute each would be half an hour."""
    found = reply("<eSearchResult><Count>3</Count></eSearchResult>")
    with Scripted(*[hang(30)] * 7, reply("", "503 Service Unavailable"), found) as server:
        asker = Asker(server.url, timeout=0.3)
        for asked in (5, 6, 7):
            with pytest.raises(Unavailable, match="did not answer"):
                asker.pubmed.count("sleep")
            assert asker.pubmed.requests_made == asked
        with pytest.raises(Unavailable):
            asker.pubmed.count("sleep")
        assert asker.pubmed.count("sleep") == 3


def test_a_run_has_a_cap_on_its_requests(ncbi: StandIn) -> None:
    ncbi.faults.order(Fault.SERVER_ERROR, times=2)
    asker = Asker(ncbi.url, max_requests=4)
    asker.pubmed.info()
    first, second, third = asker.pubmed.fetch(["1", "2", "3"], batch_size=1)
    assert (first.missing, first.error) == ((), None)
    for batch in (second, third):
        assert batch.missing == batch.asked
        assert "made 4 requests" in str(batch.error)
    with pytest.raises(RequestsSpent, match="max_requests"):
        asker.pubmed.count("sleep")
    assert len(ncbi.requests) == asker.pubmed.requests_made == 4


def test_the_real_pace_is_within_a_tenth_of_the_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    moments: list[float] = []
    slept: list[float] = []

    def clock() -> float:
        moments.append(time.monotonic())
        return moments[-1]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        time.sleep(seconds)

    with StandIn(RECORDS) as ncbi:
        settings = Settings(url=ncbi.url, email="a@example.org", api_key=KEY)
        monkeypatch.setattr(shared_limiter(settings), "_clock", clock)
        monkeypatch.setattr(shared_limiter(settings), "_sleep", sleep)
        pubmed = PubMed(settings)
        for _ in range(21):
            pubmed.info()
        assert len(ncbi.requests) == 21
    left = moments[1::2]  # it looks before it waits, and as it lets the request go
    assert len(left) == 21
    assert max(sum(t <= u < t + 1 for u in left) for t in left) <= 10
    assert left[-1] - left[0] >= 2.0
    assert sum(slept) <= 2.0 * 1.1, "what a busy machine takes beside is not its doing"


def test_threads_share_one_pace_and_one_count(ncbi: StandIn) -> None:
    settings = Settings(url=ncbi.url, email="a@example.org", rate=40)
    pubmeds = [PubMed(settings) for _ in range(2)]
    threads = [threading.Thread(target=pubmed.info) for pubmed in pubmeds for _ in range(10)]
    began = time.monotonic()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert time.monotonic() - began >= 19 / 40
    assert [each.requests_made for each in pubmeds] == [10, 10]
    assert len(ncbi.requests) == 20


# --- what is nobody's business ---


def all_of(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def shown(error: BaseException) -> str:
    """Everything a traceback could show, local variables of every frame included."""
    parts: list[str] = []
    for each in all_of(error):
        parts += traceback.TracebackException.from_exception(each, capture_locals=True).format()
        parts += [repr(each), str(each), repr(each.args), repr(vars(each))]
    return "".join(parts)


@pytest.mark.parametrize("fault", PERSISTENT, ids=lambda fault: fault.name)
def test_the_key_shows_nowhere(
    ncbi: StandIn, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ncbi.faults.hang_seconds = 30
    ncbi.faults.order(fault, times=99)
    asker = Asker(ncbi.url, api_key=KEY, tries=2, **limits(fault))
    with pytest.raises(SourceError) as caught:
        asker.pubmed.search("sleep[tiab]")
    assert KEY not in shown(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert KEY not in caplog.text
    assert "esearch, try 1" in caplog.text
    wait_for_requests(ncbi, 2)
    assert len(ncbi.requests) == 2
    assert all(each.had_key for each in ncbi.requests)


def test_a_wrong_key_is_refused_without_showing_it() -> None:
    with StandIn(RECORDS, api_keys=["another"]) as ncbi:
        asker = Asker(ncbi.url, api_key=KEY)
        for ask in (asker.pubmed.info, lambda: list(asker.pubmed.fetch(["1"]))):
            with pytest.raises(ConfigError, match="NCBI_API_KEY") as caught:
                ask()
            assert KEY not in shown(caught.value)
        assert len(ncbi.requests) == 2


def repeating_the_key() -> Send:
    return reply(f"<eSearchResult><ERROR>no luck with api_key={KEY} today</ERROR></eSearchResult>")


def test_an_error_that_repeats_the_key_is_scrubbed() -> None:
    with Scripted(repeating_the_key()) as server:
        asker = Asker(server.url, api_key=KEY, tries=2)
        for ask in (asker.pubmed.info, lambda: asker.pubmed.search("x")):
            with pytest.raises(
                LittrackError, match=r"no luck with api_key=\[hidden\] today"
            ) as caught:
                ask()
            assert KEY not in shown(caught.value)


def test_no_key_leaks_when_there_is_no_connection(ncbi: StandIn) -> None:
    asker = Asker(ncbi.url, api_key=KEY, tries=1)
    with ncbi.unreachable(), pytest.raises(Unavailable) as caught:
        asker.pubmed.search("x")
    assert KEY not in shown(caught.value)
    assert KEY not in repr(asker.settings)


def test_what_pubmed_rejects_is_a_mistake_of_the_query() -> None:
    body = "<eSearchResult><ERROR>Query is malformed</ERROR></eSearchResult>"
    with Scripted(reply(body)) as server:
        with pytest.raises(ConfigError, match=r"does not accept the query «\(\(sleep».*malformed"):
            Asker(server.url).pubmed.search("((sleep")
        assert len(server.requests) == 5
