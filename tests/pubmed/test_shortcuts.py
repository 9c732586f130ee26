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


def both(text: str) -> tuple[Article, Article, set[str]]:
    """The record read with shortcuts and without, and the elements read at speed that not every record has."""
    quick, names = at_speed(text)
    slow = read_article(etree.fromstring(text.encode(), SAFE_PARSER), Notes())
    return quick, slow, names - at_speed(record())[1]


def at_speed(text: str) -> tuple[Article, set[str]]:
    notes = Notes()
    short = etree.fromstring(shorten(Piece("PubmedArticle", text.encode()), notes), SAFE_PARSER)
    read = {each.tag for each in short.iter() if each.get("littrack") in notes.read}
    assert len(read) == len(notes.read)
    return read_article(short, notes), read


IDS = '<ArticleIdList><ArticleId IdType="pubmed">5</ArticleId></ArticleIdList>'


FIVE = (IDS * 5).replace("</ArticleIdList><ArticleIdList>", "").replace("5<", "&lt;5&gt;<")


def references(*inside: str) -> str:
    return record(data=f"<ReferenceList>{''.join(inside)}</ReferenceList>")


def authors(inside: str, attributes: str = ' CompleteYN="N"') -> str:
    return record(f"<AuthorList{attributes}>{inside}</AuthorList>")


def dated(name: str, inside: str, times: int = 1) -> str:
    return record(early=f"<{name}>{inside}</{name}>" * times)


OWN_IDS = (
    '<ArticleIdList><ArticleId IdType="doi">10.1/a&amp;b</ArticleId>'
    '<ArticleId IdType="pii"></ArticleId></ArticleIdList>'
)
ISSUES = [
    "<Volume>1</Volume><Issue>2</Issue><PubDate><Year>2020</Year><Month>Feb</Month><Day>3</Day></PubDate>",
    "<Volume></Volume><PubDate><Year>2020</Year><Season>Summer</Season></PubDate>",
    "<Issue> a  b </Issue><PubDate><MedlineDate>2019 Dec - 2020 Jan</MedlineDate></PubDate>",
    "<PubDate><MedlineDate></MedlineDate></PubDate>",
]
ODD_ISSUES = [
    "<Volume/><PubDate><Year>2020</Year></PubDate>",
    "<PubDate></PubDate>",
    "<PubDate><Year>2020</Year><MedlineDate>2021</MedlineDate></PubDate>",
    "<PubDate><Year>2020</Year><Year>2021</Year></PubDate>",
    "<PubDate><Month>5</Month><Year>2020</Year></PubDate>",
    "<Volume>1</Volume><Volume>2</Volume><PubDate><Year>2020</Year></PubDate>",
    "<Volume>&lt;1</Volume><PubDate><Year>2020</Year></PubDate>",
    "<PubDate/>",
    "",
]

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
    authors("<Author><LastName>a > b</LastName></Author>"),
    authors("<Author><LastName> a &gt;  b </LastName><ForeName>\n</ForeName></Author>"),
    dated("DateRevised", "<Year>2020</Year><Month>02</Month><Day>03</Day>"),
    dated("DateCompleted", "\n<Year>2020</Year> <Month>Feb</Month>\n"),
    dated("DateRevised", "<Year>2020</Year>", times=2),
    record("<ArticleDate DateType='Electronic'><Year>2020</Year></ArticleDate>".replace("'", '"')),
    record(data=OWN_IDS),
    record(data=f"<ReferenceList><Reference>{IDS}</Reference></ReferenceList>"),
    record(data=f"{OWN_IDS}<ReferenceList><Reference>{IDS}</Reference></ReferenceList>"),
    record(data=f"{OWN_IDS}{OWN_IDS}"),
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
    record(
        late='<InvestigatorList ID="g"><Investigator><LastName>N</LastName></Investigator></InvestigatorList>'
    ),
    record(
        late="<MeshHeadingList><MeshHeading><DescriptorName>A</DescriptorName><New>b</New></MeshHeading></MeshHeadingList>"
    ),
    record(
        data="<History><PubMedPubDate PubStatus='a'><Year>x</Year><Month>1</Month><Day>2</Day></PubMedPubDate></History>"
    ),
    dated("DateRevised", "<Year>2020</Year><New>1</New>"),
    dated("DateRevised", "<Year>2020</Year><Year>2021</Year>"),
    dated("DateRevised", ""),
    record(data='<ArticleIdList><ArticleId IdType="a b">5</ArticleId></ArticleIdList>'),
    record(data="<ArticleIdList><New>5</New></ArticleIdList>"),
    record(data='<ArticleIdList><ArticleId IdType="doi"/></ArticleIdList>'),
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


@pytest.mark.parametrize("issue", ISSUES)
def test_a_journal_as_pubmed_writes_it_is_read_at_speed(issue: str) -> None:
    text = record(issue=issue)
    quick, slow, _ = both(text)
    assert quick == slow
    assert "Journal" in at_speed(text)[1]


@pytest.mark.parametrize("issue", ODD_ISSUES)
def test_any_other_journal_is_left_alone(issue: str) -> None:
    text = record(issue=issue)
    quick, slow, _ = both(text)
    assert quick == slow
    assert "Journal" not in at_speed(text)[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<Journal>", '<Journal><ISSN IssnType="Print"> 1234-5678 </ISSN>'),
        ("<Journal>", "<Journal><ISSN>1234-5678</ISSN>"),
        ("<Journal>", '<Journal><ISSN IssnType="Print">1</ISSN><ISSN IssnType="Print">2</ISSN>'),
        (' CitedMedium="Print"', ""),
        (' CitedMedium="Print"', ' CitedMedium=" a  b "'),
        ("Journal of nothing", "Journal &amp; &#233; <i>nothing</i>"),
        ("Journal of nothing", "Journal &amp;  &#233; "),
        ("</MedlineTA>", "</MedlineTA><New>a</New>"),
        ("</MedlineTA>", "</MedlineTA><MedlineTA>a</MedlineTA>"),
        ("</MedlineTA>", "</MedlineTA>\n<ISSNLinking> 1 </ISSNLinking>"),
        ("</MedlineJournalInfo>", "</MedlineJournalInfo><MedlineJournalInfo/>"),
    ],
)
def test_journals_are_read_alike_both_ways(old: str, new: str) -> None:
    text = record().replace(old, new, 1)
    assert text != record()
    quick, slow, _ = both(text)
    assert quick == slow


def test_a_mark_in_a_file_is_not_taken_for_ours() -> None:
    text = record(
        '<AuthorList littrack="0"><Author><LastName>N</LastName><New/></Author></AuthorList>',
        data=f"<ReferenceList><Reference><Citation>A</Citation>{IDS}</Reference></ReferenceList>",
    )
    quick, slow, taken = both(text)
    assert taken == {"ReferenceList"}
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
    number = some("ArticleId").replace("<ArticleId>", '<ArticleId IdType="doi">')
    date = space.join([some("Year"), some("Month"), some("Day")])
    return record(
        f"<AuthorList>{author}</AuthorList>",
        issue=space.join([some("Volume"), some("Issue"), f"<PubDate>{date}</PubDate>"]),
        early=f"<DateRevised>{date}</DateRevised>",
        data=f"<ArticleIdList>{space}{number}</ArticleIdList>"
        f"<ReferenceList>{space}{entry * 2}</ReferenceList>",
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
