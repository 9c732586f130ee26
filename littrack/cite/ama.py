"""The style of the American Medical Association, 11th edition (chapter 3 of the AMA Manual of Style)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from littrack.cite.citable import Citable, Name, one_line
from littrack.cite.places import full_pages, long_date
from littrack.cite.styled import Run, runs

MOST_NAMED = 6
"""Up to six authors are named; of more, the first three and "et al" (3.7)."""


def ama(work: Citable) -> tuple[Run, ...]:
    """One reference; journal and book titles in italics."""
    parts = (
        *_sentence([Run(_names(work.authors))]),
        *_sentence(runs(work.title)),
        *_warning(work),
        *_place(work),
    )
    return tuple(run for run in parts if run.text)


def _names(names: Sequence[Name]) -> str:
    """Persons with commas between; a group after persons follows a semicolon."""
    shown = names if len(names) <= MOST_NAMED else names[:3]
    text = ""
    for at, name in enumerate(shown):
        group_after_person = at and name.literal and not shown[at - 1].literal
        text += ("; " if group_after_person else ", " if at else "") + one_line(name.short)
    return text + (", et al" if len(names) > MOST_NAMED else "")


def _sentence(parts: Sequence[Run]) -> Iterator[Run]:
    """The runs, with a full stop unless they end a sentence by themselves, and a blank."""
    text = "".join(run.text for run in parts).rstrip()
    if not text:
        return
    yield from parts[:-1]
    last = parts[-1]
    yield Run(last.text.rstrip(), last.styles)
    yield Run(" " if text.endswith((".", "?", "!")) else ". ")


def _warning(work: Citable) -> Iterator[Run]:
    """A retraction stands beside the title, so that nobody cites it unawares; its notice follows at the end."""
    if work.integrity in ("retracted", "partly retracted", "retracted and republished"):
        yield Run(f"[{work.integrity.capitalize()}]", ("b",))
        yield Run(" ")
    elif work.integrity == "expression of concern":
        yield Run("[Expression of concern]", ("b",))
        yield Run(" ")


def _place(work: Citable) -> Iterator[Run]:
    if work.kind in ("book", "book chapter"):
        yield from _book(work)
    elif work.journal:
        yield from _journal(work)
    else:
        yield from _document(work)
    if work.doi:
        yield Run(f"doi:{one_line(work.doi)}")
    elif work.url and not (work.journal and work.pmid):
        yield Run(one_line(work.url))
    if _warning_of(work):
        yield Run(f". {_warning_of(work)}" if work.doi else f" {_warning_of(work)}")


def _warning_of(work: Citable) -> str:
    told = "; ".join(one_line(each).rstrip(".") for each in work.notices)
    return f"{work.integrity.capitalize()} in: {told}." if work.integrity and told else ""


def _journal(work: Citable) -> Iterator[Run]:
    name = one_line(work.journal_abbreviation or work.journal)
    yield from _sentence([Run(name, ("i",))])
    pages = full_pages(work.pages)
    numbered = work.volume or work.issue or pages
    if work.ahead_of_print or (work.published_online and not numbered):
        when = long_date(work.published_online or work.published)
        yield Run(f"Published online {when}. " if when else "")
    elif work.year or numbered:
        yield Run(f"{work.year or ''}{_where(work, pages)}. ")


def _where(work: Citable, pages: str | None) -> str:
    """``;46(5):574-581``, or what there is of it."""
    volume = one_line(work.volume or "") + (f"({one_line(work.issue)})" if work.issue else "")
    return (f";{volume}" if volume and work.year else volume) + (
        f":{one_line(pages)}" if pages else ""
    )


def _book(work: Citable) -> Iterator[Run]:
    if work.kind == "book chapter" and work.book_title:
        editors = _names(work.editors)
        word = "ed" if len(work.editors) == 1 else "eds"
        yield Run(f"In: {editors}, {word}. " if editors else "In: ")
        yield from _sentence([Run(one_line(work.book_title), ("i",))])
    if work.edition:
        yield Run(f"{one_line(work.edition).removesuffix('.')}. ")
    told = "; ".join(filter(None, (one_line(work.publisher), str(work.year or ""))))
    pages = full_pages(work.pages)
    if told:
        yield Run(told + (f":{pages}" if pages else "") + ". ")


def _document(work: Citable) -> Iterator[Run]:
    if work.publisher:
        yield Run(f"{one_line(work.publisher).removesuffix('.')}. ")
    if work.published:
        yield Run(f"Published {long_date(work.published)}. ")
