"""What a PubMed record says, as frozen dataclasses that cross rooms.

Element names in quotation marks are those of NLM's PubMed DTD
(https://dtd.nlm.nih.gov/ncbi/pubmed/). Absent text is ``None`` or an empty tuple, never ``""``.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MarkedText:
    """Text that may carry inline markup.

    ``plain`` has the markup taken out. ``markup`` is ``None`` where the source had none, else safe HTML:
    escaped text with only ``i b u sub sup`` and MathML elements, no attributes but MathML's own harmless ones.
    """

    plain: str
    markup: str | None = None


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as printed (``text``: "2012 May-Jun", "Summer 1998") and the best ISO reading of it.

    ``iso`` is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, or ``None`` where not even a year can be read.
    """

    text: str
    iso: str | None

    @property
    def year(self) -> int | None:
        """The year as a number."""
        return int(self.iso[:4]) if self.iso else None


@dataclass(frozen=True, slots=True)
class Identifier:
    """A value in a naming system: ("doi", "10.1000/x"), ("ORCID", "0000-0002-..."), ("ROR", "...")."""

    source: str
    value: str


@dataclass(frozen=True, slots=True)
class Term:
    """A controlled term with its MeSH unique identifier ("UI")."""

    name: str
    ui: str | None = None


@dataclass(frozen=True, slots=True)
class AbstractSection:
    """One "AbstractText": its printed label, NLM's category, and the text."""

    text: MarkedText
    label: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class OtherAbstract:
    """An abstract in another language or for other readers ("OtherAbstract")."""

    kind: str | None
    language: str | None
    sections: tuple[AbstractSection, ...]
    copyright: str | None = None


@dataclass(frozen=True, slots=True)
class Affiliation:
    """An institution as printed, with the identifiers given for it."""

    text: str
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Author:
    """A person or a group ("Author", "Investigator").

    ``role`` is ``author``, ``editor`` or ``investigator``; a group has ``collective_name`` and no ``last_name``.
    ``orcid`` is the bare 19-character form.
    """

    role: str = "author"
    last_name: str | None = None
    fore_name: str | None = None
    initials: str | None = None
    suffix: str | None = None
    collective_name: str | None = None
    orcid: str | None = None
    equal_contribution: bool = False
    valid: bool = True
    identifiers: tuple[Identifier, ...] = ()
    """Every identifier but the ORCID."""
    affiliations: tuple[Affiliation, ...] = ()
    group: str | None = None
    """Where a record has several groups: the same value on a group and on its investigators."""

    @property
    def name(self) -> str:
        """The name as PubMed prints it in a citation: "Wollmer MA", "King ML Jr", or the group's name."""
        if self.collective_name:
            return self.collective_name
        return " ".join(part for part in (self.last_name, self.initials, self.suffix) if part)


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal and the issue an article appeared in."""

    title: str | None = None
    iso_abbreviation: str | None = None
    medline_abbreviation: str | None = None
    issn: str | None = None
    issn_type: str | None = None
    issn_linking: str | None = None
    nlm_id: str | None = None
    country: str | None = None
    volume: str | None = None
    issue: str | None = None
    medium: str | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """The book that a "PubmedBookArticle" is, or is a chapter of."""

    title: MarkedText
    publisher: str | None = None
    publisher_location: str | None = None
    collection_title: str | None = None
    edition: str | None = None
    volume: str | None = None
    volume_title: str | None = None
    medium: str | None = None
    report_number: str | None = None
    isbns: tuple[str, ...] = ()
    elocation_ids: tuple[Identifier, ...] = ()
    published: PartialDate | None = None
    beginning: PartialDate | None = None
    ending: PartialDate | None = None
    contributed: PartialDate | None = None
    """"ContributionDate": when the chapter was first posted."""
    authors: tuple[Author, ...] = ()
    editors: tuple[Author, ...] = ()
    locations: tuple[str, ...] = ()
    """"LocationLabel" of the record: "Chapter 2"."""
    sections: tuple[str, ...] = ()
    """Titles of the sections, in order, each with its own label before it."""


@dataclass(frozen=True, slots=True)
class MeshQualifier:
    """A subheading of a MeSH heading."""

    name: str
    ui: str | None
    major: bool
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class MeshHeading:
    """A MeSH descriptor with its qualifiers."""

    descriptor: str
    ui: str | None
    major: bool
    kind: str | None = None
    """"Geographic" for places."""
    qualifiers: tuple[MeshQualifier, ...] = ()
    automatic: bool = False
    """Assigned by NLM's program ("AutoHM")."""


@dataclass(frozen=True, slots=True)
class SupplementaryConcept:
    """A "SupplMeshName": disease, protocol, organism or anatomy outside the MeSH tree."""

    name: str
    ui: str | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword with the owner of its list (NOTNLM: the author's own)."""

    text: MarkedText
    owner: str | None = None
    major: bool = False


@dataclass(frozen=True, slots=True)
class Chemical:
    """A substance with its registry number ("0" in PubMed becomes ``None``)."""

    name: str
    ui: str | None = None
    registry_number: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """Funding as PubMed lists it."""

    number: str | None = None
    acronym: str | None = None
    agency: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Accession:
    """An entry in a databank, trial registries among them: ("ClinicalTrials.gov", "NCT00934687")."""

    databank: str
    number: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A "CommentsCorrections" link, ``kind`` being its RefType ("RetractionIn", "ErratumFor", "UpdateOf" ...)."""

    kind: str
    citation: str | None = None
    pmid: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the record's reference list."""

    citation: str | None
    identifiers: tuple[Identifier, ...] = ()
    section: str | None = None


@dataclass(frozen=True, slots=True)
class HistoryDate:
    """A step in the record's history: ("received" | "entrez" | "pubmed" | "medline" ..., ISO date or date-time)."""

    status: str
    iso: str


@dataclass(frozen=True, slots=True)
class Detail:
    """An element few readers need, kept all the same: ``kind`` is the DTD's name, such as "GeneSymbol"."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Article:
    """One PubMed record: a "PubmedArticle" or a "PubmedBookArticle"."""

    pmid: str
    version: int = 1
    kind: str = "article"
    """``article``, ``book`` or ``book chapter``."""
    status: str | None = None
    indexing_method: str | None = None
    owner: str | None = None
    publication_model: str | None = None
    """"PubModel": "Print", "Print-Electronic", "Electronic-eCollection" ..."""
    title: MarkedText = MarkedText("")
    vernacular_title: MarkedText | None = None
    abstract: tuple[AbstractSection, ...] = ()
    abstract_copyright: str | None = None
    other_abstracts: tuple[OtherAbstract, ...] = ()
    authors: tuple[Author, ...] = ()
    authors_complete: bool = True
    investigators: tuple[Author, ...] = ()
    journal: Journal = field(default_factory=Journal)
    book: Book | None = None
    pages: str | None = None
    """As printed ("117-28"), else "start-end"."""
    start_page: str | None = None
    end_page: str | None = None
    elocation_ids: tuple[Identifier, ...] = ()
    published: PartialDate | None = None
    """"PubDate" of the journal issue (or of the book)."""
    electronic_dates: tuple[PartialDate, ...] = ()
    """"ArticleDate" entries, electronic publication."""
    completed: str | None = None
    revised: str | None = None
    history: tuple[HistoryDate, ...] = ()
    languages: tuple[str, ...] = ()
    publication_types: tuple[Term, ...] = ()
    mesh: tuple[MeshHeading, ...] = ()
    supplementary_concepts: tuple[SupplementaryConcept, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    chemicals: tuple[Chemical, ...] = ()
    grants: tuple[Grant, ...] = ()
    accessions: tuple[Accession, ...] = ()
    article_ids: tuple[Identifier, ...] = ()
    """The record's own "ArticleIdList" (never those of its references)."""
    relations: tuple[Relation, ...] = ()
    references: tuple[Reference, ...] = ()
    details: tuple[Detail, ...] = ()
    coi_statement: MarkedText | None = None
    citation_subsets: tuple[str, ...] = ()
    publication_status: str | None = None
    unknown: tuple[Detail, ...] = ()
    """Elements that the parser has no place for ("Parent/Name" and their text): a newer DTD, as a rule."""

    def identifier(self, source: str) -> str | None:
        """The record's own identifier in ``source`` ("doi", "pmc", "pii"), from either place PubMed puts it."""
        for each in (*self.article_ids, *self.elocation_ids):
            if each.source == source:
                return each.value
        return None

    @property
    def doi(self) -> str | None:
        """The DOI, lower case."""
        value = self.identifier("doi")
        return value.lower() if value else None

    @property
    def pmcid(self) -> str | None:
        """The PubMed Central id with its prefix, "PMC123"."""
        return self.identifier("pmc")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A record read well: what it says, and the XML (UTF-8, one record element) it was read from."""

    article: Article
    xml: bytes

    @property
    def pmid(self) -> str:
        """The record's PMID."""
        return self.article.pmid

    @property
    def version(self) -> int:
        """PubMed's version of the record."""
        return self.article.version


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A record that could not be read: why, its PMID where that much could be seen, and its XML."""

    reason: str
    xml: bytes
    pmid: str | None = None

    @property
    def version(self) -> int:
        """Below any that could be read."""
        return 0


@dataclass(frozen=True, slots=True)
class Deleted:
    """PMIDs that NLM announces as deleted ("DeleteCitation")."""

    pmids: tuple[str, ...]
