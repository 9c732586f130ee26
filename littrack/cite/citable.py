"""What a reference needs to know of a work, whatever form it is printed in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from littrack.records import MarkedText

_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")  # fmt: skip
_PERSON = re.compile(
    r"(?P<family>\S.*?) (?P<initials>[^\W\d_a-z]{1,4})(?: (?P<suffix>Jr|Sr|[23]rd|2nd|\dth|I{1,3}|IV))?"
)


def one_line(text: str | None) -> str:
    """``text`` on one line, without control characters and without marks that turn the direction of writing."""
    if text and text.isprintable() and "  " not in text and text[0] != " " != text[-1]:
        return text
    return " ".join(_UNPRINTABLE.sub("", text or "").split())


@dataclass(frozen=True, slots=True)
class Name:
    """A person, or (where ``literal`` is given) a group."""

    family: str | None = None
    given: str | None = None
    initials: str | None = None
    suffix: str | None = None
    literal: str | None = None

    @property
    def short(self) -> str:
        """ "King ML Jr", or the group's name."""
        if self.literal:
            return self.literal
        return " ".join(part for part in (self.family, self.initials, self.suffix) if part)

    @property
    def first_names(self) -> str | None:
        """Given names, else the initials with blanks between: "M A"."""
        return self.given or (" ".join(self.initials) if self.initials else None)

    @property
    def inverted(self) -> str:
        """ "King, Martin Luther, Jr", or the group's name. A comma ends what a reader would else take for given and
        last name ("Made-up Group,", "Ana Maria,")."""
        family, given = one_line(self.family), one_line(self.first_names)
        if one_line(self.literal):
            return f"{one_line(self.literal)},"
        if suffix := one_line(self.suffix):
            return f"{family}, {given}, {suffix}"
        if given:
            return f"{family}, {given}" if family else given
        return f"{family}," if " " in family else family


def read_name(text: str) -> Name:
    """A name as a citation prints it: "King ML Jr"; what does not look so is a group."""
    found = _PERSON.fullmatch(text.strip())
    if not found:
        return Name(literal=text.strip())
    return Name(family=found["family"], initials=found["initials"], suffix=found["suffix"])


@dataclass(frozen=True, slots=True)
class Citable:
    """A work as reference lists, bibliography files and tables tell it. Absent is ``None`` or empty."""

    id: str
    """littrack's: the PMID, or ``doi:…``, ``url:…``."""
    title: MarkedText
    kind: str = "article"
    """``article``, ``preprint``, ``book``, ``book chapter``, or the kind of a work outside PubMed."""
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    journal: str | None = None
    journal_abbreviation: str | None = None
    issn: str | None = None
    published: str | None = None
    """ISO date, as exact as it is known: "2012", "2012-05", "2012-05-17"."""
    published_text: str | None = None
    """As printed: "2012 May-Jun"."""
    published_online: str | None = None
    ahead_of_print: bool = False
    online_only: bool = False
    """The journal has no printed issue, so that a lone number is the article's, not a page's."""
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    """As printed: "117-28", "e1003"."""
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str | None = None
    accessed: str | None = None
    """ISO date on which ``url`` was read."""
    publisher: str | None = None
    publisher_place: str | None = None
    book_title: str | None = None
    edition: str | None = None
    isbns: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """ISO 639-2: "eng"."""
    vernacular_title: str | None = None
    """The title in the language of the work, where ``title`` is a translation."""
    abstract: str | None = None
    keywords: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    """The MeSH headings as MEDLINE prints them: "Depression/*drug therapy"; may be absent where ``mesh`` is not."""
    publication_types: tuple[str, ...] = ()
    integrity: str | None = None
    """The worst that stands against it: "retracted", "corrected" …"""
    notices: tuple[str, ...] = ()
    """Citations of the notices behind ``integrity``."""
    state: str = "current"
    design: str | None = None
    level: int | None = None
    first_seen: str | None = None

    @property
    def year(self) -> int | None:
        """Year of publication."""
        date = self.published or self.published_online
        return int(date[:4]) if date else None

    @property
    def edited(self) -> bool:
        """A whole book that has editors and no authors: they stand in the authors' place."""
        return self.kind == "book" and bool(self.editors) and not self.authors

    @property
    def makers(self) -> tuple[Name, ...]:
        """Whom a reference begins with."""
        return self.editors if self.edited else self.authors

    @property
    def unprinted(self) -> bool:
        """It has no place in an issue yet; the pages of such a record are those of its own file."""
        return self.ahead_of_print and not (self.volume or self.issue)

    @property
    def link(self) -> str | None:
        """The best address: the DOI's, else PubMed's, else the work's own."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/" if self.pmid else self.url

    @property
    def label(self) -> str | None:
        """What stands against it, as a keyword: "RETRACTED"."""
        return self.integrity.upper() if self.integrity else None

    @property
    def subjects(self) -> tuple[str, ...]:
        """Its label, keywords and MeSH headings, each once, for formats that have one place for them all."""
        words = (self.label, *self.keywords, *self.mesh)
        return tuple(dict.fromkeys(word for each in words if (word := one_line(each))))

    @property
    def caution(self) -> str | None:
        """All that whoever cites it must know: its warning, and that PubMed dropped the record."""
        dropped = None if self.state == "current" else f"record {self.state} by PubMed"
        return " · ".join(filter(None, (self.warning, dropped))) or None

    @property
    def warning(self) -> str | None:
        """What a reader of the reference must be told: "RETRACTED: J Made Up. 2023;1:2"."""
        if not self.integrity:
            return None
        told = "; ".join(one_line(each).rstrip(".") for each in self.notices)
        return f"{self.integrity.upper()}: {told}" if told else self.integrity.upper()
