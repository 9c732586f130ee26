"""The style of the American Medical Association, 11th edition (chapter 3 of the AMA Manual of Style)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from littrack.cite.citable import Citable, Name, one_line
from littrack.cite.journals import edition, short_journal, split_issue
from littrack.cite.languages import language_of
from littrack.cite.names import compact
from littrack.cite.notices import RETRACTED, Notice, notices
from littrack.cite.places import full_pages, long_date
from littrack.cite.styled import Run
from littrack.cite.titles import (
    book_title,
    headline_runs,
    in_style,
    is_english,
    is_translated,
    title,
    unbracketed,
    with_stop,
)

MOST_NAMED = 6
"""Up to six persons are named; of more, the first three and "et al" (3.7). A group is named beside them."""

_SAYS = {
    "expression of concern": "Expression of concern in: ",
    "corrected": "Published correction appears in: ",
    "corrected and republished": "Corrected and republished in: ",
    "partly retracted": "Partially retracted in: ",
    "retracted and republished": "Retracted and republished in: ",
}


def ama(work: Citable, letter: str = "") -> tuple[Run, ...]:
    """One reference; journal and book titles in italics. ``letter`` is for author-date styles: not printed."""
    parts = (
        *_sentence([Run(_makers(work))]),
        *_title(work),
        *_place(work),
        *_access(work),
        *_warning(work),
    )
    return tuple(run for run in parts if run.text)


def _makers(work: Citable) -> str:
    word = "ed" if len(work.editors) == 1 else "eds"
    return _names(work.makers) + (f", {word}" if work.edited else "")


def _names(names: Sequence[Name]) -> str:
    """Persons with commas between; groups follow a semicolon, also after "et al"."""
    if not names:
        return ""
    people = [name for name in names if not name.literal]
    groups = [compact(name) for name in names if name.literal]
    many = len(people) > MOST_NAMED
    persons = [compact(name) for name in (people[:3] if many else people)]
    persons += ["et al"] if many else []
    named = [", ".join(persons)] if persons else []
    return "; ".join(groups[:1] + named + groups[1:] if names[0].literal else named + groups)


def _sentence(parts: Sequence[Run]) -> Iterator[Run]:
    """The runs, with a full stop unless they end a sentence by themselves, and a blank."""
    if not any(run.text.strip() for run in parts):
        return
    last = parts[-1]
    yield from with_stop((*parts[:-1], Run(last.text.rstrip(), last.styles)))
    yield Run(" ")


def _title(work: Citable) -> Iterator[Run]:
    parts = title(work)
    if is_translated(work):
        yield from _sentence(unbracketed(parts))
        language = language_of(work)
        yield Run(f"Article in {language}. " if language else "")
    elif _stands_alone(work):
        yield from _sentence(in_style(headline_runs(parts) if is_english(work) else parts, "i"))
    else:
        yield from _sentence(parts)


def _stands_alone(work: Citable) -> bool:
    """Books, reports and the like: an italic title with capitals (3.9.1); articles, chapters and pages have neither."""
    return work.kind not in ("article", "preprint", "book chapter") and not work.journal


def _place(work: Citable) -> Iterator[Run]:
    if work.kind in ("book", "book chapter"):
        yield from _book(work)
    elif work.kind == "preprint":
        yield from _sentence([Run(short_journal(work), ("i",))])
        when = long_date(work.published_online or work.published)
        yield Run(f"Preprint posted online {when}. " if when else "Preprint. ")
    elif work.journal:
        yield from _journal(work)
    else:
        yield from _document(work)


def _journal(work: Citable) -> Iterator[Run]:
    yield from _sentence([Run(short_journal(work), ("i",))])
    place, pages = split_issue(work.volume, work.issue), one_line(full_pages(work.pages))
    numbered = place.volume or place.issue or place.supplement is not None
    if work.ahead_of_print or (work.published_online and not numbered and not pages):
        when = long_date(work.published_online or work.published)
        yield Run(f"Published online {when}. " if when else "")
        return
    issue = ", ".join(filter(None, (place.issue, f"pt {place.part}" if place.part else "")))
    where = place.volume + (f"({issue})" if issue else "")
    if place.supplement is not None:
        where += f"(suppl {place.supplement})" if place.supplement else "(suppl)"
    date = str(work.year or "") if where else long_date(work.published)
    told = ";".join(filter(None, (date, where)))
    if told or pages:
        yield Run(told + (f":{pages}" if pages and told else pages) + ". ")


def _book(work: Citable) -> Iterator[Run]:
    if work.kind == "book chapter" and work.book_title:
        editors = _names(work.editors)
        word = "ed" if len(work.editors) == 1 else "eds"
        yield Run(f"In: {editors}, {word}. " if editors else "In: ")
        yield from _sentence(in_style(headline_runs(book_title(work)), "i"))
    if work.edition:
        yield Run(f"{edition(work)}. ")
    told = "; ".join(filter(None, (one_line(work.publisher), str(work.year or ""))))
    pages = one_line(full_pages(work.pages))
    if told:
        yield Run(told + (f":{pages}" if pages else "") + ". ")


def _document(work: Citable) -> Iterator[Run]:
    """A report has its publisher and year; a page of a website the day on which it was published."""
    publisher = one_line(work.publisher).removesuffix(".")
    if work.kind != "article":
        told = "; ".join(filter(None, (publisher, str(work.year or ""))))
        yield Run(f"{told}. " if told else "")
        return
    yield Run(f"{publisher}. " if publisher else "")
    yield Run(f"Published {long_date(work.published)}. " if work.published else "")


def _access(work: Citable) -> Iterator[Run]:
    if work.doi:
        yield Run(f"doi:{one_line(work.doi)}")
    elif address := _address(work):
        yield Run(f"Accessed {long_date(work.accessed)}. " if work.accessed else "")
        yield Run(address)


def _address(work: Citable) -> str:
    """Of what is found by its address alone."""
    return "" if work.journal and work.pmid else one_line(work.url)


def _warning(work: Citable) -> Iterator[Run]:
    """What stands against the work, after everything else."""
    if not work.integrity:
        return
    known = notices(work)
    yield Run(". " if work.doi else " " if _address(work) else "")
    if not known:
        yield Run(f"{work.integrity.capitalize()}." if work.integrity in RETRACTED else "")
        return
    yield Run(_SAYS.get(work.integrity, f"{work.integrity.capitalize()} in: "))
    for at, notice in enumerate(known):
        yield Run("; " if at else "")
        yield from _notice(notice)


def _notice(notice: Notice) -> Iterator[Run]:
    if not notice.year:
        yield Run(notice.text)
        return
    yield Run(notice.journal, ("i",))
    issue = f"({notice.issue})" if notice.issue else ""
    where = f";{notice.volume}{issue}" if notice.volume or issue else ""
    pages = f":{notice.pages}" if notice.pages else ""
    yield Run(f". {notice.year}{where}{pages}" + (f". doi:{notice.doi}" if notice.doi else ""))
