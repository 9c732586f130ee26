"""What happens to records from night to night, and how PubMed shows it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import Bio.Entrez
import pytest
from lxml import etree

from tests.eutils import StandIn, article_set, make_book_record, make_record
from tests.eutils.asking import ask, fetched, search

DTD = Path(Bio.Entrez.__file__).parent / "DTDs" / "pubmed_250101.dtd"


@pytest.fixture
def ncbi():
    records = [make_record(number, created="2026-01-01") for number in (1, 2, 3)]
    with StandIn(
        [*records, make_book_record(4, created="2026-01-01")], day="2026-02-01"
    ) as standing:
        yield standing
        for pmid in standing.pmids:
            etree.DTD(str(DTD)).assertValid(etree.fromstring(article_set(standing.record(pmid))))


def record(ncbi, pmid):
    return etree.fromstring(ncbi.record(pmid))


def test_a_revision_shows_in_the_text_and_in_the_date(ncbi):
    ncbi.revise(2, title="Made-up title, mended", abstract="Mended too.")
    assert search(ncbi, "2026/02/01[mdat]") == ["2"]
    assert search(ncbi, "mended[ti]") == ["2"]
    assert record(ncbi, 2).findtext(".//AbstractText") == "Mended too."
    assert [e.text for e in record(ncbi, 2).find(".//DateRevised")] == ["2026", "02", "01"]


def test_a_silent_revision_shows_only_in_the_text(ncbi):
    ncbi.revise(2, title="Made-up title, mended", dated=False)
    assert search(ncbi, "2026/02/01[mdat]") == []
    assert b"mended" in ask(ncbi, "efetch", id="2")[1]


def test_a_record_without_an_abstract_gets_one():
    ncbi = StandIn(make_record(1, abstract=None))
    ncbi.revise(1, abstract="Made up.")
    etree.DTD(str(DTD)).assertValid(etree.fromstring(article_set(ncbi.record(1))))
    assert ncbi.matching('"made up"[ab]') == {"1"}


def test_a_revision_by_function(ncbi):
    ncbi.revise(3, lambda element: element.find(".//Volume").__setattr__("text", "99"))
    assert search(ncbi, "99[vi]") == ["3"]
    ncbi.revise(4, abstract="Books are revised as well.")
    assert search(ncbi, "books[ab]") == ["4"]


def test_a_revision_of_nothing(ncbi):
    with pytest.raises(KeyError):
        ncbi.revise(99, title="x")


def test_a_retraction_with_its_notice(ncbi):
    assert ncbi.retract(1, 77) == "77"
    assert search(ncbi, "retracted publication[pt]") == ["1"]
    relation = record(ncbi, 1).find(".//CommentsCorrections[@RefType='RetractionIn']")
    assert relation.findtext("PMID") == "77"
    notice = record(ncbi, 77)
    assert notice.findtext(".//CommentsCorrections[@RefType='RetractionOf']/PMID") == "1"
    assert notice.findtext(".//PublicationType") == "Retraction of Publication"
    assert search(ncbi, "2026/02/01[mdat] AND 1[uid]") == ["1"]


def test_a_retraction_whose_notice_is_not_in_pubmed(ncbi):
    assert ncbi.retract(1) is None
    assert record(ncbi, 1).find(".//CommentsCorrections[@RefType='RetractionIn']/PMID") is None


def test_a_notice_of_our_own(ncbi):
    own = make_record(88, publication_types=("Published Erratum",), relations=[("ErratumFor", "2")])
    assert ncbi.erratum(2, own) == "88"
    assert ncbi.erratum(3, 88) == "88"
    assert ncbi.concern(3, 89) == "89"
    kinds = [each.get("RefType") for each in record(ncbi, 3).iter("CommentsCorrections")]
    assert kinds == ["ErratumIn", "ExpressionOfConcernIn"]
    assert len(ncbi.pmids) == 6


def test_deleted_and_merged_records_vanish_without_a_word(ncbi):
    ncbi.delete(1)
    ncbi.merge(2, 3)
    assert fetched(ncbi, id="1,2,3") == ["3"]
    assert search(ncbi, "1:3[uid]") == ["3"]


def test_a_merged_record_may_answer_with_the_survivor(ncbi):
    ncbi.merge(2, 3, answers_with_survivor=True)
    assert fetched(ncbi, id="2") == ["3"]
    assert search(ncbi, "1:3[uid]", sort="pub_date") == ["3", "1"]


def test_dates_are_those_of_the_xml_or_of_the_day():
    ncbi = StandIn(make_record(1, created="2025-05-05", entered="2012-01-01", revised="2025-06-06"))
    assert ncbi.matching("2025/05/05[crdt] AND 2012/01/01[edat] AND 2025/06/06[mdat]") == {"1"}
    bare = etree.fromstring(make_record(2))
    for name in ("History", "DateRevised"):
        found = next(bare.iter(name))
        found.getparent().remove(found)
    ncbi.day = "2026-04-04"
    ncbi.add(bare)
    assert ncbi.matching("2026/04/04[crdt] AND 2026/04/04[edat] AND 2026/04/04[mdat]") == {"2"}


def test_a_year_of_nights_is_quick():
    day = date(2026, 1, 1)
    ncbi = StandIn([make_record(n, "Made-up sleep", created="2025-01-01") for n in range(1, 501)])
    for night in range(365):
        ncbi.day = day + timedelta(days=night)
        ncbi.add(make_record(1_000 + night, f"Made-up sleep {night}", created=ncbi.day))
        ncbi.revise(1 + night, title=f"Made-up sleep, mended in night {night}")
        assert len(ncbi.matching("sleep[ti]")) == 501 + night
        assert len(ncbi.matching(f"{ncbi.day:%Y/%m/%d}[mdat]")) == 2
