"""The index that the page of the search reads, as scripts that hand over data. No input or output.

Terms are those of the database's own full-text index, so that the copy finds what the live search finds. A posting list
is two lists of studies, those with the term in their title and those with it elsewhere: numbers in base 36, each the
distance from the one before.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

Shelves = dict[str, dict[str, str]]
"""By key: terms or names, and which studies they mean."""


def term_shelves(found: Iterable[tuple[str, int, bool]]) -> Shelves:
    """Posting lists by the first two characters of their term, from (term, number of the study, in its title), sorted by
    term."""
    shelves: Shelves = defaultdict(dict)
    for term, places in groupby(found, itemgetter(0)):
        titles: set[int] = set()
        others: set[int] = set()
        for _, number, in_title in places:
            (titles if in_title else others).add(number)
        lists = numbers(titles), numbers(others)
        shelves[term[:2]][term] = f"{lists[0]},{lists[1]}" if others else lists[0]
    return dict(shelves)


def name_shelves(found: Iterable[tuple[str, int]]) -> Shelves:
    """PMIDs, DOIs and PMCIDs, in small letters, by their last character."""
    meant: dict[str, set[int]] = defaultdict(set)
    for name, number in found:
        meant[name.lower()].add(number)
    shelves: Shelves = defaultdict(dict)
    for name, places in meant.items():
        shelves[name[-1]][name] = numbers(places)
    return dict(shelves)


def numbers(places: Iterable[int]) -> str:
    """Numbers in rising order, each as its distance from the one before, in base 36."""
    return " ".join(_distances(sorted(places)))


def _distances(places: Sequence[int]) -> Iterator[str]:
    before = 0
    for place in places:
        yield _base36(place - before)
        before = place


def _base36(number: int) -> str:
    if number < 36:
        return _DIGITS[number]
    return _base36(number // 36) + _DIGITS[number % 36]


def script(kind: str, key: str, data: object) -> str:
    """A script that hands over a part of the index."""
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return f"littrackIndex({json.dumps(kind)},{json.dumps(key, ensure_ascii=False)},{told});\n"
