"""One "PubmedBookArticle" (or bare "BookDocument"): a book, or a chapter of one."""

from __future__ import annotations

from lxml.etree import _Element

from littrack.pubmed.elements import lists
from littrack.pubmed.elements.article import (
    abstract,
    elocation_ids,
    note_objects,
    pagination,
    pmid_and_version,
)
from littrack.pubmed.elements.children import BadRecord, Children, Notes, leaves, of
from littrack.pubmed.elements.people import complete, people
from littrack.pubmed.markup import plain
from littrack.records import Article, Author, Book, MarkedText

_RECORD = frozenset({"BookDocument", "PubmedBookData"})
_DOCUMENT = frozenset(
    {
        *("PMID", "ArticleIdList", "Book", "LocationLabel", "ArticleTitle", "VernacularTitle"),
        *("Pagination", "Language", "AuthorList", "InvestigatorList", "PublicationType"),
        *("Abstract", "Sections", "KeywordList", "ContributionDate", "DateRevised", "GrantList"),
        *("ItemList", "ReferenceList"),
    }
)
_BOOK = frozenset(
    {
        *("Publisher", "BookTitle", "PubDate", "BeginningDate", "EndingDate", "AuthorList"),
        *("InvestigatorList", "Volume", "VolumeTitle", "Edition", "CollectionTitle", "Isbn"),
        *("ELocationID", "Medium", "ReportNumber"),
    }
)
_PUBLISHER = frozenset({"PublisherName", "PublisherLocation"})
_DATA = frozenset({"History", "PublicationStatus", "ArticleIdList", "ObjectList"})
_SECTION = frozenset({"LocationLabel", "SectionTitle", "Section"})


def read_book(element: _Element, notes: Notes) -> Article:
    """The record in ``element``; raises ``BadRecord`` where it has no usable PMID or book."""
    if element.tag == "BookDocument":
        return _read(element, None, notes)
    record = Children(element, _RECORD, notes)
    document = record.first("BookDocument")
    if document is None:
        raise BadRecord('it has no "BookDocument"')
    return _read(document, record.first("PubmedBookData"), notes)


def _read(document: _Element, data: _Element | None, notes: Notes) -> Article:
    top = Children(document, _DOCUMENT, notes)
    pmid, version = pmid_and_version(top.first("PMID"))
    book_element = top.first("Book")
    if book_element is None:
        raise BadRecord('it has no "Book"')
    inside = Children(book_element, _BOOK, notes)
    after = Children(data, _DATA, notes)
    book = _book(inside, top, notes)
    chapter = top.marked("ArticleTitle")
    author_lists = top.all("AuthorList")
    sections, copyright_ = abstract(top.first("Abstract"), notes)
    pages, start_page, end_page = pagination(top.first("Pagination"), notes)
    _note_lesser(top, inside, after, notes)
    return Article(
        pmid=pmid,
        version=version,
        kind="book chapter" if chapter else "book",
        title=chapter or book.title,
        vernacular_title=top.marked("VernacularTitle"),
        abstract=sections,
        abstract_copyright=copyright_,
        authors=people(author_lists, "author", notes) or (() if chapter else book.authors),
        authors_complete=complete(author_lists),
        investigators=_investigators(top, inside, notes),
        book=book,
        pages=pages,
        start_page=start_page,
        end_page=end_page,
        elocation_ids=() if chapter else book.elocation_ids,
        published=book.published,
        revised=lists.day_of(top.first("DateRevised"), notes),
        history=lists.history(after.first("History"), notes),
        languages=top.texts("Language"),
        publication_types=tuple(
            each for one in top.all("PublicationType") if (each := lists.term(one, notes))
        ),
        keywords=lists.keywords(top.all("KeywordList"), notes),
        grants=lists.grants(top.first("GrantList"), notes),
        article_ids=lists.article_ids(
            (*top.all("ArticleIdList"), *after.all("ArticleIdList")), notes
        ),
        references=lists.references(top.all("ReferenceList"), notes),
        publication_status=after.text("PublicationStatus"),
        details=tuple(notes.details),
        unknown=tuple(notes.unknown),
    )


def _book(inside: Children, top: Children, notes: Notes) -> Book:
    publisher = leaves(inside.first("Publisher"), _PUBLISHER, notes).get
    named = people(inside.all("AuthorList"), "author", notes)
    return Book(
        title=inside.marked("BookTitle") or MarkedText(""),
        publisher=publisher("PublisherName"),
        publisher_location=publisher("PublisherLocation"),
        collection_title=inside.text("CollectionTitle"),
        edition=inside.text("Edition"),
        volume=inside.text("Volume"),
        volume_title=inside.text("VolumeTitle"),
        medium=inside.text("Medium"),
        report_number=inside.text("ReportNumber"),
        isbns=inside.texts("Isbn"),
        elocation_ids=elocation_ids(inside.all("ELocationID"), notes),
        published=lists.date_of(inside.first("PubDate"), notes),
        beginning=lists.date_of(inside.first("BeginningDate"), notes),
        ending=lists.date_of(inside.first("EndingDate"), notes),
        contributed=lists.date_of(top.first("ContributionDate"), notes),
        authors=tuple(each for each in named if each.role == "author"),
        editors=tuple(each for each in named if each.role == "editor"),
        locations=top.texts("LocationLabel"),
        sections=_section_titles(of(top.first("Sections"), "Section", notes), notes),
    )


def _investigators(top: Children, inside: Children, notes: Notes) -> tuple[Author, ...]:
    groups = (*inside.all("InvestigatorList"), *top.all("InvestigatorList"))
    return people(groups, "investigator", notes)


def _section_titles(elements: list[_Element], notes: Notes) -> tuple[str, ...]:
    titles: list[str] = []
    for each in elements:
        children = Children(each, _SECTION, notes)
        parts = (children.text("LocationLabel"), children.text("SectionTitle"))
        title = ". ".join(part for part in parts if part)
        titles += [title] if title else []
        titles += _section_titles(children.all("Section"), notes)
    return tuple(titles)


def _note_lesser(top: Children, inside: Children, after: Children, notes: Notes) -> None:
    for title in (inside.first("BookTitle"), top.first("ArticleTitle")):
        if title is not None:
            parts = (title.get(name) for name in ("book", "part", "sec"))
            notes.detail(f"{title.tag} link", "/".join(part for part in parts if part))
    for items in top.all("ItemList"):
        for item in of(items, "Item", notes):
            notes.detail(items.get("ListType") or "Item", plain(item))
    note_objects(after.first("ObjectList"), notes)
