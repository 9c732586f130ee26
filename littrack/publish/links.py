"""Addresses within a published site, as the page that is being written needs them. No input or output."""

from __future__ import annotations

from posixpath import dirname, relpath

from littrack.publish.layout import Place, place_of


class Links:
    """What pages and templates know as Datasette's ``urls``: every address of the live site as a link to its file,
    relative to the page ``at``. ``used`` gathers the files that were linked to."""

    def __init__(self) -> None:
        self.at = "index.html"
        self.used: set[str] = set()
        self._known: dict[tuple[str, str], str] = {}

    def path(self, address: str) -> str:
        """The link to what the live site shows at ``address``. Raises ``NoSuchPage``."""
        key = (dirname(self.at), address)
        if (known := self._known.get(key)) is not None:
            return known
        place = place_of(address)
        self.used.add(place.file)
        found = self._known[key] = relative(self.at, place)
        return found

    def file(self, name: str) -> str:
        """The link to a file of the published site."""
        self.used.add(name)
        return relative(self.at, Place(name))

    def instance(self) -> str:
        """The link to the home page."""
        return self.path("/")

    def database(self, database: str) -> str:
        """The link to the page about the data."""
        return self.path(f"/{database}")

    def table(self, database: str, table: str) -> str:
        """The link to what is said of a table."""
        return self.path(f"/{database}/{table}")

    def from_root(self, link: str) -> str:
        """A link of the page ``at``, as the top of the site would write it."""
        file, mark, rest = _parted(link)
        return relpath(f"{dirname(self.at)}/{file}".lstrip("/"), ".") + mark + rest


def relative(at: str, place: Place) -> str:
    """The link from one file to a place."""
    return relpath(place.file, dirname(at) or ".") + place.rest


def _parted(link: str) -> tuple[str, str, str]:
    for mark in "?#":
        file, found, rest = link.partition(mark)
        if found:
            return file, found, rest
    return link, "", ""
