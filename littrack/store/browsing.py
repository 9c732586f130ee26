"""Choose among all stored studies by any combination of filters, and count what each further filter would leave.

`StudyIndex` holds, for one state of the database, a set of studies (`littrack.store.bitmaps`) for each value of each
filter. It takes about half a second to make for 100,000 studies and answers in milliseconds.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from threading import Lock
from typing import TypeVar

from sqlite_utils import Database

from littrack.store.bitmaps import flags_of, of_flags, of_places

NOTHING = "none"
"""The value that stands for "no value"."""
UNREVIEWED = "unreviewed"
"""Beside the stances: the study was suggested for a claim, and nobody has judged it."""

SEARCHES_KEPT = 200

FACETS = (
    "design", "level", "stance", "claim", "population", "integrity", "record", "appraised", "free", "journal",
)  # fmt: skip
"""Filters with a list of values each. Values of one filter widen it, several filters narrow each other."""

POPULATIONS: dict[str, tuple[str, ...]] = {
    "women": ("Female",),
    "men": ("Male",),
    "children": ("Infant, Newborn", "Infant", "Child, Preschool", "Child"),
    "adolescents": ("Adolescent",),
    "adults": ("Adult", "Young Adult", "Middle Aged"),
    "people over 65": ("Aged", "Aged, 80 and over"),
    "pregnant women": ("Pregnancy", "Pregnant Women", "Pregnant People"),
    "animals": ("Animals",),
}
"""MeSH's check tags, as a reader would call them. Records that MEDLINE has not indexed carry none; animals that are
humans' fellow subjects count, humans alone do not."""

_STAMP = """
SELECT (SELECT max(id) FROM refreshes WHERE finished IS NOT NULL), (SELECT max(rowid) FROM studies)
"""
_STUDIES = """
SELECT rowid, coalesce(published, year), year, design, level, integrity, journal, pmcid IS NOT NULL, state,
  first_seen FROM studies INDEXED BY studies_browsing
"""
_STUDIES_BY_ID = "SELECT rowid, id FROM studies WHERE id IN (SELECT value FROM json_each(?))"
_EVIDENCE = """
SELECT studies.rowid, claim, stance FROM claim_evidence JOIN claims ON claims.id = claim_evidence.claim
JOIN studies ON studies.id = claim_evidence.study WHERE claims.removed IS NULL
UNION ALL
SELECT studies.rowid, claim, 'unreviewed' FROM claim_candidates JOIN studies ON studies.id = claim_candidates.study
WHERE claim_candidates.state = 'unreviewed'
"""
_APPRAISED = """
SELECT studies.rowid FROM appraisals JOIN studies ON studies.id = appraisals.study WHERE appraisals.removed IS NULL
"""
_TAGGED = """
SELECT studies.rowid FROM mesh_headings JOIN studies ON studies.id = mesh_headings.study
WHERE descriptor IN (SELECT value FROM json_each(?))
"""

Chosen = Mapping[str, Sequence[str]]
Answer = TypeVar("Answer")


def recall(answers: dict[str, Answer], words: str) -> Answer | None:
    """What a search of late found; the common words, which are asked for time and again, are remembered longest."""
    found = answers.pop(words, None)
    if found is not None:
        answers[words] = found
    return found


def keep(answers: dict[str, Answer], words: str, answer: Answer) -> None:
    """Remember what a search found, in place of the one that was not asked for longest."""
    for old in list(answers)[: max(0, len(answers) - SEARCHES_KEPT + 1)]:
        answers.pop(old, None)
    answers[words] = answer


@dataclass(frozen=True, slots=True)
class Counted:
    """A value of a filter and how many studies it would leave, all other filters standing."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class StudyIndex:
    """Every study's place (newest first), and the set of places of each value of each filter."""

    stamp: tuple[int | None, int | None]
    rowids: array[int]
    places: array[int]
    """By rowid; -1 where there is no study."""
    sets: Mapping[str, Mapping[str, int]]
    links: Mapping[tuple[str, str], int]
    """By claim and stance."""
    years: Mapping[int | None, int]
    journals: tuple[str, ...]
    journal_of: tuple[int, ...]
    """By place: the journal's number, -1 for none."""
    orders: Mapping[str, array[int]]
    """By name of the order, newest first apart: the places."""
    matches: dict[str, int] = field(default_factory=dict)
    """Sets of studies that searches of late matched, by their expression."""
    rankings: dict[str, array[int]] = field(default_factory=dict)
    """Rowids that searches of late matched, the best first."""

    @property
    def size(self) -> int:
        """How many studies there are."""
        return len(self.rowids)

    @property
    def all(self) -> int:
        """The set of all studies."""
        return (1 << self.size) - 1

    def of_rowids(self, rowids: Sequence[int]) -> int:
        """The set of these rows; rows stored since are left out."""
        places = self.places
        flags = bytearray(
            self.size + 1
        )  # the last one is for rows without a study: their place is -1
        try:
            for rowid in rowids:
                flags[places[rowid]] = 1
        except IndexError:
            return self.of_rowids([rowid for rowid in rowids if rowid < len(places)])
        return of_flags(flags[:-1])

    def of_years(self, first: int | None, last: int | None) -> int:
        """The studies of these years, either end open."""
        if first is None and last is None:
            return self.all
        low, high = first if first is not None else -9999, last if last is not None else 9999
        found = 0
        for year, places in self.years.items():
            if year is not None and low <= year <= high:
                found |= places
        return found

    def of_facet(self, facet: str, chosen: Chosen) -> int:
        """The studies that one filter lets pass, given the values chosen for all filters."""
        values = chosen.get(facet, ())
        if facet == "stance" and chosen.get("claim"):
            return self.all  # the claim's filter looks at both
        if not values:
            return self.all
        if facet == "journal":
            return self._of_journals(values)
        if facet in ("claim", "stance"):
            return self._linked(chosen.get("claim", ()), chosen.get("stance", ()))
        found = 0
        for value in values:
            found |= self.sets[facet].get(value, 0)
        return found

    def _linked(self, claims: Sequence[str], stances: Sequence[str]) -> int:
        """Studies with one of these stances on one of these claims. Without a stance: judged ones only."""
        found = 0
        for (claim, stance), places in self.links.items():
            stance_passes = stance in stances if stances else stance != UNREVIEWED
            if stance_passes and (not claims or claim in claims):
                found |= places
        return found

    def _of_journals(self, names: Sequence[str]) -> int:
        wanted = {at for at, name in enumerate(self.journals) if name in names}
        if NOTHING in names:
            wanted.add(-1)
        return of_flags(bytes(map(wanted.__contains__, self.journal_of)))

    def select(self, base: int, chosen: Chosen, without: str | None = None) -> int:
        """Those of ``base`` that every filter lets pass, but for the filter ``without``."""
        for facet in FACETS:
            if facet != without and chosen.get(facet):
                base &= self.of_facet(facet, chosen)
        return base

    def counts(self, facet: str, base: int, chosen: Chosen) -> tuple[Counted, ...]:
        """Each value of a filter with the studies it would leave, most first; values that would leave none only
        where they are chosen."""
        values = set(chosen.get(facet, ()))
        if facet == "journal":
            numbers = self._journal_counts(self.select(base, chosen, facet))
        elif facet in ("claim", "stance"):
            numbers = self._link_counts(facet, base, chosen)
        else:
            among = self.select(base, chosen, facet)
            numbers = {
                value: (among & places).bit_count() for value, places in self.sets[facet].items()
            }
        found = [
            Counted(value, count, value in values)
            for value, count in numbers.items()
            if count or value in values
        ]
        found += [Counted(value, 0, True) for value in sorted(values - numbers.keys())]
        return tuple(sorted(found, key=lambda each: (-each.count, each.value)))

    def _link_counts(self, facet: str, base: int, chosen: Chosen) -> dict[str, int]:
        other = "stance" if facet == "claim" else "claim"
        others = chosen.get(other, ())
        without = {name: values for name, values in chosen.items() if name not in (facet, other)}
        among = self.select(base, without)
        found: dict[str, int] = defaultdict(int)
        for (claim, stance), places in self.links.items():
            value, beside = (claim, stance) if facet == "claim" else (stance, claim)
            passes = beside in others if others else facet == "stance" or stance != UNREVIEWED
            if passes:
                found[value] |= places
        return {value: (among & places).bit_count() for value, places in found.items()}

    def _journal_counts(self, among: int) -> dict[str, int]:
        codes = Counter(compress(self.journal_of, flags_of(among, self.size)))
        return {
            self.journals[code] if code >= 0 else NOTHING: count for code, count in codes.items()
        }

    def year_counts(self, among: int) -> dict[int, int]:
        """By year: how many of ``among``."""
        numbers = {
            year: (among & places).bit_count()
            for year, places in self.years.items()
            if year is not None
        }
        return {year: count for year, count in sorted(numbers.items()) if count}

    def ordered(self, among: int, order: str) -> Iterator[int]:
        """The rowids of ``among`` in one of `orders`."""
        flags = flags_of(among, self.size)
        if order == "newest":
            return compress(self.rowids, flags)
        places = self.orders[order]
        chosen = compress(places, map(flags.__getitem__, places))
        return map(self.rowids.__getitem__, chosen)

    def holds(self, among: int) -> bytes:
        """For each place 1 or 0: is it in ``among``?"""
        return flags_of(among, self.size)


def build_index(db: Database) -> StudyIndex:
    """The index of the database as it stands."""
    stamp = stamp_of(db)
    rows = db.execute(_STUDIES).fetchall()
    rows.sort(key=lambda row: (str(row[1] or ""), row[0]), reverse=True)
    size = len(rows)
    rowids = array("q", (row[0] for row in rows))
    places = array("q", [-1]) * (max(rowids, default=0) + 1)
    for place, rowid in enumerate(rowids):
        places[rowid] = place
    columns = list(zip(*rows, strict=True)) if rows else [()] * 10
    journals, journal_of = _coded(columns[6])
    tables = _tables(db, places)
    return StudyIndex(
        stamp=stamp,
        rowids=rowids,
        places=places,
        sets={
            "design": _sets(columns[3], size),
            "level": _sets(columns[4], size),
            "integrity": _sets(columns[5], size),
            "free": _sets(("yes" if free else "no" for free in columns[7]), size),
            "record": _sets(columns[8], size),
            "population": {
                name: of_places(_places(db, _TAGGED, places, json_list(tags)), size)
                for name, tags in POPULATIONS.items()
            },
            "appraised": _yes_or_no(of_places(_places(db, _APPRAISED, places), size), size),
        },
        links={pair: of_places(found, size) for pair, found in tables.items()},
        years=_year_sets(columns[2], size),
        journals=journals,
        journal_of=journal_of,
        orders={
            "level": array("q", sorted(range(size), key=lambda place: rows[place][4] or 9)),
            "seen": array("q", sorted(range(size), key=lambda place: rows[place][9], reverse=True)),
        },
    )


def stamp_of(db: Database) -> tuple[int | None, int | None]:
    """What tells one state of the stored studies from the next."""
    found = db.execute(_STAMP).fetchone()
    return found[0], found[1]


def json_list(values: Iterable[str | int]) -> str:
    """Values as the JSON array that ``json_each`` reads."""
    return json.dumps(list(values))


def _places(db: Database, sql: str, places: array[int], *values: str) -> list[int]:
    return [places[rowid] for (rowid,) in db.execute(sql, values)]


def _tables(db: Database, places: array[int]) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for rowid, claim, stance in db.execute(_EVIDENCE):
        found[claim, stance].append(places[rowid])
    return found


def _sets(values: Iterable[object], size: int) -> dict[str, int]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, value in enumerate(values):
        places[NOTHING if value is None else str(value)].append(place)
    return {value: of_places(found, size) for value, found in places.items()}


def _year_sets(values: Iterable[int | None], size: int) -> dict[int | None, int]:
    places: dict[int | None, list[int]] = defaultdict(list)
    for place, year in enumerate(values):
        places[year].append(place)
    return {year: of_places(found, size) for year, found in places.items()}


def _yes_or_no(yes: int, size: int) -> dict[str, int]:
    return {"yes": yes, "no": ((1 << size) - 1) & ~yes}


def _coded(values: Sequence[str | None]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    numbers: dict[str, int] = {}
    codes = tuple(
        -1 if value is None else numbers.setdefault(value, len(numbers)) for value in values
    )
    return tuple(numbers), codes


class IndexShelf:
    """The index of the newest state asked for; made once, however many readers ask at the same time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._index: StudyIndex | None = None

    def holds(self, db: Database) -> bool:
        """Is the index of the state that ``db`` sees made already?"""
        return self._index is not None and self._index.stamp == stamp_of(db)

    def get(self, db: Database) -> StudyIndex:
        """The index of the state that ``db``'s transaction sees."""
        stamp = stamp_of(db)
        kept = self._index
        if kept is not None and kept.stamp == stamp:
            return kept
        with self._lock:
            if self._index is None or self._index.stamp != stamp:
                self._index = build_index(db)
            return self._index
