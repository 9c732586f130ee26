"""The style of the National Library of Medicine that ICMJE journals use ("Vancouver"): Citing Medicine, 2nd edition,
and NLM's samples of formatted references for authors of journal articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from littrack.cite.citable import Citable, Name, one_line
from littrack.cite.journals import edition, is_article_number, short_journal
from littrack.cite.languages import language_of
from littrack.cite.names import compact
from littrack.cite.notices import RETRACTED
from littrack.cite.places import MONTHS, date_parts, full_pages, short_pages
from littrack.cite.styled import Run
from littrack.cite.titles import book_title, is_translated, title, with_stop

MOST_NAMED = 6
"""Up to six authors are named; of more, the first six and "et al."."""

_KINDS = {"Letter": "letter", "Editorial": "editorial"}
_SAYS = {
    "retracted": "Retraction in: ",
    "partly retracted": "Partial retraction in: ",
    "retracted and republished": "Retracted and republished in: ",
    "expression of concern": "Expression of concern in: ",
    "corrected": "Erratum in: ",
    "corrected and republished": "Corrected and republished in: ",
}
_SUPPLEMENT = re.compile(r"(?<=\S)\s*\bSuppl", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\(\s*")
_SEASON = re.compile(r"(Spring|Summer|Autumn|Fall|Winter) (\d{4})")


def nlm(work: Citable, letter: str = "") -> tuple[Run, ...]:
    """One reference. ``letter`` is for author-date styles: not printed."""
    parts = (
        *_sentence([Run(_makers(work))]),
        *_title(work),
        *_place(work),
        *_end(work),
    )
    found = [run for run in parts if run.text]
    if found:
        found[-1] = Run(found[-1].text.rstrip(), found[-1].styles)
    return tuple(found)


def _makers(work: Citable) -> str:
    word = "editor" if len(work.editors) == 1 else "editors"
    return _names(work.makers) + (f", {word}" if work.edited else "")


def _names(names: Sequence[Name]) -> str:
    """Commas between persons, a semicolon before and after a group; two initials at most."""
    shown = names[:MOST_NAMED]
    text = ""
    for at, name in enumerate(shown):
        apart = at and (name.literal or shown[at - 1].literal)
        text += ("; " if apart else ", " if at else "") + compact(name, 2, arabic=True)
    return text + (", et al." if len(names) > MOST_NAMED else "")


def _sentence(parts: Sequence[Run]) -> Iterator[Run]:
    if not any(run.text.strip() for run in parts):
        return
    yield from with_stop(parts)
    yield Run(" ")


def _title(work: Citable) -> Iterator[Run]:
    parts = title(work)
    kind = next((_KINDS[each] for each in work.publication_types if each in _KINDS), None)
    if kind and work.journal:
        parts = (*parts, Run(f" [{kind}]"))
    elif _is_page(work):
        parts = (*parts, Run(" [Internet]"))
    yield from _sentence(parts)


def _is_page(work: Citable) -> bool:
    return bool(work.url and not work.doi and not work.journal and work.kind != "book chapter")


def _place(work: Citable) -> Iterator[Run]:
    if work.kind in ("book", "book chapter"):
        yield from _book(work)
    elif work.kind == "preprint":
        date = _date(work)
        yield Run(f"{short_journal(work)} [Preprint]. ".lstrip() + (f"{date}. " if date else ""))
    elif work.journal:
        yield from _journal(work)
    else:
        report = work.kind != "article"
        yield from _published(work, _short_date((work.published or "")[: 7 if report else 4]))


def _date(work: Citable) -> str:
    """ "2019 May 17", "2019 May-Jun", "1998 Summer": as PubMed prints it, the season after the year."""
    printed = one_line(work.published_text)
    season = _SEASON.fullmatch(printed)
    if season:
        return f"{season[2]} {season[1]}"
    if re.match(r"\d{4}\b", printed):
        return printed
    return _short_date(work.published or work.published_online)


def _short_date(iso: str | None) -> str:
    parts = date_parts(iso)
    month = [MONTHS[parts[1] - 1][:3]] if len(parts) > 1 and 1 <= parts[1] <= 12 else []
    return " ".join(map(str, (*parts[:1], *month, *(parts[2:] if month else ()))))


def _journal(work: Citable) -> Iterator[Run]:
    yield from _sentence([Run(short_journal(work))])
    volume, issue = one_line(work.volume), one_line(work.issue)
    where = _SUPPLEMENT.sub(" Suppl", _BRACKET.sub("(", volume)) + (f"({issue})" if issue else "")
    printed = one_line(work.pages)
    pages = printed if is_article_number(work) else one_line(short_pages(full_pages(printed)))
    told = ";".join(filter(None, (_date(work), where)))
    if told or pages:
        yield Run(told + (f":{pages}" if pages else "") + ". ")
    language = language_of(work) if is_translated(work) else None
    yield Run(f"{language}. " if language else "")


def _book(work: Citable) -> Iterator[Run]:
    if work.kind == "book chapter" and work.book_title:
        editors = _names(work.editors)
        word = "editor" if len(work.editors) == 1 else "editors"
        yield Run(f"In: {editors}, {word}. " if editors else "In: ")
        yield from _sentence(book_title(work))
    if work.edition:
        yield Run(f"{edition(work)}. ")
    yield from _published(work, str(work.year or ""))
    pages = one_line(short_pages(full_pages(work.pages)))
    yield Run(f"p. {pages}. " if pages and work.kind == "book chapter" else "")


def _published(work: Citable, date: str) -> Iterator[Run]:
    publisher = ": ".join(filter(None, (one_line(work.publisher_place), one_line(work.publisher))))
    cited = f" [cited {_short_date(work.accessed)}]" if _is_page(work) and work.accessed else ""
    told = "; ".join(filter(None, (publisher.removesuffix("."), date))) + cited
    yield Run(f"{told.strip()}. " if told.strip() else "")


def _end(work: Citable) -> Iterator[Run]:
    """Notes: DOI, what stands against the work, PubMed's numbers; an address comes last, without a full stop."""
    yield Run(f"doi: {one_line(work.doi)}. " if work.doi else "")
    yield Run("Epub ahead of print. " if work.ahead_of_print and work.journal else "")
    yield from _warning(work)
    numbers = "; ".join(
        f"{name}: {value}"
        for name, value in (("PubMed PMID", work.pmid), ("PubMed Central PMCID", work.pmcid))
        if value
    )
    yield Run(f"{numbers}. " if numbers else "")
    if _is_page(work):
        yield Run(f"Available from: {one_line(work.url)}")


def _warning(work: Citable) -> Iterator[Run]:
    if not work.integrity:
        return
    told = "; ".join(one_line(each).rstrip(".") for each in work.notices)
    if told:
        yield Run(_SAYS.get(work.integrity, f"{work.integrity.capitalize()} in: ") + f"{told}. ")
    elif work.integrity in RETRACTED:
        yield Run(f"{work.integrity.capitalize()}. ")
