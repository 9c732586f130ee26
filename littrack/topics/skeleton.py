"""The beginning of an entry of evidence.yaml: what a stored record says, and blanks for a reader to fill. Pure."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

WIDTH = 108
_PLAIN = re.compile(r"[A-Za-z0-9(][^\n]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
"""What YAML does not take as it stands."""
_RESOLVES = re.compile(r"~|null|true|false|[-+]?[\d.][\d.eE+-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KnownStudy:
    """What the stored record of a study says of it, and the claims it was suggested for."""

    title: str
    authors: tuple[str, ...] = ()
    journal: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    doi: str | None = None
    design: str | None = None
    design_rule: str | None = None
    registrations: tuple[str, ...] = ()
    grants: tuple[str, ...] = ()
    conflicts: str | None = None
    suggested_for: tuple[tuple[str, str], ...] = ()
    """Claim id and why it was suggested."""


def skeleton(study: KnownStudy, taken: Collection[str], today: str) -> str:
    """An entry for ``studies:`` in evidence.yaml, ending in a line break. Blank fields wait for a reader."""
    lines = [f"  - key: {free_key(study, taken)}", *_field("title", study.title)]
    if study.authors:
        lines += _list("authors", study.authors)
    for name in ("journal", "year", "volume", "issue", "pages", "pmid", "pmcid", "doi"):
        lines += _field(name, getattr(study, name))
    rule = f"   # by rule, from the record: {study.design_rule}" if study.design_rule else ""
    lines.append(f"    design: {study.design}{rule}" if study.design else "    design:")
    lines += ["    population:", "    n_total:", "    one_line:", "    limits:", "    direction:"]
    if study.grants:
        lines += _field("funding", "; ".join(study.grants))
    lines += (
        ["    conflicts:   # the record holds a statement: see `littrack show`"]
        if study.conflicts
        else []
    )
    if study.registrations:
        lines += _field("registration", ", ".join(study.registrations))
    lines += ["    arms: []", "    outcomes: []", "    read_in: {}", f"    appraised: {today}"]
    lines.append("    confidence:")
    return "\n".join([*_suggestions(study), *lines]) + "\n"


def _suggestions(study: KnownStudy) -> list[str]:
    if not study.suggested_for:
        return []
    said = [f"  #   {claim}: {' '.join(why.split())}" for claim, why in study.suggested_for]
    return [
        "  # Suggested for these claims; give a stance in claims.yaml where it bears on one:",
        *said,
    ]


def free_key(study: KnownStudy, taken: Collection[str]) -> str:
    """A key that is not taken: the first author's name and the year ("wollmer2012", "wollmer2012b")."""
    name = study.authors[0].rsplit(" ", 1)[0] if study.authors else "study"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = (re.sub(r"[^a-z0-9]", "", plain) or "study") + str(study.year or "")
    if stem not in taken:
        return stem
    letters = (f"{stem}{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")
    return next((key for key in letters if key not in taken), f"{stem}-{study.pmid}")


def _field(name: str, value: str | int | None) -> list[str]:
    if value is None:
        return []
    text = " ".join(_CONTROL.sub(" ", str(value)).split())
    one = f"    {name}: {scalar(text) if isinstance(value, str) else text}"
    if len(one) <= WIDTH:
        return [one]
    wrapped = textwrap.wrap(text, WIDTH - 6, break_long_words=False, break_on_hyphens=False)
    return [f"    {name}: >-", *(f"      {line}" for line in wrapped)]


def _list(name: str, values: tuple[str, ...]) -> list[str]:
    lines, line = [], f"    {name}: ["
    for n, value in enumerate(values):
        piece = scalar(value, inside=True) + (", " if n < len(values) - 1 else "]")
        if len(line) + len(piece) > WIDTH:
            lines.append(line.rstrip())
            line = " " * 6
        line += piece
    return [*lines, line.rstrip()]


def scalar(text: str, inside: bool = False) -> str:
    """A one-line text as YAML: plain where that is safe, else in quotes."""
    text = " ".join(_CONTROL.sub(" ", text).split())
    plain = (
        _PLAIN.fullmatch(text)
        and ": " not in text
        and " #" not in text
        and not text.endswith(":")
        and not (inside and re.search(r"[,\[\]{}]", text))
    )
    if plain and not (_RESOLVES.fullmatch(text) and not text.isdigit()):
        return text
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"
