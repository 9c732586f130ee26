"""Which file of a published site holds what the live site shows at an address. No input or output.

Every link names its file (``claims/eight-times.html``), so that it works from any host, under any path, and from a
disk. Names of files hold letters, digits, dots and hyphens only, whatever the ids hold.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, quote_plus, unquote

from littrack.views.study_query import StudyQuery, read_query

DATABASE = "littrack.db"
SUMS = "SHA256SUMS"
MANIFEST = "manifest.json"
HOME, SEARCH, DATA, HEALTH = "index.html", "studies.html", "data.html", "health.html"
STUDY_FORMATS = ("bib", "ris")
"""Written for each study by itself."""
CLAIM_FORMATS = ("bib", "ris", "ama.txt")
"""Written for the works that a claim rests on. Every format holds all studies."""
BROWSED = ("design", "level", "integrity", "claim")
"""Filters of the live list that have lists of their own here; beside them, each year."""
STUDIES_A_LIST = 100
"""Studies on one page of a list."""

_SOUND = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_UNSOUND = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_API = "/-/littrack/api/v1/"
_FIXED = {
    "/": HOME,
    "/new": "new.html",
    "/new.atom": "new.atom.xml",
    "/integrity.atom": "integrity.atom.xml",
    "/trials": "trials.html",
    "/methods": "methods.html",
    "/studies": SEARCH,
    "/about/health": HEALTH,
    "/-/littrack/health.json": MANIFEST,
    "/sitemap.xml": "sitemap.xml",
    "/robots.txt": "robots.txt",
    "/littrack": DATA,
    **{f"{_API}{name}.json": f"api/v1/{name}.json" for name in ("claims", "studies", "trials")},
}
_CLAIM = re.compile(r"/claims/(?P<claim>[\w.-]+?)(?P<what>\.atom|/card|/badge\.svg|)")
_OF_CLAIM = {"": ".html", ".atom": ".atom.xml", "/card": "/card.html", "/badge.svg": "/badge.svg"}


class NoSuchPage(LookupError):
    """An address that has no place in a published site: a page links to what is not published."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file, and a place within it or a question to it (``#…`` or ``?…``)."""

    file: str
    rest: str = ""


def slug(name: str) -> str:
    """A name for a file: the id itself where that is sound, else what is sound of it and a part of its hash."""
    if _SOUND.fullmatch(name) and len(name) <= 80 and not _RESERVED.match(name):
        return name
    sound = _UNSOUND.sub("-", name).strip("-.")[:60]
    return f"{sound or 'x'}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:10]}"


@lru_cache(maxsize=65536)
def place_of(address: str) -> Place:
    """Where the live site's ``address`` (path, query, fragment) stands. ``NoSuchPage`` where it stands nowhere."""
    path, _, fragment = address.partition("#")
    path, _, query = path.partition("?")
    found = _place(path, query)
    return Place(found.file, f"#{fragment}") if fragment else found


def _place(path: str, query: str) -> Place:
    if path == "/" and "order=concern" in query:
        return Place("by-concern.html")
    if path == "/new" and query:
        return Place(news_file(dict(parse_qsl(query)).get("before")))
    if path == "/studies":
        return _list(query)
    if path in _FIXED:
        return Place(_FIXED[path])
    for start, find in _STARTS:
        if path.startswith(start):
            return find(path[len(start) :], query)
    raise NoSuchPage(f"{path}?{query}" if query else path)


def news_file(before: str | None) -> str:
    """The page of runs before that run."""
    return f"new-before-{before}.html" if before else "new.html"


def study_file(study: str, ending: str = "html") -> str:
    """The page of a study, or another file about it."""
    return f"studies/{slug(study)}.{ending}"


def _study(rest: str, query: str) -> Place:
    return Place(study_file(unquote(rest)))


def _claim(rest: str, query: str) -> Place:
    found = _CLAIM.fullmatch(f"/claims/{rest}")
    if not found:
        raise NoSuchPage(f"/claims/{rest}")
    return Place(f"claims/{slug(found['claim'])}{_OF_CLAIM[found['what']]}")


def _topic(rest: str, query: str) -> Place:
    end = "-by-concern" if "order=concern" in query else ""
    return Place(f"topics/{slug(rest)}{end}.html")


def _trial(rest: str, query: str) -> Place:
    return Place(f"trials/{slug(unquote(rest))}.html")


def _facts(rest: str, query: str) -> Place:
    kind, _, name = rest.removesuffix(".json").partition("/")
    if kind not in ("claims", "studies", "trials") or not name:
        raise NoSuchPage(f"{_API}{rest}")
    return Place(f"api/v1/{kind}/{slug(unquote(name))}.json")


def facts_page(page: int) -> str:
    """A page of the studies as JSON."""
    return "api/v1/studies.json" if page == 1 else f"api/v1/studies-page-{page}.json"


def export_file(form: str, claim: str | None = None) -> str:
    """All studies in a format, or the works that a claim rests on."""
    return f"claims/{slug(claim)}/works.{form}" if claim else f"exports/studies.{form}"


def _export(form: str, query: str) -> Place:
    asked = read_query(query)
    if not query:
        return Place(export_file(form))
    if asked.values and asked == StudyQuery(values=asked.values) and _one_claim(asked):
        return Place(export_file(form, asked.chosen["claim"][0]))
    if asked == StudyQuery(ids=asked.ids) and len(asked.ids) == 1 and form in STUDY_FORMATS:
        return Place(study_file(asked.ids[0], form))
    raise NoSuchPage(f"/studies.{form}?{query}")


def _one_claim(asked: StudyQuery) -> bool:
    return len(asked.values) == 1 and asked.values[0][0] == "claim"


def _asset(rest: str, query: str) -> Place:
    return Place(f"assets/{rest}")


def _table(rest: str, query: str) -> Place:
    return Place(DATA, f"#{rest.partition('/')[0]}")


_STARTS = (
    ("/studies/", _study),
    ("/claims/", _claim),
    ("/topics/", _topic),
    ("/trials/", _trial),
    (_API, _facts),
    ("/studies.", _export),
    ("/-/littrack/static/", _asset),
    ("/littrack/", _table),
)


def _list(query: str) -> Place:
    """The list that holds the same studies, else the page on which one searches and chooses a list."""
    asked = read_query(query)
    if asked.text:
        return Place(SEARCH, f"?q={quote_plus(asked.text)}")
    if asked.first and asked.first == asked.last and asked == StudyQuery(first=asked.first, last=asked.last, page=asked.page):  # fmt: skip
        return Place(browse_file("year", str(asked.first), asked.page))
    if not asked.filtered:
        return Place(SEARCH if asked.page == 1 else browse_file("all", "", asked.page))
    if asked == StudyQuery(values=asked.values, page=asked.page):
        chosen = asked.chosen
        if len(asked.values) == 1 and asked.values[0][0] in BROWSED:
            return Place(browse_file(*asked.values[0], asked.page))
        if set(chosen) == {"claim", "stance"} and asked.values[1:] == (("claim", chosen["claim"][0]),) and chosen["stance"] == ["unreviewed"]:  # fmt: skip
            return Place(browse_file("unread", chosen["claim"][0], asked.page))
    return Place(SEARCH)


def search_file(kind: str, key: str) -> str:
    """A part of the index that the page of the search reads. ``search.js`` makes the same name of the same key."""
    plain = key.isascii() and key.isalnum() and key == key.lower()
    return f"search/{kind}-{key if plain else 'u' + '-'.join(f'{ord(each):x}' for each in key)}.js"


def browse_file(facet: str, value: str, page: int = 1) -> str:
    """A page of the list of studies with a value."""
    name = f"{facet}-{slug(value.replace(' ', '-'))}" if value else facet
    return f"browse/{name}-page-{page}.html" if page > 1 else f"browse/{name}.html"
