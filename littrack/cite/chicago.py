"""Chicago author-date: The Chicago Manual of Style, 18th edition (chapters 13 and 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from littrack.cite.citable import Citable, Name, one_line
from littrack.cite.journals import edition, journal_name, split_issue
from littrack.cite.languages import language_of
from littrack.cite.names import alphabetical, in_full, surname
from littrack.cite.notices import RETRACTED, Notice, notices
from littrack.cite.places import MONTHS, chicago_pages, dashed, date_parts, full_pages, long_date
from littrack.cite.styled import Run
from littrack.cite.titles import (
    Runs,
    book_title,
    headline_runs,
    in_style,
    is_english,
    is_translated,
    original,
    single_quoted,
    text_of,
    title,
    unbracketed,
    with_stop,
)

MOST_NAMED = 6
"""Up to six authors are named; of more, the first three and "et al."."""

_SEASON = re.compile(r"\b(Spring|Summer|Autumn|Fall|Winter)\b")
_WORDS = {"retracted": "Retracted", "withdrawn": "Withdrawn", "partly retracted": "Partly retracted",
          "retracted and republished": "Retracted and republished",
          "expression of concern": "Expression of concern"}  # fmt: skip


def chicago(work: Citable, letter: str = "") -> tuple[Run, ...]:
    """One reference; ``letter`` follows the year ("2020a")."""
    authors = _names(work.makers)
    if work.edited:
        authors += ", ed." if len(work.editors) == 1 else ", eds."
    year = f"{work.year}{letter}" if work.year else "n.d." + (f"-{letter}" if letter else "")
    dated = Run(year if year.endswith(".") else f"{year}.")
    if authors:
        stop = "" if authors.endswith(".") else "."
        begin: Runs = (Run(f"{authors}{stop} "), dated, Run(" "), *_title(work))
    else:
        begin = (*_title(work), Run(" "), dated)
    found = [run for run in (*begin, *_place(work), *_end(work)) if run.text]
    found[-1] = Run(found[-1].text.rstrip(), found[-1].styles)
    return tuple(found)


def chicago_mark(work: Citable, letter: str = "", named: int = 0) -> tuple[Run, ...]:
    """ "(Doe and Roe 2020a)"; from three authors on "et al.", after ``named`` of them where fewer would be ambiguous."""
    year = f" {work.year}{letter}" if work.year else ", n.d." + (f"-{letter}" if letter else "")
    if not work.makers:
        text = headline_runs(title(work))
        if _is_quoted(work):
            return (Run("(“"), *single_quoted(text), Run(f"”{year})"))
        return (Run("("), *in_style(text, "i"), Run(f"{year})"))
    return (Run(f"({_short(work.makers, max(named, 1))}{year})"),)


def _short(names: Sequence[Name], named: int) -> str:
    whole = len(names) <= 2 or named >= len(names) - 1
    known = [surname(each) for each in (names if whole else names[:named])]
    if len(names) <= 2:
        return " and ".join(known)
    if whole:
        return ", ".join(known[:-1]) + f", and {known[-1]}"
    return ", ".join(known) + (", et al." if named > 1 else " et al.")


def _names(names: Sequence[Name]) -> str:
    many = len(names) > MOST_NAMED
    known = [in_full(each, not at) for at, each in enumerate(names[:3] if many else names)]
    if many:
        return ", ".join(known) + ", et al."
    if len(known) < 2:
        return "".join(known)
    return ", ".join(known[:-1]) + f", and {known[-1]}"


def _is_quoted(work: Citable) -> bool:
    """Articles, chapters, preprints and pages stand in quotation marks; whole works in italics."""
    return work.kind in ("article", "preprint", "book chapter") or bool(work.journal)


def _title(work: Citable) -> Iterator[Run]:
    """The title in headline capitals; of a foreign work its own words and then the translation in brackets."""
    parts, own = title(work), original(work)
    if own:
        yield Run(f"“{own}” [")
        yield from unbracketed(parts)
        yield Run("].")
        return
    translated = is_translated(work)
    parts = unbracketed(parts) if translated else parts
    parts = headline_runs(parts) if is_english(work) else parts
    if not _is_quoted(work):
        yield from _sentence(in_style(parts, "i"))
        return
    yield Run("“")
    yield from with_stop(single_quoted(parts))
    yield Run("”")
    language = language_of(work) if translated else None
    yield Run(f" [In {language}.]" if language else "")


def _sentence(parts: Sequence[Run]) -> Iterator[Run]:
    yield from with_stop(parts)


def _place(work: Citable) -> Iterator[Run]:
    if work.kind == "book chapter":
        yield from _chapter(work)
    elif work.kind == "preprint":
        when = _day(work)
        yield Run(f" Preprint. {journal_name(work.journal)}" + (f", {when}." if when else "."))
    elif work.journal:
        yield from _journal(work)
    else:
        yield Run(f" {edition(work)}." if work.edition else "")
        publisher = one_line(work.publisher).removesuffix(".")
        yield Run(f" {publisher}." if publisher else "")


def _day(work: Citable) -> str:
    """ "March 1": the year stands after the authors already."""
    return long_date(work.published).rpartition(",")[0]


def _journal(work: Citable) -> Iterator[Run]:
    place = split_issue(work.volume, work.issue)
    yield Run(" ")
    yield Run(journal_name(work.journal), ("i",))
    extra = [place.issue] if place.issue else []
    extra += [f"pt. {place.part}"] if place.part else []
    extra += [f"supp. {place.supplement}".strip()] if place.supplement is not None else []
    issue = dashed(", ".join(extra))
    pages = "" if work.unprinted else one_line(chicago_pages(full_pages(work.pages)))
    if place.volume:
        month = _month(work)
        inside = issue or month
        yield Run(f" {place.volume}" + (f" ({inside})" if inside else ""))
    elif issue:
        month = _month(work)
        yield Run(f", no. {issue}" + (f" ({month})" if month else ""))
    elif work.ahead_of_print:
        when = _day(work)
        yield Run(
            f", advance online publication, {when}" if when else ", advance online publication"
        )
    elif _month(work):
        yield Run(f", {_day(work) or _month(work)}")
    numbered = place.volume or issue
    yield Run((f": {pages}." if numbered else f", {pages}.") if pages else ".")


def _month(work: Citable) -> str:
    season = _SEASON.search(work.published_text or "")
    parts = date_parts(work.published)
    if season:
        return season[1]
    return MONTHS[parts[1] - 1] if len(parts) > 1 and 1 <= parts[1] <= 12 else ""


def _chapter(work: Citable) -> Iterator[Run]:
    yield Run(" In ")
    yield from in_style(headline_runs(book_title(work)), "i")
    printed = edition(work)
    stop = "." if printed.endswith("ed") else ""
    yield Run(f", {printed}{stop}" if printed else "")
    editors = [in_full(each, False) for each in work.editors]
    if editors:
        told = (
            " and ".join(editors)
            if len(editors) < 3
            else ", ".join(editors[:-1]) + f", and {editors[-1]}"
        )
        yield Run(f", edited by {told}")
    yield Run(".")
    publisher = one_line(work.publisher).removesuffix(".")
    yield Run(f" {publisher}." if publisher else "")


def _end(work: Citable) -> Iterator[Run]:
    if work.doi:
        yield Run(f" https://doi.org/{one_line(work.doi)}.")
    elif work.url and not (work.journal and work.pmid):
        if work.accessed and not work.year:
            yield Run(f" Accessed {long_date(work.accessed)}.")
        yield Run(f" {one_line(work.url)}.")
    yield from _warning(work)


def _warning(work: Citable) -> Iterator[Run]:
    word = _WORDS.get(work.integrity or "")
    known = notices(work)
    if not word or (not known and work.integrity not in RETRACTED):
        return
    yield Run(f" {word}")
    for at, notice in enumerate(known):
        yield Run(";" if at else "")
        yield from _notice(notice)
    yield Run(".")


def _notice(notice: Notice) -> Iterator[Run]:
    if not notice.year:
        yield Run(f" in {notice.text}")
        return
    yield Run(f" {notice.year}, ")
    yield Run(notice.name, ("i",))
    yield Run(f" {notice.volume}" if notice.volume else "")
    yield Run(f" ({notice.issue})" if notice.issue else "")
    yield Run(f": {chicago_pages(notice.pages)}" if notice.pages else "")
    yield Run(f", https://doi.org/{notice.doi}" if notice.doi else "")


def chicago_sort(work: Citable) -> str:
    """What the list is sorted by: authors, else the title."""
    return alphabetical(work.makers, given=True) or text_of(title(work))
