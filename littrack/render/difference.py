"""What changed between two texts, word by word: the words around each change, and nothing of the rest."""

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


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that stayed, went or came; ``skipped`` stands for words that are not shown."""

    kind: str
    text: str


def difference(before: str | None, after: str | None) -> tuple[Piece, ...]:
    """The pieces that turn ``before`` into ``after``, each change with ``AROUND`` words of context."""
    old, new = _WORD.findall(before or ""), _WORD.findall(after or "")
    return tuple(_shown(list(_steps(old, new))))


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


def _shown(steps: list[tuple[str, Sequence[str]]]) -> Iterator[Piece]:
    steps = [step for step in steps if step[1]]
    last = len(steps) - 1
    for at, (kind, words) in enumerate(steps):
        if kind != SAME:
            yield Piece(kind, _cut(words))
            continue
        before = words[:AROUND] if at > 0 else words[:0]
        after = words[-AROUND:] if at < last else words[:0]
        if len(before) + len(after) >= len(words):
            yield Piece(SAME, " ".join(words))
            continue
        if before:
            yield Piece(SAME, " ".join(before))
        yield Piece(SKIPPED, "…")
        if after:
            yield Piece(SAME, " ".join(after))


def _cut(words: Sequence[str]) -> str:
    text = " ".join(words[:SHOWN])
    if len(words) > SHOWN:
        text += f" … ({len(words) - SHOWN:,} more words)"
    return text if len(text) <= 40 * SHOWN else text[: 40 * SHOWN] + " …"
