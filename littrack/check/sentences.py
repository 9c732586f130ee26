"""Sentences of a manuscript that repeat a checked claim: its number and comparison, or its words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from littrack.check.comparisons import multiples, near, odds
from littrack.check.latex import FILLER
from littrack.check.manuscript import ClaimVerdict
from littrack.check.meanings import Vocabulary, own_words

_BOUNDARY = re.compile(
    r"(?<=[.!?])[\"”’)\]]*[ \t\n]+(?=[\"“‘(\[]*[A-Z0-9À-Þ])|\n[ \t]*\n|[\u2028\u2029]|\n(?=[ \t]*(?:[-+•|>#]|\d+[.)])[ \t])"
)
_SHORTENED = re.compile(
    r"\b(?:al|vs|e\.g|i\.e|figs?|dr|prof|mr|mrs|ms|cf|approx|ca|refs?|vol|pp)\.$", re.IGNORECASE
)
"""Full stops that end no sentence."""
_MARKUP = re.compile(
    r" ?\[(?:\^?[\d,; –-]{1,20}|\^[\w-]+|[^\]\[]{0,200}@[^\]\[]{0,200})\](?![(\[])|\\[a-z]+\{|[{}]|\*+|(?<!\w)_+|_+(?!\w)|`|\]\([^)\s]*\)|\[|\]|~|\\,|\$\\times\$|\\times\b"
)
ALIKE = 0.75
"""Share of the shorter text's own words that a sentence must have in common with a claim to count as its repetition."""
FEWEST = 5
"""Words of its own that a claim must have for that comparison."""
TOGETHER = 2
"""Things or words that a sentence and a claim must share where they have the number in common."""
NUMBER, WORDS, ODDS = "its number and comparison", "its words", "its number, as a ratio of odds"


@dataclass(frozen=True, slots=True)
class Repetition:
    """A sentence, where it begins in the text, and the claim that it repeats."""

    start: int
    sentence: str
    claim: ClaimVerdict
    how: str


@dataclass(frozen=True, slots=True)
class _Prepared:
    claim: ClaimVerdict
    numbers: frozenset[float]
    about: frozenset[str]
    words: frozenset[str]
    judged: str


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text and where each begins. Signs of markup are left out."""
    plain = _MARKUP.sub(_blank, text)
    start = 0
    for boundary in _BOUNDARY.finditer(plain):
        so_far = plain[start : boundary.start()]
        if (
            not boundary[0].strip(" \t\n")
            and "\n\n" not in boundary[0]
            and _SHORTENED.search(so_far)
        ):
            continue
        yield from _sentence(plain, start, boundary.start())
        start = boundary.end()
    yield from _sentence(plain, start, len(plain))


def _blank(found: re.Match[str]) -> str:
    return ("×" if "times" in found[0] else " ").ljust(len(found[0]))


def _sentence(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    said = text[start:end]
    words = re.sub(r" (?=[.,;:!?])", "", " ".join(said.replace(FILLER, "").split()))
    if words:
        yield start + len(said) - len(said.lstrip()), words


def repetitions(
    text: str, claims: Sequence[ClaimVerdict], vocabulary: Vocabulary | None = None
) -> Iterator[Repetition]:
    """Each sentence that repeats a claim, with the one that it is nearest to."""
    known = vocabulary or Vocabulary()
    prepared = [
        _Prepared(
            claim, multiples(claim.quote), known.meanings(f"{claim.quote} {claim.question or ''}"), own_words(claim.quote),
            (claim.highlight or "").lower() if multiples(claim.highlight or "") else "",
        )
        for claim in claims
    ]  # fmt: skip
    for start, sentence in sentences(text):
        found = [*_matches(sentence, prepared, known)]
        if found:
            best = max(found, key=lambda each: (each[0], each[1].parent is None))
            # A part of a sentence shares its number with the whole, whose verdict says more.
            whole = [each for each in found if each[1].id == best[1].parent]
            _, claim, how = whole[0] if whole else best
            yield Repetition(start, sentence, claim, how)


def _matches(
    sentence: str, prepared: Iterable[_Prepared], vocabulary: Vocabulary
) -> Iterator[tuple[float, ClaimVerdict, str]]:
    """How near each claim is, and by what."""
    times, ratios = multiples(sentence), odds(sentence)
    words, about = own_words(sentence), vocabulary.meanings(sentence)
    for each in prepared:
        shared = about & each.about
        alike = len(shared) / max(1, len(about | each.about))
        if (
            times
            and near(times, each.numbers)
            and (
                max(len(shared), len(words & each.words)) >= TOGETHER
                or (each.judged and each.judged in sentence.lower())
            )
        ):
            yield 2 + alike, each.claim, NUMBER
        elif ratios and shared and near(ratios, each.numbers):
            yield alike, each.claim, ODDS
        elif len(each.words) >= FEWEST and len(words) >= FEWEST:
            same = len(words & each.words)
            if same >= FEWEST and same / min(len(words), len(each.words)) >= ALIKE:
                yield 1 + same / len(words | each.words), each.claim, WORDS
