"""The list of studies: those that a reader asked for, a page of them, and what each further filter would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from sqlite_utils import Database

from littrack.store.best_first import best_first, hits
from littrack.store.browsing import (
    FACETS,
    NOTHING,
    UNREVIEWED,
    Counted,
    StudyIndex,
    json_list,
)
from littrack.store.citing import rowids_of
from littrack.store.ranking import count
from littrack.store.spelling import WordFound, words_found
from littrack.store.studies import find_id
from littrack.store.words import Expression, read_words
from littrack.views.study_query import BEST, StudyQuery

JOURNALS_SHOWN = 40
MOST_BARS, FEWEST_BARS = 80, 12
"""Years in the histogram, counted from the last one; earlier ones are reached by typing them."""
CLAIM_WORDS = 90
HEADINGS: dict[str, str] = {
    "claim": "Claim",
    "stance": "Bears on a claim",
    "design": "Design",
    "level": "Level of evidence",
    "population": "Population",
    "integrity": "Retracted or corrected",
    "record": "Record",
    "appraised": "Appraised by a person",
    "free": "Free full text",
    "journal": "Journal",
}
_LABELS: dict[tuple[str, str], str] = {
    ("stance", "supports"): "Supports",
    ("stance", "contradicts"): "Contradicts",
    ("stance", "qualifies"): "Qualifies",
    ("stance", "background"): "Background",
    ("stance", UNREVIEWED): "Suggested, not yet judged",
    ("design", NOTHING): "Not classified",
    ("level", NOTHING): "No level",
    ("integrity", NOTHING): "Nothing known against it",
    ("record", "current"): "Stands in PubMed or a topic file",
    ("record", "deleted"): "Deleted by PubMed",
    ("record", "merged"): "Merged by PubMed",
    ("appraised", "yes"): "Appraised",
    ("appraised", "no"): "Not appraised",
    ("free", "yes"): "In PubMed Central",
    ("free", "no"): "Not in PubMed Central",
    ("journal", NOTHING): "No journal",
}
_IN_ORDER = {
    "level": ("1", "2", "3", "4", "5", NOTHING),
    "stance": ("supports", "contradicts", "qualifies", "background", UNREVIEWED),
}

_CLAIMS = """
SELECT id, quote, coalesce(highlight, question), parent FROM claims WHERE removed IS NULL ORDER BY topic, position
"""
_FACTS = """
studies.id, pmid, {title}, title_markup, {passage}, studies.authors, first_author, coalesce(journal_abbreviation, journal),
  year, studies.design, level, integrity, state, merged_into, doi, pmcid, first_seen, appraisals.one_line,
  (SELECT group_concat(stance || ' ' || number, ',') FROM (SELECT stance, count(*) AS number FROM claim_evidence
    JOIN claims ON claims.id = claim AND claims.removed IS NULL WHERE study = studies.id GROUP BY stance)),
  (SELECT count(*) FROM claim_candidates WHERE study = studies.id AND claim_candidates.state = 'unreviewed')
"""
_REST = """
LEFT JOIN appraisals ON appraisals.study = studies.id AND appraisals.removed IS NULL {where} ORDER BY wanted.key
"""
_PLAIN = (
    f"SELECT {_FACTS.format(title='studies.title', passage='NULL')}"
    " FROM json_each(?) AS wanted CROSS JOIN studies ON studies.rowid = wanted.value"
    + _REST.format(where="")
)
_HIGHLIGHTED = (
    "SELECT "
    + _FACTS.format(
        title="highlight(studies_fts, 0, char(2), char(3))",
        passage="snippet(studies_fts, 1, char(2), char(3), ' … ', 40)",
    )
    + " FROM json_each(?) AS wanted CROSS JOIN studies_fts ON studies_fts.rowid = wanted.value"
    " CROSS JOIN studies ON studies.rowid = studies_fts.rowid"
    + _REST.format(where="WHERE studies_fts MATCH ?")
)
LINES_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class StudyLine:
    """A study in a list. Words that matched stand between \\x02 and \\x03 in ``title`` and ``passage``."""

    id: str
    pmid: str | None
    title: str
    title_markup: str | None
    passage: str | None
    authors: str | None
    first_author: str | None
    journal: str | None
    year: int | None
    design: str | None
    level: int | None
    integrity: str | None
    state: str
    merged_into: str | None
    doi: str | None
    pmcid: str | None
    first_seen: str
    one_line: str | None
    stances: tuple[tuple[str, int], ...]
    """On how many claims it takes each stance."""
    candidate_of: int
    """For how many claims it is suggested and not yet judged."""

    @property
    def by(self) -> str:
        """The authors in a few words: "Doe J, Roe RA, et al"."""
        names = (self.authors or "").split(", ")
        return ", ".join(names[:3]) + (", et al" if len(names) > 3 else "")


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that a list can be filtered by: what it is called, how many it leaves, where it leads."""

    value: str
    label: str
    count: int
    chosen: bool
    address: str
    """The query string of the list with this value chosen, or no longer chosen."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter and its values, of which ``shown`` are seen at once."""

    name: str
    heading: str
    values: tuple[FacetValue, ...]
    shown: int

    @property
    def first(self) -> tuple[FacetValue, ...]:
        """The values seen at once: those chosen, and the first others."""
        return tuple(each for at, each in enumerate(self.values) if at < self.shown or each.chosen)

    @property
    def rest(self) -> tuple[FacetValue, ...]:
        """The others."""
        return tuple(
            each for at, each in enumerate(self.values) if at >= self.shown and not each.chosen
        )


@dataclass(frozen=True, slots=True)
class YearBar:
    """A year, how many studies it leaves, and the query string for that year alone."""

    year: int
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class StudiesPage:
    """A page of studies with everything that stands beside it."""

    query: StudyQuery
    total: int
    stored: int
    lines: tuple[StudyLine, ...]
    facets: tuple[Facet, ...]
    years: tuple[YearBar, ...]
    removable: tuple[tuple[str, StudyQuery], ...]
    """Each filter in words, and the question without it."""
    words: tuple[WordFound, ...]
    """Where nothing was found: what each word finds by itself."""
    words_alone: int
    """Where nothing was found: how many studies the words find without any filter."""
    meant: str | None
    """The study that the words name by its PMID, DOI or PMCID."""

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.query.size))


def read_studies(db: Database, query: StudyQuery, index: StudyIndex) -> StudiesPage:
    """The page that ``query`` asks for. ``index`` must be of the state that ``db`` sees."""
    expression = read_words(query.text)
    words_only = _base(db, expression, query, index)
    base = words_only & index.of_years(query.first, query.last)
    found = index.select(base, query.chosen)
    total = found.bit_count()
    claims = _claims(db)
    rowids = list(_page(db, expression, query, index, found))
    helping = not total and bool(query.text)
    return StudiesPage(
        query=query,
        total=total,
        stored=index.size,
        lines=tuple(_lines(db, expression, rowids)),
        facets=tuple(_facets(query, index, base, claims)),
        years=_years(query, index, index.select(words_only, query.chosen)),
        removable=tuple(_removable(query, claims)),
        words=words_found(db, query.text) if helping else (),
        words_alone=count(db, expression) if helping and expression else 0,
        meant=_meant(db, query.text) if query.page == 1 else None,
    )


def _claims(db: Database) -> dict[str, str]:
    """What each claim is called: its quotation, or what it is about where others share the quotation."""
    rows = db.execute(_CLAIMS).fetchall()
    shared = Counter(quote for _, quote, _, _ in rows)
    return {
        claim: about if shared[quote] > 1 else f"… {quote}" if parent else quote
        for claim, quote, about, parent in rows
    }


def select_rowids(db: Database, query: StudyQuery, index: StudyIndex) -> list[int]:
    """The rows of all studies that ``query`` asks for, in its order, whatever the page."""
    expression = read_words(query.text)
    base = _base(db, expression, query, index) & index.of_years(query.first, query.last)
    found = index.select(base, query.chosen)
    whole = query.selection
    return list(_order(db, expression, whole, index, found, found.bit_count()))


def read_lines(db: Database, rowids: Iterable[int]) -> Iterator[StudyLine]:
    """These studies as lists show them, nothing highlighted."""
    return _lines(db, None, rowids)


def read_claim_names(db: Database) -> dict[str, str]:
    """What each claim is called among the filters, in the order of the article."""
    return _claims(db)


def _base(db: Database, expression: Expression | None, query: StudyQuery, index: StudyIndex) -> int:
    found = index.all
    if query.text:
        found = hits(db, expression, index) if expression else 0
    if query.ids:
        known = (find_id(db, each) for each in query.ids)
        found &= index.of_rowids(rowids_of(db, (each for each in known if each)))
    return found


def _page(
    db: Database, expression: Expression | None, query: StudyQuery, index: StudyIndex, found: int
) -> Iterator[int]:
    if query.offset >= found.bit_count():
        return iter(())
    order = _order(db, expression, query, index, found, query.offset + query.size)
    return islice(order, query.offset, query.offset + query.size)


def _order(
    db: Database,
    expression: Expression | None,
    query: StudyQuery,
    index: StudyIndex,
    found: int,
    most: int,
) -> Iterator[int]:
    """The first ``most`` rows of ``found`` in the order asked for."""
    if query.sorted_by != BEST or expression is None:
        return index.ordered(found, query.sorted_by if query.sorted_by != BEST else "newest")
    return best_first(db, expression, index, found, most)


def _lines(
    db: Database, expression: Expression | None, rowids: Iterable[int]
) -> Iterator[StudyLine]:
    wanted = iter(rowids)
    while batch := list(islice(wanted, LINES_AT_ONCE)):
        listed = json_list(batch)
        if expression is not None:
            rows = db.execute(_HIGHLIGHTED, (listed, expression.match())).fetchall()
        else:
            rows = db.execute(_PLAIN, (listed,)).fetchall()
        for row in rows:
            yield StudyLine(*(*row[:18], _stances(row[18]), row[19]))


def _stances(text: str | None) -> tuple[tuple[str, int], ...]:
    pairs = (each.rsplit(" ", 1) for each in (text or "").split(",") if each)
    counts = {stance: int(number) for stance, number in pairs}
    return tuple((name, counts[name]) for name in _IN_ORDER["stance"] if name in counts)


def _facets(
    query: StudyQuery, index: StudyIndex, base: int, claims: Mapping[str, str]
) -> Iterator[Facet]:
    for name in FACETS:
        counted = _sorted(name, index.counts(name, base, query.chosen), claims)
        if name in ("record", "integrity") and not any(
            each.chosen or each.value not in ("current", NOTHING) for each in counted
        ):
            continue
        values = tuple(
            FacetValue(
                each.value,
                label_of(name, each.value, claims),
                each.count,
                each.chosen,
                query.address_toggled(name, each.value),
            )
            for each in counted[:JOURNALS_SHOWN]
        )
        if values:
            yield Facet(name, HEADINGS[name], values, 6 if name in ("journal", "claim") else 12)


def _sorted(name: str, counted: tuple[Counted, ...], claims: Mapping[str, str]) -> list[Counted]:
    order = _IN_ORDER.get(name) or (tuple(claims) if name == "claim" else ())
    places = {value: at for at, value in enumerate(order)}
    return sorted(counted, key=lambda each: places.get(each.value, len(places)))


def label_of(facet: str, value: str, claims: Mapping[str, str]) -> str:
    """A value in a reader's words."""
    if facet == "claim":
        quote = claims.get(value, value)
        return quote if len(quote) <= CLAIM_WORDS else quote[:CLAIM_WORDS].rsplit(" ", 1)[0] + " …"
    if facet == "level" and value.isdigit():
        return f"Level {value}"
    found = _LABELS.get((facet, value), value)
    return found if facet == "journal" else found[:1].upper() + found[1:]


def _years(query: StudyQuery, index: StudyIndex, among: int) -> tuple[YearBar, ...]:
    counts = index.year_counts(among)
    if not counts:
        return ()
    first, last = min(counts), max(counts)
    first = min(max(first, last - MOST_BARS + 1), last - FEWEST_BARS + 1)

    def chosen(year: int) -> bool:
        return (query.first or 0) <= year <= (query.last or 9999) and bool(
            query.first or query.last
        )

    return tuple(
        YearBar(
            year,
            counts.get(year, 0),
            chosen(year),
            query.address_of_years(None, None)
            if query.first == query.last == year
            else query.address_of_years(year, year),
        )
        for year in range(first, last + 1)
    )


def _removable(query: StudyQuery, claims: Mapping[str, str]) -> Iterator[tuple[str, StudyQuery]]:
    for facet, value in query.values:
        words = f"{HEADINGS[facet]}: {label_of(facet, value, claims)}"
        yield words, query.toggled(facet, value)
    if query.first or query.last:
        first, last = query.first or "", query.last or ""
        words = f"Year: {first}" if first == last else f"Years: {first}–{last}"
        yield words, query.of_years(None, None)
    if query.ids:
        words = f"{len(query.ids)} named {'study' if len(query.ids) == 1 else 'studies'}"
        yield (
            words,
            StudyQuery(
                query.text, (), query.values, query.first, query.last, query.order, query.size
            ),
        )


def _meant(db: Database, text: str) -> str | None:
    """The study that a search names by number: nobody who types a PMID wants a full-text search."""
    if not any(each.isdigit() for each in text) or len(text) > 300:
        return None
    return find_id(db, text)
