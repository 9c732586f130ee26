"""Batches: every PMID asked for is received or named as missing, whatever PubMed sends."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from littrack.errors import (
    BadResponse,
    ConfigError,
    DataError,
    LittrackError,
    RateLimited,
    Unavailable,
)
from littrack.pubmed.fetching import (
    FAILURES_A_BATCH,
    Batch,
    RequestsSpent,
    fetch,
)
from littrack.pubmed.replies import Unreachable
from littrack.records import Parsed, Unparsed
from tests.eutils import article_set, make_book_record, make_record


class Server:
    """An EFetch in a few lines; ``breaks`` may raise for what was asked."""

    def __init__(self, *pmids: int, breaks: Callable[[list[int]], None] | None = None) -> None:
        self.records = {pmid: make_record(pmid) for pmid in pmids}
        self.breaks = breaks or (lambda asked: None)
        self.asked: list[list[int]] = []
        self.change: Callable[[bytes], bytes] = lambda body: body

    def __call__(
        self,
        utility: str,
        parameters: Mapping[str, str],
        read: Callable[[bytes], Any],
        tries: int | None = None,
    ) -> Any:
        assert utility == "efetch"
        asked = [int(pmid) for pmid in parameters["id"].split(",")]
        self.asked.append(asked)
        self.breaks(asked)
        return read(
            self.change(article_set(*[self.records[n] for n in asked if n in self.records]))
        )


def ids(*pmids: int) -> list[str]:
    return [str(pmid) for pmid in pmids]


def received(batch: Batch) -> set[str | None]:
    return {each.article.pmid if isinstance(each, Parsed) else each.pmid for each in batch.records}


def assert_accounted(batch: Batch) -> None:
    got = received(batch) - set(batch.unasked) - {None}
    assert got | set(batch.missing) == set(batch.asked)
    assert not got & set(batch.missing)
    assert len(received(batch)) == len(batch.records)


def test_batches_hold_two_hundred_and_each_id_once() -> None:
    server = Server(*range(1, 451))
    batches = list(fetch(server, [*ids(*range(1, 451)), "7", "450"]))
    assert [len(each.asked) for each in batches] == [200, 200, 50]
    assert [len(each.records) for each in batches] == [200, 200, 50]
    assert all(not each.missing and each.error is None for each in batches)
    assert len(server.asked) == 3


def test_nothing_to_fetch_asks_nothing() -> None:
    server = Server()
    assert list(fetch(server, [])) == []
    assert server.asked == []


@pytest.mark.parametrize("wrong", ["", "x", "0", "12a", "1,2", "１２", "9" * 20, "-1"])
def test_what_is_no_pmid_is_refused(wrong: str) -> None:
    with pytest.raises(DataError, match="is not a PMID"):
        list(fetch(Server(1), ["1", wrong]))


def test_an_absent_record_is_asked_for_once_more_before_it_is_missing() -> None:
    server = Server(1, 3)
    [batch] = fetch(server, ids(1, 2, 3))
    assert_accounted(batch)
    assert (batch.missing, batch.error) == (("2",), None)
    assert server.asked == [[1, 2, 3], [2]]


def test_a_record_left_out_once_is_found_again() -> None:
    server = Server(1, 2, 3)
    first = [article_set(*[server.records[1], server.records[3]])]
    server.change = lambda body: first.pop() if first else body
    [batch] = fetch(server, ids(1, 2, 3))
    assert received(batch) == {"1", "2", "3"}
    assert batch.missing == ()


def test_doubles_are_dropped_and_strangers_reported() -> None:
    server = Server(1, 2)
    server.change = lambda body: article_set(*[make_record(n) for n in (2, 1, 2, 99)])
    [batch] = fetch(server, ids(1, 2))
    assert_accounted(batch)
    assert batch.unasked == ("99",)
    assert len(batch.records) == 3


def test_the_highest_version_is_kept() -> None:
    one, two = make_record(5), make_record(5).replace(b'Version="1"', b'Version="2"', 1)
    for order in ([one, two], [two, one]):
        server = Server(5)
        server.change = lambda body, order=order: article_set(*order)  # type: ignore[misc]
        [batch] = fetch(server, ids(5))
        [record] = batch.records
        assert isinstance(record, Parsed)
        assert record.article.version == 2


def test_books_count() -> None:
    server = Server(1)
    server.records[2] = make_book_record(2)
    [batch] = fetch(server, ids(1, 2))
    assert received(batch) == {"1", "2"}
    assert batch.missing == ()


def test_an_unreadable_record_is_received_all_the_same() -> None:
    server = Server(1, 2)
    server.records[2] = b'<PubmedArticle><MedlineCitation><PMID Version="1">2</PMID></MedlineCitation></PubmedArticle>'  # fmt: skip
    [batch] = fetch(server, ids(1, 2))
    assert_accounted(batch)
    assert batch.missing == ()
    assert [type(each) for each in batch.records] == [Parsed, Unparsed]


def test_deletions_are_passed_on() -> None:
    server = Server(1)
    end = b"</PubmedArticleSet>"
    deletion = b'<DeleteCitation><PMID Version="1">2</PMID></DeleteCitation>'
    server.change = lambda body: body.replace(end, deletion + end)
    [batch] = fetch(server, ids(1, 2))
    assert (batch.deleted, batch.missing) == (("2",), ("2",))


def raising(error: LittrackError, when: Callable[[list[int]], bool]) -> Callable[[list[int]], None]:
    def breaks(asked: list[int]) -> None:
        if when(asked):
            raise error

    return breaks


@pytest.mark.parametrize("poison", [1, 100, 137, 200])
def test_one_record_that_breaks_its_batch_costs_only_itself(poison: int) -> None:
    breaks = raising(BadResponse("PubMed sent rubbish"), lambda asked: poison in asked)
    server = Server(*range(1, 201), breaks=breaks)
    [batch] = fetch(server, ids(*range(1, 201)))
    assert_accounted(batch)
    assert batch.missing == (str(poison),)
    assert batch.error == "PubMed sent rubbish"
    assert len(server.asked) < 20


def test_damaged_text_costs_only_its_record_and_keeps_that_too() -> None:
    server = Server(*range(1, 21))
    server.records[13] = server.records[13].replace(b"<ArticleTitle>", b"<ArticleTitle>\xff\xfe", 1)
    [batch] = fetch(server, ids(*range(1, 21)))
    assert_accounted(batch)
    assert batch.missing == ()
    assert sum(isinstance(each, Parsed) for each in batch.records) >= 19


def test_a_batch_that_fails_whole_is_given_up_and_the_next_goes_on() -> None:
    breaks = raising(
        Unavailable("PubMed is out of order (HTTP 500)"), lambda asked: min(asked) <= 200
    )
    server = Server(*range(1, 401), breaks=breaks)
    first, second = fetch(server, ids(*range(1, 401)))
    assert first.missing == first.asked
    assert first.error == "PubMed is out of order (HTTP 500)"
    assert (second.missing, second.error) == ((), None)
    assert len(server.asked) <= FAILURES_A_BATCH + 1


def test_a_refusal_for_asking_too_fast_is_not_met_with_more_requests() -> None:
    breaks = raising(RateLimited("PubMed asks for fewer requests"), lambda asked: 1 in asked)
    server = Server(*range(1, 401), breaks=breaks)
    first, second = fetch(server, ids(*range(1, 401)))
    assert first.missing == first.asked
    assert second.missing == ()
    assert len(server.asked) == 2


def test_batches_that_fail_in_a_row_mean_that_pubmed_is_out() -> None:
    server = Server(breaks=raising(RateLimited("no"), lambda asked: True))
    batches: list[Batch] = []
    with pytest.raises(Unavailable, match="3 batches failed"):
        batches.extend(fetch(server, ids(*range(1, 2_001))))
    assert [len(each.missing) for each in batches] == [200, 200, 200]
    assert len(server.asked) == 3


def test_an_empty_answer_is_no_failure() -> None:
    batches = list(fetch(Server(), ids(*range(1, 1_001))))
    assert [each.error for each in batches] == [None] * 5
    assert all(each.missing == each.asked for each in batches)


def test_no_connection_ends_it_at_once() -> None:
    server = Server(*range(1, 401), breaks=raising(Unreachable("no"), lambda asked: 201 in asked))
    batches = fetch(server, ids(*range(1, 401)))
    assert next(batches).missing == ()
    with pytest.raises(Unavailable):
        next(batches)
    assert len(server.asked) == 2


def test_a_wrong_key_ends_it_at_once() -> None:
    server = Server(1, breaks=raising(ConfigError("key"), lambda asked: True))
    with pytest.raises(ConfigError):
        list(fetch(server, ids(1)))


def test_when_the_requests_are_spent_all_the_rest_is_named() -> None:
    server = Server(*range(1, 1_001))
    server.breaks = raising(RequestsSpent("spent"), lambda asked: len(server.asked) > 1)
    batches = list(fetch(server, ids(*range(1, 1_001))))
    assert [len(each.missing) for each in batches] == [0, 200, 200, 200, 200]
    assert [each.error for each in batches[1:]] == ["spent"] * 4


def test_a_reply_that_is_not_records_is_tried_again_inside_the_question() -> None:
    said: list[str] = []

    def ask(
        utility: str, parameters: object, read: Callable[[bytes], Any], tries: int | None = None
    ) -> Any:
        for body in (
            b"<html>",
            article_set(*[make_record(1)])[:-30],
            article_set(*[make_record(1)]),
        ):
            try:
                return read(body)
            except BadResponse as error:
                said.append(str(error))
        raise AssertionError

    [batch] = fetch(ask, ids(1))
    assert batch.missing == ()
    assert len(said) == 2
    assert all(not re.search(r"\n", each) for each in said)
