"""What changed between two revisions of a record, in words a reader can judge. No input or output."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from littrack.records import (
    Affiliation,
    Article,
    Author,
    Grant,
    Journal,
    Keyword,
    MeshHeading,
    OtherAbstract,
    Reference,
    Relation,
)
from littrack.store.rows import abstract_text, heading_text, identifier_text

HOUSEKEEPING = frozenset(
    {
        "version",
        "status",
        "indexing_method",
        "owner",
        "completed",
        "revised",
        "history",
        "citation_subsets",
        "start_page",
        "end_page",
    }
)
"""Fields that NLM's own work on a record moves (dates of revision, indexing status). They are kept up to date,
but their moving is no change of the study: on its own it is not told to anyone. First and last page are told as pages."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs: its name, and what stood there before and stands there now."""

    field: str
    before: str | None
    after: str | None


def changes_between(before: Article, after: Article) -> tuple[Change, ...]:
    """Every content field whose text differs between two revisions of a record.

    A field that differs only in codes (a MeSH identifier added to a publication type) reads the same and is no change.
    """
    if _content(before) == _content(after):
        return ()
    found = (
        _change(name, before, after)
        for name in _CONTENT_NAMES
        if getattr(before, name) != getattr(after, name)
    )
    return tuple(change for change in found if change.before != change.after)


def _change(name: str, before: Article, after: Article) -> Change:
    if name == "references":
        return Change("references", *_differing_references(before, after))
    label, render = _RENDERED[name]
    return Change(label, render(before), render(after))


def _differing_references(before: Article, after: Article) -> tuple[str, str]:
    """The number of references, and the citations that only one of the revisions has."""
    old, new = ([_reference(each) for each in article.references] for article in (before, after))
    gone, come = set(old) - set(new), set(new) - set(old)
    return (
        "\n".join([f"{len(old)} references", *(f"- {each}" for each in old if each in gone)]),
        "\n".join([f"{len(new)} references", *(f"+ {each}" for each in new if each in come)]),
    )


def _reference(reference: Reference) -> str:
    return " ".join(filter(None, (reference.citation, identifier_text(reference.identifiers))))


def _joined(texts: Iterable[str | None], separator: str = "; ") -> str | None:
    return separator.join(text for text in texts if text) or None


def _person(author: Author) -> str:
    """The name in full, with what else is said of the person."""
    name = author.collective_name or ", ".join(
        part
        for part in (author.last_name, author.fore_name or author.initials, author.suffix)
        if part
    )
    notes = [
        author.orcid,
        "equal contribution" if author.equal_contribution else None,
        None if author.valid else "name no longer valid",
        identifier_text(author.identifiers),
        *map(_affiliation, author.affiliations),
    ]
    said = _joined(notes)
    return f"{name} ({said})" if said else name


def _affiliation(affiliation: Affiliation) -> str:
    return _joined((affiliation.text, identifier_text(affiliation.identifiers))) or ""


def _people(name: str) -> Callable[[Article], str | None]:
    """People by name; with all their particulars where the names alone would not show the difference."""

    def render(article: Article) -> str | None:
        return _joined(map(_person, getattr(article, name)), "\n")

    return render


def _mesh(article: Article) -> str | None:
    return _joined(_mesh_words(article.mesh))


def _mesh_words(headings: Iterable[MeshHeading]) -> Iterator[str]:
    for heading in headings:
        major = heading.major or any(each.major for each in heading.qualifiers)
        yield heading_text(heading) + ("*" if major else "")


def _keyword(keyword: Keyword) -> str:
    return keyword.text.plain


def _grant(grant: Grant) -> str:
    return " ".join(filter(None, (grant.number, grant.acronym, grant.agency, grant.country)))


def _relation(relation: Relation) -> str:
    pmid = f"PMID {relation.pmid}" if relation.pmid else None
    return _joined((relation.kind, relation.citation, pmid, relation.note), " · ") or ""


def _other_abstract(abstract: OtherAbstract) -> str | None:
    return abstract_text(abstract.sections)


def _fields(value: object) -> str | None:
    """A dataclass as "name value" pairs, for the few places nobody reads twice."""
    if value is None or not dataclasses.is_dataclass(value):
        return None
    pairs = ((each.name, getattr(value, each.name)) for each in dataclasses.fields(value))
    return _joined(f"{name.replace('_', ' ')} {_plain(inner)}" for name, inner in pairs if inner)


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_plain, value))
    return str(getattr(value, "plain", None) or getattr(value, "text", None) or value)


def _journal(article: Article) -> str | None:
    journal: Journal = article.journal
    place = _joined((journal.volume, f"({journal.issue})" if journal.issue else None), "")
    return _joined((journal.title, place, journal.issn, journal.country))


def _each(
    name: str, render: Callable[..., str | None], separator: str = "; "
) -> Callable[[Article], str | None]:
    return lambda article: _joined(map(render, getattr(article, name)), separator)


def _text(name: str) -> Callable[[Article], str | None]:
    """A plain value, or the plain text (and markup, where there is any) of marked text."""

    def render(article: Article) -> str | None:
        value = getattr(article, name)
        if value is None:
            return None
        return getattr(value, "markup", None) or getattr(value, "plain", None) or str(value)

    return render


def _sections(article: Article) -> str | None:
    return abstract_text(article.abstract)


_RENDERED: dict[str, tuple[str, Callable[[Article], str | None]]] = {
    "kind": ("kind", _text("kind")),
    "title": ("title", _text("title")),
    "vernacular_title": ("vernacular title", _text("vernacular_title")),
    "abstract": ("abstract", _sections),
    "abstract_copyright": ("copyright", _text("abstract_copyright")),
    "other_abstracts": ("other abstracts", _each("other_abstracts", _other_abstract, "\n")),
    "authors": ("authors", _people("authors")),
    "authors_complete": (
        "author list",
        lambda article: "complete" if article.authors_complete else "incomplete",
    ),
    "investigators": ("investigators", _people("investigators")),
    "journal": ("journal", _journal),
    "book": ("book", lambda article: _fields(article.book)),
    "pages": ("pages", _text("pages")),
    "elocation_ids": ("electronic location", _each("elocation_ids", lambda each: f"{each.source} {each.value}")),
    "published": ("published", lambda article: article.published.text if article.published else None),
    "electronic_dates": ("published online", _each("electronic_dates", attrgetter("text"))),
    "languages": ("languages", _each("languages", str)),
    "publication_types": ("publication types", _each("publication_types", attrgetter("name"))),
    "mesh": ("MeSH headings", _mesh),
    "supplementary_concepts": ("supplementary concepts", _each("supplementary_concepts", attrgetter("name"))),
    "keywords": ("keywords", _each("keywords", _keyword)),
    "chemicals": ("chemicals", _each("chemicals", attrgetter("name"))),
    "grants": ("grants", _each("grants", _grant, "\n")),
    "accessions": ("registrations", _each("accessions", lambda each: f"{each.databank} {each.number}")),
    "article_ids": ("identifiers", _each("article_ids", lambda each: f"{each.source} {each.value}")),
    "relations": ("corrections and comments", _each("relations", _relation, "\n")),
    "references": ("references", lambda article: f"{len(article.references)} references"),
    "publication_model": ("publication model", _text("publication_model")),
    "unknown": ("elements unknown to littrack", _each("unknown", lambda each: f"{each.kind} {each.value}", "\n")),
    "details": ("other details", _each("details", lambda each: f"{each.kind} {each.value}", "\n")),
    "coi_statement": ("conflict of interest", _text("coi_statement")),
    "publication_status": ("publication status", _text("publication_status")),
}  # fmt: skip
"""By field of `Article`: what the field is called in ``changes``, and its text there."""

_CONTENT_NAMES = tuple(
    each.name
    for each in dataclasses.fields(Article)
    if each.name not in HOUSEKEEPING and each.name != "pmid"
)
_content = attrgetter(*_CONTENT_NAMES)
