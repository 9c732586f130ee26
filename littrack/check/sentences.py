"""Sentences of a manuscript that repeat a checked claim: its number and comparison, or its words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from littrack.check.manuscript import ClaimVerdict

_NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]  # fmt: skip
_WORDS = {word: float(at) for at, word in enumerate(_NUMBERS)} | {
    "twice": 2.0, "thrice": 3.0, "double": 2.0, "doubled": 2.0, "triple": 3.0, "tripled": 3.0, "hundred": 100.0,
}  # fmt: skip
_NUMBER = r"(?:\d+(?:[.,]\d+)?|" + "|".join(_NUMBERS) + ")"
_MULTIPLE = re.compile(
    rf"\b(?P<number>{_NUMBER})(?:[\s\u00a0-]*(?:times|fold)\b|[\s\u00a0]?[x×](?![\w]))|\b(?P<word>twice|thrice)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(
    r"[^.!?\n]+(?:[.!?](?=[\d)\]]|[a-z])[^.!?\n]*)*(?:\n(?!\s*\n)[^.!?\n]+)*[.!?]?"
)
_COMMON = frozenset(
    ["the", "a", "an", "of", "and", "or", "to", "in", "is", "are", "was", "were", "be", "been", "as", "at", "by", "for", "from", "with", "without", "that", "this", "these", "those", "it", "its", "than", "then", "there", "their", "they", "them", "he", "she", "we", "you", "your", "our", "who", "which", "what", "when", "where", "how", "not", "no", "nor", "but", "if", "so", "such", "can", "may", "might", "could", "would", "should", "will", "shall", "do", "does", "did", "has", "have", "had", "more", "most", "much", "many", "some", "any", "each", "other", "another", "into", "over", "under", "between", "among", "about", "after", "before", "during", "even", "only", "just", "also", "very", "times", "fold", "time", "showed", "shown", "show", "studies", "study", "said", "says", "some"]
)  # fmt: skip
ALIKE = 0.75
"""Share of the shorter text's own words that a sentence must have in common with a claim to count as its repetition."""
FEWEST = 5
"""Words of its own that a claim must have for that comparison."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """A sentence, where it begins in the text, and the claim that it repeats."""

    start: int
    sentence: str
    claim: ClaimVerdict
    how: str


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text and where each begins."""
    for found in _SENTENCE.finditer(text):
        words = found[0].strip()
        if words:
            yield found.start() + (len(found[0]) - len(found[0].lstrip())), " ".join(words.split())


def multiples(text: str) -> frozenset[float]:
    """The numbers of times that a text speaks of: "eight times", "8-fold", "8x"."""
    found = set()
    for match in _MULTIPLE.finditer(text):
        said = (match["number"] or match["word"]).lower().replace(",", ".")
        found.add(_WORDS[said] if said in _WORDS else float(said))
    return frozenset(found)


def own_words(text: str) -> frozenset[str]:
    """The words that carry meaning, without endings."""
    found = (word.lower() for word in _WORD.findall(text))
    return frozenset(_stem(word) for word in found if word not in _COMMON and word not in _WORDS)


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def repetitions(text: str, claims: Sequence[ClaimVerdict]) -> Iterator[Repetition]:
    """Each sentence that repeats a claim, with the one that it is nearest to."""
    prepared = [(claim, multiples(claim.quote), own_words(claim.quote)) for claim in claims]
    for start, sentence in sentences(text):
        found = [each for each in _matches(sentence, prepared) if each]
        if found:
            best = max(found, key=lambda each: each[0])
            # A part of a sentence shares its number with the whole, whose verdict says more.
            whole = [each for each in found if each[2].id == best[2].parent]
            claim, how = (whole[0] if whole else best)[2:]
            yield Repetition(start, sentence, claim, how)


_Prepared = tuple[ClaimVerdict, frozenset[float], frozenset[str]]


def _matches(
    sentence: str, prepared: Iterable[_Prepared]
) -> Iterator[tuple[float, bool, ClaimVerdict, str]]:
    numbers, words = multiples(sentence), own_words(sentence)
    for claim, claimed, claim_words in prepared:
        shared = words & claim_words
        whole = claim.parent is None
        if numbers & claimed and shared:
            yield (
                1 + len(shared) / max(1, len(words | claim_words)),
                whole,
                claim,
                "its number and comparison",
            )
        elif len(claim_words) >= FEWEST and len(words) >= FEWEST:
            alike = len(shared) / min(len(words), len(claim_words))
            if alike >= ALIKE and len(shared) >= FEWEST:
                yield alike, whole, claim, "its words"
