"""The query language: what strategies use of it, told from what PubMed would say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.eutils import StandIn, make_book_record, make_record
from tests.eutils.terms import parse_query, translation

RECORDS = [
    make_record(
        1,
        "Made-up toxin trial in low mood",
        mesh=("*Depression/drug therapy", "Botulinum Toxins"),
        publication_types=("Journal Article", "Randomized Controlled Trial"),
        abstract=[
            ("METHODS", "Frown lines were counted."),
            ("RESULTS", "Facial feedback was seen."),
        ],
        authors=("Zürich MA", "Doe J"),
        created="2025-01-10",
        revised="2025-06-01",
        year=2024,
        month=3,
        keywords=("glabellar lines",),
    ),
    make_record(
        2,
        "A systematic review of made-up relaxation",
        mesh=("Relaxation Therapy", "Depression"),
        abstract="Feedback that is facial, but not in this order. BTX-A was not used.",
        created="2025-02-10",
        entered="2019-02-10",
        revised="2025-02-10",
        year=2019,
        language="ger",
        journal="Archiv",
        abbreviation="Arch Made Up",
        authors=("Made-up Group",),
        trials=[("ClinicalTrials.gov", "NCT00000001")],
    ),
    make_record(
        30, "Sad and angry mice", abstract=None, authors=(), created="2024-12-31", year=2024
    ),
    make_book_record(400, "Chapter on sadness", abstract="Facial feedbacks differ.", year=2010),
]


@pytest.fixture(scope="module")
def ncbi():
    return StandIn(RECORDS, day="2025-07-01")


ANSWERS = {
    "toxin[ti]": {1},
    "toxin[tiab]": {1},
    "frown[tiab]": {1},
    "frown[ti]": set(),
    "frown[ab]": {1},
    "glabellar[tiab]": {1},
    '"facial feedback"[tiab]': {1},
    '"facial feedback*"[tiab]': {1, 400},
    "facial feedback[tiab]": {1},
    "feedback facial[tiab]": {1, 2},
    "facial feedback": {1, 2},
    "btx-a[tiab]": {2},
    "BTX A[tiab]": {2},
    "sadn*[tiab]": {400},
    "feed*ck[tiab]": {1, 2},
    "sad*[tiab]": {30},
    '"Depression"[MeSH]': {1, 2},
    '"depression/drug therapy"[mh]': {1},
    "depression[MeSH Terms]": {1, 2},
    '"Depression"[majr]': {1},
    '"drug therapy"[sh]': {1},
    "randomized controlled trial[pt]": {1},
    "systematic[sb]": {2},
    "zurich ma[au]": {1},
    "Zürich[au]": {1},
    "zurich m[au]": {1},
    "zurich x[au]": set(),
    "doe j[1au]": {400},
    '"Made-up Group"[au]': {2},
    "eng[la]": {1, 30, 400},
    "german[la]": {2},
    '"Arch Made Up"[ta]': {2},
    "archiv[journal]": {2},
    "10.5555/made-up.2[aid]": {2},
    "NCT00000001[si]": {2},
    "2[uid]": {2},
    "1:30[uid]": {1, 2, 30},
    "2025/01/01:2025/01/31[edat]": {1},
    "2025/01/01:2025/12/31[crdt]": {1, 2},
    "2019[edat]": {2},
    '("2025/01/01"[Date - Create] : "3000"[Date - Create])': {1, 2},
    "2025/06[mdat]": {1},
    '"last 60 days"[mdat]': {1},
    "2024[dp]": {1, 30},
    "2024/03/01[dp]": {1},
    "2019:2024/01[dp]": {2, 30},
    "2010[dp]": {400},
    "toxin[ti] OR relaxation[ti] AND mood[ti]": {1},
    "mood[ti] AND toxin[ti] OR relaxation[ti]": {1, 2},
    "relaxation[ti] OR (toxin[ti] AND mood[ti])": {1, 2},
    '"Depression"[mh] NOT toxin[ti]': {2},
    "toxin mood": {1},
    "toxin[ti] mood[ti]": {1},
    "((toxin[ti]) AND (mood[ti]": {1},
    "toxin[ti] AND": {1},
    ") toxin[ti]": {1},
    "and toxin": {1},
    "2024/02/31[dp]": set(),
    "[ti]": set(),
    "()": set(),
    '"': set(),
}


@pytest.mark.parametrize("query", ANSWERS)
def test_a_query_finds_what_pubmed_would_find(ncbi, query):
    assert {int(pmid) for pmid in ncbi.matching(query)} == ANSWERS[query]


@pytest.mark.parametrize(
    ("query", "written"),
    {
        "depress*[tiab] AND 2025/01/01:2025/12/31[edat]": (
            '"depress*"[Title/Abstract] AND 2025/01/01:2025/12/31[Date - Entry]'
        ),
        '(a[ti] OR "B c"[mh]) NOT d': '("a"[Title] OR "b c"[MeSH Terms]) NOT "d"[All Fields]',
        "a[ti] OR b[ti] AND c[ti]": '"a"[Title] OR "b"[Title] AND "c"[Title]',
        "#1 AND a[ti]": '#1 AND "a"[Title]',
    }.items(),
)
def test_a_query_is_written_back_in_full(query, written):
    assert translation(parse_query(query)) == written


def test_a_query_of_a_thousand_terms_is_read():
    query = " OR ".join(f"word{number}[tiab]" for number in range(1_000))
    assert StandIn([make_record(1, "word999")]).matching(query) == {"1"}


@given(st.text(alphabet='ab*" ()[]:#ANDORti1/', max_size=40))
def test_no_text_breaks_the_reader(text):
    translation(parse_query(text))
    if "#" not in text:
        StandIn([make_record(1)]).matching(text)


WORDS = ("frown", "toxin", "mood", "made", "sad", "review")


@given(
    st.recursive(
        st.sampled_from(WORDS),
        lambda inner: st.tuples(inner, st.sampled_from(["AND", "OR", "NOT"]), inner),
        max_leaves=6,
    )
)
def test_parentheses_group_as_in_set_algebra(ncbi, tree):
    def text(node):
        if isinstance(node, str):
            return f"{node}[tiab]"
        return f"({text(node[0])} {node[1]} {text(node[2])})"

    def answer(node):
        if isinstance(node, str):
            return {
                pmid
                for pmid in ncbi.pmids
                if re.search(
                    rf"<(ArticleTitle|BookTitle|AbstractText)[^>]*>[^<]*\b{node}\b",
                    ncbi.record(pmid).decode(),
                    re.I,
                )
            }
        left, right = answer(node[0]), answer(node[2])
        return {"AND": left & right, "OR": left | right, "NOT": left - right}[node[1]]

    assert ncbi.matching(text(tree)) == answer(tree)


def test_answers_follow_every_change():
    ncbi = StandIn(RECORDS)
    assert ncbi.matching("toxin[tiab]") == {"1"}
    ncbi.revise(30, title="Toxin in mice", abstract="A made-up toxin.")
    assert ncbi.matching("toxin[tiab]") == {"1", "30"}
    assert ncbi.matching("angry[tiab]") == frozenset()
    ncbi.delete(1)
    assert ncbi.matching("toxin[tiab] OR depression[mh]") == {"30", "2"}
    ncbi.add(make_record(5, "Toxins again", mesh=("Depression",)))
    assert ncbi.matching("toxi*[ti] AND depression[mh]") == {"5"}
