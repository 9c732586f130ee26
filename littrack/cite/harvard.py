"""Harvard as Cite Them Right, 12th edition, has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from littrack.cite.citable import Citable, Name, one_line
from littrack.cite.journals import edition, is_article_number, journal_name
from littrack.cite.names import alphabetical, inverted, surname, upright, without_particles
from littrack.cite.notices import RETRACTED, Notice, notices
from littrack.cite.places import MONTHS, dashed, date_parts, full_pages
from littrack.cite.styled import Run
from littrack.cite.titles import (
    Runs,
    book_title,
    in_style,
    is_translated,
    original,
    text_of,
    title,
    unbracketed,
)

MOST_NAMED = 3
"""Up to three authors are named; of more, the first and "et al."."""

_WORDS = {"retracted": "Retracted", "withdrawn": "Withdrawn", "partly retracted": "Partly retracted",
          "retracted and republished": "Retracted and republished",
          "expression of concern": "Expression of concern"}  # fmt: skip


def harvard(work: Citable, letter: str = "") -> tuple[Run, ...]:
    """One reference; ``letter`` follows the year ("2020a")."""
    year = Run(f" ({_year(work, letter)}) ")
    if work.makers:
        begin: Runs = (*_makers(work), year, *_title(work), *_place(work, named=True))
    elif work.journal and work.kind == "article":
        begin = (
            Run(journal_name(work.journal), ("i",)),
            year,
            *_title(work),
            *_place(work, named=False),
        )
    else:
        shown = tuple(_title(work))
        begin = (*shown, Run(year.text.rstrip()), *_place(work, named=True))
    found = [run for run in (*begin, *_end(work), *_warning(work)) if run.text]
    return (*found, Run("" if text_of(found).endswith(".") else "."))


def harvard_mark(work: Citable, letter: str = "", named: int = 0) -> tuple[Run, ...]:
    """ "(Doe, Roe and Poe, 2020a)"; from four authors on "et al." after the first, or after ``named``."""
    year = Run(f", {_year(work, letter)})")
    if not work.makers:
        shown = journal_name(work.journal) if work.kind == "article" else ""
        parts = (Run(shown, ("i",)),) if shown else tuple(_title(work))
        return (Run("("), *parts, year)
    count = len(work.makers)
    if count <= MOST_NAMED or named >= count - 1:
        return (Run(f"({_and([surname(each) for each in work.makers])}"), year)
    known = [surname(each) for each in work.makers[: max(named, 1)]]
    return (Run(f"({', '.join(known)} "), Run("et al.", ("i",)), year)


def _year(work: Citable, letter: str) -> str:
    if not work.year:
        return "no date" + (f" {letter}" if letter else "")
    return f"{work.year}{letter}"


def _and(known: Sequence[str]) -> str:
    return known[0] if len(known) == 1 else ", ".join(known[:-1]) + f" and {known[-1]}"


def _makers(work: Citable) -> Iterator[Run]:
    yield from _named(work.makers, inverted)
    yield Run(f" {_editors(work)}" if work.edited else "")


def _editors(work: Citable) -> str:
    return "(ed.)" if len(work.editors) == 1 else "(eds)"


def _named(names: Sequence[Name], printed: Callable[[Name, str], str]) -> Iterator[Run]:
    if len(names) > MOST_NAMED:
        yield Run(f"{printed(names[0], '')} ")
        yield Run("et al.", ("i",))
    else:
        yield Run(_and([printed(each, "") for each in names]))


def _is_quoted(work: Citable) -> bool:
    """Articles, preprints and chapters stand in single quotation marks; whole works and pages in italics."""
    return bool(work.journal) or work.kind == "book chapter"


def _title(work: Citable) -> Iterator[Run]:
    parts, own = title(work), original(work)
    if own:
        yield Run(f"‘{own}’ [")
        yield from unbracketed(parts)
        yield Run("]")
    elif _is_quoted(work):
        yield Run("‘")
        yield from parts
        yield Run("’")
    else:
        yield from in_style(parts, "i")
    if is_translated(work) and not own:
        return
    printed = _edition(work) if work.kind == "book" else ""
    yield Run(f". {printed}" if printed else "")


def _edition(work: Citable) -> str:
    known = edition(work)
    return f"{known}n" if known.endswith("ed") else known


def _place(work: Citable, named: bool) -> Iterator[Run]:
    if work.kind == "book chapter":
        yield from _chapter(work)
    elif work.journal:
        yield Run(", ")
        if named:
            yield Run(journal_name(work.journal), ("i",))
        yield from _journal(work, named)
    else:
        yield from _published(work)


def _journal(work: Citable, named: bool) -> Iterator[Run]:
    volume, issue = one_line(work.volume), one_line(work.issue)
    where = volume + (f"({dashed(issue)})" if issue else "")
    if work.kind == "preprint" or work.unprinted:
        yield Run(" [Preprint]")
    told = ", ".join(filter(None, (where, "" if work.unprinted else _pages(work))))
    yield Run((", " if named else "") + told if told else "")


def _pages(work: Citable) -> str:
    """ "pp. 117–128", "p. 12"; the number of an article stands by itself."""
    pages = one_line(full_pages(work.pages))
    if not pages or is_article_number(work):
        return pages
    return ("pp. " if "-" in pages or "," in pages else "p. ") + str(dashed(pages))


def _chapter(work: Citable) -> Iterator[Run]:
    yield Run(", in ")
    if work.editors:
        yield from _named(work.editors, upright)
        yield Run(f" {_editors(work)} ")
    yield from in_style(book_title(work), "i")
    printed = _edition(work)
    yield Run(f". {printed}" if printed else "")
    yield from _published(work)
    pages = _pages(work)
    yield Run(f", {pages}" if pages else "")


def _published(work: Citable) -> Iterator[Run]:
    told = ": ".join(
        filter(None, (one_line(work.publisher_place), one_line(work.publisher).removesuffix(".")))
    )
    yield Run(f". {told}" if told else "")


def _end(work: Citable) -> Iterator[Run]:
    if work.doi:
        yield Run(f". Available at: https://doi.org/{one_line(work.doi)}")
    elif work.url and not (work.journal and work.pmid):
        yield Run(f". Available at: {one_line(work.url)}")
        parts = date_parts(work.accessed)
        if len(parts) == 3:
            yield Run(f" (Accessed: {parts[2]} {MONTHS[parts[1] - 1]} {parts[0]})")


def _warning(work: Citable) -> Iterator[Run]:
    word = _WORDS.get(work.integrity or "")
    known = notices(work)
    if not word or (not known and work.integrity not in RETRACTED):
        return
    yield Run(f". {word}")
    for at, notice in enumerate(known):
        yield Run(";" if at else " in")
        yield from _notice(notice)


def _notice(notice: Notice) -> Iterator[Run]:
    if not notice.year:
        yield Run(f" {notice.text}")
        return
    yield Run(" ")
    yield Run(notice.name, ("i",))
    yield Run(f" ({notice.year})")
    where = notice.volume + (f"({notice.issue})" if notice.issue else "")
    label = "pp." if "-" in notice.pages else "p."
    yield Run(f", {where}" if where else "")
    yield Run(f", {label} {dashed(notice.pages)}" if notice.pages else "")


def harvard_sort(work: Citable) -> str:
    """What the list is sorted by: authors without "van der" and the like, else what stands in their place."""
    return (
        without_particles(alphabetical(work.makers))
        or journal_name(work.journal)
        or text_of(title(work))
    )
