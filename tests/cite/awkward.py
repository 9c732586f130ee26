"""Made-up works that are hard to cite. Their references as other processors print them are in ``golden/``.

A third of them, chosen by a hash of their names, were kept apart while the styles were written (`kept_apart`).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from littrack.cite.citable import Citable, Name
from littrack.records import MarkedText


def _people(count: int) -> tuple[Name, ...]:
    families = (
        "Abel", "Baker", "Cole", "Dunn", "Ernst", "Frost", "Grant", "Holt", "Irwin", "Jonas", "Keller", "Lang",
        "Moser", "Nolan", "Olsen", "Peters", "Quist", "Reed", "Stein", "Tate", "Ulrich",
    )  # fmt: skip
    return tuple(
        Name(families[at], f"{given} {given[1].upper()}", given[0] + given[1].upper())
        for at, given in zip(range(count), ("Ada", "Ben", "Cara", "Dora", "Emil") * 5, strict=False)
    )


def _journal(title: str, *authors: Name, **facts: object) -> Citable:
    plain = Citable(
        id="",
        title=MarkedText(title),
        authors=authors or _people(2),
        journal="Journal of made-up trials",
        journal_abbreviation="J Made Up Trials",
        published="2019-05-17",
        published_text="2019 May 17",
        volume="12",
        issue="3",
        pages="117-28",
        doi="10.5555/made.up",
        pmid="90000001",
        languages=("eng",),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


_KING = Name("King", "Martin L", "ML", "Jr")
_ROE = Name("Roe", "Jean-Pierre", "JP", "3rd")
_GROUP = Name(literal="Imaginary Care Study Group")
_NONE = {"volume": None, "issue": None, "pages": None}

WORKS: dict[str, Citable] = {
    "one author": _journal("Imaginary care in one person.", *_people(1)),
    "three authors": _journal("Imaginary care for three.", *_people(3)),
    "four authors": _journal("Imaginary care for four.", *_people(4)),
    "six authors": _journal("Imaginary care for six.", *_people(6)),
    "seven authors": _journal("Imaginary care for seven.", *_people(7)),
    "eight authors": _journal("Imaginary care for eight.", *_people(8)),
    "twenty authors": _journal("Imaginary care for twenty.", *_people(20)),
    "twenty-one authors": _journal("Imaginary care for twenty-one.", *_people(21)),
    "group alone": _journal("Imaginary care by a group.", _GROUP),
    "persons and group": _journal("Imaginary care by both.", *_people(2), _GROUP),
    "many persons and group": _journal("Imaginary care by many.", *_people(7), _GROUP),
    "suffixes": _journal("Imaginary care in families.", _KING, _ROE),
    "particles": _journal(
        "Imaginary care across borders.",
        Name("van der Berg", "Anna", "A"),
        Name("de la Cruz", "Bea", "B"),
        Name("d'Oro", "Carla", "C"),
        Name("Al-Noor", "Dana", "D"),
    ),
    "hyphens": _journal(
        "Imaginary care and hyphens.",
        Name("Noël", "Jean-Luc", "JL"),
        Name("Lee-Moon", "Mi-Sun Kay", "MSK"),
    ),
    "initials only": _journal(
        "Imaginary care by initials.", Name("Doe", None, "JF"), Name("Poe", "E A", "EA")
    ),
    "many initials": _journal(
        "Imaginary care by Spanish names.", Name("Mora Ruiz", "Juan Carlos Luis", "JCL")
    ),
    "one name": _journal(
        "Imaginary care by one name.", Name("Sukarjo"), Name("Widodo", "Budi", "B")
    ),
    "other alphabets": _journal(
        "Imaginary care in Łódź.",
        Name("Łukaszewicz", "Żaneta", "Ż"),
        Name("Çelik", "Özgür", "Ö"),
        Name("李", "明", "明"),
    ),
    "nobody": replace(_journal("Imaginary care by nobody."), authors=()),
    "italics and subscripts": replace(_journal("Imaginary care in a dish."), title=MarkedText(
        "In vitro CO2 uptake of Fictus imaginarius and Ca2+ in mRNA decay.",
        "<i>In vitro</i> CO<sub>2</sub> uptake of <i>Fictus imaginarius</i> and Ca<sup>2+</sup> in mRNA decay.",
    )),
    "a question": _journal("Does imaginary care work?"),
    "an exclamation": _journal("Beware of imaginary care!"),
    "quotation marks": _journal('The "frown" hypothesis: a test of "imaginary" care in the patient\'s own words.'),
    "subtitles": _journal("Imaginary care: a randomised, sham-controlled trial of mRNA for BDI-II scores - results at two years."),
    "translated": _journal(
        "[Imaginary care in outpatients].", languages=("ger",), vernacular_title="Erfundene Pflege bei ambulanten Patienten",
    ),
    "ahead of print": _journal(
        "Imaginary care not yet in print.", **_NONE, ahead_of_print=True, published="2024-04-02",
        published_text="2024 Apr 2", published_online="2024-04-02",
    ),
    "e-location": _journal("Imaginary care online.", volume="9", issue="2", pages="e1003", online_only=True),
    "article number": _journal("Imaginary care by number.", volume="15", issue=None, pages="107433", online_only=True),
    "capital pages": _journal("Imaginary care in a review.", volume="5", issue="5", pages="CD901234", online_only=True),
    "roman pages": _journal("Imaginary care in the preface.", pages="iii-v"),
    "lettered pages": _journal("Imaginary care in the supplement's pages.", issue=None, volume="12 Suppl 1", pages="S12-9"),
    "broken pages": _journal("Imaginary care, continued elsewhere.", pages="117-28, 130"),
    "long pages": _journal("Imaginary care at length.", pages="998-1002"),
    "hundreds": _journal("Imaginary care from page one hundred.", pages="100-4"),
    "one page": _journal("Imaginary care, briefly.", pages="12"),
    "supplement of a volume": _journal("Imaginary care, more of it.", volume="30", issue="Suppl 1", pages="27-35"),
    "supplement of an issue": _journal("Imaginary care, even more of it.", volume="29", issue="3 Suppl 9", pages="9-16"),
    "part of an issue": _journal("Imaginary care in parts.", volume="90", issue="5 Pt 2", pages="224-7"),
    "double issue": _journal("Imaginary care, doubled.", issue="1-2", published="2019-05", published_text="2019 May-Jun"),
    "no issue": _journal("Imaginary care without an issue.", issue=None),
    "no volume": _journal("Imaginary care without a volume.", volume=None, issue="401", pages="230-8"),
    "no volume or issue": _journal("Imaginary care without numbers.", volume=None, issue=None, pages="1-6", published="2019-06", published_text="2019 Jun"),
    "no abbreviation": _journal("Imaginary care in a new journal.", journal="New made-up journal of imaginary medicine", journal_abbreviation=None),
    "place in the journal's name": _journal(
        "Imaginary care in London.", journal="Fiction (London, England)", journal_abbreviation="Fiction"
    ),
    "dotted abbreviation": _journal(
        "Imaginary care with dots.", journal="The Fiction. Psychiatry", journal_abbreviation="Fiction Psychiatr."
    ),
    "no doi": _journal("Imaginary care on paper.", doi=None, published="1987", published_text="1987"),
    "season": _journal("Imaginary care in summer.", published="1998", published_text="Summer 1998", doi=None),
    "no date": _journal("Imaginary care at no time.", published=None, published_text=None, **_NONE),
    "preprint": _journal(
        "Imaginary care, not reviewed.", kind="preprint", journal="medRxiv : the preprint server for health sciences",
        journal_abbreviation="medRxiv", published="2024-03-01", published_text="2024 Mar 1", **_NONE,
    ),
    "book": Citable(
        "", MarkedText("The handbook of imaginary care: from theory to practice"), "book", _people(2), edition="2nd ed.",
        publisher="Invented Press", publisher_place="Nowhere", published="2020", isbns=("9780000000002",),
    ),
    "chapter": Citable(
        "", MarkedText("Imaginary care in adults"), "book chapter", _people(3)[2:], editors=_people(2),
        book_title="The handbook of imaginary care", edition="2nd ed.", publisher="Invented Press",
        publisher_place="Nowhere", published="2020", pages="5-19",
    ),
    "chapter with one editor": Citable(
        "", MarkedText("Imaginary care in children"), "book chapter", _people(2)[1:], editors=_people(1),
        book_title="Imaginary care", publisher="Invented Press", published="2018", pages="105-9",
    ),
    "guideline": Citable(
        "", MarkedText("Guideline on imaginary care in adults"), "guideline", (Name(literal="Made-up Agency for Nothing"),),
        publisher="Made-up Agency for Nothing", published="2021-03-05", url="https://example.org/guideline",
        accessed="2024-02-09",
    ),
    "regulatory document": Citable(
        "", MarkedText("Imaginary injection: assessment report"), "regulatory document",
        (Name(literal="Made-up Medicines Board"),), publisher="Made-up Ministry", published="2021",
        url="https://example.org/report.pdf", accessed="2024-02-09",
    ),
    "page without a date": Citable(
        "", MarkedText("What imaginary care is"), "article", (Name(literal="Made-up Society"),),
        url="https://example.org/what", accessed="2024-02-09",
    ),
    "retracted": _journal(
        "Imaginary care that never was.", integrity="retracted",
        notices=("J Made Up Trials. 2021 Jan;14(1):9. doi: 10.5555/notice",),
    ),
    "retracted elsewhere": _journal(
        "Imaginary care that others withdrew.", integrity="retracted", notices=("Fiction. 2021 Jan 4;400(2):e9-e10",),
    ),
    "retracted, no notice": _journal("Imaginary care withdrawn in silence.", integrity="retracted"),
    "concern": _journal(
        "Imaginary care in doubt.", integrity="expression of concern", notices=("J Made Up Trials. 2022 Feb;15(2):99",),
    ),
    "corrected": _journal(
        "Imaginary care, amended.", integrity="corrected", notices=("J Made Up Trials. 2020 Mar;13(3):300",),
    ),
    "letter": _journal("Imaginary care.", publication_types=("Letter", "Comment")),
    "book with editors": Citable(
        "", MarkedText("Imaginary care from theory to practice"), "book", editors=_people(4), edition="3",
        publisher="Invented Press", publisher_place="Nowhere", published="1997",
    ),
    "book with one editor": Citable(
        "", MarkedText("Imaginary care at home"), "book", editors=_people(1), publisher="Invented Press", published="2001",
    ),
    "chapter with four editors": Citable(
        "", MarkedText("Imaginary care in groups"), "book chapter", _people(5)[4:], editors=_people(4),
        book_title="Imaginary care from theory to practice", publisher="Invented Press", published="1997", pages="9-17",
    ),
    "ahead of print with pages of its own": _journal(
        "Imaginary care not yet in any issue.", volume=None, issue=None, pages="1-20", ahead_of_print=True,
        published="2023-02-10", published_text="2023 Feb 10", published_online="2023-02-10",
    ),
    "initials cut at two": _journal("Imaginary care by Ian.", Name("Abel", "Ian P M", "IP"), Name("Baker", "Yu-ting", "YT")),
    "shouted names": _journal("Imaginary care before 1966.", Name("PALMBORG", "G", "G"), Name("MCDUNN", "A", "A"), Name("LI", "B", "B")),
    "single quotation marks": _journal("The 'frown' hypothesis and patients' own 'made-up' words."),
    "part in the volume": _journal("Imaginary care in a part of the volume.", volume="123 ( Pt 2)", issue=None),
    "pages with a discussion": _journal("Imaginary care, discussed.", pages="1789-90; discussion 1791"),
    "apostrophe in the journal's name": _journal("Imaginary care elsewhere.", journal="The journal of nobody's disease. Made-up section"),
    "lettered page": _journal("Imaginary care in the newspaper section.", pages="F6"),
}  # fmt: skip
WORKS = {name: replace(work, id=f"r{at}") for at, (name, work) in enumerate(WORKS.items())}

TOGETHER: dict[str, tuple[Citable, ...]] = {
    "same author, same year": (
        _journal("Second imaginary trial.", *_people(1), id="a"),
        _journal("First imaginary trial.", *_people(1), id="b"),
        _journal(
            "Earlier imaginary trial.", *_people(1), id="c", published="2011", published_text="2011"
        ),
    ),
    "same first author, others differ": (
        _journal("Imaginary pair.", *_people(2), id="a"),
        _journal("Imaginary person.", *_people(1), id="b"),
        _journal("Imaginary crowd.", *_people(5), id="c", published="2017", published_text="2017"),
    ),
    "particles and groups in the alphabet": (
        _journal("One.", Name("van der Berg", "Anna", "A"), id="a"),
        _journal("Two.", Name("Urban", "Ute", "U"), id="b"),
        _journal("Three.", Name(literal="Imaginary Care Study Group"), id="c"),
        _journal("Four.", Name("Ärmel", "Ann", "A"), id="d"),
        _journal("Five.", Name("Zorn", "Zoe", "Z"), id="e"),
    ),
}


def kept_apart() -> frozenset[str]:
    """The third of the names whose hash is smallest."""
    return frozenset(
        sorted(WORKS, key=lambda name: hashlib.sha256(name.encode()).hexdigest())[: len(WORKS) // 3]
    )
