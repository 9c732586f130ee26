"""The MEDLINE (NBIB) format, every tag."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from littrack.errors import DataError
from littrack.pubmed.nbib import looks_like_nbib, parse_nbib
from littrack.pubmed.nbib.article import RELATIONS
from littrack.records import (
    AbstractSection,
    Accession,
    Affiliation,
    Article,
    Chemical,
    Detail,
    Grant,
    HistoryDate,
    Identifier,
    MarkedText,
    MeshHeading,
    MeshQualifier,
    Parsed,
    PartialDate,
    Relation,
    Term,
    Unparsed,
)

FULL = """
PMID- 12
OWN - NLM
STAT- MEDLINE
DA  - 20180101
DCOM- 20190203
LR  - 20200304
PUBM- Print-Electronic
IS  - 1234-567X (Electronic)
IS  - 1234-5678 (Linking)
VI  - 3
IP  - 4 Suppl
DP  - 2018 Mar 1
TI  - Made-up trial of nothing, with a title that is so long that it
      goes on in the next line.
TT  - Versuch mit nichts.
PG  - 117-28
LID - 10.5555/made-up [doi]
LID - e12 [pii]
AB  - BACKGROUND: None. RESULTS: Nothing
      at all.
CI  - (c) 2018, Nobody.
FAU - Nobody, Ann Beth
AU  - Nobody AB
AUID- ORCID: https://orcid.org/0000-0002-1825-0097
AUID- ISNI: 1
AD  - Nowhere,
      Nowhere.
AD  - Elsewhere.
FAU - van der Other, John Jr
AU  - van der Other J Jr
CN  - Made-up Study Group
AD  - Group's place.
AU  - Short S
LA  - eng
LA  - fre
SI  - ClinicalTrials.gov/NCT00000000
SI  - figshare/10.5555/x.1
GR  - X1/YY/None HHS/Nowhere
GR  - 4552/A Foundation
GR  - A Trust/Nowhere
GR  - AB/12/CD/Agency/Nowhere
GR  - WT_/A Trust/Nowhere
PT  - Journal Article
PT  - Randomized Controlled Trial
DEP - 20180227
PL  - Nowhere
TA  - J Noth
JT  - Journal of nothing
JID - 101
RN  - 0 (nothingine)
RN  - EC 3.4.24.69 (no (toxin), Type A)
NM  - old substance
SB  - IM
OAB - Publisher: Rien.
OABL- fre
OCI - Personne
CIN - J Noth. 2019;1:1. PMID: 99
RIN - J Noth. 2020;1:2
EFR - J Noth. 2020;1:3. PMID: 98. [wrong]
MH  - *Nothing/drug effects/*history
MH  - Humans
PS  - Person P
FPS - Person, Paula
GS  - abc
GN  - KIE: a note
OID - NLM: X1
RF  - 12
SFM - STS-0
PMC - PMC9
PMCR- 2019/03/01
MID - NIHMS1
OTO - NOTNLM
OT  - *word one
OT  - word two
COIS- None.
FIR - Seeker, Sam
IR  - Seeker S
IRAD- Lab.
EDAT- 2018/02/10 06:00
MHDA- 2019/02/04 06:00
CRDT- 2018/02/10 06:01
PHST- 2017/10/18 00:00 [received]
PHST- 2018/02/10 06:00 [pubmed]
AID - 10.5555/made-up [doi]
AID - 12 [pii]
PST - ppublish
SO  - J Noth. 2018 Mar 1;3(4 Suppl):117-28.
"""


def one(text: str) -> Article:
    (item,) = parse_nbib(text.encode())
    assert isinstance(item, Parsed)
    return item.article


def test_every_tag() -> None:
    found = one(FULL)
    assert (found.pmid, found.kind, found.status, found.owner) == (
        "12",
        "article",
        "MEDLINE",
        "NLM",
    )
    assert found.publication_model == "Print-Electronic"
    assert found.title.plain == (
        "Made-up trial of nothing, with a title that is so long that it goes on in the next line."
    )
    assert found.vernacular_title == MarkedText("Versuch mit nichts.")
    assert found.abstract == (
        AbstractSection(MarkedText("BACKGROUND: None. RESULTS: Nothing at all.")),
    )
    assert found.abstract_copyright == "(c) 2018, Nobody."
    assert (found.other_abstracts[0].kind, found.other_abstracts[0].language) == (
        "Publisher",
        "fre",
    )
    assert found.other_abstracts[0].sections[0].text.plain == "Rien."
    assert found.other_abstracts[0].copyright == "Personne"
    assert found.pages == "117-28"
    assert found.published == PartialDate("2018 Mar 1", "2018-03-01")
    assert found.electronic_dates == (PartialDate("2018 Feb 27", "2018-02-27"),)
    assert (found.completed, found.revised) == ("2019-02-03", "2020-03-04")
    assert found.languages == ("eng", "fre")
    assert found.publication_types == (Term("Journal Article"), Term("Randomized Controlled Trial"))
    assert found.citation_subsets == ("IM",)
    assert found.coi_statement == MarkedText("None.")
    assert found.publication_status == "ppublish"
    assert (found.doi, found.pmcid) == ("10.5555/made-up", "PMC9")
    assert found.article_ids == (
        Identifier("pubmed", "12"),
        Identifier("doi", "10.5555/made-up"),
        Identifier("pii", "12"),
        Identifier("pmc", "PMC9"),
        Identifier("mid", "NIHMS1"),
    )
    assert found.elocation_ids == (Identifier("doi", "10.5555/made-up"), Identifier("pii", "e12"))
    assert found.unknown == ()


def test_people() -> None:
    found = one(FULL)
    ann, other, group, short = found.authors
    assert (ann.name, ann.fore_name, ann.orcid) == ("Nobody AB", "Ann Beth", "0000-0002-1825-0097")
    assert ann.identifiers == (Identifier("ISNI", "1"),)
    assert ann.affiliations == (Affiliation("Nowhere, Nowhere."), Affiliation("Elsewhere."))
    assert (other.last_name, other.fore_name) == ("van der Other", "John")
    assert (other.initials, other.suffix) == ("J", "Jr")
    assert (group.collective_name, group.last_name) == ("Made-up Study Group", None)
    assert group.affiliations == (Affiliation("Group's place."),)
    assert (short.name, short.last_name, short.fore_name) == ("Short S", "Short", None)
    (seeker,) = found.investigators
    assert (seeker.role, seeker.name) == ("investigator", "Seeker S")
    assert seeker.affiliations == (Affiliation("Lab."),)


def test_an_affiliation_before_the_authors_is_the_first_ones() -> None:
    found = one("PMID- 1\nAD  - Nowhere.\nFAU - One, A\nAU  - One A\nFAU - Two, B\nAU  - Two B\n")
    assert [each.affiliations for each in found.authors] == [(Affiliation("Nowhere."),), ()]


def test_journal_subjects_and_funding() -> None:
    found = one(FULL)
    journal = found.journal
    assert (journal.title, journal.medline_abbreviation) == ("Journal of nothing", "J Noth")
    assert (journal.issn, journal.issn_type) == ("1234-567X", "Electronic")
    assert (journal.issn_linking, journal.nlm_id, journal.country) == (
        "1234-5678",
        "101",
        "Nowhere",
    )
    assert (journal.volume, journal.issue) == ("3", "4 Suppl")
    assert found.mesh == (
        MeshHeading(
            "Nothing",
            None,
            True,
            qualifiers=(
                MeshQualifier("drug effects", None, False),
                MeshQualifier("history", None, True),
            ),
        ),
        MeshHeading("Humans", None, False),
    )
    assert found.chemicals == (
        Chemical("nothingine"),
        Chemical("no (toxin), Type A", None, "EC 3.4.24.69"),
        Chemical("old substance"),
    )
    assert found.grants == (
        Grant("X1", "YY", "None HHS", "Nowhere"),
        Grant("4552", None, "A Foundation"),
        Grant(None, None, "A Trust", "Nowhere"),
        Grant("AB/12", "CD", "Agency", "Nowhere"),
        Grant(None, "WT_", "A Trust", "Nowhere"),
    )
    assert found.accessions == (
        Accession("ClinicalTrials.gov", "NCT00000000"),
        Accession("figshare", "10.5555/x.1"),
    )
    assert [(each.text.plain, each.owner, each.major) for each in found.keywords] == [
        ("word one", "NOTNLM", True),
        ("word two", "NOTNLM", False),
    ]


def test_relations_history_and_details() -> None:
    found = one(FULL)
    assert found.relations == (
        Relation("CommentIn", "J Noth. 2019;1:1.", "99"),
        Relation("RetractionIn", "J Noth. 2020;1:2"),
        Relation("ErratumFor", "J Noth. 2020;1:3.", "98", "wrong"),
    )
    assert found.history == (
        HistoryDate("received", "2017-10-18T00:00"),
        HistoryDate("pubmed", "2018-02-10T06:00"),
        HistoryDate("medline", "2019-02-04T06:00"),
        HistoryDate("entrez", "2018-02-10T06:01"),
        HistoryDate("pmc-release", "2019-03-01"),
    )
    assert set(found.details) == {
        Detail("DateCreated", "2018-01-01"),
        Detail("GeneSymbol", "abc"),
        Detail("GeneralNote", "KIE: a note"),
        Detail("OtherID", "NLM: X1"),
        Detail("NumberOfReferences", "12"),
        Detail("SpaceFlightMission", "STS-0"),
        Detail("PersonalNameSubject", "Person, Paula"),
    }


@pytest.mark.parametrize("tag", sorted(RELATIONS))
def test_every_kind_of_relation(tag: str) -> None:
    found = one(f"PMID- 1\n{tag:<4}- J Noth. 2019;1:1. PMID: 99\n")
    assert found.relations == (Relation(RELATIONS[tag], "J Noth. 2019;1:1.", "99"),)


def test_a_chapter_and_a_book() -> None:
    text = (
        "PMID- 7\nTI  - The chapter\nBTI - The made-up book\nPB  - Made-up Press\nPL  - Nowhere\n"
        "DP  - 2001\nFED - Editor, Ed\nED  - Editor E\nISBN- 000 (print)\nEN  - 3rd\nCTI - C\n"
        "VTI - V\nCTDT- 2001/02/03\nDRDT- 2010/01/01\nAID - NBK7 [bookaccession]\n"
    )
    found = one(text)
    assert (found.kind, found.title.plain) == ("book chapter", "The chapter")
    assert found.book is not None
    assert (found.book.title.plain, found.book.publisher) == ("The made-up book", "Made-up Press")
    assert (found.book.isbns, found.book.edition) == (("000",), "3rd")
    assert [(each.role, each.name) for each in found.book.editors] == [("editor", "Editor E")]
    assert found.book.contributed == PartialDate("2001 Feb 3", "2001-02-03")
    assert found.journal.country is None
    whole = one(text.replace("TI  - The chapter\n", "", 1))
    assert (whole.kind, whole.title.plain) == ("book", "The made-up book")
    assert found.unknown == whole.unknown == ()


def test_unknown_tags_are_kept() -> None:
    assert one("PMID- 1\nZZZ - new\n").unknown == (Detail("NBIB/ZZZ", "new"),)


def test_records_are_told_apart_by_blank_lines_or_the_next_pmid() -> None:
    spaced = b"\xef\xbb\xbf\r\n\r\nPMID- 1\r\nTI  - A\r\n      b\r\n\r\n\r\nPMID- 2\r\nTI  - C"
    tight = b"PMID- 1\nTI  - A\n      b\nPMID- 2\nTI  - C\n"
    for text in (spaced.removeprefix(b"\xef\xbb\xbf"), tight):
        found = [each for each in parse_nbib(io.BytesIO(text)) if isinstance(each, Parsed)]
        assert [(each.article.pmid, each.article.title.plain) for each in found] == [
            ("1", "A b"),
            ("2", "C"),
        ]
    assert one("\ufeffPMID- 3\n").pmid == "3"


def test_what_cannot_be_read_is_set_apart() -> None:
    text = b"PMID- 1\nTI  - A\n\nTI  - no number\n\nPMID- 2\nTI  - \xff\n\nPMID- x\n\nPMID- 4\n"
    found = list(parse_nbib(text))
    assert [type(each) for each in found] == [Parsed, Unparsed, Unparsed, Unparsed, Parsed]
    reasons = [(each.reason, each.pmid) for each in found if isinstance(each, Unparsed)]
    assert reasons == [
        ("it has no PMID", None),
        ("it holds bytes that are not UTF-8", "2"),
        ("its PMID is not a number: 'x'", None),
    ]
    assert isinstance(found[2], Unparsed)
    assert found[2].xml == b"PMID- 2\nTI  - \xff\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"<html>", "not in the MEDLINE"),
        (b"TY  - JOUR\nnot this one", ""),
        (b"PMID- 1\n" + b"TI  - x\n" * 3_000_000, "larger than 16 MB"),
        (b"x" * 20_000_000, "larger than 16 MB|not in the MEDLINE"),
    ],
)
def test_what_is_no_nbib_is_refused_in_one_line(text: bytes, said: str) -> None:
    if not said:
        assert isinstance(next(iter(parse_nbib(text))), Unparsed)
        return
    with pytest.raises(DataError, match=said) as caught:
        list(parse_nbib(text))
    assert "\n" not in str(caught.value)


def test_looks_like_nbib() -> None:
    assert looks_like_nbib(b"\n\nPMID- 12\n")
    assert looks_like_nbib(b"\xef\xbb\xbfPMID- 12\n")
    assert not looks_like_nbib(b"<?xml version='1.0'?>")
    assert not looks_like_nbib(b"PMID 12")


@given(
    st.text(st.characters(codec="utf-8"), max_size=200),
    st.sampled_from(["TI", "MH", "GR", "FAU", "AU", "RN", "DP", "PHST", "AID", "CIN", "DEP"]),
)
def test_any_text_in_any_tag_is_read(text: str, tag: str) -> None:
    for item in parse_nbib(f"PMID- 1\n{tag:<4}- {text}\n".encode()):
        if isinstance(item, Unparsed):
            assert not item.reason.startswith("littrack failed"), item.reason
