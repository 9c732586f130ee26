"""Lists of references as text, Markdown, HTML and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from littrack.cite.citable import Citable
from littrack.cite.styled import Run, html, markdown, plain
from littrack.cite.styles import Entry

FORMS = ("text", "markdown", "html", "json")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def written(entries: Sequence[Entry], form: str, numbered: bool, marks: bool) -> str:
    """The list in one of `FORMS`, ending in a line break; with ``marks`` the marks in the text stand before it."""
    if form == "json":
        return (
            json.dumps([_facts(each, numbered) for each in entries], indent=2, ensure_ascii=False)
            + "\n"
        )
    told = {"text": _text, "markdown": _markdown, "html": _html}[form](entries, numbered)
    return (_marks(entries, form) if marks else "") + told


def raised(parts: Sequence[Run]) -> str:
    """Plain text with the superscript digits that Unicode has: "¹²"."""
    return "".join(
        run.text.translate(_RAISED) if "sup" in run.styles else run.text for run in parts
    )


def _marks(entries: Sequence[Entry], form: str) -> str:
    """A line a work: its mark and which work it is."""
    if form == "html":
        rows = "".join(
            f"<dt>{html(each.mark)}</dt><dd>{escape(each.work.id)}</dd>\n" for each in entries
        )
        return f'<dl class="marks">\n{rows}</dl>\n'
    mark = raised if form == "text" else markdown
    between, end = ("\t", "\n") if form == "text" else (" — ", "  \n")
    return "".join(f"{mark(each.mark)}{between}{each.work.id}{end}" for each in entries) + "\n"


def _text(entries: Sequence[Entry], numbered: bool) -> str:
    return "".join(f"{_number(each, numbered)}{plain(each.reference)}\n" for each in entries)


def _markdown(entries: Sequence[Entry], numbered: bool) -> str:
    between = "\n" if numbered else "\n\n"
    return (
        between.join(f"{_number(each, numbered)}{markdown(each.reference)}" for each in entries)
        + "\n"
    )


def _html(entries: Sequence[Entry], numbered: bool) -> str:
    tag = "ol" if numbered else "ul"
    items = "".join(f"<li>{html(each.reference)}</li>\n" for each in entries)
    return f'<{tag} class="references">\n{items}</{tag}>\n'


def _number(entry: Entry, numbered: bool) -> str:
    return f"{entry.number}. " if numbered else ""


def _facts(entry: Entry, numbered: bool) -> dict[str, object]:
    work = entry.work
    return {
        "id": work.id,
        "pmid": work.pmid,
        "doi": work.doi,
        "number": entry.number if numbered else None,
        "mark": raised(entry.mark),
        "text": plain(entry.reference),
        "markdown": markdown(entry.reference),
        "html": html(entry.reference),
        "integrity": work.integrity,
        "warning": warning(work),
    }


def warning(work: Citable) -> str | None:
    """What whoever cites the work must know: "RETRACTED: J Made Up. 2023;1:2", or that PubMed dropped the record."""
    return work.caution
