"""The lists of a record: subjects, substances, funding, accessions, relations, references, history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from lxml.etree import _Element

from littrack.pubmed import dates
from littrack.pubmed.elements.children import Children, Notes, identifiers, leaves, of
from littrack.pubmed.markup import marked, plain
from littrack.records import (
    Accession,
    Chemical,
    Grant,
    HistoryDate,
    Identifier,
    Keyword,
    MeshHeading,
    MeshQualifier,
    PartialDate,
    Reference,
    Relation,
    SupplementaryConcept,
    Term,
)

T = TypeVar("T")

_CHEMICAL = frozenset({"RegistryNumber", "NameOfSubstance"})
_GRANT = frozenset({"GrantID", "Acronym", "Agency", "Country"})
_DATABANK = frozenset({"DataBankName", "AccessionNumberList"})
_RELATION = frozenset({"RefSource", "PMID", "Note"})
_DATE = frozenset({"Year", "Month", "Day", "Season", "MedlineDate", "Hour", "Minute", "Second"})


_JOURNAL_INFO = frozenset({"Country", "MedlineTA", "NlmUniqueID", "ISSNLinking"})


def journal_info(element: _Element | None, notes: Notes) -> dict[str, str]:
    """The texts of a "MedlineJournalInfo" by element."""
    if element is not None and (done := notes.taken(element, dict)) is not None:
        return done[0]
    return leaves(element, _JOURNAL_INFO, notes)


def date_of(element: _Element | None, notes: Notes) -> PartialDate | None:
    """A "PubDate", "ArticleDate" or the like."""
    if element is None:
        return None
    if (done := notes.taken(element, PartialDate)) is not None:
        return done[0]
    parts = leaves(element, _DATE, notes)
    if "MedlineDate" in parts:
        return dates.printed(parts["MedlineDate"])
    get = parts.get
    return dates.from_parts(get("Year"), get("Month"), get("Day"), get("Season"))


def day_of(element: _Element | None, notes: Notes) -> str | None:
    """The ISO day of a "DateCompleted" or "DateRevised"."""
    found = date_of(element, notes)
    return found.iso if found else None


def history(element: _Element | None, notes: Notes) -> tuple[HistoryDate, ...]:
    """The steps of a "History"; a step whose date cannot be read is kept as a detail."""
    if element is not None and (done := notes.taken(element, HistoryDate)) is not None:
        return done
    steps = []
    for step in of(element, "PubMedPubDate", notes):
        status = step.get("PubStatus") or ""
        get = leaves(step, _DATE, notes).get
        when = dates.moment(
            get("Year"), get("Month"), get("Day"), get("Hour"), get("Minute"), get("Second")
        )
        if when:
            steps.append(HistoryDate(status, when))
        else:
            notes.detail("PubMedPubDate", f"{status} {plain(step)}".strip())
    return tuple(steps)


def types(element: _Element | None, notes: Notes) -> tuple[Term, ...]:
    """The entries of a "PublicationTypeList"."""
    return _entries(element, "PublicationType", Term, term, notes)


def term(element: _Element, notes: Notes) -> Term | None:
    """One "PublicationType"."""
    name = plain(element)
    return Term(name, element.get("UI") or None) if name else None


def mesh(element: _Element | None, notes: Notes) -> tuple[MeshHeading, ...]:
    """The headings of a "MeshHeadingList"."""
    return _entries(element, "MeshHeading", MeshHeading, heading, notes)


def _entries(
    element: _Element | None,
    name: str,
    kind: type[T],
    read: Callable[[_Element, Notes], T | None],
    notes: Notes,
) -> tuple[T, ...]:
    if element is not None and (done := notes.taken(element, kind)) is not None:
        return done
    if element is None:
        return ()
    entries = [read(each, notes) for each in of(element, name, notes)]
    return tuple([each for each in entries if each is not None])


def heading(element: _Element, notes: Notes) -> MeshHeading | None:
    """One "MeshHeading"."""
    descriptor: _Element | None = None
    qualifiers = []
    for child in element:
        if child.tag == "QualifierName":
            qualifiers.append(qualifier(child, notes))
        elif child.tag == "DescriptorName" and descriptor is None:
            descriptor = child
        else:
            notes.strange(child)
    if descriptor is None:
        return None
    return MeshHeading(
        plain(descriptor),
        descriptor.get("UI") or None,
        descriptor.get("MajorTopicYN") == "Y",
        descriptor.get("Type"),
        tuple(qualifiers),
        descriptor.get("AutoHM") == "Y",
    )


def qualifier(element: _Element, _: Notes) -> MeshQualifier:
    """One "QualifierName"."""
    return MeshQualifier(
        plain(element),
        element.get("UI") or None,
        element.get("MajorTopicYN") == "Y",
        element.get("AutoHM") == "Y",
    )


def chemicals(element: _Element | None, notes: Notes) -> tuple[Chemical, ...]:
    """The substances of a "ChemicalList"; registry number "0" means none."""
    return _entries(element, "Chemical", Chemical, chemical, notes)


def chemical(element: _Element, notes: Notes) -> Chemical | None:
    """One "Chemical"."""
    children = Children(element, _CHEMICAL, notes)
    substance = children.first("NameOfSubstance")
    number = children.text("RegistryNumber")
    name = plain(substance) if substance is not None else ""
    if not name and not number:
        return None
    ui = substance.get("UI") or None if substance is not None else None
    return Chemical(name, ui, None if number == "0" else number)


def supplementary(element: _Element | None, notes: Notes) -> tuple[SupplementaryConcept, ...]:
    """The names of a "SupplMeshList"."""
    return tuple(
        SupplementaryConcept(plain(each), each.get("UI") or None, each.get("Type"))
        for each in of(element, "SupplMeshName", notes)
    )


def keywords(lists: Iterable[_Element], notes: Notes) -> tuple[Keyword, ...]:
    """The keywords of every "KeywordList"."""
    return tuple(
        Keyword(text, each.get("Owner"), word.get("MajorTopicYN") == "Y")
        for each in lists
        for word in of(each, "Keyword", notes)
        if (text := marked(word)).plain
    )


def grants(element: _Element | None, notes: Notes) -> tuple[Grant, ...]:
    """The funding of a "GrantList"."""
    _note_cut(element, notes)
    return _entries(element, "Grant", Grant, grant, notes)


def grant(element: _Element, notes: Notes) -> Grant:
    """One "Grant"."""
    get = leaves(element, _GRANT, notes).get
    return Grant(get("GrantID"), get("Acronym"), get("Agency"), get("Country"))


def accessions(element: _Element | None, notes: Notes) -> tuple[Accession, ...]:
    """The entries of a "DataBankList", trial registrations among them."""
    found = []
    for each in of(element, "DataBank", notes):
        children = Children(each, _DATABANK, notes)
        name = children.text("DataBankName") or ""
        numbers = of(children.first("AccessionNumberList"), "AccessionNumber", notes)
        if not numbers:
            notes.detail("DataBank", name)
        found += [Accession(name, number) for entry in numbers if (number := plain(entry))]
    _note_cut(element, notes)
    return tuple(found)


def _note_cut(element: _Element | None, notes: Notes) -> None:
    if element is not None and element.get("CompleteYN") == "N":
        notes.detail(f"{element.tag} CompleteYN", "N")


def relations(element: _Element | None, notes: Notes) -> tuple[Relation, ...]:
    """The links of a "CommentsCorrectionsList"."""
    return tuple(
        _relation(each, each.get("RefType") or "", notes)
        for each in of(element, "CommentsCorrections", notes)
    )


def old_relations(lists: Iterable[_Element], notes: Notes) -> tuple[Relation, ...]:
    """The links of "CommentsCorrections" as it was before 2009, each element named for its kind."""
    return tuple(_relation(each, str(each.tag), notes) for parent in lists for each in parent)


def _relation(element: _Element, kind: str, notes: Notes) -> Relation:
    children = Children(element, _RELATION, notes)
    return Relation(kind, children.text("RefSource"), children.text("PMID"), children.text("Note"))


def article_ids(lists: Iterable[_Element], notes: Notes) -> tuple[Identifier, ...]:
    """The record's own identifiers."""
    found: list[Identifier] = []
    for each in lists:
        done = notes.taken(each, Identifier)
        found += identifiers(of(each, "ArticleId", notes), "IdType") if done is None else done
    return tuple(found)


def references(lists: Iterable[_Element], notes: Notes) -> tuple[Reference, ...]:
    """All references in order; those of nested lists carry the titles above them, joined by ": "."""
    found: list[Reference] = []
    for each in lists:
        done = notes.taken(each, Reference)
        if done is None:
            _add_references(each, None, found, notes)
        else:
            found += done
    return tuple(found)


def _add_references(
    element: _Element, section: str | None, into: list[Reference], notes: Notes
) -> None:
    for child in element:
        tag = child.tag
        if tag == "Reference":
            into.append(reference(child, notes, section))
        elif tag == "Title":
            if title := plain(child):
                section = f"{section}: {title}" if section else title
        elif tag == "ReferenceList":
            _add_references(child, section, into, notes)
        else:
            notes.strange(child)


def reference(element: _Element, notes: Notes, section: str | None) -> Reference:
    """One "Reference", with the title of its list."""
    citation = None
    found: list[Identifier] = []
    for child in element:
        tag = child.tag
        if tag == "Citation":
            citation = plain(child) or None
        elif tag == "ArticleIdList":
            found += [
                Identifier(each.get("IdType") or "", value)
                for each in child
                if (value := plain(each))
            ]
        elif tag == "ArticleId":  # as NCBI writes it where the list element is missing
            found.append(Identifier(child.get("IdType") or "", plain(child)))
        else:
            notes.strange(child)
    return Reference(citation, tuple(found), section)
