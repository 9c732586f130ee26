"""Made-up works, plain and awkward, and hostile ones by the thousand."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from littrack.cite.citable import Citable, Name, read_name
from littrack.records import MarkedText

PLAIN = Citable(
    id="90000001",
    title=MarkedText("Made-up trial of imaginary care in mRNA & 50% of BDI_II."),
    authors=(
        Name("King", "Martin L", "ML", "Jr"),
        Name("de la Cruz", "Ana", "A"),
        Name(literal="Made-up Study Group"),
    ),
    journal="Journal of Made-up Trials (Nowhere, N.Y.)",
    journal_abbreviation="J Made Up Trials",
    issn="0000-0000",
    published="2012-05-17",
    published_text="2012 May 17",
    volume="12",
    issue="3 Suppl",
    pages="117-28",
    doi="10.5555/made_up.1",
    pmid="90000001",
    pmcid="PMC9000001",
    languages=("eng",),
    abstract="BACKGROUND: We made it up.\nRESULTS: " + "None of it is real, not a word. " * 12,
    keywords=("imaginary", "made-up"),
    mesh=("Depression (drug therapy, psychology)", "Humans"),
    publication_types=("Journal Article",),
)
MARKED = replace(
    PLAIN,
    title=MarkedText(
        "In vitro CO2 and H+ with x < 5",
        "<i>In vitro</i> CO<sub>2</sub> and H<sup>+</sup> with x &lt; 5",
    ),
)
RETRACTED = replace(
    PLAIN, integrity="retracted", notices=("J Made Up Trials. 2014 Jan;14(1):9. doi: 10.5555/n",)
)
AHEAD = replace(
    PLAIN, volume=None, issue=None, pages=None, ahead_of_print=True, published_online="2012-04-02"
)
BOOK_CHAPTER = Citable(
    id="90000002",
    title=MarkedText("A made-up chapter"),
    kind="book chapter",
    authors=(Name("Doe", "Jo", "J"),),
    editors=(Name("Roe", "Ri", "R"), Name("Poe", "Po", "P")),
    book_title="The made-up handbook",
    edition="2nd ed.",
    publisher="Invented Press",
    publisher_place="Nowhere",
    published="2020",
    pages="5-9",
    isbns=("9780000000002",),
    pmid="90000002",
)
DOCUMENT = Citable(
    id="url:https://example.org/a?b=1",
    title=MarkedText("A made-up notice"),
    authors=(read_name("Made-up Agency for Nothing"),),
    url="https://example.org/a?b=1",
    published="2021",
)
MANY_AUTHORS = replace(PLAIN, authors=tuple(Name(f"Doe{n}", None, "J") for n in range(7)))
BARE = Citable(id="90000003", title=MarkedText("Nothing known?"), pmid="90000003")
ALL = (PLAIN, MARKED, RETRACTED, AHEAD, BOOK_CHAPTER, DOCUMENT, MANY_AUTHORS, BARE)

hostile = st.text(max_size=60).map(lambda text: text)
_maybe = st.none() | hostile
_names = st.builds(
    Name, family=st.text(min_size=1, max_size=20), given=_maybe, initials=_maybe, suffix=st.none()
) | st.builds(Name, literal=st.text(min_size=1, max_size=30))


@st.composite
def hostile_works(draw: st.DrawFn) -> Citable:
    """Works whose every text may hold anything."""
    return Citable(
        id="90000009",
        title=MarkedText(draw(hostile)),
        authors=tuple(draw(st.lists(_names, max_size=4))),
        journal=draw(_maybe),
        journal_abbreviation=draw(_maybe),
        published=draw(st.sampled_from([None, "2012", "2012-05", "2012-05-17"])),
        volume=draw(_maybe),
        issue=draw(_maybe),
        pages=draw(_maybe),
        doi=draw(_maybe),
        pmid="90000009",
        abstract=draw(_maybe),
        keywords=tuple(draw(st.lists(hostile, max_size=3))),
        integrity=draw(st.sampled_from([None, "retracted"])),
        notices=tuple(draw(st.lists(hostile, max_size=2))),
        publication_types=("Journal Article",),
    )
