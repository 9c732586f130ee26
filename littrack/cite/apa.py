"""The style of the American Psychological Association: Publication Manual, 7th edition (chapters 8 to 10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from littrack.cite.citable import Citable, Name, one_line
from littrack.cite.journals import edition, is_article_number, journal_name, split_issue
from littrack.cite.names import alphabetical, inverted, surname, upright
from littrack.cite.notices import RETRACTED, Notice, notices
from littrack.cite.places import MONTHS, dashed, date_parts, full_pages, long_date
from littrack.cite.styled import Run
from littrack.cite.titles import (
    Runs,
    book_title,
    headline_runs,
    in_style,
    original,
    subtitles_capitalised,
    text_of,
    title,
    unbracketed,
    with_stop,
)

MOST_NAMED = 20
"""Up to 20 authors are named; of more, the first 19, an ellipsis and the last (9.8)."""

_KINDS = {"Letter": "Letter to the editor", "Editorial": "Editorial"}
_SAYS = {
    "expression of concern": "Expression of concern published",
    "partly retracted": "Partial retraction published",
}


def apa(work: Citable, letter: str = "") -> tuple[Run, ...]:
    """One reference; ``letter`` follows the year ("2020a")."""
    authors = _names(work.makers)
    if work.edited:
        authors += " (Ed.)" if len(work.editors) == 1 else " (Eds.)"
    date = Run(f"({_date(work, letter)}). ")
    if authors:
        stop = "" if authors.endswith(".") else "."
        begin = (Run(f"{authors}{stop} "), date, *_sentence(_title(work)))
    else:
        begin = (*_sentence(_title(work)), date)
    parts = (*begin, *_place(work), *_end(work))
    found = [run for run in parts if run.text]
    if found:
        found[-1] = Run(found[-1].text.rstrip(), found[-1].styles)
    return tuple(found)


def apa_mark(work: Citable, letter: str = "", named: int = 0) -> tuple[Run, ...]:
    """ "(Doe & Roe, 2020a)"; from three authors on "et al.", after ``named`` of them where fewer would be ambiguous."""
    year = str(work.year or "n.d.") + (f"-{letter}" if letter and not work.year else letter)
    if not work.makers:
        text = title(work)
        if work.kind in ("article", "preprint", "book chapter") and work.journal:
            return (Run("(“"), *headline_runs(text), Run(f",” {year})"))
        return (Run("("), *in_style(headline_runs(text), "i"), Run(f", {year})"))
    return (Run(f"({_short(work.makers, max(named, 1))}, {year})"),)


def _short(names: Sequence[Name], named: int) -> str:
    whole = len(names) <= 2 or named >= len(names) - 1
    known = [surname(each) for each in (names if whole else names[:named])]
    if len(names) <= 2:
        return " & ".join(known)
    if whole:
        return ", ".join(known[:-1]) + f", & {known[-1]}"
    return ", ".join(known) + (", et al." if named > 1 else " et al.")


def _names(names: Sequence[Name]) -> str:
    known = [inverted(each, " ") for each in names]
    if len(known) > MOST_NAMED:
        return ", ".join(known[:19]) + f", . . . {known[-1]}"
    if len(known) < 2:
        return "".join(known)
    return ", ".join(known[:-1]) + f", & {known[-1]}"


def _date(work: Citable, letter: str) -> str:
    """The year; of a page of a website, whose day matters, "2021, March 5"."""
    if not work.year:
        return "n.d." + (f"-{letter}" if letter else "")
    parts = date_parts(work.published)
    if work.kind != "article" or work.journal or len(parts) < 2:
        return f"{work.year}{letter}"
    day = f" {parts[2]}" if len(parts) > 2 else ""
    return f"{work.year}{letter}, {MONTHS[parts[1] - 1]}{day}"


def _sentence(parts: Sequence[Run]) -> Iterator[Run]:
    if not any(run.text.strip() for run in parts):
        return
    yield from with_stop(parts)
    yield Run(" ")


def _title(work: Citable) -> Runs:
    parts = subtitles_capitalised(title(work))
    own = original(work)
    if own:
        parts = (Run(f"{own} ["), *unbracketed(parts), Run("]"))
    if work.kind == "book chapter" or (work.journal and work.kind != "preprint"):
        kind = next((_KINDS[each] for each in work.publication_types if each in _KINDS), None)
        return (*parts, Run(f" [{kind}]")) if kind else parts
    parts = in_style(parts, "i")
    if work.kind == "preprint":
        return (*parts, Run(" [Preprint]"))
    return (*parts, Run(f" ({_edition(work)})")) if work.edition and work.kind == "book" else parts


def _edition(work: Citable) -> str:
    known = edition(work)
    return f"{known}." if known.endswith("ed") else known


def _place(work: Citable) -> Iterator[Run]:
    if work.kind == "book chapter":
        yield from _chapter(work)
    elif work.kind == "preprint":
        yield from _sentence([Run(journal_name(work.journal))])
    elif work.journal:
        yield from _journal(work)
    else:
        publisher = one_line(work.publisher)
        if publisher and [publisher] != [surname(each) for each in work.authors]:
            yield from _sentence([Run(publisher)])


def _journal(work: Citable) -> Iterator[Run]:
    place = split_issue(work.volume, work.issue)
    yield Run(journal_name(work.journal), ("i",))
    extra = [place.issue] if place.issue else []
    extra += [f"Pt. {place.part}"] if place.part else []
    extra += [f"Suppl. {place.supplement}".strip()] if place.supplement is not None else []
    if place.volume or extra:
        yield Run(", ")
        yield Run(place.volume, ("i",))
        yield Run(f"({dashed(', '.join(extra))})" if extra else "")
    if work.unprinted:
        yield Run(". Advance online publication")
    pages = "" if work.unprinted else one_line(work.pages)
    if pages:
        yield Run(
            f", Article {pages}" if is_article_number(work) else f", {dashed(full_pages(pages))}"
        )
    yield Run(". ")


def _chapter(work: Citable) -> Iterator[Run]:
    editors = [upright(each, " ") for each in work.editors]
    word = "Ed." if len(editors) == 1 else "Eds."
    told = (
        " & ".join(editors) if len(editors) < 3 else ", ".join(editors[:-1]) + f", & {editors[-1]}"
    )
    yield Run(f"In {told} ({word}), " if editors else "In ")
    yield from in_style(subtitles_capitalised(book_title(work)), "i")
    pages = one_line(dashed(full_pages(work.pages)))
    label = f"{'pp.' if '–' in pages or ',' in pages else 'p.'} {pages}" if pages else ""
    extra = ", ".join(filter(None, (_edition(work) if work.edition else "", label)))
    yield Run(f" ({extra}). " if extra else ". ")
    yield from _sentence([Run(one_line(work.publisher))])


def _end(work: Citable) -> Iterator[Run]:
    if work.doi:
        yield Run(f"https://doi.org/{one_line(work.doi)} ")
    elif work.url and not (work.journal and work.pmid):
        undated = work.accessed and not work.year
        yield Run(f"Retrieved {long_date(work.accessed)}, from " if undated else "")
        yield Run(f"{one_line(work.url)} ")
    yield from _warning(work)


def _warning(work: Citable) -> Iterator[Run]:
    """ "(Retraction published 2012, *Journal*, *38*[10], 1378)" (10.1)."""
    known = notices(work) if work.integrity else ()
    if work.integrity in RETRACTED and not known:
        yield Run(f"({str(work.integrity).capitalize()})")
    if not known or not (work.integrity in RETRACTED or work.integrity in _SAYS):
        return
    yield Run(f"({_SAYS.get(str(work.integrity), 'Retraction published')} ")
    for at, notice in enumerate(known):
        yield Run("; " if at else "")
        yield from _notice(notice)
    yield Run(")")


def _notice(notice: Notice) -> Iterator[Run]:
    if not notice.year:
        yield Run(f"in {notice.text}")
        return
    yield Run(f"{notice.year}, ")
    yield Run(notice.name, ("i",))
    if notice.volume or notice.issue:
        yield Run(", ")
        yield Run(notice.volume, ("i",))
        yield Run(f"[{notice.issue}]" if notice.issue else "")
    yield Run(f", {dashed(notice.pages)}" if notice.pages else "")


def apa_sort(work: Citable) -> str:
    """What the list is sorted by: authors, else the title."""
    return alphabetical(work.makers) or text_of(title(work))
