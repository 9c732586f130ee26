from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from littrack.errors import BadResponse, ConfigError
from littrack.pubmed import searching
from littrack.pubmed.replies import Rejected
from littrack.pubmed.searching import DroppedPhrase, Span, count, search

WINDOW = 20


class Shelf:
    """An ESearch in a few lines over PMIDs and their Entrez dates; ``None``: a record that no date finds."""

    def __init__(self, records: Mapping[int, date | None], extra: str = "") -> None:
        self.records = dict(records)
        self.extra = extra
        self.asked: list[dict[str, str]] = []
        self.before: Callable[[int], None] = lambda number: None

    def __call__(
        self,
        utility: str,
        parameters: Mapping[str, str],
        read: Callable[[bytes], Any],
        tries: int | None = None,
    ) -> Any:
        assert utility == "esearch"
        self.asked.append(dict(parameters))
        self.before(len(self.asked))
        found = sorted(pmid for pmid in self.records if self._fits(pmid, parameters))
        listed = [] if parameters.get("rettype") == "count" else found[: searching.WINDOW]
        ids = "".join(f"<Id>{pmid}</Id>" for pmid in listed)
        body = f"<Count>{len(found)}</Count><IdList>{ids}</IdList>{self.extra}"
        return read(f"<eSearchResult>{body}</eSearchResult>".encode())

    def _fits(self, pmid: int, parameters: Mapping[str, str]) -> bool:
        limits = re.search(r"AND (\d+):(\d+)\[uid\]$", parameters["term"])
        if limits and not int(limits[1]) <= pmid <= int(limits[2]):
            return False
        if "mindate" not in parameters:
            return True
        day = self.records[pmid]
        first, last = (
            date(*map(int, parameters[name].split("/"))) for name in ("mindate", "maxdate")
        )
        return day is not None and first <= day <= last


@pytest.fixture
def _small_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "WINDOW", WINDOW)


def spread(n: int, seed: int = 1) -> dict[int, date | None]:
    dice = random.Random(seed)
    return {dice.randrange(1, 42_000_000): date(1975, 1, 1) + timedelta(dice.randrange(18_500)) for _ in range(n)}  # fmt: skip


def test_a_small_set_takes_one_request() -> None:
    shelf = Shelf(spread(50), "<QueryTranslation>botox[tiab]</QueryTranslation>")
    result = search(shelf, "  botox\n [tiab] ")
    assert {int(pmid) for pmid in result.pmids} == set(shelf.records)
    assert (result.count, result.slices, result.translation) == (50, (), "botox[tiab]")
    assert result.query == "  botox\n [tiab] "
    [asked] = shelf.asked
    assert asked["term"] == "botox [tiab]"
    assert asked["retmax"] == "9999"


@pytest.mark.usefixtures("_small_window")
def test_a_large_set_is_sliced_by_date_and_adds_up() -> None:
    shelf = Shelf(
        spread(500),
        "<WarningList><OutputMessage>Restrictions achieved. start and count adjusted to 0, 20"
        "</OutputMessage></WarningList>",
    )
    result = search(shelf, "x")
    assert {int(pmid) for pmid in result.pmids} == set(shelf.records)
    assert result.count == len(result.pmids) == len(shelf.records)
    assert sum(each.count for each in result.slices) == result.count
    assert all(each.count <= WINDOW and each.limits.startswith("edat ") for each in result.slices)
    assert len(shelf.asked) < 3 * len(result.slices)
    assert result.warnings == ()
    assert all(asked["term"] == "x" for asked in shelf.asked)


@pytest.mark.usefixtures("_small_window")
def test_a_crowded_day_is_sliced_by_pmid() -> None:
    day = date(2024, 1, 1)
    shelf = Shelf(dict.fromkeys(range(38_000_000, 38_000_100), day) | spread(30))
    result = search(shelf, "a OR b")
    assert {int(pmid) for pmid in result.pmids} == set(shelf.records)
    assert any("PMID" in each.limits and "2024/01/01" in each.limits for each in result.slices)
    assert any(asked["term"].startswith("(a OR b) AND ") for asked in shelf.asked)


@pytest.mark.usefixtures("_small_window")
def test_records_that_no_date_finds_are_not_lost() -> None:
    shelf = Shelf(spread(100) | {7: None, 41_999_999: None})
    result = search(shelf, "x")
    assert {"7", "41999999"} <= set(result.pmids)
    assert result.count == len(shelf.records)
    assert all(each.limits.startswith("PMID") for each in result.slices)


@pytest.mark.usefixtures("_small_window")
def test_a_set_that_moves_meanwhile_is_counted_again() -> None:
    shelf = Shelf(spread(100))

    def arrive(number: int) -> None:
        if number == 2:
            shelf.records[41_000_001] = date(2026, 11, 24)

    shelf.before = arrive
    result = search(shelf, "x")
    assert result.count == len(shelf.records)
    assert "41000001" in result.pmids


@pytest.mark.usefixtures("_small_window")
def test_slices_that_never_add_up_are_refused() -> None:
    shelf = Shelf(spread(100))

    def keep_coming(number: int) -> None:
        shelf.records[number] = None  # where we have just been

    shelf.before = keep_coming
    with pytest.raises(BadResponse, match=r"hold .* records where it counts"):
        search(shelf, "x")


@pytest.mark.usefixtures("_small_window")
def test_limits_that_are_not_heeded_end_soon() -> None:
    shelf = Shelf(spread(200))
    fits, shelf._fits = shelf._fits, lambda pmid, asked: fits(pmid, {"term": asked["term"]})  # type: ignore[method-assign]
    assert search(shelf, "x").count == 200  # by PMIDs, dates being ignored
    assert len(shelf.asked) < 80
    shelf._fits = lambda pmid, asked: True  # type: ignore[method-assign]
    shelf.asked.clear()
    with pytest.raises(BadResponse):
        search(shelf, "x")
    assert len(shelf.asked) == 5


def test_a_set_too_large_for_a_topic_is_a_mistake() -> None:
    def ask(
        utility: str, parameters: object, read: Callable[[bytes], Any], tries: object = None
    ) -> Any:
        ids = "".join(f"<Id>{n}</Id>" for n in range(1, 10_000))
        return read(
            f"<eSearchResult><Count>39730388</Count><IdList>{ids}</IdList></eSearchResult>".encode()
        )

    with pytest.raises(ConfigError, match="39,730,388"):
        search(ask, "all[sb]")


days = st.none() | st.dates(date(1000, 1, 1), date(2999, 12, 31)) | st.just(date(2020, 2, 29))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.integers(1, 999_999_999), days, max_size=60), st.integers(1, 9))
def test_whatever_the_dates_nothing_is_lost(records: dict[int, date | None], window: int) -> None:
    with patch.object(searching, "WINDOW", window):
        result = search(Shelf(records), "x")
    assert {int(pmid) for pmid in result.pmids} == set(records)
    assert len(result.pmids) == result.count
    assert all(each.count <= window for each in result.slices)


@given(
    st.dates(date(1000, 1, 1), date(2999, 12, 31)), st.dates(date(1000, 1, 1), date(2999, 12, 31))
)
def test_halves_meet_without_gap_or_overlap(one: date, other: date) -> None:
    span = Span(dates=(min(one, other), max(one, other)))
    left, right = span.halves()
    if one == other:
        assert left.dates == right.dates == span.dates
        assert [left.pmids, right.pmids] == [(1, 50_000_000), (50_000_001, 999_999_999)]
        return
    assert left.dates is not None
    assert right.dates is not None
    assert (left.dates[0], right.dates[1]) == span.dates
    assert left.dates[1] + timedelta(1) == right.dates[0]


@pytest.mark.parametrize(
    "listed", ["<Id>1</Id>", "<Id>1</Id><Id>1</Id>", "<Id>1</Id><Id>x</Id>", "<Id>1</Id><Id/>",
               "<Id>1</Id><Id>2</Id><Id>3</Id>"]
)  # fmt: skip
def test_a_list_that_is_not_what_count_says_is_incomplete(listed: str) -> None:
    def ask(
        utility: str, parameters: object, read: Callable[[bytes], Any], tries: object = None
    ) -> Any:
        return read(
            f"<eSearchResult><Count>2</Count><IdList>{listed}</IdList></eSearchResult>".encode()
        )

    with pytest.raises(BadResponse, match="lists"):
        search(ask, "x")


# --- phrases left out ---


UNKNOWN = "<ErrorList><PhraseNotFound>zzqq</PhraseNotFound></ErrorList>"


def test_a_dropped_phrase_fails_the_search_and_says_how_to_accept_it() -> None:
    shelf = Shelf(spread(5), UNKNOWN + "<QueryTranslation>botox</QueryTranslation>")
    with pytest.raises(DroppedPhrase) as caught:
        search(shelf, "botox OR zzqq")
    assert "«zzqq»" in str(caught.value)
    assert 'accept_dropped: ["zzqq"]' in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.phrases == ("zzqq",)
    result = caught.value.result
    assert (result.count, result.pmids, result.dropped) == (5, (), ("zzqq",))
    assert result.translation == "botox"


def test_an_accepted_phrase_is_kept_with_the_result() -> None:
    result = search(Shelf(spread(5), UNKNOWN), "botox OR zzqq", accept_dropped=['"ZZQQ"'])
    assert (len(result.pmids), result.dropped) == (5, ("zzqq",))
    assert result.warnings == ("PhraseNotFound: zzqq",)


def test_accepting_one_phrase_does_not_accept_another() -> None:
    extra = "<ErrorList><PhraseNotFound>a b</PhraseNotFound><FieldNotFound>c</FieldNotFound></ErrorList>"
    with pytest.raises(DroppedPhrase) as caught:
        search(Shelf(spread(5), extra), "x", accept_dropped=["A  B"])
    assert caught.value.phrases == ("c",)


@pytest.mark.parametrize(
    ("phrase", "accepted", "fine"),
    [
        ("zzqq[tiab]", "zzqq", True),
        ("zzqq[tiab]", "ZZQQ[TIAB]", True),
        ("zzqq[tiab]", "zzqq[ti]", False),
        ("&quot;a b&quot;[tiab]", "a b", True),
        ("zzqq", "zz", False),
    ],
)
def test_a_phrase_may_be_accepted_without_its_field(phrase: str, accepted: str, fine: bool) -> None:
    shelf = Shelf({}, f"<ErrorList><PhraseNotFound>{phrase}</PhraseNotFound></ErrorList>")
    if fine:
        assert search(shelf, "x", [accepted]).count == 0
        return
    with pytest.raises(DroppedPhrase):
        search(shelf, "x", [accepted])


def test_nothing_found_is_an_answer_unless_a_phrase_is_unknown() -> None:
    none = "<WarningList><OutputMessage>No items found.</OutputMessage></WarningList>"
    result = search(Shelf({}, none), "rare")
    assert (result.pmids, result.count, result.warnings) == ((), 0, ("No items found.",))
    with pytest.raises(DroppedPhrase):
        search(Shelf({}, UNKNOWN + none), "zzqq")


def test_stop_words_are_no_loss() -> None:
    extra = "<WarningList><PhraseIgnored>the</PhraseIgnored></WarningList>"
    assert search(Shelf(spread(3), extra), "the botox").warnings == ("PhraseIgnored: the",)


# --- queries that cannot be asked ---


@pytest.mark.parametrize("query", ["", "  \n ", "a\x00b", "x" * 100_001, "#1 AND sleep"])
def test_a_query_that_cannot_be_asked_is_a_mistake_of_its_author(query: str) -> None:
    shelf = Shelf({})
    for ask_it in (search, count):
        with pytest.raises(ConfigError, match="query") as caught:
            ask_it(shelf, query)
        assert len(str(caught.value)) < 300
    assert shelf.asked == []


def test_a_query_that_pubmed_rejects_is_named() -> None:
    def ask(*_: object, **__: object) -> Any:
        raise Rejected("PubMed answers with an error: bad brackets")

    for ask_it in (search, count):
        with pytest.raises(ConfigError, match=r"«\(\(botox» PubMed|«\(\(botox».*bad brackets"):
            ask_it(ask, "((botox")


def test_count_asks_for_the_number_only() -> None:
    shelf = Shelf(spread(50))
    assert count(shelf, "x") == 50
    assert shelf.asked[0]["rettype"] == "count"
