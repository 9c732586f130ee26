"""Titles as the reference styles print them: typographic quotation marks, headline capitals, ends of sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest

from littrack.cite.citable import Citable, one_line
from littrack.cite.styled import Run, runs
from littrack.records import MarkedText

Runs = tuple[Run, ...]

_SMALL = frozenset({
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "nor", "of", "off", "on", "onto", "or",
    "out", "over", "per", "so", "the", "to", "up", "via", "vs", "v", "with", "yet",
})  # fmt: skip
"""Articles, conjunctions and prepositions of up to four letters: lower case within a headline (Chicago 18, 8.160)."""
DASH = re.compile(r"(?<![-<])--(?![->])")
"""PubMed's two hyphens for a dash, which are no arrow."""
_WORD = re.compile(r"[^\s\-–—/]+")
_BREAKS = ("", " ", "-", "–", "—", "/")
_BEGINNERS = (":", "?", "!")
_ENDS = ":?!”’\"'"
_GENUS = re.compile(r"[A-Z]\.")
_PRINTED = "\"'“”‘’()[]{}.,:;?!"
_OPENS = " \u00a0([{“‘—–-/"
_SUBTITLE = re.compile(r"([:?!—] +[\"'“‘]?)([^\W\d_])(?=[a-zß-ÿ\s'’-])")
_QUOTED = re.compile(r"(?<!\w)‘([^‘’]+(?:’\w+[^‘’]*)*)’(?!\w)")


def title(work: Citable) -> Runs:
    """The title as printers set it, without its final full stop."""
    return _doubled(typographic(verbatim_title(work)))


def _doubled(parts: Runs) -> Runs:
    """Words in single quotation marks ('frown') stand in double ones, unless they are within some already."""
    text = text_of(parts)
    if "‘" not in text or "“" in text:
        return parts
    return tuple(Run(_QUOTED.sub(r"“\1”", run.text), run.styles) for run in parts)


def verbatim_title(work: Citable) -> Runs:
    """The title as PubMed has it, but for its final full stop, which no reference manager keeps with a title."""
    return _without_stop(runs(work.title))


def original(work: Citable) -> str | None:
    """The title in the language of the work, where the record has it and ``title`` is a translation."""
    if not (work.vernacular_title and is_translated(work)):
        return None
    return one_line(work.vernacular_title).removesuffix(".")


def is_translated(work: Citable) -> bool:
    """Whether PubMed shows a translation: the title stands in square brackets and the work is not in English."""
    text = one_line(work.title.plain).removesuffix(".")
    return text.startswith("[") and text.endswith("]") and "eng" not in work.languages[:1]


def unbracketed(parts: Runs) -> Runs:
    """The title without the square brackets around it."""
    if not parts:
        return parts
    first, last = parts[0], parts[-1]
    if not (first.text.startswith("[") and last.text.endswith("]")):
        return parts
    inner = (Run(first.text[1:], first.styles), *parts[1:])
    last = inner[-1]
    return _without_stop((*inner[:-1], Run(last.text[:-1], last.styles)))


def book_title(work: Citable) -> Runs:
    """The title of the book that a chapter is in."""
    return typographic(_without_stop(runs(MarkedText(work.book_title or ""))))


def _without_stop(parts: Runs) -> Runs:
    text = parts[-1].text if parts else ""
    if not text.endswith(".") or text.endswith(".."):
        return parts
    return (*parts[:-1], Run(text[:-1], parts[-1].styles))


def text_of(parts: Sequence[Run]) -> str:
    """The words of the runs."""
    return "".join(run.text for run in parts)


def with_stop(parts: Sequence[Run]) -> Runs:
    """The runs with a full stop, unless they end a sentence by themselves ("Does it work?", "… “really?”"): within
    closing quotation marks, as in America."""
    text, last = text_of(parts), parts[-1]
    if text.rstrip("”’\"'").endswith((".", "?", "!")):
        return tuple(parts)
    closing = len(text) - len(text.rstrip("”’" if "‘" in text else "”"))
    if not closing:
        return (*parts, Run("."))
    at = max(len(last.text) - closing, 0)
    return (*parts[:-1], Run(f"{last.text[:at]}.{last.text[at:]}", last.styles))


def is_english(work: Citable) -> bool:
    """Whether its title is: the work's own, or the translation that PubMed shows."""
    return not work.languages or work.languages[0] in ("eng", "und") or is_translated(work)


def typographic(parts: Runs) -> Runs:
    """Straight quotation marks and apostrophes as printers set them. A prime after a digit (5') stays;
    PubMed's "--" is a dash."""
    if any("--" in run.text for run in parts):
        parts = tuple(Run(DASH.sub("—", run.text), run.styles) for run in parts)
    if not any('"' in run.text or "'" in run.text for run in parts):
        return parts
    before, found = " ", []
    for run in parts:
        letters = []
        for at, each in enumerate(run.text):
            letters.append(_curled(each, before, run.text[at + 1 : at + 2]))
            before = each
        found.append(Run("".join(letters), run.styles))
    return tuple(found)


def _curled(each: str, before: str, after: str) -> str:
    if each == '"':
        return "“" if before in _OPENS or (before == "'" and after.isalnum()) else "”"
    if each != "'" or before.isdigit():
        return each
    return "‘" if before in _OPENS and after.isalnum() else "’"


def single_quoted(parts: Runs) -> Runs:
    """The runs as they stand within double quotation marks: their own become single ones."""
    if not any("“" in run.text for run in parts):
        return parts
    swap = str.maketrans("“”", "‘’")
    return tuple(Run(run.text.translate(swap), run.styles) for run in parts)


def subtitles_capitalised(parts: Runs) -> Runs:
    """The first word after a colon, question or exclamation mark or dash with a capital, as APA has it."""
    return tuple(
        Run(_SUBTITLE.sub(lambda found: found[1] + found[2].upper(), run.text), run.styles)
        for run in parts
    )


def headline_runs(parts: Runs) -> Runs:
    """Headline capitals, but for Latin names in italics ("*Fictus imaginarius*"), which keep theirs."""
    found: list[Run] = []
    for at, run in enumerate(parts):
        if (
            ("i" in run.styles and _is_latin_name(run.text))
            or "sub" in run.styles
            or "sup" in run.styles
        ):
            found.append(run)
        else:
            text = _cased(
                run.text,
                not at or _begins(text_of(found)),
                at == len(parts) - 1,
                text_of(found)[-1:],
            )
            found.append(Run(text, run.styles))
    return tuple(found)


def _is_latin_name(text: str) -> bool:
    """A genus and a species: a capital, then only lower case."""
    words = text.split()
    return (
        len(words) > 1
        and words[0][:1].isupper()
        and words[0].lower() not in ("in", "ex", "de", "post")
    )


def _begins(before: str) -> bool:
    return before.rstrip().endswith((":", "?", "!"))


@lru_cache(maxsize=8192)
def headline(text: str) -> str:
    """Headline capitals: words with a capital of their own ("mRNA"), Greek letters and numbers stay as they are."""
    return _cased(text, True, True, "")


def _cased(text: str, first: bool, last: bool, before: str) -> str:
    """Headline capitals within a run; ``before`` is the letter before it, which may be of the same word."""
    words = _WORD.findall(text)
    between = _WORD.split(text)
    if words and not between[0] and before not in _BREAKS:
        kept, first = [words[0]], False
    else:
        kept = []
    begins = first
    for word in words[len(kept) :]:
        species = kept and _GENUS.fullmatch(kept[-1])
        kept.append(word if species else _capital(word, begins))
        begins = word[-1] in _ENDS and word.rstrip("”’\"'")[-1:] in _BEGINNERS
    if (last and len(words) > 1) or (last and first and words):
        kept[-1] = _capital(words[-1], True)
    return "".join(part for pair in zip_longest(between, kept, fillvalue="") for part in pair)


@lru_cache(maxsize=16384)
def _capital(word: str, always: bool) -> str:
    bare = word.strip(_PRINTED)
    if not bare or (len(bare) == 1 and not bare.isascii()):
        return word
    small = bare.lower() in _SMALL and not always
    if small and len(bare) > 1 and bare.istitle():
        return word.replace(bare, bare.lower())
    if small or bare != bare.lower():
        return word
    at = word.index(bare)
    return word[:at] + bare[0].upper() + word[at + 1 :]


def in_style(parts: Runs, style: str) -> Runs:
    """The runs within one more style; what was in that style already is set off by being upright."""
    return tuple(
        Run(run.text, tuple(each for each in run.styles if each != style))
        if style in run.styles
        else Run(run.text, (style, *run.styles))
        for run in parts
    )
