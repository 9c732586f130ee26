"""One "PubmedArticle" (or the bare "MedlineCitation" of older files) as an ``Article``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml.etree import _Element

from littrack.pubmed.elements import lists
from littrack.pubmed.elements.children import BadRecord, Children, Notes, leaves, of
from littrack.pubmed.elements.people import complete, display_name, people, with_shared_place
from littrack.pubmed.elements.quick import quick
from littrack.pubmed.markup import marked, plain
from littrack.records import (
    AbstractSection,
    Article,
    Identifier,
    Journal,
    MarkedText,
    OtherAbstract,
    PartialDate,
    Relation,
)

_article, _journal_of = quick(Article), quick(Journal)

_RECORD = frozenset({"MedlineCitation", "PubmedData"})
_CITATION = frozenset(
    {
        *("PMID", "DateCreated", "DateCompleted", "DateRevised", "Article", "MedlineJournalInfo"),
        *("ChemicalList", "SupplMeshList", "CitationSubset", "CommentsCorrectionsList"),
        *("CommentsCorrections", "GeneSymbolList", "MeshHeadingList", "NumberOfReferences"),
        *("PersonalNameSubjectList", "OtherID", "OtherAbstract", "KeywordList", "CoiStatement"),
        *("SpaceFlightMission", "InvestigatorList", "GeneralNote"),
    }
)
_ARTICLE = frozenset(
    {
        *("Journal", "ArticleTitle", "Pagination", "ELocationID", "Abstract", "AuthorList"),
        *("Language", "DataBankList", "GrantList", "PublicationTypeList", "VernacularTitle"),
        *("ArticleDate", "Affiliation"),
    }
)
_DATA = frozenset({"History", "PublicationStatus", "ArticleIdList", "ObjectList", "ReferenceList"})
_JOURNAL = frozenset({"ISSN", "JournalIssue", "Title", "ISOAbbreviation"})
_ISSUE = frozenset({"Volume", "Issue", "PubDate"})
_PAGINATION = frozenset({"StartPage", "EndPage", "MedlinePgn"})
_ABSTRACT = frozenset({"AbstractText", "CopyrightInformation"})


def read_article(element: _Element, notes: Notes) -> Article:
    """The record in ``element``; raises ``BadRecord`` where it has no usable PMID or citation."""
    if element.tag == "MedlineCitation":
        return _read(element, None, notes)
    record = Children(element, _RECORD, notes)
    citation = record.first("MedlineCitation")
    if citation is None:
        raise BadRecord('it has no "MedlineCitation"')
    return _read(citation, record.first("PubmedData"), notes)


def pmid_and_version(element: _Element | None) -> tuple[str, int]:
    """The PMID and its version; raises ``BadRecord`` for anything but plain numbers."""
    if element is None:
        raise BadRecord("it has no PMID")
    pmid, version = plain(element), element.get("Version") or "1"
    if not (pmid.isascii() and pmid.isdigit() and int(pmid[:20]) > 0 and len(pmid) <= 12):
        raise BadRecord(f"its PMID is not a number: {pmid[:40]!r}")
    if not (version.isascii() and version.isdigit() and len(version) <= 6):
        raise BadRecord(f"the version of PMID {pmid} is not a number: {version[:40]!r}")
    return pmid, int(version)


def _read(citation: _Element, data: _Element | None, notes: Notes) -> Article:
    top = Children(citation, _CITATION, notes)
    pmid, version = pmid_and_version(top.first("PMID"))
    inner = top.first("Article")
    if inner is None:
        raise BadRecord('it has no "Article"')
    body = Children(inner, _ARTICLE, notes)
    after = Children(data, _DATA, notes)
    journal, published = _journal(body.first("Journal"), top.first("MedlineJournalInfo"), notes)
    pages, start_page, end_page = pagination(body.first("Pagination"), notes)
    sections, copyright_ = abstract(body.first("Abstract"), notes)
    authors = body.all("AuthorList")
    note_lesser(top, after, citation, notes)
    return _article(
        pmid=pmid,
        version=version,
        status=citation.get("Status"),
        indexing_method=citation.get("IndexingMethod"),
        owner=citation.get("Owner"),
        publication_model=inner.get("PubModel"),
        title=body.marked("ArticleTitle") or MarkedText(""),
        vernacular_title=body.marked("VernacularTitle"),
        abstract=sections,
        abstract_copyright=copyright_,
        other_abstracts=_other_abstracts(top.all("OtherAbstract"), notes),
        authors=with_shared_place(people(authors, "author", notes), body.text("Affiliation")),
        authors_complete=complete(authors),
        investigators=people(top.all("InvestigatorList"), "investigator", notes),
        journal=journal,
        pages=pages,
        start_page=start_page,
        end_page=end_page,
        elocation_ids=elocation_ids(body.all("ELocationID"), notes),
        published=published,
        electronic_dates=_dates(body.all("ArticleDate"), notes),
        completed=lists.day_of(top.first("DateCompleted"), notes),
        revised=lists.day_of(top.first("DateRevised"), notes),
        history=lists.history(after.first("History"), notes),
        languages=body.texts("Language"),
        publication_types=lists.types(body.first("PublicationTypeList"), notes),
        mesh=lists.mesh(top.first("MeshHeadingList"), notes),
        supplementary_concepts=lists.supplementary(top.first("SupplMeshList"), notes),
        keywords=lists.keywords(top.all("KeywordList"), notes),
        chemicals=lists.chemicals(top.first("ChemicalList"), notes),
        grants=lists.grants(body.first("GrantList"), notes),
        accessions=lists.accessions(body.first("DataBankList"), notes),
        article_ids=lists.article_ids(after.all("ArticleIdList"), notes),
        relations=_relations(top, notes),
        references=lists.references(after.all("ReferenceList"), notes),
        coi_statement=top.marked("CoiStatement"),
        citation_subsets=top.texts("CitationSubset"),
        publication_status=after.text("PublicationStatus"),
        details=tuple(notes.details),
        unknown=tuple(notes.unknown),
    )


def _journal(
    journal: _Element | None, info: _Element | None, notes: Notes
) -> tuple[Journal, PartialDate | None]:
    done = notes.taken(journal, object) if journal is not None else None
    read: tuple[Any, ...] = done or _of_issue(journal, notes)
    issn_type, issn, medium, volume, issue, published, title, iso = read
    medline = lists.journal_info(info, notes).get
    found = _journal_of(
        title=title,
        iso_abbreviation=iso,
        medline_abbreviation=medline("MedlineTA"),
        issn=issn,
        issn_type=issn_type,
        issn_linking=medline("ISSNLinking"),
        nlm_id=medline("NlmUniqueID"),
        country=medline("Country"),
        volume=volume,
        issue=issue,
        medium=medium,
    )
    return found, published


def _of_issue(journal: _Element | None, notes: Notes) -> tuple[Any, ...]:
    """ISSN type, ISSN, medium, volume, issue, date, title and ISO abbreviation of a "Journal"."""
    own = Children(journal, _JOURNAL, notes)
    element, issn = own.first("JournalIssue"), own.first("ISSN")
    issue = Children(element, _ISSUE, notes)
    return (
        issn.get("IssnType") if issn is not None else None,
        (plain(issn) or None) if issn is not None else None,
        element.get("CitedMedium") if element is not None else None,
        issue.text("Volume"),
        issue.text("Issue"),
        lists.date_of(issue.first("PubDate"), notes),
        own.text("Title"),
        own.text("ISOAbbreviation"),
    )


def pagination(element: _Element | None, notes: Notes) -> tuple[str | None, str | None, str | None]:
    """Pages as printed (else "start-end"), the first page and the last page."""
    get = leaves(element, _PAGINATION, notes).get
    start, end = get("StartPage"), get("EndPage")
    joined = f"{start}-{end}" if start and end else start or end
    return get("MedlinePgn") or joined, start, end


def abstract(
    element: _Element | None, notes: Notes
) -> tuple[tuple[AbstractSection, ...], str | None]:
    """The sections of an "Abstract" or "OtherAbstract" that hold text or a label, and its copyright."""
    children = Children(element, _ABSTRACT, notes)
    sections = []
    for each in children.all("AbstractText"):
        text, label = marked(each), each.get("Label") or None
        if text.plain or label:
            sections.append(AbstractSection(text, label, each.get("NlmCategory") or None))
    return tuple(sections), children.text("CopyrightInformation")


def _other_abstracts(elements: Iterable[_Element], notes: Notes) -> tuple[OtherAbstract, ...]:
    found = []
    for each in elements:
        sections, copyright_ = abstract(each, notes)
        found.append(OtherAbstract(each.get("Type"), each.get("Language"), sections, copyright_))
    return tuple(found)


def elocation_ids(elements: Iterable[_Element], notes: Notes) -> tuple[Identifier, ...]:
    """The valid "ELocationID" entries; those marked invalid become details."""
    found = []
    for each in elements:
        kind, value = each.get("EIdType") or "", plain(each)
        if each.get("ValidYN") == "N":
            notes.detail("invalid ELocationID", f"{kind} {value}".strip())
        elif value:
            found.append(Identifier(kind, value))
    return tuple(found)


def _dates(elements: Iterable[_Element], notes: Notes) -> tuple[PartialDate, ...]:
    return tuple(date for each in elements if (date := lists.date_of(each, notes)))


def _relations(top: Children, notes: Notes) -> tuple[Relation, ...]:
    old = lists.old_relations(top.all("CommentsCorrections"), notes)
    return lists.relations(top.first("CommentsCorrectionsList"), notes) + old


def note_lesser(top: Children, after: Children, citation: _Element, notes: Notes) -> None:
    """Keep what few readers need as details."""
    for name in ("VersionID", "VersionDate"):
        notes.detail(name, citation.get(name))
    notes.detail("DateCreated", lists.day_of(top.first("DateCreated"), notes))
    notes.detail("NumberOfReferences", top.text("NumberOfReferences"))
    for gene in of(top.first("GeneSymbolList"), "GeneSymbol", notes):
        notes.detail("GeneSymbol", plain(gene))
    for subject in of(top.first("PersonalNameSubjectList"), "PersonalNameSubject", notes):
        notes.detail("PersonalNameSubject", display_name(subject, notes))
    for mission in top.texts("SpaceFlightMission"):
        notes.detail("SpaceFlightMission", mission)
    for name, attribute in (("OtherID", "Source"), ("GeneralNote", "Owner")):
        for each in top.all(name):
            notes.detail(name, _owned(each.get(attribute), plain(each)))
    note_objects(after.first("ObjectList"), notes)


def note_objects(element: _Element | None, notes: Notes) -> None:
    """Keep each "Object" as "type: name=value; name=value"."""
    for each in of(element, "Object", notes):
        values = "; ".join(
            "=".join(part for part in (*map(str, param.attrib.values()), plain(param)) if part)
            for param in of(each, "Param", notes)
        )
        notes.detail("Object", _owned(" ".join(map(str, each.attrib.values())), values))


def _owned(owner: str | None, text: str) -> str:
    return f"{owner}: {text}" if owner and text else text or owner or ""
