"""Read what a person types into a search box. No input or output, and no way to type an error.

Words that stand together must all occur; ``OR`` and ``NOT`` in capitals, brackets, "exact phrases", a word's
beginning (``depress*``) and ``title:``, ``abstract:``, ``author:``, ``keyword:``, ``mesh:`` before a word or phrase work as
in a library catalogue. Whatever does not fit (a quotation mark without its pair, an ``OR`` at the end) is read as if it
were not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

MOST_WORDS = 50
"""Words beyond this many are not read; SQLite bounds the depth of an expression."""

DEEPEST = 8
"""Brackets within brackets beyond this depth are read as if they were not there."""

COLUMNS = {
    "title": "title",
    "abstract": "abstract",
    "author": "authors",
    "authors": "authors",
    "keyword": "keywords",
    "keywords": "keywords",
    "mesh": "mesh",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must occur one after the other (mostly a single word)."""

    text: str
    prefix: bool = False
    column: str | None = None

    def match(self) -> str:
        """The phrase in FTS5's syntax."""
        quoted = '"' + self.text.replace('"', '""') + '"'
        place = f"{self.column} : " if self.column else ""
        return f"{place}{quoted}{'*' if self.prefix else ''}"


@dataclass(frozen=True, slots=True)
class All:
    """Every part must occur, and none of ``without``."""

    parts: tuple[Expression, ...]
    without: tuple[Expression, ...] = ()

    def match(self) -> str:
        """The expression in FTS5's syntax."""
        found = " AND ".join(part.match() for part in self.parts)
        if self.without:
            found = f"({found}) NOT {Either(self.without).match()}"
        return f"({found})"


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of the parts must occur."""

    parts: tuple[Expression, ...]

    def match(self) -> str:
        """The expression in FTS5's syntax."""
        return f"({' OR '.join(part.match() for part in self.parts)})"


Expression: TypeAlias = "Phrase | All | Either"

_TOKEN = re.compile(
    r"""(?:(?P<column>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<bracket>[()])|(?P<word>[^\s"()]+))"""
)


def read_words(text: str) -> Expression | None:
    """What is searched for, or ``None`` where no word is left that must occur."""
    return _either(_Tokens(text), depth=0)


def phrases(expression: Expression) -> Iterator[Phrase]:
    """The phrases that a match may hold, each once; not those that it must not hold."""
    seen: set[Phrase] = set()
    for phrase in _phrases(expression):
        if phrase not in seen:
            seen.add(phrase)
            yield phrase


def _phrases(expression: Expression) -> Iterator[Phrase]:
    if isinstance(expression, Phrase):
        yield expression
    else:
        for part in expression.parts:
            yield from _phrases(part)


class _Tokens:
    """The phrases, brackets and connecting words of a text, one after the other."""

    def __init__(self, text: str) -> None:
        self._found = list(_tokens(text))
        self._next = 0

    def peek(self) -> Phrase | str | None:
        return self._found[self._next] if self._next < len(self._found) else None

    def take(self) -> Phrase | str | None:
        token = self.peek()
        self._next += 1
        return token


def _tokens(text: str) -> Iterator[Phrase | str]:
    count = 0
    for found in _TOKEN.finditer(text.replace("\0", " ")):
        if found["bracket"]:
            yield found["bracket"]
        elif found["word"] in ("AND", "OR", "NOT") and not found["column"]:
            yield found["word"]
        elif phrase := _phrase(found["column"], found["phrase"] or found["word"] or ""):
            count += 1
            if count > MOST_WORDS:
                return
            yield phrase


def _phrase(column: str | None, text: str) -> Phrase | None:
    known = COLUMNS.get((column or "").lower())
    if column and not known:
        text = f"{column} {text}"
    prefix = text.endswith("*")
    words = " ".join(re.findall(r"[^\W_]+", text))
    return Phrase(words, prefix, known) if words else None


def _either(tokens: _Tokens, depth: int) -> Expression | None:
    parts = []
    while True:
        if (part := _all(tokens, depth)) is not None:
            parts.append(part)
        if tokens.peek() != "OR":
            break
        tokens.take()
    return _combined(Either, tuple(parts))


def _all(tokens: _Tokens, depth: int) -> Expression | None:
    parts: list[Expression] = []
    without: list[Expression] = []
    negated = False
    while (token := tokens.peek()) is not None and token != "OR" and not (token == ")" and depth):
        tokens.take()
        if token == "NOT":
            negated = True
            continue
        nested = token == "(" and depth < DEEPEST
        part = _either_in_brackets(tokens, depth) if nested else token
        if isinstance(part, str) or part is None:
            continue
        (without if negated else parts).append(part)
        negated = False
    if not parts:
        return None
    return All(tuple(parts), tuple(without)) if without else _combined(All, tuple(parts))


def _either_in_brackets(tokens: _Tokens, depth: int) -> Expression | None:
    found = _either(tokens, depth + 1)
    if tokens.peek() == ")":
        tokens.take()
    return found


def _combined(kind: type[All] | type[Either], parts: tuple[Expression, ...]) -> Expression | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else kind(parts)
