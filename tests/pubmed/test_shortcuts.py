"""The lists read at speed say exactly what the reader of all other elements says."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from littrack.pubmed.elements.article import read_article
from littrack.pubmed.elements.children import SAFE_PARSER, Notes
from littrack.pubmed.shortcuts import shorten
from littrack.pubmed.splitting import Piece
from littrack.records import Article

from .made_up import record


def both(text: str) -> tuple[Article, Article, int]:
    """The record read with shortcuts and without, and how many lists were read at speed."""
    notes = Notes()
    short = shorten(Piece("PubmedArticle", text.encode()), notes)
    quick = read_article(etree.fromstring(short, SAFE_PARSER), notes)
    slow = read_article(etree.fromstring(text.encode(), SAFE_PARSER), Notes())
    return quick, slow, len(notes.read)


IDS = '<ArticleIdList><ArticleId IdType="pubmed">5</ArticleId></ArticleIdList>'


FIVE = (IDS * 5).replace("</ArticleIdList><ArticleIdList>", "").replace("5<", "&lt;5&gt;<")


def references(*inside: str) -> str:
    return record(data=f"<ReferenceList>{''.join(inside)}</ReferenceList>")


def authors(inside: str, attributes: str = ' CompleteYN="N"') -> str:
    return record(f"<AuthorList{attributes}>{inside}</AuthorList>")


QUICK = [
    references("<Reference><Citation>A <i>b</i> c</Citation></Reference>"),
    references("<Title>T</Title><Reference><Citation>A</Citation></Reference>"),
    references(""),
    references(f"<Reference>{IDS}</Reference>"),
    references(
        "<Reference><Citation>A</Citation></Reference></ReferenceList><ReferenceList>"
        "<Title> T &lt;  1 </Title><Reference><Citation>B</Citation></Reference>"
    ),
    references(
        "<Reference><Citation>A&#10;b</Citation></Reference><Reference><Citation>C</Citation></Reference>"
    ),
    authors("<Author><CollectiveName>G</CollectiveName></Author>"),
    references(f"<Reference><Citation>A.</Citation>{IDS}</Reference>"),
    references(
        "<Reference><Citation>A &amp; B &#xe9;&#8211; &quot;c&quot; &gt; d</Citation></Reference>"
    ),
    references("<Reference><Citation> A  b &lt; c &amp;lt; d </Citation></Reference>"),
    references(f"<Reference><Citation></Citation>{IDS}</Reference>"),
    references(f"<Reference><Citation>A</Citation>{FIVE}</Reference>"),
    references("\n <Reference>\n  <Citation>A\n b</Citation>\n </Reference>\n"),
    authors('<Author ValidYN="Y"><LastName>N</LastName></Author>'),
    authors("<Author><LastName>N</LastName></Author>", ' Type="editors"'),
    authors(
        '<Author ValidYN="N" EqualContrib="Y"><LastName>A &amp; B</LastName><ForeName>C</ForeName>'
        "<Initials>C</Initials><Suffix>Jr</Suffix>"
        '<Identifier Source="ORCID">https://orcid.org/0000-0002-1825-0097</Identifier>'
        "<AffiliationInfo><Affiliation> x  y </Affiliation></AffiliationInfo></Author>"
    ),
    record(
        late='<MeshHeadingList><MeshHeading><DescriptorName UI="D1" MajorTopicYN="Y">A &lt; b'
        "</DescriptorName></MeshHeading></MeshHeadingList>"
    ),
    record(
        "<GrantList CompleteYN='Y'><Grant><Agency>A</Agency></Grant></GrantList>".replace("'", '"'),
        late="<ChemicalList><Chemical><RegistryNumber>0</RegistryNumber><NameOfSubstance UI='C'>x"
        "</NameOfSubstance></Chemical></ChemicalList>",
    ),
    record(
        data='<History><PubMedPubDate PubStatus="entrez"><Year>2019</Year><Month>Jan</Month>'
        "<Day>2</Day><Hour>6</Hour><Minute>0</Minute></PubMedPubDate></History>"
    ),
]
SLOW = [
    references("<Title><i>T</i></Title><Reference><Citation>A</Citation></Reference>"),
    references("<Title/><Reference><Citation>A</Citation></Reference>"),
    references("<Reference><Citation>A</Citation></Reference></ReferenceList> <ReferenceList>"),
    references(
        "<Reference><Citation>A &nbsp b</Citation></Reference>".replace("&nbsp", "&amp;&#x20;")
    ),
    references("<Reference><Citation>A&#32;&#10;&#160; b</Citation></Reference>"),
    references("<ReferenceList><Reference><Citation>A</Citation></Reference></ReferenceList>"),
    references("<Reference><Citation>A</Citation><New>b</New></Reference>"),
    references(
        '<Reference><Citation>A</Citation><ArticleIdList><ArticleId IdType="a"> b c</ArticleId></ArticleIdList></Reference>'
    ),
    references("<Reference><Citation>A</Citation></Reference>", "stray"),
    authors("<Author><LastName>N</LastName><New>b</New></Author>"),
    authors('<Author><LastName>N</LastName><Identifier Source="ORCID">none</Identifier></Author>'),
    authors('<Author EqualContrib="Y" ValidYN="Y"><LastName>N</LastName></Author>'),
    authors("<Author><LastName>N</LastName></Author>", " Type='editors'"),
    authors('<Author ValidYN="Y&quot; EqualContrib=&quot;Y"><LastName>N</LastName></Author>'),
    authors("<Author><LastName>a > b</LastName></Author>"),
    record(
        late='<InvestigatorList ID="g"><Investigator><LastName>N</LastName></Investigator></InvestigatorList>'
    ),
    record(
        late="<MeshHeadingList><MeshHeading><DescriptorName>A</DescriptorName><New>b</New></MeshHeading></MeshHeadingList>"
    ),
    record(
        data="<History><PubMedPubDate PubStatus='a'><Year>x</Year><Month>1</Month><Day>2</Day></PubMedPubDate></History>"
    ),
    record(
        data='<ReferenceList littrack="0"><Reference><Citation>A</Citation></Reference></ReferenceList>'
    ),
]


@pytest.mark.parametrize("text", QUICK)
def test_what_pubmed_writes_is_read_at_speed(text: str) -> None:
    quick, slow, taken = both(text)
    assert taken
    assert quick == slow


@pytest.mark.parametrize("text", SLOW)
def test_anything_else_is_left_alone(text: str) -> None:
    quick, slow, taken = both(text)
    assert quick == slow
    assert not taken or "littrack" in text or "<Reference>" in text


def test_a_mark_in_a_file_is_not_taken_for_ours() -> None:
    text = record(
        '<AuthorList littrack="0"><Author><LastName>N</LastName><New/></Author></AuthorList>',
        data=f"<ReferenceList><Reference><Citation>A</Citation>{IDS}</Reference></ReferenceList>",
    )
    quick, slow, taken = both(text)
    assert taken == 1
    assert quick == slow
    assert quick.authors[0].name == "N"


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs",)) | st.sampled_from(" \n&<>\"'"),
    max_size=12,
)
ESCAPES: list[Callable[[str], str]] = [
    lambda text: escape(text, quote=False),
    escape,
    lambda text: "".join(f"&#x{ord(each):x};" for each in text),
    lambda text: escape(text).replace("&", "&amp;"),
    lambda text: text,
]


@st.composite
def lists(draw: st.DrawFn) -> str:
    def some(element: str) -> str:
        text = draw(st.sampled_from(ESCAPES))(draw(TEXT))
        return draw(st.sampled_from([f"<{element}>{text}</{element}>", "", f"<{element}/>"]))

    space = draw(st.sampled_from(["", "\n", " "]))
    author = space.join(
        ["<Author>", *(some(each) for each in ("LastName", "ForeName", "Suffix")), "</Author>"]
    )
    entry = space.join(["<Reference>", some("Citation"), IDS, "</Reference>"])
    return record(
        f"<AuthorList>{author}</AuthorList>",
        data=f"<ReferenceList>{space}{entry * 2}</ReferenceList>",
    )


@given(lists())
def test_both_ways_agree_on_anything(text: str) -> None:
    try:
        slow = read_article(etree.fromstring(text.encode(), SAFE_PARSER), Notes())
    except etree.XMLSyntaxError:
        with pytest.raises(etree.XMLSyntaxError):
            both(text)
        return
    assert both(text)[0] == slow
