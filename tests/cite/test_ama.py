"""AMA references, to the comma."""

from __future__ import annotations

import pytest

from littrack.cite.ama import ama
from littrack.cite.citable import Citable, Name
from littrack.cite.places import first_and_last, full_pages, long_date
from littrack.cite.styled import html, markdown, plain
from tests.cite.works import (
    AHEAD,
    BARE,
    BOOK_CHAPTER,
    DOCUMENT,
    MANY_AUTHORS,
    MARKED,
    PLAIN,
    RETRACTED,
)

TAIL = "J Made Up Trials. 2012;12(3)(suppl):117-128. doi:10.5555/made_up.1"
AUTHORS = "King ML Jr, de la Cruz A; Made-up Study Group."
GOLDEN = {
    "plain": (PLAIN, f"{AUTHORS} Made-up trial of imaginary care in mRNA & 50% of BDI_II. {TAIL}"),
    "markup": (MARKED, f"{AUTHORS} In vitro CO2 and H+ with x < 5. {TAIL}"),
    "retracted": (
        RETRACTED,
        f"{AUTHORS} Made-up trial of imaginary care in mRNA & 50% of BDI_II. {TAIL}."
        " Retracted in: J Made Up Trials. 2014;14(1):9. doi:10.5555/n",
    ),
    "ahead of print": (
        AHEAD,
        f"{AUTHORS} Made-up trial of imaginary care in mRNA & 50% of BDI_II. J Made Up Trials."
        " Published online April 2, 2012. doi:10.5555/made_up.1",
    ),
    "book chapter": (
        BOOK_CHAPTER,
        "Doe J. A made-up chapter. In: Roe R, Poe P, eds. The Made-up Handbook. 2nd ed."
        " Invented Press; 2020:5-9.",
    ),
    "document": (
        DOCUMENT,
        "Made-up Agency for Nothing. A made-up notice. Published 2021. https://example.org/a?b=1",
    ),
    "bare": (BARE, "Nothing known?"),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str) -> None:
    work, expected = GOLDEN[name]
    assert plain(ama(work)) == expected


def test_more_than_six_authors() -> None:
    assert plain(ama(MANY_AUTHORS)).startswith("Doe0 J, Doe1 J, Doe2 J, et al. Made-up trial")


def test_six_authors_are_all_named() -> None:
    six = Citable("1", PLAIN.title, authors=tuple(Name(f"Doe{n}", None, "J") for n in range(6)))
    assert plain(ama(six)).startswith("Doe0 J, Doe1 J, Doe2 J, Doe3 J, Doe4 J, Doe5 J. ")


def test_html_and_markdown() -> None:
    assert "<i>In vitro</i> CO<sub>2</sub> and H<sup>+</sup> with x &lt; 5. " in html(ama(MARKED))
    assert "<i>J Made Up Trials</i>. 2012" in html(ama(MARKED))
    assert r"*In vitro* CO~2~ and H^+^ with x \< 5. *J Made Up Trials*. " in markdown(ama(MARKED))


@pytest.mark.parametrize(
    ("printed", "full", "ends"),
    [
        ("117-28", "117-128", ("117", "128")),
        ("S12-9", "S12-S19", ("S12", "S19")),
        ("e1003", "e1003", ("e1003", None)),
        ("1-9", "1-9", ("1", "9")),
        ("117-28, 130", "117-128, 130", ("117-128, 130", None)),
        ("998-1002", "998-1002", ("998", "1002")),
        ("20-10", "20-10", ("20", "10")),
        (None, None, (None, None)),
    ],
)
def test_pages(printed: str | None, full: str | None, ends: tuple[str | None, str | None]) -> None:
    assert full_pages(printed) == full
    assert first_and_last(printed) == ends


@pytest.mark.parametrize(
    ("iso", "words"),
    [("2012-05-17", "May 17, 2012"), ("2012-05", "May 2012"), ("2012", "2012"), (None, ""), ("x", "")],
)  # fmt: skip
def test_dates(iso: str | None, words: str) -> None:
    assert long_date(iso) == words
