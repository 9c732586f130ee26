"""What changed between two texts: the words around each change, or the items where both are lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW, SKIPPED = "same", "gone", "new", "skipped"
AROUND = 8
"""Words of context on each side of a change."""
COMPARED = 600
"""Words that are compared one by one; longer changes are told as one passage gone and one new."""
SHOWN = 60
"""Words of one passage that are shown."""

_WORD = re.compile(r"\S+")
_LONGEST_ITEM = 120
_ITEMS_AROUND = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that stayed, went or came; ``skipped`` stands for words that are not shown."""

    kind: str
    text: str


def difference(before: str | None, after: str | None) -> tuple[Piece, ...]:
    """The pieces that turn ``before`` into ``after``, each change with ``AROUND`` words of context."""
    separator = _separator(before or "", after or "")
    if separator is None:
        old, new = _WORD.findall(before or ""), _WORD.findall(after or "")
        return tuple(_shown(list(_steps(old, new)), " ", AROUND))
    items = [[part.strip() for part in (text or "").split(separator)] for text in (before, after)]
    return tuple(_shown(list(_steps(*items)), "; ", _ITEMS_AROUND))


def _separator(before: str, after: str) -> str | None:
    """What stands between items, where both texts are lists of short ones."""
    for separator in ("\n", "; "):
        if separator in before or separator in after:
            parts = (*before.split(separator), *after.split(separator))
            return separator if max(map(len, parts)) <= _LONGEST_ITEM else None
    return None


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    yield SAME, old[:head]
    yield from _compared(old[head : len(old) - tail], new[head : len(new) - tail])
    yield SAME, old[len(old) - tail :]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    pairs = zip(one, other)  # noqa: B905 - the shorter ends the comparison
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    if max(len(old), len(new)) > COMPARED:
        yield GONE, old
        yield NEW, new
        return
    for step, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            yield SAME, old[a:b]
        else:
            yield GONE, old[a:b]
            yield NEW, new[c:d]


def _shown(steps: list[tuple[str, Sequence[str]]], between: str, around: int) -> Iterator[Piece]:
    steps = [step for step in steps if step[1]]
    last = len(steps) - 1
    for at, (kind, units) in enumerate(steps):
        if kind != SAME:
            yield Piece(kind, _cut(units, between))
            continue
        before = units[:around] if at > 0 else units[:0]
        after = units[-around:] if at < last else units[:0]
        if len(before) + len(after) >= len(units):
            yield Piece(SAME, between.join(units))
            continue
        if before:
            yield Piece(SAME, between.join(before))
        yield Piece(SKIPPED, "…")
        if after:
            yield Piece(SAME, between.join(after))


def _cut(units: Sequence[str], between: str) -> str:
    text = between.join(units[:SHOWN])
    if len(units) > SHOWN:
        text += f" … ({len(units) - SHOWN:,} more)"
    return text if len(text) <= 40 * SHOWN else text[: 40 * SHOWN] + " …"
