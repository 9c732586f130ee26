"""What one record becomes in the tables: plain tuples, in the order of the columns. No input or output.

The tuples of a batch are gathered by table, so that a whole batch is written with one statement a table,
and so that they can be made in another process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from littrack.records import (
    AbstractSection,
    Article,
    Author,
    Book,
    Identifier,
    MarkedText,
    MeshHeading,
    PartialDate,
    Reference,
)

Value: TypeAlias = "str | int | float | bytes | None"
Row: TypeAlias = "tuple[Value, ...]"

STUDY_COLUMNS = (
    "title", "authors", "first_author", "journal", "year", "abstract", "keywords", "mesh",
    "publication_types", "languages", "doi", "pmcid", "url", "kind", "title_markup", "vernacular_title",
    "journal_abbreviation", "issn", "nlm_id", "volume", "issue", "pages", "published", "published_text",
    "published_online", "entered", "completed", "revised", "country", "indexing_status",
    "publication_status", "conflict_of_interest", "copyright",
)  # fmt: skip
"""Columns of ``studies`` that a PubMed record fills; the others belong to review and to the books."""

PARTS: dict[str, tuple[str, ...]] = {
    "abstract_sections": (
        "study", "position", "kind", "language", "label", "category", "text", "markup",
    ),
    "authors": (
        "study", "position", "role", "name", "last_name", "fore_name", "initials", "suffix",
        "collective", "orcid", "equal_contribution", "valid",
    ),
    "affiliations": ("study", "author_position", "position", "affiliation", "identifiers"),
    "mesh_headings": (
        "study", "position", "descriptor", "descriptor_ui", "qualifier", "qualifier_ui", "major",
    ),
    "supplementary_concepts": ("study", "position", "name", "ui", "kind"),
    "publication_types": ("study", "position", "publication_type", "ui"),
    "keywords": ("study", "position", "keyword", "owner", "major"),
    "chemicals": ("study", "position", "name", "ui", "registry_number"),
    "grants": ("study", "position", "number", "acronym", "agency", "country"),
    "registrations": ("study", "position", "registry", "number"),
    "identifiers": ("study", "position", "source", "value"),
    "relations": ("study", "position", "kind", "pmid", "citation", "note"),
    "cited_references": (
        "study", "position", "section", "citation", "pmid", "doi", "other_identifiers",
    ),
    "history_dates": ("study", "position", "status", "date"),
    "other_details": ("study", "position", "kind", "value"),
    "books": (
        "study", "title", "publisher", "publisher_location", "collection_title", "edition", "volume",
        "volume_title", "medium", "report_number", "isbns", "published", "sections",
    ),
}  # fmt: skip
"""The tables that hold the parts of a record, and their columns. The first is always the study."""

URL = "https://pubmed.ncbi.nlm.nih.gov/{}/"


def study_row(article: Article) -> Row:
    """The values of `STUDY_COLUMNS`."""
    journal, book, published = article.journal, article.book, _published(article)
    names = [author.name for author in article.authors]
    return (
        title_of(article),
        _join(names, ", "),
        names[0] if names else None,
        journal.title or (book.title.plain if book else None),
        published.year if published else None,
        abstract_text(article.abstract),
        _join((keyword.text.plain for keyword in article.keywords), "; "),
        _join(_mesh_words(article), "; "),
        _join((each.name for each in article.publication_types), "; "),
        _join(article.languages, ", "),
        article.doi,
        article.pmcid,
        URL.format(article.pmid),
        article.kind,
        article.title.markup,
        article.vernacular_title.plain if article.vernacular_title else None,
        journal.iso_abbreviation or journal.medline_abbreviation,
        journal.issn or journal.issn_linking,
        journal.nlm_id,
        journal.volume or (book.volume if book else None),
        journal.issue,
        article.pages,
        published.iso if published else None,
        published.text if published else None,
        next((each.iso for each in article.electronic_dates), None),
        next((each.iso[:10] for each in article.history if each.status == "entrez"), None),
        article.completed,
        article.revised,
        journal.country,
        article.status,
        article.publication_status,
        article.coi_statement.plain if article.coi_statement else None,
        article.abstract_copyright,
    )


def part_rows(article: Article) -> tuple[list[Row], ...]:
    """The rows of each table of `PARTS`, in that order."""
    study = article.pmid
    return (
        list(_section_rows(article)),
        [_author_row(study, n, author) for n, author in enumerate(_people(article), 1)],
        list(_affiliation_rows(study, _people(article))),
        list(_mesh_rows(study, article.mesh)),
        [
            (study, n, each.name, each.ui, each.kind)
            for n, each in enumerate(article.supplementary_concepts, 1)
        ],
        [(study, n, each.name, each.ui) for n, each in enumerate(article.publication_types, 1)],
        [
            (study, n, each.text.plain, each.owner, int(each.major))
            for n, each in enumerate(article.keywords, 1)
        ],
        [
            (study, n, each.name, each.ui, each.registry_number)
            for n, each in enumerate(article.chemicals, 1)
        ],
        [
            (study, n, each.number, each.acronym, each.agency, each.country)
            for n, each in enumerate(article.grants, 1)
        ],
        [(study, n, each.databank, each.number) for n, each in enumerate(article.accessions, 1)],
        [(study, n, each.source, each.value) for n, each in enumerate(_identifiers(article), 1)],
        [
            (study, n, each.kind, each.pmid, each.citation, each.note)
            for n, each in enumerate(article.relations, 1)
        ],
        [_reference_row(study, n, each) for n, each in enumerate(article.references, 1)],
        [(study, n, each.status, each.iso) for n, each in enumerate(article.history, 1)],
        [(study, n, kind, value) for n, (kind, value) in enumerate(_details(article), 1)],
        [_book_row(study, article.book)] if article.book else [],
    )


def title_of(article: Article) -> str:
    """The title; a record without one is known by its title in the original language, or its book's."""
    if article.title.plain:
        return article.title.plain
    if article.vernacular_title:
        return article.vernacular_title.plain
    return article.book.title.plain if article.book else ""


def abstract_text(sections: Sequence[AbstractSection]) -> str | None:
    """The abstract as one text, a paragraph a section, with its label."""
    return _join(
        (
            f"{each.label}: {each.text.plain}" if each.label else each.text.plain
            for each in sections
        ),
        "\n",
    )


def _join(words: Iterable[str], separator: str) -> str | None:
    return separator.join(words) or None


def _published(article: Article) -> PartialDate | None:
    if article.published or not article.book:
        return article.published
    return article.book.published


def _mesh_words(article: Article) -> Iterator[str]:
    for heading in article.mesh:
        yield heading_text(heading)
    for concept in article.supplementary_concepts:
        yield concept.name


def heading_text(heading: MeshHeading) -> str:
    """A heading with its subheadings: "Depression (drug therapy, psychology)"."""
    if not heading.qualifiers:
        return heading.descriptor
    return f"{heading.descriptor} ({', '.join(each.name for each in heading.qualifiers)})"


def _section_rows(article: Article) -> Iterator[Row]:
    position = 0
    for section in article.abstract:
        position += 1
        yield _section_row(article.pmid, position, "abstract", None, section)
    for other in article.other_abstracts:
        for section in other.sections:
            position += 1
            kind = other.kind or "other abstract"
            yield _section_row(article.pmid, position, kind, other.language, section)


def _section_row(
    study: str, position: int, kind: str, language: str | None, section: AbstractSection
) -> Row:
    text: MarkedText = section.text
    return study, position, kind, language, section.label, section.category, text.plain, text.markup


def _people(article: Article) -> tuple[Author, ...]:
    editors = article.book.editors if article.book else ()
    return (*article.authors, *editors, *article.investigators)


def _author_row(study: str, position: int, author: Author) -> Row:
    return (
        study,
        position,
        author.role,
        author.name,
        author.last_name,
        author.fore_name,
        author.initials,
        author.suffix,
        1 if author.collective_name else 0,
        author.orcid,
        int(author.equal_contribution),
        int(author.valid),
    )


def _affiliation_rows(study: str, people: Iterable[Author]) -> Iterator[Row]:
    for number, author in enumerate(people, 1):
        for position, each in enumerate(author.affiliations, 1):
            yield study, number, position, each.text, identifier_text(each.identifiers)


def _mesh_rows(study: str, headings: Iterable[MeshHeading]) -> Iterator[Row]:
    position = 0
    for heading in headings:
        for qualifier in heading.qualifiers:
            position += 1
            major = int(qualifier.major or heading.major)
            yield (
                study, position, heading.descriptor, heading.ui, qualifier.name, qualifier.ui, major,
            )  # fmt: skip
        if not heading.qualifiers:
            position += 1
            yield study, position, heading.descriptor, heading.ui, None, None, int(heading.major)


def _identifiers(article: Article) -> tuple[Identifier, ...]:
    """The record's identifiers, each once, wherever PubMed puts them."""
    return tuple(dict.fromkeys((*article.article_ids, *article.elocation_ids)))


def _reference_row(study: str, position: int, reference: Reference) -> Row:
    pmid = doi = None
    others = []
    for each in reference.identifiers:
        if each.source == "pubmed" and pmid is None:
            pmid = each.value
        elif each.source == "doi" and doi is None:
            doi = each.value.lower()
        else:
            others.append(each)
    return (
        study,
        position,
        reference.section,
        reference.citation,
        pmid,
        doi,
        identifier_text(others),
    )


def _details(article: Article) -> Iterator[tuple[str, str]]:
    """Elements few readers need, with what the other tables have no column for, under NLM's names."""
    for detail in (*article.details, *article.unknown):
        yield detail.kind, detail.value
    if not article.authors_complete:
        yield "AuthorList", "incomplete"
    for subset in article.citation_subsets:
        yield "CitationSubset", subset
    for date in article.electronic_dates[1:]:
        yield "ArticleDate", date.text
    singles = (
        ("IndexingMethod", article.indexing_method),
        ("Owner", article.owner),
        ("PubModel", article.publication_model),
        ("CitedMedium", article.journal.medium),
        ("ISSNLinking", article.journal.issn_linking),
    )
    for name, value in singles:
        if value:
            yield name, value
    for abstract in article.other_abstracts:
        if abstract.copyright:
            yield "OtherAbstract CopyrightInformation", abstract.copyright
    for heading in article.mesh:
        if heading.automatic:
            yield "AutoHM", heading.descriptor
    if article.book:
        yield from _book_details(article.book)


def _book_details(book: Book) -> Iterator[tuple[str, str]]:
    dates = (
        ("ContributionDate", book.contributed),
        ("BeginningDate", book.beginning),
        ("EndingDate", book.ending),
    )
    for name, date in dates:
        if date:
            yield name, date.text
    for author in book.authors:
        yield "Book Author", author.name
    for location in book.locations:
        yield "LocationLabel", location
    for each in book.elocation_ids:
        yield f"Book {each.source}", each.value


def _book_row(study: str, book: Book) -> Row:
    return (
        study,
        book.title.plain,
        book.publisher,
        book.publisher_location,
        book.collection_title,
        book.edition,
        book.volume,
        book.volume_title,
        book.medium,
        book.report_number,
        _join(book.isbns, ", "),
        book.published.iso if book.published else None,
        _join(book.sections, "; "),
    )


def identifier_text(identifiers: Iterable[Identifier]) -> str | None:
    """Identifiers as one text: "ROR 0161xgx34; GRID grid.1"."""
    return _join((f"{each.source} {each.value}" for each in identifiers), "; ")
