"""The reference styles by name, and lists of references in them.

``STYLES`` is what commands, pages and files offer. A style prints a reference and its mark in the text as `Run`s;
`littrack.cite.styled` turns those into text, Markdown or HTML. `reference_list` puts works into the style's order and
tells works of the same authors and year apart ("2020a", "2020b").
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from littrack.cite.ama import ama
from littrack.cite.apa import apa, apa_mark, apa_sort
from littrack.cite.chicago import chicago, chicago_mark, chicago_sort
from littrack.cite.citable import Citable
from littrack.cite.harvard import harvard, harvard_mark, harvard_sort
from littrack.cite.nlm import nlm
from littrack.cite.styled import Run
from littrack.cite.titles import text_of, title

Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """One way of printing references."""

    name: str
    title: str
    guide: str
    """The book that says how."""
    reference: Callable[[Citable, str], Runs]
    """Of a work and the letter after its year ("" for none)."""
    mark: Callable[[Citable, str, int], Runs] | None = None
    """Author and year in the text, of a work, its letter and how many authors to name; ``None``: numbers."""
    sort: Callable[[Citable], str] | None = None
    """What the list is sorted by; ``None``: the order in which the works are cited."""
    number: Callable[[int], Runs] | None = None

    @property
    def order(self) -> str:
        """ "cited" or "alphabetical"."""
        return "alphabetical" if self.sort else "cited"

    def in_text(self, work: Citable, number: int, letter: str = "", named: int = 0) -> Runs:
        """The mark of the work in the text: its ``number``, or authors and year."""
        if self.mark:
            return self.mark(work, letter, named)
        return self.number(number) if self.number else (Run(str(number)),)


STYLES: dict[str, Style] = {
    each.name: each
    for each in (
        Style("ama", "AMA", "AMA Manual of Style, 11th edition", ama, number=lambda at: (Run(str(at), ("sup",)),)),
        Style("nlm", "Vancouver (NLM)", "Citing Medicine, 2nd edition (ICMJE)", nlm,
              number=lambda at: (Run(f"({at})"),)),
        Style("apa", "APA", "Publication Manual of the APA, 7th edition", apa, apa_mark, apa_sort),
        Style("chicago", "Chicago author-date", "The Chicago Manual of Style, 18th edition", chicago,
              chicago_mark, chicago_sort),
        Style("harvard", "Harvard", "Cite Them Right, 12th edition", harvard, harvard_mark, harvard_sort),
    )
}  # fmt: skip
_NO_LETTER = re.compile(r"[^\w ,]|_")
ALIASES = {"vancouver": "nlm", "icmje": "nlm"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A work in a list of references."""

    number: int
    work: Citable
    reference: Runs
    mark: Runs


def reference_list(style: Style, works: Iterable[Citable]) -> tuple[Entry, ...]:
    """The works in the style's order, numbered from 1."""
    cited = list(works)
    if not style.sort:
        return tuple(
            Entry(at, work, style.reference(work, ""), style.in_text(work, at))
            for at, work in enumerate(cited, 1)
        )
    ordered = sorted(cited, key=lambda work: _key(style, work))
    told = [_Told(work, style.in_text(work, 0)) for work in ordered]
    for group in _alike(told):
        _name_more(style, group)
    for group in _alike(told):
        for at, each in enumerate(group):
            each.letter = _letter(at)
            each.mark = style.in_text(each.work, 0, each.letter, each.named)
    return tuple(
        Entry(number, each.work, style.reference(each.work, each.letter), each.mark)
        for number, each in enumerate(told, 1)
    )


def _key(style: Style, work: Citable) -> tuple[str, int, str]:
    assert style.sort
    return _plain(style.sort(work)), work.year or 9999, _plain(text_of(title(work)))


def _plain(text: str) -> str:
    """Letters without accents, for the alphabet."""
    letters = unicodedata.normalize("NFKD", text).casefold().replace("ł", "l").replace("ø", "o")
    return _NO_LETTER.sub("", letters)


@dataclass(slots=True)
class _Told:
    """A work with what its mark needs."""

    work: Citable
    mark: Runs
    named: int = 0
    letter: str = ""


def _alike(told: Sequence[_Told]) -> list[list[_Told]]:
    """Works whose marks are the same."""
    found: dict[str, list[_Told]] = defaultdict(list)
    for each in told:
        found[text_of(each.mark)].append(each)
    return [group for group in found.values() if len(group) > 1]


def _name_more(style: Style, group: Sequence[_Told]) -> None:
    """Name more authors than usual where "et al." hides who differs."""
    lists = [[name.short for name in each.work.makers] for each in group]
    if all(known == lists[0] for known in lists):
        return
    for each, own in zip(group, lists, strict=True):
        each.named = max(_shared(own, other) for other in lists if other != own) + 1
        each.mark = style.in_text(each.work, 0, "", each.named)


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many authors the two lists begin with alike."""
    return next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )


def _letter(number: int) -> str:
    """a … z, aa, ab …"""
    return (_letter(number // 26 - 1) if number >= 26 else "") + chr(ord("a") + number % 26)
