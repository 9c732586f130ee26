"""The stand-in over real records: every search strategy of the topic, checked against a plain reading of the XML."""

from __future__ import annotations

import re
import time

import pytest
from lxml import etree

from tests.eutils import StandIn
from tests.eutils.asking import ask_xml, search
from tests.eutils.shelf import folded
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared

TOXIN = (
    '("Botulinum Toxins"[MeSH] OR botulinum[tiab] OR botulin[tiab] OR botox[tiab] OR '
    "onabotulinumtoxin*[tiab] OR abobotulinumtoxin*[tiab]\n OR incobotulinumtoxin*[tiab] OR "
    "prabotulinumtoxin*[tiab] OR daxibotulinumtoxin*[tiab] OR BoNT[tiab] OR BoNTA[tiab] OR BTX-A[tiab])"
)
STRATEGIES = {
    "depression": f"""{TOXIN}
AND
("Depression"[MeSH] OR "Depressive Disorder"[MeSH] OR "Antidepressive Agents"[MeSH] OR "Affect"[MeSH] OR
 "Mood Disorders"[MeSH] OR depress*[tiab] OR antidepress*[tiab] OR mood[tiab] OR dysthym*[tiab])""",
    "mechanism": f"""{TOXIN} AND ("Emotions"[MeSH] OR "Facial Expression"[MeSH] OR "Amygdala"[MeSH] OR
 "facial feedback"[tiab] OR emotion*[tiab] OR amygdala[tiab] OR frown*[tiab] OR proprioception[tiab] OR
 "borderline personality"[tiab] OR anxiety[tiab])""",
    "facial feedback": '"facial feedback"[tiab] AND (meta-analysis[pt] OR systematic[sb] OR replication[tiab] '
    'OR multi-lab[tiab] OR "registered report"[tiab])',
    "muscles": "(corrugator[tiab] OR procerus[tiab] OR glabella*[tiab]) AND (electromyograph*[tiab] OR EMG[tiab]) "
    "AND (depress*[tiab] OR sad*[tiab] OR anger[tiab] OR fear[tiab])",
    "safety": f'{TOXIN} AND ("adverse effects"[sh] OR FAERS[tiab] OR pharmacovigilance[tiab] OR '
    '"drug approval"[MeSH]) AND (glabella*[tiab] OR depress*[tiab])',
    "relaxation": '"relaxation therapy"[MeSH] AND "depression"[MeSH] AND (systematic[sb] OR meta-analysis[pt])',
}


@pytest.fixture(scope="module")
def ncbi():
    places = ("bulk/mixed.xml.gz", "awkward", "raw_efetch", "revisions")
    with StandIn([SHARED / "pubmed" / place for place in places]) as standing:
        yield standing


@pytest.fixture(scope="module")
def trees(ncbi):
    return {pmid: etree.fromstring(ncbi.record(pmid)) for pmid in ncbi.pmids}


def words(tree, *paths):
    found = ("".join(each.itertext()) for path in paths for each in tree.iterfind(path))
    return [" ".join(re.findall(r"[^\W_]+", folded(text))) for text in found]


TIAB = (".//ArticleTitle", ".//VernacularTitle", ".//AbstractText", ".//Keyword", ".//BookTitle")


@pytest.mark.parametrize(
    ("query", "pattern"),
    {
        "depress*[tiab]": r"\bdepress\w*",
        '"amyotrophic lateral"[tiab]': r"\bamyotrophic lateral\b",
        "meta-analysis[tiab]": r"\bmeta analysis\b",
        "mice[tiab]": r"\bmice\b",
        "random*[tiab]": r"\brandom\w*",
    }.items(),
)
def test_words_in_title_and_abstract(ncbi, trees, query, pattern):
    expected = {
        pmid
        for pmid, tree in trees.items()
        if any(re.search(pattern, text) for text in words(tree, *TIAB))
    }
    assert ncbi.matching(query) == expected
    assert expected


def test_headings_and_types(ncbi, trees):
    def having(path, name):
        return {pmid for pmid, tree in trees.items() if name in words(tree, path)}

    assert ncbi.matching('"Mice"[MeSH]') == having(".//DescriptorName", "mice") != set()
    assert ncbi.matching("review[pt]") == having(".//PublicationType", "review") != set()
    assert (
        ncbi.matching('"drug therapy"[sh]') == having(".//QualifierName", "drug therapy") != set()
    )


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_strategy_is_understood(ncbi, name):
    root = ask_xml(ncbi, "esearch", post=True, term=STRATEGIES[name], retmax=9_999)
    assert root.find("ERROR") is None
    assert root.find("ErrorList") is None
    assert set(root.xpath("IdList/Id/text()")) == ncbi.matching(STRATEGIES[name])
    translated = root.findtext("QueryTranslation")
    assert translated.count("(") == translated.count(")")
    assert ncbi.matching(translated.replace("sad*", "sad")) == ncbi.matching(STRATEGIES[name])


def test_dates_split_a_result_without_loss(ncbi):
    whole = set(search(ncbi, "the OR of OR a* OR 1:99999999[uid]"))
    parts = [
        search(ncbi, f"1:99999999[uid] AND {year}/01/01:{year}/12/31[edat]")
        for year in range(1900, 2031)
    ]
    assert sum(map(len, parts)) == len(whole) == len(ncbi.pmids)
    assert set().union(*parts) == whole


def test_every_record_comes_back_as_it_is_filed(ncbi):
    pmids = ncbi.pmids[:400]
    root = ask_xml(ncbi, "efetch", post=True, id=",".join(pmids))
    assert len(root) == 400
    for element, pmid in zip(root, pmids, strict=True):
        filed = etree.fromstring(ncbi.record(pmid))
        assert etree.tostring(element, method="c14n", with_tail=False) == etree.tostring(
            filed, method="c14n"
        )


@pytest.mark.slow
def test_thousands_of_records_are_searched_in_a_moment():
    ncbi = StandIn(SHARED / "pubmed" / "bulk")
    for strategy in STRATEGIES.values():
        ncbi.matching(strategy)
    began = time.process_time()
    for strategy in STRATEGIES.values():
        ncbi.matching(f"({strategy}) AND 2000/01/01:2030/12/31[edat]")
    assert time.process_time() - began < 1
