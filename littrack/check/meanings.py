"""What the words of a sentence are about, so that two ways of saying it can be compared. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from littrack.check.comparisons import NUMBER_WORDS

_WORD = re.compile(r"[^\W\d_]{2,}")
_COMMON = frozenset(
    ["the", "a", "an", "of", "and", "or", "to", "in", "is", "are", "was", "were", "be", "been", "as", "at", "by", "for", "from", "with", "without", "that", "this", "these", "those", "it", "its", "than", "then", "there", "their", "they", "them", "he", "she", "we", "you", "your", "our", "who", "which", "what", "when", "where", "how", "not", "no", "nor", "but", "if", "so", "such", "can", "may", "might", "could", "would", "should", "will", "shall", "do", "does", "did", "has", "have", "had", "more", "most", "much", "many", "some", "any", "each", "other", "another", "into", "over", "under", "between", "among", "about", "after", "before", "during", "even", "only", "just", "also", "very", "times", "fold", "time", "showed", "shown", "show", "studies", "study", "said", "says"]
)  # fmt: skip
_KINDS = (
    ("~people", re.compile(r"(?:patient|person|woman|adult|participant|individual|subject|volunteer|responder|sufferer)s?$|people$|wom[ae]n$|men$")),
    ("~benefit", re.compile(r"improv|better$|benefi|respon[ds]|recover|remi(?:ssion|tt)|relie[fv]|help(?:s|ed|ful)?$|effect|positiv|success")),
)  # fmt: skip
"""What a medical comparison counts, in the words of the field."""
_GROUP = re.compile(r"\(([^()]*)\)")
_OR = re.compile(r"\s+OR\s+")
_TERM = re.compile(r"\"?(\w[\w-]{3,})\*?\"?\[[^\]]*\]")
"""A term of one word, long enough to mean one thing."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that mean one thing, by how they begin: each group is what a search puts between its ORs."""

    groups: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of_queries(cls, queries: Iterable[str]) -> Vocabulary:
        """The groups of PubMed queries, each once."""
        found: dict[tuple[str, ...], None] = {}
        for query in queries:
            for group in _GROUP.findall(query):
                terms = (_TERM.fullmatch(each.strip()) for each in _OR.split(group))
                words = sorted({term[1].lower() for term in terms if term})
                if len(words) > 1:
                    found[tuple(words)] = None
        return cls(tuple(found))

    def meanings(self, text: str) -> frozenset[str]:
        """What the text is about: people, benefit, a group's thing, else the word itself without its ending."""
        found: set[str] = set()
        for word in (each.lower() for each in _WORD.findall(text)):
            if word not in _COMMON and word not in NUMBER_WORDS:
                found |= self._kinds(word) or {_stem(word)}
        return frozenset(found)

    def _kinds(self, word: str) -> set[str]:
        found = {kind for kind, pattern in _KINDS if pattern.match(word)}
        return found or {f"~{group[0]}" for group in self.groups if word.startswith(group)}


def own_words(text: str) -> frozenset[str]:
    """The words that carry meaning, without endings."""
    found = (word.lower() for word in _WORD.findall(text))
    return frozenset(
        _stem(word) for word in found if word not in _COMMON and word not in NUMBER_WORDS
    )


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
