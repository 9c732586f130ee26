"""The tagged lines of one MEDLINE record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from littrack.pubmed.markup import tidy

_LINE = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)")


class Fields:
    """The values of one record in order, and which tags were asked for."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs
        self._asked: set[str] = set()

    def all(self, *tags: str) -> list[str]:
        """Every value of the given tags, in the order of the record."""
        self._asked.update(tags)
        return [value for tag, value in self.pairs if tag in tags]

    def first(self, *tags: str) -> str | None:
        """The first value of the tags, the tags tried in the order given."""
        found = [self.all(tag) for tag in tags]
        return next((values[0] for values in found if values), None)

    def tagged(self, *tags: str) -> Iterator[tuple[str, str]]:
        """Tag and value of each of the given tags, in the order of the record."""
        self._asked.update(tags)
        return (pair for pair in self.pairs if pair[0] in tags)

    def unasked(self) -> list[tuple[str, str]]:
        """What no one asked for."""
        return [pair for pair in self.pairs if pair[0] not in self._asked]


def read_fields(text: str) -> Fields:
    """Read the lines; those that begin with a blank go on from the one before. Empty values are left out."""
    pairs: list[tuple[str, list[str]]] = []
    for line in text.replace("\r", "\n").split("\n"):
        found = _LINE.match(line)
        if found:
            pairs.append((found[1], [found[2]]))
        elif pairs:
            pairs[-1][1].append(line)
        elif line.strip():
            pairs.append(("?", [line]))
    joined = ((tag, tidy(" ".join(part.strip() for part in parts))) for tag, parts in pairs)
    return Fields([(tag, value) for tag, value in joined if value])
