"""Europe PMC, Unpaywall and iCite: what is asked and how replies are read."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from littrack.errors import BadResponse, ConfigError
from littrack.sources import europepmc, icite, unpaywall
from littrack.sources.protocol import Answer, Portion, Reach, ReadingLink, Subject
from tests.shared import SHARED, needs_shared
from tests.sources.replies import Replies

TODAY = date(2026, 11, 24)
APIS = SHARED / "pubmed" / "apis"
ARTICLE = Subject("99000001", "99000001", "10.5555/made-up.1")
PREPRINT = Subject("doi:10.5555/made-up.2", None, "10.5555/made-up.2")
NAMELESS = Subject("key:made-up")


def answers(source: Any, web: Replies, *subjects: Subject) -> dict[str, Answer]:
    return {each.about: each for each in source.SOURCE.ask(web, Portion(TODAY, subjects))}


def copy(code: str, style: str, site: str = "Europe_PMC", url: str = "https://example.org/a") -> dict[str, str]:  # fmt: skip
    return {"availabilityCode": code, "documentStyle": style, "site": site, "url": f"{url}/{style}"}


def result(**changes: Any) -> dict[str, Any]:
    offers = changes.pop("offers", [])
    links = changes.pop("links", [])
    return {
        "id": "99000001",
        "source": "MED",
        "pmid": "99000001",
        "doi": "10.5555/made-up.1",
        "fullTextUrlList": {"fullTextUrl": offers},
        "commentCorrectionList": {"commentCorrection": links},
        **changes,
    }


def body(*results: Mapping[str, Any]) -> dict[str, Any]:
    return {"hitCount": len(results), "resultList": {"result": list(results)}}


def test_europe_pmc_is_asked_for_many_at_once() -> None:
    preprint = result(id="PPR1", source="PPR", doi="10.5555/MADE-UP.2")
    del preprint["pmid"]
    web = Replies(lambda path, params: body(result(offers=[copy("OA", "pdf")]), preprint))
    told = answers(europepmc, web, ARTICLE, PREPRINT, NAMELESS)
    assert told["99000001"].facts == (
        ReadingLink("open access", "https://example.org/a/pdf", None, None, None),
    )
    assert told["doi:10.5555/made-up.2"].known
    assert not told["key:made-up"].known
    ((path, asked),) = web.asked
    assert path == "/searchPOST"
    assert asked["query"] == '(EXT_ID:99000001 AND SRC:MED) OR DOI:"10.5555/made-up.2"'
    assert asked["resultType"] == "core"


def test_europe_pmc_batches_stay_small() -> None:
    subjects = [Subject(str(n), str(n)) for n in range(1, 2 * europepmc.BATCH + 2)]
    web = Replies(lambda path, params: body())
    assert len(answers(europepmc, web, *subjects)) == len(subjects)
    assert len(web.asked) == 3
    assert all(int(params["pageSize"]) <= 1000 for _, params in web.asked)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"offers": [copy("S", "doi", "DOI"), copy("U", "pdf")]}, ()),
        ({"offers": [copy("F", "pdf"), copy("F", "html")], "pmcid": "PMC1", "authMan": "Y"},
         (ReadingLink("full text", "https://example.org/a/html", "acceptedVersion", None, "PMC1"),)),
        ({"offers": [copy("OA", "pdf", "Unpaywall"), copy("OA", "html")], "pmcid": "PMC1", "license": "cc by"},
         (ReadingLink("open access", "https://example.org/a/html", "publishedVersion", "cc by", "PMC1"),)),
        ({"offers": [copy("OA", "html", url="javascript:alert")]}, ()),
        ({"links": [{"id": "PPR7", "source": "PPR", "type": "Preprint in"}]},
         (ReadingLink("preprint", "https://europepmc.org/article/PPR/PPR7", "submittedVersion", None, "PPR7"),)),
        ({"links": [{"id": "12", "source": "MED", "type": "Preprint of"}]},
         (ReadingLink("published version", "https://europepmc.org/article/MED/12", "publishedVersion", None, "12"),)),
        ({"links": [{"id": "12", "source": "MED", "type": "Erratum in"}, {"id": "../x", "source": "PPR", "type": "Preprint in"}]}, ()),
    ],
)  # fmt: skip
def test_what_europe_pmc_offers(changes: dict[str, Any], expected: tuple[ReadingLink, ...]) -> None:
    assert europepmc.parse_result(result(**changes)) == expected


@pytest.mark.parametrize(
    "reply",
    ["<html>", {}, {"resultList": {}}, {"hitCount": 3, "resultList": {"result": [result()]}}],
)
def test_europe_pmc_must_send_all(reply: Any) -> None:
    with pytest.raises(BadResponse):
        answers(europepmc, Replies(lambda path, params: reply), ARTICLE)


def test_unpaywall_needs_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in unpaywall.EMAIL:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ConfigError, match="UNPAYWALL_EMAIL"):
        answers(unpaywall, Replies(lambda path, params: {}), ARTICLE)
    assert not answers(unpaywall, Replies(lambda path, params: {}), NAMELESS)["key:made-up"].known


@pytest.mark.parametrize(
    ("best", "expected"),
    [
        (None, ()),
        ({"url": "https://example.org/x.pdf", "version": "acceptedVersion", "license": "cc-by-nc"},
         (ReadingLink("open access", "https://example.org/x.pdf", "acceptedVersion", "cc-by-nc", None),)),
        ({"url": "https://example.org/x.pdf", "url_for_landing_page": "https://example.org/x", "license": None},
         (ReadingLink("full text", "https://example.org/x", None, None, None),)),
        ({"url": "javascript:alert(1)", "version": "strange"}, ()),
    ],
)  # fmt: skip
def test_the_best_copy(
    monkeypatch: pytest.MonkeyPatch,
    best: dict[str, Any] | None,
    expected: tuple[ReadingLink, ...],
) -> None:
    monkeypatch.setenv("UNPAYWALL_EMAIL", "reader@example.org")
    web = Replies(lambda path, params: {"doi": "10.5555/made-up.1", "best_oa_location": best})
    assert answers(unpaywall, web, ARTICLE)["99000001"].facts == expected
    assert web.asked == [("/10.5555/made-up.1", {"email": "reader@example.org"})]


def test_unpaywall_not_knowing_a_doi_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NCBI_EMAIL", "reader@example.org")
    web = Replies(lambda path, params: (404, {"error": True}))
    assert not answers(unpaywall, web, ARTICLE)["99000001"].known
    with pytest.raises(BadResponse):
        answers(unpaywall, Replies(lambda path, params: "<html>"), ARTICLE)


def test_a_refused_doi_does_not_stand_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NCBI_EMAIL", "reader@example.org")
    bad = [Subject(f"b{n}", None, f"10.5555/bad.{n}") for n in range(3)]

    def answer(path: str, params: Mapping[str, str]) -> Any:
        return "<html>" if "bad" in path else {"best_oa_location": None}

    told = answers(unpaywall, Replies(answer), bad[0], ARTICLE, *bad[1:])
    assert {about: each.known for about, each in told.items()} == {
        "99000001": True, "b0": False, "b1": False, "b2": False,
    }  # fmt: skip
    web = Replies(answer)
    with pytest.raises(BadResponse):
        answers(unpaywall, web, *bad)
    assert len(web.asked) == 2, "a service that sends nonsense only is not asked on and on"


def test_a_doi_is_one_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NCBI_EMAIL", "reader@example.org")
    web = Replies(lambda path, params: (404, {}))
    answers(unpaywall, web, Subject("1", "1", "10.5555/(sici)1<3::a>2.0;x?y#z"))
    assert web.asked[0][0] == "/10.5555/%28sici%291%3C3%3A%3Aa%3E2.0%3Bx%3Fy%23z"


def test_icite_counts() -> None:
    row = {"pmid": 99000001, "year": 2020, "citation_count": 12, "relative_citation_ratio": 1.2345,
           "nih_percentile": 61.0, "provisional": False}  # fmt: skip
    web = Replies(lambda path, params: {"data": [row]})
    unknown = Subject("99000002", "99000002")
    told = answers(icite, web, ARTICLE, unknown, NAMELESS)
    assert told["99000001"].facts == (Reach(1.23, 61.0, 12, False, 2020),)
    assert [each.known for each in told.values()].count(False) == 2
    assert web.asked[0][1]["pmids"] == "99000001,99000002"


def test_icite_asks_a_thousand_in_two() -> None:
    subjects = [Subject(str(n), str(90000000 + n)) for n in range(1000)]
    web = Replies(lambda path, params: {"data": []})
    answers(icite, web, *subjects)
    assert len(web.asked) == 2
    assert all(len(params["pmids"]) < 6000 for _, params in web.asked)


@pytest.mark.parametrize("reply", ["<html>", {}, {"data": None}, {"data": [{}]}, []])
def test_icite_must_send_papers(reply: Any) -> None:
    with pytest.raises(BadResponse):
        answers(icite, Replies(lambda path, params: reply), ARTICLE)


@needs_shared
def test_real_results_of_europe_pmc() -> None:
    text = (APIS / "europepmc_pyEuropePMC" / "search_cancer_core.json").read_text("utf-8")
    for each in json.loads(text)["resultList"]["result"]:
        links = europepmc.parse_result(each)
        open_access = [link for link in links if link.kind == "open access"]
        assert bool(open_access) == (each["isOpenAccess"] == "Y")
        assert all(link.licence == each.get("license") for link in open_access)


@needs_shared
def test_real_accounts_of_unpaywall() -> None:
    with gzip.open(
        APIS / "unpaywall" / "unpaywall_sample.json.gz", "rt", encoding="utf-8"
    ) as lines:
        accounts = [json.loads(line) for line in lines]
    assert len(accounts) == 1000
    for each in accounts:
        assert bool(unpaywall.parse_copy(each)) == bool(each["is_oa"])


@needs_shared
def test_real_rows_of_icite() -> None:
    with (APIS / "icite" / "icite_metadata_snapshot_rows.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    reach = [icite.parse_reach(row) for row in rows]
    assert all(each.cited_by is not None and each.year for each in reach)
    assert not any(each.provisional for each in reach)
