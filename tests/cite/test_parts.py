"""The parts that references are made of, on what PubMed really writes into its fields."""

from __future__ import annotations

from dataclasses import replace

import pytest

from littrack.cite.ama import ama
from littrack.cite.chicago import chicago
from littrack.cite.citable import Citable, Name
from littrack.cite.journals import (
    Place,
    edition,
    is_article_number,
    journal_name,
    short_journal,
    split_issue,
)
from littrack.cite.names import compact, in_full, inverted, upright, without_particles
from littrack.cite.notices import notices
from littrack.cite.places import chicago_pages, full_pages, short_pages
from littrack.cite.styled import plain
from littrack.cite.titles import headline, title
from littrack.records import MarkedText
from tests.cite.works import PLAIN


@pytest.mark.parametrize(
    ("nlm", "known"),
    [
        ("Lancet (London, England)", "Lancet"),
        ("Gesundheitswesen (Bundesverband der Arzte (Germany))", "Gesundheitswesen"),
        ("European psychiatry : the journal of the Association", "European Psychiatry"),
        ("Zhonghua yi xue za zhi = Chinese medical journal", "Zhonghua Yi Xue Za Zhi"),
        ("The Lancet. Psychiatry", "The Lancet Psychiatry"),
        ("JAMA psychiatry", "JAMA Psychiatry"),
        ("PloS one", "PLOS ONE"),
        ("Tidsskrift for den Norske laegeforening", "Tidsskrift for den Norske laegeforening"),
        ("Archives of otolaryngology--head & neck surgery", "Archives of Otolaryngology–Head & Neck Surgery"),
        ("eLife", "eLife"),
        (None, ""),
    ],
)  # fmt: skip
def test_journals(nlm: str | None, known: str) -> None:
    assert journal_name(nlm) == known


def test_the_short_name_has_no_full_stops() -> None:
    work = replace(PLAIN, journal_abbreviation="J. Made Up Trials (Nowh)")
    assert short_journal(work) == "J Made Up Trials (Nowh)"


@pytest.mark.parametrize(
    ("volume", "issue", "place"),
    [
        ("12", "3", Place("12", "3")),
        ("12 Suppl 1", None, Place("12", "", "1")),
        ("12", "Suppl", Place("12", "", "")),
        ("12", "3 Suppl 1 Pt 2", Place("12", "3", "1", "2")),
        ("12", "3 Pt 2 Suppl", Place("12", "3", "", "2")),
        ("12", "Supplement_2", Place("12", "", "2")),
        ("12", "3 Pt 2", Place("12", "3", None, "2")),
        (None, "401", Place("", "401")),
    ],
)
def test_issues(volume: str | None, issue: str | None, place: Place) -> None:
    assert split_issue(volume, issue) == place


@pytest.mark.parametrize(
    ("pages", "online", "number"),
    [
        ("e1003", False, True),
        ("CD001234", False, True),
        ("107433", False, True),
        ("18r02298", False, True),
        ("385", True, True),
        ("385", False, False),
        ("S12", False, False),
        ("117-28", True, False),
        ("e1-e57", False, False),
        (None, True, False),
    ],
)
def test_article_numbers(pages: str | None, online: bool, number: bool) -> None:
    assert is_article_number(replace(PLAIN, pages=pages, online_only=online)) is number


@pytest.mark.parametrize(
    ("written", "printed"),
    [("2nd", "2nd ed"), ("3", "3rd ed"), ("11th edition", "11th ed"), ("2nd ed.", "2nd ed"), ("Revised", "Revised")],
)  # fmt: skip
def test_editions(written: str, printed: str) -> None:
    assert edition(Citable("1", MarkedText(""), edition=written)) == printed


@pytest.mark.parametrize(
    ("pages", "chicago", "short"),
    [
        ("117-128", "117–28", "117-28"),
        ("100-104", "100–104", "100-4"),
        ("105-109", "105–9", "105-9"),
        ("1103-1104", "1103–4", "1103-4"),
        ("998-1002", "998–1002", "998-1002"),
        ("S12-S19", "S12–19", "S12-9"),
        ("5-19", "5–19", "5-19"),
        ("117-128, 130-131", "117–28, 130–31", "117-28, 130-1"),
        ("e1003", "e1003", "e1003"),
    ],
)
def test_page_ranges(pages: str, chicago: str, short: str) -> None:
    assert chicago_pages(pages) == chicago
    assert short_pages(pages) == short


def test_names() -> None:
    name = Name("d'Oro", "Jean-Luc de M", "JLdM", "3rd")
    assert compact(name) == "d’Oro JLdM III"
    assert compact(name, 2, arabic=True) == "d’Oro JL 3rd"
    assert inverted(name, " ") == "d’Oro, J.-L. de M., III"
    assert upright(name, "") == "J.-L. de M. d’Oro III"
    assert in_full(name, True) == "d’Oro, Jean-Luc de M., III"
    assert in_full(Name("King", "Martin L", "ML", "Jr"), False) == "Martin L. King Jr."
    assert compact(Name("Doe", "Ann Yu-ting")) == "Doe AYT"
    assert [without_particles(each) for each in ("van der Berg", "d’Oro", "Al-Noor")] == [
        "Berg",
        "Oro",
        "Al-Noor",
    ]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("imaginary β-blockers in mRNA decay", "Imaginary β-Blockers in mRNA Decay"),
        ("care With and Without a trial: the end", "Care with and Without a Trial: The End"),
        ("growth of C. elegans on", "Growth of C. elegans On"),
        ("“frown” or not? a study", "“Frown” or Not? A Study"),
    ],
)
def test_headlines(text: str, printed: str) -> None:
    assert headline(text) == printed


def test_titles_are_set_as_printers_do() -> None:
    def set_as(text: str) -> str:
        return plain(title(replace(PLAIN, title=MarkedText(text))))

    assert set_as('Imaginary "care"--the patient\'s.') == "Imaginary “care”—the patient’s"
    assert set_as("At the 5' end ('so').") == "At the 5' end (“so”)"
    assert set_as("More to come...") == "More to come..."


@pytest.mark.parametrize(
    ("told", "parts"),
    [
        ("J Made Up Trials. 2021 Jan;14(1):9-12. doi: 10.5555/n.", ("2021", "14", "1", "9-12", "10.5555/n")),
        ("J Made Up Trials 1998 Aug;178(2):601", ("1998", "178", "2", "601", "")),
        ("Fiction. 2019 Feb;75:E4", ("2019", "75", "", "E4", "")),
        ("see the journal", ("", "", "", "", "")),
    ],
)  # fmt: skip
def test_notices(told: str, parts: tuple[str, ...]) -> None:
    (found,) = notices(replace(PLAIN, notices=(told,)))
    assert (found.year, found.volume, found.issue, found.pages, found.doi) == parts
    assert found.text == told.rstrip(".")


def test_ama_of_odd_records() -> None:
    group = replace(PLAIN, authors=(Name(literal="Made-up College"), Name("Doe", "Jo", "J")))
    assert plain(ama(group)).startswith("Made-up College; Doe J. ")
    bare = replace(PLAIN, doi=None, integrity="corrected", notices=("Fiction. 2019;75:4",))
    assert plain(ama(bare)).endswith(
        ":117-128. Published correction appears in: Fiction. 2019;75:4"
    )


def test_a_full_stop_stands_within_closing_quotation_marks_where_the_style_is_american() -> None:
    quoted = replace(PLAIN, title=MarkedText('A reply to "imaginary care".'), doi=None)
    assert "A reply to “imaginary care.” J Made Up Trials. " in plain(ama(quoted))
    assert "“A Reply to ‘Imaginary Care.’” Journal" in plain(chicago(quoted))
    own = replace(PLAIN, title=MarkedText("Care in the patients'"), doi=None)
    assert "Care in the patients’. J Made" in plain(ama(own))
    nested = replace(PLAIN, title=MarkedText("""A response to "Re: 'imaginary care'"."""))
    assert plain(title(nested)) == "A response to “Re: ‘imaginary care’”"


def test_titles_in_other_languages_keep_their_capitals() -> None:
    german = replace(PLAIN, title=MarkedText("Erfundene Pflege von Gesunden."), languages=("ger",))
    assert "“Erfundene Pflege von Gesunden.” " in plain(chicago(german))


def test_given_names_that_are_letters_have_full_stops() -> None:
    told = [in_full(Name("Doe", given), True) for given in ("Y-M", "H-Heinrich", "Wen-I", "Jo A")]
    assert told == ["Doe, Y.-M.", "Doe, H.-Heinrich", "Doe, Wen-I", "Doe, Jo A."]


def test_pages_with_replies() -> None:
    assert full_pages("1563-5; author reply 1565-6") == "1563-1565; author reply 1565-1566"
    assert chicago_pages("1563-1565; author reply 1565-1566") == "1563–65; author reply 1565–66"
