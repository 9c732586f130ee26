"""Crossref and Retraction Watch: what is asked, and how their records are read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from littrack.errors import BadResponse
from littrack.integrity.status import Told, status_of
from littrack.sources import crossref, retraction_watch
from littrack.sources.protocol import (
    Answer,
    IntegrityFact,
    Memory,
    Portion,
    Remember,
    Reply,
    Subject,
    Unchanged,
)
from littrack.sources.web import Limits, PoliteWeb
from tests.shared import SHARED, needs_shared
from tests.sources.services import Services

REAL = SHARED / "pubmed" / "apis" / "crossref_retractions"
TODAY = date(2026, 11, 24)
KNOWN = "2026-11-23T02:00:00Z"


@pytest.fixture
def services() -> Iterator[Services]:
    with Services() as found:
        yield found


def ask(services: Services, source: object, portion: Portion) -> list[Reply]:
    name = source.name  # type: ignore[attr-defined]
    web = PoliteWeb(
        source, services.url(name), 50, "me@example.org", Limits(tries=1), sleep=lambda _: None
    )  # type: ignore[arg-type]
    try:
        return list(source.ask(web, portion))  # type: ignore[attr-defined]
    finally:
        web.close()


def answers(replies: list[Reply]) -> dict[str, tuple[object, ...]]:
    return {each.about: each.facts for each in replies if isinstance(each, Answer)}


def subjects(number: int, checked: str | None = None) -> tuple[Subject, ...]:
    return tuple(
        Subject(str(at), str(at), f"10.5555/made-up.{at}", checked=checked)
        for at in range(1, number + 1)
    )


def works() -> list[dict[str, object]]:
    found = [
        json.loads(path.read_text("utf-8")) for path in sorted(REAL.glob("cache__crossref__*.json"))
    ]
    return [each["message"] for each in found if each.get("message")]


@needs_shared
def test_real_works_of_crossref() -> None:
    facts = {str(work["DOI"]): crossref.parse_updates(work) for work in works()}
    wakefield = facts["10.1016/s0140-6736(97)11096-0"]
    assert [(each.kind, each.date, each.asserted_by) for each in wakefield] == [
        ("erratum", "2004-03-06", "retraction-watch"),
        ("retraction", "2010-02-06", "retraction-watch"),
    ]
    surgisphere = facts["10.1056/nejmoa2007621"]
    assert {each.kind for each in surgisphere} >= {"expression of concern", "retraction"}
    for found in (wakefield, surgisphere):
        told = [Told(each.kind, "Crossref", each.date, KNOWN, each.asserted_by) for each in found]
        assert status_of(told) == "retracted"
    review = next(work for work in works() if "update-to" in work)
    assert crossref.is_notice(review)
    assert crossref.parse_updates(review) == ()


@needs_shared
def test_the_real_file_of_retraction_watch() -> None:
    with (REAL / "retractionwatch-sample.csv").open("rb") as file:
        entries = list(retraction_watch.read_entries(iter(lambda: file.read(700), b"")))
    assert len(entries) == 13
    found = [
        retraction_watch.parse_entry(each)
        for each in entries
        if each["OriginalPaperPubMedID"] == "9500320"
    ]
    assert [(each.kind, each.date, each.notice_pmid) for each in found] == [
        ("erratum", "2004-03-06", "15016483"),
        ("retraction", "2010-02-06", "20137807"),
    ]
    assert "Falsification/Fabrication of Data" in str(found[1].reason)
    unnumbered = next(each for each in entries if each["Record ID"] == "71782")
    assert retraction_watch.parse_entry(unnumbered).notice_pmid is None


def test_new_studies_are_asked_about_whole_and_known_ones_by_what_was_indexed_since(
    services: Services,
) -> None:
    services.update("10.5555/made-up.2", "retraction", "10.5555/notice", date(2026, 11, 23))
    services.update("10.5555/made-up.3", "correction", "10.5555/other", date(2020, 1, 1))
    known = tuple(each for each in subjects(200, KNOWN))
    new = Subject("x", None, "10.5555/made-up.x")
    services.unknown.add("10.5555/made-up.x")
    replies = ask(
        services, crossref.SOURCE, Portion(TODAY, (*known, new), memory=Memory(answered=KNOWN))
    )
    assert answers(replies) == {
        "2": (
            IntegrityFact(
                "retraction", "2026-11-23", notice_doi="10.5555/notice", asserted_by="publisher"
            ),
        ),
        "x": (),
    }
    assert isinstance(replies[-1], Remember)
    assert (
        services.counts["crossref"] == 2 * 2 + 2
    )  # two lists of known DOIs, one of new ones; both directions
    assert all("mailto=me%40example.org" in path for _, path in services.requests)


def test_every_study_is_asked_about_the_first_time(services: Services) -> None:
    services.update("10.5555/made-up.3", "correction", "10.5555/other", date(2020, 1, 1))
    found = answers(ask(services, crossref.SOURCE, Portion(TODAY, subjects(45))))
    assert len(found) == 45
    assert [each.kind for each in found["3"]] == ["erratum"]  # type: ignore[attr-defined]


def test_a_doi_with_a_comma_is_asked_about_alone(services: Services) -> None:
    subject = Subject("1", None, "10.5555/a,b(c)<d>")
    services.update("10.5555/a,b(c)<d>", "retraction", "10.5555/notice", date(2020, 1, 1))
    found = answers(ask(services, crossref.SOURCE, Portion(TODAY, (subject,))))
    assert len(found["1"]) == 1


@pytest.mark.parametrize("fault", ["nonsense", "empty", "html", "cut"])
def test_a_reply_that_cannot_be_right_is_no_answer(services: Services, fault: str) -> None:
    services.faults["crossref"] = services.faults["retractionwatch"] = fault
    for source in (crossref.SOURCE, retraction_watch.SOURCE):
        with pytest.raises(BadResponse):
            ask(services, source, Portion(TODAY, subjects(3)))


def test_the_file_is_read_when_it_changed_or_a_study_is_new(services: Services) -> None:
    services.enter(
        "Retraction", date(2025, 3, 4), pmid="2", notice="10.5555/Notice", reason="Made-up reason;"
    )
    services.enter("Reinstatement", date(2025, 5, 4), doi="10.5555/MADE-UP.2")
    services.enter("Retraction", date(2025, 3, 4), pmid="0", doi="unavailable")
    first = ask(services, retraction_watch.SOURCE, Portion(TODAY, subjects(3)))
    found = answers(first)
    assert set(found) == {"1", "2", "3"}
    assert [each.kind for each in found["2"]] == ["retraction", "reinstatement"]  # type: ignore[attr-defined]
    assert found["1"] == ()
    remembered = first[-1]
    assert isinstance(remembered, Remember)
    again = ask(
        services,
        retraction_watch.SOURCE,
        Portion(TODAY, subjects(3, KNOWN), memory=remembered.memory),
    )
    assert [type(each) for each in again] == [Unchanged]
    with_new = ask(
        services, retraction_watch.SOURCE, Portion(TODAY, subjects(4), memory=remembered.memory)
    )
    assert len(answers(with_new)) == 4


@given(st.lists(st.binary(max_size=200), max_size=5))
def test_no_bytes_break_the_reader_of_the_file(pieces: list[bytes]) -> None:
    try:
        for entry in retraction_watch.read_entries(pieces):
            retraction_watch.parse_entry(entry)
    except BadResponse:
        pass


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("DOI", "type", "updated", "date-parts", "source", "label")), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(JSON, max_size=3))
def test_no_record_breaks_the_reader_of_crossref(entries: list[object]) -> None:
    for fact in crossref.parse_updates({"DOI": "10.5555/x", "updated-by": entries}):
        assert fact.kind


def kinds_of(services: Services, *found: Subject, source: object = crossref.SOURCE) -> dict[str, list[str]]:  # fmt: skip
    told = answers(ask(services, source, Portion(TODAY, found)))
    return {study: [each.kind for each in facts] for study, facts in told.items()}  # type: ignore[attr-defined]


def test_a_notice_that_the_articles_own_record_does_not_name_is_found(services: Services) -> None:
    services.notice("10.5555/MADE-UP.2", "retraction", "10.5555/notice", date(2026, 11, 23))
    services.update("10.5555/made-up.3", "retraction", "10.5555/both", date(2026, 11, 23))
    services.notice("10.5555/made-up.3", "retraction", "10.5555/both", date(2026, 11, 23))
    assert kinds_of(services, *subjects(3)) == {"1": [], "2": ["retraction"], "3": ["retraction"]}
    known = Portion(TODAY, subjects(3, KNOWN), memory=Memory(answered=KNOWN))
    found = answers(ask(services, crossref.SOURCE, known))
    assert {study: len(facts) for study, facts in found.items()} == {"2": 1, "3": 1}
    assert found["2"][0].notice_doi == "10.5555/notice"  # type: ignore[attr-defined]


def test_the_record_of_a_notice_or_a_new_version_carries_no_flag(services: Services) -> None:
    services.notice("10.5555/made-up.1", "retraction", "10.5555/made-up.2", date(2026, 11, 23))
    services.notice("10.5555/old", "new_version", "10.5555/made-up.3", date(2026, 11, 23))
    assert kinds_of(services, *subjects(3)) == {"1": ["retraction"], "2": [], "3": []}


def test_a_notice_under_the_articles_own_doi() -> None:
    entry = {"DOI": "10.5555/X", "type": "withdrawal", "source": "publisher",
             "updated": {"date-parts": [[2021, 1, 5]]}}  # fmt: skip
    (fact,) = crossref.parse_updates({"DOI": "10.5555/x", "update-to": [entry]})
    assert (fact.kind, fact.date, fact.notice_doi) == ("withdrawal", "2021-01-05", None)


def test_an_erratum_that_was_retracted_says_nothing_of_the_article() -> None:
    article = {"DOI": "10.5555/x", "updated-by": [{"DOI": "10.5555/e", "type": "erratum"}]}
    retraction = {"DOI": "10.5555/r", "update-to": [{"DOI": "10.5555/e", "type": "retraction"}]}
    assert [each.kind for each in crossref.parse_updates(article, [retraction])] == ["erratum"]


def test_a_concern_that_a_correction_lifts() -> None:
    entry = {"DOI": "10.5555/n", "type": "correction", "label": "Removal of Expression of Concern"}
    (fact,) = crossref.parse_updates({"DOI": "10.5555/x", "updated-by": [entry]})
    assert fact.kind == "concern cleared"


@pytest.mark.parametrize(
    ("parts", "read"),
    [([2020], "2020"), ([2020, 5], "2020-05"), ([2020, 5, 6], "2020-05-06"), ([2020, 13], None), ([], None),
     ([None], None), ([True], None), ([2020, 2, 30], None), (["2020"], None), ([10**9], None)],
)  # fmt: skip
def test_dates_of_crossref(parts: list[object], read: str | None) -> None:
    entry = {"type": "retraction", "updated": {"date-parts": [parts]}}
    (fact,) = crossref.parse_updates({"DOI": "10.5555/x", "updated-by": [entry]})
    assert fact.date == read


def test_a_doi_that_spoils_a_list_does_not_stand_in_the_way_of_the_others(
    services: Services,
) -> None:
    services.spoilt.add("10.5555/made-up.7")
    services.update("10.5555/made-up.8", "retraction", "10.5555/n", date(2026, 11, 23))
    found = kinds_of(services, *subjects(12))
    assert found["8"] == ["retraction"]
    assert len(found) == 12
    assert services.counts["crossref"] < 24


def test_what_is_no_doi_is_not_asked_about(services: Services) -> None:
    odd = (Subject("1", None, "not a doi"), Subject("2", None, "10.5555/made-up.2"))
    assert kinds_of(services, *odd) == {"1": [], "2": []}
    assert not any("not+a+doi" in path or "not%20a" in path for _, path in services.requests)


def test_a_preprint_that_is_withdrawn_does_not_touch_its_article(services: Services) -> None:
    services.enter(
        "Retraction", date(2021, 3, 4), pmid="2", doi="10.1101/2020.01.01.1", article="Preprint;"
    )
    services.enter("Retraction", date(2021, 3, 4), pmid="3", doi="10.1101/2020.01.01.3")
    services.enter("Retraction", date(2021, 3, 4), doi="10.1101/2020.01.01.4", article="Preprint;")
    found = (*subjects(3), Subject("4", "4", "10.1101/2020.01.01.4"))
    source = retraction_watch.SOURCE
    told = kinds_of(services, *found, source=source)
    assert told == {"1": [], "2": ["notice of its preprint"], "3": ["notice of its preprint"],
                    "4": ["retraction"]}  # fmt: skip
    assert status_of([Told("notice of its preprint", "Retraction Watch", "2021", KNOWN)]) is None


def test_rows_that_name_several_numbers_or_a_doi_as_an_address(services: Services) -> None:
    services.enter("Retraction", date(2021, 3, 4), pmid="900; 0002")
    services.enter(
        "Expression of concern", date(2021, 3, 4), doi="https://doi.org/10.5555/MADE-UP.3"
    )
    source = retraction_watch.SOURCE
    assert kinds_of(services, *subjects(3), source=source) == {
        "1": [], "2": ["retraction"], "3": ["expression of concern"],
    }  # fmt: skip


def test_a_row_is_about_the_version_that_its_doi_names(services: Services) -> None:
    services.enter("Retraction", date(2021, 3, 4), pmid="1", doi="10.5555/made-up.2")
    assert kinds_of(services, *subjects(2), source=retraction_watch.SOURCE) == {
        "1": [], "2": ["retraction"],
    }  # fmt: skip


def test_a_file_that_ends_in_the_middle_of_a_row_is_no_answer() -> None:
    heads = ",".join((*retraction_watch.COLUMNS, "ArticleType"))
    with pytest.raises(BadResponse, match="ends in the middle of a row"):
        list(retraction_watch.read_entries([f"{heads}\n1,Made-up,1/2/20".encode()]))


@pytest.mark.parametrize(
    ("said", "read"),
    [("2/6/2010 0:00", "2010-02-06"), ("2010-02-06 00:00", "2010-02-06"), ("13/6/2010", None), ("soon", None),
     ("2/30/2010 0:00", None), ("", None)],
)  # fmt: skip
def test_dates_of_retraction_watch(said: str, read: str | None) -> None:
    entry = dict.fromkeys((*retraction_watch.COLUMNS, "ArticleType"), "") | {"RetractionDate": said}
    assert retraction_watch.parse_entry(entry).date == read
