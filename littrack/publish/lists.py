"""The lists of studies of a published site, and the index of its search: both show the same lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup
from sqlite_utils import Database

from littrack.publish.index import name_shelves, script, term_shelves
from littrack.publish.layout import BROWSED, STUDIES_A_LIST, browse_file, search_file, study_file
from littrack.publish.site import FixedSite
from littrack.publish.writing import Writer
from littrack.store.browsing import NOTHING, UNREVIEWED, Counted, StudyIndex, build_index
from littrack.views.studies import (
    HEADINGS,
    StudyLine,
    label_of,
    read_claim_names,
    read_lines,
)
from littrack.web import markup
from littrack.web.addresses import claim_path, study_path

_INSTANCES = """
CREATE VIRTUAL TABLE IF NOT EXISTS temp.instances USING fts5vocab('main', 'studies_fts', 'instance')
"""
_TERMS = "SELECT term, doc, col = 'title' FROM instances"
_NAMES = "SELECT rowid, pmid, doi, pmcid FROM studies"


@dataclass(frozen=True, slots=True)
class StudyList:
    """Studies that have a value in common, the newest first."""

    facet: str
    value: str
    heading: str | None
    title: str
    total: int
    studies: int
    """The set of them, as `StudyIndex` keeps sets."""

    @property
    def file(self) -> str:
        """Its first page."""
        return browse_file(self.facet, self.value)

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return max(1, -(-self.total // STUDIES_A_LIST))


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which parts of the search's index there are."""

    terms: tuple[str, ...]
    names: tuple[str, ...]


def study_lists(db: Database, index: StudyIndex) -> list[StudyList]:
    """Every list: by design, level, standing, claim and year, the studies that nobody has judged for a claim, and all."""
    return list(_lists(read_claim_names(db), index))


def _lists(claims: Mapping[str, str], index: StudyIndex) -> Iterator[StudyList]:
    make = partial(_list, claims=claims)
    yield StudyList("all", "", None, "All studies", index.size, index.all)
    for facet in BROWSED:
        values = index.counts(facet, index.all, {})
        for each in sorted(values, key=_order(facet, claims)):
            if (facet, each.value) != ("integrity", NOTHING):
                yield make(facet, each.value, index.of_facet(facet, {facet: (each.value,)}))
    for year in sorted((each for each in index.years if each is not None), reverse=True):
        studies = index.years[year]
        yield StudyList("year", str(year), "Year", str(year), studies.bit_count(), studies)
    for claim in claims:
        if studies := index.links.get((claim, UNREVIEWED), 0):
            yield make("unread", claim, studies)


def _order(facet: str, claims: Mapping[str, str]) -> Callable[[Counted], int]:
    """Claims as in the article, levels from the strongest; the others as they come, most studies first."""
    ranks = {"claim": tuple(claims), "level": (*"12345", NOTHING)}.get(facet, ())
    order = {value: at for at, value in enumerate(ranks)}
    return lambda found: order.get(found.value, 0)


def _list(facet: str, value: str, studies: int, claims: Mapping[str, str]) -> StudyList:
    if facet == "unread":
        heading, title = "Suggested, not yet judged", claims[value]
    elif facet == "claim":
        heading, title = "Works that bear on a claim", claims[value]
    else:
        heading, title = HEADINGS[facet], label_of(facet, value, claims)
    return StudyList(facet, value, heading, title, studies.bit_count(), studies)


def write_lists(site: FixedSite, writer: Writer) -> Shelf:
    """Write every page of every list, and the index of the search."""
    db = Database(site.connection)
    index = build_index(db)
    items = _Items(site)
    lines = list(read_lines(db, index.rowids))
    for each in study_lists(db, index):
        rowids = list(index.ordered(each.studies, "newest"))
        for number in range(1, each.pages + 1):
            start = (number - 1) * STUDIES_A_LIST
            shown = [lines[index.places[rowid]] for rowid in rowids[start : start + STUDIES_A_LIST]]
            _write_page(site, writer, each, number, items.of(shown))
    return _write_index(db, index, writer, lines)


class _Items:
    """Studies as items of a list, each rendered once: every list lies in the same folder."""

    def __init__(self, site: FixedSite) -> None:
        self._site = site
        self._template = site.template("published_items.html")
        self._known: dict[str, Markup] = {}

    def of(self, lines: Sequence[StudyLine]) -> Markup:
        """The items of some studies."""
        return Markup("\n").join(map(self._item, lines))

    def _item(self, line: StudyLine) -> Markup:
        if line.id not in self._known:
            self._site.urls.at = browse_file("all", "")
            made = self._template.render(line=line, study_path=self._path)
            self._known[line.id] = Markup(made.strip())
        return self._known[line.id]

    def _path(self, study: str) -> str:
        return self._site.urls.path(study_path(study))


def _write_page(
    site: FixedSite, writer: Writer, shown: StudyList, number: int, items: Markup
) -> None:
    file = browse_file(shown.facet, shown.value, number)
    of_claim = shown.facet in ("claim", "unread")
    site.urls.at = file
    body = site.show(
        "published_list.html",
        file,
        list=shown,
        number=number,
        start=(number - 1) * STUDIES_A_LIST + 1,
        items=items,
        page_path=lambda other: site.urls.file(browse_file(shown.facet, shown.value, other)),
        claim_path=site.urls.path(claim_path(shown.value)) if of_claim else None,
        visible=markup.visible,
    )
    writer.write(file, body)


def _write_index(
    db: Database, index: StudyIndex, writer: Writer, lines: Sequence[StudyLine]
) -> Shelf:
    places = index.places
    for start in range(0, len(lines), STUDIES_A_LIST):
        rows = [_row(line) for line in lines[start : start + STUDIES_A_LIST]]
        _write_part(writer, "studies", str(start // STUDIES_A_LIST), rows)
    db.execute(_INSTANCES)
    terms = term_shelves((term, places[doc], bool(title)) for term, doc, title in db.execute(_TERMS))  # fmt: skip
    names = name_shelves(
        (name, places[rowid]) for rowid, *found in db.execute(_NAMES) for name in found if name
    )
    for kind, shelves in (("terms", terms), ("names", names)):
        for key, shelf in shelves.items():
            _write_part(writer, kind, key, shelf)
    return Shelf(tuple(sorted(terms)), tuple(sorted(names)))


def _write_part(writer: Writer, kind: str, key: str, data: object) -> None:
    writer.write_text(search_file(kind, key), script(kind, key, data))


def _row(line: StudyLine) -> list[str]:
    """A study as ``search.js`` shows it."""
    title = line.title if len(line.title) <= 300 else f"{line.title[:300]} …"
    found = (
        study_file(line.id).removeprefix("studies/"),
        title or f"Without a title ({line.id})",
        line.by[:160],
        (line.journal or "")[:120],
        str(line.year or ""),
        (line.design or "")[:1].upper() + (line.design or "")[1:],
        str(line.level or ""),
        standing(line),
        "yes" if line.pmcid else "",
    )
    return [markup.visible(each) for each in found]


def standing(line: StudyLine) -> str:
    """What stands against a study, in the words of its page."""
    against = line.integrity or ""
    told = ["RETRACTED" if against == "retracted" else against[:1].upper() + against[1:]]
    if line.state != "current":
        told.append(f"{line.state.capitalize()} by PubMed")
    return ". ".join(each for each in told if each)
