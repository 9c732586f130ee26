"""Read a published site as a visitor's programs do: every link of every file, and where it leads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, normpath
from urllib.parse import unquote, urlsplit

from lxml import etree

OUTSIDE = ("http:", "https:", "mailto:", "data:")


class Page(HTMLParser):
    """What a page links to, and the ids that can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.text: list[str] = []
        self.feed(text)

    @property
    def is_gone(self) -> bool:
        """Does it stand for something that was taken out?"""
        return any("Not in this copy" in each for each in self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [
            link for name in ("href", "src", "action") if (link := given.get(name)) is not None
        ]
        if given.get("id"):
            self.ids.add(str(given["id"]))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@cache
def page(path: Path) -> Page:
    """A page, read once."""
    return Page(path.read_text("utf-8"))


def files(site: Path) -> list[Path]:
    """Every file of the site."""
    return sorted(path for path in site.rglob("*") if path.is_file())


def dead_links(site: Path) -> list[str]:
    """Every link within the site that leads to no file, or to no place in its file."""
    return [
        f"{path.relative_to(site)}: {link}"
        for path in files(site)
        for link in _links(path)
        if not link.startswith(OUTSIDE) and not _leads_somewhere(site, path, link)
    ]


def _links(path: Path) -> Iterator[str]:
    if path.suffix == ".html":
        yield from page(path).links
    elif path.name.endswith(".atom.xml"):
        tree = etree.fromstring(path.read_bytes())
        yield from (str(link) for link in tree.xpath("//@href"))
    elif path.suffix == ".json" and "api" in path.parts:
        yield from _addresses(json.loads(path.read_text("utf-8")))


def _addresses(told: object) -> Iterator[str]:
    """Of JSON: the values that are links of the site."""
    if isinstance(told, dict):
        for name, value in told.items():
            if name in ("page", "json", "path", "next") and isinstance(value, str):
                yield value
            yield from _addresses(value)
    elif isinstance(told, list):
        for each in told:
            yield from _addresses(each)


def _leads_somewhere(site: Path, path: Path, link: str) -> bool:
    parts = urlsplit(link)
    here = path.relative_to(site).as_posix()
    there = normpath(f"{dirname(here)}/{unquote(parts.path)}".lstrip("/")) if parts.path else here
    target = site / there
    if not target.is_file():
        return False
    found = page(target) if target.suffix == ".html" else None
    named = unquote(parts.fragment)
    return not named or found is None or named in found.ids or found.is_gone
