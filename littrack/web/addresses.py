"""Addresses of the site's pages, without the path of a proxy in front of it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import quote

from jinja2.filters import do_urlencode


def study_path(study: str) -> str:
    """The page of a study: ids hold colons, slashes and brackets."""
    return f"/studies/{quote(study, safe=':/')}"


def claim_path(claim: str) -> str:
    """The page of a claim."""
    return f"/claims/{quote(claim)}"


def trial_path(trial: str) -> str:
    """The page of a registered trial."""
    return f"/trials/{quote(trial, safe='')}"


def plain_path(datasette: Any, path: str) -> str:
    """``path`` behind the proxy's own path, as a plain string.

    Datasette's is a string that lists all methods of strings whenever one is called: 5 ms of a page of addresses.
    """
    return str(datasette.urls.path(path))


def urlencoded(value: Any) -> str:
    """Jinja's filter ``urlencode``, which remembers: pages of studies name the same subject headings."""
    return _urlencoded(value) if type(value) is str else do_urlencode(value)


@lru_cache(maxsize=4096)
def _urlencoded(value: str) -> str:
    return do_urlencode(value)


class PlainUrls:
    """Datasette's ``urls`` for templates, its addresses as plain strings (`plain_path`)."""

    def __init__(self, urls: Any) -> None:
        self._urls = urls

    def path(self, path: str) -> str:
        """A path of the site."""
        return str(self._urls.path(path))

    def instance(self) -> str:
        """The home page."""
        return str(self._urls.instance())

    def database(self, database: str) -> str:
        """Datasette's page of a database."""
        return str(self._urls.database(database))

    def table(self, database: str, table: str) -> str:
        """Datasette's page of a table."""
        return str(self._urls.table(database, table))

    def query(self, database: str, query: str) -> str:
        """Datasette's page of a ready-made question."""
        return str(self._urls.query(database, query))

    def static(self, path: str) -> str:
        """One of Datasette's own static files."""
        return str(self._urls.static(path))
