"""How the columns of a table share the width of a page. Pure."""

from __future__ import annotations

from littrack.render.blocks import Inlines, Numbers, Table

_SHORTEST, _LONGEST = 3, 14
"""Letters of the longest word of a column that count."""
_LETTERS = 120.0
"""About so many small letters stand on a line."""


def shares(block: Table) -> list[float]:
    """A share of the width for each column, one in all: its longest word first, then by how much it says."""
    columns = range(len(block.heading))
    texts = [[block.heading[at], *(_text(row[at]) for row in block.rows)] for at in columns]
    words = [max(min(_longest(each), _LONGEST), _SHORTEST) + 2.0 for each in texts]
    said = [sum(map(len, each)) / len(each) for each in texts]
    room = max(_LETTERS - sum(words), 20.0)
    widths = [least + room * much / sum(said) for least, much in zip(words, said, strict=True)]
    return [width / sum(widths) for width in widths]


def without_empty(block: Table) -> Table:
    """The table without columns in which no row says anything: a page is narrower than a screen."""
    full = [at for at in range(len(block.heading)) if any(_text(row[at]).strip() for row in block.rows)]  # fmt: skip
    return Table(
        block.caption,
        tuple(block.heading[at] for at in full),
        tuple(tuple(row[at] for at in full) for row in block.rows),
        frozenset(new for new, at in enumerate(full) if at in block.right),
    )


def _longest(texts: list[str]) -> int:
    return max((len(word) for text in texts for word in text.split()), default=0)


def _text(content: Inlines) -> str:
    return "".join(
        f"[{', '.join(map(str, each.numbers))}]" if isinstance(each, Numbers) else each.text
        for each in content
    )
