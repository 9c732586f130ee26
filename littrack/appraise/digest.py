"""What has happened since the last digest, in the order in which it matters. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One thing: what it is about, what is said of it, and the page on which it stands."""

    about: str
    said: str
    path: str | None = None
    """A path of the site, such as ``/claims/eight-times``."""
    link: str | None = None
    """Elsewhere: PubMed, a DOI, a registry."""
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Things of one kind."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything between two runs. ``counts``: the rest, counted."""

    topic: str
    since: str | None
    """The end of the last run that was told (ISO, UTC); none where this is the first digest."""
    until: str | None
    since_run: int
    until_run: int
    sections: tuple[Section, ...]
    counts: tuple[tuple[str, int], ...]
    nights: int
    troubles: tuple[str, ...]
    asked: str | None
    """Since when every search has its answer."""
    unchecked: tuple[str, ...]
    """Sources that did not answer last: a sentence each, with the day since which nothing is known."""

    @property
    def items(self) -> int:
        """How many things are told one by one."""
        return sum(len(section.items) for section in self.sections)

    @property
    def silent(self) -> bool:
        """Nothing happened that a reader wants to hear of."""
        return not self.items and not any(number for _, number in self.counts) and not self.troubles

    @property
    def title(self) -> str:
        """For a mail's subject and the document's heading."""
        first = self.sections[0] if self.sections else None
        if first is None:
            return f"{self.topic}: nothing that bears on a verdict"
        more = self.items - len(first.items)
        told = f"{first.title[:1].lower()}{first.title[1:]} ({len(first.items)})"
        return f"{self.topic}: {told}{f', and {more} more' if more else ''}"
