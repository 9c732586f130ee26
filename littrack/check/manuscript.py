"""What a manuscript holds, whatever it was written in. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: line and column from 1 (in .docx and .odt the line is the paragraph)."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Reference:
    """A work as the manuscript names it. What it does not say is ``None``."""

    place: Place
    label: str
    """A key, a number, or the identifier itself."""
    pmid: str | None = None
    pmcid: str | None = None
    doi: str | None = None
    title: str | None = None
    first_author: str | None = None
    """Family name."""
    years: tuple[int, ...] = ()
    text: str | None = None
    """The whole reference as printed, where it is one of a reference list."""
    entry: bool = False
    """Is it an entry of a bibliography, rather than a mention?"""
    is_note: bool = False
    """Is it a footnote? Notes may name a work as often as they like."""

    @property
    def identified(self) -> bool:
        """Does it carry an identifier?"""
        return bool(self.pmid or self.pmcid or self.doi)


@dataclass(frozen=True, slots=True)
class Ignored:
    """An identifier about which the author wants to hear nothing, and why."""

    name: str
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a file that could not be read as it should, and what is the matter with it."""

    place: Place
    why: str


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A document: its words with their places, the works it names, the keys it cites."""

    name: str
    text: str
    references: tuple[Reference, ...] = ()
    cited_keys: tuple[tuple[str, Place], ...] = ()
    bibliographies: tuple[str, ...] = ()
    """Files that it says its entries are in."""
    ignored: tuple[Ignored, ...] = ()
    bracketed: bool = False
    """Does a key stand in a citation's brackets?"""
    unread: tuple[Unread, ...] = ()
    is_prose: bool = True
    listed: tuple[int, int] = (0, 0)
    """Where in ``text`` the reference list begins and ends."""

    @property
    def cites_by_key(self) -> bool:
        """Does it cite by keys, rather than name people by a sign such as @somebody?"""
        return bool(self.cited_keys) and self.bracketed

    def place(self, at: int) -> Place:
        """The place of a character of ``text``."""
        before = self.text.count("\n", 0, at)
        return Place(before + 1, at - (self.text.rfind("\n", 0, at) + 1) + 1)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a work, from the base or from PubMed now."""

    id: str
    pmid: str | None = None
    doi: str | None = None
    title: str | None = None
    first_author: str | None = None
    years: tuple[int, ...] = ()
    """In print and online: either is right."""
    integrity: str | None = None
    notice: str | None = None
    published_as: str | None = None
    """For a preprint: the article it became."""
    newer_version: str | None = None
    """For a review or guideline: what took its place."""
    updated_in: str | None = None
    """For another work: what was published in addition."""
    checked: str | None = None
    """When a source last spoke of it (ISO)."""
    unknown: str | None = None
    """Why it cannot be said how the work stands now; none where a source was asked lately."""
    namesakes: tuple[Known, ...] = ()
    """Other works with the same DOI or title: an article and the letter about it, two versions of a review."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell the author."""

    kind: str
    severity: str
    """"error", "warning" or "note"."""
    file: str
    place: Place
    about: str
    message: str
    advice: str | None = None
    link: str | None = None
    claim: str | None = None
    """The checked claim that a sentence repeats."""


@dataclass(frozen=True, slots=True)
class ClaimVerdict:
    """A checked claim, for comparison with sentences."""

    id: str
    quote: str
    state: str
    certainty: str | None
    one_line: str | None
    review: str
    parent: str | None = None
    highlight: str | None = None
    """The words of the quote that are judged."""
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """A reference, and what it was found to be."""

    file: str
    place: Place
    about: str
    study: str | None = None
    """Its id in the base or in PubMed; none where it was not found."""
    checked: str | None = None
    """When a source last spoke of it: before this check (ISO), or "now"."""


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything found in all files."""

    remarks: tuple[Remark, ...]
    references: int
    checked_against: str | None
    """When PubMed last answered every search of the base."""
    works: tuple[Work, ...] = ()
    asked: tuple[str, ...] = field(default=())
    """What could be asked, and what could not, in words."""
