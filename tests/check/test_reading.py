"""Identifiers in every disguise, sentences that repeat a claim and those that do not, and readers that never break."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from littrack.check.comparisons import multiples
from littrack.check.files import FORMATS, read_content
from littrack.check.identifiers import find_identifiers
from littrack.check.manuscript import ClaimVerdict
from littrack.check.meanings import Vocabulary
from littrack.check.sentences import ODDS, repetitions
from littrack.errors import DataError

EIGHT = ClaimVerdict(
    "eight-times", "Some studies have even shown that eight times as many patients received positive effects from Botox "
    "compared to patients who did not receive any injections.", "misleading", "low", "About four times.", "draft",
)  # fmt: skip
RELAX = ClaimVerdict(
    "relaxation", "German and Swiss researchers call it comparable to continuous, uninterrupted relaxation exercises.",
    "contradicted", None, None, "draft",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("(doi:10.5555/a.b(c)d).", ["10.5555/a.b(c)d"]),
        ("https://doi.org/10.5555/A_B-c; next", ["10.5555/a_b-c"]),
        ("[10.5555/x](https://doi.org/10.5555/x)", ["10.5555/x", "10.5555/x"]),
        ("<a href='https://dx.doi.org/10.5555%2FX'>", ["10.5555/x"]),
        ("DOI 10.1016/S0140-6736(97)11096-0, and", ["10.1016/s0140-6736(97)11096-0"]),
        ("**10.5555/x**", ["10.5555/x"]),
        ("PMID: 0123", ["123"]),
        ("PMID 12345678; PMCID: PMC123456", ["12345678", "PMC123456"]),
        ("https://pubmed.ncbi.nlm.nih.gov/12345/", ["12345"]),
        ("https://www.ncbi.nlm.nih.gov/pubmed/12345?x=1", ["12345"]),
        ("the year 2012 and 10.5 percent of 10/12", []),
        ("version 10.1234/", []),
        ("https://www.example.org/doi/10.5555/cd1.pub3/full?a=1#b", ["10.5555/cd1.pub3"]),
        (
            "https://www.medrxiv.org/content/10.1101/2021.06.11.21250000v2.full.pdf",
            ["10.1101/2021.06.11.21250000"],
        ),
        (
            "doi:10.5555/(SICI)1097(1998)17:15<1661::AID-SIM968>3.0.CO;2-2.",
            ["10.5555/(sici)1097(1998)17:15<1661::aid-sim968>3.0.co;2-2"],
        ),
        (
            "10.5555/s\u20100035\u20101559621 and 10.5555/a\u200bb",
            ["10.5555/s-0035-1559621", "10.5555/ab"],
        ),
        ("doi: 10.5555/j.journal.\n  2012.01.020.", ["10.5555/j.journal.2012.01.020"]),
        ("doi: 10.5555/\nabc12, next", ["10.5555/abc12"]),
        ("doi: 10.5555/abc.\n2. Next A. 2012", ["10.5555/abc"]),
        ("doi: 10.5555/abc.\n2012 was a good year", ["10.5555/abc"]),
        ("arXiv:1706.03762v5", ["10.48550/arxiv.1706.03762"]),
        ("PMIDs 12345678, 2345678 and 345678; 2012", ["12345678", "2345678", "345678"]),
        ("PMID: 12345678. 2012;46(5):574-581", ["12345678"]),
        ("PMCID: 1234567", ["PMC1234567"]),
        ("https://europepmc.org/article/MED/12345", ["12345"]),
    ],
)
def test_identifiers(text: str, values: list[str]) -> None:
    assert [each.value for each in find_identifiers(text)] == values


@given(
    st.from_regex(r"10\.\d{4,5}/[a-z0-9]([a-z0-9._()-]{0,12}[a-z0-9])?", fullmatch=True),
    st.sampled_from(["", ".", ",", ").", "]", ");", "”", "\n", "**", "&amp;x", "; PMID: 1"]),
    st.sampled_from(["", "(", "doi:", "https://doi.org/", "[", "“"]),
)
def test_a_doi_is_found_in_any_punctuation(doi: str, after: str, before: str) -> None:
    if doi.count("(") != doi.count(")"):
        return
    found = [
        each.value
        for each in find_identifiers(f"see {before}{doi}{after} and so on")
        if each.kind == "doi"
    ]
    assert found == [doi]


@pytest.mark.parametrize(
    ("text", "number"),
    [("eight times as many", 8.0), ("an 8-fold rise", 8.0), ("eightfold", 8.0), ("8x more", 8.0), ("8.3 times higher", 8.3), ("increased by a factor of 8", 8.0), ("a risk ratio of 8.1", 8.1),
         ("grew eight times", 8.0), ("eight times significantly more", 8.0),
     ("twice as many", 2.0), ("8 × larger", 8.0)],
)  # fmt: skip
def test_multiples(text: str, number: float) -> None:
    assert multiples(text) == {number}


@pytest.mark.parametrize(
    "text",
    [
        "at eight o'clock",
        "2x2 table",
        "800 patients",
        "sometimes",
        "eighteen weeks",
        "x8",
        "came eight times a year",
        "an odds ratio of 8",
        "injected eight times",
    ],
)
def test_no_multiples(text: str) -> None:
    assert not multiples(text) & {8.0, 800.0, 18.0}


@pytest.mark.parametrize(
    "sentence",
    ["Eight times as many patients improved.", "There was an 8-fold increase in patients who responded.",
     "Botox helped eight times more patients than placebo.", "Patients on Botox were eight times more likely to get better.",
     "Response to Botox was 8.3 times higher.", "The number of responders was multiplied by eight.", "Researchers found an eightfold rise in positive effects."],
)  # fmt: skip
def test_sentences_that_repeat_the_claim(sentence: str) -> None:
    [found] = repetitions(sentence, [EIGHT, RELAX])
    assert found.claim is EIGHT


@pytest.mark.parametrize(
    "sentence",
    ["Patients came eight times a year to the dentist's car park, which costs money.", "Patients were injected eight times.",
     "The market for Botox grew eightfold.", "We asked patients eight times whether they felt better.", "Eight times as many women as men asked.", "We saw eight patients.",
     "The river is eight times longer.", "Twice as many patients improved.", "Relaxation is pleasant.",
     "German researchers met Swiss ones.", "Botox was injected between the eyebrows."],
)  # fmt: skip
def test_sentences_that_do_not(sentence: str) -> None:
    assert not list(repetitions(sentence, [EIGHT, RELAX]))


def test_an_odds_ratio_is_told_apart() -> None:
    [found] = repetitions("The odds ratio of response to Botox was 8.3.", [EIGHT, RELAX])
    assert (found.claim, found.how) == (EIGHT, ODDS)


def test_markup_and_other_words_for_the_same_thing() -> None:
    words = Vocabulary.of_queries(
        ['("Botulinum Toxins"[MeSH] OR botulinum[tiab] OR botox[tiab]) AND (x[tiab])']
    )
    [found] = repetitions(
        "Botulinum toxin is *eight times* [1] as effective.", [EIGHT, RELAX], words
    )
    assert found.sentence == "Botulinum toxin is eight times as effective."


def test_near_the_words_of_a_claim() -> None:
    text = "Researchers in Germany found it comparable to continuous and uninterrupted relaxation exercises."
    [found] = repetitions(text, [EIGHT, RELAX])
    assert found.claim is RELAX


@settings(max_examples=60)
@given(st.binary(max_size=400), st.sampled_from(FORMATS))
def test_no_bytes_break_a_reader(content: bytes, form: str) -> None:
    with suppress(DataError):
        read_content("x", content, form)


PIECES = st.sampled_from(
    ("# References\n", "1. ", "[2] ", "Doe J. ", "10.5555/x ", "PMID: 12 ", "@key ", "[@{a}] ", "\\cite{a,b} ", "\n\n", "\n", "<p>",
     "</li>", "<!-- littrack: ignore 12 -->", "---\n", "bibliography: x\n", "```\n", "\\bibitem{x} ", "2012 ", "(", ")", "“", "é")
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=30), st.sampled_from(("md", "txt", "html", "tex")))
def test_places_lie_within_the_text(pieces: list[str], form: str) -> None:
    text = "".join(pieces)
    found = read_content("x", text.encode(), form)
    lines = text.split("\n")
    for reference in found.references:
        assert 1 <= reference.place.line <= len(lines)
        assert 1 <= reference.place.column <= len(lines[reference.place.line - 1]) + 1
