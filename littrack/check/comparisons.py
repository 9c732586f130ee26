"""Comparisons of how many times: "eight times as many", "8-fold", "a risk ratio of 8". Pure."""

from __future__ import annotations

import re

_NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_WORDS = {word: float(at) for at, word in enumerate(_NUMBERS)} | {"twice": 2.0, "thrice": 3.0, "hundred": 100.0}  # fmt: skip
NUMBER_WORDS = frozenset(_WORDS)
_NUMBER = r"(?P<number>\d+(?:[.,]\d+)?|" + "|".join([*_NUMBERS, "hundred"]) + ")"
_THAN = r"(?:\w+ly\s+)?(?:as|more|fewer|less|higher|lower|greater|larger|bigger|smaller|better|worse|longer|shorter|stronger|faster|likelier|the|that|those)\b"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\w.,]){_NUMBER}[\s\u00a0-]*times\s+{_THAN}",
        rf"(?<![\w.,]){_NUMBER}[\s\u00a0-]*fold\b",
        rf"(?<![\w.,]){_NUMBER}[\s\u00a0]?[x×](?![\w])",
        rf"\b(?:increas\w+|rose|rise|grew|growth|multipl\w+)\s+(?:by\s+|of\s+)?{_NUMBER}\s*times\b",
        rf"\b(?:multipl\w+\s+by|factor\s+of)\s+{_NUMBER}(?![\w.,]\d)",
        rf"\b(?:risk|rate|response|prevalence)\s+ratio\b[^\d.;]{{0,30}}{_NUMBER}",
        rf"\brelative\s+risk\b[^\d.;]{{0,30}}{_NUMBER}",
        r"(?<![\w.,])(?P<number>twice|thrice)\b",
    )
)
_ODDS = re.compile(rf"\b(?:(?i:(?:odds|hazard)\s+ratio)|OR|HR)\b[^\d.;]{{0,30}}{_NUMBER}", re.ASCII)
NEAR = 0.05
"""Share by which a number may differ from a claim's round one: 8.3 is told as "eight times"."""


def multiples(text: str) -> frozenset[float]:
    """The numbers of times that a text compares by: 8 in "eight times as many", "8-fold", "8x"; not in "came eight times"."""
    return frozenset(
        _value(match["number"]) for pattern in _PATTERNS for match in pattern.finditer(text)
    )


def odds(text: str) -> frozenset[float]:
    """The odds and hazard ratios that a text gives: no numbers of times as many."""
    return frozenset(_value(match["number"]) for match in _ODDS.finditer(text))


def near(numbers: frozenset[float], claimed: frozenset[float]) -> bool:
    """Is one of the numbers a claim's?"""
    return any(abs(one - other) <= NEAR * other for one in numbers for other in claimed)


def _value(word: str) -> float:
    word = word.lower()
    return _WORDS[word] if word in _WORDS else float(word.replace(",", "."))
