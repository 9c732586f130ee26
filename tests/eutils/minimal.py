"""Make small valid PubMed records from bibliographic facts, for tests and for the stand-in NCBI.

What is not given is filled with plainly made-up values; nothing is ever guessed from a title.
The element order is that of NLM's PubMed DTD of 1 January 2025.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import yaml

HEAD = b"""<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" \
"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
"""
DAY = date(2020, 1, 15)
"""The day made-up records entered PubMed, where none is given."""

PUBLICATION_TYPES = {
    "Case Reports": "D002363",
    "Clinical Trial": "D016430",
    "Comment": "D016420",
    "Editorial": "D016421",
    "Expression of Concern": "D000075742",
    "Journal Article": "D016428",
    "Letter": "D016422",
    "Meta-Analysis": "D017418",
    "Observational Study": "D064888",
    "Preprint": "D000076942",
    "Published Erratum": "D016425",
    "Randomized Controlled Trial": "D016449",
    "Retracted Publication": "D016441",
    "Retraction of Publication": "D016440",
    "Review": "D016454",
    "Systematic Review": "D000078182",
}
DESIGNS = {
    "meta-analysis": "Meta-Analysis",
    "systematic review": "Systematic Review",
    "randomized controlled trial": "Randomized Controlled Trial",
    "case report": "Case Reports",
    "narrative review": "Review",
    "commentary": "Comment",
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
COMPLETE = {True: 'CompleteYN="Y"', False: 'CompleteYN="N"'}
SUFFIXES = {"Jr", "Sr", "2nd", "3rd", "4th"}


def make_record(
    pmid: str | int,
    title: str | None = None,
    *,
    authors: Iterable[str] = ("Doe J", "Roe RA"),
    authors_complete: bool = True,
    journal: str = "Journal of Made-up Trials",
    abbreviation: str | None = None,
    issn: str | None = "0000-0000",
    nlm_id: str = "0000000",
    year: int | str = 2020,
    month: int | None = None,
    day: int | None = None,
    medline_date: str | None = None,
    volume: str | None = "1",
    issue: str | None = "1",
    pages: str | None = "1-9",
    doi: str | None = "",
    pmcid: str | None = None,
    publication_types: Iterable[str] = ("Journal Article",),
    mesh: Iterable[str] = (),
    keywords: Iterable[str] = (),
    abstract: str | Sequence[tuple[str, str]] | None = "We made this study up.",
    language: str = "eng",
    trials: Iterable[tuple[str, str]] = (),
    relations: Iterable[tuple[str, str | None]] = (),
    notes: Iterable[str] = (),
    status: str = "MEDLINE",
    version: int = 1,
    created: date | str | None = None,
    entered: date | str | None = None,
    revised: date | str | None = None,
    completed: date | str | None = None,
    markup: bool = False,
) -> bytes:
    """One ``<PubmedArticle>`` (UTF-8, no declaration); `article_set` wraps several.

    ``authors`` are "Wollmer MA", "King ML Jr", or a group's name. ``doi=""`` gives a made-up DOI, ``None`` none.
    ``mesh`` headings: "Botulinum Toxins", with a subheading "Depression/drug therapy", major with a star "*Depression".
    ``abstract``: one paragraph, or (label, text) pairs. ``trials``: ("ClinicalTrials.gov", "NCT…").
    ``relations``: (RefType, PMID or None), such as ("ErratumIn", "123").
    ``created`` is the day the record arrived (CRDT; "entrez" in the XML), ``entered`` the Entrez date, which PubMed
    sets back for late arrivals (EDAT; "pubmed" in the XML; default: ``created``), ``revised`` DateRevised (default:
    ``created``).
    With ``markup=True`` title and abstract are XML already (``A <i>b</i> &amp; c``).
    """
    pmid = str(pmid)
    arrived = _day(created) or DAY
    text = str if markup else escape
    doi = f"10.5555/made-up.{pmid}" if doi == "" else doi
    parts = (
        "<PubmedArticle>",
        f'<MedlineCitation Status={quoteattr(status)} Owner="NLM">',
        f'<PMID Version="{version}">{pmid}</PMID>',
        _numbered_date("DateCompleted", _day(completed)),
        _numbered_date("DateRevised", _day(revised) or arrived),
        '<Article PubModel="Print-Electronic">',
        _journal(
            journal, abbreviation, issn, volume, issue, _pubdate(year, month, day, medline_date)
        ),
        f"<ArticleTitle>{text(title or f'Made-up trial number {pmid}.')}</ArticleTitle>",
        _pages(pages, doi, pmid),
        _abstract(abstract, text),
        _authors(authors, COMPLETE[authors_complete]),
        _tag("Language", language),
        _databanks(trials),
        _each("PublicationTypeList", (_publication_type(name) for name in publication_types)),
        "</Article>",
        f"<MedlineJournalInfo>{_tag('MedlineTA', abbreviation or journal)}",
        f"{_tag('NlmUniqueID', nlm_id)}</MedlineJournalInfo>",
        _each("CommentsCorrectionsList", (_relation(*relation) for relation in relations)),
        _each("MeshHeadingList", (_heading(heading) for heading in mesh)),
        _keywords(keywords),
        *(f'<GeneralNote Owner="NLM">{escape(note)}</GeneralNote>' for note in notes),
        "</MedlineCitation>",
        _pubmed_data(pmid, doi, pmcid, arrived, _day(entered) or arrived),
        "</PubmedArticle>",
    )
    return "".join(parts).encode()


def make_book_record(
    pmid: str | int,
    title: str = "Made-up chapter",
    *,
    book: str = "Made-up Handbook",
    authors: Iterable[str] = ("Doe J",),
    year: int | str = 2020,
    publisher: str = "Made-up Press",
    abstract: str | Sequence[tuple[str, str]] | None = "We made this chapter up.",
    created: date | str | None = None,
    revised: date | str | None = None,
) -> bytes:
    """One ``<PubmedBookArticle>``: a chapter of a book."""
    arrived = _day(created) or DAY
    parts = (
        f'<PubmedBookArticle><BookDocument><PMID Version="1">{pmid}</PMID>',
        f'<ArticleIdList><ArticleId IdType="bookaccession">NBK{pmid}</ArticleId></ArticleIdList>',
        f"<Book><Publisher>{_tag('PublisherName', publisher)}</Publisher>",
        f"{_tag('BookTitle', book)}<PubDate><Year>{year}</Year></PubDate></Book>",
        _tag("ArticleTitle", title),
        _tag("Language", "eng"),
        _authors(authors, 'Type="authors"'),
        _abstract(abstract, escape),
        _numbered_date("ContributionDate", arrived),
        _numbered_date("DateRevised", _day(revised) or arrived),
        f"</BookDocument><PubmedBookData>{_history(arrived, arrived)}",
        "<PublicationStatus>ppublish</PublicationStatus>",
        f'<ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList>',
        "</PubmedBookData></PubmedBookArticle>",
    )
    return "".join(parts).encode()


def article_set(*records: bytes, deleted: Iterable[str | int] = ()) -> bytes:
    """A whole EFetch (or update-file) document holding ``records`` and the ``deleted`` PMIDs."""
    gone = _each("DeleteCitation", (f'<PMID Version="1">{pmid}</PMID>' for pmid in deleted))
    body = b"\n".join(records)
    return HEAD + b"<PubmedArticleSet>" + body + gone.encode() + b"</PubmedArticleSet>\n"


def from_evidence(path: str | Path) -> list[bytes]:
    """Minimal records of the works in a topic's ``evidence.yaml`` that have a PMID.

    They carry the bibliographic facts of the file and nothing else: no abstract, no MeSH, and a note that says so.
    """
    content = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    works = content.get("works") or content.get("studies") if isinstance(content, dict) else content
    return [from_work(work) for work in works or () if work.get("pmid")]


def from_work(work: Mapping[str, Any]) -> bytes:
    """The minimal record of one work: a mapping with the keys of ``evidence.yaml``."""
    design = DESIGNS.get(work.get("design") or "")
    year = work.get("year")
    listed = list(work.get("authors") or ())
    authors = [name for name in listed if "et al" not in name]
    return make_record(
        work["pmid"],
        work["title"],
        authors=authors,
        authors_complete=len(authors) == len(listed),
        journal=work.get("journal") or "Journal not stated",
        issn=None,
        year=year or 1900,
        medline_date=None if year else "not stated",
        volume=_text(work.get("volume")),
        issue=_text(work.get("issue")),
        pages=_text(work.get("pages")),
        doi=_text(work.get("doi")),
        pmcid=_text(work.get("pmcid")),
        publication_types=("Journal Article", design) if design else ("Journal Article",),
        abstract=None,
        status="PubMed-not-MEDLINE",
        created=date(int(str(year)[:4]), 1, 1) if year else None,
        notes=("Stand-in record: bibliographic facts only, not PubMed's own.",),
    )


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _tag(name: str, value: str | None) -> str:
    return f"<{name}>{escape(value)}</{name}>" if value else ""


def _each(name: str, children: Iterable[str]) -> str:
    inside = "".join(children)
    return f"<{name}>{inside}</{name}>" if inside else ""


def _ui(letter: str, name: str) -> str:
    """A made-up unique identifier, the same for the same name."""
    return f"{letter}9{int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 10**8:08d}"


def _numbered_date(name: str, value: date | None) -> str:
    if value is None:
        return ""
    return (
        f"<{name}><Year>{value.year}</Year><Month>{value.month:02d}</Month>"
        f"<Day>{value.day:02d}</Day></{name}>"
    )


def _pubdate(year: int | str, month: int | None, day: int | None, medline: str | None) -> str:
    if medline:
        return f"<PubDate>{_tag('MedlineDate', medline)}</PubDate>"
    named = _tag("Month", MONTHS[month - 1]) if month else ""
    return (
        f"<PubDate><Year>{year}</Year>{named}{_tag('Day', f'{day:02d}' if day else None)}</PubDate>"
    )


def _journal(
    title: str,
    short: str | None,
    issn: str | None,
    volume: str | None,
    issue: str | None,
    pubdate: str,
) -> str:
    number = f'<ISSN IssnType="Electronic">{issn}</ISSN>' if issn else ""
    place = f"{_tag('Volume', volume)}{_tag('Issue', issue)}{pubdate}"
    return (
        f'<Journal>{number}<JournalIssue CitedMedium="Internet">{place}</JournalIssue>'
        f"{_tag('Title', title)}{_tag('ISOAbbreviation', short or title)}</Journal>"
    )


def _pages(pages: str | None, doi: str | None, pmid: str) -> str:
    first = f"<Pagination>{_tag('MedlinePgn', pages)}</Pagination>" if pages else ""
    where = f'<ELocationID EIdType="doi" ValidYN="Y">{escape(doi)}</ELocationID>' if doi else ""
    nothing = f'<ELocationID EIdType="pii" ValidYN="Y">made-up-{pmid}</ELocationID>'
    return (first + where) or nothing


def _abstract(abstract: str | Sequence[tuple[str, str]] | None, text: Any) -> str:
    if not abstract:
        return ""
    if isinstance(abstract, str):
        return f"<Abstract><AbstractText>{text(abstract)}</AbstractText></Abstract>"
    sections = (
        f'<AbstractText Label={quoteattr(label)} NlmCategory="{_category(label)}">'
        f"{text(body)}</AbstractText>"
        for label, body in abstract
    )
    return _each("Abstract", sections)


def _category(label: str) -> str:
    known = ("BACKGROUND", "OBJECTIVE", "METHODS", "RESULTS", "CONCLUSIONS")
    return label.upper() if label.upper() in known else "UNASSIGNED"


def _authors(names: Iterable[str], attributes: str) -> str:
    people = "".join(_author(name) for name in names)
    return f"<AuthorList {attributes}>{people}</AuthorList>" if people else ""


def _author(name: str) -> str:
    words = name.split()
    suffix = words.pop() if len(words) > 2 and words[-1] in SUFFIXES else None
    initials = words[-1] if len(words) > 1 and words[-1].isupper() and len(words[-1]) <= 4 else None
    if initials is None and len(words) > 1:
        return f'<Author ValidYN="Y">{_tag("CollectiveName", name)}</Author>'
    last = " ".join(words[:-1] if initials else words)
    fore = " ".join(initials) if initials else None
    inside = (_tag("LastName", last), _tag("ForeName", fore), _tag("Initials", initials))
    return f'<Author ValidYN="Y">{"".join(inside)}{_tag("Suffix", suffix)}</Author>'


def _databanks(trials: Iterable[tuple[str, str]]) -> str:
    banks = "".join(
        f"<DataBank>{_tag('DataBankName', bank)}<AccessionNumberList>"
        f"{_tag('AccessionNumber', number)}</AccessionNumberList></DataBank>"
        for bank, number in trials
    )
    return f'<DataBankList CompleteYN="Y">{banks}</DataBankList>' if banks else ""


def _publication_type(name: str) -> str:
    ui = PUBLICATION_TYPES.get(name) or _ui("D", name)
    return f'<PublicationType UI="{ui}">{escape(name)}</PublicationType>'


def _relation(kind: str, pmid: str | None = None) -> str:
    source = f"Made-up citation of {pmid}." if pmid else "Made-up citation."
    target = f'<PMID Version="1">{pmid}</PMID>' if pmid else ""
    return (
        f'<CommentsCorrections RefType="{kind}">{_tag("RefSource", source)}{target}'
        "</CommentsCorrections>"
    )


def _heading(heading: str) -> str:
    name, _, subheading = heading.lstrip("*").partition("/")
    major = "Y" if heading.startswith("*") else "N"
    qualifier = (
        f'<QualifierName UI="{_ui("Q", subheading)}" MajorTopicYN="N">{escape(subheading)}'
        "</QualifierName>"
        if subheading
        else ""
    )
    return (
        f'<MeshHeading><DescriptorName UI="{_ui("D", name)}" MajorTopicYN="{major}">'
        f"{escape(name)}</DescriptorName>{qualifier}</MeshHeading>"
    )


def _keywords(words: Iterable[str]) -> str:
    listed = "".join(f'<Keyword MajorTopicYN="N">{escape(word)}</Keyword>' for word in words)
    return f'<KeywordList Owner="NOTNLM">{listed}</KeywordList>' if listed else ""


def _history(arrived: date, entered: date) -> str:
    days = (("pubmed", entered), ("entrez", arrived))
    return _each(
        "History",
        (
            f'<PubMedPubDate PubStatus="{status}"><Year>{day.year}</Year><Month>{day.month}</Month>'
            f"<Day>{day.day}</Day><Hour>6</Hour><Minute>0</Minute></PubMedPubDate>"
            for status, day in days
        ),
    )


def _pubmed_data(
    pmid: str, doi: str | None, pmcid: str | None, arrived: date, entered: date
) -> str:
    ids = (("pubmed", pmid), ("pmc", pmcid), ("doi", doi))
    listed = "".join(
        f'<ArticleId IdType="{kind}">{escape(value)}</ArticleId>' for kind, value in ids if value
    )
    return (
        f"<PubmedData>{_history(arrived, entered)}<PublicationStatus>ppublish</PublicationStatus>"
        f"<ArticleIdList>{listed}</ArticleIdList></PubmedData>"
    )
