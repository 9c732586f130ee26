"""Every element of a record, and the awkward ways in which PubMed writes them."""

from __future__ import annotations

import pytest

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
    PartialDate,
    Reference,
    Relation,
    SupplementaryConcept,
    Term,
)

from .made_up import book, read, record


def test_citation_attributes() -> None:
    found = read(
        record(
            attributes='Status="In-Process" Owner="NASA" IndexingMethod="Curated" VersionID="2" '
            'VersionDate="2020/01/02"'
        ).replace('<PMID Version="1">', '<PMID Version="3">')
    )
    assert (found.pmid, found.version, found.kind) == ("1", 3, "article")
    assert (found.status, found.owner, found.indexing_method) == ("In-Process", "NASA", "Curated")
    assert found.publication_model == "Print"
    assert found.details == (Detail("VersionID", "2"), Detail("VersionDate", "2020/01/02"))


def test_dates_of_the_record() -> None:
    found = read(
        record(
            "<ArticleDate DateType='Electronic'><Year>2019</Year><Month>12</Month><Day>30</Day>"
            "</ArticleDate>",
            early="<DateCreated><Year>2018</Year><Month>05</Month><Day>04</Day></DateCreated>"
            "<DateCompleted><Year>2019</Year><Month>06</Month><Day>03</Day></DateCompleted>"
            "<DateRevised><Year>2020</Year><Month>07</Month><Day>02</Day></DateRevised>",
        )
    )
    assert (found.completed, found.revised) == ("2019-06-03", "2020-07-02")
    assert found.electronic_dates == (PartialDate("2019 Dec 30", "2019-12-30"),)
    assert found.details == (Detail("DateCreated", "2018-05-04"),)


@pytest.mark.parametrize(
    ("inside", "text", "iso"),
    [
        ("<Year>2012</Year>", "2012", "2012"),
        ("<Year>2012</Year><Month>May</Month>", "2012 May", "2012-05"),
        ("<Year>2012</Year><Month>05</Month><Day>03</Day>", "2012 May 3", "2012-05-03"),
        ("<Year>2012</Year><Month>Feb</Month><Day>30</Day>", "2012 Feb 30", "2012-02"),
        ("<Year>1998</Year><Season>Summer</Season>", "1998 Summer", "1998"),
        ("<Year>1998</Year><Season>May-Jun</Season>", "1998 May-Jun", "1998"),
        ("<MedlineDate>2012 May-Jun</MedlineDate>", "2012 May-Jun", "2012-05"),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "1998 Dec-1999 Jan", "1998-12"),
        ("<MedlineDate>1975-1976</MedlineDate>", "1975-1976", "1975"),
        ("<MedlineDate>2000 Dec 21-28</MedlineDate>", "2000 Dec 21-28", "2000-12-21"),
        ("<MedlineDate>2000 Spring</MedlineDate>", "2000 Spring", "2000"),
        ("<MedlineDate>undated</MedlineDate>", "undated", None),
        ("<Year>20x2</Year>", "20x2", None),
    ],
)
def test_publication_date(inside: str, text: str, iso: str | None) -> None:
    assert read(record(issue=f"<PubDate>{inside}</PubDate>")).published == PartialDate(text, iso)


def test_titles_with_markup() -> None:
    title = "<ArticleTitle>[Effect of <i>E. x</i> on CO<sub>2</sub>&lt;5 &amp; <b><u>more</u></b>].</ArticleTitle>"
    found = read(record("<VernacularTitle>Étude <sup>1</sup></VernacularTitle>", title=title))
    assert found.title.plain == "[Effect of E. x on CO2<5 & more]."
    assert found.title.markup == (
        "[Effect of <i>E. x</i> on CO<sub>2</sub>&lt;5 &amp; <b><u>more</u></b>]."
    )
    assert found.vernacular_title == MarkedText("Étude 1", "Étude <sup>1</sup>")


@pytest.mark.parametrize("title", ["", "<ArticleTitle/>", "<ArticleTitle> \n </ArticleTitle>"])
def test_an_empty_title(title: str) -> None:
    found = read(record("<VernacularTitle>Nichts</VernacularTitle>", title=title))
    assert found.title == MarkedText("")
    assert found.vernacular_title == MarkedText("Nichts")


def test_abstracts() -> None:
    found = read(
        record(
            "<Abstract><AbstractText>Before.</AbstractText>"
            '<AbstractText Label="AIM" NlmCategory="OBJECTIVE">To <i>see</i>.</AbstractText>'
            '<AbstractText Label="EMPTY"/><AbstractText/>'
            "<CopyrightInformation>Nobody.</CopyrightInformation></Abstract>",
            late='<OtherAbstract Type="Publisher" Language="fre"><AbstractText>Rien.</AbstractText>'
            "<CopyrightInformation>Personne.</CopyrightInformation></OtherAbstract>"
            '<OtherAbstract Type="plain-language-summary" Language="eng">'
            '<AbstractText Label="WHAT">Nothing.</AbstractText></OtherAbstract>',
        )
    )
    assert found.abstract == (
        AbstractSection(MarkedText("Before.")),
        AbstractSection(MarkedText("To see.", "To <i>see</i>."), "AIM", "OBJECTIVE"),
        AbstractSection(MarkedText(""), "EMPTY"),
    )
    assert found.abstract_copyright == "Nobody."
    french, plain = found.other_abstracts
    assert (french.kind, french.language, french.copyright) == ("Publisher", "fre", "Personne.")
    assert french.sections == (AbstractSection(MarkedText("Rien.")),)
    assert (plain.kind, plain.sections[0].label) == ("plain-language-summary", "WHAT")


def authors(inside: str, attributes: str = 'CompleteYN="Y"') -> Article:
    return read(record(f"<AuthorList {attributes}>{inside}</AuthorList>"))


def test_an_author_in_full() -> None:
    (found,) = authors(
        '<Author ValidYN="N" EqualContrib="Y"><LastName>Nobody</LastName><ForeName>Ann B</ForeName>'
        "<Initials>AB</Initials><Suffix>3<sup>rd</sup></Suffix>"
        '<Identifier Source="ORCID">http://orcid.org/0000-0002-1825-009x</Identifier>'
        '<Identifier Source="ISNI">0000</Identifier>'
        "<AffiliationInfo><Affiliation>Nowhere, <i>N</i>.</Affiliation>"
        '<Identifier Source="ROR">https://ror.org/0</Identifier></AffiliationInfo>'
        "<AffiliationInfo><Affiliation>Elsewhere.</Affiliation></AffiliationInfo></Author>"
    ).authors
    assert found.name == "Nobody AB 3rd"
    assert (found.fore_name, found.suffix) == ("Ann B", "3rd")
    assert found.orcid == "0000-0002-1825-009X"
    assert found.identifiers == (Identifier("ISNI", "0000"),)
    assert found.affiliations == (
        Affiliation("Nowhere, N.", (Identifier("ROR", "https://ror.org/0"),)),
        Affiliation("Elsewhere."),
    )
    assert found.equal_contribution
    assert not found.valid


@pytest.mark.parametrize(
    "given",
    [
        "0000-0002-1825-0097",
        "0000000218250097",
        "https://orcid.org/0000-0002-1825-0097",
        "http://www.orcid.org/0000-0002-1825-0097/",
        "orcid.org/0000-0002-1825-0097",
        "ORCID: 0000-0002-1825-0097",
        " https://orcid.org/0000-0002-1825-0097 ",
    ],
)
def test_orcid_in_every_spelling(given: str) -> None:
    (found,) = authors(
        f'<Author><LastName>N</LastName><Identifier Source="ORCID">{given}</Identifier></Author>'
    ).authors
    assert found.orcid == "0000-0002-1825-0097"
    assert found.identifiers == ()


def test_an_orcid_that_is_none_is_kept_as_it_is() -> None:
    (found,) = authors(
        '<Author><LastName>N</LastName><Identifier Source="ORCID">unknown</Identifier></Author>'
    ).authors
    assert found.orcid is None
    assert found.identifiers == (Identifier("ORCID", "unknown"),)


def test_groups_editors_and_cut_lists() -> None:
    found = read(
        record(
            '<AuthorList CompleteYN="N"><Author><CollectiveName>Made-up <b>Group</b></CollectiveName>'
            "</Author><Author><LastName>Only</LastName></Author></AuthorList>"
            '<AuthorList Type="editors"><Author><LastName>Editor</LastName></Author></AuthorList>',
            late="<InvestigatorList><Investigator><LastName>Seeker</LastName><Initials>S</Initials>"
            "</Investigator></InvestigatorList>",
        )
    )
    assert [(each.role, each.name) for each in found.authors] == [
        ("author", "Made-up Group"),
        ("author", "Only"),
        ("editor", "Editor"),
    ]
    assert found.authors[0].last_name is None
    assert not found.authors_complete
    assert [(each.role, each.name) for each in found.investigators] == [
        ("investigator", "Seeker S")
    ]


def test_investigators_of_several_groups() -> None:
    found = read(
        record(
            '<AuthorList><Author><CollectiveName Investigators="g1">One</CollectiveName></Author>'
            "</AuthorList>",
            late='<InvestigatorList ID="g1"><Investigator><LastName>S</LastName></Investigator>'
            "</InvestigatorList>",
        )
    )
    assert found.authors[0].group == found.investigators[0].group == "g1"


def test_authors_of_older_records() -> None:
    found = read(
        record(
            "<Affiliation>For all.</Affiliation><AuthorList><Author><LastName>N</LastName>"
            "<FirstName>Ann</FirstName><MiddleName>B</MiddleName>"
            "<Affiliation>Nowhere.</Affiliation><NameID Source='ORCID'>0000000218250097</NameID>"
            "</Author></AuthorList>"
        )
    )
    (author,) = found.authors
    assert author.fore_name == "Ann B"
    assert author.affiliations == (Affiliation("For all."), Affiliation("Nowhere."))
    assert author.orcid == "0000-0002-1825-0097"
    assert found.unknown == ()


def test_journal() -> None:
    text = record(
        issue="<Volume>3</Volume><Issue>4 Suppl</Issue><PubDate><Year>2020</Year></PubDate>"
    )
    text = text.replace("<Journal>", '<Journal><ISSN IssnType="Electronic">1234-567X</ISSN>')
    text = text.replace(
        "<MedlineTA>",
        "<Country>Nowhere</Country><NlmUniqueID>9</NlmUniqueID><ISSNLinking>1234-5678</ISSNLinking><MedlineTA>",
    ).replace("</Title>", "</Title><ISOAbbreviation>J. Noth.</ISOAbbreviation>")
    journal = read(text).journal
    assert (journal.title, journal.iso_abbreviation) == ("Journal of nothing", "J. Noth.")
    assert (journal.medline_abbreviation, journal.nlm_id) == ("J Noth", "9")
    assert (journal.issn, journal.issn_type, journal.issn_linking) == (
        "1234-567X",
        "Electronic",
        "1234-5678",
    )
    assert (journal.volume, journal.issue, journal.medium) == ("3", "4 Suppl", "Print")
    assert journal.country == "Nowhere"


@pytest.mark.parametrize(
    ("inside", "pages"),
    [
        ("<MedlinePgn>117-28</MedlinePgn>", ("117-28", None, None)),
        (
            "<StartPage>117</StartPage><EndPage>128</EndPage><MedlinePgn>117-28</MedlinePgn>",
            ("117-28", "117", "128"),
        ),
        ("<StartPage>1</StartPage><EndPage>9</EndPage>", ("1-9", "1", "9")),
        ("<StartPage>e1</StartPage>", ("e1", "e1", None)),
        ("<MedlinePgn/>", (None, None, None)),
    ],
)
def test_pages(inside: str, pages: tuple[str | None, ...]) -> None:
    found = read(record(f"<Pagination>{inside}</Pagination>"))
    assert (found.pages, found.start_page, found.end_page) == pages


def test_identifiers_are_those_of_the_record_itself() -> None:
    found = read(
        record(
            '<ELocationID EIdType="doi" ValidYN="Y">10.5555/A.b</ELocationID>'
            '<ELocationID EIdType="pii" ValidYN="N">old</ELocationID>',
            data='<ArticleIdList><ArticleId IdType="pubmed">1</ArticleId>'
            '<ArticleId IdType="pmc">PMC9</ArticleId></ArticleIdList><ReferenceList><Reference>'
            '<Citation>Other.</Citation><ArticleIdList><ArticleId IdType="doi">10.5555/other'
            "</ArticleId></ArticleIdList></Reference></ReferenceList>",
        )
    )
    assert found.doi == "10.5555/a.b"
    assert found.pmcid == "PMC9"
    assert found.article_ids == (Identifier("pubmed", "1"), Identifier("pmc", "PMC9"))
    assert found.elocation_ids == (Identifier("doi", "10.5555/A.b"),)
    assert found.details == (Detail("invalid ELocationID", "pii old"),)
    assert found.references == (Reference("Other.", (Identifier("doi", "10.5555/other"),)),)


def test_nested_reference_lists_with_titles() -> None:
    found = read(
        record(
            data="<ReferenceList><Title>All</Title><Reference><Citation>A <i>b</i> c.</Citation>"
            "</Reference><ReferenceList><Title>Some</Title><Reference><Citation/>"
            '<ArticleIdList><ArticleId IdType="pubmed">5</ArticleId></ArticleIdList></Reference>'
            "</ReferenceList></ReferenceList><ReferenceList><Reference><Citation>D.</Citation>"
            "</Reference></ReferenceList>"
        )
    )
    assert found.references == (
        Reference("A b c.", (), "All"),
        Reference(None, (Identifier("pubmed", "5"),), "All: Some"),
        Reference("D."),
    )


def test_subjects() -> None:
    found = read(
        record(
            late='<SupplMeshList><SupplMeshName Type="Disease" UI="C1">No disease</SupplMeshName>'
            '</SupplMeshList><MeshHeadingList><MeshHeading><DescriptorName UI="D1" MajorTopicYN="N" '
            'Type="Geographic">Nowhere</DescriptorName></MeshHeading><MeshHeading><DescriptorName '
            'UI="D2" MajorTopicYN="Y" AutoHM="Y">Nothing</DescriptorName><QualifierName UI="Q1" '
            'MajorTopicYN="Y">history</QualifierName></MeshHeading></MeshHeadingList>'
            '<KeywordList Owner="NOTNLM"><Keyword MajorTopicYN="Y">an <i>x</i></Keyword><Keyword/>'
            '</KeywordList><KeywordList Owner="NASA"><Keyword>y</Keyword></KeywordList>'
        )
    )
    assert found.supplementary_concepts == (SupplementaryConcept("No disease", "C1", "Disease"),)
    assert found.mesh == (
        MeshHeading("Nowhere", "D1", False, "Geographic"),
        MeshHeading("Nothing", "D2", True, None, (MeshQualifier("history", "Q1", True),), True),
    )
    assert [(each.text.plain, each.owner, each.major) for each in found.keywords] == [
        ("an x", "NOTNLM", True),
        ("y", "NASA", False),
    ]


def test_substances_funding_accessions_and_types() -> None:
    found = read(
        record(
            "<Language>eng</Language><Language>und</Language>"
            '<DataBankList CompleteYN="N"><DataBank><DataBankName>ClinicalTrials.gov</DataBankName>'
            "<AccessionNumberList><AccessionNumber>NCT00000000</AccessionNumber><AccessionNumber>"
            "NCT00000001</AccessionNumber></AccessionNumberList></DataBank><DataBank><DataBankName>"
            "GEO</DataBankName></DataBank></DataBankList>"
            '<GrantList CompleteYN="Y"><Grant><GrantID>X1</GrantID><Acronym>XX</Acronym><Agency>None'
            "</Agency><Country>Nowhere</Country></Grant><Grant><Agency>Other</Agency></Grant></GrantList>"
            '<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>'
            '<PublicationType UI="">Odd</PublicationType></PublicationTypeList>',
            late="<ChemicalList><Chemical><RegistryNumber>0</RegistryNumber><NameOfSubstance "
            'UI="C9">nothingine</NameOfSubstance></Chemical><Chemical><RegistryNumber>50-00-0'
            "</RegistryNumber><NameOfSubstance UI='C8'>a &amp; b</NameOfSubstance></Chemical>"
            "</ChemicalList><CitationSubset>IM</CitationSubset><CitationSubset>AIM</CitationSubset>",
        )
    )
    assert found.languages == ("eng", "und")
    assert found.accessions == (
        Accession("ClinicalTrials.gov", "NCT00000000"),
        Accession("ClinicalTrials.gov", "NCT00000001"),
    )
    assert found.grants == (Grant("X1", "XX", "None", "Nowhere"), Grant(None, None, "Other"))
    assert found.publication_types == (Term("Journal Article", "D016428"), Term("Odd"))
    assert found.chemicals == (Chemical("nothingine", "C9"), Chemical("a & b", "C8", "50-00-0"))
    assert found.citation_subsets == ("IM", "AIM")
    assert set(found.details) == {Detail("DataBank", "GEO"), Detail("DataBankList CompleteYN", "N")}


def test_relations_with_and_without_a_pmid() -> None:
    found = read(
        record(
            late='<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">'
            '<RefSource>J Noth. 2021;1:1</RefSource><PMID Version="1">9</PMID></CommentsCorrections>'
            '<CommentsCorrections RefType="ErratumFor"><RefSource>J Noth. 2021;1:2</RefSource><Note>'
            "wrong</Note></CommentsCorrections></CommentsCorrectionsList>"
        )
    )
    assert found.relations == (
        Relation("RetractionIn", "J Noth. 2021;1:1", "9"),
        Relation("ErratumFor", "J Noth. 2021;1:2", None, "wrong"),
    )


def test_relations_as_they_were_before_2009() -> None:
    found = read(
        record(
            late="<CommentsCorrections><CommentIn><RefSource>J Noth.</RefSource><PMID>9</PMID>"
            "</CommentIn></CommentsCorrections>"
        )
    )
    assert found.relations == (Relation("CommentIn", "J Noth.", "9"),)


def test_history_and_status() -> None:
    found = read(
        record(
            data='<History><PubMedPubDate PubStatus="received"><Year>2019</Year><Month>1</Month><Day>2'
            '</Day></PubMedPubDate><PubMedPubDate PubStatus="entrez"><Year>2019</Year><Month>12</Month>'
            "<Day>31</Day><Hour>6</Hour><Minute>5</Minute></PubMedPubDate></History>"
            "<PublicationStatus>epublish</PublicationStatus>"
        )
    )
    assert found.history == (
        HistoryDate("received", "2019-01-02"),
        HistoryDate("entrez", "2019-12-31T06:05"),
    )
    assert found.publication_status == "epublish"


def test_a_step_of_history_without_a_real_date_is_kept() -> None:
    found = read(
        record(
            data='<History><PubMedPubDate PubStatus="revised"><Year>0</Year><Month>1</Month><Day>2'
            "</Day></PubMedPubDate></History>"
        )
    )
    assert found.history == ()
    assert found.details == (Detail("PubMedPubDate", "revised 012"),)


def test_lesser_facts_become_details() -> None:
    found = read(
        record(
            late="<GeneSymbolList><GeneSymbol>abc</GeneSymbol></GeneSymbolList>"
            "<NumberOfReferences>12</NumberOfReferences><PersonalNameSubjectList><PersonalNameSubject>"
            "<LastName>Nobody</LastName><ForeName>Ann</ForeName><Initials>A</Initials>"
            "</PersonalNameSubject></PersonalNameSubjectList><OtherID Source='NASA'>77</OtherID>"
            "<CoiStatement>None <i>at all</i>.</CoiStatement>"
            "<SpaceFlightMission>STS-0</SpaceFlightMission>"
            "<GeneralNote Owner='KIE'>A note</GeneralNote>",
            data='<ObjectList><Object Type="keyword"><Param Name="value">x</Param></Object></ObjectList>',
        )
    )
    assert {(each.kind, each.value) for each in found.details} == {
        ("GeneSymbol", "abc"),
        ("NumberOfReferences", "12"),
        ("PersonalNameSubject", "Nobody, Ann"),
        ("OtherID", "NASA: 77"),
        ("SpaceFlightMission", "STS-0"),
        ("GeneralNote", "KIE: A note"),
        ("Object", "keyword: value=x"),
    }
    assert found.coi_statement == MarkedText("None at all.", "None <i>at all</i>.")


def test_a_chapter() -> None:
    found = read(
        book(
            '<LocationLabel Type="chapter">Chapter 2</LocationLabel><ArticleTitle book="mu" part="p2">'
            "The chapter</ArticleTitle><VernacularTitle>Das Kapitel</VernacularTitle>"
            "<Language>eng</Language><AuthorList Type='authors'><Author><LastName>Writer</LastName>"
            "</Author></AuthorList><PublicationType UI='D016454'>Review</PublicationType>"
            "<Abstract><AbstractText>None.</AbstractText></Abstract><Sections><Section><LocationLabel>1"
            "</LocationLabel><SectionTitle>One <i>x</i></SectionTitle><Section><SectionTitle>Two"
            "</SectionTitle></Section></Section></Sections><KeywordList><Keyword>k</Keyword></KeywordList>"
            "<ContributionDate><Year>2001</Year><Month>2</Month></ContributionDate>"
            "<DateRevised><Year>2010</Year><Month>3</Month><Day>4</Day></DateRevised>"
            "<ItemList ListType='Synonyms'><Item>Nil</Item></ItemList>",
            "<BeginningDate><Year>1999</Year></BeginningDate><EndingDate><Year>2002</Year></EndingDate>"
            "<AuthorList Type='editors'><Author><LastName>Editor</LastName></Author></AuthorList>"
            "<Volume>2</Volume><VolumeTitle>V</VolumeTitle><Edition>3rd</Edition><CollectionTitle>C"
            "</CollectionTitle><Isbn>000</Isbn><Isbn>111</Isbn><ELocationID EIdType='doi'>10.5555/b"
            "</ELocationID><Medium>Internet</Medium><ReportNumber>R1</ReportNumber>",
            "<PublicationStatus>ppublish</PublicationStatus><ArticleIdList><ArticleId IdType='pubmed'>7"
            "</ArticleId></ArticleIdList>",
        )
    )
    assert (found.kind, found.title.plain) == ("book chapter", "The chapter")
    assert [each.name for each in found.authors] == ["Writer"]
    assert found.revised == "2010-03-04"
    assert found.published == PartialDate("2001", "2001")
    assert found.article_ids == (Identifier("bookaccession", "NBK7"), Identifier("pubmed", "7"))
    assert found.elocation_ids == ()
    inside = found.book
    assert inside is not None
    assert inside.title == MarkedText("A made-up book", "A <i>made-up</i> book")
    assert (inside.publisher, inside.publisher_location) == ("Made-up Press", "Nowhere")
    assert (inside.volume, inside.volume_title, inside.edition) == ("2", "V", "3rd")
    assert (inside.collection_title, inside.medium, inside.report_number) == ("C", "Internet", "R1")
    assert inside.isbns == ("000", "111")
    assert inside.elocation_ids == (Identifier("doi", "10.5555/b"),)
    assert (inside.beginning, inside.ending) == (
        PartialDate("1999", "1999"),
        PartialDate("2002", "2002"),
    )
    assert inside.contributed == PartialDate("2001 Feb", "2001-02")
    assert inside.locations == ("Chapter 2",)
    assert inside.sections == ("1. One x", "Two")
    assert [(each.role, each.name) for each in inside.editors] == [("editor", "Editor")]
    assert found.details == (
        Detail("BookTitle link", "mu"),
        Detail("ArticleTitle link", "mu/p2"),
        Detail("Synonyms", "Nil"),
    )
    assert found.unknown == ()


def test_a_whole_book_has_the_title_and_authors_of_the_book() -> None:
    found = read(
        book(
            inside="<AuthorList Type='authors'><Author><LastName>W</LastName></Author></AuthorList>"
        )
    )
    assert (found.kind, found.title.plain) == ("book", "A made-up book")
    assert [each.name for each in found.authors] == ["W"]


def test_elements_of_a_newer_dtd_are_noticed_and_kept() -> None:
    found = read(
        record(
            "<NewThing>n1</NewThing><AuthorList><Author><LastName>N</LastName><Pronoun>n2</Pronoun>"
            "</Author></AuthorList>",
            late="<Fresh a='b'><Deep>n3</Deep></Fresh>",
            data="<ReferenceList><Reference><Citation>c</Citation><Score>n4</Score></Reference>"
            "</ReferenceList>",
        )
    )
    assert {(each.kind, each.value) for each in found.unknown} == {
        ("Article/NewThing", "n1"),
        ("Author/Pronoun", "n2"),
        ("MedlineCitation/Fresh", "n3"),
        ("Reference/Score", "n4"),
    }
    assert found.authors[0].last_name == "N"


def test_a_second_element_where_one_is_allowed_is_noticed() -> None:
    found = read(record("<ArticleTitle>Another</ArticleTitle>"))
    assert found.title.plain == "Made-up trial of nothing."
    assert found.unknown == (Detail("Article/ArticleTitle", "Another"),)


def test_spread_over_lines_says_the_same() -> None:
    text = record(
        "<AuthorList><Author><LastName>N</LastName></Author></AuthorList>",
        late='<MeshHeadingList><MeshHeading><DescriptorName UI="D1" MajorTopicYN="N">A b'
        "</DescriptorName></MeshHeading></MeshHeadingList>",
    )
    spread = text.replace("><", ">\r\n\t  <").replace("A b", "\n A \n  b ")
    spread = spread.replace("Made-up trial of", "  Made-up\n  trial   of ")
    assert read(spread) == read(text)
