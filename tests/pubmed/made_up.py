"""Plainly made-up PubMed records, put together element by element."""

from __future__ import annotations

from littrack.pubmed.parse import parse, parse_record
from littrack.records import Article, Parsed

HEAD = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, '
    '1st January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)
TITLE = "<ArticleTitle>Made-up trial of nothing.</ArticleTitle>"


def record(
    body: str = "",
    *,
    pmid: object = 1,
    title: str = TITLE,
    issue: str = "<PubDate><Year>2020</Year></PubDate>",
    early: str = "",
    late: str = "",
    data: str = "",
    attributes: str = 'Status="MEDLINE" Owner="NLM"',
) -> str:
    """One "PubmedArticle": ``body`` goes into "Article" after its title, ``early`` after the PMID,
    ``late`` after "MedlineJournalInfo", ``data`` into "PubmedData"."""
    return (
        f'<PubmedArticle><MedlineCitation {attributes}><PMID Version="1">{pmid}</PMID>{early}'
        f'<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print">{issue}'
        f"</JournalIssue><Title>Journal of nothing</Title></Journal>{title}{body}</Article>"
        f"<MedlineJournalInfo><MedlineTA>J Noth</MedlineTA></MedlineJournalInfo>{late}"
        f"</MedlineCitation><PubmedData>{data}</PubmedData></PubmedArticle>"
    )


def book(document: str = "", inside: str = "", data: str = "") -> str:
    """One "PubmedBookArticle": ``document`` goes after the "Book" that ends with ``inside``."""
    return (
        '<PubmedBookArticle><BookDocument><PMID Version="1">7</PMID><ArticleIdList>'
        '<ArticleId IdType="bookaccession">NBK7</ArticleId></ArticleIdList><Book><Publisher>'
        "<PublisherName>Made-up Press</PublisherName><PublisherLocation>Nowhere"
        '</PublisherLocation></Publisher><BookTitle book="mu">A <i>made-up</i> book</BookTitle>'
        f"<PubDate><Year>2001</Year></PubDate>{inside}</Book>{document}</BookDocument>"
        f"<PubmedBookData>{data}</PubmedBookData></PubmedBookArticle>"
    )


def read(text: str) -> Article:
    """The record in ``text``."""
    return parse_record(text.encode())


def file_of(*records: str, head: str = HEAD) -> bytes:
    """A "PubmedArticleSet" of the given records."""
    return f"{head}<PubmedArticleSet>\n{chr(10).join(records)}\n</PubmedArticleSet>\n".encode()


def pmids(source: bytes) -> list[str]:
    """The PMIDs of the records of a file that can be read."""
    return [item.article.pmid for item in parse(source) if isinstance(item, Parsed)]
