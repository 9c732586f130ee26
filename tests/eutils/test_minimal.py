"""The made-up records are valid PubMed XML, so no test rests on a shape PubMed would not send."""

from __future__ import annotations

import json
from pathlib import Path

import Bio.Entrez
import pytest
from lxml import etree

from tests.eutils.minimal import article_set, from_evidence, make_book_record, make_record

DTD = Path(Bio.Entrez.__file__).parent / "DTDs" / "pubmed_250101.dtd"

RECORDS = {
    "defaults": make_record(1),
    "everything": make_record(
        2,
        "Made-up <trial> & more",
        authors=("Doe J", "King ML Jr", "de la Roe RA", "Plato", "Made-up Study Group"),
        month=3,
        day=9,
        pmcid="PMC2",
        publication_types=("Journal Article", "Randomized Controlled Trial", "Unheard-of Type"),
        mesh=("*Depression/drug therapy", "Botulinum Toxins"),
        keywords=("made up",),
        abstract=[("BACKGROUND", "None."), ("RESULTS", "x < y")],
        trials=[("ClinicalTrials.gov", "NCT00000000")],
        relations=[("ErratumIn", "9"), ("CommentIn", None)],
        completed="2020-02-01",
        notes=("made up",),
    ),
    "bare": make_record(
        3, authors=(), volume=None, issue=None, pages=None, doi=None, issn=None, abstract=None
    ),
    "medline date": make_record(4, medline_date="2012 May-Jun"),
    "markup": make_record(5, "On <i>made up</i> &amp; real", markup=True),
    "book": make_book_record(6),
}


@pytest.fixture(scope="module")
def dtd():
    return etree.DTD(str(DTD))


@pytest.mark.parametrize("name", RECORDS)
def test_a_made_up_record_follows_the_dtd(name, dtd):
    tree = etree.fromstring(article_set(RECORDS[name]))
    dtd.assertValid(tree)


def test_a_set_may_announce_deletions(dtd):
    tree = etree.fromstring(article_set(RECORDS["defaults"], deleted=[7, "8"]))
    dtd.assertValid(tree)
    assert tree.xpath("//DeleteCitation/PMID/text()") == ["7", "8"]


def test_names_are_read_as_people_groups_or_single_names():
    tree = etree.fromstring(RECORDS["everything"])
    shown = [[child.text for child in author] for author in tree.iter("Author")]
    assert shown == [
        ["Doe", "J", "J"],
        ["King", "M L", "ML", "Jr"],
        ["de la Roe", "R A", "RA"],
        ["Plato"],
        ["Made-up Study Group"],
    ]


def test_markup_is_escaped_unless_it_is_announced():
    assert (
        etree.fromstring(RECORDS["everything"]).findtext(".//ArticleTitle").startswith("Made-up <t")
    )
    assert etree.fromstring(RECORDS["markup"]).find(".//ArticleTitle/i").text == "made up"


def test_works_of_a_topic_become_records_that_say_what_they_are(tmp_path, dtd):
    work = {
        "key": "madeup2020",
        "pmid": "4711",
        "doi": "10.5555/x",
        "title": "Made-up trial of nothing",
        "authors": ["Doe J", "et al. (not seen)"],
        "journal": "Journal of Made-up Trials",
        "year": 2020,
        "volume": 12,
        "issue": None,
        "pages": "1-2",
        "design": "randomized controlled trial",
    }
    file = tmp_path / "evidence.yaml"
    file.write_text(json.dumps({"works": [work, {**work, "key": "no", "pmid": None}]}))
    (record,) = from_evidence(file)
    tree = etree.fromstring(article_set(record))
    dtd.assertValid(tree)
    assert tree.findtext(".//PMID") == "4711"
    assert tree.findtext(".//GeneralNote").startswith("Stand-in record")
    assert tree.find(".//Abstract") is None
    assert tree.find(".//AuthorList").get("CompleteYN") == "N"
    assert tree.xpath("//PublicationType/text()")[1] == "Randomized Controlled Trial"


def test_the_works_of_every_topic_can_be_served(dtd):
    files = sorted((Path(__file__).parents[2] / "queries").glob("*/evidence.yaml"))
    records = [record for file in files for record in from_evidence(file)]
    assert records
    dtd.assertValid(etree.fromstring(article_set(*records)))
